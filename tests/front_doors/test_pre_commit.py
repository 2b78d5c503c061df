"""The hook inside the real pre-commit, from a clone of this repository."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .processes import CLEAN, PYTORCH, Outcome, start

ROOT = Path(__file__).parents[2]


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a commit of the working tree would hold."""
    folder = tmp_path_factory.mktemp("clone")
    for name in git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "The working tree.")
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps its environments; one for all tests here, as building it takes long."""
    return tmp_path_factory.mktemp("pre-commit")


def try_repo(folder: Path, clone: Path, cache: Path) -> Outcome:
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(clone), "logit-lint", "--all-files", "--verbose"]
    return start(command, folder, env={"PRE_COMMIT_HOME": str(cache)})


def test_a_commit_with_a_mistake_is_stopped(folder: Path, clone: Path, cache: Path) -> None:
    (folder / "train.py").write_text(PYTORCH)
    (folder / "stub.pyi").write_text("x: int\n")
    (folder / "notes.txt").write_text("softmax\n")
    outcome = try_repo(folder, clone, cache)
    assert outcome.status == 1, outcome
    assert "train.py:7:34: LGT101 double-softmax: " in outcome.out
    assert "2 files checked; 1 finding" in outcome.out


def test_a_clean_commit_passes(folder: Path, clone: Path, cache: Path) -> None:
    (folder / "train.py").write_text(CLEAN)
    (folder / "vendored").mkdir()
    (folder / "vendored" / "train.py").write_text(PYTORCH)
    (folder / "pyproject.toml").write_text('[tool.logit-lint]\nexclude = ["vendored"]\n')
    outcome = try_repo(folder, clone, cache)
    assert outcome.status == 0, outcome
    assert "Passed" in outcome.out
    assert "1 file checked; 0 findings" in outcome.out
