"""What the README shows is what happens."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from logit_lint.registry import load_rules

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_output_shown_is_the_true_one() -> None:
    shown = re.search(r"```text\n\$ logit-lint (?P<arguments>.+)\n(?P<output>(?:.*\n)+?)```", README)
    assert shown is not None
    done = subprocess.run(
        [sys.executable, "-m", "logit_lint", *shown["arguments"].split()],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout.rstrip() == shown["output"].rstrip()


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.code)
def test_every_rule_is_listed(rule) -> None:
    listed = (ROOT / "docs" / "rules" / "README.md").read_text(encoding="utf-8")
    assert f"| [{rule.code}]({rule.code}.md) | {rule.name} |" in listed


def test_it_fits_on_a_screen() -> None:
    assert len(README.splitlines()) <= 60


def test_its_test_is_one(tmp_path: Path) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, re.S)
    fixtures = (
        "import numpy as np\n"
        "from logit_lint.runtime_check.reference import softmax\n"
        "batch = np.random.default_rng(0).normal(size=(64, 10))\n"
        "model = lambda batch: 3 * batch\n"
    )
    (tmp_path / "test_model.py").write_text(fixtures + textwrap.dedent(program))
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "."], cwd=tmp_path, capture_output=True, text=True)
    assert "1 passed" in done.stdout
