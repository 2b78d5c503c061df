"""A file's syntax tree seen from below: parents, statements, blocks, and where its names stand."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Place = tuple[int, int]
Definition = ast.FunctionDef | ast.AsyncFunctionDef

_TIGHT = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.Await, ast.Starred, ast.IfExp, ast.AugAssign)


_NAMING = ("id", "arg", "name")


class Syntax:
    """The tree of one file; everything is found once."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self._parents: dict[ast.AST, ast.AST] = {}
        self.names: dict[str, list[ast.Name]] = {}
        """All names that are read or bound, from top to bottom of the tree."""
        self.words: set[str] = set()
        """Everything that is called something: names, parameters, imports, definitions."""
        self._imported: set[str] = set()
        self.for_types: set[str] = set()
        """What is imported for type checkers only."""
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                self._parents[child] = node
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
                aliases = [part for part in ast.walk(node) if isinstance(part, ast.alias)]
                self.for_types.update((alias.asname or alias.name).partition(".")[0] for alias in aliases)
            if isinstance(node, ast.alias):
                self._imported.add((node.asname or node.name).partition(".")[0])
            if isinstance(node, ast.Name):
                self.names.setdefault(node.id, []).append(node)
            word = getattr(node, "asname", None) or next(
                filter(None, (getattr(node, key, None) for key in _NAMING)), None
            )
            if isinstance(word, str):
                self.words.add(word if getattr(node, "asname", None) else word.partition(".")[0])

    def is_imported(self, name: str) -> bool:
        """Whether an import anywhere in the file binds a name: what is called on it is a function, no method."""
        return name in self._imported

    def parent(self, node: ast.AST) -> ast.AST | None:
        """What a node is a part of."""
        return self._parents.get(node)

    def has(self, node: ast.AST) -> bool:
        """Whether the node is of this tree (`x + y` of an `x += y` is not)."""
        return node in self._parents

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """What a node is a part of, the nearest first."""
        current = self._parents.get(node)
        while current is not None:
            yield current
            current = self._parents.get(current)

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The statement that an expression is a part of."""
        return next((one for one in (node, *self.ancestors(node)) if isinstance(one, ast.stmt)), None)

    def function(self, node: ast.AST) -> Definition | ast.Lambda | None:
        """The function around a node; None at the level of a class or the module."""
        for one in self.ancestors(node):
            if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                return one
            if isinstance(one, ast.ClassDef):
                return None
        return None

    def block(self, statement: ast.stmt) -> list[ast.stmt]:
        """The statements among which one stands."""
        parent = self._parents.get(statement)
        for field in ("body", "orelse", "finalbody"):
            block = getattr(parent, field, None)
            if isinstance(block, list) and statement in block:
                return block
        return [statement]

    def augmented(self, node: ast.expr) -> ast.AugAssign | None:
        """The statement ``x /= y`` that an expression ``x / y`` was made from."""
        if self.has(node):
            return None
        for name in ast.walk(node):
            statement = self.statement(name) if name is not node and self.has(name) else None
            if isinstance(statement, ast.AugAssign) and start(statement) == start(node):
                return statement
        return None

    def binds_tightly(self, node: ast.expr) -> bool:
        """Whether an operator in the place of a node needs parentheses around it."""
        parent = self._parents.get(node)
        if isinstance(parent, (ast.Attribute, ast.Subscript)):
            return parent.value is node
        if isinstance(parent, ast.Call):
            return parent.func is node
        return isinstance(parent, _TIGHT)


def start(node: ast.AST) -> Place:
    """Where a node begins."""
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def end(node: ast.AST) -> Place:
    """Where a node ends."""
    return getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0)


def within(inner: ast.AST, outer: ast.AST) -> bool:
    """Whether one node stands inside another, or is it."""
    return start(outer) <= start(inner) and end(inner) <= end(outer)


def is_path(node: ast.expr) -> bool:
    """Whether it is a name, an attribute or an element, of which nothing is computed."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        if isinstance(node, ast.Subscript) and any(isinstance(part, ast.Call) for part in ast.walk(node.slice)):
            return False
        node = node.value
    return isinstance(node, ast.Name)


@lru_cache(maxsize=1)
def syntax_of(tree: ast.Module) -> Syntax:
    """The tree of a file, seen from below."""
    return Syntax(tree)
