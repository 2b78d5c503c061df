"""For machines: the keys are a contract (see ARCHITECTURE.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .formats import OutputFormat, rule_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..findings import Finding, Fix, Position, Report, Span, Step


class Format(OutputFormat):
    """A list of objects; rows and columns count from 1, in characters."""

    for_machines = True

    def findings(self, report: Report) -> Iterator[str]:
        """The findings, in pieces of text."""
        import json

        yield json.dumps([as_object(finding) for finding in report.findings], indent=2) + "\n"

    def statistics(self, report: Report) -> Iterator[str]:
        """The findings counted by rule, and how much was understood."""
        import json

        from .statistics import counts

        rules = [{"code": code, "name": name, "count": count} for code, name, count in counts(report)]
        understood = sum(call.reason is None for call in report.loss_calls)
        calls = {"seen": len(report.loss_calls), "understood": understood}
        yield json.dumps({"files": report.files, "rules": rules, "loss_calls": calls}, indent=2) + "\n"


def as_object(finding: Finding) -> dict[str, Any]:
    """A finding as JSON has it."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "message": finding.message,
        "filename": finding.filename,
        "cell": finding.cell,
        **_places(finding.span),
        "trace": [_step(step) for step in finding.trace],
        "fix": _fix(finding.fix) if finding.fix is not None else None,
        "noqa_row": finding.noqa_row,
        "url": rule_url(finding.code),
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "applicability": "safe" if fix.safe else "unsafe",
        "message": fix.message,
        "edits": [{"content": edit.content, **_cell(edit.cell), **_places(edit.span)} for edit in fix.edits],
    }


def _step(step: Step) -> dict[str, Any]:
    return {"message": step.message, "filename": step.filename, **_cell(step.cell), **_places(step.span)}


def _cell(cell: int | None) -> dict[str, int]:
    """In notebooks only: a step may be in another cell than its finding."""
    return {} if cell is None else {"cell": cell}


def _places(span: Span) -> dict[str, Any]:
    return {"location": _place(span.start), "end_location": _place(span.end)}


def _place(position: Position) -> dict[str, int]:
    return {"row": position.row, "column": position.column}
