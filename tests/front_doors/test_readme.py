"""What the README shows is what happens."""

from __future__ import annotations

import re
import subprocess
import sys
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
    assert f"| {rule.code} | {rule.name} |" in README
