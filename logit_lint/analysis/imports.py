"""Import statements: a name of another file of the project, or of a package that is not read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..knowledge.catalog import PACKAGES
from .module_names import bindings_of
from .terms import Deferred, Term, external, unknown

if TYPE_CHECKING:
    import ast

    from ..project import Location
    from .frames import Frame
    from .program import Program


def bind_modules(node: ast.Import, frame: Frame) -> None:
    """``import a.b as c``."""
    run = frame.run
    for alias in node.names:
        path = alias.name if alias.asname else alias.name.partition(".")[0]
        location = None
        if run.program is not None and run.file is not None and path.partition(".")[0] not in PACKAGES:
            location = run.program.project.locate(path, 0, run.file.path)
        if run.program is None or location is None:
            term = Term("api", (), node, frame.source, path)
        else:
            term = run.program.term(location)
        frame.scope.bindings[alias.asname or path] = term


def bind_names(node: ast.ImportFrom, frame: Frame) -> None:
    """``from a.b import c as d``."""
    run = frame.run
    module = "." * node.level + (node.module or "")
    location = None
    if run.program is not None and run.file is not None:
        location = run.program.project.locate(node.module or "", node.level, run.file.path)
    known = not node.level and module.partition(".")[0] in PACKAGES
    for alias in node.names:
        if alias.name == "*":
            if location is None or location.file is None or known:
                run.star_imports.append(module)
            else:
                _bind_all(location, frame)
            continue
        path = f"{module}.{alias.name}" if not module.endswith(".") else module + alias.name
        frame.scope.bindings[alias.asname or alias.name] = _imported(path, location, alias.name, known, node, frame)


def _imported(path: str, location: Location | None, name: str, known: bool, node: ast.ImportFrom, frame: Frame) -> Term:
    """One imported name; ``known`` says that there is a table for the package."""
    program = frame.run.program
    api = external(path, node, frame.source)
    if program is None or location is None:
        return api
    rows = frame.run.catalog.find(path)
    if rows:
        # What the project declares of itself is taken at its word, by a name that holds in every file.
        return api if node.level == 0 else Term("api", (), node, frame.source, rows[0].name)
    if known and (location.file is None or program.project.below(location, name) is not None):
        return api
    return Deferred(partial(_find_member, program, location, name, api))


def _find_member(program: Program, location: Location, name: str, otherwise: Term) -> Term:
    found = program.member(location, name)
    return otherwise if found is None else found


def _bind_all(location: Location, frame: Frame) -> None:
    program, file = frame.run.program, frame.run.file
    assert program is not None
    assert file is not None
    assert location.file is not None
    # What an imported file binds itself is found without its star imports; they mostly come first.
    own = bindings_of(file) if file is not program.file else {}
    for name in sorted(program.exports(location.file)):
        if name in own:
            continue
        before = frame.scope.find(name)
        otherwise = before or unknown(f"`{name}` is not found where it is imported from")
        frame.scope.bindings[name] = Deferred(partial(_find_member, program, location, name, otherwise), before)


def attribute(owner: Term, name: str, node: ast.expr, frame: Frame) -> Term:
    """The attribute of a module of the project."""
    program = frame.run.program
    assert program is not None
    found = program.member(owner.data, name)
    return found if found is not None else unknown(f"the module has no `{name}`", node, frame.source)
