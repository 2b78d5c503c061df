"""The language in which rules say what they look for: misuses of parameters, and shapes of terms."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Final

from ..kinds import Kind
from .normalisers import same_value
from .senses import Sense, by_name, is_tiny, sense
from .terms import Term, is_number, only, paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..kinds import Normaliser
    from ..knowledge.rows import Api, Role
    from .frames import Use


@dataclass
class Match:
    """What a shape found: named parts, and all terms that belong to it."""

    parts: dict[str, Term] = field(default_factory=dict)
    terms: list[Term] = field(default_factory=list)

    def keep_if(self, attempt: Callable[[Match], bool]) -> bool:
        """Try something, and keep what it found only if it succeeds."""
        trial = Match()
        if not attempt(trial):
            return False
        self.parts |= trial.parts
        self.terms += trial.terms
        return True


class Shape:
    """A shape that a term may have."""

    roots: frozenset[str] = frozenset()
    """The operations that such a term can start with."""
    needs: tuple[frozenset[str], ...] = ()
    """Of each of these sets a file must use an operation, or no term in it has the shape."""

    evidence: frozenset[Kind] = frozenset()
    """The kinds whose takers tell whether it is one."""

    whole = False
    """Whether it must not have been picked out of something larger."""

    sign = ""
    """A regular expression that a file's text must match, where its words say too little."""

    def match(self, term: Term, found: Match) -> bool:
        """Whether ``term`` has the shape on every path; ``found`` takes its parts."""
        branches = list(paths(term, whole=self.whole))
        return bool(branches) and all(self.fits(branch, found) for branch in branches)

    def fits(self, term: Term, found: Match) -> bool:
        """Whether a term that is no meeting of paths has the shape."""
        raise NotImplementedError

    def __or__(self, other: Shape) -> Shape:
        return _AnyOf(self, other)


class _AnyOf(Shape):
    def __init__(self, *shapes: Shape) -> None:
        self.shapes = shapes
        self.roots = frozenset().union(*(shape.roots for shape in shapes))
        # A file must meet all the needs of one of them: of each choice of one need per shape, one.
        choices = {frozenset().union(*choice) for choice in product(*(shape.needs for shape in shapes))}
        self.needs = tuple(need for need in choices if not any(other < need for other in choices))
        self.whole = any(shape.whole for shape in shapes)

    def fits(self, term: Term, found: Match) -> bool:
        return any(found.keep_if(partial(shape.fits, term)) for shape in self.shapes)


class Op(Shape):
    """An operation whose arguments have shapes; ``add`` and ``mul`` take them in either order.

    ``part`` is the name under which the match keeps the term; ``whole`` is for a term of which
    nothing was picked out by an index.
    """

    def __init__(self, op: str, *args: Shape, part: str = "", whole: bool = False, sign: str = "") -> None:
        self.op = op
        self.sign = sign
        self.args = args
        self.part = part
        self.whole = whole
        self.roots = frozenset((op,))
        wordless = op in ("add", "sub", "mul", "div", "neg", "compare", "indices")  # Operators, or many words.
        # A softmax or a sigmoid may also be written by hand.
        own = () if wordless else (frozenset((op, "exp") if op in ("softmax", "sigmoid") else (op,)),)
        self.needs = (*own, *(need for arg in args for need in arg.needs))

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        if term.op != self.op or len(term.args) < len(self.args):
            return False
        orders = (term.args, term.args[::-1]) if self.op in ("add", "mul") else (term.args,)
        if not any(found.keep_if(partial(self._arguments_fit, args)) for args in orders):
            return False
        found.terms.append(term)
        if self.part:
            found.parts[self.part] = term
        return True

    def _arguments_fit(self, args: tuple[Term, ...], found: Match) -> bool:
        return all(shape.match(arg, found) for shape, arg in zip(self.args, args))


class Anything(Shape):
    """Any term."""

    def __init__(self, part: str = "") -> None:
        self.part = part

    def match(self, term: Term, found: Match) -> bool:  # noqa: D102
        if self.part:
            found.parts[self.part] = term
        return True


class AsItCame(Anything):
    """A parameter, or what a normaliser gave: not clipped, squeezed, or made of anything else."""

    def match(self, term: Term, found: Match) -> bool:  # noqa: D102
        origin = only(term, whole=True)
        return origin.op in ("param", "sigmoid", "softmax", "relaxed") and super().match(term, found)


