"""What lives in the analysed code besides tensors: functions, classes, instances, calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .terms import Term, unknown

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable

    from ..knowledge.rows import Api
    from .frames import Run
    from .scopes import Scope


@dataclass(eq=False, slots=True)
class Arguments:
    """The arguments of a call. ``open`` where unknown ones may follow (``*args``, ``**kwargs``)."""

    positional: list[Term]
    keywords: dict[str, Term]
    open: bool = False
    nodes: dict[int | str, ast.expr] = field(default_factory=dict)
    """Where each argument stands, by position or keyword."""
    blame: ast.expr | None = None
    """What to blame instead, where a tensor is not written at the call (``compile``)."""

    def after(self, first: Term, node: ast.expr | None = None) -> Arguments:
        """These arguments with another one, which stands at ``node``, in front."""
        nodes = self._moved(1)
        if node is not None:
            nodes[0] = node
        return Arguments([first, *self.positional], self.keywords, self.open, nodes)

    def without_first(self) -> Arguments:
        """These arguments without the first positional one."""
        nodes = {key: node for key, node in self._moved(-1).items() if key != -1}
        return Arguments(self.positional[1:], self.keywords, self.open, nodes)

    def followed_by(self, then: Arguments) -> Arguments:
        """The arguments of a partial, followed by those of its call."""
        return Arguments(
            [*self.positional, *then.positional],
            {**self.keywords, **then.keywords},
            self.open or then.open,
            {**self.nodes, **then._moved(len(self.positional))},
        )

    def _moved(self, places: int) -> dict[int | str, ast.expr]:
        return {key + places if isinstance(key, int) else key: node for key, node in self.nodes.items()}


@dataclass(eq=False, slots=True)
class Made:
    """An object that a class of the knowledge base made, with the constructor's bindings."""

    api: Api
    bindings: dict[str, Term]
    nodes: dict[str, ast.expr]


@dataclass(eq=False)
class Function:
    """A function of the analysed code: its syntax, and the scope that it closes over."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    owner: Class | None = None
    name: str = "<lambda>"
    kind: str = ""
    """``static``, ``class`` or ``property`` for those methods."""
    calls: int = 0
    """How often it was seen being called."""
    followed: int = 0
    """How often calls of it were followed."""
    run: Run | None = None
    """The run over the file in which it stands."""

    @property
    def words(self) -> str:
        """The name as people say it: ``Net.forward``."""
        return f"{self.owner.name}.{self.name}" if self.owner else self.name


@dataclass(eq=False)
class Class:
    """A class of the analysed code."""

    node: ast.ClassDef
    scope: Scope
    body: Scope
    bases: tuple[Term, ...]
    blueprint: Instance | None = None
    """An instance of which nobody knows how it was made: the ``self`` of methods nobody calls."""

    subclasses: list[Class] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the class."""
        return self.node.name

    def lineage(self) -> list[Class]:
        """The class and its bases in the analysed code, nearest first."""
        found: list[Class] = [self]
        for current in found:
            for base in current.bases:
                if base.op == "class" and base.data not in found and len(found) < 16:
                    found.append(base.data)
        return found

    def foreign_bases(self) -> list[Term]:
        """The bases that are not classes of the analysed code."""
        return [base for one in self.lineage() for base in one.bases if base.op != "class"]

    def find(self, name: str) -> Term | None:
        """A class attribute or method, from the nearest class that has it."""
        for one in self.lineage():
            term = one.body.bindings.get(name)
            if term is not None:
                return term
        return None


@dataclass(eq=False)
class Instance:
    """An instance of a class of the analysed code; ``arguments`` is None where nobody knows them."""

    cls: Class
    arguments: Arguments | None
    attributes: dict[str, Term | None] = field(default_factory=dict)
    made: Scope | None = None
    """What the constructor bound, once it was interpreted."""
    making: bool = False


class Call:
    """A call of a function of the analysed code, followed only when its result is asked for."""

    __slots__ = ("_follow", "_result", "function", "hands_on_callables", "informed")

    def __init__(
        self, function: Function, informed: bool, hands_on_callables: bool, follow: Callable[[], Term]
    ) -> None:
        self.function = function
        self.informed = informed
        self.hands_on_callables = hands_on_callables
        self._follow: Callable[[], Term] | None = follow
        self._result: Term | None = None

    @property
    def result(self) -> Term:
        """What the call returns."""
        if self._result is None:
            if self._follow is None:
                return unknown(f"`{self.function.words}` calls itself")
            follow, self._follow = self._follow, None
            self._result = follow()
        return self._result

    def then(self, act: Callable[[Term], Term]) -> Call:
        """What something makes of the result, asked for just as late."""
        return Call(self.function, False, False, lambda: act(self.result))
