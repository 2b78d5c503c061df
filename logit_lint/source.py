"""A source text, and the places in it that syntax nodes point to."""

from __future__ import annotations

import ast
import io
from functools import cached_property
from typing import TYPE_CHECKING

from .findings import Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .findings import Edit, Report

Located = ast.expr | ast.stmt | ast.keyword | ast.excepthandler | ast.arg | ast.alias
"""The syntax nodes that know where they stand."""


class Source:
    """One file's text; rows and columns count from 1, in characters."""

    def __init__(self, filename: str, text: str) -> None:
        self.filename = filename
        self.text = text

    @cached_property
    def lines(self) -> list[str]:
        """The lines as Python's tokenizer counts them, with their ends."""
        # Not str.splitlines: it also splits at form feeds and other separators inside a line.
        return io.StringIO(self.text, newline=None).readlines()

    @property
    def syntax_errors(self) -> list[SyntaxError]:
        """Errors that are known before the text is parsed, of parts that are left out of it."""
        return []

    def cell(self, number: int) -> Source:
        """A cell of a notebook; other sources have none."""
        raise KeyError(number)

    def localise(self, report: Report) -> None:
        """Tell the places of a report in the terms of the user's file, where these are others."""

    def position(self, row: int, byte_column: int) -> Position:
        """From `ast`'s row and UTF-8 offset to a position in characters."""
        line = self.lines[row - 1] if row <= len(self.lines) else ""
        if line.isascii():
            return Position(row, byte_column + 1)
        return Position(row, len(line.encode()[:byte_column].decode(errors="replace")) + 1)

    def span(self, node: Located) -> Span:
        """Where a node stands."""
        start = self.position(node.lineno, node.col_offset)
        if node.end_lineno is None or node.end_col_offset is None:
            return Span(start, start)
        return Span(start, self.position(node.end_lineno, node.end_col_offset))

    def segment(self, node: Located) -> str:
        """The source text of a node."""
        return self.text_of(self.span(node))

    def text_of(self, span: Span) -> str:
        """The source text of a span."""
        first, last = span.start.row - 1, span.end.row - 1
        if first == last:
            return self.lines[first][span.start.column - 1 : span.end.column - 1]
        lines = self.lines[first : last + 1]
        lines[0] = lines[0][span.start.column - 1 :]
        lines[-1] = lines[-1][: span.end.column - 1]
        return "".join(lines)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made, which must not overlap; every other character stays, line ends included."""
    lines = io.StringIO(text, newline="").readlines()
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))

    def offset(position: Position) -> int:
        row = min(position.row - 1, len(lines))
        return starts[row] + (position.column - 1 if row < len(lines) else 0)

    for edit in sorted(set(edits), key=lambda edit: (edit.span.start, edit.span.end), reverse=True):
        first, last = offset(edit.span.start), offset(edit.span.end)
        content = edit.content.replace("\n", _line_end(lines, edit.span.start.row))
        text = text[:first] + content + text[last:]
    return text


def _line_end(lines: Sequence[str], row: int) -> str:
    """How the line of an edit ends, or else the first line."""
    for line in (*lines[row - 1 : row], *lines[:1]):
        ending = line[len(line.rstrip("\r\n")) :]
        if ending:
            return ending
    return "\n"
