"""Joins the tables: finds the row of a qualified name, reading only the tables a file needs."""

from __future__ import annotations

import re
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from .rows import Api, RowError, parse_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..kinds import Kind

_FOLDER = Path(__file__).parent

TABLES: dict[str, tuple[str, ...]] = {
    "torch": ("torch",),
    "torchvision": ("torch",),
    "einops": ("torch",),
    "tensorflow": ("tensorflow", "tensorflow1", "tensorflow0", "keras"),
    "tf_slim": ("tensorflow1",),
    "keras": ("keras",),
    "tf_keras": ("keras",),
    "bert4keras": ("keras",),
    "jax": ("jax",),
    "flax": ("jax",),
    "optax": ("jax",),
    "haiku": ("jax",),
    "equinox": ("jax",),
    "numpy": ("numpy",),
    "scipy": ("numpy",),
    "math": ("numpy",),
    "accelerate": ("torch",),
}
"""Which tables hold the names under a top-level package, newest generation first."""


class Table:
    """One table of rows, split into rows when it is opened and parsed row by row on demand."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self._rows: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self.namespaces: list[tuple[str, str]] = []
        self._parsed: dict[str, Api] = {}
        self._words: dict[tuple[str, ...], frozenset[str]] = {}
        self._split(text)

    def _split(self, text: str) -> None:
        canonical = ""
        for number, line in enumerate(text.splitlines(), 1):
            stripped = line.strip()
            if not stripped or stripped.startswith("#"):
                continue
            if not line[0].isspace():
                left, equals, right = stripped.partition(" = ")
                if equals and left.endswith(".*") and right.endswith(".*"):
                    self.namespaces.append((left[:-1], right[:-1]))
                    continue
                canonical = stripped.partition("(")[0].strip()
                if canonical in self._rows:
                    raise RowError(f"{self.name}:{number}: {canonical} stands twice")
                self._rows[canonical] = stripped
            elif stripped.startswith("= "):
                for alias in stripped[2:].split():
                    self._aliases[alias] = canonical
            elif canonical:
                self._rows[canonical] += " " + stripped
            else:
                raise RowError(f"{self.name}:{number}: an indented line without a row above")

    def find(self, name: str) -> Api | None:
        """The row of ``name`` or of what it is an alias of."""
        name = self._aliases.get(name, name)
        api = self._parsed.get(name)
        if api is None and name in self._rows:
            api = self._parsed[name] = parse_row(self._rows[name])
        return api

    def __contains__(self, name: str) -> bool:
        return name in self._rows or name in self._aliases

    @property
    def names(self) -> list[str]:
        """All names and aliases of the table."""
        return [*self._rows, *self._aliases]

    def words_taking(self, kinds: frozenset[Kind]) -> frozenset[str]:
        """The last parts of the names of what takes one of these kinds."""
        key = tuple(sorted(kind.value for kind in kinds))
        if key not in self._words:
            note = re.compile(rf":[^,]*(?<![\w-])(?:{'|'.join(key)})\b") if key else None
            self._words[key] = self._last_parts(lambda row: note is not None and note.search(row) is not None)
        return self._words[key]

    def words_making(self, operations: frozenset[str]) -> frozenset[str]:
        """The last parts of the names of what performs one of these operations."""
        key = ("->", *sorted(operations))
        if key not in self._words:
            made = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(operations))})\(")
            self._words[key] = self._last_parts(lambda row: made.search(row.rpartition("->")[2]) is not None)
        return self._words[key]

    def _last_parts(self, wanted: Callable[[str], bool]) -> frozenset[str]:
        names = {name for name, row in self._rows.items() if wanted(row)}
        names |= {alias for alias, name in self._aliases.items() if name in names}
        return frozenset(name.rpartition(".")[2] for name in names)


_WORD = re.compile(r"[A-Za-z_]\w*")


@lru_cache(maxsize=1)
def words_in(text: str) -> frozenset[str]:
    """All words of a text, in code, strings and comments; remembered for whoever asks next."""
    return frozenset(_WORD.findall(text))


@lru_cache(maxsize=1)
def tables_of(text: str) -> frozenset[str]:
    """The names of the tables of all packages that a text names; remembered like its words."""
    return frozenset(name for root, names in TABLES.items() if root in text for name in names)


@cache
def table(name: str) -> Table:
    """The table of that name, read once."""
    return Table(name, (_FOLDER / f"{name}.api").read_text(encoding="utf-8"))


class Catalog:
    """The knowledge as one file sees it: its frameworks, in the generation that it speaks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, tuple[Api, ...]] = {}
        self._methods: dict[tuple[str, bool], Api | None] = {}

    def find(self, name: str) -> tuple[Api, ...]:
        """The rows of a qualified name: none if it is unknown, several if it may be read in several ways."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._look_up(name)
        return found

    def _look_up(self, name: str) -> tuple[Api, ...]:
        root = name.partition(".")[0]
        if root == "tensorflow":
            return self._look_up_tensorflow(name)
        for table_name in TABLES.get(root, ()):
            api = find_in(table(table_name), name)
            if api is not None:
                return (api,)
        return ()

    def _look_up_tensorflow(self, name: str) -> tuple[Api, ...]:
        api = find_in(table("keras"), name)
        if api is not None:
            return (api,)
        generations = self._tensorflow_generations
        if name.startswith("tensorflow.compat."):
            api = find_in(table("tensorflow1"), name)
            if api is not None:
                return (api,)
            generations = ("tensorflow1", "tensorflow") if ".v1." in name[:21] else ("tensorflow",)
            name = "tensorflow." + name[len("tensorflow.compat.v1.") :]
            api = find_in(table("keras"), name)
            if api is not None:
                return (api,)
            readings = [api for one in generations if (api := find_in(table(one), name)) is not None]
            return tuple(readings[:1])
        readings = [api for one in generations if (api := find_in(table(one), name)) is not None]
        if not readings:
            # A name of another generation than the rest of the file: the code means that one.
            readings = [api for one in TENSORFLOW if (api := find_in(table(one), name)) is not None]
        return tuple(readings)

    @cached_property
    def _tensorflow_generations(self) -> tuple[str, ...]:
        return tensorflow_generations(self._text)

    def find_method(self, name: str, of_callable: bool) -> Api | None:
        """The row of a method, of a module or model if ``of_callable``, otherwise of a tensor."""
        key = (name, of_callable)
        if key not in self._methods:
            self._methods[key] = self._look_up_method(name, of_callable)
        return self._methods[key]

    def _look_up_method(self, name: str, of_callable: bool) -> Api | None:
        for owner in self._modules if of_callable else self._tensors:
            found = self.find(f"{owner}.{name}")
            if found:
                return found[0]
        return None

    @cached_property
    def _modules(self) -> list[str]:
        return self._named_first(_MODULES)

    @cached_property
    def _tensors(self) -> list[str]:
        return self._named_first(_TENSORS)

    def _named_first(self, owners: tuple[str, ...]) -> list[str]:
        """First those of the frameworks that the file names; it may be handed others' tensors, too."""
        return sorted(owners, key=lambda owner: owner.partition(".")[0] not in self._text)


