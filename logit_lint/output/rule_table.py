"""All rules in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..rule import Rule


def rule_table(rules: Sequence[Rule]) -> str:
    """Code, name, default, severity and summary of every rule."""
    rows = [("code", "name", "default", "severity", "what it finds")]
    rows += [
        (rule.code, rule.name, "on" if rule.default else "opt-in", rule.severity.value, " ".join(rule.summary.split()))
        for rule in rules
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "".join("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[4]]) + "\n" for row in rows)