class Setting(Shape):
    """Something that is looked up or given, not computed: a size, a count, a temperature."""

    def __init__(self, part: str) -> None:
        self.part = part

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        found.parts[self.part] = term
        return is_number(term) or term.op in ("param", "attr", "api", "index", "unknown")


class Number(Shape):
    """A numeric constant, as it stands."""

    def __init__(self, accepts: Callable[[float], bool]) -> None:
        self.accepts = accepts

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        return is_number(term) and bool(self.accepts(term.data))


class TinyNumber(Shape):
    """What is added to keep a value from zero: a tiny constant, or something that says it is one."""

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        return is_tiny(term)


class Exponential(Shape):
    """An exponential that nothing keeps from overflowing.

    What is clipped, squashed, a number or a logarithm is bounded, and so is what is called a
    log-probability, and what is never positive, as a negated square or distance. With ``shifted``, that
    holds for what something that may be its maximum was subtracted from, too. What is not known is bounded
    if a part of it was changed in place: that is how the maximum is subtracted row by row.
    """

    roots = frozenset(("exp",))
    needs = (frozenset(("exp",)),)

    def __init__(self, *, shifted: bool = True) -> None:
        self.shifted = shifted

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        if term.op != "exp" or _claims_logarithm(term.node) or self._bounded(term.args[0], 24):
            return False
        found.terms.append(term)
        found.parts["exp"] = term
        return True

    def _bounded(self, term: Term, depth: int) -> bool:
        return depth == 0 or any(self._keeps(branch, depth - 1) for branch in paths(term))

    def _keeps(self, term: Term, depth: int) -> bool:
        found = sense(term)
        if found is not None and found.kind in (Kind.PROBABILITIES, Kind.LOG_PROBABILITIES):
            return True
        if term.op == "unknown":
            return str(term.data).startswith("a part of it")
        if _sign(term, depth) < 0:
            return True
        if term.op == "sub" and self.shifted and self._may_be_maximum(term.args[1], depth):
            return True
        if term.op == "where" and not any(map(is_number, term.args)):
            return True  # A choice by the size of something.
        if term.op == "div" and any(part.op == "matmul" for part in paths(term.args[1])):
            return True  # Over the product of their norms: a cosine.
        if term.op in _LINEAR:
            return any(self._bounded(arg, depth) for arg in term.args if not is_number(arg))
        return term.op not in _UNBOUNDED

    def _may_be_maximum(self, term: Term, depth: int) -> bool:
        for part in paths(term):
            if part.op in _MAXIMA:
                return True
            if part.op in _LINEAR and any(self._may_be_maximum(arg, depth - 1) for arg in part.args if depth):
                return True
        return False


def is_guarded(value: Term, compared: Iterable[Term]) -> bool:
    """Whether something looks how large a value is, or what it is a multiple of."""
    values = [only(value)]
    while (inner := _without_number(values[-1])) is not None and len(values) < 8:
        values.append(only(inner))
    return any(same_value(only(one), value) for one in compared for value in values)


def _without_number(term: Term) -> Term | None:
    """What is negated, or added to, multiplied with or divided by a number."""
    if term.op == "neg":
        return term.args[0]
    if term.op not in ("add", "sub", "mul", "div") or not any(map(is_number, term.args)):
        return None
    return next((arg for arg in term.args if not is_number(arg)), None)


def _sign(term: Term, depth: int) -> int:
    """1 for what is certainly never negative, -1 for what is certainly never positive, 0 for all else."""
    if depth <= 0:
        return 0
    signs = {_sign_of_one(branch, depth - 1) for branch in paths(term)}
    return signs.pop() if len(signs) == 1 else 0


def _sign_of_one(term: Term, depth: int) -> int:
    if is_number(term):
        return 1 if term.data >= 0 else -1
    if term.op in _NEVER_NEGATIVE:
        return 1
    if term.op == "neg":
        return -_sign(term.args[0], depth)
    if term.op in ("sum", "mean") and term.args:
        return _sign(term.args[0], depth)
    if term.op == "pow" and len(term.args) == 2:
        power = only(term.args[1])
        # An even power is never negative, and a fraction of one (a root) is so or no number.
        return 1 if is_number(power) and power.data % 2 != 1 else max(0, _sign(term.args[0], depth))
    if term.op in ("mul", "div") and len(term.args) == 2:
        if same_value(*map(only, term.args)):
            return 1
        return _sign(term.args[0], depth) * _sign(term.args[1], depth)
    if term.op in ("add", "sub") and len(term.args) == 2:
        one, other = (_sign(arg, depth) for arg in term.args)
        return one if one == (other if term.op == "add" else -other) else 0
    if term.op in ("param", "attr") and _TEMPERATURE.match(str(term.data)):
        return 1
    return 0


