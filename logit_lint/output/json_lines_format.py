"""For machines that read line by line: one object for each finding, as the JSON format has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import json_format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..findings import Report


class Format(json_format.Format):
    """One JSON object on each line."""

    def findings(self, report: Report) -> Iterator[str]:
        """The findings, in pieces of text."""
        import json

        for finding in report.findings:
            yield json.dumps(json_format.as_object(finding)) + "\n"
