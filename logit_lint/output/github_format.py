"""Annotations on the changed lines of a pull request, by GitHub's workflow commands."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..findings import Severity
from .formats import OutputFormat, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..findings import Finding, Report

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


class Format(OutputFormat):
    """``::error title=…,file=…,line=…::message``."""

    for_machines = True

    def findings(self, report: Report) -> Iterator[str]:
        """The findings, in pieces of text."""
        for finding in report.findings:
            yield _command(finding) + "\n"


def _command(finding: Finding) -> str:
    start, end = finding.span.start, finding.span.end
    # GitHub knows the files of its workspace by their absolute paths, wherever the step runs.
    properties = {
        "title": f"logit-lint ({finding.code})",
        "file": os.path.abspath(finding.filename),  # noqa: PTH100  (symlinks stay what they are)
    }
    if finding.cell is None:
        properties |= {"line": str(start.row), "endLine": str(end.row)}
        if start.row == end.row:
            properties |= {"col": str(start.column), "endColumn": str(end.column)}
    place = finding.place.removeprefix(finding.filename)
    text = f"{Path(finding.filename).name}{place}: {finding.code} {finding.name}: {one_line(finding.message)}"
    given = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items())
    return f"::{_LEVELS[finding.severity]} {given}::{_escaped(text)}"


def _escaped(text: str, also: str = "") -> str:
    for character in "%\r\n" + also:  # the per cent sign first: the others are written with it
        text = text.replace(character, f"%{ord(character):02X}")
    return text
