"""GitLab's code-quality report (a subset of Code Climate's format)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ..findings import Severity
from ..fingerprints import fingerprints
from .formats import OutputFormat, one_line, relative_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..findings import Finding, Report

_LEVELS = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


class Format(OutputFormat):
    """A list of objects."""

    for_machines = True

    def findings(self, report: Report) -> Iterator[str]:
        """The findings, in pieces of text."""
        import json

        root = os.environ.get("CI_PROJECT_DIR") or os.curdir
        paths = [relative_to(root, finding.filename) for finding in report.findings]
        prints = fingerprints(report.findings, self.sources, paths)
        issues = [_issue(*one) for one in zip(report.findings, paths, prints)]
        yield json.dumps(issues, indent=2) + "\n"


def _issue(finding: Finding, path: str, fingerprint: str) -> dict[str, Any]:
    start, end = finding.span.start, finding.span.end
    cell = "" if finding.cell is None else f" (cell {finding.cell}, line {start.row})"
    return {
        "description": f"{finding.code} {finding.name}: {one_line(finding.message)}{cell}",
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": _LEVELS[finding.severity],
        "location": {
            "path": path,
            "positions": {
                "begin": {"line": start.row, "column": start.column},
                "end": {"line": end.row, "column": end.column},
            },
        },
    }
