"""Which generation of a package a file speaks: the order of parameters and the defaults depend on it.

No list of evidence is kept. A name that a generation lacks, or a keyword that its function does not
take, speaks against that generation; those which the least speaks against are possible.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from .tables import table, words_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .rows import Api


@dataclass(frozen=True)
class Family:
    """The generations of one package, newest first; for each the tables in which a name is looked for, in order."""

    generations: tuple[tuple[str, ...], ...]
    rivals: bool = False
    """Whether several are so common that a file which none speaks against is read in each of them."""
    model: str = ""
    """The class whose methods are called on objects that nobody names."""

    @property
    def tables(self) -> list[str]:
        """The names of all its tables."""
        return list(dict.fromkeys(name for names in self.generations for name in names))

    def find(self, name: str) -> tuple[Api | None, ...]:
        """The row of a name in each generation."""
        return tuple(_find(names, name) for names in self.generations)

    def knows(self, name: str) -> tuple[bool, ...]:
        """For each generation, whether it has the name or, if it is a module's, something in it."""
        return tuple(_knows(names, name) for names in self.generations)


def _find(names: tuple[str, ...], name: str) -> Api | None:
    for one in map(table, names):
        api = one.find(name)
        if api is not None or one.is_without(name):
            return api
    return None


def _knows(names: tuple[str, ...], name: str) -> bool:
    for one in map(table, names):
        if one.canonical(name) is not None:
            return True
        if one.is_without(name):
            return False
    return False


def possible_generations(family: Family, roots: frozenset[str], text: str, tree: ast.AST | None) -> frozenset[int]:
    """The places of the generations that a file may be written for; ``roots`` are the packages of the family."""
    against = [0] * len(family.generations)
    for name in set(_names(text, roots)):
        for part in _prefixes(name):
            having = family.knows(part)
            if any(having):
                against = [count + (not has) for count, has in zip(against, having)]
                break
    if tree is not None and _telling_keywords(family) & words_in(text):
        for name, keywords in _calls(tree, text, roots, family):
            known = [frozenset() if api is None else api.signature.names for api in family.find(name)]
            for keyword in keywords:
                # Many take any keyword and hand it on: only a function that names it speaks for its generation.
                fitting = [keyword in names for names in known]
                if any(fitting):
                    against = [count + (not fits) for count, fits in zip(against, fitting)]
    return frozenset(place for place, count in enumerate(against) if count == min(against))


_IMPORT = re.compile(r"^[ \t]*import[ \t]+([\w.]+)(?:[ \t]+as[ \t]+(\w+))?", re.M)
_FROM = re.compile(r"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n#;]*)", re.M)
_IMPORTED = re.compile(r"(\w+)(?:\s+as\s+(\w+))?")


def _imports(text: str, roots: Iterable[str]) -> dict[str, str]:
    """By the name that a file uses: the qualified name of what it imports from these packages."""
    found = {}
    for match in _IMPORT.finditer(text):
        path = match[1] if match[2] else match[1].partition(".")[0]
        found[match[2] or path] = path
    for match in _FROM.finditer(text):
        for name, alias in _IMPORTED.findall(match[2]):
            found[alias or name] = f"{match[1]}.{name}"
    wanted = tuple(roots)
    return {name: path for name, path in found.items() if path.partition(".")[0] in wanted}


def _names(text: str, roots: Iterable[str]) -> Iterator[str]:
    """The qualified names that a file uses; those of a compatibility module say nothing about the rest."""
    imports = _imports(text, roots)
    if not imports:
        return
    used = re.compile(rf"(?<![\w.])({'|'.join(imports)})\.([A-Za-z_][\w.]*)")
    for name in (*imports.values(), *(f"{imports[alias]}.{rest}" for alias, rest in used.findall(text))):
        if ".compat." not in name:
            yield name


def _prefixes(name: str) -> list[str]:
    """The name itself and what it is a part of (``tf.app.flags.FLAGS.x`` uses ``tf.app.flags``)."""
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(len(parts), 1, -1)]


def _calls(tree: ast.AST, text: str, roots: Iterable[str], family: Family) -> Iterator[tuple[str, list[str]]]:
    """The calls with keywords: the qualified name of what is called, or of the model's method that it may be."""
    imports = _imports(text, roots)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.keywords:
            keywords = [keyword.arg for keyword in node.keywords if keyword.arg is not None]
            name = _qualified(node.func, imports)
            if name is not None:
                yield name, keywords
            elif family.model and isinstance(node.func, ast.Attribute):
                yield f"{family.model}.{node.func.attr}", keywords


def _qualified(node: ast.expr, imports: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return imports.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _qualified(node.value, imports)
        return None if owner is None else f"{owner}.{node.attr}"
    return None


_PARAMETER = re.compile(r"[(,]\s*\*{0,2}(\w+)\s*(?=[:=,)])")


@cache
def _telling_keywords(family: Family) -> frozenset[str]:
    """The parameters that a function has only in older generations."""
    newest = [table(name) for name in family.generations[0]]
    older = [table(name) for name in family.tables if name not in family.generations[0]]
    found: set[str] = set()
    for one in older:
        for name, row in one.rows.items():
            today = next((new.rows[known] for new in newest if (known := new.canonical(name)) is not None), "")
            found.update(set(_PARAMETER.findall(row)) - set(_PARAMETER.findall(today)))
    return frozenset(found)
