"""The files of a project: where an import leads, and each file read and parsed once however many import it.

Only files below the project's root are looked at. Nothing is executed, and no installed package is read.
"""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections import OrderedDict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from .reading import Unreadable, decode, read_bytes
from .source import Source

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Iterator

    from .analysis.survey import Survey

REPOSITORY: Final = (".git", ".hg")
PACKAGE: Final = ("pyproject.toml", "setup.py", "setup.cfg")
"""What stands in the root of a project; a repository's root counts more than a package's."""

KEPT: Final = 4_000_000
"""So many characters of files are kept with their syntax trees; past it, those not used for longest are forgotten."""


class Location(NamedTuple):
    """Where a module is: its file (none for a namespace package), and the folders of its submodules if it has any."""

    file: str | None
    folders: tuple[str, ...]


class Imported(NamedTuple):
    """One name that a file imports: ``from .module import name as alias``; without ``name`` the module itself."""

    module: str
    level: int
    name: str
    alias: str


_IMPORT = re.compile(r"^[ \t]*import[ \t]+((?:[^\n#;\\(]|\\\r?\n)+)", re.M)
_FROM = re.compile(r"^[ \t]*from[ \t]+(\.*)[ \t]*([\w.]*)[ \t]+import[ \t]*(\([^)]*\)|(?:[^\n#;\\(]|\\\r?\n)+)", re.M)
_NAME = re.compile(r"([\w.]+|\*)(?:[ \t]+as[ \t]+(\w+))?")


class File:
    """A file of the project; its tree, and what follows from it, are made when they are asked for."""

    def __init__(self, path: str, source: Source, tree: ast.Module | None = None) -> None:
        self.path = path
        self.source = source
        self._tree = tree
        self.notes: dict[object, object] = {}
        """What others derived from it, by who they are."""

    @cached_property
    def tree(self) -> ast.Module | None:
        """The syntax tree; None where the file does not parse."""
        if self._tree is not None:
            return self._tree
        import ast

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return ast.parse(self.source.text)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return None

    @cached_property
    def survey(self) -> Survey:
        """What stands anywhere in it; only of a file that parses."""
        from .analysis.survey import Survey

        assert self.tree is not None
        return Survey(self.tree)

    @cached_property
    def imports(self) -> tuple[Imported, ...]:
        """What it imports, by its text alone."""
        return tuple(_imports(self.source.text))


def _imports(text: str) -> Iterator[Imported]:
    for found in _IMPORT.finditer(text):
        for name, alias in _NAME.findall(found[1]):
            yield Imported(name, 0, "", alias or name.partition(".")[0])
    for found in _FROM.finditer(text):
        for name, alias in _NAME.findall(found[3]):
            yield Imported(found[2], len(found[1]), name, alias or name)


