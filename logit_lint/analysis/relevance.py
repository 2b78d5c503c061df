"""Which functions are worth interpreting: those in which, or through which, a sink can be reached.

A sink is what a finding needs: something that takes a kind, or the operation that a rule's shape
can't do without. Its words are derived from the knowledge base and the rules. A function that
holds such a word is relevant; so is one that uses what carries a sink elsewhere: an attribute
(`self.criterion`), a global, a function or a class. All others are interpreted only where somebody
asks for what they return.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from ..knowledge.tables import words_in
from .patterns import Misuse, Shape

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable

    from ..knowledge.tables import Table
    from .patterns import Pattern
    from .survey import Place, Survey

_CALLED: Final = ("forward", "call", "__call__", "__init__", "setup", "build")
"""Methods that are reached through the class or its instances, not by their names."""


def sink_words(patterns: Iterable[Pattern], text: str, tables: Iterable[Table]) -> set[str]:
    """The words of a file that name a sink of one of the patterns, in one of its packages' tables."""
    patterns = list(patterns)
    kinds = frozenset(pattern.takes for pattern in patterns if isinstance(pattern, Misuse))
    kinds |= {kind for pattern in patterns if isinstance(pattern, Shape) for kind in pattern.evidence}
    anchors = {pattern.needs[0] for pattern in patterns if isinstance(pattern, Shape) and pattern.needs}
    words: set[str] = set()
    for one in tables:
        words |= one.words_taking(kinds)
        for operations in anchors:
            words |= one.words_making(operations)
    return words & words_in(text)


def sink_lines(patterns: Iterable[Pattern], text: str) -> set[int]:
    """The lines that hold the sign of a pattern that has no word."""
    signs = {pattern.sign for pattern in patterns if isinstance(pattern, Shape) and pattern.sign and not pattern.needs}
    places = [found.start() for sign in signs for found in re.finditer(sign, text)]
    starts = _line_starts(text) if places else []
    return {bisect_right(starts, place) for place in places}


_SEARCHES: Final = 64
"""So many words are searched for one by one before an index of all words is made."""

_WORD: Final = re.compile(r"\.?[A-Za-z_]\w*")


class Relevance:
    """The functions of a file that lead to a sink."""

    def __init__(self, text: str, survey: Survey, words: Iterable[str], lines: Iterable[int] = ()) -> None:
        # Line ends as the parser counts them.
        self._text = text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._starts = _line_starts(text)
        self._carried = survey.carried
        self._places = survey.functions
        self._firsts = [place.first for place in self._places]
        self._place_of: dict[ast.AST, Place] = {place.function: place for place in self._places}
        self._searches = 0
        self.functions: set[ast.AST] = set()
        self.words = set(words)
        """What leads to a sink: the sinks' words, and those of what carries them."""
        self._spread(lines)

    def _spread(self, lines: Iterable[int]) -> None:
        """From words to the lines that hold them, to the functions and carriers there, to more words."""
        known, pending = self.words, list(self.words)
        lines = list(lines)
        while pending or lines:
            for line in lines or self._lines_with(pending.pop()):
                found = [*self._carried.get(line, ())]
                place = self._place_at(line)
                while place is not None and place.function not in self.functions:
                    self.functions.add(place.function)
                    found.append(_reached_by(place))
                    place = self._around(place)
                for word in found:
                    if word not in known:
                        known.add(word)
                        pending.append(word)
            lines = []

    def _place_at(self, line: int) -> Place | None:
        """The innermost function around a line."""
        index = bisect_right(self._firsts, line) - 1
        place = self._places[index] if index >= 0 else None
        while place is not None and place.last < line:
            place = self._around(place)
        return place

    def _around(self, place: Place) -> Place | None:
        return None if place.outer is None else self._place_of[place.outer]

    def _lines_with(self, word: str) -> Iterable[int]:
        """The lines that hold a word, or with a dot in front: that hold the attribute."""
        self._searches += 1
        if self._searches > _SEARCHES:
            return self._index.get(word, ())
        lines = set()
        text, size = self._text, len(word)
        place = text.find(word)
        while place >= 0:
            before, after = text[place - 1 : place], text[place + size : place + size + 1]
            if not (_in_word(after) or (word[0] != "." and _in_word(before))):
                lines.add(bisect_right(self._starts, place))
            place = text.find(word, place + size)
        return lines

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        """All words with their lines: where many are asked for, one pass over the text is cheaper."""
        index: dict[str, list[int]] = {}
        for line, text in enumerate(self._text.split("\n"), 1):
            for word in _WORD.findall(text):
                index.setdefault(word.lstrip("."), []).append(line)
                if word[0] == ".":
                    index.setdefault(word, []).append(line)
        return index

    def includes(self, function: ast.AST) -> bool:
        """Whether a function is to be interpreted even if nobody asks."""
        place = self._place_of.get(function)
        if place is None:
            return True  # A lambda.
        while place is not None:
            if place.function in self.functions:
                return True  # Also what is nested in a relevant function.
            place = self._around(place)
        return False


def _reached_by(place: Place) -> str:
    """The word by which others reach a function."""
    name = place.function.name
    if place.owner:
        return place.owner if name in _CALLED else "." + name
    return name


def _in_word(letter: str) -> bool:
    return letter == "_" or letter.isalnum()


def _line_starts(text: str) -> list[int]:
    return [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
