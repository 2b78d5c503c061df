"""Tables of rows: one text file each, split into rows when it is opened, parsed row by row on demand.

Rows are written in the language of `row_parser`. Indented below a row stands what else is known of it:

========================  ==================================================================
``= a.b a.c``             other names of the same object
``< a.Base``              members that are not listed for it are looked for there
``@ torch>=1.10``         the versions that the row holds for
``! reason: detail``      why what it says can't be measured on the real function
========================  ==================================================================

At the margin, ``a.old.* = a.new.*`` says that a whole namespace is another's alias,
``- a.b a.c.*`` that this generation lacks names that a newer one has, and ``@`` and ``!`` stand for
all rows that don't say otherwise.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from .row_parser import parse_row
from .rows import RowError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..kinds import Kind
    from .rows import Api

_FOLDER = Path(__file__).parent


class Table:
    """The rows of one package, in one generation of it."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.rows: dict[str, str] = {}
        """By canonical name: the row's text."""
        self.aliases: dict[str, str] = {}
        """By other name: the canonical one."""
        self.bases: dict[str, str] = {}
        self.versions: dict[str, str] = {}
        self.unmeasured: dict[str, str] = {}
        self.namespaces: list[tuple[str, str]] = []
        self.lacks: set[str] = set()
        """Names, and namespaces with ``.*`` at the end."""
        self._parsed: dict[str, Api] = {}
        self._words: dict[tuple[str, ...], frozenset[str]] = {}
        self._split(text)

    def _split(self, text: str) -> None:
        canonical = ""
        for number, line in enumerate(text.splitlines(), 1):
            stripped = line.strip()
            if not stripped or stripped[0] == "#":
                continue
            if line[0] not in " \t":
                canonical = self._at_margin(stripped, number)
            elif not canonical:
                raise RowError(f"{self.name}:{number}: an indented line without a row above")
            elif stripped[:2] == "= ":
                for alias in stripped[2:].split():
                    self.aliases[alias] = canonical
            elif stripped[:2] in _NOTES:
                getattr(self, _NOTES[stripped[:2]])[canonical] = stripped[2:].strip()
            else:
                self.rows[canonical] += " " + stripped

    def _at_margin(self, line: str, number: int) -> str:
        """Take a line that belongs to no row above; the name of the row that starts with it."""
        if line[:2] == "- ":
            self.lacks.update(line[2:].split())
            return ""
        if line[:2] in _NOTES:
            getattr(self, _NOTES[line[:2]])[_ALL] = line[2:].strip()
            return ""
        left, equals, right = line.partition(" = ")
        if equals and left.endswith(".*") and right.endswith(".*"):
            self.namespaces.append((left[:-1], right[:-1]))
            return ""
        canonical = _NAME_END.split(line, maxsplit=1)[0]
        if canonical in self.rows:
            raise RowError(f"{self.name}:{number}: {canonical} stands twice")
        self.rows[canonical] = line
        return canonical

    def find(self, name: str) -> Api | None:
        """The row of ``name``, of what it is an alias of, or of the base's member of that name."""
        canonical = self.canonical(name)
        if canonical is None:
            return None
        api = self._parsed.get(canonical)
        if api is None:
            api = self._parsed[canonical] = parse_row(self.rows[canonical])
        return api

    def canonical(self, name: str) -> str | None:
        """The name under which the row of ``name`` stands."""
        name = self.aliases.get(name, name)
        if name in self.rows:
            return name
        owner, _, member = name.rpartition(".")
        if owner in self.aliases:
            return self.canonical(f"{self.aliases[owner]}.{member}")
        if owner in self.bases:
            return self.canonical(f"{self.bases[owner]}.{member}")
        for left, right in self.namespaces:
            if name.startswith(left):
                found = self.canonical(right + name[len(left) :])
                if found is not None:
                    return found
        return None

    def elsewhere(self, name: str) -> str | None:
        """The name in another package's table that a name stands for, by an alias, a base or a namespace."""
        owner, _, member = name.rpartition(".")
        for known in (self.aliases.get(name), self.bases.get(self.aliases.get(owner, owner))):
            if known is not None and known not in self.rows:
                return known if known == self.aliases.get(name) else f"{known}.{member}"
        for left, right in self.namespaces:
            if name.startswith(left) and right.partition(".")[0] != left.partition(".")[0]:
                return right + name[len(left) :]
        return None

    def is_without(self, name: str) -> bool:
        """Whether the table says that its generation lacks this name."""
        if not self.lacks:
            return False
        parts = name.split(".")
        return name in self.lacks or any(".".join(parts[:end]) + ".*" in self.lacks for end in range(1, len(parts)))

    def versions_of(self, row: str) -> str:
        """The versions that a row holds for, as ``package>=1.0``; empty if it holds for all."""
        return self.versions.get(row, self.versions.get(_ALL, ""))

    def why_unmeasured(self, row: str) -> str:
        """Why a row can't be measured, as ``reason: detail``; empty if it can."""
        return self.unmeasured.get(row, self.unmeasured.get(_ALL, ""))

    @property
    def names(self) -> list[str]:
        """All names and aliases of the table."""
        return [*self.rows, *self.aliases]

    def words_taking(self, kinds: frozenset[Kind]) -> frozenset[str]:
        """The last parts of the names of what takes one of these kinds."""
        key = tuple(sorted(kind.value for kind in kinds))
        if key not in self._words:
            note = re.compile(rf":(?:[^,(]|\([^()]*\))*(?<![\w-])(?:{'|'.join(key)})\b") if key else None
            self._words[key] = self._last_parts(lambda row: note is not None and note.search(row) is not None)
        return self._words[key]

    def words_making(self, operations: frozenset[str]) -> frozenset[str]:
        """The last parts of the names of what performs one of these operations."""
        key = ("->", *sorted(operations))
        if key not in self._words:
            made = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(operations))})(?:\(|$)")
            self._words[key] = self._last_parts(lambda row: made.search(row.rpartition("->")[2]) is not None)
        return self._words[key]

    def _last_parts(self, wanted: Callable[[str], bool]) -> frozenset[str]:
        names = {name for name, row in self.rows.items() if wanted(row)}
        names |= {alias for alias, name in self.aliases.items() if name in names}
        return frozenset(name.rpartition(".")[2] for name in names)


_NOTES = {"< ": "bases", "@ ": "versions", "! ": "unmeasured"}
_ALL = "*"
_NAME_END = re.compile(r"[(\s]")


_BETWEEN_WORDS = bytes(
    code if code >= 128 or chr(code).isalnum() or chr(code) == "_" else ord(" ") for code in range(256)
)


@lru_cache(maxsize=1)
def words_in(text: str) -> frozenset[str]:
    """All words of a text, in code, strings and comments; remembered for whoever asks next."""
    spaced = text.encode("utf-8", "replace").translate(_BETWEEN_WORDS)
    return frozenset(spaced.decode("utf-8").split())


@cache
def table(name: str) -> Table:
    """The table of that name, read once."""
    return Table(name, (_FOLDER / f"{name}.api").read_text(encoding="utf-8"))
