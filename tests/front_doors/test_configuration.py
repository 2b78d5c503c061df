from __future__ import annotations

import json
import os
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
import tomllib_or_tomli as toml

from logit_lint.config import Configuration, Selection
from logit_lint.errors import ConfigurationError
from logit_lint.settings_file import json_schema, read_settings

from .processes import LOG_SOFTMAX, PYTORCH, start

if TYPE_CHECKING:
    from .processes import Outcome, Run


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


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def codes(outcome: Outcome) -> list[str]:
    return [f"{line.partition(':')[0]} {line.split()[1]}" for line in outcome.findings]


def test_extend_what_another_file_says(folder: Path, check: Run) -> None:
    write(folder, "pyproject.toml", '[tool.logit-lint]\nselect = ["LGT1"]\nexclude = ["/sub/gone.py", "old.py"]\n')
    write(folder, "sub/pyproject.toml", '[tool.logit-lint]\nextend = "../pyproject.toml"\nextend-select = ["LGT401"]\n')
    for name in ("a.py", "old.py", "sub/b.py", "sub/gone.py", "sub/deep/old.py"):
        write(folder, name, LOG_SOFTMAX)
    assert codes(check()) == ["a.py LGT101", "sub/b.py LGT101", "sub/b.py LGT401"]
    write(folder, "sub/pyproject.toml", '[tool.logit-lint]\nextend = "../pyproject.toml"\nselect = ["LGT4"]\n')
    assert codes(check("sub")) == ["sub/b.py LGT401"]
    write(folder, "pyproject.toml", '[tool.logit-lint.per-file-ignores]\n"sub/*" = ["LGT1"]\n')
    assert codes(check("sub/b.py")) == ["sub/b.py LGT401"]


@pytest.mark.parametrize(
    ("base", "message"),
    [
        ("base.toml", "extend: no such file: {folder}/base.toml"),
        ("empty.toml", "extend: {folder}/empty.toml has no table [tool.logit-lint]"),
        ("pyproject.toml", "extend: {folder}/pyproject.toml would extend itself"),
        ("loop.toml", "extend: {folder}/pyproject.toml would extend itself"),
        (1, "extend: expected a string, got a number"),
    ],
)
def test_an_extend_that_leads_nowhere(folder: Path, check: Run, base: object, message: str) -> None:
    write(folder, "a.py", PYTORCH)
    write(folder, "empty.toml", "[tool]\n")
    write(folder, "loop.toml", '[tool.logit-lint]\nextend = "pyproject.toml"\n')
    write(folder, "pyproject.toml", f"[tool.logit-lint]\nextend = {json.dumps(base)}\n")
    outcome = check()
    assert outcome.status == 2
    assert message.format(folder=folder) in outcome.err
    assert outcome.err.count("\n") == 1


def test_config_is_the_only_file_read(folder: Path, check: Run) -> None:
    write(folder, "sub/a.py", LOG_SOFTMAX)
    write(folder, "sub/pyproject.toml", '[tool.logit-lint]\nselect = ["LGT4"]\n')
    write(
        folder, "ci/strict.toml", '[tool.logit-lint]\nselect = ["LGT101"]\nper-file-ignores = {"sub/b.py" = ["ALL"]}\n'
    )
    write(folder, "sub/b.py", LOG_SOFTMAX)
    assert codes(check("--config", "ci/strict.toml")) == ["sub/a.py LGT101"]
    assert codes(check("--config", "ci/strict.toml", "--ignore", "LGT101")) == []
    assert check("--config", "no.toml").err == "logit-lint: no.toml: no such file\n"
    write(folder, "none.toml", "")
    assert check("--config", "none.toml").err == "logit-lint: none.toml: it has no table [tool.logit-lint]\n"


def test_settings_are_shown_as_toml_that_says_the_same(folder: Path, check: Run) -> None:
    write(folder, "a.py", LOG_SOFTMAX)
    table = (
        '[tool.logit-lint]\nselect = ["LGT1"]\nexclude = ["x/"]\nrespect-gitignore = false\n'
        '[tool.logit-lint.per-file-ignores]\n"b*" = ["LGT1"]\n[tool.logit-lint.apis]\n"a.f" = "(x: logits) -> loss"\n'
    )
    write(folder, "pyproject.toml", table)
    shown = check("--show-settings", "--ignore", "LGT102").out
    assert shown.startswith(f"# The settings for .\n# from {folder / 'pyproject.toml'}\n")
    write(folder, "pyproject.toml", shown)
    settings = read_settings(folder / "pyproject.toml")
    assert settings is not None
    assert list(settings.select or ()) == ["LGT101", "LGT103", "LGT104", "LGT105", "LGT106"]
    assert settings.exclude == ("x/",)
    assert settings.respect_gitignore is False
    assert settings.per_file_ignores == {"b*": ("LGT1",)}
    assert settings.apis == {"a.f": "(x: logits) -> loss"}


def test_files_are_shown_and_not_checked(folder: Path, check: Run) -> None:
    for name in ("a.py", "sub/b.ipynb", "sub/c.txt", "old/d.py"):
        write(folder, name, "")
    write(folder, "pyproject.toml", '[tool.logit-lint]\nexclude = ["old"]\n')
    assert check("--show-files").out == "a.py\nsub/b.ipynb\n"
    assert check("--show-files", "old/d.py", "sub").out == "old/d.py\nsub/b.ipynb\n"


SCHEMA = json_schema()
TABLES = [
    "",
    'extend = "../x.toml"',
    "extend = 1",
    'select = ["LGT101"]',
    "select = [1]",
    'extend-select = "LGT1"',
    "respect-gitignore = false",
    'respect-gitignore = "no"',
    'exclude = ["a"]',
    'per-file-ignores = {a = ["LGT1"]}',
    "per-file-ignores = {a = 1}",
    'apis = {"a.f" = "(x: logits) -> loss"}',
    "apis = {a = 1}",
    "no-such-key = 1",
]


@pytest.mark.parametrize("table", TABLES)
def test_the_schema_accepts_what_is_accepted(folder: Path, table: str) -> None:
    write(folder, "x.toml", "[tool.logit-lint]\n")
    write(folder, "sub/pyproject.toml", f"[tool.logit-lint]\n{table}\n")
    try:
        read_settings(folder / "sub" / "pyproject.toml")
        accepted = True
    except ConfigurationError:
        accepted = False
    instance = toml.loads(table)
    assert jsonschema.Draft7Validator(SCHEMA).is_valid(instance) is accepted


def test_the_schema_is_shipped() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    shipped = files("logit_lint").joinpath("settings.schema.json").read_text(encoding="utf-8")
    assert json.loads(shipped) == SCHEMA, "run `python docs/generate.py`"


@pytest.mark.parametrize(("table", "valid"), [('select = ["LGT1"]', True), ("selekt = []", False)])
def test_validate_pyproject_knows_the_table(folder: Path, table: str, valid: bool) -> None:
    write(folder, "pyproject.toml", f"[tool.logit-lint]\n{table}\n")
    outcome = start([sys.executable, "-m", "validate_pyproject", "pyproject.toml"], folder)
    assert (outcome.status == 0) is valid, outcome
