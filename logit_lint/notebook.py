"""Jupyter notebooks: read as one program, findings told by cell, edits written back and nothing else touched.

A notebook is read and written as JSON text rather than through `nbformat`, which would write the whole file anew.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

from .editing import apply_edits
from .findings import Position, Span
from .magics import as_python
from .reading import BOM, NotPython, Unreadable, decode
from .source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .findings import Edit, Finding, Report, Step

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True)
class _Cell:
    """A code cell: its text as the user wrote it, and the row of the program that its first line is."""

    text: str
    first_row: int


class Notebook(Source):
    """The code cells of a notebook as one program, one after the other.

    The program's rows are what the engine sees; `localise` turns them into cells and the rows in these. A cell's number
    counts from 1 and counts the cells that are not code, too, as Jupyter's own cell indices do.

    Args:
        filename: What findings call it.
        data: The file.

    Raises:
        Unreadable: Where it is no notebook, or (`NotPython`) none of Python.
    """

    def __init__(self, filename: str, data: bytes) -> None:
        self._data = data
        self._cells: dict[int, _Cell] = {}
        self._cell_of_row: list[int] = []
        self._broken: list[SyntaxError] = []
        parts = []
        for number, text in _code_cells(_read(data)):
            row = len(self._cell_of_row) + 1
            self._cells[number] = _Cell(text, row)
            program, error = as_python(text)
            program = _with_plain_line_ends(program)
            parts.append(program)
            self._cell_of_row += [number] * program.count("\n")
            if error is not None:
                error.lineno = row + (error.lineno or 1) - 1
                error.end_lineno = error.end_offset = None
                self._broken.append(error)
        super().__init__(filename, "".join(parts))

    @property
    def syntax_errors(self) -> list[SyntaxError]:
        """What keeps cells from running; nothing of these cells is in the program."""
        return self._broken

    def cell(self, number: int) -> Source:
        """One cell, as the user wrote it."""
        return Source(self.filename, self._cells[number].text)

    def localise(self, report: Report) -> None:
        """Tell all places of a report on this program by cell."""
        report.findings = [self._finding(finding) for finding in report.findings]
        for name in ("loss_calls",):
            setattr(report, name, [replace(one, **self._place(one.span)) for one in getattr(report, name)])
        for name in ("remarks", "unused_suppressions"):
            setattr(report, name, [replace(one, **self._row(one.row)) for one in getattr(report, name)])

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The file with edits made, each in the cell that it names; every byte outside of changed cells stays."""
        by_cell: dict[int, list[Edit]] = {}
        for edit in edits:
            if edit.cell is None:
                raise ValueError("an edit of a notebook names its cell")
            by_cell.setdefault(edit.cell, []).append(edit)
        text = decode(self._data)
        pieces, done = [], 0
        for number, start, end in _source_values(text):
            if number in by_cell:
                changed = apply_edits(self._cells[number].text, by_cell[number])
                pieces += [text[done:start], _as_json(changed, text[start:end])]
                done = end
        marked = BOM if self._data.startswith(BOM) else b""
        return marked + "".join([*pieces, text[done:]]).encode()

    def _finding(self, finding: Finding) -> Finding:
        place = self._place(finding.span)
        fix = finding.fix
        if fix is not None:
            fix = replace(fix, edits=tuple(replace(edit, **self._place(edit.span)) for edit in fix.edits))
        noqa_row = finding.noqa_row and self._row(finding.noqa_row)["row"]
        trace = tuple(self._step(step) for step in finding.trace)
        return replace(finding, **place, fix=fix, trace=trace, noqa_row=noqa_row)

    def _step(self, step: Step) -> Step:
        return replace(step, **self._place(step.span)) if step.filename == self.filename else step

    def _place(self, span: Span) -> dict[str, Any]:
        # Expressions end in the cell that they begin in: cells are parsed one by one.
        number = self._cell_at(span.start.row)
        moved = self._cells[number].first_row - 1
        start, end = (Position(place.row - moved, place.column) for place in (span.start, span.end))
        return {"cell": number, "span": Span(start, end)}

    def _row(self, row: int) -> dict[str, Any]:
        number = self._cell_at(row)
        return {"cell": number, "row": row - self._cells[number].first_row + 1}

    def _cell_at(self, row: int) -> int:
        return self._cell_of_row[min(row, len(self._cell_of_row)) - 1]


