"""What is built installs into an empty environment and works outside of the repository; so does a rule pack."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

import logit_lint

from .processes import LOG_SOFTMAX, start
from .test_pre_commit import clone  # noqa: F401  (a fixture: what a commit of the working tree would hold)

ROOT = Path(__file__).parents[2]
VERSION = logit_lint.__version__


def run_or_fail(*command: str | Path, cwd: Path) -> str:
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, capture_output=True, text=True, timeout=600, env=clean, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    """The sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run_or_fail(sys.executable, "-m", "build", "--outdir", folder, clone, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    """The scripts of an environment that holds the wheel, what it depends on, flake8, and the example rule pack."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(folder, with_pip=True)
    scripts = folder / "bin"
    (wheel,) = built.glob("*.whl")
    run_or_fail(scripts / "python", "-m", "pip", "install", "--quiet", f"{wheel}[flake8]", cwd=built)
    run_or_fail(
        scripts / "python", "-m", "pip", "install", "--quiet", clone / "examples" / "rule_pack", "pytest", cwd=built
    )
    return scripts


def test_the_wheel_holds_all_that_is_needed_and_nothing_else(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    assert wheel.name == f"logit_lint-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    here = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("logit_lint/**/*") if path.is_file()}
    for folder in ("rules", "runtime_check"):
        here |= {f"logit_lint/{path.relative_to(ROOT).as_posix()}" for path in ROOT.glob(f"{folder}/**/*.py")}
    needed = {name for name in here if "__pycache__" not in name}
    assert {name for name in names if ".dist-info/" not in name} == needed


def test_the_sdist_holds_licence_and_readme(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "README.md", "pyproject.toml", "logit_lint/settings.schema.json"} <= names


def test_it_works_outside_of_the_repository(installed: Path, folder: Path) -> None:
    (folder / "a.py").write_text(LOG_SOFTMAX)
    assert start([str(installed / "logit-lint"), "--version"], folder).out == f"logit-lint {VERSION}\n"
    outcome = start([str(installed / "logit-lint"), "check", "--output-format", "concise"], folder)
    assert outcome.status == 1
    assert [line.split()[1] for line in outcome.findings] == ["LGT101", "LGT401"]
    assert "# double-softmax (LGT101)" in start([str(installed / "logit-lint"), "rule", "LGT101"], folder).out
    assert len(start([str(installed / "flake8"), "--select=LGT", "a.py"], folder).findings) == 2
    probed = start([str(installed / "python"), "-c", "import logit_lint.runtime_check"], folder)
    assert "numpy" in probed.err.lower()  # an extra


def test_the_rule_pack_joins_in(installed: Path, folder: Path) -> None:
    program = "import torch\n\n\ndef f(x):\n    p = torch.log_softmax(x, 1)\n    return torch.exp(p)\n"
    (folder / "a.py").write_text(program)
    outcome = start([str(installed / "logit-lint"), "check", "--output-format", "concise"], folder)
    assert outcome.out.splitlines()[0] == (
        "a.py:6:12: HSE101 exp-of-log-softmax: `torch.exp(p)` is the exponential of a log-softmax: "
        "call `softmax` instead"
    )
    assert start([str(installed / "logit-lint"), "check", "--ignore", "HSE"], folder).status == 0
    assert "HSE101  exp-of-log-softmax" in start([str(installed / "logit-lint"), "rules"], folder).out
    assert "HSE101" in start([str(installed / "flake8"), "--extend-select=HSE", "a.py"], folder).out


def test_the_rule_packs_own_tests_pass(installed: Path, folder: Path) -> None:
    tests = ROOT / "examples" / "rule_pack" / "test_house_rules.py"
    (folder / tests.name).write_text(tests.read_text(encoding="utf-8"))
    done = start([str(installed / "python"), "-m", "pytest", "-q", "-p", "no:cacheprovider", tests.name], folder)
    assert "2 passed" in done.out


def test_the_readmes_commands_in_a_fresh_clone(installed: Path, clone: Path) -> None:  # noqa: F811
    readme = (clone / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^(?:\$ )?(logit-lint .+)$|`((?:logit-lint|flake8) [^`]+)`", readme, re.M)
    statuses = {}
    for first, second in commands:
        name, *arguments = (first or second).split()
        statuses[first or second] = start([str(installed / name), *arguments], clone).status
    # The examples hold mistakes; the rules do not.
    assert statuses == {
        "logit-lint check .": 1,
        "logit-lint check examples/pytorch_classifier.py": 1,
        "logit-lint check --diff .": 0,  # All that can be mended changes what is computed.
        "logit-lint check examples": 1,
        "flake8 --select LGT .": 1,
        "logit-lint check --output-format github .": 1,
        "logit-lint rules": 0,
        "logit-lint rule LGT101": 0,
    }
