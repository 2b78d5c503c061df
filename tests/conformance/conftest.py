"""Prints the suite's table at the end of the test run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .suite import HEADER

if TYPE_CHECKING:
    import pytest

LINES: list[tuple[str, int, int, int, int]] = []
"""Per table that was checked: its line, and the rows, aliases, measured rows and problems in it."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table, and its totals."""
    if not LINES:
        return
    terminalreporter.section("the knowledge base against the frameworks")
    terminalreporter.write_line(HEADER)
    for line, *_ in sorted(LINES):
        terminalreporter.write_line(line)
    totals = [sum(counts) for counts in zip(*(counts for _, *counts in LINES))]
    terminalreporter.write_line(f"{'all':28} {totals[0]:5} {totals[1]:7} {totals[2]:8} {totals[3]:8}")
