"""Definitions: functions, seen through their decorators, and classes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from . import calls, expressions, statements
from .scopes import Scope
from .terms import UNKNOWN, Term
from .values import Class, Function

if TYPE_CHECKING:
    from .frames import Frame


def function_definition(node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
    """Bind the name of a ``def``."""
    frame.scope.bindings[node.name] = _as_declared(node, define_function(node, frame, None), frame)


def _as_declared(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, defined: Term, frame: Frame) -> Term:
    """What a definition binds: what the project declares of it is taken at its word."""
    name = frame.run.catalog.declared(node.name) if frame.history is not None else None
    return defined if name is None else Term("api", (), node, frame.source, name)


def define_function(node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame, owner: Class | None) -> Term:
    """The function that a ``def`` binds, seen through its decorators."""
    function = Function(node, frame.scope, owner, node.name)
    frame.note_function(function)
    term = Term("function", (), node, frame.source, function)
    for decorator in reversed(node.decorator_list):
        applied = expressions.evaluate(decorator, frame)
        if applied.op == "api":
            name = applied.data
            if name in ("builtins.staticmethod", "builtins.classmethod", "builtins.property"):
                function.kind = name.rpartition(".")[2].removesuffix("method")
            elif name.endswith("cached_property"):
                function.kind = "property"
            elif name.endswith("contextmanager"):
                return UNKNOWN
        term = calls.decorate(applied, term, decorator, frame)
        if term.op == "function" and term.data is not function:
            term.data.owner, term.data.kind = owner, function.kind or term.data.kind
    return term


def class_definition(node: ast.ClassDef, frame: Frame) -> None:
    """Bind the name of a ``class``."""
    bases = tuple(expressions.evaluate(base, frame) for base in node.bases if not isinstance(base, ast.Starred))
    outer = frame.scope
    body = Scope(outer)
    cls = Class(node, outer, body, bases)
    frame.run.classes.append(cls)
    for base in bases:
        if base.op == "class":
            base.data.subclasses.append(cls)
    history = frame.history
    frame.scope, frame.history = body, None
    try:
        for statement in node.body:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                # Methods close over the scope around the class, not over its body.
                frame.scope = outer
                method = define_function(statement, frame, cls)
                frame.scope = body
                previous = body.bindings.get(statement.name)
                if previous is not None and previous.op == "function" and previous.data.kind == "property":
                    # A setter: the property stays what its getter says.
                    body.bindings[f"{statement.name}.setter"] = method
                    continue
                body.bindings[statement.name] = method
            else:
                statements.execute((statement,), frame)
    finally:
        frame.scope, frame.history = outer, history
    outer.bindings[node.name] = _as_declared(node, Term("class", (), node, frame.source, cls), frame)
