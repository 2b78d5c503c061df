"""Applying fixes: in rounds until nothing changes, and only what leaves the file better than it was.

Fixes that do not overlap are applied together; others wait for the next round, when they are drafted anew. What
comes out must parse, and be without the findings that were to be mended and without new ones; otherwise
the fixes are tried one by one, and one that does not hold is dropped.
"""

from __future__ import annotations

import ast
import codecs
import difflib
import io
import os
import tempfile
import warnings
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .findings import Problem, Severity
from .reading import Unreadable, encoding_of, read_bytes, why_not
from .source import Source, apply_edits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .findings import Edit, Finding, Report

MAX_ROUNDS: Final = 100
"""After so many rounds, what is left is left."""

_BOM: Final = codecs.BOM_UTF8


@dataclass
class Mended:
    """A text after its fixes, the findings that are left in it, and those that were mended."""

    text: str
    report: Report
    fixed: list[Finding] = field(default_factory=list)


def mend(source: Source, check: Callable[[Source], Report], report: Report, *, unsafe: bool = False) -> Mended:
    """Apply the safe fixes (or all of them) of a source's findings.

    Args:
        source: What is mended.
        check: Gives the report on a source.
        report: That on this one.
        unsafe: Whether to apply the fixes that change what is computed, too.
    """
    mended = Mended(source.text, report)
    dropped: set[object] = set()
    for _ in range(MAX_ROUNDS):
        mendable = [finding for finding in _mendable(mended.report, unsafe) if _key(finding) not in dropped]
        chosen = _apart(mendable, mended.text)
        if not chosen:
            break
        better = _try(mended, chosen, source.filename, check)
        for finding in chosen if better is None and len(chosen) > 1 else ():
            better = _try(mended, [finding], source.filename, check)
            if better is not None:
                break
            dropped.add(_key(finding))
        if better is None:
            dropped.update(map(_key, chosen))
            continue
        mended = better
    mended = _tidied(source, mended, check)
    mended.report.findings = [
        replace(finding, fix=None) if finding.fix is not None and _key(finding) in dropped else finding
        for finding in mended.report.findings
    ]
    return mended


def _mendable(report: Report, unsafe: bool) -> Iterable[Finding]:
    for finding in report.findings:
        if finding.fix is not None and finding.cell is None and (finding.fix.safe or unsafe):
            yield finding


def _key(finding: Finding) -> object:
    fix = finding.fix
    return (finding.code, fix.message, tuple(edit.content for edit in fix.edits)) if fix is not None else None


def _apart(findings: Sequence[Finding], text: str) -> list[Finding]:
    """Findings whose fixes do not get in each other's way; what two of them write alike, is written once.

    One for each function: the next may then see what the first has left unused.
    """
    if len(findings) < 2:
        return list(findings)
    chosen: list[Finding] = []
    taken: set[Edit] = set()
    functions: set[int] = set()
    starts = _functions(text)
    for finding in findings:
        assert finding.fix is not None
        row = finding.span.start.row
        function = max((first for first, last in starts if first <= row <= last), default=0)
        if function in functions:
            continue
        new = [edit for edit in finding.fix.edits if edit not in taken]
        if any(_collide(edit, other) for edit in new for other in taken):
            continue
        if not new:
            continue  # Mended by the same edits as another one.
        chosen.append(finding)
        functions.add(function)
        taken.update(new)
    return chosen


def _functions(text: str) -> list[tuple[int, int]]:
    """The first and last rows of all functions."""
    return [
        (node.lineno, node.end_lineno or node.lineno)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]


def _tidied(source: Source, mended: Mended, check: Callable[[Source], Report]) -> Mended:
    """Without the imports that no single fix left unused, but all of them together."""
    if len(mended.fixed) < 2:
        return mended
    from .mending.imports import left_over

    edits = left_over(ast.parse(source.text), Source(source.filename, mended.text))
    if not edits:
        return mended
    text = apply_edits(mended.text, edits)
    return Mended(text, check(Source(source.filename, text)), mended.fixed) if _parses(text) else mended


def _collide(one: Edit, other: Edit) -> bool:
    if one.span.start == other.span.start:
        return True
    return one.span.start < other.span.end and other.span.start < one.span.end


