"""Counts: findings by rule, and how much of what was seen was understood."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..findings import Finding, Report


def counts(report: Report) -> list[tuple[str, str, int]]:
    """Code, name and number of findings; the most frequent first."""
    counted = Counter((finding.code, finding.name) for finding in report.findings)
    return [
        (code, name, count) for (code, name), count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    ]


def table(report: Report) -> Iterator[str]:
    """The counts, for people."""
    rows = counts(report)
    width = max((len(str(count)) for *_, count in rows), default=1)
    for code, name, count in rows:
        yield f"{count:>{width}}  {code}  {name}\n"


def summary(report: Report, fixed: Sequence[Finding] = ()) -> str:
    """The last line of every run. A clean run is no proof, so it says how much was understood."""
    understood = sum(call.reason is None for call in report.loss_calls)
    parts = [
        f"{_count(report.files, 'file')} checked",
        _count(len(report.findings) + len(fixed), "finding") + _mending(report, fixed),
        f"loss calls: {len(report.loss_calls)} seen, {understood} understood",
    ]
    if report.problems:
        parts.append(f"not checked: {_count(len({problem.path for problem in report.problems}), 'path')}")
    return "; ".join(parts)


def _mending(report: Report, fixed: Sequence[Finding]) -> str:
    """How many were mended, and how many could be."""
    fixes = [finding.fix for finding in report.findings if finding.fix is not None]
    safe = sum(fix.safe for fix in fixes)
    parts = [f"{len(fixed)} fixed"] if fixed else []
    parts += [f"{safe} fixable with `--fix`"] if safe else []
    if len(fixes) > safe:
        more = "more " if safe else ""
        parts.append(f"{len(fixes) - safe} {more}fixable with `--unsafe-fixes`")
    return f" ({', '.join(parts)})" if parts else ""


def unresolved(report: Report) -> Iterator[str]:
    """The loss calls that were not understood, each with its place and the reason."""
    for call in sorted(report.loss_calls, key=lambda call: (call.filename, call.cell or 0, call.span.start)):
        if call.reason is not None:
            yield f"{call.place}: {call.loss} not understood: {call.reason}\n"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
