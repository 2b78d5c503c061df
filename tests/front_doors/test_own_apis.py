"""A project's own losses and layers: the page of the documentation is run, and every door reads the table."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .processes import start

if TYPE_CHECKING:
    from .processes import Run

PAGE = (Path(__file__).parents[2] / "docs" / "own_apis.md").read_text(encoding="utf-8")


def block(language: str, place: int = 0) -> str:
    """A block of code of the page."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)[place]


@pytest.fixture
def project(folder: Path) -> Path:
    """The project of the page."""
    (folder / "pyproject.toml").write_text(block("toml"))
    (folder / "train.py").write_text(block("python"))
    return folder


def test_the_page_says_what_happens(project: Path, run: Run) -> None:
    command, *expected = block("text").splitlines()
    done = run(*command.removeprefix("$ logit-lint ").split())
    assert done.findings == expected
    assert done.status == 1
    (project / "pyproject.toml").write_text("")
    assert "LGT" not in run("check", "train.py").out


def test_flake8_reads_the_same_table(project: Path) -> None:
    done = start([sys.executable, "-m", "flake8", "--select", "LGT", "train.py"], project)
    assert re.findall(r"train.py:(\d+:\d+): (LGT\d+)", done.out) == re.findall(
        r"train.py:(\d+:\d+): (LGT\d+)", block("text")
    )


def test_a_wrong_entry_is_named(project: Path, run: Run) -> None:
    (project / "pyproject.toml").write_text(block("toml").replace("pred: logits", "pred: logit"))
    done = run("check", "train.py")
    expected = block("text", 1).partition("(")[0].strip()
    assert done.status == 2
    assert expected in done.err


def test_the_file_that_defines_it_takes_the_declaration_at_its_word(project: Path, run: Run) -> None:
    (project / "mypkg").mkdir()
    (project / "mypkg" / "losses.py").write_text(
        "import torch\n\n\n"
        "def focal_loss(pred, target, gamma=2.0):\n    return native(pred, target)\n\n\n"
        "def use(x, y):\n    return focal_loss(torch.sigmoid(x), y)\n"
    )
    assert "losses.py:9:23: LGT102" in run("check", "--output-format", "concise", "mypkg").out


def test_a_relative_import_is_followed_to_the_declaration(project: Path, run: Run) -> None:
    (project / "src" / "mypkg" / "bin").mkdir(parents=True)
    (project / "src" / "mypkg" / "bin" / "train.py").write_text(
        "import torch\nfrom ..losses import focal_loss\n\n\n"
        "def use(x, y):\n    return focal_loss(torch.sigmoid(x), y)\n"
    )
    assert "train.py:6:23: LGT102" in run("check", "--output-format", "concise", "src").out