class Project:
    """The files that a run may read besides those it was given."""

    def __init__(self, named: Iterable[Path] = ()) -> None:
        self._named = {absolute(path): str(path) for path in named}
        self._files: OrderedDict[str, File | None] = OrderedDict()
        self._characters = 0
        self._roots: dict[str, str] = {}
        self._search: dict[str, tuple[str, ...]] = {}
        self._located: dict[tuple[str, str, int], Location | None] = {}
        self._exists: dict[str, bool] = {}
        self.edges: dict[str, tuple[tuple[Imported, Location], ...]] = {}

    def name(self, paths: Iterable[Path]) -> None:
        """Remember how the user calls these files."""
        self._named.update((absolute(path), str(path)) for path in paths)

    def is_named(self, filename: str) -> bool:
        """Whether the user named the file of that name."""
        return absolute(filename) in self._named

    def add(self, path: str, source: Source, tree: ast.Module | None = None) -> File:
        """Take a file's text as it is given, whatever is saved under its path."""
        known = self._files.get(path)
        if known is not None and known.source.text == source.text and known.source.filename == source.filename:
            return self._keep(path, known)
        self.edges.pop(path, None)
        return self._keep(path, File(path, source, tree))

    def file(self, path: str) -> File | None:
        """A file by its absolute path; None where it cannot be read."""
        if path in self._files:
            found = self._files[path]
            return found if found is None else self._keep(path, found)
        try:
            source = Source(self.filename(path), decode(read_bytes(Path(path))))
        except Unreadable:
            self._files[path] = None
            return None
        return self._keep(path, File(path, source))

    def _keep(self, path: str, file: File) -> File:
        before = self._files.pop(path, None)
        self._characters += len(file.source.text) - (len(before.source.text) if before is not None else 0)
        self._files[path] = file
        while self._characters > KEPT and len(self._files) > 1:
            _, oldest = self._files.popitem(last=False)
            self._characters -= len(oldest.source.text) if oldest is not None else 0
        return file

    def filename(self, path: str) -> str:
        """What findings call a file: as the user named it, otherwise from the current folder."""
        named = self._named.get(path)
        if named is not None:
            return named
        here = os.getcwd()  # noqa: PTH109
        return os.path.relpath(path, here) if path.startswith(here + os.sep) else path

    def imported_by(self, file: File) -> tuple[tuple[Imported, Location], ...]:
        """What a file imports from the project, and from where."""
        edges = self.edges.get(file.path)
        if edges is None:
            found = []
            for one in file.imports:
                location = self.locate(one.module, one.level, file.path)
                if location is not None:
                    inner = self.below(location, one.name) if one.name else None
                    found.append((one, location))
                    if inner is not None:
                        found.append((Imported(one.module, one.level, "", one.alias), inner))
            edges = self.edges[file.path] = tuple(found)
        return edges

    def locate(self, module: str, level: int, importer: str) -> Location | None:
        """Where an import in a file leads, if that is a file or a folder of the same project.

        Args:
            module: The dotted name, without leading dots.
            level: The number of leading dots.
            importer: The absolute path of the importing file.
        """
        folder = os.path.dirname(importer)  # noqa: PTH120
        key = (folder, module, level)
        if key not in self._located:
            self._located[key] = self._relative(folder, module, level) if level else self._absolute(folder, module)
        return self._located[key]

    def below(self, location: Location, name: str) -> Location | None:
        """A submodule."""
        return self._first(self._at(folder, name) for folder in location.folders)

    def _relative(self, folder: str, module: str, level: int) -> Location | None:
        root = self.root(folder)
        for _ in range(level - 1):
            if folder == root:
                return None
            folder = os.path.dirname(folder)  # noqa: PTH120
        if module:
            return self._at(folder, module)
        init = os.path.join(folder, "__init__.py")  # noqa: PTH118
        return Location(init if self._is_file(init) else None, (folder,))

    def _absolute(self, folder: str, module: str) -> Location | None:
        first = module.partition(".")[0]
        if first in sys.stdlib_module_names:
            # Only a script's own folder comes before the standard library.
            found = None if self._is_package(folder) else self._at(folder, module)
            return found if found is not None and found.file is not None else None
        return self._first(self._at(place, module) for place in self._searched(folder))

    def _first(self, found: Iterable[Location | None]) -> Location | None:
        """The first file, or all folders if there is none: together they are a namespace package."""
        folders: tuple[str, ...] = ()
        for one in found:
            if one is not None and one.file is not None:
                return one
            folders += () if one is None else one.folders
        return Location(None, folders) if folders else None

    def _at(self, place: str, module: str) -> Location | None:
        folder = os.path.join(place, *module.split("."))  # noqa: PTH118
        init = os.path.join(folder, "__init__.py")  # noqa: PTH118
        if self._is_file(init):
            return Location(init, (folder,))
        if self._is_file(folder + ".py"):
            return Location(folder + ".py", ())
        return Location(None, (folder,)) if self._is_folder(folder) else None

    def _searched(self, folder: str) -> tuple[str, ...]:
        """The folders in which the modules are that files of this folder import, likelier ones first.

        A script's own folder, the folder around its package, and all folders up to the root, each with its ``src``.
        """
        known = self._search.get(folder)
        if known is None:
            root = self.root(folder)
            outer, inner = folder, []
            while self._is_package(outer) and outer != os.path.dirname(outer):  # noqa: PTH120
                inner.append(outer)
                outer = os.path.dirname(outer)  # noqa: PTH120
            around = [outer]
            while around[-1] != root and _is_below(around[-1], root):
                around.append(os.path.dirname(around[-1]))  # noqa: PTH120
            places = [place for one in around for place in (one, os.path.join(one, "src"))]  # noqa: PTH118
            # A module of a package may be run as a script, too.
            known = self._search[folder] = tuple(dict.fromkeys([*places, *inner]))
        return known

    def root(self, folder: str) -> str:
        """The root of the project that a folder belongs to.

        The nearest repository's, or else the nearest folder with a package's settings; where there is none, the current
        folder if it is further out, and otherwise the folder around the outermost package.
        """
        known = self._roots.get(folder)
        if known is None:
            known = self._roots[folder] = (
                self._outwards(folder, REPOSITORY) or self._outwards(folder, PACKAGE) or self._without_marks(folder)
            )
        return known

    def _outwards(self, folder: str, marks: tuple[str, ...]) -> str | None:
        while True:
            if any(os.path.exists(os.path.join(folder, mark)) for mark in marks):  # noqa: PTH110, PTH118
                return folder
            outer = os.path.dirname(folder)  # noqa: PTH120
            if outer == folder:
                return None
            folder = outer

    def _without_marks(self, folder: str) -> str:
        here = os.getcwd()  # noqa: PTH109
        if _is_below(folder, here):
            return here
        while self._is_package(folder) and folder != os.path.dirname(folder):  # noqa: PTH120
            folder = os.path.dirname(folder)  # noqa: PTH120
        return folder

    def _is_package(self, folder: str) -> bool:
        return self._is_file(os.path.join(folder, "__init__.py"))  # noqa: PTH118

    def _is_file(self, path: str) -> bool:
        known = self._exists.get(path)
        if known is None:
            known = self._exists[path] = path in self._files or os.path.isfile(path)  # noqa: PTH113
        return known

    def _is_folder(self, path: str) -> bool:
        key = path + os.sep
        known = self._exists.get(key)
        if known is None:
            known = self._exists[key] = os.path.isdir(path)  # noqa: PTH112
        return known


def absolute(path: Path | str) -> str:
    """The one name of a file within a run; symbolic links are left as they are."""
    return os.path.abspath(path)  # noqa: PTH100


def _is_below(folder: str, root: str) -> bool:
    return folder == root or folder.startswith(root.rstrip(os.sep) + os.sep)
