"""``--write-baseline`` and ``--add-noqa``: how old code begins to be checked."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from ..baseline import write_baseline
from ..findings import Problem
from ..linter import SYNTAX_ERROR
from ..noqa_writer import noqa_edits
from ..reading import Unreadable, read_bytes, why_not, with_edits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..findings import Report
    from ..output.formats import Sources
    from .options import Options


def adopt(options: Options, report: Report, sources: Sources) -> Iterator[str]:
    """Do what the options say with all findings of the report; the lines to say about that."""
    if options.write_baseline is not None:
        number = write_baseline(options.write_baseline, report.findings, sources)
        yield f"{options.write_baseline}: {number} finding{'' if number == 1 else 's'} written\n"
    if options.add_noqa:
        # A comment does not make code parse.
        findings = [finding for finding in report.findings if finding.code != SYNTAX_ERROR]
        for filename, group in groupby(findings, key=lambda finding: finding.filename):
            edits = list(noqa_edits(group, sources))
            path = Path(filename)
            try:
                path.write_bytes(with_edits(filename, read_bytes(path), edits))
            except OSError as error:
                report.problems.append(Problem(filename, f"cannot be written: {why_not(error, path)}"))
            except Unreadable as problem:
                report.problems.append(Problem(filename, str(problem)))
            else:
                yield f"{filename}: {len(edits)} line{'' if len(edits) == 1 else 's'} with a new `# noqa`\n"
