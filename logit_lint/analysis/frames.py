"""The state of a run over one file (and those that it imports), and of one function in it."""

from __future__ import annotations

import ast
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final

from .normalisers import recognise
from .terms import Term, is_const

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..knowledge.catalog import Catalog
    from ..knowledge.rows import Api, Role
    from ..project import File
    from ..source import Source
    from .correlations import Parting
    from .program import Far, Program
    from .scopes import Scope
    from .survey import Survey
    from .values import Call, Class, Function, Instance


class Sink(Enum):
    """What in a function a finding may come from, depending on what the function is given."""

    USE = "a tensor is used here"
    CALLED = "a parameter is called here"


MAX_DEPTH: Final = 12
"""So deep are calls followed into calls."""

MAX_RECURSION: Final = 2
"""So often may a function stand in the chain of calls."""

MAX_VISITS: Final = 200
"""So many calls of one function are followed."""

MAX_OUTSIDE: Final = 8
"""So many subclasses and instances have a method interpreted that nobody here calls."""

FUEL: Final = (1_500, 2)
"""So many statements, and so many more per line, of a file are interpreted again at call sites."""

FUEL_ELSEWHERE: Final = (1_000, 2)
"""So many statements, and so many more per line of the file at hand, are interpreted in the files that it imports."""


@dataclass(eq=False, slots=True)
class Use:
    """A tensor given to a parameter that takes certain kinds."""

    api: Api
    roles: tuple[Role, ...]
    term: Term
    call: ast.expr
    """The consuming call."""
    argument: ast.expr
    """The expression to blame: the argument, or the loss where the tensor is given implicitly."""
    source: Source
    function: Function | None
    flag: ast.expr | None = None
    """Where the flag that decided between the roles was set."""
    implicit: bool = False
    """Whether the tensor itself is not written at the call (``compile``)."""
    beside: tuple[Use, ...] = ()
    """What else the same call uses."""
    alternatives: tuple[Use, ...] = ()
    """Uses of the same tensor on the other arm of an undecided ``if``."""
    informed: bool = False
    """Whether the surrounding function was followed with the arguments of a call."""
    assumed: bool = False
    """Whether a parameter was taken to be what it is by default."""


Entries = list[tuple[tuple[Use, ...], ...]]
"""Uses as a run notes them: per entry, those of every reading of a call."""


@dataclass(eq=False, slots=True)
class Watched:
    """A term that a rule's shape may match."""

    term: Term
    function: Function | None
    informed: bool


@dataclass(eq=False)
class Tank:
    """The statements that may still be interpreted."""

    left: int


@dataclass(eq=False)
class Run:
    """What is known and found while one file is interpreted.

    A file that it imports has a run of its own; what is found is noted in the same lists.
    """

    source: Source
    catalog: Catalog
    watch: frozenset[str]
    """The operations that shapes of the enabled rules start from."""
    far: Survey | Far
    """What is assigned from afar."""
    program: Program | None = None
    """The files that take part; None where imports are not followed."""
    file: File | None = None
    """The file, where imports are followed."""
    functions: list[Function] = field(default_factory=list)
    uses: Entries = field(default_factory=list)
    """What must be wrong in each of several readings of a call; mostly there is one reading of one use."""
    watched: list[Watched] = field(default_factory=list)
    calls: deque[Call] = field(default_factory=deque)
    closures: deque[tuple[Function, Frame]] = field(default_factory=deque)
    """Functions defined inside of a function that was followed with the arguments of a call."""
    classes: list[Class] = field(default_factory=list)
    instances: list[Term] = field(default_factory=list)
    """Instances that were made with something to be called."""
    module: Frame = field(init=False)
    sinks: dict[ast.AST, list[Function | Sink]] = field(default_factory=dict)
    """By function: what a finding in it may come from; functions stand for theirs."""
    loss_calls: dict[ast.expr, tuple[Api, list[Term]]] = field(default_factory=dict)
    star_imports: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """What the module's names were imported from."""
    augmented: dict[ast.AugAssign, ast.BinOp] = field(default_factory=dict)
    """Of each ``x += y`` the expression ``x + y``: one, however often it is interpreted."""
    tank: Tank = field(default_factory=lambda: Tank(0))
    reserve: int = 0
    """So much fuel is left when no further methods are interpreted that nobody here calls."""

    def __post_init__(self) -> None:
        if self.tank.left == 0:
            self.tank = self.filled(FUEL)
        self.reserve = self.fuel // 2

    def filled(self, fuel: tuple[int, int]) -> Tank:
        """A tank as large as the file allows."""
        base, per_line = fuel
        return Tank(base + per_line * len(self.source.lines))

    @property
    def fuel(self) -> int:
        """The statements that may still be interpreted."""
        return self.tank.left

    @fuel.setter
    def fuel(self, left: int) -> None:
        self.tank.left = left


