"""A draft of a fix: what is replaced, and what the replacement leaves unused.

Only what changes becomes an edit. A variable or an import that nothing but the replaced code used goes with
it; what else the file holds stays as it is, to the byte.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import libcst as cst
from libcst.helpers import parse_template_expression

from ..findings import Edit, Fix, Position, Span
from ..judging import parse
from ..visibility import still_means
from .imports import Import, insertion, is_quoted, removal, sibling, spell
from .syntax import Syntax, end, start, syntax_of, within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..analysis.candidates import Candidate

_SHOWN = 72
"""Longer code is not repeated in a sentence."""

_FRESH = ("scores", "logits", "raw_scores", "scores_")
"""What a variable for the scores is called: the first of these that the file does not use."""

_GROUPING = re.compile(r"(?:^|[^\w\s)\]]|\b(?:return|and|or|not|in|if|else|yield)\s)\s*\($")
"""A parenthesis that is none of a call."""

_PURE = re.compile(
    r"(?:exp|sum|reduce_sum|mean|reduce_mean|log|log1p|softmax|sigmoid|log_softmax|logsigmoid|log_sigmoid|expit|"
    r"clip|clamp|clip_by_value|maximum|minimum|add|subtract|divide|negative|neg|squeeze|unsqueeze|expand_dims|"
    r"one_hot|to_categorical|softplus|relu|tanh|reshape|view|float|Softmax|Sigmoid|LogSoftmax|LogSigmoid)"
)
"""Functions and methods that compute something and do nothing else."""


@dataclass(frozen=True)
class Refusal:
    """Why a finding is not mended, for its message: ``… is also used on line 12``."""

    reason: str


class Unable(Exception):  # noqa: N818  (no error: the draft comes to nothing)
    """This cannot be mended without a person."""


class Refused(Unable):
    """It could be mended, but that would break something else; ``reason`` says what."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Draft:
    """The edits that mend one candidate."""

    def __init__(self, candidate: Candidate) -> None:
        if candidate.tree is None:
            raise Unable
        self.candidate = candidate
        self.source = candidate.source
        self.syntax: Syntax = syntax_of(candidate.tree)
        self.safe = True
        self._edits: list[Edit] = []
        self._gone: list[ast.AST] = []
        self._kept: list[ast.AST] = []
        self._needs: list[Import] = []
        self._written: list[str] = []
        self._hoisted: dict[ast.expr, str] = {}
        self._says = ""

    # Code.

    def name(self, qualified: str) -> str:
        """A qualified name as the file writes it; it is imported where the file lacks it."""
        spelled = spell(qualified, self.candidate, self.syntax)
        if spelled is None:
            raise Unable
        self._need(spelled.needs)
        return spelled.text

    def sibling(self, name: str, module: str) -> str:
        """A name that the file imports from a module, as it does others."""
        spelled = sibling(name, module, self.candidate, self.syntax)
        if spelled is None:
            raise Unable
        self._need(spelled.needs)
        return spelled.text

    def _need(self, needed: Import | None) -> None:
        if needed is not None and needed not in self._needs:
            self._needs.append(needed)

    def code(self, node: ast.expr) -> cst.BaseExpression:
        """The concrete syntax of an expression, without the parentheses around it."""
        parsed = parse(node, self.source)
        if not isinstance(parsed, cst.BaseExpression):
            raise Unable
        return parsed.with_changes(lpar=parsed.lpar[1:], rpar=parsed.rpar[:-1])

    def template(self, template: str, **operands: cst.BaseExpression) -> cst.BaseExpression:
        """An expression with others in its places; parentheses stand where they must."""
        filled: dict[str, Any] = dict(operands)
        for place, node in operands.items():
            tight = re.search(rf"[-*/] ?{{{place}}}|{{{place}}} ?[*/]|{{{place}}}\.", template)
            if tight and not is_atomic(node):
                filled[place] = parenthesised(node)
        return parse_template_expression(template, **filled)

    # Edits.

    def replace(self, node: ast.AST, by: cst.BaseExpression | str, *keeping: ast.AST) -> None:
        """Replace an expression; what it has in common with its replacement is told in ``keeping``."""
        if not isinstance(node, (ast.expr, ast.stmt, ast.keyword)):
            raise Unable
        text = by if isinstance(by, str) else code_of(by)
        self._written.append(text)
        if isinstance(node, ast.expr) and not isinstance(by, str):
            text = self._fitting(node, by, text)
        self._gone.append(node)
        self._kept += keeping
        span = self.source.span(node)
        if isinstance(node, ast.expr) and not isinstance(by, str) and is_atomic(by):
            span = self._with_parentheses(node, span)
        self._edits.append(Edit(text, span))

    def _fitting(self, node: ast.expr, by: cst.BaseExpression, text: str) -> str:
        """The code of a replacement, in parentheses where its place asks for them."""
        statement = self.syntax.augmented(node)
        if statement is not None:
            return f"{self.source.segment(statement.target)} = {text}"
        if is_atomic(by):
            return text
        if self._in_parentheses(node):
            return text
        if self.syntax.binds_tightly(node) or ("\n" in text and not _stands_alone(text)):
            return f"({text})"
        return text

    def _with_parentheses(self, node: ast.expr, span: Span) -> Span:
        """The span of an operand and the parentheses around it, if it has some of its own on its line."""
        if not self.syntax.binds_tightly(node) or not self._in_parentheses(node):
            return span
        before = self.source.lines[span.start.row - 1][: span.start.column - 1]
        after = self.source.lines[span.end.row - 1][span.end.column - 1 :]
        if not _GROUPING.search(before) or not after.startswith(")"):
            return span
        return Span(Position(span.start.row, span.start.column - 1), Position(span.end.row, span.end.column + 1))

    def _in_parentheses(self, node: ast.expr) -> bool:
        """Whether an expression stands in parentheses of its own."""
        parent = self.syntax.parent(node)
        if isinstance(parent, ast.Call) and parent.func is not node:
            return False  # They may be those of the call.
        span = self.source.span(node)
        before = self.source.lines[span.start.row - 1][: span.start.column - 1].rstrip()
        after = self.source.lines[span.end.row - 1][span.end.column - 1 :].lstrip()
        return before.endswith("(") and after.startswith(")")

    def overwrite(self, place: Position, old: str, new: str) -> None:
        """Put a word in the place of another one."""
        self._written.append(new)
        self._edits.append(Edit(new, Span(place, Position(place.row, place.column + len(old)))))

    def after(self, node: ast.expr, call: ast.Call) -> Position:
        """The place behind an argument and the parentheses around it."""
        place, stop = self.source.span(node).end, self.source.span(call).end
        rest = self.source.text_of(Span(place, Position(stop.row, stop.column - 1)))
        closing = re.match(r"(?:\s*\))+", rest)
        if "#" in rest or (closing is not None and "\n" in closing[0]):
            raise Unable
        return Position(place.row, place.column + (closing.end() if closing is not None else 0))

    def drop_argument(self, call: ast.Call | ast.List | ast.Tuple, keyword: ast.keyword | ast.expr) -> None:
        """Leave an argument of a call, or an element of a list, out, with the comma that goes with it."""
        arguments: list[ast.expr | ast.keyword] = (
            [*call.args, *call.keywords] if isinstance(call, ast.Call) else [*call.elts]
        )
        index = arguments.index(keyword)
        if index + 1 < len(arguments):
            following = arguments[index + 1]
            if not isinstance(following, (ast.keyword, ast.expr)):
                raise Unable
            first, last = self.source.span(keyword).start, self.source.span(following).start
        elif index:
            first, last = self.source.span(arguments[index - 1]).end, self.source.span(keyword).end
        else:
            first, last = self.source.span(keyword).start, self.source.span(keyword).end
            close = self.source.span(call).end
            rest = self.source.text_of(Span(last, Position(close.row, close.column - 1)))
            if rest.strip() == "," and "\n" not in rest:
                last = Position(close.row, close.column - 1)
        text = self.source.text_of(Span(first, last))
        if "#" in text or (index and index + 1 == len(arguments) and text[: text.find(",") + 1].strip() != ","):
            raise Unable
        self.delete(first, last, keyword)

    def insert(self, place: Position, text: str) -> None:
        """Insert code."""
        self._written.append(text)
        self._edits.append(Edit(text, Span(place, place)))

    def delete(self, first: Position, last: Position, *nodes: ast.AST) -> None:
        """Take code away, and with it these nodes."""
        self._gone += nodes
        self._edits.append(Edit("", Span(first, last)))

    # Operands.

    def operand(self, node: ast.expr | ast.arg, place: ast.expr) -> cst.BaseExpression:
        """An operand in a new place: as it stands if it goes there, by its name if it has one.

        What is computed elsewhere, and not at ``place``, gets a name where it is computed.
        """
        if isinstance(node, ast.arg):
            return cst.Name(node.arg)
        own = self.syntax.augmented(place)
        if within(node, own or place):
            self._kept.append(node)
            return self.code(node)
        if _is_path(node) and (isinstance(node, ast.Name) or self._follows(node, place)):
            return self.code(node)
        return self.hoisted(node, place)

    def hoisted(self, node: ast.expr, place: ast.expr) -> cst.BaseExpression:
        """An operand by the name that it has, or gets, where it is computed."""
        statement = self.syntax.statement(node)
        if isinstance(statement, ast.Assign) and statement.value is node and len(statement.targets) == 1:
            name = statement.targets[0]
            if isinstance(name, ast.Name) and still_means(self.syntax.tree, name, end(statement), place):
                return cst.Name(name.id)
        if node not in self._hoisted:
            self._hoisted[node] = self._hoist(node, place)
        return cst.Name(self._hoisted[node])

    def is_fresh(self, node: cst.BaseExpression) -> bool:
        """Whether it is a name that an operand gets by this draft."""
        return isinstance(node, cst.Name) and node.value in self._hoisted.values()

    def keep(self, node: ast.AST) -> None:
        """Count a part of what is replaced as kept."""
        self._kept.append(node)

    def gone_besides(self, node: ast.AST, kept: ast.AST) -> None:
        """Count an expression as replaced, but for a part of it."""
        self._gone.append(node)
        self._kept.append(kept)

    def _follows(self, node: ast.expr, place: ast.expr) -> bool:
        """Whether nothing can have happened between the statements of a node and a place."""
        one, other = self.syntax.statement(node), self.syntax.statement(place)
        if one is None or other is None:
            return False
        block = self.syntax.block(one)
        if other not in block:
            return False
        between = block[block.index(one) + 1 : block.index(other)]
        return not any(isinstance(part, ast.Call) for statement in between for part in ast.walk(statement))

    def _hoist(self, node: ast.expr, place: ast.expr) -> str:
        statement = self.syntax.statement(node)
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            raise Unable
        if not isinstance(statement.targets[0], (ast.Name, ast.Attribute)) or not self._is_alone(statement):
            raise Unable
        if self.syntax.function(node) is not self._function_of(place) or not self._is_pure(statement.value, node):
            raise Unable
        if _is_path(node) and getattr(node, "id", "") != getattr(statement.targets[0], "id", None):
            raise Unable  # Another name for the same tensor would see it changed in place.
        if sum(ast.dump(part) == ast.dump(node) for part in ast.walk(statement.value)) > 1:
            raise Unable
        name = next((name for name in _FRESH if name not in self.syntax.words), None)
        if name is None:
            raise Unable
        return name

    def _function_of(self, place: ast.expr) -> ast.AST | None:
        return self.syntax.function(self.syntax.augmented(place) or place)

    def _is_alone(self, statement: ast.stmt) -> bool:
        span = self.source.span(statement)
        before = self.source.lines[span.start.row - 1][: span.start.column - 1]
        after = self.source.lines[span.end.row - 1][span.end.column - 1 :].strip()
        return not before.strip() and (not after or after.startswith("#"))

    def _is_pure(self, value: ast.expr, besides: ast.expr | None = None) -> bool:
        """Whether to compute a value does nothing else; ``besides`` is left out of that."""
        known = {term.node for term in self.candidate.terms}
        pending: list[ast.AST] = [value]
        while pending:
            node = pending.pop()
            if node is besides:
                continue
            if isinstance(node, ast.Call) and node not in known:
                called = node.func.func if isinstance(node.func, ast.Call) else node.func
                last = getattr(called, "attr", getattr(called, "id", ""))
                if not _PURE.fullmatch(last):
                    return False
            elif isinstance(node, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)):
                return False
            pending += ast.iter_child_nodes(node)
        return True

    # What is left over.

    def finish(self, message: str, *, safe: bool = False) -> Fix | None:
        """The fix; None if it comes to nothing."""
        removed = self._unused_variables()
        for node, name in self._hoisted.items():
            self._name(node, name, removed)
        for statement in removed:
            self._remove(statement)
        left_over = self._unused_imports()
        for needed in self._needs:
            edit = self._in_place_of(needed, left_over) or insertion(needed, self.candidate, self.syntax)
            if edit is None:
                return None
            self._edits.append(edit)
        for statement, aliases in left_over.items():
            away = removal(statement, aliases, self.source) if aliases else None
            self._edits += [away] if away is not None else []
        edits = sorted(dict.fromkeys(self._edits), key=lambda edit: (edit.span.start, edit.span.end))
        if any(other.span.start < edit.span.end for edit, other in pairwise(edits)):
            return None
        if all(self.source.text_of(edit.span) == edit.content for edit in edits):
            return None
        return Fix(safe and self.safe, message, tuple(edits), self.shown)

    def _name(self, node: ast.expr, name: str, removed: list[ast.stmt]) -> None:
        """Bind an operand to a name where it is computed."""
        statement = self.syntax.statement(node)
        assert statement is not None
        text = code_of(self.code(node))
        if "\n" in text and not _stands_alone(text):
            text = f"({text})"
        if statement in removed and isinstance(node, ast.Name):
            # `x = softmax(x)` goes, and what took the new value finds the old one under the same name.
            self._edits = [Edit(re.sub(rf"\b{name}\b", node.id, edit.content), edit.span) for edit in self._edits]
            self._written = [re.sub(rf"\b{name}\b", node.id, written) for written in self._written]
            return
        if statement in removed:
            removed.remove(statement)
            self._edits.append(Edit(f"{name} = {text}", self.source.span(statement)))
            return
        first = self.source.span(statement).start
        indent = self.source.lines[first.row - 1][: first.column - 1]
        self._edits.append(Edit(f"{name} = {text}\n{indent}", Span(first, first)))
        self._edits.append(Edit(name, self.source.span(node)))

    def _remove(self, statement: ast.stmt) -> None:
        span = self.source.span(statement)
        row = span.end.row + 1
        last = Position(row, 1) if row <= len(self.source.lines) else span.end
        self._edits.append(Edit("", Span(Position(span.start.row, 1), last)))

    def _is_gone(self, node: ast.AST) -> bool:
        inside = any(within(node, gone) for gone in self._gone)
        return inside and not any(within(node, kept) for kept in (*self._kept, *self._hoisted))

    def _remains(self, node: ast.Name) -> bool:
        return not self._is_gone(node) or node.id in self._words_written()

    def _words_written(self) -> set[str]:
        return {word for text in self._written for word in re.findall(r"\w+", text)}

    def _unused_variables(self) -> list[ast.stmt]:
        """Assignments to local names that only the replaced code read, and what only they read in turn."""
        removed: list[ast.stmt] = []
        changed = True
        while changed:
            changed = False
            for name, nodes in self.syntax.names.items():
                read = any(isinstance(node.ctx, ast.Load) and self._is_gone(node) for node in nodes)
                if not read and not any(self._was_added_to(name, node) for node in self._exprs()):
                    continue
                for statement in self._assignments(nodes):
                    if statement not in removed and self._is_unused(name, statement):
                        removed.append(statement)
                        self._gone.append(statement)
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
            if isinstance(statement, ast.Assign) and statement.targets == [node] and not self._is_gone(statement):
                found.append(statement)
        return found

    def _is_unused(self, name: str, statement: ast.Assign) -> bool:
        """Whether nothing reads what a statement binds, and to leave it out changes nothing else."""
        function: ast.AST = self.syntax.function(statement) or self.syntax.tree
        if name in self._words_written() or isinstance(self.syntax.parent(statement), ast.ClassDef):
            return False
        operand = next((node for node in self._hoisted if within(node, statement)), None)
        if not self._is_alone(statement) or not self._is_pure(statement.value, operand):
            return False
        if "#" in self.source.lines[(statement.end_lineno or 1) - 1] or "#" in self.source.segment(statement):
            return False  # A comment is somebody's words.
        block = self.syntax.block(statement)
        if len([one for one in block if not any(one is gone for gone in self._gone)]) == 1 and operand is None:
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
            bound = [node for node in nodes if not isinstance(node.ctx, ast.Load) and not self._is_gone(node)]
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
        return [node for node in self._gone if isinstance(node, ast.expr)]

    def _in_place_of(
        self, needed: Import, left_over: dict[ast.Import | ast.ImportFrom, list[ast.alias]]
    ) -> Edit | None:
        """The edit that imports a name where one is imported that is no longer needed."""
        for statement, aliases in left_over.items():
            if needed.name and aliases and isinstance(statement, ast.ImportFrom) and statement.module == needed.module:
                return Edit(needed.name, self.source.span(aliases.pop(0)))
        return None

    def _unused_imports(self) -> dict[ast.Import | ast.ImportFrom, list[ast.alias]]:
        """Imports that only the replaced code used."""
        gone: dict[ast.Import | ast.ImportFrom, list[ast.alias]] = {}
        if self.source.filename.endswith("__init__.py"):
            return gone  # What a package imports is what it offers.
        words = self._words_written() | {needed.binds for needed in self._needs}
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
        if any(not self._is_gone(node) for node in nodes):
            return False
        return not is_quoted(name, self.syntax.tree)

    @property
    def message(self) -> str:
        """What the fix does, in words."""
        return self._says or (f"Use `{self.shown}`" if self.shown else "Rewrite it")

    def say(self, message: str) -> None:
        """Tell what the fix does, where what it writes does not."""
        self._says = self._says or message

    @property
    def shown(self) -> str:
        """What is written in the place of the finding, for a sentence; nothing if it is long."""
        text = " ".join(self._written[0].split()) if self._written else ""
        return text if len(text) <= _SHOWN and "#" not in text else ""


def code_of(node: cst.BaseExpression) -> str:
    """The code of an expression."""
    return cst.Module([]).code_for_node(node)


def is_atomic(node: cst.BaseExpression) -> bool:
    """Whether an expression needs no parentheses anywhere."""
    if node.lpar:
        return True
    return isinstance(node, (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.Integer, cst.Float, cst.List))


def parenthesised(node: cst.BaseExpression) -> cst.BaseExpression:
    """The same in parentheses."""
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _is_path(node: ast.expr) -> bool:
    """Whether it is a name, an attribute or an element, of which nothing is computed."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        if isinstance(node, ast.Subscript) and any(isinstance(part, ast.Call) for part in ast.walk(node.slice)):
            return False
        node = node.value
    return isinstance(node, ast.Name)


def _stands_alone(text: str) -> bool:
    try:
        cst.parse_expression(text)
    except cst.ParserSyntaxError:
        return False
    return True
