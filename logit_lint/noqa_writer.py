"""``# noqa`` comments for findings, as edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .findings import Edit, Position, Span
from .suppression import NOQA, Suppressions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .findings import Finding
    from .output.formats import Sources


def noqa_edits(findings: Iterable[Finding], sources: Sources) -> Iterator[Edit]:
    """One edit for each line of findings of one file that gets a comment, or a code more in the one it has."""
    rows: dict[tuple[int | None, int], list[Finding]] = {}
    for finding in findings:
        rows.setdefault((finding.cell, finding.noqa_row), []).append(finding)
    for (cell, row), found in rows.items():
        source = sources.of(found[0])
        if source is None or row > len(source.lines):
            continue
        codes = ", ".join(sorted({finding.code for finding in found}))
        line = source.lines[row - 1].rstrip()
        comment = Suppressions(source).comment_on(row)
        old = NOQA.search(comment)
        if old is not None and old["codes"] is not None:
            listed = old.start("codes") + len(old["codes"].rstrip(", \t"))
            place = Position(row, line.index(comment.rstrip()) + listed + 1)
            yield Edit(f", {codes}", Span(place, place), cell)
        else:
            place = Position(row, len(line) + 1)
            yield Edit(f"  # noqa: {codes}", Span(place, place), cell)
