"""The plugin inside the real flake8."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from .processes import CLEAN, LOG_SOFTMAX, PYTORCH, Outcome, start

if TYPE_CHECKING:
    from pathlib import Path

    from .processes import Run


def flake8(folder: Path, *arguments: str, stdin: str | None = None, env: dict[str, str] | None = None) -> Outcome:
    return start([sys.executable, "-m", "flake8", "--isolated", *arguments], folder, stdin, env)


def codes(outcome: Outcome) -> list[str]:
    assert outcome.err == ""
    return [line.split()[1] for line in outcome.findings]


def test_the_same_findings_at_the_same_places(folder: Path, check: Run) -> None:
    wide = LOG_SOFTMAX.replace("return nn", "größe = '宽'; return nn").replace("return torch", "s = '宽'; return torch")
    (folder / "a.py").write_text(wide, encoding="utf-8")
    (folder / "b.py").write_bytes(b"\xef\xbb\xbf" + PYTORCH.replace("\n", "\r\n").encode())
    ours = check()
    theirs = flake8(folder, "--select", "LGT", "a.py", "b.py")
    assert len(ours.findings) == 3
    assert theirs.status == 1
    # flake8 mends nothing, and so marks nothing.
    assert theirs.out.splitlines() == [line.replace(" [*]", "") for line in ours.findings]


def test_a_clean_file(folder: Path) -> None:
    (folder / "a.py").write_text(CLEAN.replace("import torch\n", "").replace("import torch.nn.functional as F\n", ""))
    assert flake8(folder, "a.py") == Outcome(0, "", "")


def test_nothing_has_to_be_selected(folder: Path) -> None:
    (folder / "a.py").write_text(PYTORCH.replace("import torch\n", ""))
    (line,) = flake8(folder, "a.py").out.splitlines()
    assert line.startswith("a.py:6:34: LGT101 double-softmax: ")


def test_standard_input(folder: Path) -> None:
    (line,) = flake8(folder, "--select=LGT", "-", stdin=PYTORCH).findings
    assert line.startswith("stdin:7:34: LGT101 ")


def test_noqa_is_left_to_flake8(folder: Path) -> None:
    (folder / "a.py").write_text(PYTORCH.replace("y)\n", "y)  # noqa: LGT101\n"))
    assert codes(flake8(folder, "--select=LGT", "a.py")) == []
    assert codes(flake8(folder, "--select=LGT", "--disable-noqa", "a.py")) == ["LGT101"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--ignore=LGT101", ["LGT401"]),
        ("--extend-ignore=LGT4", ["LGT101"]),
        ("--select=LGT4", ["LGT401"]),
        ("--select=E", []),
        ("--per-file-ignores=a.py:LGT1", ["LGT401"]),
    ],
)
def test_flake8_selects(folder: Path, options: str, expected: list[str]) -> None:
    (folder / "a.py").write_text(LOG_SOFTMAX)
    assert codes(flake8(folder, options, "a.py")) == expected


@pytest.mark.parametrize(
    ("options", "on"),
    [
        ([], False),
        (["--ignore=E203"], False),
        (["--extend-select=F"], False),
        (["--select=LGT499"], True),
        (["--extend-select=LGT499"], True),
        (["--select=LGT"], True),
        (["--ignore=E203", "--extend-select=LGT4"], True),
        (["--select=LGT", "--ignore=LGT499"], False),
    ],
)
def test_opt_in_rules_are_off_unless_selected(folder: Path, sample_pack: Path, options: list[str], on: bool) -> None:
    (folder / "a.py").write_text(LOG_SOFTMAX)
    outcome = flake8(folder, *options, "a.py", env={"PYTHONPATH": str(sample_pack)})
    assert ("LGT499" in codes(outcome)) is on


def test_syntax_errors_are_flake8s(folder: Path) -> None:
    (folder / "a.py").write_text(PYTORCH + "def broken(:\n")
    outcome = flake8(folder, "a.py")
    assert "E999" in outcome.out
    assert "LGT" not in outcome.out


def test_a_file_too_deep_for_us_does_not_end_the_run(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import ast

    from logit_lint.flake8_plugin import LogitLintPlugin

    def too_deep(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("logit_lint.analysis.scout.scout", too_deep)
    assert list(LogitLintPlugin(ast.parse(PYTORCH), "a.py", PYTORCH.splitlines(keepends=True)).run()) == []
    assert "a.py: nested too deeply to be checked" in caplog.text


def test_a_broken_rule_pack_is_said_in_one_line(folder: Path, sample_pack: Path) -> None:
    (sample_pack / "sample_pack.py").write_text("import no_such_module\n")
    outcome = flake8(folder, ".", env={"PYTHONPATH": str(sample_pack)})
    assert outcome.status == 1
    assert "logit-lint: rule pack 'sample' (sample_pack) cannot be loaded: ModuleNotFoundError" in outcome.out
    assert "Traceback" not in outcome.err


def test_several_processes(folder: Path) -> None:
    for number in range(4):
        (folder / f"a{number}.py").write_text(PYTORCH)
    assert codes(flake8(folder, "--select=LGT", "-j2", ".")) == ["LGT101"] * 4


def test_the_tree_that_flake8_hands_over_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    import ast

    from logit_lint.flake8_plugin import LogitLintPlugin

    tree = ast.parse(CLEAN)
    parsed = []
    with monkeypatch.context() as patched:
        patched.setattr(ast, "parse", lambda text, *_, **__: parsed.append(text))
        found = list(LogitLintPlugin(tree, "a.py", CLEAN.splitlines(keepends=True)).run())
    assert found == []
    assert CLEAN not in parsed


def test_an_idle_plugin_costs_next_to_nothing(folder: Path) -> None:
    (folder / "a.py").write_text("x = 1\n")
    script = (
        "import sys\n"
        "from flake8.main.cli import main\n"
        "status = main(['--isolated', '-j1', 'a.py'])\n"
        "import json\n"
        "print(json.dumps([status, [name for name in ('libcst', 'numpy', 'click') if name in sys.modules]]))\n"
    )
    assert json.loads(start([sys.executable, "-c", script], folder).out) == [0, []]


def in_project(folder: Path, table: str, *arguments: str) -> list[str]:
    """What flake8 finds in two files of a project with these settings of ours."""
    (folder / "pyproject.toml").write_text(table)
    for name in ("a.py", "tests/b.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(LOG_SOFTMAX)
    outcome = flake8(folder, "--ignore=E,W,F", *arguments, ".")
    assert outcome.err == ""
    return [line.removeprefix("./").partition(":")[0] + " " + line.split()[1] for line in outcome.findings]


EVERYTHING = ["a.py LGT101", "a.py LGT401", "tests/b.py LGT101", "tests/b.py LGT401"]


@pytest.mark.parametrize(
    ("table", "options", "expected"),
    [
        ("", [], EVERYTHING),
        ('ignore = ["LGT401"]', [], ["a.py LGT101", "tests/b.py LGT101"]),
        ('ignore = ["LGT401"]', ["--select=LGT4"], ["a.py LGT401", "tests/b.py LGT401"]),
        ('select = ["LGT4"]', [], ["a.py LGT401", "tests/b.py LGT401"]),
        ('per-file-ignores = {"tests/*" = ["LGT1"]}', [], [*EVERYTHING[:2], EVERYTHING[3]]),
        ('exclude = ["tests"]', [], EVERYTHING[:2]),
    ],
)
def test_the_projects_settings_count(folder: Path, table: str, options: list[str], expected: list[str]) -> None:
    assert in_project(folder, f"[tool.logit-lint]\n{table}\n", *options) == expected


def test_the_project_may_turn_on_what_is_off(folder: Path, sample_pack: Path) -> None:
    (folder / "a.py").write_text(LOG_SOFTMAX)
    (folder / "pyproject.toml").write_text('[tool.logit-lint]\nextend-select = ["LGT499"]\n')
    assert "LGT499" in codes(flake8(folder, "a.py", env={"PYTHONPATH": str(sample_pack)}))


def test_impossible_settings_are_said_in_one_line(folder: Path) -> None:
    (folder / "a.py").write_text(CLEAN)
    (folder / "pyproject.toml").write_text("[tool.logit-lint]\nselekt = []\n")
    outcome = flake8(folder, "a.py")
    assert outcome.status == 1
    assert "unknown key 'selekt'; did you mean 'select'?" in outcome.out
    assert "Traceback" not in outcome.err


def test_blocks_are_silent_in_flake8_too(folder: Path) -> None:
    (folder / "a.py").write_text("# logit-lint: disable=LGT101\n" + LOG_SOFTMAX)
    assert codes(flake8(folder, "--select=LGT", "a.py")) == ["LGT401"]
