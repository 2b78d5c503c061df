"""Settings: from ``[tool.logit-lint]`` in the nearest ``pyproject.toml``, and from the command line."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import ConfigurationError, nearest
from .knowledge.catalog import Knowledge
from .knowledge.rows import RowError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pathspec import GitIgnoreSpec

FILE = "pyproject.toml"
TABLE = "[tool.logit-lint]"


@dataclass(frozen=True)
class Selection:
    """What one place says about the rules that are on; ``select=None`` leaves the defaults."""

    select: Sequence[str] | None = None
    extend_select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    place: str = "{key}"
    """Where it was said, for messages; ``{key}`` stands for the setting's name."""

    def where(self, key: str) -> str:
        """The place of one setting."""
        return self.place.replace("{key}", key)


@dataclass(frozen=True)
class Settings(Selection):
    """All settings that hold for a folder."""

    per_file_ignores: Mapping[str, Sequence[str]] | None = None
    apis: Mapping[str, str] | None = None
    """The project's own losses and layers: by qualified name, the rest of a row of the knowledge base."""
    exclude: Sequence[str] = ()
    root: Path | None = None
    """The folder that the patterns of ``exclude`` and ``per_file_ignores`` are relative to."""
    follow_imports: bool = True
    """Whether other files of the project are read where a checked file imports them."""
    overlay: Selection = Selection()
    """What the command line says on top."""

    @property
    def selections(self) -> tuple[Selection, ...]:
        """The settings that choose rules, weaker ones first."""
        return (self, self.overlay)

    def excludes(self, path: Path, *, folder: bool = False) -> bool:
        """Whether ``exclude`` names this path, in gitignore's way of matching."""
        if not self.exclude:
            return False
        relative = self._relative(path)
        return relative is not None and self._excluded.match_file(f"{relative}/" if folder else relative)

    def ignored_in(self, path: Path) -> set[str]:
        """The selectors that ``per-file-ignores`` holds for this path."""
        if not self.per_file_ignores:
            return set()
        relative = self._relative(path)
        if relative is None:
            return set()
        return {code for spec, codes in self._ignored if spec.match_file(relative) for code in codes}

    @cached_property
    def _excluded(self) -> GitIgnoreSpec:
        return _patterns(self.exclude)

    @cached_property
    def _ignored(self) -> list[tuple[GitIgnoreSpec, Sequence[str]]]:
        return [(_patterns([pattern]), codes) for pattern, codes in (self.per_file_ignores or {}).items()]

    def _relative(self, path: Path) -> str | None:
        root = _absolute(self.root or Path.cwd())
        try:
            return _absolute(path).relative_to(root).as_posix()
        except ValueError:
            return None


class Configuration:
    """Finds the settings of each folder; the nearest file that has our table wins."""

    def __init__(
        self, *, fixed: Settings | None = None, overlay: Selection | None = None, follow_imports: bool | None = None
    ) -> None:
        self._fixed = fixed
        self._follow_imports = follow_imports
        self._overlay = overlay or Selection()
        self._asked: dict[Path, Settings] = {}
        self._known: dict[Path, Settings] = {}

    @property
    def given(self) -> tuple[Selection, ...]:
        """What was chosen before any file was looked at."""
        return (self._overlay,) if self._fixed is None else self._fixed.selections

    def settings_for(self, folder: Path) -> Settings:
        """The settings of a folder; raises `ConfigurationError`."""
        if self._fixed is not None:
            return self._fixed
        settings = self._asked.get(folder)
        if settings is None:
            settings = self._asked[folder] = self._search(_absolute(folder))
        return settings

    def _search(self, folder: Path) -> Settings:
        unknown = []
        settings = None
        for place in (folder, *folder.parents):
            settings = self._known.get(place) or read_settings(place / FILE)
            if settings is not None:
                break
            unknown.append(place)
        if settings is None:
            settings = Settings(root=Path.cwd())
        if settings.overlay is not self._overlay:
            settings = replace(settings, overlay=self._overlay)
        if self._follow_imports not in (None, settings.follow_imports):
            settings = replace(settings, follow_imports=self._follow_imports is True)
        for known in (*unknown, place):
            self._known[known] = settings
        return settings


def read_settings(file: Path) -> Settings | None:
    """The settings in a ``pyproject.toml``; None where there is no file or no table of ours."""
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
    if table is None:
        return None
    return _settings(file, table)


def _settings(file: Path, table: object) -> Settings:
    if not isinstance(table, dict):
        raise ConfigurationError(f"{file}: {TABLE}: expected a table, got {_type(table)}")
    place = f"{file}: {TABLE} {{key}}"
    readers: dict[str, Callable[[str, object], object]] = {
        "select": _strings,
        "extend-select": _strings,
        "ignore": _strings,
        "per-file-ignores": _strings_by_pattern,
        "exclude": _strings,
        "apis": _apis,
        "follow-imports": _flag,
    }
    values: dict[str, object] = {}
    for key, value in table.items():
        if key not in readers:
            raise ConfigurationError(f"{file}: {TABLE}: unknown key {key!r}{nearest(key, list(readers))}")
        values[key.replace("-", "_")] = readers[key](place.replace("{key}", key), value)
    settings = Settings(root=file.parent, place=place, **values)  # type: ignore[arg-type]
    for pattern in (*settings.exclude, *(settings.per_file_ignores or {})):
        _check_pattern(file, pattern)
    return settings


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


def _check_pattern(file: Path, pattern: str) -> None:
    try:
        _patterns([pattern])
    except ValueError as error:
        raise ConfigurationError(f"{file}: {TABLE}: bad pattern {pattern!r}: {error}") from None


def _flag(where: str, value: object) -> bool:
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


def _absolute(path: Path) -> Path:
    # Not resolved: a symlinked project keeps the settings of the place it is seen in.
    return Path(os.path.normpath(path.absolute()))


def _patterns(patterns: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)
