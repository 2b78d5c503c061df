"""The language in which rules say what they look for: misuses of parameters, and shapes of terms."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

from .senses import EPSILON, Sense
from .terms import Term, is_number, only, paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..kinds import Kind, Normaliser
    from ..knowledge.rows import Api


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

    whole = False
    """Whether it must not have been picked out of something larger."""

    def match(self, term: Term, found: Match) -> bool:
        """Whether ``term`` has the shape on every path; ``found`` takes its parts."""
        return all(self.fits(branch, found) for branch in paths(term, whole=self.whole))

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

    def __init__(self, op: str, *args: Shape, part: str = "", whole: bool = False) -> None:
        self.op = op
        self.args = args
        self.part = part
        self.whole = whole
        self.roots = frozenset((op,))
        arithmetic = op in ("add", "sub", "mul", "div", "neg")  # Written with an operator.
        # A softmax or a sigmoid may also be written by hand.
        own = () if arithmetic else (frozenset((op, "exp") if op in ("softmax", "sigmoid") else (op,)),)
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


class Number(Shape):
    """A numeric constant, as it stands."""

    def __init__(self, accepts: Callable[[float], bool]) -> None:
        self.accepts = accepts

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        return is_number(term) and bool(self.accepts(term.data))


class TinyNumber(Shape):
    """What is added to keep a value from zero: a tiny constant, or something that says it is one."""

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        if is_number(term):
            return bool(0 < abs(term.data) <= EPSILON)
        name = term.data if term.op in ("param", "attr", "api") else ""
        if term.op == "unknown" and term.data == "epsilon":
            return True
        last = str(name).rpartition(".")[2].lower()
        return last in ("eps", "epsilon", "_eps", "_epsilon", "tiny", "smooth") or last.endswith(("_eps", "_epsilon"))


class NegatedReduction(Shape):
    """The negated sum or mean of a product: ``-sum(a * b)``, ``mean(-a * b)``, ``-(a * b).sum(1).mean()`` ….

    The shape is the innermost expression that both negates and reduces: means around it and
    constant factors do not change what it is. Of the parts named ``apart``, the first must not
    contain the second: in the entropy ``-sum(p * log(p))`` they do.
    """

    def __init__(self, left: Shape, right: Shape, apart: tuple[str, str]) -> None:
        self.product = Op("mul", left, right)
        self.apart = apart
        self.roots = frozenset(("neg", "sum", "mean"))
        self.needs = self.product.needs

    def fits(self, term: Term, found: Match) -> bool:
        """Whether ``term`` adds the last that was missing around the product."""
        terms = [term]
        while (operand := _operand(terms[-1])) is not None:
            terms.append(only(operand))
        core = terms.pop()
        if not terms or core.op != "mul":
            return False
        factors = [only(factor) for factor in core.args]
        signs = sum(factor.op == "neg" for factor in factors)
        if not _complete(terms, signs) or _complete(terms[1:], signs):
            return False
        unsigned = Term("mul", tuple(f.args[0] if f.op == "neg" else f for f in factors), core.node, core.source)
        if not self.product.fits(unsigned, found):
            return False
        one, other = (found.parts[name] for name in self.apart)
        if contains(one, other):
            return False
        found.terms += terms
        return True


def _complete(terms: list[Term], signs: int) -> bool:
    """Whether terms around a product with that many signs both negate and reduce."""
    negative = (signs + sum(term.op == "neg" or _factor(term) < 0 for term in terms)) % 2 == 1
    return negative and any(term.op in ("sum", "mean") for term in terms)


def _operand(term: Term) -> Term | None:
    """What a negation, a reduction or a constant factor is applied to."""
    if term.op in ("neg", "sum", "mean"):
        return term.args[0]
    if term.op in ("mul", "div") and any(map(is_number, term.args)):
        return next((arg for arg in term.args if not is_number(arg)), None)
    return None


def _factor(term: Term) -> float:
    if term.op in ("mul", "div"):
        return next((float(arg.data) for arg in term.args if is_number(arg)), 1.0)
    return 1.0


@dataclass(frozen=True)
class Misuse:
    """A parameter that takes one kind is given another.

    ``takes`` is what it takes and how it normalises; ``gets`` what it is given; ``flagged`` whether
    a flag such as ``from_logits`` decided what it takes; ``names`` restricts it to these APIs and
    ``spares`` to all but these (last parts of names), ``by_losses`` to losses.
    """

    takes: Kind
    gets: tuple[tuple[Kind, Normaliser | None], ...]
    normaliser: Normaliser | None = None
    flagged: bool | None = None
    names: frozenset[str] = frozenset()
    spares: frozenset[str] = frozenset()
    by_losses: bool = False

    def fits(self, api: Api, takes: Sense, flagged: bool, gets: Sense) -> bool:
        """Whether such a use is this misuse."""
        name = api.short_name
        return (
            takes.kind is self.takes
            and (api.is_loss or not self.by_losses)
            and (self.normaliser is None or takes.normaliser is self.normaliser)
            and (self.flagged is None or flagged is self.flagged)
            and (not self.names or name in self.names)
            and name not in self.spares
            and any(gets.kind is kind and (norm is None or gets.normaliser is norm) for kind, norm in self.gets)
        )


Pattern = Misuse | Shape


def contains(term: Term, part: Term, limit: int = 64) -> bool:
    """Whether ``part``, or the same code once more, goes into ``term``."""
    code = _code(part)
    pending = [term]
    while pending and limit:
        limit -= 1
        for current in paths(pending.pop()):
            if current is part or (current.op == part.op and code and _code(current) == code):
                return True
            pending += current.args
    return False


def _code(term: Term) -> str:
    return ast.dump(term.node) if isinstance(term.node, ast.expr) else ""
