"""Terms: operations applied to terms, with the syntax they came from.

Tensor operations are named as in `logit_lint.knowledge.rows.OPERATIONS`. The others are:

=============  ===================================================================
``unknown``    nothing is known; data says why
``const``      a Python constant (data)
``param``      a parameter that nobody passes; data is its name
``api``        something imported from outside of the project; data is its qualified name
``module``     a module of the project; data is its `Location`
``new``        values that an API makes within; data is their `Meaning`
``distribution``  a distribution that a row of the knowledge base (data) made
``object``     what a class of the knowledge base made; data is a `Made`
``function``   a function of the analysed code; data is a `Function`
``class``      a class of the analysed code; data is a `Class`
``instance``   what such a class made; data is an `Instance`
``bound``      a method (data: `Function`) with its receiver
``record``     what makes named tuples; data is the names of their parts
``skipping``   a callable (first argument) that is given all but the first arguments; data is how many
``beside``     a callable whose result is the first of two
``partial``    a callable (first argument) with some arguments; data is the `Arguments`
``call``       a call of a function of the analysed code, not yet followed; data is a `Call`
``returned``   what such a call returned, with the returned expression
``attr``       an attribute (data: its name) of something else
``index``      an element or slice; data is the index
``default``    what a parameter nobody passes is by default
``never``      what never comes back: a call that leads into itself
``part``       something in, or got from, a value of which nothing is known
``filled``     a tensor (first argument) of which a part was set to the second
``tuple``, ``list``, ``dict``   a display; data of a dict is its keys
``each``       any number of elements like the argument
``star``       all elements of the argument
``slice``      a slice; data is a Python slice, or None where its bounds are not known
``super``      what ``super()`` gave; data is the class and the instance
``phi``        one of the arguments: where paths meet; data is None except at the top of a loop,
               where the last arguments are known only after its body
=============  ===================================================================
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterator

    from ..source import Source


class Term:
    """An operation applied to terms; ``node`` in ``source`` is where it stands."""

    __slots__ = ("_sense", "args", "data", "node", "op", "source")

    _sense: Any
    """Kept by `senses`: derived once, absent before."""

    def __init__(
        self,
        op: str,
        args: tuple[Term, ...] = (),
        node: ast.AST | None = None,
        source: Source | None = None,
        data: Any = None,
    ) -> None:
        self.op = op
        self.args = args
        self.node = node
        self.source = source
        self.data = data

    def __repr__(self) -> str:
        inner = ", ".join(map(repr, self.args)) if self.op != "phi" else "…"
        return f"{self.op}{'' if self.data is None else f'<{self.data}>'}({inner})"


class Deferred(Term):
    """A term that is found when somebody looks at it: what an import binds."""

    __slots__ = ("_before", "_find")

    def __init__(self, find: Callable[[], Term], before: Term | None = None) -> None:
        """``before`` is what it stands for as long as it depends on itself."""
        self._find: Callable[[], Term] | None = find
        self._before = before

    def __getattr__(self, name: str) -> Any:
        """Called for what is not set yet, and so once."""
        if name not in ("op", "args", "node", "source", "data"):
            raise AttributeError(name)
        find, self._find = self._find, None
        if find is None:
            return getattr(self._before or _CIRCULAR, name)
        try:
            found = find()
            values = found.op, found.args, found.node, found.source, found.data
        except BaseException:
            self._find = find
            raise
        self.op, self.args, self.node, self.source, self.data = values
        return getattr(self, name)

    @property
    def found(self) -> bool:
        """Whether somebody has looked at it."""
        return self._find is None


UNKNOWN: Final = Term("unknown")
_CIRCULAR: Final = Term("unknown", data="it is imported from a file that imports it from here")
NONE: Final = Term("const", data=None)
MISFIT: Final = Term("unknown", data="the arguments do not fit what is called")
"""What a call of something gives that it cannot be a call of."""

MAX_BRANCHES: Final = 8
"""A value that depends on more paths than this is unknown."""

DATA_OPS: Final = frozenset(("tuple", "list"))


def unknown(reason: str, node: ast.AST | None = None, source: Source | None = None) -> Term:
    """A value nothing is known of, and why."""
    return Term("unknown", (), node, source, reason)


def phi(branches: list[Term], node: ast.AST | None = None, source: Source | None = None) -> Term:
    """The value where paths meet: one of ``branches``."""
    distinct: list[Term] = []
    for branch in branches:
        if branch.op == "never" and len(branches) > 1:
            continue
        parts = branch.args if branch.op == "phi" and branch.data is None else (branch,)
        for part in parts:
            if all(part is not other and not _same_leaf(part, other) for other in distinct):
                distinct.append(part)
    if len(distinct) == 1:
        return distinct[0]
    if len(distinct) > MAX_BRANCHES:
        return unknown("too many paths meet here", node, source)
    return Term("phi", tuple(distinct), node, source)


def _same_leaf(one: Term, other: Term) -> bool:
    if one.op != other.op:
        return False
    if one.op == "unknown":
        return bool(one.data == other.data)
    if one.op == "const":
        return type(one.data) is type(other.data) and bool(one.data == other.data)
    if one.op in ("api", "param"):
        return bool(one.data == other.data)
    same: bool = one.data is other.data
    return same and one.op in ("function", "class", "instance", "module")


CALLABLE: Final = frozenset(
    ("object", "instance", "function", "bound", "partial", "class", "record", "skipping", "beside")
)
"""What is there to be called rather than to be computed with."""


def settled(term: Term) -> Term:
    """What a call returned, if that is something to be called; otherwise the term itself."""
    found = term
    while found.op in ("call", "returned"):
        found = found.args[0] if found.op == "returned" else found.data.result
    if found.op == "phi" and found.data is not None:
        # At the top of a loop: in its first round it is what it was before.
        before = settled(found.args[0])
        return before if before.op in CALLABLE else term
    return found if found.op in CALLABLE or found.op == "phi" else term


_INFINITIES: Final = {"inf": inf, "Inf": inf, "infty": inf, "Infinity": inf, "PINF": inf, "NINF": -inf}


def external(path: str, node: ast.AST | None = None, source: Source | None = None) -> Term:
    """What a name from outside of the project means: an infinity, if it is one's name, or else an API."""
    module, _, name = path.rpartition(".")
    if name in _INFINITIES and module and not module.startswith("."):
        return Term("const", (), node, source, _INFINITIES[name])
    return Term("api", (), node, source, path)


