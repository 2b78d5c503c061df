"""What is assigned from afar: attributes from outside their class, globals from inside functions.

Only statements are looked at, so this costs a small part of parsing.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Survey(NamedTuple):
    """What stands anywhere in a file."""

    outside: frozenset[str]
    """Names of attributes that are assigned from outside of their class."""
    shared: frozenset[str]
    """Names that functions bind in the module's scope (``global``)."""
    members: frozenset[str]
    """Names of all attributes that are assigned, and of all methods."""


def survey(tree: ast.Module) -> Survey:
    """Look over a whole file."""
    outside: set[str] = set()
    shared: set[str] = set()
    members: set[str] = set()
    _look(tree.body, "", False, outside, shared, members)
    return Survey(frozenset(outside), frozenset(shared), frozenset(members))


def _look(
    body: Iterable[ast.stmt], own: str, in_class: bool, outside: set[str], shared: set[str], members: set[str]
) -> None:
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = statement.args.args[0].arg if in_class and statement.args.args else own
            _look(statement.body, first, False, outside, shared, members)
            if in_class:
                members.add(statement.name)
            shared |= _declared_global(statement.body) & _assigned(statement.body)
        elif isinstance(statement, ast.ClassDef):
            _look(statement.body, own, True, outside, shared, members)
        elif isinstance(statement, ast.Expr):
            name = _set_attribute(statement.value)
            if name is not None:
                outside.add(name)
        else:
            assigned = targets(statement)
            if in_class:
                members.update(target.id for target in assigned if isinstance(target, ast.Name))
            for attribute in attributes(assigned):
                members.add(attribute.attr)
                if not (isinstance(attribute.value, ast.Name) and attribute.value.id == own):
                    outside.add(attribute.attr)
            for inner in bodies(statement):
                _look(inner, own, in_class, outside, shared, members)


def _declared_global(body: list[ast.stmt]) -> set[str]:
    """The names that a function declares global, mostly at its top."""
    return {name for statement in _all(body) if isinstance(statement, ast.Global) for name in statement.names}


def _assigned(body: list[ast.stmt]) -> set[str]:
    return {target.id for statement in _all(body) for target in targets(statement) if isinstance(target, ast.Name)}


def _all(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        yield statement
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for inner in bodies(statement):
                yield from _all(inner)


def _set_attribute(node: ast.expr) -> str | None:
    """The attribute that ``setattr(x, "name", value)`` sets."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setattr":
        name = node.args[1] if len(node.args) == 3 else None
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            return name.value
    return None


def bodies(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks of a compound statement."""
    for field in ("body", "orelse", "finalbody"):
        block = getattr(statement, field, None)
        if block:
            yield block
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body


def targets(statement: ast.stmt) -> list[ast.expr]:
    """What an assignment assigns to, unpacked."""
    if isinstance(statement, ast.Assign):
        pending = list(statement.targets)
    elif isinstance(statement, (ast.AugAssign, ast.AnnAssign, ast.For, ast.AsyncFor)):
        pending = [statement.target]
    else:
        return []
    found = []
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
