"""The kind of a term, derived from its operation and never stored beside it."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from ..kinds import Kind, Normaliser
from .terms import Term, is_const, is_number, paths

if TYPE_CHECKING:
    from collections.abc import Callable


class Sense(NamedTuple):
    """What the values of a term are; ``named`` where a name is the only evidence."""

    kind: Kind
    normaliser: Normaliser | None = None
    named: bool = False


LOGITS: Final = Sense(Kind.LOGITS)
SOFTMAX: Final = Sense(Kind.PROBABILITIES, Normaliser.SOFTMAX)
SIGMOID: Final = Sense(Kind.PROBABILITIES, Normaliser.SIGMOID)
PROBABILITIES: Final = Sense(Kind.PROBABILITIES)
LOG_SOFTMAX: Final = Sense(Kind.LOG_PROBABILITIES, Normaliser.SOFTMAX)
LOG_SIGMOID: Final = Sense(Kind.LOG_PROBABILITIES, Normaliser.SIGMOID)
OTHER: Final = Sense(Kind.OTHER)

_PENDING: Final = Sense(Kind.OTHER, None, True)
"""The sense of a loop's value while it is being asked for: says nothing about the other paths."""

EPSILON: Final = 0.01
"""A constant up to this size, added to a probability, only keeps it away from zero."""


def is_tiny(term: Term) -> bool:
    """Whether it is a constant of that size, or says that it is one."""
    if is_number(term):
        return bool(0 < abs(term.data) <= EPSILON)
    name = term.data if term.op in ("param", "attr", "api") else ""
    if term.op == "unknown" and term.data == "epsilon":
        return True
    last = str(name).rpartition(".")[2].lower()
    return last in ("eps", "epsilon", "_eps", "_epsilon", "tiny", "smooth") or last.endswith(("_eps", "_epsilon"))


_NAMES: Final = (
    (re.compile(r"(?:\w+_)?logits?$"), LOGITS),
    (re.compile(r"(?:\w+_)?log_?prob(?:abilitie)?s?$|lprobs$|(?:\w+_)?log_softmax$"), Sense(Kind.LOG_PROBABILITIES)),
    (re.compile(r"(?!\w*log)(?:\w+_)?(?:probs|probabilities|softmax_output)$"), PROBABILITIES),
    (re.compile(r"(?:\w+_)?(?:labels?|y_true)$"), Sense(Kind.LABELS)),
)


def sense(term: Term) -> Sense | None:
    """What the values of ``term`` are, or None where that is not known (or takes too many steps to tell)."""
    try:
        found = _sense(term)
    except RecursionError:
        return None
    return None if found is _PENDING else found


def _sense(term: Term) -> Sense | None:
    try:
        known: Sense | None = term._sense
    except AttributeError:
        pass
    else:
        return known
    derive = _DERIVE.get(term.op)
    if derive is None:
        return None
    if term.op == "phi":
        term._sense = _PENDING
    found = derive(term)
    if found is _PENDING:
        if term.op == "phi":
            del term._sense
        return found
    term._sense = found
    return found


def by_name(name: str) -> Sense | None:
    """What a name claims."""
    for pattern, claimed in _NAMES:
        if pattern.match(name):
            return claimed._replace(named=True)
    return None


def _phi(term: Term) -> Sense | None:
    common: Sense | None = None
    pending = True
    for branch in term.args:
        if is_const(branch, None):
            continue  # A tensor that may be None is not None where it is used as one.
        found = _sense(branch)
        if found is _PENDING:
            continue
        pending = False
        if found is None:
            return None
        common = found if common is None else _agree(common, found)
        if common is None:
            return None
    return _PENDING if pending else common


def _agree(one: Sense, other: Sense) -> Sense | None:
    if one.kind is not other.kind:
        return None
    normaliser = one.normaliser if one.normaliser is other.normaliser else None
    return Sense(one.kind, normaliser, one.named or other.named)


def _first(term: Term) -> Sense | None:
    return _sense(term.args[0]) if term.args else None


def _same(term: Term) -> Sense | None:
    found = _first(term)
    flattened = found is not None and found.kind is Kind.DENSE_LABELS and last_name(term.node) in _FLATTENING
    return None if flattened else found  # Rows that were laid end to end are labels of another sort.


_FLATTENING: Final = ("reshape", "view", "flatten", "ravel")


def last_name(node: ast.AST | None) -> str:
    """The last part of the name of what is called, or of an attribute."""
    node = node.func if isinstance(node, ast.Call) else node
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _element(term: Term) -> Sense | None:
    found = _first(term)
    if found is None or found.normaliser is not Normaliser.SOFTMAX or found.kind is not Kind.PROBABILITIES:
        return found
    # One column of a softmax is a probability by itself; rows of it are still distributions.
    index = term.data
    if isinstance(index, Term) and index.op == "tuple" and index.args and is_number(index.args[-1]):
        return Sense(Kind.PROBABILITIES, None, found.named)
    return found


