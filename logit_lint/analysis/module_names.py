"""Which statements of a module bind which of its names, and which names others get by a star import."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from .survey import COMPOUND, bodies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..project import File


_BINDINGS: Final = "bindings"


def bindings_of(file: File) -> dict[str, list[ast.stmt]]:
    """By name, the statements of a module that bind it, or change what it is bound to; ``*`` for star imports."""
    noted = file.notes.get(_BINDINGS)
    if isinstance(noted, dict):
        return noted
    known: dict[str, list[ast.stmt]] = {}
    file.notes[_BINDINGS] = known
    if file.tree is not None:
        for statement in file.tree.body:
            for name in dict.fromkeys(_bound(statement)):
                known.setdefault(name, []).append(statement)
    return known


def _bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement binds in its scope, without looking into expressions."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name
    elif isinstance(statement, (ast.Import, ast.ImportFrom)):
        for alias in statement.names:
            name = alias.name if isinstance(statement, ast.ImportFrom) else alias.name.partition(".")[0]
            yield alias.asname or name
    elif isinstance(statement, ast.Expr):
        called = statement.value.func if isinstance(statement.value, ast.Call) else None
        if isinstance(called, ast.Attribute):
            yield from _targets([called.value])  # It may change what it is called on: `model.add(layer)`.
    elif isinstance(statement, (ast.Assign, ast.Delete)):
        yield from _targets(statement.targets)
    else:
        target = getattr(statement, "target", None)
        if isinstance(target, ast.expr):
            yield from _targets([target])
        for item in getattr(statement, "items", ()):
            yield from _targets([item.optional_vars])
        if type(statement) in COMPOUND:
            blocks: Iterable[list[ast.stmt]] = bodies(statement)
            if isinstance(statement, ast.If) and _asks_for_main(statement.test):
                blocks = [statement.orelse]  # Not when it is imported.
            for block in blocks:
                for inner in block:
                    yield from _bound(inner)


def _targets(targets: Sequence[ast.expr | None]) -> Iterator[str]:
    for target in targets:
        node = target
        while isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
            node = node.value
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, (ast.Tuple, ast.List)):
            yield from _targets(node.elts)


def _asks_for_main(test: ast.expr) -> bool:
    """``__name__ == "__main__"``."""
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def star_imports(statement: ast.stmt) -> Iterator[ast.ImportFrom]:
    """The star imports that a statement is, or holds."""
    if isinstance(statement, ast.ImportFrom):
        if statement.names[0].name == "*":
            yield statement
    elif type(statement) in COMPOUND:
        for block in bodies(statement):
            for inner in block:
                yield from star_imports(inner)


def listed(tree: ast.Module) -> set[str] | None:
    """The names in ``__all__``, if they are written out."""
    names: set[str] | None = None
    for statement in tree.body:
        value: ast.expr | None = None
        if isinstance(statement, ast.Assign):
            if any(isinstance(target, ast.Name) and target.id == "__all__" for target in statement.targets):
                value, names = statement.value, set()
        elif isinstance(statement, (ast.AugAssign, ast.AnnAssign)):
            if isinstance(statement.target, ast.Name) and statement.target.id == "__all__":
                value = statement.value
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            called, arguments = statement.value.func, statement.value.args
            owner = called.value if isinstance(called, ast.Attribute) else None
            if isinstance(owner, ast.Name) and owner.id == "__all__" and arguments:
                value = ast.List(arguments) if getattr(called, "attr", "") == "append" else arguments[0]
        if value is None:
            continue
        if not isinstance(value, (ast.List, ast.Tuple)):
            return None
        written = [element.value for element in value.elts if isinstance(element, ast.Constant)]
        names = (names or set()) | {name for name in written if isinstance(name, str)}
    return names
