"""Whether code that stands at one place of a file means the same at another.

A sentence may repeat an operand only where the reader can paste it: every name in it is then bound in the
same scope as where it stood, and nothing was bound to it, or stored in it, in between.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import lru_cache

_Place = tuple[int, int]
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(eq=False)
class _Scope:
    """A region of the file with names of its own."""

    node: ast.AST
    start: _Place
    end: _Place
    parent: _Scope | None = None
    bound: dict[str, list[_Place]] = field(default_factory=dict)
    """By name, where bindings have taken effect: at the end of their statements."""
    changed: list[tuple[str, _Place]] = field(default_factory=list)
    """What was stored into, and by when."""

    def function(self) -> _Scope:
        """The scope of the function around (or the module's, or a class's)."""
        scope = self
        while scope.parent is not None and isinstance(scope.node, _COMPREHENSIONS):
            scope = scope.parent
        return scope

    def resolve(self, name: str) -> _Scope | None:
        """The scope whose name this is, seen from here."""
        scope: _Scope | None = self
        while scope is not None:
            if name in scope.bound and (scope is self or not isinstance(scope.node, ast.ClassDef)):
                return scope
            scope = scope.parent
        return None


def means_the_same(tree: ast.Module, node: ast.expr | ast.arg, there: ast.expr) -> bool:
    """Whether ``node``, moved to where ``there`` stands, is still what it was.

    Of a parameter (an `ast.arg`), whether its name still means it.
    """
    try:
        scopes = _scopes(tree)
    except RecursionError:
        return False
    here, begins = _at(scopes, _start(there)), _start(there)
    if isinstance(node, ast.arg):
        owner = here.resolve(node.arg)
        if owner is None or all(part is not node for part in ast.walk(getattr(owner.node, "args", owner.node))):
            return False
        again = [place for place in owner.bound[node.arg] if owner.start < place]
        if owner is not here.function():
            return not again
        return all(place >= begins for place in again) and not _changed(here, {node.arg}, owner.start, begins)
    home, since = _at(scopes, _start(node)), _end(node)
    for name in ast.walk(node):
        if not isinstance(name, ast.Name):
            continue
        origin = _at(scopes, _start(name)).resolve(name.id)
        if origin is not None and _start(node) <= origin.start and origin.end <= _end(node):
            continue  # A variable of a comprehension or a lambda within.
        if here.resolve(name.id) is not origin:
            return False
        if origin is None:
            continue
        bindings = origin.bound[name.id]
        if home.function() is not here.function():
            if len(bindings) > 1:
                return False
        elif origin is here.function() and any(since <= place < begins for place in bindings):
            return False
    if home.function() is not here.function():
        return True
    if _start(there) < _start(node) and not _end(node) <= _end(there):
        return False
    return not _changed(here, {ast.unparse(part) for part in ast.walk(node) if _is_path(part)}, since, begins)


def _changed(scope: _Scope, paths: set[str], since: _Place, until: _Place) -> bool:
    return any(path in paths and since <= place < until for path, place in scope.function().changed)


def _is_path(node: ast.AST) -> bool:
    return isinstance(node, (ast.Name, ast.Attribute, ast.Subscript))


def _start(node: ast.expr | ast.stmt) -> _Place:
    return node.lineno, node.col_offset


def _end(node: ast.expr | ast.stmt) -> _Place:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


def _at(scopes: list[_Scope], place: _Place) -> _Scope:
    """The innermost scope at a place; inner ones come after outer ones."""
    return next(scope for scope in reversed(scopes) if scope.start <= place < scope.end)


@lru_cache(maxsize=1)
def _scopes(tree: ast.Module) -> list[_Scope]:
    module = _Scope(tree, (0, 0), (1 << 60, 0))
    scopes = [module]
    pending: list[tuple[ast.AST, _Scope, _Place]] = [(node, module, (0, 0)) for node in reversed(tree.body)]
    while pending:
        node, scope, effect = pending.pop()
        inner = scope
        if isinstance(node, ast.stmt):
            effect = _end(node)
        if isinstance(node, (*_FUNCTIONS, *_COMPREHENSIONS, ast.ClassDef)):
            name = getattr(node, "name", None)
            if name:
                scope.bound.setdefault(name, []).append(_start(node))
            body = getattr(node, "body", node)
            body = body[0] if isinstance(body, list) else body
            inner = _Scope(node, _start(body), _end(node), scope)
            scopes.append(inner)
            if isinstance(node, _FUNCTIONS):
                for part in (part for part in ast.walk(node.args) if isinstance(part, ast.arg)):
                    inner.bound.setdefault(part.arg, []).append(inner.start)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            owner = scope if isinstance(scope.node, _COMPREHENSIONS) else scope.function()
            owner.bound.setdefault(node.id, []).append(effect)
        elif isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
            changed = node if isinstance(node, ast.Attribute) else node.value
            scope.function().changed.append((ast.unparse(changed), effect))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr.endswith("_") and not node.func.attr.endswith("__"):
                scope.function().changed.append((ast.unparse(node.func.value), effect))
        elif isinstance(node, ast.alias):
            scope.bound.setdefault((node.asname or node.name).partition(".")[0], []).append(effect)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            for name in node.names:
                module.bound.setdefault(name, []).append(effect)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            scope.bound.setdefault(node.name, []).append((node.lineno, node.col_offset))
        children = list(ast.iter_child_nodes(node))
        for child in reversed(children):
            within = effect
            if isinstance(node, (ast.For, ast.AsyncFor)) and child is node.target:
                within = _end(node.iter)
            elif isinstance(node, (ast.If, ast.While)) and child is node.test:
                within = _end(node.test)
            elif isinstance(child, ast.withitem):
                within = _end(child.optional_vars or child.context_expr)
            elif isinstance(node, ast.NamedExpr):
                within = _end(node)
            outside = isinstance(node, (*_FUNCTIONS, ast.ClassDef)) and not _is_body(node, child)
            pending.append((child, scope if outside else inner, within))
    return scopes


def _is_body(node: ast.AST, child: ast.AST) -> bool:
    body = getattr(node, "body", ())
    return child in body if isinstance(body, list) else child is body


def still_means(tree: ast.Module, target: ast.Name, since: _Place, there: ast.expr) -> bool:
    """Whether a name that was bound at ``target``, by ``since``, is still bound to that where ``there`` stands."""
    try:
        scopes = _scopes(tree)
    except RecursionError:
        return False
    here, begins = _at(scopes, _start(there)), _start(there)
    home = _at(scopes, _start(target)).function()
    if here.resolve(target.id) is not home or here.function() is not home or since > begins:
        return False
    rebound = any(since < place < begins for place in home.bound[target.id])
    return not rebound and not _changed(here, {target.id}, since, begins)


def means_the_module(tree: ast.Module, name: str, there: ast.expr) -> bool:
    """Whether a name that the module imports, and binds to nothing else, is not hidden where ``there`` stands."""
    try:
        scopes = _scopes(tree)
    except RecursionError:
        return False
    module = scopes[0]
    if _at(scopes, _start(there)).resolve(name) is not module:
        return False
    imports = [
        alias
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
        if (alias.asname or alias.name).partition(".")[0] == name
    ]
    return 0 < len(module.bound[name]) <= len(imports) and min(module.bound[name]) <= _start(there)
