"""Mending from the command line, through a pipe and in pre-commit's hook."""

from __future__ import annotations

import json
import shutil
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from .processes import CLEAN, LOG_SOFTMAX, start
from .test_pre_commit import cache, clone, git  # noqa: F401

if TYPE_CHECKING:
    from pathlib import Path

    from .processes import Run

SAFE = LOG_SOFTMAX.replace("import torch\n", "", 1).replace("torch.log(F.softmax(x, dim=1))", "F.log_softmax(x, dim=1)")
UNSAFE = SAFE.replace("F.softmax(net(x), dim=1)", "net(x)")


@pytest.fixture
def train(folder: Path) -> Path:
    file = folder / "train.py"
    file.write_text(LOG_SOFTMAX)
    return file


class TestFix:
    def test_what_is_safe_is_mended(self, check: Run, train: Path) -> None:
        outcome = check("--fix")
        assert outcome.status == 1
        assert train.read_text() == SAFE
        assert [line.split()[1] for line in outcome.findings] == ["LGT101"]
        assert "1 file checked; 2 findings (1 fixed, 1 fixable with `--unsafe-fixes`); " in outcome.out

    def test_and_the_rest_if_it_is_wanted(self, check: Run, train: Path) -> None:
        outcome = check("--fix", "--unsafe-fixes")
        assert outcome.status == 0
        assert train.read_text() == UNSAFE
        assert outcome.findings == []
        assert "2 findings (2 fixed); " in outcome.out

    def test_a_second_run_changes_nothing(self, check: Run, train: Path) -> None:
        check("--fix", "--unsafe-fixes")
        before = train.stat().st_mtime_ns, train.stat().st_ino
        outcome = check("--fix", "--unsafe-fixes")
        assert outcome.status == 0
        assert "1 file checked; 0 findings; " in outcome.out
        assert (train.stat().st_mtime_ns, train.stat().st_ino) == before

    def test_only_the_rules_that_are_chosen(self, check: Run, train: Path) -> None:
        assert check("--fix", "--unsafe-fixes", "--select", "LGT101").status == 0
        assert train.read_text() == LOG_SOFTMAX.replace("F.softmax(net(x), dim=1)", "net(x)")

    def test_what_a_comment_silences_stays(self, check: Run, train: Path) -> None:
        silenced = LOG_SOFTMAX.replace("dim=1))\n", "dim=1))  # noqa: LGT401\n")
        train.write_text(silenced)
        check("--fix")
        assert train.read_text() == silenced

    def test_without_fix_nothing_is_written(self, check: Run, train: Path) -> None:
        outcome = check("--unsafe-fixes")
        assert outcome.status == 1
        assert train.read_text() == LOG_SOFTMAX
        assert "2 findings (1 fixable with `--fix`, 1 more fixable with `--unsafe-fixes`); " in outcome.out

    def test_encoding_line_ends_and_mode_stay(self, check: Run, folder: Path) -> None:
        file = folder / "old.py"
        text = "# coding: latin-1\n# Häuser\n" + LOG_SOFTMAX
        file.write_bytes(text.replace("\n", "\r\n").encode("latin-1"))
        file.chmod(0o640)
        check("--fix")
        wanted = ("# coding: latin-1\n# Häuser\n" + SAFE).replace("\n", "\r\n")
        assert file.read_bytes() == wanted.encode("latin-1")
        assert stat.S_IMODE(file.stat().st_mode) == 0o640

    def test_a_read_only_file_is_a_problem(self, check: Run, train: Path) -> None:
        train.chmod(0o444)
        outcome = check("--fix")
        assert outcome.status == 2
        assert outcome.err == "train.py: not mended: the file is read-only\n"
        assert train.read_text() == LOG_SOFTMAX
        assert len(outcome.findings) == 2

    def test_exit_zero(self, check: Run, train: Path) -> None:
        assert check("--fix", "--exit-zero").status == 0

    def test_statistics_count_what_is_left(self, check: Run, train: Path) -> None:
        assert check("--fix", "--statistics").out.startswith("1  LGT101  double-softmax\n1 file checked; 2 findings")


