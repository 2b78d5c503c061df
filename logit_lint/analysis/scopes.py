"""Scopes: which name is bound to which term, on which path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .terms import UNKNOWN, Term, phi

if TYPE_CHECKING:
    from collections.abc import Callable


class Scope:
    """Bindings over those of a parent: a branch over the path it left, a function over its closure.

    An attribute of the ``self`` at hand is bound under ``"@name"``, of another variable under
    ``"variable.name"``.
    """

    __slots__ = ("bindings", "define", "parent")

    def __init__(
        self,
        parent: Scope | None = None,
        bindings: dict[str, Term] | None = None,
        define: Callable[[str], Term | None] | None = None,
    ) -> None:
        self.parent = parent
        self.bindings: dict[str, Term] = {} if bindings is None else bindings
        self.define = define
        """In an imported module: finds what a name is bound to that nobody has asked for yet."""

    def find(self, name: str) -> Term | None:
        """What ``name`` is bound to here or further out."""
        scope: Scope | None = self
        while scope is not None:
            term = scope.bindings.get(name)
            if term is not None:
                return term
            if scope.parent is None:
                return None if scope.define is None else scope.define(name)
            scope = scope.parent
        return None

    def branch(self) -> Scope:
        """A scope for one of several paths from here."""
        return Scope(self)

    def join(self, branches: list[Scope]) -> None:
        """Let the paths meet that left here and came through; none means nobody comes through."""
        if len(branches) == 1:
            self.bindings.update(branches[0].bindings)
            return
        changed = dict.fromkeys(name for branch in branches for name in branch.bindings)
        for name in changed:
            values = []
            for branch in branches:
                value = branch.find(name)
                if value is not None:
                    values.append(value)
                elif "." in name or "@" in name:
                    # The attribute keeps a value that was set elsewhere.
                    values.append(UNKNOWN)
            self.bindings[name] = phi(values)

    def since(self, outer: Scope) -> Scope:
        """All that was bound between ``outer`` and here, as it is now, in one scope over ``outer``."""
        chain = []
        current: Scope | None = self
        while current is not None and current is not outer:
            chain.append(current.bindings)
            current = current.parent
        bindings: dict[str, Term] = {}
        for inner in reversed(chain):
            bindings.update(inner)
        return Scope(outer, bindings)

    def snapshot(self) -> Scope:
        """A copy that later changes do not reach; the parents are shared."""
        return Scope(self.parent, dict(self.bindings), self.define)