_REDUCING: Final = ("neg", "sum", "mean")
_EVERYWHERE: Final = (*_REDUCING, "add", "sub", "compare")
"""Operations that are everywhere: by themselves they are no reason to follow a call."""

_ALWAYS_SEEN: Final = (*_REDUCING, "compare")

_TELLING: Final = ("mul", "matmul", "log", "log1p")
"""What makes a formula of them."""


class Frame:
    """One interpretation of one function body (or of the module's)."""

    __slots__ = (
        "chain",
        "exits",
        "function",
        "history",
        "informed",
        "instance",
        "left_early",
        "partings",
        "returns",
        "root",
        "run",
        "scope",
        "sinks",
        "source",
        "yields",
    )

    def __init__(
        self,
        run: Run,
        scope: Scope,
        *,
        function: Function | None = None,
        instance: Instance | None = None,
        caller: Frame | None = None,
        informed: bool = False,
    ) -> None:
        if function is not None and function.run is not None:
            run = function.run  # A function of another file is interpreted in its own.
        self.run = run
        self.source = run.source
        self.scope = scope
        self.function = function
        self.instance = instance
        self.chain: tuple[Function | None, ...] = () if caller is None else (*caller.chain, caller.function)
        """The functions that called, outermost first."""
        self.informed = informed
        self.root = caller is None
        self.returns: list[Term] = []
        self.exits: list[tuple[Scope, list[Scope]]] = []
        """Of each loop around: the scope that it stands in, and what was bound where its body was left."""
        self.yields: list[Term] | None = None
        """What a generator gives, one after the other; None if it is none."""
        self.left_early: Entries = []
        """What the arm of an ``if`` used that has just led out of its block."""
        self.partings: dict[str, Parting] = {}
        """By question: the last ``if`` that asked it."""
        self.history: dict[str, list[Term]] | None = None
        """In a module's frame: all that its names were bound to, one after the other."""
        self.sinks: list[Function | Sink] = []
        """As in `Run.sinks`."""

    def note_function(self, function: Function) -> None:
        """A function was defined here: it is interpreted even if nobody calls it."""
        function.run = self.run
        self.sinks.append(function)  # Who defines it may hand it on to be called.
        if self.root:
            self.run.functions.append(function)
        elif self.informed:
            self.run.closures.append((function, self))

    def recurs(self, function: Function) -> int:
        """How often a function stands in the chain of calls that led here."""
        return (*self.chain, self.function).count(function)

    def may_follow(self, function: Function) -> bool:
        """Whether a call from here into ``function`` may be followed: not too deep, not too often, not too far."""
        run = function.run or self.run
        if run.fuel <= 0 or len(self.chain) >= MAX_DEPTH or function.followed >= MAX_VISITS:
            return False
        if self.recurs(function) >= MAX_RECURSION:
            return False
        function.followed += 1
        return True

    @contextmanager
    def at(self, made: Term, node: ast.expr) -> Iterator[ast.expr]:
        """Where what is made now stands: where the layer (or the name of one) stands, otherwise at ``node``."""
        if not isinstance(made.node, ast.expr) or made.source is None:
            yield node
            return
        outer, self.source = self.source, made.source
        try:
            yield made.node
        finally:
            self.source = outer

    def term(self, op: str, args: tuple[Term, ...], node: ast.AST | None) -> Term:
        """A term of this file; the rules' shapes get to see it."""
        if op == "mul" and is_const(args[0], -1):
            op, args = "neg", args[1:]
        term = Term(op, args, node, self.source)
        if op in ("div", "pow"):
            term = recognise(term)
        if term.op in self.run.watch:
            tells = term.op not in _EVERYWHERE or any(map(_tells, term.args))
            if tells or term.op in _ALWAYS_SEEN:
                self.run.watched.append(Watched(term, self.function, self.informed))
            if tells:
                self.sinks.append(Sink.USE)
        return term


def _tells(operand: Term) -> bool:
    """Whether a sum, a difference or a negation of this may be a formula that a rule knows."""
    while operand.op in ("index", "take", "same") and operand.args:
        operand = operand.args[0]
    if operand.op == "const":
        return bool(operand.data == 0.5)  # What probabilities are compared with.
    return operand.op in _TELLING or operand.op in _REDUCING
