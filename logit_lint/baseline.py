"""A baseline: the findings of old code, written down so that only new ones are told.

A finding is known by its file, its code and the text that is blamed, never by its line, so that a baseline survives
moved lines. Of findings that are alike, it is known how many there are.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from .errors import ConfigurationError, LogitLintError
from .fingerprints import blamed_text
from .output.formats import relative_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from .findings import Finding, Report
    from .output.formats import Sources

VERSION = 1
_ABOUT = "Known findings, on which `logit-lint check --baseline` with this file is silent."

Key = tuple[str, str, str]


class Baseline:
    """How often each finding is known; ``file`` is where that is written, and paths are relative to its folder."""

    def __init__(self, file: Path, known: Counter[Key]) -> None:
        self._file = file
        self._known = known

    def silence(self, report: Report, sources: Sources) -> Iterator[str]:
        """Take the known findings out of a report; the line to say about that."""
        left = Counter(self._known)
        kept: list[Finding] = []
        for finding in report.findings:
            key = _key(self._file, finding, sources)
            if left[key] > 0:
                left[key] -= 1
            else:
                kept.append(finding)
        silent = len(report.findings) - len(kept)
        report.findings = kept
        yield f"{self._file}: silent on {silent} known finding{'' if silent == 1 else 's'}\n"


def read_baseline(file: Path) -> Baseline:
    """A baseline as `write_baseline` wrote it; raises `ConfigurationError`."""
    try:
        document = json.loads(file.read_bytes())
    except OSError as error:
        raise ConfigurationError(f"{file}: cannot be read: {(error.strerror or str(error)).lower()}") from None
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{file}: not a baseline: {error}") from None
    try:
        if document["version"] != VERSION:
            raise ConfigurationError(f"{file}: a baseline of version {document['version']}; this one reads {VERSION}")
        known = Counter(
            {
                (name, entry["code"], entry["text"]): int(entry["count"])
                for name, entries in document["findings"].items()
                for entry in entries
            }
        )
    except (KeyError, TypeError, AttributeError, ValueError):
        raise ConfigurationError(f"{file}: not a baseline: write it anew with --write-baseline") from None
    return Baseline(file, known)


def write_baseline(file: Path, findings: Iterable[Finding], sources: Sources) -> int:
    """Write all findings down, and return how many; the same findings give the same bytes."""
    counted = Counter(_key(file, finding, sources) for finding in findings)
    by_file: dict[str, list[dict[str, object]]] = {}
    for (name, code, text), count in sorted(counted.items()):
        by_file.setdefault(name, []).append({"code": code, "text": text, "count": count})
    document = {"about": _ABOUT, "version": VERSION, "findings": by_file}
    try:
        file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise LogitLintError(f"{file}: cannot be written: {(error.strerror or str(error)).lower()}") from None
    return counted.total()


def _key(file: Path, finding: Finding, sources: Sources) -> Key:
    return relative_to(str(file.parent), finding.filename), finding.code, blamed_text(finding, sources)
