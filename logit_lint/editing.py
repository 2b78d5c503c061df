"""Edits applied to a text; everything outside of them stays as it is, line ends included."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .findings import Edit, Position

_LINE_END = re.compile(r"\r\n|\r|\n")


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made.

    New lines get the line ends of the text. Two edits at one place are made in the order given.

    Raises:
        ValueError: Where edits overlap, or lie outside of the text.
    """
    starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
    line_end = "\r\n" if "\r\n" in text else "\n"

    def offset(position: Position) -> int:
        if not 1 <= position.row <= len(starts):
            raise ValueError(f"row {position.row} is not in the text")
        return min(starts[position.row - 1] + position.column - 1, len(text))

    pieces, done = [], 0
    placed = [(offset(edit.span.start), offset(edit.span.end), edit.content) for edit in edits]
    for start, end, content in sorted(placed, key=lambda edit: edit[:2]):
        if start < done or end < start:
            raise ValueError("edits overlap")
        pieces += [text[done:start], content.replace("\n", line_end)]
        done = end
    return "".join([*pieces, text[done:]])
