"""Joins the tables: finds the row of a qualified name, reading only the tables a file needs."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from .generations import Family, possible_generations
from .tables import Table, table, words_in

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from .rows import Api

TORCH: Final = Family((("torch",), ("torch0", "torch")))
TENSORFLOW: Final = Family((("tensorflow",), ("tensorflow1",), ("tensorflow0",)), rivals=True)
KERAS: Final = Family((("keras",), ("keras2", "keras"), ("keras1", "keras2", "keras")), model="keras.Model")


def _packages() -> dict[str, tuple[Family, ...]]:
    """A table is named like the package that it is for; several have generations, or lodge with another."""
    tables = [path.stem for path in Path(__file__).parent.glob("*.api")]
    alone = {name: (Family(((name,),)),) for name in sorted(tables)}
    generations = {name for family in (TORCH, TENSORFLOW, KERAS) for name in family.tables}
    return {
        **{name: families for name, families in alone.items() if name not in {*generations, "python"}},
        **dict.fromkeys(("math", "random", "statistics"), alone["python"]),
        "pytorch_lightning": alone["lightning"],
        "keras_nlp": alone["keras_hub"],
        "torch": (TORCH,),
        "tensorflow": (KERAS, TENSORFLOW),
        **dict.fromkeys(("keras", "tf_keras", "bert4keras"), (KERAS,)),
    }


PACKAGES: Final = _packages()
"""By top-level package: the families of tables in which its names are looked for, one after the other."""


class Knowledge:
    """The tables of all packages, and a project's own."""

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        """Take what the project declares: by qualified name, the rest of the row.

        Raises:
            RowError: Where an entry doesn't follow the row language.
        """
        self.own = Table("own", "\n".join(name + row for name, row in (own or {}).items()))
        for name in self.own.rows:
            self.own.find(name)
        self._own_words = {name.rpartition(".")[2] for name in self.own.rows}

    def tables_of(self, text: str) -> tuple[Table, ...]:
        """The tables that a text can be about."""
        tables = tables_of(text)
        return tables if self._own_words.isdisjoint(words_in(text)) else (*tables, self.own)


@lru_cache(maxsize=1)
def tables_of(text: str) -> tuple[Table, ...]:
    """The tables of all packages that a text names; remembered like its words."""
    named = words_in(text)
    families = (family for root, families in PACKAGES.items() if root in named for family in families)
    return tuple(map(table, dict.fromkeys(name for family in families for name in family.tables)))


class Catalog:
    """The knowledge as one file sees it: its packages, in the generations that it speaks."""

    def __init__(
        self,
        text: str,
        *,
        tree: ast.AST | None = None,
        filename: str = "",
        knowledge: Knowledge | None = None,
    ) -> None:
        self._text = text
        self._tree = tree
        self._own = knowledge.own if knowledge is not None and knowledge.own.rows else None
        path = PurePath(filename)
        self._place = (*path.parts[:-1], path.stem)
        self._found: dict[str, tuple[Api, ...]] = {}
        self._methods: dict[tuple[str, bool], Api | None] = {}
        self._generations: dict[Family, frozenset[int]] = {}

    def find(self, name: str) -> tuple[Api, ...]:
        """The rows of a qualified name: none if it is unknown, several if it may be read in several ways."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._look_up(name)
        return found

    def _look_up(self, name: str) -> tuple[Api, ...]:
        own = self._find_own(name)
        if own is not None:
            return (own,)
        for family in PACKAGES.get(name.partition(".")[0], ()):
            readings = family.find(name)
            if any(readings):
                return self._possible(family, readings)
            for one in map(table, family.tables):
                other = one.elsewhere(name)
                if other is not None and other != name:
                    return self.find(other)
        return ()

    def _possible(self, family: Family, readings: tuple[Api | None, ...]) -> tuple[Api, ...]:
        """The readings in the generations that the file may be written for."""
        distinct = dict.fromkeys(api for api in readings if api is not None)
        if len(distinct) > 1:
            if family not in self._generations:
                roots = frozenset(root for root, families in PACKAGES.items() if family in families)
                self._generations[family] = possible_generations(family, roots, self._text, self._tree)
            possible = self._generations[family]
            in_these = dict.fromkeys(api for place, api in enumerate(readings) if api is not None and place in possible)
            # A name of another generation than the rest of the file: the code means that one.
            distinct = in_these or distinct
        return tuple(distinct) if family.rivals else tuple(distinct)[:1]

    def _find_own(self, name: str) -> Api | None:
        if self._own is None:
            return None
        if not name.startswith("."):
            return self._own.find(name)
        path = name.lstrip(".")
        package = self._place[: len(self._place) - (len(name) - len(path))]
        parts = [*package, *path.split(".")]
        # What is declared as `project.losses.focal` may lie in any folder that holds the project.
        for start in range(len(parts) - 1):
            api = self._own.find(".".join(parts[start:]))
            if api is not None:
                return api
        return None

    def declared(self, name: str) -> str | None:
        """The name by which to find what the project declares of something that this file itself defines."""
        if self._own is None:
            return None
        relative = f".{self._place[-1]}.{name}" if self._place[-1] != "__init__" else f".{name}"
        row = self._find_own(relative)
        return None if row is None else row.name

    def find_member(self, owner: Api, name: str) -> Api | None:
        """The row of a method or property of what ``owner`` makes."""
        return next(iter(self.find(f"{owner.name}.{name}")), None)

    def find_method(self, name: str, of_callable: bool) -> Api | None:
        """The row of a method, of a module or model if ``of_callable``, otherwise of a tensor."""
        key = (name, of_callable)
        if key not in self._methods:
            self._methods[key] = self._look_up_method(name, of_callable)
        return self._methods[key]

    def _look_up_method(self, name: str, of_callable: bool) -> Api | None:
        named = words_in(self._text)
        owners = _MODULES if of_callable else _TENSORS
        # First those of the frameworks that the file names; it may be handed others' tensors, too.
        for root, owner in sorted(owners.items(), key=lambda item: item[0] not in named):
            found = self.find(f"{owner}.{name}") if root in named or root in _COMMON else ()
            if found:
                return found[0]
        return None


_MODULES: Final = {
    "torch": "torch.nn.Module",
    "keras": "keras.Model",
    "flax": "flax.training.train_state.TrainState",
}
_TENSORS: Final = {
    "torch": "torch.Tensor",
    "jax": "jax.Array",
    "numpy": "numpy.ndarray",
    "paddle": "paddle.Tensor",
    "mindspore": "mindspore.Tensor",
}
_COMMON: Final = frozenset(("torch", "keras", "jax", "numpy"))
"""Frameworks whose objects also turn up in files that don't name them."""
