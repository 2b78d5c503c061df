"""What a file calls things: names that it has imported, and imports that it still needs."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..findings import Edit, Position, Span
from ..spelling import rename
from ..visibility import means_the_module
from .syntax import Syntax, start

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ..analysis.candidates import Candidate
    from ..source import Source

_BESIDE = {"scipy": ("scipy", "numpy"), "jax": ("jax", "flax", "optax", "haiku", "equinox")}
"""Where an import may be added: beside one of these packages, by default of the same one."""


@dataclass(frozen=True)
class Import:
    """``import module``, or ``from module import name``."""

    module: str
    name: str = ""

    @property
    def binds(self) -> str:
        """The name that it binds."""
        return self.name or self.module.partition(".")[0]

    @property
    def statement(self) -> str:
        """The statement."""
        return f"from {self.module} import {self.name}" if self.name else f"import {self.module}"


@dataclass(frozen=True)
class Spelled:
    """A qualified name as a file writes it, and the import that it still needs."""

    text: str
    needs: Import | None = None


def spell(qualified: str, candidate: Candidate, syntax: Syntax) -> Spelled | None:
    """How to write a qualified name where the candidate stands; None if no name for it can be had there."""
    text = rename(qualified, candidate.names)
    root = text.partition(".")[0]
    if root in candidate.names:
        return Spelled(text) if _is_seen(root, candidate, syntax) else None
    module = "scipy.special" if qualified.startswith("scipy.special.") else root
    if any(isinstance(one, ast.ImportFrom) and one.module == module for one in _statements(syntax)):
        first, dot, rest = qualified.removeprefix(module + ".").partition(".")
        beside = sibling(first, module, candidate, syntax)
        if beside is not None:
            return Spelled(beside.text + dot + rest, beside.needs)
    if root in syntax.words or _anchor(module, candidate, syntax) is None:
        return None
    return Spelled(qualified, Import(module))


def sibling(name: str, module: str, candidate: Candidate, syntax: Syntax) -> Spelled | None:
    """A name beside one that the file imports by ``from module import ...``."""
    own = next((own for own, full in candidate.names.items() if full == f"{module}.{name}"), None)
    if own is not None:
        return Spelled(own) if _is_seen(own, candidate, syntax) else None
    if name in syntax.words or _anchor(module, candidate, syntax) is None:
        return None
    return Spelled(name, Import(module, name))


def _is_seen(name: str, candidate: Candidate, syntax: Syntax) -> bool:
    """Whether a name that the module imports means that import where the candidate stands."""
    return name not in syntax.for_types and means_the_module(syntax.tree, name, candidate.node)


def _statements(syntax: Syntax) -> Iterator[ast.Import | ast.ImportFrom]:
    for statement in syntax.tree.body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            yield statement


def _modules(statement: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    return [] if statement.level or not statement.module else [statement.module]


def _anchor(module: str, candidate: Candidate, syntax: Syntax) -> ast.stmt | None:
    """The import beside which that of a module belongs: one of the same package, above the candidate."""
    packages = _BESIDE.get(module.partition(".")[0], (module.partition(".")[0],))
    for package in packages:
        for statement in _statements(syntax):
            roots = [name.partition(".")[0] for name in _modules(statement)]
            if package in roots and start(statement) < start(candidate.node):
                return statement
    return None


def insertion(needed: Import, candidate: Candidate, syntax: Syntax) -> Edit | None:
    """The edit that adds an import, sorted into the imports that stand together with its anchor."""
    source = candidate.source
    anchor = _anchor(needed.module, candidate, syntax)
    if anchor is None:
        return None
    if needed.name:
        same = [one for one in _statements(syntax) if isinstance(one, ast.ImportFrom) and one.module == needed.module]
        joined = _joined(same[0], needed.name, source) if same and start(same[0]) < start(candidate.node) else None
        if joined is not None:
            return joined
    block = _together(anchor, syntax)
    key = _key(needed.module, bool(needed.name))
    after = [one for one in block if _key_of(one) <= key]
    if after and _alone(after[-1], source):
        row = (after[-1].end_lineno or after[-1].lineno) + 1
    elif _alone(block[0], source):
        row = block[0].lineno
    else:
        return None
    if row > len(source.lines):
        return None
    return Edit(needed.statement + "\n", Span(Position(row, 1), Position(row, 1)))


def _together(anchor: ast.stmt, syntax: Syntax) -> list[ast.Import | ast.ImportFrom]:
    """The imports that stand together with one, without an empty line between them."""
    block: list[ast.Import | ast.ImportFrom] = []
    for statement in syntax.tree.body:
        follows = block and statement.lineno == (block[-1].end_lineno or 0) + 1
        if isinstance(statement, (ast.Import, ast.ImportFrom)) and (follows or not block):
            block.append(statement)
            continue
        if anchor in block:
            break
        block = [statement] if isinstance(statement, (ast.Import, ast.ImportFrom)) else []
    return block


def _key(module: str, is_from: bool) -> tuple[bool, str]:
    return is_from, module.lower()


def _key_of(statement: ast.Import | ast.ImportFrom) -> tuple[bool, str]:
    modules = _modules(statement) or [""]
    return _key(modules[0], isinstance(statement, ast.ImportFrom))


def _alone(statement: ast.stmt, source: Source) -> bool:
    """Whether a statement has its lines for itself."""
    span = source.span(statement)
    before = source.lines[span.start.row - 1][: span.start.column - 1]
    after = source.lines[span.end.row - 1][span.end.column - 1 :]
    return not before.strip() and re.fullmatch(r"\s*(?:#.*)?", after.rstrip("\n")) is not None


def _joined(statement: ast.ImportFrom, name: str, source: Source) -> Edit | None:
    """The edit that adds a name to a ``from module import ...``, in its order if it is sorted."""
    names = [alias.name for alias in statement.names]
    if "*" in names:
        return None
    place = next((alias for alias in statement.names if alias.name > name), None)
    if place is not None and names == sorted(names):
        at = source.span(place).start
        return Edit(f"{name}, ", Span(at, at))
    at = source.span(statement.names[-1]).end
    return Edit(f", {name}", Span(at, at))


def removal(statement: ast.Import | ast.ImportFrom, gone: Collection[ast.alias], source: Source) -> Edit | None:
    """The edit that takes names out of an import, or the import away; None where that would not be clean."""
    if not _alone(statement, source):
        return None
    if "#" in source.segment(statement) or "#" in source.lines[(statement.end_lineno or 1) - 1]:
        return None  # A comment may say why it is there.
    kept = [alias for alias in statement.names if alias not in gone]
    span = source.span(statement)
    if not kept:
        end = span.end.row + 1
        stop = Position(end, 1) if end <= len(source.lines) else Position(span.end.row, span.end.column)
        return Edit("", Span(Position(span.start.row, 1), stop))
    first, last = statement.names.index(next(iter(gone))), statement.names.index(list(gone)[-1])
    if [alias for alias in statement.names[first : last + 1] if alias not in gone]:
        return None
    if last + 1 < len(statement.names):
        return Edit("", Span(source.span(statement.names[first]).start, source.span(statement.names[last + 1]).start))
    return Edit("", Span(source.span(statement.names[first - 1]).end, source.span(statement.names[last]).end))


def left_over(before: ast.Module, after: Source) -> list[Edit]:
    """The edits that take imports away which were used before, and are not any longer."""
    if after.filename.endswith("__init__.py"):
        return []
    then, now = Syntax(before), Syntax(ast.parse(after.text))
    edits = []
    for statement in _statements(now):
        gone = [alias for alias in statement.names if _is_left_over(alias, then, now)]
        edit = removal(statement, gone, after) if gone else None
        edits += [edit] if edit is not None else []
    return edits


def _is_left_over(alias: ast.alias, then: Syntax, now: Syntax) -> bool:
    name = alias.asname or alias.name
    if "." in name or alias.asname == alias.name or name in now.names or name not in then.names:
        return False
    return not is_quoted(name, now.tree)


def is_quoted(name: str, tree: ast.Module) -> bool:
    """Whether a string speaks of a name, as `__all__` and quoted annotations do."""
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(rf"\b{name}\b", node.value)
        for node in ast.walk(tree)
    )
