"""A value that comes from another file: the same at every front door."""

from __future__ import annotations

import ast
import json
import sys
from typing import TYPE_CHECKING

import pytest

from logit_lint import Settings, lint_paths, lint_source

from .processes import start

if TYPE_CHECKING:
    from pathlib import Path

    from .processes import Outcome, Run

NET = """\
import torch.nn.functional as F


def net(x):
    return F.softmax(x, dim=1)
"""

TRAIN = """\
import torch.nn.functional as F
from nets import net


def step(x, y):
    return F.cross_entropy(net(x), y)
"""

LOSSES = """\
import torch.nn.functional as F


def compute(out, y):
    return F.cross_entropy(out, y)
"""

CALLER = """\
from losses import compute
from nets import net


def step(x, y):
    return compute(net(x), y)
"""


@pytest.fixture
def project(folder: Path) -> Path:
    (folder / "pyproject.toml").touch()
    (folder / "nets.py").write_text(NET)
    (folder / "train.py").write_text(TRAIN)
    return folder


def flake8(folder: Path, *arguments: str, stdin: str | None = None) -> Outcome:
    return start([sys.executable, "-m", "flake8", "--isolated", "--select=LGT", *arguments], folder, stdin)


def test_the_trace_leads_into_the_other_file(project: Path, run: Run) -> None:
    (finding,) = json.loads(run("check", "--output-format", "json", "--quiet").out)
    assert (finding["filename"], finding["location"]) == ("train.py", {"row": 6, "column": 28})
    made, consumed = finding["trace"]
    assert made["message"] == "softmax applied, returned by `net` here"
    assert (made["filename"], made["location"]["row"]) == ("nets.py", 5)
    assert (consumed["filename"], consumed["location"]["row"]) == ("train.py", 6)
    shown = run("check", "--quiet").out
    assert "nets.py:5" in shown
    assert "return F.softmax(x, dim=1)" in shown


def test_one_file_or_all_from_anywhere(project: Path, check: Run) -> None:
    everything = check().findings
    assert [line.split()[:2] for line in everything] == [["train.py:6:28:", "LGT101"]]
    assert check("train.py").findings == everything
    assert check("nets.py").findings == []
    assert flake8(project, ".").out.replace("./", "").splitlines() == everything
    assert flake8(project, "train.py").out.splitlines() == everything
    assert flake8(project, "nets.py").out == ""


def test_it_can_be_turned_off(project: Path, check: Run) -> None:
    assert check("--no-follow-imports").findings == []
    (project / "pyproject.toml").write_text("[tool.logit-lint]\nfollow-imports = false\n")
    assert check().findings == []
    assert flake8(project, "train.py").out == ""
    assert len(check("--follow-imports").findings) == 1


def test_the_setting_is_true_or_false(project: Path, check: Run) -> None:
    (project / "pyproject.toml").write_text('[tool.logit-lint]\nfollow-imports = "yes"\n')
    outcome = check()
    assert outcome.status == 2
    assert "follow-imports: expected true or false, got a string" in outcome.err


def test_what_is_handed_on_is_found_where_it_is_consumed_and_once(project: Path, check: Run) -> None:
    (project / "losses.py").write_text(LOSSES)
    for name in ("train.py", "finetune.py"):
        (project / name).write_text(CALLER)
    outcome = check()
    assert [line.split()[:2] for line in outcome.findings] == [["losses.py:5:28:", "LGT101"]]
    assert "loss calls: 1 seen, 1 understood" in outcome.out
    assert check("finetune.py", "losses.py").findings == outcome.findings
    # A run reports on the files that it was given; and of these, a file does not know who calls it.
    assert check("train.py").findings == []
    assert check("losses.py").findings == []


def test_what_is_handed_on_is_silenced_where_it_is_reported(project: Path, check: Run) -> None:
    (project / "losses.py").write_text(LOSSES)
    (project / "train.py").write_text(CALLER)
    assert len(check().findings) == 1
    (project / "losses.py").write_text(LOSSES.replace("(out, y)\n", "(out, y)  # noqa: LGT101\n"))
    assert check().findings == []
    (project / "losses.py").write_text(LOSSES)
    (project / "pyproject.toml").write_text('[tool.logit-lint.per-file-ignores]\n"losses.py" = ["LGT101"]\n')
    assert check().findings == []
    (project / "pyproject.toml").write_text('[tool.logit-lint.per-file-ignores]\n"train.py" = ["LGT101"]\n')
    assert len(check().findings) == 1


def test_unsaved_text(project: Path, check: Run) -> None:
    saved = TRAIN.replace("net(x)", "x")
    (project / "train.py").write_text(saved)
    assert check("train.py").findings == []
    (line,) = check("-", "--stdin-filename", "train.py", stdin=TRAIN).findings
    assert line.startswith("train.py:6:28: LGT101 ")
    assert [finding.code for finding in lint_source(TRAIN, path=project / "train.py")] == ["LGT101"]
    assert lint_source(saved, path=project / "train.py") == []
    assert lint_source(TRAIN, filename=str(project / "train.py")) == []


def test_unsaved_text_that_others_import(project: Path) -> None:
    (project / "nets.py").write_text("from train import head\n\n\ndef net(x):\n    return head(x)\n")
    text = TRAIN + "\n\ndef head(x):\n    return x.softmax(1)\n"
    (finding,) = lint_source(text, path=project / "train.py")
    assert finding.span.start.row == 6


def test_nothing_outside_of_the_project_is_read(tmp_path: Path, project: Path) -> None:
    (project / "nets.py").rename(tmp_path / "nets.py")
    assert lint_paths(project).findings == []
    (tmp_path / "pyproject.toml").touch()
    (project / "pyproject.toml").unlink()
    assert [finding.code for finding in lint_paths(project / "train.py").findings] == ["LGT101"]
    (project / ".git").mkdir()
    assert lint_paths(project / "train.py").findings == []


def test_an_imported_file_that_cannot_be_read(project: Path, check: Run) -> None:
    for data in (b"def net(x:\n", b"\xff", b"x = '\0'", b"x = " + b"-" * 100_000 + b"1"):
        (project / "nets.py").write_bytes(data)
        assert check("train.py").status == 0
    (project / "nets.py").unlink()
    (project / "nets.py").mkdir()
    assert check("train.py").status == 0


def test_each_file_is_parsed_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        (project / f"train{number}.py").write_text(TRAIN)
    parsed: list[str] = []
    parse = ast.parse

    def count(text: str, *arguments: object, **keywords: object) -> ast.Module:
        parsed.append(text)
        return parse(text, *arguments, **keywords)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(ast, "parse", count)
    assert len(lint_paths(project, settings=Settings()).findings) == 6
    assert parsed.count(NET) == 1
    assert parsed.count(TRAIN) == 6
