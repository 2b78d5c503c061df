"""The hook inside the real pre-commit, from a clone of this repository; and the plugin in the hook of flake8."""

from __future__ import annotations

import json
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
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": [PYTORCH]}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "train.ipynb").write_text(json.dumps(notebook))
    outcome = try_repo(folder, clone, cache)
    assert outcome.status == 1, outcome
    assert "train.py:7:34: LGT101 double-softmax: " in outcome.out
    assert "train.ipynb:cell 1:7:34: LGT101 double-softmax: " in outcome.out
    assert "3 files checked; 2 findings" in outcome.out


def test_a_clean_commit_passes(folder: Path, clone: Path, cache: Path) -> None:
    (folder / "train.py").write_text(CLEAN)
    (folder / "vendored").mkdir()
    (folder / "vendored" / "train.py").write_text(PYTORCH)
    (folder / "pyproject.toml").write_text('[tool.logit-lint]\nexclude = ["vendored"]\n')
    outcome = try_repo(folder, clone, cache)
    assert outcome.status == 0, outcome
    assert "Passed" in outcome.out
    assert "1 file checked; 0 findings" in outcome.out


@pytest.fixture(scope="module")
def flake8_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that offers flake8 as a hook, as flake8's own does."""
    folder = tmp_path_factory.mktemp("flake8")
    hook = "- {id: flake8, name: flake8, entry: flake8, language: python, types: [python], require_serial: true}\n"
    (folder / ".pre-commit-hooks.yaml").write_text(hook)
    (folder / "setup.py").write_text(
        "from setuptools import setup\nsetup(name='hook', py_modules=[], install_requires=['flake8>=6'])\n"
    )
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "flake8")
    return folder


def test_an_additional_dependency_of_the_flake8_hook(
    folder: Path, clone: Path, cache: Path, flake8_repository: Path
) -> None:
    revision = git(flake8_repository, "rev-parse", "HEAD").strip()
    (folder / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {flake8_repository}\n  rev: {revision}\n  hooks:\n"
        f"  - id: flake8\n    additional_dependencies: ['{clone}']\n    args: [--select=LGT]\n"
    )
    (folder / "train.py").write_text(PYTORCH)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
    outcome = start(command, folder, env={"PRE_COMMIT_HOME": str(cache)})
    assert outcome.status == 1, outcome
    assert "train.py:7:34: LGT101 double-softmax: " in outcome.out
    (folder / "train.py").write_text(CLEAN)
    assert start(command, folder, env={"PRE_COMMIT_HOME": str(cache)}).status == 0