_NEVER_NEGATIVE: Final = frozenset(("abs", "exp", "softmax", "sigmoid", "softplus", "one_hot"))


def _claims_logarithm(node: ast.AST | None) -> bool:
    """Whether something in a call is called log-probabilities."""
    if not isinstance(node, ast.Call):
        return False
    names = [
        part.id if isinstance(part, ast.Name) else part.attr
        for part in ast.walk(node)
        if isinstance(part, (ast.Name, ast.Attribute))
    ]
    return any((claimed := by_name(name)) is not None and claimed.kind is Kind.LOG_PROBABILITIES for name in names)


_LINEAR: Final = frozenset(("neg", "add", "sub", "mul", "div", "where"))
_UNBOUNDED: Final = frozenset(("param", "attr", "part", "affine", "matmul", "variable", "logit", "mean", "sum"))
"""Operations whose values may be as large as can be."""

_MAXIMA: Final = frozenset(("max", "min", "unknown", "part", "param", "attr", "logsumexp", "log", "tuple", "api"))
"""What is, or may be, the maximum of something."""


class Product(Shape):
    """A product of two, in either order, of which the part ``one`` must not contain the part ``other``.

    In the entropy ``p * log(p)`` it does, and in a focal loss ``(1 - p) ** 2 * y * log(p)``.
    """

    def __init__(self, left: Shape, right: Shape, apart: tuple[str, str]) -> None:
        self.factors = left, right
        self.apart = apart
        self.needs = (*left.needs, *right.needs)

    def fits(self, term: Term, found: Match) -> bool:
        """Whether ``term`` is such a product, whatever the signs of its factors."""
        if term.op not in ("mul", "matmul") or len(term.args) != 2:
            return False
        factors = [factor.args[0] if factor.op == "neg" else factor for factor in map(only, term.args)]
        if not any(found.keep_if(partial(self._factors_fit, order)) for order in (factors, factors[::-1])):
            return False
        found.terms.append(term)
        one, other = (found.parts[name] for name in self.apart)
        return not contains(one, other)

    def _factors_fit(self, factors: list[Term], found: Match) -> bool:
        return all(shape.match(factor, found) for shape, factor in zip(self.factors, factors))


class Same(Shape):
    """A shape of which two parts must be the same value."""

    def __init__(self, shape: Shape, one: str, other: str) -> None:
        self.shape = shape
        self.names = one, other
        self.roots = shape.roots
        self.needs = shape.needs
        self.sign = shape.sign

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        if not self.shape.fits(term, found):
            return False
        one, other = (only(found.parts[name]) for name in self.names)
        return same_value(one, other)


class Library(Shape):
    """A normaliser of something normalised, both of them called, not written by hand.

    Files with two normalisers are many: only where they stand close together do they open the gate.
    """

    sign = r"(?is)(?:soft_?max|sigmoid).{0,300}?soft_?max|soft_?max.{0,300}?sigmoid"

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.roots = shape.roots
        softmax = frozenset(("softmax", "log_softmax"))
        self.needs = (softmax, softmax | {"sigmoid", "log_sigmoid"})

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        return len(term.args) == 1 and self.shape.fits(term, found)


class Careless(Shape):
    """A shape that is right in a function that has the shape ``careful`` somewhere.

    A stable formula is made of unstable ones, each where it is stable.
    """

    def __init__(self, shape: Shape, careful: Shape) -> None:
        self.shape = shape
        self.careful = careful
        self.roots = shape.roots
        self.needs = shape.needs

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        return self.shape.fits(term, found)


class Unchecked(Shape):
    """A shape that is right in a function that looks how large the part is, as it does of any exponent."""

    def __init__(self, shape: Shape, part: str) -> None:
        self.shape = shape
        self.part = part
        self.roots = shape.roots
        self.needs = shape.needs
        self.sign = shape.sign

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        return self.shape.fits(term, found)


