"""What an output format is, and what it can draw on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from ..reading import Unreadable, as_source, read_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..findings import Finding, Report, Step
    from ..source import Source

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

    def given(self, filename: str) -> bytes:
        """What came through a pipe under this name."""
        return self._given[filename]

    def of(self, where: Finding | Step) -> Source | None:
        """The source that its rows are counted in: of a notebook, one cell; None where it cannot be read."""
        if where.filename not in self._known:
            self._known[where.filename] = self._read(where.filename)
        source = self._known[where.filename]
        return source.cell(where.cell) if source is not None and where.cell is not None else source

    def _read(self, filename: str) -> Source | None:
        try:
            data = self._given.get(filename)
            return read_source(Path(filename)) if data is None else as_source(filename, data)
        except Unreadable:  # gone since it was checked
            return None


class Palette:
    """Colours where the terminal has them, and plain text elsewhere."""

    def __init__(self, colour: bool = False, hyperlinks: bool = False) -> None:
        self._colour = colour
        self._hyperlinks = hyperlinks

    def link(self, text: str, url: str) -> str:
        """A text that leads to a page where the terminal can follow it (OSC 8)."""
        return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\" if self._hyperlinks else text

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
    mendable = " [*]" if finding.fix is not None and finding.fix.safe else ""
    rest = finding.place.removeprefix(finding.filename)
    code = palette.link(palette.alarm(finding.code), rule_url(finding.code))
    return f"{palette.bold(finding.filename)}{rest}: {code}{mendable} {finding.name}: {one_line(finding.message)}"


def one_line(text: str) -> str:
    """A text without line breaks and control characters."""
    return "".join(UNPRINTABLE.get(character, character) for character in " ".join(text.split()))


def relative_to(root: str, filename: str) -> str:
    """A path as seen from a folder, with slashes; the absolute path where it is not below that folder."""
    path = Path(os.path.abspath(filename))  # noqa: PTH100  (symlinks stay what they are)
    try:
        return path.relative_to(os.path.abspath(root)).as_posix()  # noqa: PTH100
    except ValueError:
        return path.as_posix()