def _try(mended: Mended, chosen: Sequence[Finding], filename: str, check: Callable[[Source], Report]) -> Mended | None:
    """What fixes make of a text; None if they break it or do not mend it."""
    edits = [edit for finding in chosen if finding.fix is not None for edit in finding.fix.edits]
    text = apply_edits(mended.text, edits)
    if not _parses(text):
        return None
    report = check(Source(filename, text))
    if report.problems:
        return None
    rows = _Rows(edits)
    before = Counter((finding.code, rows.now(finding.span.start.row)) for finding in mended.report.findings)
    fixed = [finding for finding in mended.report.findings if finding in chosen or _shares(finding, edits)]
    codes = {finding.code for finding in fixed}
    after = Counter(
        (finding.code, finding.span.start.row)
        for finding in report.findings
        # What is right may still be worth a word.
        if finding.severity is not Severity.INFO or finding.code in codes
    )
    before.subtract((finding.code, rows.now(finding.span.start.row)) for finding in fixed)
    touched = rows.changed | {rows.now(finding.span.start.row) for finding in fixed}
    if any(count > before[code, row] for (code, row), count in after.items() if row in touched):
        return None
    return Mended(text, report, [*mended.fixed, *fixed])


class _Rows:
    """Where the rows of a text are after some edits, and which rows the edits wrote."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._shifts: list[tuple[int, int]] = []
        self.changed: set[int] = set()
        shift = 0
        for edit in sorted(set(edits), key=lambda edit: (edit.span.start, edit.span.end)):
            added = edit.content.count("\n")
            first = edit.span.start.row + shift
            self.changed.update(range(first, first + added + 1))
            shift += added - (edit.span.end.row - edit.span.start.row)
            self._shifts.append((edit.span.end.row, shift))

    def now(self, row: int) -> int:
        """The row that a row has become."""
        return row + next((shift for last, shift in reversed(self._shifts) if last <= row), 0)


def _shares(finding: Finding, edits: Sequence[Edit]) -> bool:
    """Whether the fix of a finding is part of what is done for others."""
    return finding.fix is not None and set(finding.fix.edits) <= set(edits)


def _parses(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


class Mender:
    """Mends the files of a run: writes them, or shows what it would write."""

    def __init__(self, *, unsafe: bool = False, write: bool = True) -> None:
        self._unsafe = unsafe
        self._write = write
        self.fixed: list[Finding] = []
        self.diffs: list[str] = []
        self.texts: dict[str, bytes] = {}
        """Of each file that changed, what it holds now, or would hold."""

    def mend(
        self, source: Source, data: bytes, report: Report, check: Callable[[Source], Report], path: Path | None
    ) -> Report:
        """Mend one source; the report on what is left in it."""
        mended = mend(source, check, report, unsafe=self._unsafe)
        if mended.text == source.text:
            return mended.report
        try:
            new = encode(mended.text, data)
            if self._write and path is not None:
                write(path, data, new)
        except Unreadable as problem:
            report.problems.append(Problem(source.filename, str(problem)))
            return report
        self.fixed += mended.fixed
        self.texts[source.filename] = new
        self.diffs.append(diff(source.filename, source.text, mended.text))
        return mended.report


def encode(text: str, original: bytes) -> bytes:
    """A text as bytes like those that it was read from: encoding and byte-order mark; raises `Unreadable`."""
    mark = _BOM if original.startswith(_BOM) else b""
    encoding = encoding_of(original)
    try:
        if mark + original[len(mark) :].decode(encoding).encode(encoding) != original:
            raise Unreadable(f"not mended: {encoding} text that cannot be written back as it was")
        return mark + text.encode(encoding)
    except UnicodeError:
        raise Unreadable(f"not mended: cannot be written as {encoding}") from None


def write(path: Path, old: bytes, new: bytes) -> None:
    """Put new bytes in the place of old ones at once, with the file's mode; raises `Unreadable`.

    A file that is not what it was is left alone.
    """
    target = path.resolve()
    try:
        status = target.stat()
        if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
            raise Unreadable("not mended: the file is read-only")
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    except OSError as error:
        raise Unreadable(f"not mended: {why_not(error, target)}") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(status.st_mode & 0o7777)
        if hasattr(os, "chown"):
            with suppress(OSError):  # Only who may give files away keeps them with their owner.
                os.chown(name, status.st_uid, status.st_gid)
        if read_bytes(target) != old:
            raise Unreadable("not mended: the file has changed since it was checked")
        Path(name).replace(target)
    except OSError as error:
        raise Unreadable(f"not mended: {why_not(error, target)}") from None
    finally:
        with suppress(OSError):
            Path(name).unlink()


def diff(filename: str, old: str, new: str) -> str:
    """What changes, as a patch."""
    before, after = (io.StringIO(text, newline="").readlines() for text in (old, new))
    lines = difflib.unified_diff(before, after, filename, filename)
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)