class Within(Shape):
    """An operation that has a shape somewhere in its arguments."""

    def __init__(self, op: str, inner: Shape) -> None:
        self.op = op
        self.roots = frozenset((op,))
        self.inner = inner

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        pending, limit = list(term.args) if term.op == self.op else [], 24
        while pending and limit:
            limit -= 1
            for current in paths(pending.pop()):
                if self.inner.fits(current, found):
                    return True
                pending += current.args
        return False


class Picked(Shape):
    """What was picked by an index for each row: ``p[range(n), y]``, ``p.gather(1, y)``."""

    whole = True

    def __init__(self, inner: Shape) -> None:
        self.inner = inner
        self.needs = inner.needs

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        if term.op == "index":
            index = term.data
            if not isinstance(index, Term) or index.op != "tuple" or any(part.op == "slice" for part in index.args):
                return False
            if all(map(is_number, index.args)):
                return False
        elif term.op != "take" or len(term.args) < 2:
            return False
        return self.inner.match(term.args[0], found)


class NegatedReduction(Shape):
    """The negated sum or mean of a core: ``-sum(a * b)``, ``mean(-a * b)``, ``-(a * b).sum(1).mean()`` ….

    The shape is the innermost expression that both negates and reduces: means around it and
    constant factors do not change what it is.
    """

    def __init__(self, core: Shape) -> None:
        self.core = core
        self.roots = frozenset(("neg", "sum", "mean"))
        self.needs = core.needs
        self.sign = core.sign

    def fits(self, term: Term, found: Match) -> bool:
        """Whether ``term`` adds the last that was missing around the core."""
        terms = [term]
        while (operand := _operand(terms[-1], whole=self.core.whole)) is not None:
            terms.append(operand)
        core = terms.pop()
        negative = sum(only(factor).op == "neg" for factor in core.args) if core.op in ("mul", "matmul") else 0
        reduced = core.op == "matmul"
        if not terms or not _complete(terms, negative, reduced) or _complete(terms[1:], negative, reduced):
            return False
        if not self.core.fits(core, found):
            return False
        found.terms += terms
        return True


def _complete(terms: list[Term], signs: int, reduced: bool) -> bool:
    """Whether terms around a core with that many signs both negate and reduce."""
    negative = (signs + sum(term.op == "neg" or _factor(term) < 0 for term in terms)) % 2 == 1
    return negative and (reduced or any(term.op in ("sum", "mean") for term in terms))


def _operand(term: Term, *, whole: bool = False) -> Term | None:
    """What a negation, a reduction or a constant factor is applied to."""
    operand: Term | None = None
    if term.op in ("neg", "sum", "mean"):
        operand = term.args[0]
    elif term.op in ("mul", "div") and any(map(is_number, term.args)):
        operand = next((arg for arg in term.args if not is_number(arg)), None)
    return None if operand is None else only(operand, whole=whole)


def _factor(term: Term) -> float:
    if term.op in ("mul", "div"):
        return next((float(arg.data) for arg in term.args if is_number(arg)), 1.0)
    return 1.0


class BinaryCrossEntropy(Shape):
    """``y * log(p) + (1 - y) * log(1 - p)``: signs, reductions, constants and weights change nothing.

    ``chance`` is the shape of ``log(p)`` and ``complement`` that of ``log(1 - p)``; both keep ``p`` as
    the part ``p``. What depends on ``p`` besides them makes it something else (a focal loss).
    """

    def __init__(self, chance: Shape, complement: Shape) -> None:
        self.chance = chance
        self.complement = complement
        self.roots = frozenset(("add", "sub"))
        self.needs = (chance | complement).needs

    def fits(self, term: Term, found: Match) -> bool:
        """Whether the two summands are such a pair."""
        (sign, left), (other_sign, right) = map(_factors, term.args)
        if term.op == "sub":
            other_sign = -other_sign
        pairs = (left, right), (right, left)
        if sign != other_sign or not any(found.keep_if(partial(self._pair_fits, *pair)) for pair in pairs):
            return False
        found.terms.append(term)
        return True

    def _pair_fits(self, one: list[Term], other: list[Term], found: Match) -> bool:
        chance, complement = Match(), Match()
        weights = _without(one, self.chance, chance), _without(other, self.complement, complement)
        if weights[0] is None or weights[1] is None:
            return False
        p = chance.parts["p"]
        if not same_value(only(p), only(complement.parts["p"])):
            return False
        rest = [*weights[0], *weights[1]]
        if any(contains(weight, p) for weight in rest):
            return False
        for labels in weights[0]:
            if any(_complements(labels, against) for against in weights[1]):
                found.parts |= {**chance.parts, "labels": labels}
                found.terms += [*chance.terms, *complement.terms]
                return True
        return False


