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
from .code import code_of, is_atomic, parenthesised, stands_alone
from .imports import Import, insertion, removal, sibling, spell
from .leftovers import Leftovers
from .syntax import Syntax, end, is_path, syntax_of, within

if TYPE_CHECKING:
    from ..analysis.candidates import Candidate

_SHOWN = 72
"""Longer code is not repeated in a sentence."""

_FRESH = ("scores", "logits", "raw_scores", "scores_")
"""What a variable for the scores is called: the first of these that the file does not use."""

_GROUPING = re.compile(r"(?:^|[^\w\s)\]]|\b(?:return|and|or|not|in|if|else|yield)\s)\s*\($")
"""A parenthesis that is none of a call."""


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
        self.left = Leftovers(candidate, self.syntax)
        self.safe = True
        self._edits: list[Edit] = []
        self._needs: list[Import] = []
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
        self.left.written.append(text)
        if isinstance(node, ast.expr) and not isinstance(by, str):
            text = self._fitting(node, by, text)
        self.left.gone.append(node)
        self.left.kept += keeping
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
        if self.syntax.binds_tightly(node) or ("\n" in text and not stands_alone(text)):
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
        self.left.written.append(new)
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
        self.left.written.append(text)
        self._edits.append(Edit(text, Span(place, place)))

    def delete(self, first: Position, last: Position, *nodes: ast.AST) -> None:
        """Take code away, and with it these nodes."""
        self.left.gone += nodes
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
            self.left.kept.append(node)
            return self.code(node)
        if is_path(node) and (isinstance(node, ast.Name) or self._follows(node, place)):
            return self.code(node)
        return self.hoisted(node, place)

    def hoisted(self, node: ast.expr, place: ast.expr) -> cst.BaseExpression:
        """An operand by the name that it has, or gets, where it is computed."""
        statement = self.syntax.statement(node)
        if isinstance(statement, ast.Assign) and statement.value is node and len(statement.targets) == 1:
            name = statement.targets[0]
            if isinstance(name, ast.Name) and still_means(self.syntax.tree, name, end(statement), place):
                return cst.Name(name.id)
        if node not in self.left.hoisted:
            self.left.hoisted[node] = self._hoist(node, place)
        return cst.Name(self.left.hoisted[node])

    def is_fresh(self, node: cst.BaseExpression) -> bool:
        """Whether it is a name that an operand gets by this draft."""
        return isinstance(node, cst.Name) and node.value in self.left.hoisted.values()

    def keep(self, node: ast.AST) -> None:
        """Count a part of what is replaced as kept."""
        self.left.kept.append(node)

    def gone_besides(self, node: ast.AST, kept: ast.AST) -> None:
        """Count an expression as replaced, but for a part of it."""
        self.left.gone.append(node)
        self.left.kept.append(kept)

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
        if not isinstance(statement.targets[0], (ast.Name, ast.Attribute)) or not self.left.is_alone(statement):
            raise Unable
        if self.syntax.function(node) is not self._function_of(place) or not self.left.is_pure(statement.value, node):
            raise Unable
        if is_path(node) and getattr(node, "id", "") != getattr(statement.targets[0], "id", None):
            raise Unable  # Another name for the same tensor would see it changed in place.
        if sum(ast.dump(part) == ast.dump(node) for part in ast.walk(statement.value)) > 1:
            raise Unable
        name = next((name for name in _FRESH if name not in self.syntax.words), None)
        if name is None:
            raise Unable
        return name

    def _function_of(self, place: ast.expr) -> ast.AST | None:
        return self.syntax.function(self.syntax.augmented(place) or place)

    # The end.

    def finish(self, message: str, *, safe: bool = False) -> Fix | None:
        """The fix; None if it comes to nothing."""
        removed = self.left.unused_variables()
        for node, name in self.left.hoisted.items():
            self._name(node, name, removed)
        for statement in removed:
            self._remove(statement)
        left_over = self.left.unused_imports([needed.binds for needed in self._needs])
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

    def _in_place_of(
        self, needed: Import, left_over: dict[ast.Import | ast.ImportFrom, list[ast.alias]]
    ) -> Edit | None:
        """The edit that imports a name where one is imported that is no longer needed."""
        for statement, aliases in left_over.items():
            if needed.name and aliases and isinstance(statement, ast.ImportFrom) and statement.module == needed.module:
                return Edit(needed.name, self.source.span(aliases.pop(0)))
        return None

    def _name(self, node: ast.expr, name: str, removed: list[ast.stmt]) -> None:
        """Bind an operand to a name where it is computed."""
        statement = self.syntax.statement(node)
        assert statement is not None
        text = code_of(self.code(node))
        if "\n" in text and not stands_alone(text):
            text = f"({text})"
        if statement in removed and isinstance(node, ast.Name):
            # `x = softmax(x)` goes, and what took the new value finds the old one under the same name.
            self._edits = [Edit(re.sub(rf"\b{name}\b", node.id, edit.content), edit.span) for edit in self._edits]
            self.left.written = [re.sub(rf"\b{name}\b", node.id, written) for written in self.left.written]
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
        text = " ".join(self.left.written[0].split()) if self.left.written else ""
        return text if len(text) <= _SHOWN and "#" not in text else ""
