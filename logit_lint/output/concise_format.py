"""One line for each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .formats import OutputFormat, heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..findings import Report


class Format(OutputFormat):
    """``path:row:column: code name: message``."""

    def findings(self, report: Report) -> Iterator[str]:
        """The findings, in pieces of text."""
        for finding in report.findings:
            yield heading(finding, self.palette) + "\n"