def _factors(term: Term) -> tuple[int, list[Term]]:
    """The sign and the factors of a product, seen through reductions and without constants."""
    sign, pending = 1, [term]
    factors: list[Term] = []
    while pending and len(factors) < 8:
        current = only(pending.pop())
        if current.op == "neg":
            sign = -sign
        if current.op in ("neg", "sum", "mean"):
            pending.append(current.args[0])
        elif current.op in ("mul", "matmul") and len(current.args) == 2:
            pending += current.args
        elif current.op == "div":
            pending.append(current.args[0])
        elif is_number(current):
            sign = -sign if current.data < 0 else sign
        else:
            factors.append(current)
    return sign, factors


def _without(factors: list[Term], shape: Shape, found: Match) -> list[Term] | None:
    """The other factors, if one of them has the shape."""
    for place, factor in enumerate(factors):
        if found.keep_if(partial(shape.match, factor)):
            return factors[:place] + factors[place + 1 :]
    return None


def _complements(one: Term, other: Term) -> bool:
    """Whether one of two terms is one minus the other."""
    for whole, less in ((one, other), (other, one)):
        if less.op == "sub" and is_const_one(less.args[0]) and same_value(only(less.args[1]), whole):
            return True
    return False


def is_const_one(term: Term) -> bool:
    """Whether it is the number one."""
    return is_number(term) and bool(term.data == 1)


class Holds(Shape):
    """A value whose kind the code itself tells, not a name."""

    def __init__(self, kind: Kind, *normalisers: Normaliser, part: str = "") -> None:
        self.kind = kind
        self.normalisers = normalisers
        self.part = part

    def match(self, term: Term, found: Match) -> bool:  # noqa: D102
        holds = sense(term)
        if holds is None or holds.named or holds.kind is not self.kind:
            return False
        if self.normalisers and holds.normaliser not in self.normalisers:
            return False
        if self.part:
            found.parts[self.part] = term
        return True


class Temperature(Shape):
    """What is called a temperature."""

    def match(self, term: Term, found: Match) -> bool:  # noqa: D102
        return any(part.op in ("param", "attr") and _TEMPERATURE.match(str(part.data)) for part in paths(term))


_TEMPERATURE: Final = re.compile(r"(?:\w+_)?(?:temp|temperature|tau|t)(?:_\w+)?$", re.I)


class AlongAxis(Shape):
    """A normaliser that a library applied along one of these axes; ``None`` is the axis nobody gave."""

    def __init__(self, *axes: int | None, ops: tuple[str, ...] = ("softmax", "log_softmax"), sign: str = "") -> None:
        self.axes = axes
        self.roots = frozenset(ops)
        self.needs = (self.roots,)
        self.sign = sign

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        axis = term.data
        if term.op not in self.roots or len(term.args) != 1 or not isinstance(axis, Term) or axis.op != "const":
            return False
        found.terms.append(term)
        return not isinstance(axis.data, bool) and axis.data in self.axes


class Constructed(Shape):
    """An object that was made with a tensor where it takes a setting: a class called as if it were its function."""

    roots = frozenset(("object",))
    needs = (frozenset(("loss", "softmax", "log_softmax", "sigmoid", "log_sigmoid")),)
    sign = r"\b(?=[A-Z])\w*(?:Loss|[eE]ntropy|[sS]oftmax|[sS]igmoid)\(\s*[a-z_]\w*\s*[,.()]"

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        made = term.data
        if not made.api.is_loss and made.api.result.head not in _ACTIVATIONS:
            return False
        settings = made.api.signature.positional
        given = [made.bindings[name] for name in settings if name in made.nodes]
        found.terms.append(term)
        if made.api.is_loss:
            # One may be its weights, but two are no settings; the second may be a number of labels.
            return len(given) > 1 and any(_is_tensor(one) or _is_called_labels(one) for one in given[:2])
        return bool(given) and _is_tensor(given[0])


def _is_tensor(term: Term) -> bool:
    """Whether the code itself tells what kind it holds."""
    holds = sense(term)
    return holds is not None and holds.kind is not Kind.OTHER and not holds.named


