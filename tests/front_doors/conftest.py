from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from .processes import Outcome, Run, start

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that no configuration file reaches into."""
    project = tmp_path / "project"
    project.mkdir()
    return project


@pytest.fixture
def run(folder: Path) -> Run:
    """`logit-lint ARGUMENTS` as a process, in the folder."""

    def logit_lint(*arguments: str, stdin: bytes | str | None = None, env: dict[str, str] | None = None) -> Outcome:
        return start([sys.executable, "-m", "logit_lint", *arguments], folder, stdin, env)

    return logit_lint


@pytest.fixture
def check(run: Run) -> Run:
    """`logit-lint check --output-format concise ARGUMENTS` as a process."""

    def checked(*arguments: str, stdin: bytes | str | None = None, env: dict[str, str] | None = None) -> Outcome:
        return run("check", "--output-format", "concise", *arguments, stdin=stdin, env=env)

    return checked


@pytest.fixture
def sample_pack(tmp_path: Path) -> Path:
    """A rule pack as somebody else would install it: one rule, off by default. To be put on PYTHONPATH."""
    site = tmp_path / "site"
    facts = site / "sample_pack-1.0.dist-info"
    facts.mkdir(parents=True)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: sample-pack\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text("[logit_lint.rules]\nsample = sample_pack\n")
    (site / "sample_pack.py").write_text(
        "from logit_lint.rules import RULES\n"
        "\n"
        'Known = next(rule for rule in RULES if rule.code == "LGT401")\n'
        "\n"
        "\n"
        "class Sample(Known):\n"
        '    code = "LGT499"\n'
        '    name = "sample-rule"\n'
        "    default = False\n"
        "    beats = ()\n"
        "\n"
        "\n"
        "RULES = (Sample,)\n"
    )
    return site
