"""What git ignores, by the ``.gitignore`` files of a repository."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

NAME = ".gitignore"


class IgnoredByGit:
    """Answers for what is found in a walk that begins in one folder.

    Outside of a repository, the ``.gitignore`` files from that folder downwards count. A folder that git ignores and
    that was named all the same is looked into: then, too, only those inside of it count.
    """

    def __init__(self, start: Path) -> None:
        self._start = Path(os.path.abspath(start))  # noqa: PTH100  (symlinks stay what they are)
        self._files: dict[Path, tuple[tuple[Path, GitIgnoreSpec], ...]] = {}
        above = self._above()
        if not _ignores(above, self._start, folder=True):
            self._files[self._start] = (*above, *_read(self._start / NAME, self._start))

    def ignores(self, path: Path, *, folder: bool = False) -> bool:
        """Whether git ignores a path in a folder that it does not ignore."""
        path = Path(os.path.abspath(path))  # noqa: PTH100
        return _ignores(self._in(path.parent), path, folder=folder)

    def _in(self, folder: Path) -> tuple[tuple[Path, GitIgnoreSpec], ...]:
        files = self._files.get(folder)
        if files is None:
            outer = () if folder == self._start or folder == folder.parent else self._in(folder.parent)
            files = self._files[folder] = (*outer, *_read(folder / NAME, folder))
        return files

    def _above(self) -> tuple[tuple[Path, GitIgnoreSpec], ...]:
        """The files of the repository above the start, outermost first."""
        places = (self._start, *self._start.parents)
        root = next((place for place in places if os.path.lexists(place / ".git")), None)
        if root is None:
            return ()
        found = list(_read(root / ".git" / "info" / "exclude", root))
        for place in reversed(places[1 : places.index(root) + 1]):
            found += _read(place / NAME, place)
        return tuple(found)


def _ignores(files: tuple[tuple[Path, GitIgnoreSpec], ...], path: Path, *, folder: bool) -> bool:
    # The innermost file that says anything decides.
    for root, spec in reversed(files):
        said = spec.check_file(path.relative_to(root).as_posix() + ("/" if folder else "")).include
        if said is not None:
            return said
    return False


def _read(file: Path, root: Path) -> tuple[tuple[Path, GitIgnoreSpec], ...]:
    # As git does, a file that cannot be read is passed over, and so is a line that is no pattern.
    if not os.path.isfile(file):  # noqa: PTH113
        return ()
    try:
        lines = file.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ()
    from .config import patterns_of

    try:
        return ((root, patterns_of(lines)),)
    except ValueError:
        return ((root, patterns_of([line for line in lines if _is_pattern(line)])),)


def _is_pattern(line: str) -> bool:
    from .config import patterns_of

    try:
        patterns_of([line])
    except ValueError:
        return False
    return True
