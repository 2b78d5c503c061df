"""The gate: a file that lacks the words which some enabled rule needs together is never parsed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .analysis.patterns import Misuse, Shape
from .kinds import Kind
from .knowledge.catalog import Knowledge
from .knowledge.tables import words_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .knowledge.tables import Table
    from .rule import Rule


class Gate:
    """Decides by a file's words alone; the words come from the knowledge base and the rules."""

    def __init__(self, rules: Sequence[Rule], knowledge: Knowledge | None = None) -> None:
        self._knowledge = knowledge or Knowledge()
        patterns = [pattern for rule in rules for pattern in rule.patterns]
        self._kinds = frozenset(
            kind for pattern in patterns if isinstance(pattern, Misuse) for kind in _telling(pattern.takes)
        )
        shapes = [pattern for pattern in patterns if isinstance(pattern, Shape)]
        self._needs = {(shape.needs, shape.sign) for shape in shapes}

    def passes(self, text: str, tables: tuple[Table, ...] | None = None) -> bool:
        """Whether some rule could find something in a file of this text; by default, its own packages' ``tables``."""
        if tables is None:
            tables = self._knowledge.tables_of(text)
        if not tables:
            return False
        words = words_in(text)
        if any(not words.isdisjoint(one.words_taking(self._kinds)) for one in tables):
            return True
        shown: dict[str, bool] = {"": True}
        for needs, sign in self._needs:
            if (needs or sign) and all(self._has(words, tables, operations) for operations in needs):
                if sign not in shown:
                    shown[sign] = re.search(sign, text) is not None
                if shown[sign]:
                    return True
        return False

    def _has(self, words: frozenset[str], tables: tuple[Table, ...], operations: frozenset[str]) -> bool:
        return any(not words.isdisjoint(one.words_making(operations)) for one in tables)


def _telling(kind: Kind) -> tuple[Kind, ...]:
    """The kinds whose words open: who takes labels takes what they are compared with, and that has fewer words."""
    return (Kind.LOGITS, Kind.PROBABILITIES, Kind.LOG_PROBABILITIES) if kind.is_label else (kind,)
