"""Loops: interpreted once, or once per layer where they run over a few known ones."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from . import statements
from .bindings import attribute_key, bind
from .elements import element_of
from .expressions import evaluate
from .scopes import Scope
from .survey import COMPOUND, bodies
from .terms import CALLABLE, DATA_OPS, Term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .frames import Frame


def for_loop(node: ast.For | ast.AsyncFor, frame: Frame) -> bool:
    """Interpret a ``for``; False where no path leads past it, here and below."""
    iterable = evaluate(node.iter, frame)

    def before() -> None:
        bind(node.target, element_of(iterable), frame)

    if _are_layers(iterable) and not _leaves(node.body):
        for layer in iterable.args:
            bind(node.target, layer, frame)
            if not statements.execute(node.body, frame):
                return False
        return statements.execute(node.orelse, frame)
    # A loop over a display, or over layers that a comprehension made, is run at least once.
    certain = iterable.op in DATA_OPS and any(
        element.args[0].op in CALLABLE if element.op == "each" else element.op != "star" for element in iterable.args
    )
    return _loop(node, before, frame, at_least_once=certain)


def _are_layers(iterable: Term) -> bool:
    """Whether a loop runs over a few layers (or other callables), each of them known: it is then unrolled."""
    return (
        iterable.op in DATA_OPS
        and 0 < len(iterable.args) <= _MOST_LAYERS
        and all(layer.op in CALLABLE for layer in iterable.args)
    )


_MOST_LAYERS: Final = 16


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Whether a loop's body may leave it early."""
    return any(
        isinstance(statement, (ast.Break, ast.Continue)) or any(_leaves(inner) for inner in bodies(statement))
        for statement in body
    )


def while_loop(node: ast.While, frame: Frame) -> bool:
    """Interpret a ``while``."""
    through = _loop(node, lambda: evaluate(node.test, frame), frame)
    if isinstance(node.test, ast.Constant) and node.test.value and not _has_break(node.body):
        return False
    return through


def _has_break(body: Sequence[ast.stmt]) -> bool:
    return any(
        isinstance(statement, ast.Break)
        or (
            not isinstance(statement, (ast.For, ast.While, ast.AsyncFor, ast.FunctionDef, ast.ClassDef))
            and any(_has_break(inner) for inner in bodies(statement))
        )
        for statement in body
    )


def _loop(node: ast.For | ast.AsyncFor | ast.While, before: Any, frame: Frame, *, at_least_once: bool = False) -> bool:
    outer = frame.scope
    body = outer.branch()
    carried: dict[str, Term] = {}
    for name in assigned_names(node.body, frame):
        entry = outer.find(name)
        if entry is not None:
            # The value at the top of the body: the one from before, or the one the body ended with.
            carried[name] = body.bindings[name] = Term("phi", (entry,), node, frame.source, [])
    frame.scope = body
    frame.exits.append([])
    try:
        before()
        through = statements.execute(node.body, frame)
    finally:
        frame.scope = outer
        exits = frame.exits.pop()
    ends = [body] if through else []
    for name, top in carried.items():
        values = [scope.find(name) for scope in (*ends, *exits)]
        top.args = (top.args[0], *{id(v): v for v in values if v is not None and v is not top}.values())
    skipped = [] if at_least_once else [outer.branch()]
    outer.join([*skipped, *ends, *(_flattened(scope, outer) for scope in exits)])
    if node.orelse:
        return statements.execute(node.orelse, frame) or bool(exits)
    return True


def _flattened(scope: Scope, outer: Scope) -> Scope:
    """All that a path bound between ``outer`` and where it left the loop, in one scope."""
    chain = []
    current: Scope | None = scope
    while current is not None and current is not outer:
        chain.append(current.bindings)
        current = current.parent
    flat = Scope(outer)
    for bindings in reversed(chain):
        flat.bindings.update(bindings)
    return flat


def assigned_names(body: Sequence[ast.stmt], frame: Frame) -> set[str]:
    """The names that statements may bind, without looking into expressions."""
    names: set[str] = set()
    _collect(body, names, frame)
    return names


def _collect(body: Sequence[ast.stmt], names: set[str], frame: Frame) -> None:
    for statement in body:
        kind = type(statement)
        if kind is ast.Assign:
            for target in statement.targets:  # type: ignore[attr-defined]
                _collect_target(target, names, frame)
        elif kind is ast.AugAssign or kind is ast.AnnAssign:
            _collect_target(statement.target, names, frame)  # type: ignore[attr-defined]
        elif kind is ast.Expr:
            value = statement.value  # type: ignore[attr-defined]
            if type(value) is ast.Call and type(value.func) is ast.Attribute and value.func.attr in _MUTATORS:
                _collect_target(value.func.value, names, frame)
        elif kind in COMPOUND:
            for block in bodies(statement):
                _collect(block, names, frame)
            if kind is ast.For or kind is ast.AsyncFor:
                _collect_target(statement.target, names, frame)  # type: ignore[attr-defined]


def _collect_target(target: ast.expr, names: set[str], frame: Frame) -> None:
    kind = type(target)
    if kind is ast.Name:
        names.add(target.id)  # type: ignore[attr-defined]
    elif kind is ast.Attribute:
        key = attribute_key(target, frame)  # type: ignore[arg-type]
        if key is not None:
            names.add(key)
    elif kind is ast.Tuple or kind is ast.List:
        for element in target.elts:  # type: ignore[attr-defined]
            _collect_target(element, names, frame)
    elif kind is ast.Subscript or kind is ast.Starred:
        _collect_target(target.value, names, frame)  # type: ignore[attr-defined]


_MUTATORS: Final = frozenset(("add", "append", "extend", "insert", "pop", "add_module", "update"))
"""Methods after which a container is bound again."""
