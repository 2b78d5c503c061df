"""Right code that looks wrong, as one finds it in repositories: not even a rule that is off by default speaks.

A file holds the traps of one rule, each behind a line `# ---- what it is`; what stands above the
first of them belongs to all.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from logit_lint import lint_source
from logit_lint.config import Settings
from logit_lint.registry import load_rules

FOLDER = Path(__file__).parent / "traps"
MARK = "# ---- "


def traps() -> list[tuple[str, str]]:
    found = []
    for path in sorted(FOLDER.glob("*.py")):
        head, *programs = path.read_text(encoding="utf-8").split(MARK)
        found += [(f"{path.stem}: {program.partition(chr(10))[0]}", head + MARK + program) for program in programs]
    return found


TRAPS = traps()


@pytest.mark.parametrize(("name", "program"), TRAPS, ids=[name for name, _ in TRAPS])
def test_it_is_silent(name: str, program: str) -> None:
    settings = Settings(extend_select=(name.partition(":")[0].upper(),))  # It may be off by default.
    assert [(finding.code, finding.message) for finding in lint_source(program, settings=settings)] == []


def test_there_are_enough() -> None:
    counts = [name.partition(":")[0] for name, _ in TRAPS]
    assert all(counts.count(code) >= 10 for code in ("lgt401", "lgt402", "lgt403", "lgt404", "lgt405", "lgt406"))
    assert all(counts.count(rule.code.lower()) >= 5 for rule in load_rules() if rule.patterns)
