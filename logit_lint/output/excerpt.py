"""Source lines with an expression underlined, as wide as the terminal shows them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from ..source import apply_edits
from .formats import UNPRINTABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..findings import Edit, Span
    from ..source import Source
    from .formats import Palette

_TAB = 4
_WIDEST = 120
"""Columns of source shown; longer lines are cut around the expression."""
_TALLEST = 8
"""Lines shown; of longer expressions, the beginning and the end."""


def excerpt(
    source: Source,
    span: Span,
    palette: Palette,
    *,
    mark: str = "^",
    label: str = "",
    also: Sequence[tuple[Span, str]] = (),
) -> Iterator[str]:
    """The lines of a span, each with its number and the span underlined.

    Args:
        source: Where the span is.
        span: What is underlined.
        palette: The colours.
        mark: What it is underlined with.
        label: Stands behind the last underline.
        also: Other spans within the same single line, with their labels; each gets an underline of its own.
    """
    last_row = min(span.end.row, len(source.lines))
    if last_row > span.start.row and span.end.column == 1:
        last_row -= 1
    rows = range(span.start.row, last_row + 1)
    skipped = rows[_TALLEST - 3 : -2] if len(rows) > _TALLEST else rows[:0]
    gutter = len(str(last_row))
    empty = f"{' ' * gutter} {palette.quiet('|')}"
    yield empty
    for row in rows:
        if row in skipped:
            if row == skipped[0]:
                yield f"{' ' * gutter} {palette.quiet(':')}"
            continue
        text = source.lines[row - 1].rstrip("\n")
        first = span.start.column - 1 if row == span.start.row else len(text) - len(text.lstrip())
        last = span.end.column - 1 if row == span.end.row else len(text.rstrip())
        line = _Line(text, first, last)
        yield f"{palette.quiet(f'{row:>{gutter}} |')} {line.shown}".rstrip()
        paint = palette.alarm if mark == "^" else palette.hint
        under = line.underline(first, last, mark, label if row == last_row else "")
        yield f"{empty} {_painted(under, paint)}"
        for other, said in also:
            under = line.underline(other.start.column - 1, other.end.column - 1, "-", said)
            yield f"{empty} {_painted(under, palette.hint)}"


def change(source: Source, edits: Sequence[Edit], palette: Palette) -> Iterator[str]:
    """What edits change, line by line: those that go, and those that come."""
    from difflib import unified_diff

    before = [line.rstrip("\n") for line in source.lines]
    after = apply_edits("".join(source.lines), edits).split("\n")
    shown = 0
    for line in list(unified_diff(before, [*after[:-1], *filter(None, after[-1:])], n=0, lineterm=""))[2:]:
        if line.startswith("@@"):
            continue
        shown += 1
        if shown > _TALLEST * 2:
            yield "  ..."
            return
        text = "".join(cell for cell, _ in _cells(line[1:]))
        paint = palette.alarm if line[0] == "-" else palette.good
        yield f"  {paint(f'{line[0]} {text}'[:_WIDEST])}".rstrip()


def on_one_line(outer: Span, inner: Span) -> bool:
    """Whether both stand on the same single line, so that they can be shown together."""
    return outer.start.row == outer.end.row == inner.start.row == inner.end.row


def _painted(under: str, paint: Callable[[str], str]) -> str:
    marks = under.lstrip(" ")
    return under[: len(under) - len(marks)] + paint(marks)


class _Line:
    """A line as it is shown: cut around an expression if it is too long."""

    def __init__(self, text: str, first: int, last: int) -> None:
        cells = list(_cells(text))
        widths = [width for _, width in cells]
        self._left, self._right = 0, len(cells)
        if sum(widths) > _WIDEST:
            # As much as fits, beginning a little before the expression.
            room = min(30, max(_WIDEST - sum(widths[first:last]) - 2, 0))
            self._left = first
            while self._left > 0 and sum(widths[self._left - 1 : first]) <= room:
                self._left -= 1
            self._right = self._left
            while self._right < len(cells) and sum(widths[self._left : self._right + 1]) <= _WIDEST - 2:
                self._right += 1
        self._head = "…" if self._left else ""
        tail = "…" if self._right < len(cells) else ""
        self._widths = widths
        self.shown = self._head + "".join(text for text, _ in cells[self._left : self._right]) + tail

    def underline(self, first: int, last: int, mark: str, label: str) -> str:
        """Marks below the characters from ``first`` to before ``last``, as far as they are shown."""
        first = min(max(first, self._left), self._right)
        last = min(max(last, first), self._right)
        before = len(self._head) + sum(self._widths[self._left : first])
        marks = mark * max(sum(self._widths[first:last]), 1)
        return " " * before + marks + (f" {label}" if label else "")


def _cells(line: str) -> Iterator[tuple[str, int]]:
    """Each character as it is shown, and how many columns it takes."""
    column = 0
    for character in line:
        if character == "\t":
            text = " " * (_TAB - column % _TAB)
            width = len(text)
        elif character in UNPRINTABLE:
            text, width = UNPRINTABLE[character], 1
        else:
            text, width = character, _width(character)
        column += width
        yield text, width


def _width(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
