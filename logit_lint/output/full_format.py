"""For people: the source, the expression underlined, and how the value came there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..findings import Confidence
from .excerpt import change, excerpt, on_one_line
from .formats import OutputFormat, Palette, Sources, heading, one_line, rule_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..findings import Finding, Report


class Format(OutputFormat):
    """A paragraph for each finding: heading, source, notes, help."""

    def findings(self, report: Report) -> Iterator[str]:
        """The findings, in pieces of text."""
        for finding in report.findings:
            yield "\n".join(_paragraph(finding, self.sources, self.palette)) + "\n\n"


def _paragraph(finding: Finding, sources: Sources, palette: Palette) -> Iterator[str]:
    yield heading(finding, palette)
    source = sources.of(finding)
    notes = finding.trace
    if source is not None:
        # Steps on the finding's own line are shown there; the others become notes.
        here = [step for step in notes if (step.filename, step.cell) == (finding.filename, finding.cell)]
        same = [step for step in here if step.span == finding.span]
        beside = [step for step in here if step not in same and on_one_line(step.span, finding.span)]
        notes = tuple(step for step in notes if step not in same and step not in beside)
        label = "; ".join(one_line(step.message) for step in same)
        also = [(step.span, one_line(step.message)) for step in beside]
        yield from excerpt(source, finding.span, palette, label=label, also=also)
    for step in notes:
        yield f"{palette.hint('note')}: {one_line(step.message)}"
        yield f"  {palette.quiet('-->')} {step.place}"
        origin = sources.of(step)
        if origin is not None:
            yield from excerpt(origin, step.span, palette, mark="-")
    if finding.confidence is Confidence.LIKELY:
        yield f"{palette.hint('note')}: likely, not certain: the evidence is a name"
    if finding.fix is not None:
        unsafe = "" if finding.fix.safe else " (unsafe: look at it)"
        yield f"{palette.hint('help')}: {one_line(finding.fix.message)}{unsafe}"
        if source is not None:
            yield from change(source, finding.fix.edits, palette)
    page = palette.link(f"logit-lint rule {finding.code}", rule_url(finding.code))
    yield f"{palette.hint('help')}: `{page}` explains why this is wrong and how to mend it"
