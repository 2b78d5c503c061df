"""A survey of a file's statements: where its functions stand, and what is assigned from afar.

Expressions are not looked into, so this costs a small part of parsing.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef


class Place(NamedTuple):
    """Where a function stands: its lines (decorators included), and the function and the class around it."""

    first: int
    last: int
    function: AnyFunction
    outer: AnyFunction | None
    owner: str


class Survey:
    """What stands anywhere in a file."""

    def __init__(self, tree: ast.Module) -> None:
        self.outside: set[str] = set()
        """Names of attributes that are assigned from outside of their class."""
        self.shared: set[str] = set()
        """Names that functions bind in the module's scope (``global``)."""
        self.members: set[str] = set()
        """Names of all attributes that are assigned, and of all methods."""
        self.rebound: set[str] = set()
        """Names that are assigned in imported modules (``losses.criterion = f``)."""
        self.functions: list[Place] = []
        self.carried: dict[int, list[str]] = {}
        """By line, what an assignment there makes known elsewhere: attributes (dotted), globals, classes."""
        self.writers: dict[ast.ClassDef, dict[str, list[str]]] = {}
        """By class, which methods assign which attributes of their instance."""
        self._globals: dict[AnyFunction, set[str]] = {}
        self._method: tuple[ast.ClassDef, str] | None = None
        self._imported: set[str] = set()
        self._stored: list[tuple[str, str]] = []
        self._look(tree.body, None, None, "")
        self.rebound = {name for owner, name in self._stored if owner in self._imported}

    def _look(
        self, body: Sequence[ast.stmt], function: AnyFunction | None, owner: ast.ClassDef | None, own: str
    ) -> None:
        """``owner`` is the class whose body this is; ``own`` what the method around calls its instance."""
        for statement in body:
            kind = type(statement)
            if kind is ast.Assign:
                self._assign(statement, statement.targets, function, owner, own)  # type: ignore[attr-defined]
            elif kind is ast.Expr:
                self._call(statement, own)  # type: ignore[arg-type]
            elif kind is ast.FunctionDef or kind is ast.AsyncFunctionDef:
                self._function(statement, function, owner, own)  # type: ignore[arg-type]
            elif kind is ast.ClassDef:
                self._class(statement, function, own)  # type: ignore[arg-type]
            elif kind is ast.Import or kind is ast.ImportFrom:
                for alias in statement.names:  # type: ignore[attr-defined]
                    self._imported.add(alias.asname or alias.name.partition(".")[0])
            elif kind is ast.Global:
                if function is not None:
                    self._globals.setdefault(function, set()).update(statement.names)  # type: ignore[attr-defined]
            else:
                target = getattr(statement, "target", None)
                if target is not None:
                    self._assign(statement, [target], function, owner, own)
                if kind in COMPOUND:
                    for block in bodies(statement):
                        self._look(block, function, owner, own)

    def _class(self, node: ast.ClassDef, function: AnyFunction | None, own: str) -> None:
        self._carry(node.lineno, max(node.body[0].lineno - 1, node.lineno), [node.name])
        self._look(node.body, function, node, own)

    def _function(self, node: AnyFunction, outer: AnyFunction | None, owner: ast.ClassDef | None, own: str) -> None:
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        self.functions.append(Place(first, node.end_lineno or first, node, outer, owner.name if owner else ""))
        around = self._method
        if owner:
            self.members.add(node.name)
            own = node.args.args[0].arg if node.args.args else ""
            self._method = (owner, node.name)
        self._look(node.body, node, None, own)
        self._method = around

    def _assign(
        self,
        statement: ast.stmt,
        assigned: list[ast.expr],
        function: AnyFunction | None,
        owner: ast.ClassDef | None,
        own: str,
    ) -> None:
        declared = self._globals.get(function) if function is not None else None
        names = []
        for target in unpacked(assigned):
            if type(target) is ast.Name:
                if declared and target.id in declared:
                    self.shared.add(target.id)
                if owner:
                    self.members.add(target.id)
                    names.append("." + target.id)
                elif function is None or declared:
                    names.append(target.id)
                continue
            for attribute in attributes((target,)):
                names.append("." + attribute.attr)
                self.members.add(attribute.attr)
                if not (isinstance(attribute.value, ast.Name) and attribute.value.id == own):
                    self.outside.add(attribute.attr)
                    if isinstance(attribute.value, (ast.Name, ast.Attribute)):
                        self._stored.append((_outermost(attribute.value), attribute.attr))
                elif self._method is not None:
                    cls, method = self._method
                    methods = self.writers.setdefault(cls, {}).setdefault(attribute.attr, [])
                    if method not in methods:
                        methods.append(method)
        if names:
            body = getattr(statement, "body", None)
            last = body[0].lineno - 1 if body else statement.end_lineno
            self._carry(statement.lineno, max(last or 0, statement.lineno), names)

    def _call(self, statement: ast.Expr, own: str) -> None:
        """``x.layers.append(layer)`` changes an attribute, and so does ``setattr(x, "name", value)``."""
        call = statement.value
        if type(call) is not ast.Call:
            return
        called = call.func
        if type(called) is ast.Attribute:
            names = [
                "." + owner.attr if isinstance(owner, ast.Attribute) else owner.id
                for owner in (called.value,)
                if isinstance(owner, (ast.Attribute, ast.Name)) and getattr(owner, "id", "") != own
            ]
            if names:
                self._carry(statement.lineno, statement.end_lineno or statement.lineno, names)
        elif type(called) is ast.Name and called.id == "setattr" and len(call.args) == 3:
            name = call.args[1]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                self.outside.add(name.value)
                self._stored.append((_outermost(call.args[0]), name.value))

    def _carry(self, first: int, last: int, names: list[str]) -> None:
        for line in range(first, last + 1):
            self.carried.setdefault(line, []).extend(names)


COMPOUND: Final = frozenset(
    kind
    for name in ("If", "For", "AsyncFor", "While", "With", "AsyncWith", "Try", "TryStar", "Match")
    if (kind := getattr(ast, name, None)) is not None
)
"""Statements that hold blocks of others, functions and classes aside."""


def bodies(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks of a compound statement."""
    for field in ("body", "orelse", "finalbody"):
        block = getattr(statement, field, None)
        if block:
            yield block
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body


def _outermost(node: ast.expr) -> str:
    """The name that a dotted one begins with."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def unpacked(assigned: list[ast.expr]) -> list[ast.expr]:
    """The single targets of an assignment."""
    if len(assigned) == 1 and type(assigned[0]) is ast.Name:
        return assigned
    found = []
    pending = list(assigned)
    while pending:
        target = pending.pop()
        if isinstance(target, (ast.Tuple, ast.List)):
            pending += target.elts
        elif isinstance(target, ast.Starred):
            pending.append(target.value)
        else:
            found.append(target)
    return found


def attributes(assigned: Iterable[ast.expr]) -> Iterator[ast.Attribute]:
    """The attributes that an assignment changes: ``x.a``, ``x.a[0]``, and both of ``x.a[0].b``."""
    for target in assigned:
        node, changed = target, True
        while True:
            if isinstance(node, ast.Subscript):
                node, changed = node.value, True
            elif isinstance(node, ast.Attribute):
                if changed:
                    yield node
                node, changed = node.value, False
            else:
                break
