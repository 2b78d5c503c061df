"""From the paths a user names to the files that are checked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from .findings import Problem
from .gitignore import IgnoredByGit
from .reading import NOTEBOOK, why_not

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .config import Configuration

SUFFIXES = (".py", ".pyi", NOTEBOOK)

EXCLUDED = frozenset(
    {
        ".bzr",
        ".direnv",
        ".eggs",
        ".git",
        ".git-rewrite",
        ".hg",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pants.d",
        ".pyenv",
        ".pytest_cache",
        ".pytype",
        ".ruff_cache",
        ".svn",
        ".tox",
        ".venv",
        ".vscode",
        "__pycache__",
        "__pypackages__",
        "_build",
        "buck-out",
        "build",
        "dist",
        "node_modules",
        "site-packages",
        "venv",
    }
)
"""Names that are not entered below a folder that the user named; as ruff has them."""


def discover(
    paths: Iterable[Path], configuration: Configuration, *, force_exclude: bool = False
) -> Iterator[Path | Problem]:
    """The files to check, each once, and a problem for every path that leads nowhere.

    A file that is named explicitly is checked whatever its suffix and the ``exclude`` setting say, unless
    ``force_exclude``: pre-commit names every file explicitly.
    """
    seen: set[str] = set()
    for path in paths:
        if force_exclude and _excluded(path, configuration):
            continue
        for file in _walk(path, configuration) if _is_folder(path) else [path]:
            if isinstance(file, Path):
                identity = _identity(file)
                if identity in seen:
                    continue
                seen.add(identity)
            yield file


def _identity(file: Path) -> str:
    try:
        return os.path.realpath(file)
    except ValueError:  # a null byte in the path
        return str(file)


def _is_folder(path: Path) -> bool:
    # Path.is_dir raises where a folder on the way is closed to us; os.path.isdir answers.
    return os.path.isdir(path)  # noqa: PTH112


def _walk(root: Path, configuration: Configuration) -> Iterator[Path | Problem]:
    waiting = [root]
    git = IgnoredByGit(root)
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                inside = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield Problem(str(folder), why_not(error, folder))
            continue
        settings = configuration.settings_for(folder)
        folders = []
        for entry in inside:
            if entry.name in EXCLUDED:
                continue
            path = folder / entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and not entry.name.endswith(SUFFIXES):
                continue
            if settings.respects_gitignore and git.ignores(path, folder=is_folder):
                continue
            # Symlinked folders are not entered: what they lead to is checked where it stands, and loops end here.
            if is_folder:
                if not settings.excludes(path, folder=True):
                    folders.append(path)
            elif not _is_folder(path) and not settings.excludes(path):
                yield path
        waiting.extend(reversed(folders))


def _excluded(path: Path, configuration: Configuration) -> bool:
    folder = _is_folder(path)
    settings = configuration.settings_for(path if folder else path.parent)
    below = _below_root(path, settings.root) if path.is_absolute() else path
    return not EXCLUDED.isdisjoint(below.parts) or settings.excludes(path, folder=folder)


def _below_root(path: Path, root: Path | None) -> Path:
    try:
        return path.relative_to(root or Path.cwd())
    except ValueError:
        return Path(path.name)
