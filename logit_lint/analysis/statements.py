"""Statements: which paths there are, and what each binds."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from . import bindings, branches, containers, definitions, expressions, imports, loops
from .terms import UNKNOWN, Term, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .frames import Entries, Frame


def execute(body: Sequence[ast.stmt], frame: Frame) -> bool:
    """Interpret statements in order; False where no path leads past them."""
    uses = frame.run.uses
    early: list[tuple[Entries, int]] = []
    through = True
    for statement in body:
        if not frame.root:
            frame.run.fuel -= 1
            if frame.run.fuel < 0:
                break
        handler = _HANDLERS.get(type(statement))
        if handler is not None and handler(statement, frame) is False:
            through = False
            break
        if frame.left_early:
            early.append((frame.left_early, len(uses)))
            frame.left_early = []
    for entries, place in early:
        branches.oppose(entries, uses[place:])  # What follows an arm that returns is the other arm.
    return through


def _expression(node: ast.Expr, frame: Frame) -> None:
    if type(node.value) is not ast.Constant:
        expressions.evaluate(node.value, frame)


def _assign(node: ast.Assign, frame: Frame) -> None:
    value = expressions.evaluate(node.value, frame)
    for target in node.targets:
        bindings.bind(target, value, frame)


def _annotated(node: ast.AnnAssign, frame: Frame) -> None:
    if node.value is not None:
        bindings.bind(node.target, expressions.evaluate(node.value, frame), frame)


_AUGMENTED: Final = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult)


def _augmented(node: ast.AugAssign, frame: Frame) -> None:
    binary = frame.run.augmented.get(node)
    if binary is None:
        binary = frame.run.augmented[node] = ast.copy_location(ast.BinOp(node.target, node.op, node.value), node)
    value = expressions.evaluate(binary, frame) if isinstance(node.op, _AUGMENTED) else UNKNOWN
    bindings.bind(node.target, value, frame)


def _return(node: ast.Return, frame: Frame) -> bool:
    value = Term("const") if node.value is None else expressions.evaluate(node.value, frame)
    frame.returns.append(Term("returned", (value,), node.value or node, frame.source, frame.function))
    return False


def _raise(node: ast.Raise, frame: Frame) -> bool:
    return False


def _leave_loop(node: ast.Break | ast.Continue, frame: Frame) -> bool:
    if frame.exits:
        outer, left = frame.exits[-1]
        left.append(frame.scope.since(outer))
    return False


def _with(node: ast.With | ast.AsyncWith, frame: Frame) -> bool:
    start = len(frame.run.uses)
    expects_error = False
    for item in node.items:
        context = expressions.evaluate(item.context_expr, frame)
        callee = item.context_expr.func if isinstance(item.context_expr, ast.Call) else None
        name = getattr(callee, "attr", getattr(callee, "id", ""))
        expects_error = expects_error or name == "raises" or name.startswith("assertRaises")
        if item.optional_vars is not None:
            bindings.bind(item.optional_vars, unknown("a context manager gave it", context.node, frame.source), frame)
    through = execute(node.body, frame)
    if expects_error:
        del frame.run.uses[start:]  # A test that the misuse is refused.
    return through


def _delete(node: ast.Delete, frame: Frame) -> None:
    for target in node.targets:
        if isinstance(target, ast.Subscript) and isinstance(target.value, (ast.Name, ast.Attribute)):
            containers.delete_element(target, frame)
        else:
            bindings.bind(target, UNKNOWN, frame)


def _assert(node: ast.Assert, frame: Frame) -> None:
    expressions.evaluate(node.test, frame)


_HANDLERS: Final[dict[type[ast.stmt], Any]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Break: _leave_loop,
    ast.Continue: _leave_loop,
    ast.If: branches.if_statement,
    ast.For: loops.for_loop,
    ast.AsyncFor: loops.for_loop,
    ast.While: loops.while_loop,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: branches.try_statement,
    ast.Match: branches.match_statement,
    ast.FunctionDef: definitions.function_definition,
    ast.AsyncFunctionDef: definitions.function_definition,
    ast.ClassDef: definitions.class_definition,
    ast.Import: imports.bind_modules,
    ast.ImportFrom: imports.bind_names,
    ast.Delete: _delete,
    ast.Assert: _assert,
}
if hasattr(ast, "TryStar"):
    _HANDLERS[ast.TryStar] = branches.try_statement
