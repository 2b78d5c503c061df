"""What a finding is recognised by when the lines around it have moved."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .findings import Finding
    from .output.formats import Sources


def blamed_text(finding: Finding, sources: Sources) -> str:
    """The code that is blamed, with every stretch of white space made one space; empty where it cannot be read.

    A finding without extent (a syntax error) is known by its line.
    """
    source = sources.of(finding)
    if source is None or finding.span.start.row > len(source.lines):
        return ""
    text = source.text_of(finding.span) or source.lines[finding.span.start.row - 1]
    return " ".join(text.split())


def fingerprints(findings: Iterable[Finding], sources: Sources, names: Iterable[str]) -> list[str]:
    """A fingerprint for each finding, unique in the list.

    Args:
        findings: The findings.
        sources: Where their code can be read.
        names: What to call the file of each finding, so that the fingerprint is the same on another machine.

    Returns:
        Hexadecimal digests of the file, the code and the blamed text; equal ones are told apart by their order.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    made = []
    for finding, name in zip(findings, names):
        key = (name, finding.code, blamed_text(finding, sources))
        made.append(sha256("\0".join((*key, str(seen[key]))).encode("utf-8", "backslashreplace")).hexdigest()[:32])
        seen[key] += 1
    return made