def _read(data: bytes) -> dict[str, Any]:
    text = decode(data)
    try:
        document = json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        raise Unreadable(f"not a notebook: {error.msg.lower()} (line {error.lineno})") from None
    except RecursionError:
        raise Unreadable("not a notebook: nested too deeply") from None
    if not isinstance(document, dict):
        raise Unreadable("not a notebook: its JSON is no object")
    language = _language(document.get("metadata"))
    if "python" not in language.lower():
        raise NotPython(f"a notebook in {language}")
    if "worksheets" in document:
        raise Unreadable("a notebook of format 3; opening and saving it in Jupyter makes it a current one")
    if not isinstance(document.get("cells"), list):
        raise Unreadable("not a notebook: it has no cells")
    return document


def _language(metadata: object) -> str:
    if isinstance(metadata, dict):
        for table, key in (("kernelspec", "language"), ("language_info", "name")):
            facts = metadata.get(table)
            if isinstance(facts, dict) and isinstance(facts.get(key), str) and facts[key]:
                return str(facts[key])
    return "python"


def _code_cells(document: dict[str, Any]) -> Iterator[tuple[int, str]]:
    for number, cell in enumerate(document["cells"], 1):
        if not isinstance(cell, dict):
            raise Unreadable(f"not a notebook: cell {number} is no object")
        if cell.get("cell_type") != "code":
            continue
        source = cell.get("source", "")
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if not isinstance(source, str):
            raise Unreadable(f"not a notebook: the source of cell {number} is no text")
        if not _of_another_language(cell):
            yield number, source


def _of_another_language(cell: dict[str, Any]) -> bool:
    """Whether an editor says so: some notebooks mix languages (Visual Studio Code keeps the name here)."""
    metadata = cell.get("metadata")
    editor = metadata.get("vscode") if isinstance(metadata, dict) else None
    language = editor.get("languageId") if isinstance(editor, dict) else None
    return isinstance(language, str) and language != "python"


def _with_plain_line_ends(program: str) -> str:
    program = program.replace("\r\n", "\n").replace("\r", "\n")
    return program if program.endswith("\n") else f"{program}\n"


def _source_values(text: str) -> Iterator[tuple[int, int, int]]:
    """Where the JSON text of each cell's source stands: the cell's number, from here, to there."""
    top = _SPACE.match(text, 0).end()  # type: ignore[union-attr]
    for name, start, _ in _members(text, top):
        if name == "cells":
            for number, (cell, _) in enumerate(_elements(text, start), 1):
                for key, value, end in _members(text, cell):
                    if key == "source":
                        yield number, value, end


def _members(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """The members of the object that begins at ``start``: name, and where the value begins and ends."""
    place = _skip(text, start + 1)
    while text[place] != "}":
        name, place = scanstring(text, place + 1, False)
        value = _skip(text, _skip(text, place) + 1)
        _, end = _DECODER.raw_decode(text, value)
        yield name, value, end
        place = _skip(text, end)
        if text[place] == ",":
            place = _skip(text, place + 1)


def _elements(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Where the values of the array that begins at ``start`` begin and end."""
    place = _skip(text, start + 1)
    while text[place] != "]":
        _, end = _DECODER.raw_decode(text, place)
        yield place, end
        place = _skip(text, end)
        if text[place] == ",":
            place = _skip(text, place + 1)


def _skip(text: str, place: int) -> int:
    return _SPACE.match(text, place).end()  # type: ignore[union-attr]


def _as_json(source: str, before: str) -> str:
    """A cell's new source in the form that the old one had: a string, or a list with the same white space."""
    ascii_only = before.isascii() and re.search(r"\\u[0-9a-fA-F]{4}", before) is not None

    def token(text: str) -> str:
        return json.dumps(text, ensure_ascii=ascii_only)

    if not before.startswith("["):
        return token(source)
    lines = re.findall(r"[^\n]*\n|[^\n]+", source)
    spans = list(_elements(before, 0))
    if not spans:
        return f"[{', '.join(map(token, lines))}]"
    # Lines that were there before keep their spelling, and the white space between lines stays where it can.
    known = {_DECODER.raw_decode(before, start)[0]: before[start:end] for start, end in spans}
    between = [before[end:start] for (_, end), (start, _) in pairwise(spans)]
    if len(lines) != len(spans):
        between = [between[0] if between else f",{before[1 : spans[0][0]]}"] * (len(lines) - 1)
    tokens = [known.get(line) or token(line) for line in lines]
    body = "".join(piece for pair in zip(tokens, [*between, ""]) for piece in pair)
    return before[: spans[0][0]] + body + before[spans[-1][1] :]
