"""Which functions are worth interpreting: those in which, or through which, a sink can be reached.

A sink is what a finding needs: something that takes a kind, or the operation that a rule's shape
can't do without. Its words are derived from the knowledge base and the rules. A function that
holds such a word is relevant; so is one that uses what carries a sink elsewhere: an attribute
(`self.criterion`), a global, a function or a class. All others are interpreted only where somebody
asks for what they return.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from ..knowledge.catalog import table, tables_of, words_in
from .patterns import Misuse, Shape
from .survey import attributes, bodies, targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .patterns import Pattern

_CALLED: Final = ("forward", "call", "__call__", "__init__", "setup", "build")
"""Methods that are reached through the class or its instances, not by their names."""


def sink_words(patterns: Iterable[Pattern], text: str) -> set[str]:
    """The words of a file that name a sink of one of the patterns."""
    patterns = list(patterns)
    kinds = frozenset(pattern.takes for pattern in patterns if isinstance(pattern, Misuse))
    anchors = {pattern.needs[0] for pattern in patterns if isinstance(pattern, Shape) and pattern.needs}
    words: set[str] = set()
    for name in tables_of(text):
        one = table(name)
        words |= one.words_taking(kinds)
        for operations in anchors:
            words |= one.words_making(operations)
    return words & words_in(text)


class Relevance:
    """The functions of a file that lead to a sink."""

    def __init__(self, text: str, tree: ast.Module, words: set[str]) -> None:
        self._text = text
        self._starts = _line_starts(text)
        self._outer: dict[ast.AST, ast.AST | None] = {}
        self._owner: dict[ast.AST, str] = {}
        self._functions: list[tuple[int, int, ast.AST]] = []
        self._carried_at: dict[int, list[str]] = {}
        self.functions: set[ast.AST] = set()
        self._look(tree.body, None, "")
        self._firsts = [first for first, _, _ in self._functions]
        self._lasts = {function: last for _, last, function in self._functions}
        self._spread([*words])

    def _look(self, body: Sequence[ast.stmt], function: ast.AST | None, owner: str) -> None:
        """Note where functions stand, and what assignments carry beyond the function that they stand in."""
        for statement in body:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._outer[statement] = function
                self._owner[statement] = owner
                first = min([statement.lineno, *(decorator.lineno for decorator in statement.decorator_list)])
                self._functions.append((first, statement.end_lineno or first, statement))
                self._look(statement.body, statement, "")
                continue
            if isinstance(statement, ast.ClassDef):
                header = statement.body[0].lineno if statement.body else statement.lineno + 1
                self._carry(statement.lineno, max(header - 1, statement.lineno), [statement.name])
                self._look(statement.body, function, statement.name)
                continue
            blocks = list(bodies(statement))
            assigned = targets(statement)
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                called = statement.value.func
                assigned = [called.value] if isinstance(called, ast.Attribute) else []
            names = ["." + attribute.attr for attribute in attributes(assigned)]
            names += [target.attr for target in assigned if isinstance(target, ast.Attribute) and owner]
            if function is None:
                names += [target.id for target in assigned if isinstance(target, ast.Name)]
            if names:
                last = blocks[0][0].lineno - 1 if blocks else statement.end_lineno
                self._carry(statement.lineno, max(last or 0, statement.lineno), names)
            for block in blocks:
                self._look(block, function, owner)

    def _carry(self, first: int, last: int, names: list[str]) -> None:
        for line in range(first, last + 1):
            self._carried_at.setdefault(line, []).extend(names)

    def _spread(self, pending: list[str]) -> None:
        """From words to the lines that hold them, to the functions and carriers there, to more words."""
        known = set(pending)
        while pending:
            for line in self._lines_with(pending.pop()):
                found = [*self._carried_at.get(line, ())]
                function = self._function_at(line)
                while function is not None and function not in self.functions:
                    self.functions.add(function)
                    found += self._reached_by(function)
                    function = self._outer[function]
                for word in found:
                    if word not in known:
                        known.add(word)
                        pending.append(word)

    def _function_at(self, line: int) -> ast.AST | None:
        """The innermost function around a line."""
        place = bisect_right(self._firsts, line) - 1
        function: ast.AST | None = self._functions[place][2] if place >= 0 else None
        while function is not None and self._lasts[function] < line:
            function = self._outer[function]
        return function

    def _reached_by(self, function: ast.AST) -> list[str]:
        name: str = getattr(function, "name", "")
        owner = self._owner[function]
        if owner and name in _CALLED:
            return [owner]
        return ["." + name] if owner else [name]

    def _lines_with(self, word: str) -> set[int]:
        lines = set()
        text, size = self._text, len(word)
        place = text.find(word)
        while place >= 0:
            before, after = text[place - 1 : place], text[place + size : place + size + 1]
            if not (_in_word(after) or (word[0] != "." and _in_word(before))):
                lines.add(bisect_right(self._starts, place))
            place = text.find(word, place + size)
        return lines

    def includes(self, function: ast.AST) -> bool:
        """Whether a function is to be interpreted even if nobody asks."""
        node: ast.AST | None = function
        while node is not None:
            if node in self.functions or node not in self._outer:
                return True  # Lambdas, and what is nested in a relevant function.
            node = self._outer[node]
        return False


def _in_word(letter: str) -> bool:
    return letter == "_" or letter.isalnum()


def _line_starts(text: str) -> list[int]:
    return [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