TENSORFLOW = ("tensorflow", "tensorflow1", "tensorflow0")
"""The tables of TensorFlow's generations: 2.x, 1.x, before 1.0."""

_MODULES = ("torch.nn.Module", "keras.Model", "flax.training.train_state.TrainState")
_TENSORS = ("torch.Tensor", "jax.Array", "numpy.ndarray")


def find_in(one: Table, name: str) -> Api | None:
    """The row of a name in a table, also under the other names of its namespaces."""
    api = one.find(name)
    if api is not None:
        return api
    for left, right in one.namespaces:
        if name.startswith(left):
            api = one.find(right + name[len(left) :]) or find_in(one, right + name[len(left) :])
            if api is not None:
                return api
    return None


def tensorflow_generations(text: str) -> tuple[str, ...]:
    """The tables that a file's TensorFlow names must be read in, from the names that it uses.

    A name that some generations lack speaks against those. The generations that the fewest names
    speak against are possible: all of them where nothing decides.
    """
    aliases = set(re.findall(r"import\s+tensorflow\s+as\s+(\w+)", text)) | {"tensorflow"}
    dotted = set(re.findall(rf"(?<![\w.])(?:{'|'.join(sorted(aliases))})\.([A-Za-z_][\w.]*)", text))
    against = dict.fromkeys(TENSORFLOW, 0)
    for name in dotted:
        if name.startswith(("compat.", "keras.")):
            continue
        having = {one for one in TENSORFLOW if any(prefix in table(one) for prefix in _prefixes(f"tensorflow.{name}"))}
        if having:
            for one in TENSORFLOW:
                against[one] += one not in having
    return tuple(one for one in TENSORFLOW if against[one] == min(against.values()))


def _prefixes(name: str) -> list[str]:
    """The name itself and what it is a part of (``tf.app.flags.FLAGS.x`` uses ``tf.app.flags``)."""
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(len(parts), 1, -1)]