def _converting(given: Kind, made: Kind) -> Callable[[Term], Sense | None]:
    """The logarithm or the exponential: from probabilities to their logarithms, or back."""

    def derive(term: Term) -> Sense | None:
        found = _first(term)
        if found is None or found is _PENDING:
            return found
        return Sense(made, found.normaliser, found.named) if found.kind is given else OTHER

    return derive


def _neg(term: Term) -> Sense | None:
    found = _first(term)
    if found is None or found is _PENDING or found.kind is Kind.LOGITS:
        return found
    return OTHER


def _add(term: Term) -> Sense | None:
    left, right = term.args
    for scores, addend in ((left, right), (right, left)):
        found = _sense(scores)
        if found is None or found is _PENDING:
            continue
        if found.kind is Kind.PROBABILITIES and is_number(addend):
            return found if abs(addend.data) <= EPSILON else OTHER
        if found.kind is Kind.LOGITS:
            other = _sense(addend)
            if other is None or other is _PENDING or other.kind in (Kind.LOGITS, Kind.OTHER):
                return found
    return None


def _sub(term: Term) -> Sense | None:
    left, right = term.args
    found = _sense(right)
    if found is not None and found is not _PENDING and found.kind is Kind.PROBABILITIES:
        if is_number(left) and left.data == 1:
            softmax = found.normaliser is Normaliser.SOFTMAX
            return found._replace(normaliser=None) if softmax else found
        return OTHER if _sense(left) is not None else None
    if is_log_normaliser(right):
        return LOG_SOFTMAX
    if found is not None and found.kind is Kind.LOG_PROBABILITIES:
        return None
    scores = _sense(left)
    if scores is None or scores is _PENDING or scores.kind is Kind.LOGITS:
        return None if any(part.op == "log" for part in paths(right)) else scores
    if scores.kind is Kind.PROBABILITIES and is_number(right):
        return scores if abs(right.data) <= EPSILON else OTHER
    return None


def is_log_normaliser(term: Term) -> bool:
    """Whether it is a log-sum-exp, also by hand or with the maximum added back."""
    for part in paths(term):
        if part.op == "logsumexp":
            return True
        if part.op == "log" and all(inner.op == "sum" for inner in paths(part.args[0])):
            return any(exp.op == "exp" for inner in paths(part.args[0]) for exp in paths(inner.args[0]))
        if part.op == "add":
            return any(is_log_normaliser(arg) for arg in part.args)
    return False


def _scaled(term: Term) -> Sense | None:
    left, right = term.args
    found, factor = _sense(left), _sense(right)
    if term.op == "mul" and (found is None or is_number(left)):
        (left, found), (right, factor) = (right, factor), (left, found)
    if found is None or found is _PENDING:
        return found
    if found.kind is Kind.PROBABILITIES and term.op == "div" and right.op == "sum":
        return found  # Probabilities, normalised again.
    if found.kind is Kind.LOGITS and (factor is None or factor is _PENDING):
        # A temperature, a learned scale, a mask; but not its own sum or range.
        reduced = term.op == "div" and any(part.op in _REDUCED for part in paths(right))
        return None if reduced else found
    return OTHER if is_number(right) else None


_REDUCED: Final = frozenset(("sum", "max", "min", "mean", "sub", "add", "abs", "pow"))


def _mean(term: Term) -> Sense | None:
    found = _first(term)
    if found is None or found is _PENDING:
        return found
    if found.kind is Kind.PROBABILITIES:
        return found._replace(normaliser=None)
    return found if found.kind is Kind.LOGITS else OTHER


def _extreme(term: Term) -> Sense | None:
    """The maximum or minimum of one tensor along an axis, or of two element by element."""
    found = _first(term)
    if found is None or found is _PENDING:
        return found
    if len(term.args) == 2 and is_number(term.args[1]):
        return found if found.kind is Kind.PROBABILITIES else OTHER
    return _mean(term)


def _clip(term: Term) -> Sense | None:
    found = _first(term)
    if found is None or found is _PENDING or found.kind is Kind.PROBABILITIES:
        return found
    return OTHER


def _where(term: Term) -> Sense | None:
    """Masked scores are scores; two tensors of one kind stay that kind."""
    left, right = (_sense(arg) for arg in term.args)
    if left is _PENDING or right is _PENDING:
        return right if left is _PENDING else left
    if left is not None and right is not None:
        return _agree(left, right)
    scores = left if left is not None else right
    fill = term.args[1] if left is not None else term.args[0]
    return scores if scores is not None and scores.kind is Kind.LOGITS and is_number(fill) else None


def _join(term: Term) -> Sense | None:
    """A concatenation or a stack of tensors of one kind."""
    if not term.args:
        return None
    parts = _members(term.args[0], set())
    if parts is None:
        return _sense(term.args[0])
    common: Sense | None = None
    for part in parts:
        found = _sense(part)
        if found is _PENDING:
            continue
        if found is None:
            return None
        common = found if common is None else _agree(common, found)
        if common is None:
            return None
    return common


