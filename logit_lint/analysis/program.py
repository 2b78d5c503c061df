"""The files that take part when one is interpreted: a name of another file, and the term that it is bound to there.

A file that is imported is not interpreted from top to bottom. Each of its names is when somebody
asks for it: the statements of the module that bind it, and what these ask for in turn.
"""

from __future__ import annotations

import ast
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..knowledge.catalog import Catalog
from . import statements
from .frames import FUEL_ELSEWHERE, Frame, Run
from .module_names import bindings_of, listed, star_imports
from .scopes import Scope
from .terms import Deferred, Term, phi, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..knowledge.catalog import Knowledge
    from ..project import File, Location, Project
    from .reach import Reach
    from .survey import Survey


@dataclass(eq=False)
class Far:
    """What is assigned from afar, as in `Survey`: attributes in all files that take part, globals in one."""

    shared: set[str]
    outside: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)
    writers: dict[ast.ClassDef, dict[str, list[str]]] = field(default_factory=dict)

    def also(self, survey: Survey) -> Far:
        """The same, with another file taking part; its own globals are what it shares."""
        self.outside |= survey.outside
        self.members |= survey.members
        self.writers |= survey.writers
        return Far(survey.shared, self.outside, self.members, self.writers)


class Program:
    """The files that take part when one is interpreted: itself, and those that it imports, as they are asked for."""

    def __init__(self, file: File, reach: Reach, knowledge: Knowledge) -> None:
        self.file = file
        self.reach = reach
        self.project: Project = reach.project
        self._knowledge = knowledge
        self.modules: dict[str, Module | None] = {}
        self._rebound: dict[str, set[str]] = {file.path: file.survey.rebound}
        self._terms: dict[Location, Term] = {}

    def start(self, run: Run, scope: Scope) -> None:
        """Interpretation begins, with the file itself."""
        assert isinstance(run.far, Far)
        self.modules[self.file.path] = Module(self, self.file, run, scope)
        self._run = run
        self._tank = run.filled(FUEL_ELSEWHERE)

    def module(self, path: str) -> Module | None:
        """A file that takes part; None where it can't be read or does not parse."""
        if path not in self.modules:
            self.modules[path] = None
            file = self.project.file(path)
            if file is not None and file.tree is not None:
                self.modules[path] = self._take_part(file)
        return self.modules[path]

    def _take_part(self, file: File) -> Module:
        first = self._run
        assert isinstance(first.far, Far)
        run = Run(
            file.source,
            self._catalog(file),
            first.watch,
            first.far.also(file.survey),
            self,
            file,
            uses=first.uses,
            watched=first.watched,
            calls=first.calls,
            closures=first.closures,
            sinks=first.sinks,
            tank=self._tank,
        )
        self._rebound[file.path] = file.survey.rebound
        module = Module(self, file, run, Scope())
        module.scope.define = module.define
        return module

    def _catalog(self, file: File) -> Catalog:
        known = file.notes.get(self._knowledge)
        if not isinstance(known, Catalog):
            source = file.source
            known = Catalog(source.text, tree=file.tree, filename=source.filename, knowledge=self._knowledge)
            file.notes[self._knowledge] = known
        return known

    def is_rebound(self, name: str, file: File) -> bool:
        """Whether another file that takes part assigns this global of a file."""
        return any(name in names for path, names in self._rebound.items() if path != file.path)

    def term(self, location: Location) -> Term:
        """The term of a module."""
        if location not in self._terms:
            self._terms[location] = Term("module", data=location)
        return self._terms[location]

    def member(self, location: Location, name: str) -> Term | None:
        """What a module's attribute is: what the file binds it to, or a submodule."""
        module = None if location.file is None else self.module(location.file)
        found = None if module is None else module.scope.find(name)
        if found is None:
            inner = self.project.below(location, name)
            found = None if inner is None else self.term(inner)
        return found

    def exports(self, path: str, pending: tuple[str, ...] = ()) -> frozenset[str]:
        """The names that a star import of a file binds."""
        file = self.project.file(path)
        if file is None or file.tree is None or path in pending:
            return frozenset()
        known = file.notes.get("exports")
        if isinstance(known, frozenset):
            return known
        written = listed(file.tree)
        if written is None:
            names = set(bindings_of(file))
            for statement in bindings_of(file).get("*", ()):
                for node in star_imports(statement):
                    location = self.project.locate(node.module or "", node.level, path)
                    if location is not None and location.file is not None:
                        names |= self.exports(location.file, (*pending, path))
            written = {name for name in names if name[0] not in "_*"}
        found = frozenset(written)
        if not pending:
            file.notes["exports"] = found
        return found


class Module:
    """A file within one interpretation."""

    def __init__(self, program: Program, file: File, run: Run, scope: Scope) -> None:
        self.file = file
        self.run = run
        self.scope = scope
        self._program = program
        self._asked: set[str] = set()
        self._done: set[ast.stmt] = set()
        self._history: dict[str, list[Term]] = {}

    def define(self, name: str) -> Term | None:
        """Find what a name of the file is bound to; None where nothing binds it."""
        bindings = self.scope.bindings
        name, dot, _ = (whole := name).partition(".")
        if name not in self._asked and name[:1] != "@":
            self._asked.add(name)
            statements_of = bindings_of(self.file)
            self._interpret(statements_of.get(name, ()))
            if name not in bindings:
                self._interpret(statements_of.get("*", ()))
            values = self._history.get(name, ())
            if len(values) > 1:
                bindings[name] = phi(list(values))
            if name in bindings and self._program.is_rebound(name, self.file):
                bindings[name] = unknown(f"`{name}` is assigned from another file")
        return bindings.get(whole) if dot else bindings.get(name)

    def imported_names(self) -> dict[str, str]:
        """What the file's names were imported from, of the packages outside of the project."""
        for node in self.file.tree.body if self.file.tree is not None else ():
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                self._interpret((node,))
        return imported_names(self.scope)

    def _interpret(self, body: Iterable[ast.stmt]) -> None:
        run = self.run
        for statement in body:
            if statement in self._done:
                continue
            self._done.add(statement)
            frame = Frame(run, self.scope)
            frame.root, frame.history = False, self._history
            with suppress(RecursionError), unnoted(run):
                statements.execute((statement,), frame)


class unnoted:  # noqa: N801
    """What happens here is found when the file itself is checked."""

    def __init__(self, run: Run) -> None:
        self._notes: tuple[list[object], ...] = (run.uses, run.watched, run.calls, run.closures)  # type: ignore[assignment]

    def __enter__(self) -> None:
        self._lengths = [len(notes) for notes in self._notes]

    def __exit__(self, *_: object) -> None:
        for notes, length in zip(self._notes, self._lengths):
            del notes[length:]


def imported_names(scope: Scope) -> dict[str, str]:
    """By the name that a module has for it: what it imports from packages outside of the project."""
    return {
        name: term.data
        for name, term in scope.bindings.items()
        if not (isinstance(term, Deferred) and not term.found) and term.op == "api"
    }