def _is_called_labels(term: Term) -> bool:
    """Whether it is called labels, and not a number of labels (``num_labels``) or a choice (``use_labels``)."""
    if term.op not in ("param", "attr") or str(term.data).startswith(("num", "n_", "use_", "has_", "ignore")):
        return False
    holds = sense(term)
    return holds is not None and holds.kind.is_label


_ACTIVATIONS: Final = frozenset(("softmax", "log_softmax", "sigmoid", "log_sigmoid", "hidden", "softplus"))


class Misnamed(Shape):
    """A name that says one kind, bound to a value of another."""

    roots = frozenset(("bind",))
    sign = r"(?i)(?:logits?|prob\w*|softmax_output)\s*[,=]"

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        claimed = by_name(term.data or "")
        holds = sense(term.args[0]) if claimed is not None else None
        found.parts["value"] = term.args[0]
        if claimed is None or holds is None or holds.named or claimed.kind.is_label or holds.kind.is_label:
            return False
        if claimed.kind is Kind.LOGITS and holds.kind is Kind.LOG_PROBABILITIES:
            return False  # Log-probabilities are logits like any others.
        return Kind.OTHER not in (claimed.kind, holds.kind) and claimed.kind is not holds.kind


class Labels(Shape):
    """What is known, or called, labels."""

    def __init__(self, part: str) -> None:
        self.part = part

    def match(self, term: Term, found: Match) -> bool:  # noqa: D102
        holds = sense(term)
        if holds is None or not holds.kind.is_label:
            return False
        found.parts[self.part] = term
        return True


class Consumer(Enum):
    """Who takes a tensor."""

    LOSS = "a loss"
    SAMPLER = "a sampler or a distribution"

    def is_one(self, api: Api) -> bool:
        """Whether an API is such a consumer."""
        return (
            api.is_loss if self is Consumer.LOSS else any(map(api.result.holds, ("indices", "distribution", "relaxed")))
        )


@dataclass(frozen=True)
class Misuse:
    """A parameter that takes one kind is given another.

    ``takes`` is what it takes and how it normalises; ``gets`` what it is given, as kinds or as a
    ``shape``; ``beside`` what another parameter of the same call is given. ``flagged`` says whether a
    flag such as ``from_logits`` decided what it takes, and ``flags`` which; ``names`` restricts it to these APIs and
    ``spares`` to all but these (last parts of names), ``by`` to one sort of them.
    """

    takes: Kind
    gets: tuple[tuple[Kind, Normaliser | None], ...] = ()
    normaliser: Normaliser | None = None
    flagged: bool | None = None
    flags: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    spares: frozenset[str] = frozenset()
    by: Consumer | None = None
    shape: Shape | None = None
    beside: frozenset[Kind] = frozenset()
    right: bool = False
    """Whether it is no misuse, but a right use that could be better."""

    def fits(self, use: Use, role: Role, gets: Sense) -> bool:
        """Whether such a use, in this role, is this misuse."""
        takes, api = role.meaning, use.api
        if takes.kind is not self.takes or self.normaliser not in (None, takes.normaliser):
            return False
        if self.flagged not in (None, "logits" in (role.flag or "")):
            return False
        if self.flags and role.flag not in self.flags:
            return False
        if self.by is not None and not self.by.is_one(api):
            return False
        if (self.names and api.short_name not in self.names) or api.short_name in self.spares:
            return False
        beside = (sense(other.term) for other in use.beside)
        if self.beside and not any(found and found.kind in self.beside for found in beside):
            return False
        if self.shape is not None:
            return self.shape.match(use.term, Match())
        return any(gets.kind is kind and norm in (None, gets.normaliser) for kind, norm in self.gets)


Pattern = Misuse | Shape


def contains(term: Term, part: Term, limit: int = 64) -> bool:
    """Whether ``part``, or the same code once more, goes into ``term``; not if only a decision is made of it."""
    code = _code(part)
    pending = [term]
    while pending and limit:
        limit -= 1
        for current in paths(pending.pop()):
            if current is part or (current.op == part.op and code and _code(current) == code):
                return True
            pending += current.args if current.op not in ("round", "compare", "indices") else ()
    return False


def _code(term: Term) -> str:
    return ast.dump(term.node) if isinstance(term.node, ast.expr) else ""
