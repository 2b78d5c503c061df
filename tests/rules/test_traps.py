"""Right code that looks wrong, as one finds it in repositories: not even a rule that is off by default speaks.

`traps/lgtNNN.py` holds the traps of one rule, each behind a line `# ---- what it is`; what stands above the first of
them belongs to all. `traps/themes/` holds whole programs by what people build, each behind a line
`# ---- framework: what it is`; there the rules that are on by default are silent.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from logit_lint import lint_source
from logit_lint.config import Settings
from logit_lint.registry import load_rules

FOLDER = Path(__file__).parent / "traps"
MARK = "# ---- "
FIRE_MOST = ("LGT403", "LGT404", "LGT405", "LGT408", "LGT410", "LGT504")
"""The rules that find most in public repositories."""
THEMES = {
    "attention",
    "beam_search",
    "calibrated_temperature",
    "contrastive",
    "ctc",
    "distillation",
    "eval_only_softmax",
    "focal_losses",
    "gates",
    "gumbel",
    "label_smoothing",
    "masked_softmax",
    "mixture_densities",
    "one_hot_teachers",
    "one_minus_p",
    "policies",
    "soft_labels",
    "straight_through",
}


def traps(folder: Path) -> list[tuple[str, str]]:
    """The traps of a folder: the name of the file and what it is, and the program."""
    found = []
    for path in sorted(folder.glob("*.py")):
        head, *programs = path.read_text(encoding="utf-8").split(MARK)
        found += [(f"{path.stem}: {program.partition(chr(10))[0]}", head + MARK + program) for program in programs]
    return found


def findings(program: str, *opted: str) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in lint_source(program, settings=Settings(extend_select=opted))]


TRAPS = traps(FOLDER)
OF_THEMES = traps(FOLDER / "themes")


@pytest.mark.parametrize(("name", "program"), TRAPS, ids=[name for name, _ in TRAPS])
def test_it_is_silent(name: str, program: str) -> None:
    assert findings(program, name.partition(":")[0].upper()) == []  # It may be off by default.


@pytest.mark.parametrize(("name", "program"), OF_THEMES, ids=[name for name, _ in OF_THEMES])
def test_what_people_build_is_silent(name: str, program: str) -> None:
    assert findings(program) == []


@pytest.mark.parametrize("rule", [rule for rule in load_rules() if rule.patterns], ids=lambda rule: rule.code)
def test_there_are_enough(rule) -> None:
    count = sum(name.startswith(rule.code.lower()) for name, _ in TRAPS)
    assert count >= (10 if rule.code in FIRE_MOST else 5)


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_every_theme_is_there_in_several_frameworks(theme: str) -> None:
    frameworks = {name.split(": ")[1] for name, _ in OF_THEMES if name.startswith(f"{theme}:")}
    assert len(frameworks) >= 2
    assert frameworks <= {"pytorch", "tensorflow", "keras", "jax", "numpy"}
