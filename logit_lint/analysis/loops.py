"""Loops: interpreted once, or once per layer where they run over a few known ones."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from . import bindings, containers, elements, expressions, statements
from .survey import COMPOUND, bodies
from .terms import CALLABLE, DATA_OPS, Term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .frames import Frame


def for_loop(node: ast.For | ast.AsyncFor, frame: Frame) -> bool:
    """Interpret a ``for``; False where no path leads past it, here and below."""
    iterable = expressions.evaluate(node.iter, frame)
    iterable = elements.structure(iterable) or iterable
    layers = () if _leaves(node.body) else _last_layers(iterable)
    if not layers:
        return _over(iterable, node, frame)
    others = iterable.args[: len(iterable.args) - len(layers)]
    if others and not _over(Term("list", others), node, frame):
        return False
    for layer in layers:
        bindings.bind(node.target, layer, frame)
        if not statements.execute(node.body, frame):
            return False
    return statements.execute(node.orelse, frame)


def _over(iterable: Term, node: ast.For | ast.AsyncFor, frame: Frame) -> bool:
    """Interpret the body once, for any element."""

    def before() -> None:
        bindings.bind(node.target, elements.element_of(iterable), frame)

    # A loop over a display, or over layers that a comprehension made, is run at least once.
    certain = iterable.op in DATA_OPS and any(
        element.args[0].op in CALLABLE if element.op == "each" else element.op != "star" for element in iterable.args
    )
    return _loop(node, before, frame, at_least_once=certain)


def _last_layers(iterable: Term) -> tuple[Term, ...]:
    """The layers (or other callables) at the end that are all known, if they are few: for them a loop is unrolled."""
    if iterable.op not in DATA_OPS:
        return ()
    start = len(iterable.args)
    while start and _is_layer(iterable.args[start - 1]):
        start -= 1
    layers = iterable.args[start:]
    return layers if len(layers) <= _MOST_LAYERS and any(map(_holds_layer, layers)) else ()


_MOST_LAYERS: Final = 16


def _is_layer(term: Term) -> bool:
    return term.op in CALLABLE or term.op == "api" or _holds_layer(term)


def _holds_layer(term: Term) -> bool:
    """Whether it is a layer, or one with its place or its name (``enumerate``, ``items``)."""
    return term.op in CALLABLE or (term.op == "tuple" and any(part.op in CALLABLE for part in term.args))


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Whether a loop's body may leave it early."""
    return any(
        isinstance(statement, (ast.Break, ast.Continue)) or any(_leaves(inner) for inner in bodies(statement))
        for statement in body
    )


def while_loop(node: ast.While, frame: Frame) -> bool:
    """Interpret a ``while``."""
    through = _loop(node, lambda: expressions.evaluate(node.test, frame), frame)
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
    for name in sorted(assigned_names(node.body, frame)):
        entry = outer.find(name)
        if entry is not None:
            # The value at the top of the body: the one from before, or the one the body ended with.
            carried[name] = body.bindings[name] = Term("phi", (entry,), node, frame.source, [])
    frame.scope = body
    frame.exits.append((outer, []))
    try:
        before()
        through = statements.execute(node.body, frame)
    finally:
        frame.scope = outer
        _, exits = frame.exits.pop()
    ends = [body] if through else []
    for name, top in carried.items():
        values = [scope.find(name) for scope in (*ends, *exits)]
        top.args = (top.args[0], *{id(v): v for v in values if v is not None and v is not top}.values())
    skipped = [] if at_least_once else [outer.branch()]
    outer.join([*skipped, *ends, *exits])
    if node.orelse:
        return statements.execute(node.orelse, frame) or bool(exits)
    return True


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
            if type(value) is ast.Call and type(value.func) is ast.Attribute and value.func.attr in containers.CHANGING:
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
        key = bindings.attribute_key(target, frame)  # type: ignore[arg-type]
        if key is not None:
            names.add(key)
    elif kind is ast.Tuple or kind is ast.List:
        for element in target.elts:  # type: ignore[attr-defined]
            _collect_target(element, names, frame)
    elif kind is ast.Subscript or kind is ast.Starred:
        _collect_target(target.value, names, frame)  # type: ignore[attr-defined]