def is_const(term: Term, value: object) -> bool:
    """Whether the term is exactly this constant."""
    return term.op == "const" and type(term.data) is type(value) and bool(term.data == value)


def is_number(term: Term) -> bool:
    """Whether the term is a numeric constant."""
    return term.op == "const" and isinstance(term.data, (int, float)) and not isinstance(term.data, bool)


def truth(term: Term) -> bool | None:
    """The truth value of a term, where it is certain."""
    if term.op == "const":
        return bool(term.data)
    if term.op in ("function", "class", "instance", "object", "api", "bound", "partial", "module"):
        return True
    if term.op in ("list", "tuple", "dict") and any(part.op not in ("star", "each") for part in term.args):
        return True  # An empty one may have been filled by somebody else.
    return None


TRANSPARENT: Final = frozenset(("same", "take", "index", "returned", "each"))
"""Operations that hand the same values, or some of them, on."""

PICKING: Final = frozenset(("take", "index"))
"""Operations that hand some of the values on."""

_TOO_FAR: Final = Term("unknown", data="it comes from too far away")


def paths(term: Term, limit: int = 16, *, whole: bool = False) -> Iterator[Term]:
    """The terms that a term may be, seen through whatever hands values (``whole``: all of them) on."""
    pending = [term]
    seen: set[int] = set()
    while pending and limit:
        limit -= 1
        current = pending.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if current.op in TRANSPARENT and current.args and not (whole and current.op in PICKING):
            pending.append(current.args[0])
        elif current.op == "call":
            pending.append(current.data.result)
        elif current.op == "phi":
            pending += [branch for branch in reversed(current.args) if not is_const(branch, None)]
        elif current.op != "never":
            yield current
    if pending:
        yield _TOO_FAR


def only(term: Term, *, whole: bool = False) -> Term:
    """The one term that a term may be, or itself; as in `paths`."""
    found = list(paths(term, whole=whole))
    return found[0] if len(found) == 1 and found[0] is not _TOO_FAR else term
