from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import logit_lint
from logit_lint import LogitLintError, Settings, lint_paths, lint_source

from .processes import CLEAN, LOG_SOFTMAX, PYTORCH

if TYPE_CHECKING:
    from pathlib import Path


def test_a_text_is_checked() -> None:
    (finding,) = lint_source(PYTORCH, filename="step.py")
    assert (finding.code, finding.filename) == ("LGT101", "step.py")
    assert (finding.span.start.row, finding.span.start.column) == (7, 34)
    assert lint_source(CLEAN) == []
    assert lint_source("\ufeff" + PYTORCH)[0].span == finding.span
    assert lint_source(PYTORCH.replace("y)\n", "y)  # noqa: LGT101\n")) == []


def test_settings_choose_the_rules() -> None:
    assert [f.code for f in lint_source(LOG_SOFTMAX, settings=Settings(select=["LGT4"]))] == ["LGT401"]
    assert [f.code for f in lint_source(LOG_SOFTMAX, settings=Settings(ignore=["LGT401"]))] == ["LGT101"]
    with pytest.raises(LogitLintError, match="ignore: unknown rule 'LGT10l'"):
        lint_source(CLEAN, settings=Settings(ignore=["LGT10l"]))


def test_a_text_too_deep_is_an_error_of_ours() -> None:
    with pytest.raises(LogitLintError, match=r"^<string>: nested too deeply"):
        lint_source(PYTORCH + "x = " + "not " * 100_000 + "1\n")


def test_paths_are_checked(folder: Path) -> None:
    (folder / "b.py").write_text(PYTORCH)
    (folder / "a.py").write_text(LOG_SOFTMAX)
    (folder / "empty.py").touch()
    report = lint_paths(folder)
    assert [(f.filename, f.code) for f in report.findings] == [
        (str(folder / "a.py"), "LGT101"),
        (str(folder / "a.py"), "LGT401"),
        (str(folder / "b.py"), "LGT101"),
    ]
    assert (report.files, report.gated, len(report.loss_calls), report.problems) == (3, 1, 2, [])
    assert lint_paths([str(folder / "b.py"), folder / "b.py"]).files == 1
    assert lint_paths(folder, settings=Settings(select=["LGT4"])).findings == report.findings[1:2]
    (problem,) = lint_paths(folder / "absent.py").problems
    assert str(problem) == f"{folder / 'absent.py'}: no such file or folder"


def test_the_same_finding_is_reported_once(folder: Path) -> None:
    (folder / "a.py").write_text(PYTORCH)
    (folder / "same.py").symlink_to("a.py")
    assert len(lint_paths(folder).findings) == 1


def test_names_are_there_on_request() -> None:
    assert set(logit_lint.__all__) <= set(dir(logit_lint))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = logit_lint.no_such_name


HEAVY = ["libcst", "numpy", "torch", "tensorflow", "jax"]


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import logit_lint", [*HEAVY, "click", "dataclasses", "ast", "pathspec", "logit_lint.linter"]),
        ("import logit_lint.flake8_plugin", [*HEAVY, "click", "pathspec"]),
        ("from logit_lint import lint_source; lint_source('x = 1')", [*HEAVY, "click", "pathspec"]),
        (f"from logit_lint import lint_source; assert not lint_source({CLEAN!r})", [*HEAVY, "click", "pathspec"]),
        ("from logit_lint import lint_paths; lint_paths('.')", [*HEAVY, "click", "pathspec", "tomllib", "tomli"]),
    ],
    ids=["package", "plugin", "gated", "no-candidate", "paths"],
)
def test_nothing_heavy_is_imported_without_need(folder: Path, code: str, absent: list[str]) -> None:
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\n')
    (folder / "a.py").write_text("x = 1\n")
    script = f"{code}\nimport sys\nprint([name for name in {absent!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"