class TestDiff:
    def test_shows_what_would_change_and_changes_nothing(self, check: Run, train: Path) -> None:
        outcome = check("--diff")
        assert outcome.status == 1
        assert train.read_text() == LOG_SOFTMAX
        assert outcome.out.startswith("--- train.py\n+++ train.py\n@@ ")
        assert "-    return torch.log(F.softmax(x, dim=1))\n+    return F.log_softmax(x, dim=1)\n" in outcome.out
        assert outcome.err == "Would mend 1 of the findings.\n"

    def test_is_a_patch(self, check: Run, train: Path) -> None:
        patch = train.parent / "all.patch"
        patch.write_text(check("--diff", "--unsafe-fixes").out)
        git(train.parent, "init", "--quiet")
        git(train.parent, "apply", "-p0", patch.name)
        assert train.read_text() == UNSAFE

    def test_nothing_to_mend(self, check: Run, train: Path) -> None:
        train.write_text(SAFE)
        outcome = check("--diff")
        assert (outcome.status, outcome.out, outcome.err) == (0, "", "")

    def test_quiet(self, check: Run, train: Path) -> None:
        outcome = check("--diff", "--quiet")
        assert (outcome.status, outcome.err) == (1, "")


class TestStandardInput:
    def test_the_mended_text_comes_out_and_the_findings_beside_it(self, check: Run) -> None:
        outcome = check("--fix", "-", "--stdin-filename", "train.py", stdin=LOG_SOFTMAX)
        assert outcome.status == 1
        assert outcome.out == SAFE
        assert outcome.err.startswith("train.py:6:34: LGT101 double-softmax: ")

    def test_bytes_come_out_as_they_went_in(self, check: Run) -> None:
        data = b"\xef\xbb\xbf" + CLEAN.replace("\n", "\r\n").encode() + b"# \xc3\xbc"
        outcome = check("--fix", "-", stdin=data)
        assert outcome.status == 0
        assert outcome.out.encode() == data

    def test_diff(self, check: Run) -> None:
        outcome = check("--diff", "-", stdin=LOG_SOFTMAX)
        assert outcome.status == 1
        assert outcome.out.startswith("--- -\n+++ -\n")


class TestFormats:
    def test_json_has_the_edits(self, run: Run, train: Path) -> None:
        outcome = run("check", "--output-format", "json", "--quiet")
        unsafe, safe = json.loads(outcome.out)
        assert unsafe["fix"] == {
            "applicability": "unsafe",
            "message": "Give it the raw scores",
            "edits": [
                {
                    "content": "net(x)",
                    "location": {"row": 7, "column": 34},
                    "end_location": {"row": 7, "column": 58},
                }
            ],
        }
        assert safe["fix"]["applicability"] == "safe"
        assert [edit["content"] for edit in safe["fix"]["edits"]] == ["", "F.log_softmax(x, dim=1)"]

    def test_the_full_format_shows_the_change(self, run: Run, train: Path) -> None:
        outcome = run("check")
        assert (
            "help: Use `F.log_softmax(x, dim=1)`\n"
            "  - import torch\n"
            "  -     return torch.log(F.softmax(x, dim=1))\n"
            "  +     return F.log_softmax(x, dim=1)\n"
        ) in outcome.out
        assert "help: Give it the raw scores (unsafe: look at it)\n" in outcome.out

    def test_the_concise_format_marks_what_is_safe(self, check: Run, train: Path) -> None:
        first, second = check().findings
        assert " LGT101 double-softmax: " in first
        assert " LGT401 [*] log-of-softmax: " in second


def test_a_commit_is_mended(folder: Path, clone: Path, cache: Path) -> None:  # noqa: F811
    (folder / "train.py").write_text(LOG_SOFTMAX)
    (folder / "clean.py").write_text(CLEAN)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(clone), "logit-lint-fix", "--all-files"]
    outcome = start(command, folder, env={"PRE_COMMIT_HOME": str(cache)})
    assert outcome.status == 1, outcome
    assert "files were modified by this hook" in outcome.out
    assert (folder / "train.py").read_text() == SAFE
    assert (folder / "clean.py").read_text() == CLEAN
    (folder / "train.py").write_text(UNSAFE)
    shutil.rmtree(folder / ".git")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    assert start(command, folder, env={"PRE_COMMIT_HOME": str(cache)}).status == 0
