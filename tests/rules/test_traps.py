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
WRONG_TWINS = {
    "attention": ("self.out((weights @ v).mean(dim=1))", "F.softmax(self.out((weights @ v).mean(dim=1)), 1)", "LGT101"),
    "beam_search": (
        "F.log_softmax(decoder(beams)[:, -1], dim=-1)",
        "F.softmax(decoder(beams), dim=-1).log()",
        "LGT401",
    ),
    "calibrated_temperature": ("torch.multinomial(probs,", "torch.multinomial(probs / temperature,", "LGT507"),
    "contrastive": ("integer_labels(scores, jnp", "integer_labels(jax.nn.softmax(scores), jnp", "LGT101"),
    "ctc": ("F.log_softmax(self.fc(out), dim=2)", "self.fc(out)", "LGT206"),
    "distillation": ("F.log_softmax(student_logits / T, dim=1)", "F.softmax(student_logits / T, dim=1)", "LGT203"),
    "eval_only_softmax": ("if not self.training:", "if True:", "LGT101"),
    "focal_losses": ("with_logits(inputs, targets,", "with_logits(p, targets,", "LGT102"),
    "gates": ("F.cross_entropy(model(x), y)", "F.cross_entropy(torch.softmax(model(x), dim=1), y)", "LGT101"),
    "gumbel": ("gumbel_softmax(encoder(x),", "gumbel_softmax(F.softmax(encoder(x), dim=-1),", "LGT105"),
    "label_smoothing": ("F.log_softmax(x, dim=-1)\n", "(F.softmax(x, dim=-1) + 1e-8).log()\n", "LGT403"),
    "masked_softmax": (
        "F.log_softmax(scores + (mask + 1e-45).log(), dim=-1)",
        "F.softmax(scores, dim=-1).log()",
        "LGT401",
    ),
    "mixture_densities": ("F.log_softmax(self.pi(h), dim=1)", "F.softmax(self.pi(h), dim=1).log()", "LGT401"),
    "one_hot_teachers": ("F.cross_entropy(model(strong),", "F.cross_entropy(model(strong).softmax(-1),", "LGT101"),
    "one_minus_p": ("F.logsigmoid(-scores)", "torch.log(1 - torch.sigmoid(scores))", "LGT402"),
    "policies": ("Categorical(policy(state))", "Categorical(logits=policy(state))", "LGT105"),
    "soft_labels": ("logits=model(images)", "logits=tf.nn.softmax(model(images))", "LGT101"),
    "straight_through": ("cross_entropy(model(x), y)", "cross_entropy(torch.softmax(model(x), dim=1), y)", "LGT101"),
}
"""What people build: in one program of each theme, what must be replaced by what to make it wrong, and who says so."""


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


@pytest.mark.parametrize("theme", WRONG_TWINS)
def test_every_theme_is_there_in_several_frameworks(theme: str) -> None:
    frameworks = {name.split(": ")[1] for name, _ in OF_THEMES if name.startswith(f"{theme}:")}
    assert len(frameworks) >= 2
    assert frameworks <= {"pytorch", "tensorflow", "keras", "jax", "numpy"}


@pytest.mark.parametrize("theme", WRONG_TWINS)
def test_its_wrong_twin_is_found(theme: str) -> None:
    right, wrong, code = WRONG_TWINS[theme]
    (program,) = [program for name, program in OF_THEMES if name.startswith(f"{theme}:") and right in program]
    assert code in [found for found, _ in findings(program.replace(right, wrong))]
