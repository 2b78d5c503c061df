"""Settings, and which hold where: from the nearest file that has some, and from the command line."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pathspec import GitIgnoreSpec

FILE = "pyproject.toml"


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
    respect_gitignore: bool | None = None
    """Whether what git ignores is not looked for in folders; None says nothing, which means yes."""
    root: Path | None = None
    """The folder that the patterns of ``exclude`` and ``per_file_ignores`` are relative to."""
    follow_imports: bool | None = None
    """Whether other files of the project are read where a checked one imports them; None says nothing: yes."""
    file: Path | None = None
    """Where all this was read; None for what a program says."""
    base: Settings | None = None
    """The settings that these extend: all of them hold, and these come on top."""
    overlay: Selection = Selection()
    """What the command line says on top."""

    @property
    def layers(self) -> tuple[Settings, ...]:
        """These settings and all that they extend, weaker ones first."""
        return (*self.base.layers, self) if self.base is not None else (self,)

    @property
    def selections(self) -> tuple[Selection, ...]:
        """The settings that choose rules, weaker ones first."""
        return (*self.layers, self.overlay)

    @property
    def respects_gitignore(self) -> bool:
        """Whether what git ignores is not looked for in folders."""
        said = [layer.respect_gitignore for layer in self.layers if layer.respect_gitignore is not None]
        return said[-1] if said else True

    @property
    def all_apis(self) -> dict[str, str]:
        """The project's own APIs of all layers."""
        return {name: row for layer in self.layers for name, row in (layer.apis or {}).items()}

    @property
    def follows_imports(self) -> bool:
        """Whether other files of the project are read where a checked file imports them."""
        said = [layer.follow_imports for layer in self.layers if layer.follow_imports is not None]
        return said[-1] if said else True

    def excludes(self, path: Path, *, folder: bool = False) -> bool:
        """Whether ``exclude`` names this path, in gitignore's way of matching."""
        if self.base is not None and self.base.excludes(path, folder=folder):
            return True
        if not self.exclude:
            return False
        relative = self._relative(path)
        return relative is not None and self._excluded.match_file(f"{relative}/" if folder else relative)

    def ignored_in(self, path: Path) -> set[str]:
        """The selectors that ``per-file-ignores`` holds for this path."""
        found = self.base.ignored_in(path) if self.base is not None else set()
        relative = self._relative(path) if self.per_file_ignores else None
        if relative is not None:
            found |= {code for spec, codes in self._ignored if spec.match_file(relative) for code in codes}
        return found

    @cached_property
    def _excluded(self) -> GitIgnoreSpec:
        return patterns_of(self.exclude)

    @cached_property
    def _ignored(self) -> list[tuple[GitIgnoreSpec, Sequence[str]]]:
        return [(patterns_of([pattern]), codes) for pattern, codes in (self.per_file_ignores or {}).items()]

    def _relative(self, path: Path) -> str | None:
        root = _absolute(self.root or Path.cwd())
        try:
            return _absolute(path).relative_to(root).as_posix()
        except ValueError:
            return None


class Configuration:
    """Finds the settings of each folder; the nearest file that has our table wins.

    Args:
        fixed: The settings of all folders; nothing is read.
        overlay: What the command line says on top.
        follow_imports: What the command line says of that; None says nothing.
        file: The one file to read, for all folders; its patterns are relative to the current folder.

    Raises:
        ConfigurationError: Where ``file`` cannot be read, has no table of ours, or an impossible one.
    """

    def __init__(
        self,
        *,
        fixed: Settings | None = None,
        overlay: Selection | None = None,
        follow_imports: bool | None = None,
        file: Path | None = None,
    ) -> None:
        self._follow_imports = follow_imports
        self._overlay = overlay or Selection()
        self._fixed = fixed
        if file is not None:
            self._fixed = self._topped(replace(_settings_in(file), root=Path.cwd()))
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
        from .settings_file import read_settings

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
            settings = self._topped(settings)
        for known in (*unknown, place):
            self._known[known] = settings
        return settings

    def _topped(self, settings: Settings) -> Settings:
        """Settings with what the command line says on top."""
        if self._follow_imports is not None:
            settings = replace(settings, follow_imports=self._follow_imports)
        return replace(settings, overlay=self._overlay)


def _settings_in(file: Path) -> Settings:
    from .settings_file import read_settings

    if not os.path.isfile(file):  # noqa: PTH113
        raise ConfigurationError(f"{file}: no such file")
    settings = read_settings(file)
    if settings is None:
        raise ConfigurationError(f"{file}: it has no table [tool.logit-lint]")
    return settings


def _absolute(path: Path) -> Path:
    # Not resolved: a symlinked project keeps the settings of the place it is seen in.
    return Path(os.path.normpath(path.absolute()))


def patterns_of(patterns: Sequence[str]) -> GitIgnoreSpec:
    """Patterns in gitignore's language; raises `ValueError`."""
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)
