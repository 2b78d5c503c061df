"""Which files lead to a sink, and by which words, through what they import.

A file without sinks of its own may call a loss that another file defines, or hand a tensor to
a function in which one is used. Whether a file leads anywhere is told by texts alone; which words
of it do, by the files that it imports (`relevance.py`), never by what those import in turn.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from ..knowledge.tables import words_in
from .relevance import Relevance, sink_lines, sink_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..knowledge.catalog import Knowledge
    from ..knowledge.tables import Table
    from ..project import File, Location, Project
    from .patterns import Pattern

    Passes = Callable[[str, tuple[Table, ...]], bool]


class Reach:
    """What a project's files lead to, for one choice of rules."""

    def __init__(self, project: Project, passes: Passes, patterns: Sequence[Pattern], knowledge: Knowledge) -> None:
        self.project = project
        self._passes = passes
        self._patterns = patterns
        self._knowledge = knowledge
        self._open: dict[str, bool] = {}
        """By file, whether its own words open the gate."""
        self._leads: dict[str, bool] = {}
        self._imported_words: dict[str, frozenset[str]] = {}
        self._carriers: dict[str, frozenset[str]] = {}

    def is_open(self, file: File) -> bool:
        """Whether a rule could find something in the file by its own words."""
        known = self._open.get(file.path)
        if known is None:
            known = self._open[file.path] = self._passes(file.source.text, self.tables(file))
        return known

    def tables(self, file: File) -> tuple[Table, ...]:
        """The tables of the packages that a file names, or, if it names none, of those that its imports name."""
        tables = self._knowledge.tables_of(file.source.text)
        if tables:
            return tables
        imported = (self._imported_file(location, file) for _, location in self.project.imported_by(file))
        return tuple(
            dict.fromkeys(
                one for other in imported if other is not None for one in self._knowledge.tables_of(other.source.text)
            )
        )

    def _imported_file(self, location: Location, importer: File) -> File | None:
        if location.file is None or location.file == importer.path:
            return None
        return self.project.file(location.file)

    def leads(self, file: File) -> bool:
        """Whether the file, or one that it imports, directly or not, could hold a sink."""
        known = self._leads.get(file.path)
        if known is not None:
            return known
        seen = {file.path}
        pending = deque((file,))
        while pending:
            current = pending.popleft()
            if self._leads.get(current.path) or self.is_open(current):
                self._leads[current.path] = self._leads[file.path] = True
                return True
            for _, location in self.project.imported_by(current):
                if location.file in seen or self._leads.get(location.file or "") is False:
                    continue
                imported = self._imported_file(location, current)
                if imported is not None:
                    seen.add(imported.path)
                    pending.append(imported)
        self._leads.update(dict.fromkeys(seen, False))
        return False

    def imported_words(self, file: File) -> frozenset[str]:
        """The words of a file by which it reaches sinks in the files that it imports."""
        known = self._imported_words.get(file.path)
        if known is None:
            known = self._imported_words[file.path] = frozenset(self._find_imported_words(file))
        return known

    def _find_imported_words(self, file: File) -> set[str]:
        words: set[str] = set()
        own: frozenset[str] = frozenset()
        for one, location in self.project.imported_by(file):
            imported = self._imported_file(location, file)
            if imported is None or not self.leads(imported):
                continue
            own = own or words_in(file.source.text)
            carriers = self.carriers(imported)
            # Attributes are reached through instances, whoever made them; names through the module or a star.
            words |= {word for word in carriers if word[0] == "." and word[1:] in own}
            if one.name in ("", "*"):
                words |= carriers & own
            elif one.name in carriers:
                words.add(one.alias)
        return words

    def carriers(self, file: File) -> frozenset[str]:
        """What a file makes known that leads to a sink: names and, with a dot in front, attributes."""
        known = self._carriers.get(file.path)
        if known is None:
            self._carriers[file.path] = frozenset()  # Of two that import all of one another.
            relevance = self.relevance(file)
            known = self._carriers[file.path] = frozenset() if relevance is None else frozenset(relevance.words)
        return known

    def relevance(self, file: File) -> Relevance | None:
        """The functions of an imported file that lead to a sink; None where it does not parse."""
        if file.tree is None:
            return None
        known = file.notes.get(self)
        if not isinstance(known, Relevance):
            words = self._sink_words(file)
            lines = sink_lines(self._patterns, file.source.text) if self.is_open(file) else ()
            for one, location in self.project.imported_by(file):
                imported = self._imported_file(location, file)
                if imported is not None and self.leads(imported):
                    words |= {one.alias} if one.name != "*" else self.carriers(imported)
            known = file.notes[self] = Relevance(file.source.text, file.survey, words, lines)
        return known

    def _sink_words(self, file: File) -> set[str]:
        return sink_words(self._patterns, file.source.text, self.tables(file)) if self.is_open(file) else set()
