from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from logit_lint.config import Configuration, Selection, read_settings
from logit_lint.errors import ConfigurationError

from .processes import LOG_SOFTMAX, PYTORCH

if TYPE_CHECKING:
    from .processes import Run


def test_the_nearest_file_with_our_table_wins(folder: Path, check: Run) -> None:
    inner = folder / "inner"
    deeper = inner / "deeper"
    deeper.mkdir(parents=True)
    for place in (folder, inner, deeper):
        (place / "a.py").write_text(LOG_SOFTMAX)
    (folder / "pyproject.toml").write_text('[tool.logit-lint]\nselect = ["LGT101"]\n')
    (inner / "pyproject.toml").write_text('[tool.logit-lint]\nselect = ["LGT4"]\n')
    (deeper / "pyproject.toml").write_text('[project]\nname = "mentions logit-lint"\n')
    found = [" ".join(line.replace(":", " ").split()[i] for i in (0, 3)) for line in check().findings]
    assert found == ["a.py LGT101", "inner/a.py LGT401", "inner/deeper/a.py LGT401"]


def test_the_command_line_comes_on_top(folder: Path, check: Run) -> None:
    (folder / "a.py").write_text(LOG_SOFTMAX)
    (folder / "pyproject.toml").write_text('[tool.logit-lint]\nselect = ["LGT101"]\nignore = ["LGT401"]\n')
    codes = {options: [line.split()[1] for line in check(*options.split()).findings] for options in (
        "--quiet", "--select=LGT4", "--extend-select=LGT401", "--ignore=LGT1"
    )}  # fmt: skip
    assert codes == {
        "--quiet": ["LGT101"],
        "--select=LGT4": ["LGT401"],
        "--extend-select=LGT401": ["LGT101", "LGT401"],
        "--ignore=LGT1": [],
    }


def test_per_file_ignores(folder: Path, check: Run) -> None:
    for name in ("a.py", "tests/a.py", "tests/deep/a.py", "generated.py", "sub/generated.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(LOG_SOFTMAX)
    (folder / "pyproject.toml").write_text(
        '[tool.logit-lint.per-file-ignores]\n"tests/*" = ["LGT1", "log-of-softmax"]\n"generated.py" = ["LGT4"]\n'
    )
    found = [" ".join(line.replace(":", " ").split()[i] for i in (0, 3)) for line in check().findings]
    assert found == ["a.py LGT101", "a.py LGT401", "generated.py LGT101", "sub/generated.py LGT101"]


def test_exclude(folder: Path, check: Run) -> None:
    for name in ("a.py", "vendored/a.py", "sub/vendored/a.py", "sub/old_a.py", "sub/old_keep.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(PYTORCH)
    (folder / "pyproject.toml").write_text('[tool.logit-lint]\nexclude = ["/vendored/", "old_*.py", "!old_keep.py"]\n')

    def files(*arguments: str) -> list[str]:
        return [line.split(":")[0] for line in check(*arguments).findings]

    assert files() == ["a.py", "sub/old_keep.py", "sub/vendored/a.py"]
    assert files(str(folder / "sub")) == [str(folder / "sub/old_keep.py"), str(folder / "sub/vendored/a.py")]
    assert files("vendored/a.py") == ["vendored/a.py"]
    assert files("--force-exclude", "vendored/a.py", "a.py") == ["a.py"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("extend_select = []", "[tool.logit-lint]: unknown key 'extend_select'; did you mean 'extend-select'?"),
        ("nonsense = 1", "[tool.logit-lint]: unknown key 'nonsense'"),
        ('select = "LGT101"', "[tool.logit-lint] select: expected a list of strings, got a string"),
        ("ignore = [101]", "[tool.logit-lint] ignore: expected a list of strings, got a number in it"),
        ("exclude = true", "[tool.logit-lint] exclude: expected a list of strings, got true or false"),
        (
            "per-file-ignores = []",
            "[tool.logit-lint] per-file-ignores: expected a table of lists of strings, got a list",
        ),
        (
            'per-file-ignores = { "a.py" = "LGT101" }',
            "[tool.logit-lint] per-file-ignores: 'a.py': expected a list of strings, got a string",
        ),
        ('select = ["LGT10l"]', "[tool.logit-lint] select: unknown rule 'LGT10l'; did you mean 'LGT101'?"),
        (
            'ignore = ["double-sotfmax"]',
            "[tool.logit-lint] ignore: unknown rule 'double-sotfmax'; did you mean 'double-softmax'?",
        ),
        (
            'per-file-ignores = { "a.py" = ["LGT10l"] }',
            "[tool.logit-lint] per-file-ignores: unknown rule 'LGT10l'; did you mean 'LGT101'?",
        ),
        ('select = ["LGT101"', "not valid TOML: "),
    ],
)
def test_what_cannot_be_meant_is_an_error(folder: Path, check: Run, table: str, message: str) -> None:
    (folder / "a.py").write_text(PYTORCH)
    (folder / "pyproject.toml").write_text(f"[tool.logit-lint]\n{table}\n")
    outcome = check()
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.startswith(f"logit-lint: {folder / 'pyproject.toml'}: {message}")
    assert outcome.err.count("\n") == 1


def test_a_table_of_another_type(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool]\nlogit-lint = "yes"\n')
    with pytest.raises(ConfigurationError, match="expected a table, got a string"):
        read_settings(folder / "pyproject.toml")


def test_the_apis_table_declares_the_projects_own(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.logit-lint.apis]\n"a.b.loss" = "(x: logits, y) -> loss"\n')
    settings = read_settings(folder / "pyproject.toml")
    assert settings is not None
    assert settings.apis == {"a.b.loss": "(x: logits, y) -> loss"}


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('"a.loss" = "(x: logit) -> loss"', "'a.loss': not a kind: 'logit'"),
        ('"a.loss" = "(x: logits)"', "'a.loss': expected"),
        ('"a.loss" = "(x: logits if f else probs) -> loss"', "'a.loss': 'x' depends on 'f', which is no parameter"),
        ('"a.loss" = "(x) -> sofmax(x)"', "'a.loss': neither an operation nor a parameter: 'sofmax'"),
        ('"a loss" = "(x: logits) -> loss"', "'a loss': expected"),
        ('"a.loss" = 1', "'a.loss': expected a string, got a number"),
        ('a.loss = "(x: logits) -> loss"', "'a': expected a string, got a table; put quotes around a name with dots"),
    ],
)
def test_a_wrong_api_is_named(folder: Path, entry: str, complaint: str) -> None:
    (folder / "pyproject.toml").write_text(f"[tool.logit-lint.apis]\n{entry}\n")
    with pytest.raises(ConfigurationError) as raised:
        read_settings(folder / "pyproject.toml")
    assert f"[tool.logit-lint] apis: {complaint}" in str(raised.value)


def test_a_folder_or_fifo_in_place_of_the_file_is_passed_over(folder: Path) -> None:
    file = folder / "pyproject.toml"
    file.mkdir()
    assert read_settings(file) is None
    file.rmdir()
    os.mkfifo(file)
    assert read_settings(file) is None


def test_a_folder_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "pyproject.toml").write_text("[tool.logit-lint]\n")
    overlay = Selection(ignore=("LGT1",))
    configuration = Configuration(overlay=overlay)
    settings = configuration.settings_for(folder)
    assert settings.overlay is overlay
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read again"))
    assert configuration.settings_for(folder / "." / "x" / "..") is settings
