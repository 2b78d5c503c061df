"""The table ``[tool.logit-lint]`` of a ``pyproject.toml``: its keys, how they are read, and its JSON schema."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .config import Settings, patterns_of
from .errors import ConfigurationError, nearest
from .knowledge.catalog import Knowledge
from .knowledge.rows import RowError

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE = "[tool.logit-lint]"

_STRINGS = {"type": "array", "items": {"type": "string"}}


@dataclass(frozen=True)
class Key:
    """One key of the table: what it says, how it is read, and its JSON schema."""

    name: str
    about: str
    read: Callable[[str, object], object]
    """From the place, for messages, and the value to what `Settings` holds; raises `ConfigurationError`."""
    schema: dict[str, Any]


def read_settings(file: Path, extended_by: tuple[Path, ...] = ()) -> Settings | None:
    """The settings in a file; None where there is no file or no table of ours; raises `ConfigurationError`."""
    # Unlike Path.is_file, this answers in closed folders too; whoever reads in one will say that it is closed.
    if not os.path.isfile(file):  # noqa: PTH113
        return None
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{file}: cannot be read: {(error.strerror or str(error)).lower()}") from None
    # Most projects have a pyproject.toml and no table of ours: then no TOML parser is imported.
    if b"logit-lint" not in data:
        return None
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        document = toml.loads(data.decode())
    except (toml.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationError(f"{file}: not valid TOML: {error}") from None
    tool = document.get("tool")
    table = tool.get("logit-lint") if isinstance(tool, dict) else None
    return None if table is None else _settings(file, table, extended_by)


def _settings(file: Path, table: object, extended_by: tuple[Path, ...]) -> Settings:
    if not isinstance(table, dict):
        raise ConfigurationError(f"{file}: {TABLE}: expected a table, got {_type(table)}")
    place = f"{file}: {TABLE} {{key}}"
    keys = {key.name: key for key in KEYS}
    values: dict[str, Any] = {}
    for name, value in table.items():
        if name not in keys:
            raise ConfigurationError(f"{file}: {TABLE}: unknown key {name!r}{nearest(name, list(keys))}")
        values[name.replace("-", "_")] = keys[name].read(place.replace("{key}", name), value)
    extended = values.pop("extend", None)
    settings = Settings(root=file.parent, file=file, place=place, **values)
    for pattern in (*settings.exclude, *(settings.per_file_ignores or {})):
        _check_pattern(file, pattern)
    if extended is not None:
        settings = replace(settings, base=_extended(file, extended, extended_by))
    return settings


def _extended(file: Path, name: str, extended_by: tuple[Path, ...]) -> Settings:
    where = f"{file}: {TABLE} extend"
    other = Path(os.path.normpath(file.parent / os.path.expanduser(name)))  # noqa: PTH111  (no error without a home)
    chain = (*extended_by, file)
    if any(os.path.realpath(other) == os.path.realpath(one) for one in chain):
        raise ConfigurationError(f"{where}: {other} would extend itself")
    if not os.path.isfile(other):  # noqa: PTH113
        raise ConfigurationError(f"{where}: no such file: {other}")
    settings = read_settings(other, chain)
    if settings is None:
        raise ConfigurationError(f"{where}: {other} has no table {TABLE}")
    return settings


def _check_pattern(file: Path, pattern: str) -> None:
    try:
        patterns_of([pattern])
    except ValueError as error:
        raise ConfigurationError(f"{file}: {TABLE}: bad pattern {pattern!r}: {error}") from None


def _string(where: str, value: object) -> str:
    if not isinstance(value, str):
        raise ConfigurationError(f"{where}: expected a string, got {_type(value)}")
    return value


def _truth(where: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ConfigurationError(f"{where}: expected true or false, got {_type(value)}")
    return value


def _strings(where: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ConfigurationError(f"{where}: expected a list of strings, got {_type(value)}")
    for item in value:
        if not isinstance(item, str):
            raise ConfigurationError(f"{where}: expected a list of strings, got {_type(item)} in it")
    return tuple(value)


def _strings_by_pattern(where: str, value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ConfigurationError(f"{where}: expected a table of lists of strings, got {_type(value)}")
    return {pattern: _strings(f"{where}: {pattern!r}", codes) for pattern, codes in value.items()}


def _apis(where: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ConfigurationError(f"{where}: expected a table of strings, got {_type(value)}")
    for name, row in value.items():
        if not isinstance(row, str):
            hint = "; put quotes around a name with dots" if isinstance(row, dict) else ""
            raise ConfigurationError(f"{where}: {name!r}: expected a string, got {_type(row)}{hint}")
        try:
            Knowledge({name: row})
        except RowError as error:
            raise ConfigurationError(f"{where}: {name!r}: {str(error).removeprefix(f'{name}: ')}") from None
    return value


def _type(value: object) -> str:
    words = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a string",
        list: "a list",
        dict: "a table",
    }
    return words.get(type(value), f"a {type(value).__name__}")


KEYS = (
    Key(
        "extend",
        "Another `pyproject.toml` (a path relative to this file), whose settings all hold; those here come on top.",
        _string,
        {"type": "string"},
    ),
    Key("select", "The rules to use instead of the default ones: codes, prefixes, names or `ALL`.", _strings, _STRINGS),
    Key("extend-select", "Rules to use besides.", _strings, _STRINGS),
    Key("ignore", "Rules not to use.", _strings, _STRINGS),
    Key(
        "per-file-ignores",
        "Rules not to use in some files: by pattern, in the manner of `.gitignore`, a list of rules.",
        _strings_by_pattern,
        {"type": "object", "additionalProperties": _STRINGS},
    ),
    Key(
        "exclude",
        "What is not looked into: patterns in the manner of `.gitignore`, relative to this file.",
        _strings,
        _STRINGS,
    ),
    Key(
        "respect-gitignore",
        "Whether what git ignores is not looked into, either (default: true).",
        _truth,
        {"type": "boolean", "default": True},
    ),
    Key(
        "follow-imports",
        "Whether other files of the project are read where a checked one imports them (default: true).",
        _truth,
        {"type": "boolean", "default": True},
    ),
    Key(
        "apis",
        "The project's own losses and layers: by qualified name, a signature with kinds as annotations.",
        _apis,
        {"type": "object", "additionalProperties": {"type": "string"}},
    ),
)


def json_schema(_: str = "") -> dict[str, Any]:
    """The JSON schema of the table; it is shipped as ``settings.schema.json``, and known to validate-pyproject."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "https://logit-lint.readthedocs.io/settings.schema.json",
        "title": "The table [tool.logit-lint] of pyproject.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: {"description": key.about} | key.schema for key in KEYS},
    }
