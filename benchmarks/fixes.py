"""Whether fixes break anything: all of them applied to a copy of real code.

    python benchmarks/fixes.py FOLDER... [--safe] [--diffs FILE]

Prints, for each folder, how many files have findings, how many findings were mended, and how often what must hold
does not: that every file still parses, that only lines of findings, of the values that lead to them and of imports
change, that a second run changes nothing, and that what was mended is gone.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import sys
import warnings
from collections import Counter
from pathlib import Path

from logit_lint.config import Configuration, Settings
from logit_lint.discovery import discover
from logit_lint.findings import Finding, Problem
from logit_lint.fixing import mend
from logit_lint.linter import Session
from logit_lint.reading import Unreadable, read_source
from logit_lint.source import Source


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--safe", action="store_true")
    parser.add_argument("--diffs", type=Path)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    settings = Configuration(fixed=Settings(extend_select=("ALL",)))
    session = Session(settings)
    total: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    fixed: Counter[str] = Counter()
    diffs = given.diffs.open("w") if given.diffs else None
    for folder in given.folders:
        counts: Counter[str] = Counter()
        for file in discover([folder], settings):
            if isinstance(file, Problem):
                continue
            try:
                source = read_source(file)
            except Unreadable:
                continue
            report = session.check(source, file)
            if not report.findings or any(finding.code == "LGT900" for finding in report.findings):
                continue
            counts["files"] += 1
            counts["findings"] += len(report.findings)
            codes.update(finding.code for finding in report.findings)
            counts["with a fix"] += sum(finding.fix is not None for finding in report.findings)
            counts["with a safe fix"] += sum(
                finding.fix is not None and finding.fix.safe for finding in report.findings
            )
            before = list(report.findings)
            offered = [finding for finding in before if finding.fix is not None]
            mended = mend(source, session.check, report, unsafe=not given.safe)
            counts["fixed"] += len(mended.fixed)
            fixed.update(finding.code for finding in mended.fixed)
            if not given.safe:
                left = {(finding.code, finding.message) for finding in mended.report.findings}
                for finding in offered:
                    if (finding.code, finding.message) in left:
                        counts["dropped"] += 1
                        print(f"  dropped: {file}:{finding.span.start.row} {finding.code}", flush=True)
            if mended.text == source.text:
                continue
            counts["files changed"] += 1
            examine(session, source, mended.text, before, mended.fixed, counts, given.safe)
            if diffs is not None:
                lines = difflib.unified_diff(
                    source.text.splitlines(), mended.text.splitlines(), str(file), str(file), n=2, lineterm=""
                )
                named = " ".join(f"{finding.code}@{finding.span.start.row}" for finding in mended.fixed)
                diffs.write(f"#### {named}\n" + "\n".join(lines) + "\n\n")
        total += counts
        print(folder.name, dict(counts), flush=True)
    print("TOTAL", dict(total))
    print("by rule:", {code: f"{fixed[code]}/{count}" for code, count in sorted(codes.items())})
    sys.exit(any(total[what] for what in ("does not parse", "second run changes", "not gone")))


def examine(
    session: Session,
    source: Source,
    text: str,
    before: list[Finding],
    fixed: list[Finding],
    counts: Counter[str],
    safe: bool,
) -> None:
    """Count what does not hold of a mended file."""
    try:
        ast.parse(text)
    except SyntaxError:
        counts["does not parse"] += 1
        return
    changed = Source(source.filename, text)
    after = session.check(changed)

    def place(finding: Finding, of: Source) -> tuple[str, str, str]:
        return finding.code, finding.message, of.lines[finding.span.start.row - 1].strip()

    left = Counter(place(finding, changed) for finding in after.findings)
    left.subtract(place(finding, source) for finding in before)
    if any(
        left[place(finding, source)] >= 0 for finding in fixed if place(finding, source) in left and finding in before
    ):
        counts["not gone"] += 1
        print("  not gone:", source.filename)
    again = mend(changed, session.check, after, unsafe=not safe)
    if again.text != text:
        counts["second run changes"] += 1
        print("  second run:", source.filename)
    allowed = set()
    for finding in before:
        for span in (finding.span, *(step.span for step in finding.trace if step.filename == source.filename)):
            allowed.update(range(span.start.row, span.end.row + 1))
        for edit in finding.fix.edits if finding.fix is not None else ():
            allowed.update(range(edit.span.start.row, edit.span.end.row + 1))
    for node in ast.parse(source.text).body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            allowed.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    matcher = difflib.SequenceMatcher(None, source.text.splitlines(), text.splitlines(), autojunk=False)
    for tag, first, last, _, _ in matcher.get_opcodes():
        if tag in ("delete", "replace") and not set(range(first + 1, last + 1)) <= allowed:
            counts["other lines changed"] += 1
            print("  other lines:", source.filename, first + 1, last)


if __name__ == "__main__":
    main()
