"""What a draft leaves unused: variables and imports that only the replaced code read."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from .imports import is_quoted
from .syntax import end, start, within

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ..analysis.candidates import Candidate
    from .syntax import Syntax

_PURE = re.compile(
    r"(?:exp|sum|reduce_sum|mean|reduce_mean|log|log1p|softmax|sigmoid|log_softmax|logsigmoid|log_sigmoid|expit|"
    r"clip|clamp|clip_by_value|maximum|minimum|add|subtract|divide|negative|neg|squeeze|unsqueeze|expand_dims|"
    r"one_hot|to_categorical|softplus|relu|tanh|reshape|view|float|Softmax|Sigmoid|LogSoftmax|LogSigmoid)"
)
"""Functions and methods that compute something and do nothing else."""


class Leftovers:
    """What a draft replaces, keeps and writes, and what nothing reads any longer after that."""

    def __init__(self, candidate: Candidate, syntax: Syntax) -> None:
        self.source = candidate.source
        self.syntax = syntax
        self.gone: list[ast.AST] = []
        """What is replaced."""
        self.kept: list[ast.AST] = []
        """What of that goes on to stand somewhere."""
        self.written: list[str] = []
        """The code that is written, that in the finding's place first."""
        self.hoisted: dict[ast.expr, str] = {}
        """Operands that get a name where they are computed."""
        self._known = {term.node for term in candidate.terms}

    def is_gone(self, node: ast.AST) -> bool:
        """Whether a node stands nowhere any longer."""
        inside = any(within(node, gone) for gone in self.gone)
        return inside and not any(within(node, kept) for kept in (*self.kept, *self.hoisted))

    def _remains(self, node: ast.Name) -> bool:
        return not self.is_gone(node) or node.id in self._words_written()

    def _words_written(self) -> set[str]:
        return {word for text in self.written for word in re.findall(r"\w+", text)}

    def unused_variables(self) -> list[ast.stmt]:
        """Assignments to local names that only the replaced code read, and what only they read in turn."""
        removed: list[ast.stmt] = []
        changed = True
        while changed:
            changed = False
            for name, nodes in self.syntax.names.items():
                read = any(isinstance(node.ctx, ast.Load) and self.is_gone(node) for node in nodes)
                if not read and not any(self._was_added_to(name, node) for node in self._exprs()):
                    continue
                for statement in self._assignments(nodes):
                    if statement not in removed and self._is_unused(name, statement):
                        removed.append(statement)
                        self.gone.append(statement)
                        changed = True
        return removed

    def _was_added_to(self, name: str, node: ast.expr) -> bool:
        """Whether an expression that goes is that of a ``name += …``."""
        statement = self.syntax.augmented(node)
        return statement is not None and isinstance(statement.target, ast.Name) and statement.target.id == name

    def _assignments(self, nodes: Sequence[ast.Name]) -> list[ast.Assign]:
        found = []
        for node in nodes:
            statement = self.syntax.parent(node)
            if isinstance(statement, ast.Assign) and statement.targets == [node] and not self.is_gone(statement):
                found.append(statement)
        return found

    def _is_unused(self, name: str, statement: ast.Assign) -> bool:
        """Whether nothing reads what a statement binds, and to leave it out changes nothing else."""
        function: ast.AST = self.syntax.function(statement) or self.syntax.tree
        if name in self._words_written() or isinstance(self.syntax.parent(statement), ast.ClassDef):
            return False
        operand = next((node for node in self.hoisted if within(node, statement)), None)
        if not self.is_alone(statement) or not self.is_pure(statement.value, operand):
            return False
        if "#" in self.source.lines[(statement.end_lineno or 1) - 1] or "#" in self.source.segment(statement):
            return False  # A comment is somebody's words.
        block = self.syntax.block(statement)
        if len([one for one in block if not any(one is gone for gone in self.gone)]) == 1 and operand is None:
            return False
        nodes = [node for node in self.syntax.names[name] if function is self.syntax.tree or within(node, function)]
        if any(isinstance(one, (ast.Global, ast.Nonlocal)) and name in one.names for one in ast.walk(function)):
            return False
        read = [node for node in nodes if isinstance(node.ctx, ast.Load) and self._remains(node)]
        if any((self.syntax.function(node) or self.syntax.tree) is not function for node in read):
            return False
        again = self._bound_again(name, statement, block)
        if again is None and function is self.syntax.tree:
            return False  # A module's names are seen by others.
        if again is None:
            bound = [node for node in nodes if not isinstance(node.ctx, ast.Load) and not self.is_gone(node)]
            return not read and len(bound) <= 1
        return not any(end(statement) <= start(node) < end(again) for node in read)

    def _bound_again(self, name: str, statement: ast.stmt, block: list[ast.stmt]) -> ast.stmt | None:
        """The statement of the same block that binds the name next, whatever happens."""
        for other in block[block.index(statement) + 1 :]:
            targets = other.targets if isinstance(other, ast.Assign) else []
            if isinstance(other, ast.AugAssign) and any(other is self.syntax.augmented(g) for g in self._exprs()):
                targets = [other.target]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                return other
            if not isinstance(other, (ast.Assign, ast.AugAssign, ast.Expr, ast.AnnAssign)):
                return None
        return None

    def _exprs(self) -> list[ast.expr]:
        return [node for node in self.gone if isinstance(node, ast.expr)]

    def unused_imports(self, needed: Collection[str]) -> dict[ast.Import | ast.ImportFrom, list[ast.alias]]:
        """Imports that only the replaced code used; ``needed`` are names that it needs."""
        gone: dict[ast.Import | ast.ImportFrom, list[ast.alias]] = {}
        if self.source.filename.endswith("__init__.py"):
            return gone  # What a package imports is what it offers.
        words = self._words_written() | set(needed)
        for statement in self.syntax.tree.body:
            if not isinstance(statement, (ast.Import, ast.ImportFrom)):
                continue
            for alias in statement.names:
                if self._is_left_over(alias, words):
                    gone.setdefault(statement, []).append(alias)
        return gone

    def _is_left_over(self, alias: ast.alias, words: set[str]) -> bool:
        name = alias.asname or alias.name
        nodes = self.syntax.names.get(name, [])
        if "." in name or name in words or not nodes or alias.asname == alias.name:
            return False
        if any(not self.is_gone(node) for node in nodes):
            return False
        return not is_quoted(name, self.syntax.tree)

    def is_alone(self, statement: ast.stmt) -> bool:
        """Whether a statement has its lines for itself, but for a comment."""
        span = self.source.span(statement)
        before = self.source.lines[span.start.row - 1][: span.start.column - 1]
        after = self.source.lines[span.end.row - 1][span.end.column - 1 :].strip()
        return not before.strip() and (not after or after.startswith("#"))

    def is_pure(self, value: ast.expr, besides: ast.expr | None = None) -> bool:
        """Whether to compute a value does nothing else; ``besides`` is left out of that."""
        pending: list[ast.AST] = [value]
        while pending:
            node = pending.pop()
            if node is besides:
                continue
            if isinstance(node, ast.Call) and node not in self._known:
                called = node.func.func if isinstance(node.func, ast.Call) else node.func
                last = getattr(called, "attr", getattr(called, "id", ""))
                if not _PURE.fullmatch(last):
                    return False
            elif isinstance(node, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)):
                return False
            pending += ast.iter_child_nodes(node)
        return True
