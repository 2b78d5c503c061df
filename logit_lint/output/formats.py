"""What an output format is, and what it can draw on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from ..reading import Unreadable, decode, read_source
from ..source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..findings import Finding, Report

RULE_PAGES = "https://logit-lint.readthedocs.io/rules/{code}/"


# A terminal must not obey what the source holds, nor a reader be misled by writing direction.
UNPRINTABLE = {chr(code): chr(0x2400 + code) for code in range(32)} | {"\x7f": "\u2421"}
UNPRINTABLE |= {chr(code): "\ufffd" for code in (*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def rule_url(code: str) -> str:
    """Where a rule's page stands on the web."""
    return RULE_PAGES.format(code=code)


class Sources:
    """The texts that findings point into, read again when they are shown: a run holds no text longer than it must."""

    def __init__(self, given: Mapping[str, bytes] | None = None) -> None:
        self._given = given or {}
        self._known: dict[str, Source | None] = {}

    def __getitem__(self, filename: str) -> Source | None:
        """The source of that name; None where it cannot be read."""
        if filename not in self._known:
            try:
                data = self._given.get(filename)
                self._known[filename] = (
                    Source(filename, decode(data)) if data is not None else read_source(Path(filename))
                )
            except Unreadable:  # gone since it was checked
                self._known[filename] = None
        return self._known[filename]


class Palette:
    """Colours where the terminal has them, and plain text elsewhere."""

    def __init__(self, colour: bool = False) -> None:
        self._colour = colour

    def bold(self, text: str) -> str:
        """Paths and sentences."""
        return self._style(text, bold=True)

    def alarm(self, text: str) -> str:
        """Codes, and the expression that is wrong."""
        return self._style(text, fg="red", bold=True)

    def quiet(self, text: str) -> str:
        """Line numbers and rules."""
        return self._style(text, fg="blue")

    def good(self, text: str) -> str:
        """What comes in the place of something."""
        return self._style(text, fg="green")

    def hint(self, text: str) -> str:
        """Notes and help."""
        return self._style(text, fg="cyan")

    def _style(self, text: str, *, fg: str | None = None, bold: bool | None = None) -> str:
        if not self._colour:
            return text
        import click

        return click.style(text, fg=fg, bold=bold)


class OutputFormat:
    """One way to show a report."""

    for_machines: ClassVar[bool] = False
    """Whether standard output must hold nothing but findings; the summary then goes to standard error."""

    def __init__(self, sources: Sources, palette: Palette) -> None:
        self.sources = sources
        self.palette = palette

    def findings(self, report: Report) -> Iterator[str]:
        """The findings, in pieces of text."""
        raise NotImplementedError

    def statistics(self, report: Report) -> Iterator[str]:
        """The findings counted by rule."""
        from .statistics import table

        yield from table(report)


def heading(finding: Finding, palette: Palette) -> str:
    """Place, code, name and sentence, in one line."""
    start = finding.span.start
    mendable = " [*]" if finding.fix is not None and finding.fix.safe else ""
    place = palette.bold(finding.filename) + f":{start.row}:{start.column}: "
    return f"{place}{palette.alarm(finding.code)}{mendable} {finding.name}: {one_line(finding.message)}"


def one_line(text: str) -> str:
    """A text without line breaks and control characters."""
    return "".join(UNPRINTABLE.get(character, character) for character in " ".join(text.split()))