def _members(sequence: Term, seen: set[int]) -> list[Term] | None:
    """The elements of a list, also of one that grows in a loop; None where it is no list."""
    if id(sequence) in seen:
        return []
    seen.add(id(sequence))
    if sequence.op == "phi":
        nested = [_members(branch, seen) for branch in sequence.args]
    elif sequence.op in ("list", "tuple"):
        nested = [
            _members(part.args[0], seen) if part.op == "star" else [part.args[0] if part.op == "each" else part]
            for part in sequence.args
        ]
    else:
        return None
    return None if None in nested else [member for members in nested if members for member in members]


def _matmul(term: Term) -> Sense | None:
    """Fresh scores, if a factor is known to be weights or features.

    Not if another holds probabilities or labels: a mixture of those is one again. A sigmoid in
    front of weights is a hidden activation, though.
    """
    factors = [part for arg in term.args for part in (arg.args if arg.op == "tuple" else (arg,))]
    weights = any(factor.op == "variable" for factor in factors)
    evidence = weights or names_weights(term.node)
    for factor in factors:
        found = _sense(factor)
        if found is _PENDING or found is None:
            continue
        if found.kind is Kind.DENSE_LABELS or found.kind is Kind.PROBABILITIES:
            if not weights or found.normaliser is Normaliser.SOFTMAX:
                return None
            continue
        evidence = evidence or found.kind is Kind.LOGITS or any(part.op == "hidden" for part in paths(factor))
    return LOGITS if evidence else None


_WEIGHTS: Final = re.compile(
    r"(?!\w*(?:class|sample|loss|att|mix|importance))"
    r"(?:\w+_)?(?:w|weights?|kernels?|coefs?|coef_|proj\w*|embed\w*)"
    r"(?:_?\d{1,3}|_[a-z]{1,6}\d*)?$",
    re.I,
)
"""What people call trained weights: ``W``, ``w1``, ``weights``, ``W_fc2``, ``kernel``."""


def names_weights(node: ast.AST | None) -> bool:
    """Whether a product is written with a factor that is called weights."""
    return names_factor(node, _WEIGHTS)


def names_factor(node: ast.AST | None, called: re.Pattern[str]) -> bool:
    """Whether a product is written with a factor of such a name."""
    if isinstance(node, ast.BinOp):
        factors = [node.left, node.right]
    elif isinstance(node, ast.Call):
        factors = [*node.args, *(keyword.value for keyword in node.keywords)]
        if isinstance(node.func, ast.Attribute):
            factors.append(node.func.value)
    else:
        return False
    return any(called.match(name) for factor in factors if (name := _last_name(factor)))


def _last_name(node: ast.expr) -> str:
    """The name at the heart of ``W``, ``self.W.t()``, ``params["w"]``."""
    for _ in range(8):
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute):
            if node.attr in ("T", "mT"):
                node = node.value
                continue
            return node.attr
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            node = node.func.value
        elif isinstance(node, ast.Subscript):
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                return node.slice.value
            node = node.value
        else:
            break
    return ""


def _call(term: Term) -> Sense | None:
    return _sense(term.data.result)


def _attr(term: Term) -> Sense | None:
    owner = term.args[0]
    if owner.op in ("unknown", "param", "attr", "call", "index", "phi"):
        return by_name(term.data)
    return None


def _param(term: Term) -> Sense | None:
    return by_name(term.data)


def _always(fixed: Sense) -> Callable[[Term], Sense | None]:
    return lambda _: fixed


_DERIVE: Final[dict[str, Callable[[Term], Sense | None]]] = {
    "softmax": _always(SOFTMAX),
    "relaxed": _always(SOFTMAX),
    "sigmoid": _always(SIGMOID),
    "log_softmax": _always(LOG_SOFTMAX),
    "log_sigmoid": _always(LOG_SIGMOID),
    "logit": _always(LOGITS),
    "affine": _always(LOGITS),
    "hardmax": _always(Sense(Kind.DENSE_LABELS)),
    "one_hot": _always(Sense(Kind.DENSE_LABELS)),
    "indices": _always(Sense(Kind.INDICES)),
    "hidden": _always(OTHER),
    "loss": _always(OTHER),
    "metric": _always(OTHER),
    "new": lambda term: Sense(term.data.kind, term.data.normaliser),
    "distribution": _always(OTHER),
    "logsumexp": _always(OTHER),
    "softplus": _always(OTHER),
    "variable": _always(OTHER),
    "other": _always(OTHER),
    "round": _always(OTHER),
    "compare": _always(OTHER),
    "matmul": _matmul,
    "log": _converting(Kind.PROBABILITIES, Kind.LOG_PROBABILITIES),
    "exp": _converting(Kind.LOG_PROBABILITIES, Kind.PROBABILITIES),
    "neg": _neg,
    "add": _add,
    "sub": _sub,
    "mul": _scaled,
    "div": _scaled,
    "mean": _mean,
    "max": _extreme,
    "min": _extreme,
    "clip": _clip,
    "where": _where,
    "join": _join,
    "same": _same,
    "take": _first,
    "returned": _first,
    "index": _element,
    "each": _first,
    "phi": _phi,
    "call": _call,
    "attr": _attr,
    "param": _param,
}
