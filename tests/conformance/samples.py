"""Small known inputs: what a parameter of each kind is given, in one setting of shapes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from logit_lint.runtime_check import reference

from logit_lint.kinds import Kind, Meaning, Normaliser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Array = NDArray[np.float64]


SHAPE: Final = "shape of the scores"
"""Among the overrides of a row: the only shape that its scores may have, if it takes others for something else."""


@dataclass(frozen=True)
class Setting:
    """The shape of the scores, where their classes are, and how class indices are written."""

    shape: tuple[int, ...]
    axis: int
    index_axis: bool = False
    """Whether class indices keep the class axis, with length one."""
    integer: str = "int64"
    floating: str = "float32"

    @cached_property
    def scores(self) -> Array:
        """Fixed scores, of no special kind: neither normalised nor bounded."""
        return np.random.default_rng(7).normal(0.3, 1.5, self.shape)

    @cached_property
    def indices(self) -> NDArray[np.int64]:
        """The class of each row: the best one, except in the last row."""
        best = self.scores.argmax(self.axis)
        flat = best.reshape(-1)
        flat[-1] = (flat[-1] + 1) % self.shape[self.axis]
        return np.expand_dims(best, self.axis) if self.index_axis else best

    @cached_property
    def one_hot(self) -> Array:
        """The same as dense rows."""
        indices = self.indices if self.index_axis else np.expand_dims(self.indices, self.axis)
        shape = [1] * len(self.shape)
        shape[self.axis] = -1
        return (np.arange(self.shape[self.axis]).reshape(shape) == indices).astype(np.float64)

    @cached_property
    def bits(self) -> Array:
        """Labels of each score by itself: mostly what its sign says."""
        bits = (self.scores > 0).astype(np.float64)
        bits.reshape(-1)[0] = 1 - bits.reshape(-1)[0]
        return bits

    def shift(self, size: float) -> Array:
        """Something to add to the scores that softmax over the class axis does not see."""
        shape = list(self.shape)
        shape[self.axis] = 1
        return np.broadcast_to(size * np.arange(1, 1 + np.prod(shape)).reshape(shape), self.shape)

    def shift_of_maps(self, size: float) -> Array:
        """The same for softmax over the places of each map of an image."""
        maps = size * np.arange(1, 1 + np.prod(self.shape[:2])).reshape(*self.shape[:2], 1, 1)
        return np.broadcast_to(maps, self.shape)

    def normalised(self, scores: Array, normaliser: Normaliser | None) -> Array:
        """Probabilities of scores."""
        if normaliser is Normaliser.SIGMOID:
            return reference.sigmoid(scores)
        return reference.softmax(scores, axis=self.axis)

    def values(self, meaning: Meaning, scores: Array | None = None, *, binary: bool = False) -> list[NDArray]:
        """What a parameter of this kind may be given, likeliest first."""
        scores = self.scores if scores is None else scores
        kind = meaning.kind
        if kind is Kind.PROBABILITIES:
            return [self.float(self.normalised(scores, meaning.normaliser))]
        if kind is Kind.LOG_PROBABILITIES:
            return [self.float(np.log(self.normalised(scores, meaning.normaliser)))]
        if kind is Kind.SIGNED_LABELS:
            return [self.float(2 * self.bits - 1), (2 * self.bits - 1).astype(self.integer)]
        if kind.is_label:
            return list(self._labels(kind, binary=binary))
        return [self.float(scores)]

    def _labels(self, kind: Kind, *, binary: bool) -> Iterator[NDArray]:
        indices, dense = (self.bits, self.bits) if binary else (self.indices, self.one_hot)
        if kind is not Kind.DENSE_LABELS:
            yield indices.astype(self.integer)
        if kind is not Kind.INDICES:
            yield self.float(dense)
            yield dense.astype(self.integer)

    def whole(self, values: Any) -> Any:
        """Labels of zeros and ones as integers; anything else as it is."""
        zeros_and_ones = isinstance(values, np.ndarray) and values.dtype.kind == "f" and {0, 1} >= set(values.flat)
        return values.astype(self.integer) if zeros_and_ones else values

    def float(self, values: Array) -> NDArray:
        """The values in the setting's precision."""
        return np.asarray(values).astype(self.floating)


OVER_CLASSES = [
    Setting((6, 4), -1),
    Setting((6, 4), -1, index_axis=True),
    Setting((6, 4), -1, integer="int32"),
    Setting((2, 4, 3, 3), 1),
    Setting((2, 4, 3, 3), 1, index_axis=True),
    Setting((2, 5, 4), -1),
    Setting((2, 4, 5), 1),
    Setting((4,), -1),
    Setting((2, 3, 3, 4), -1),
    Setting((6, 4), -1, integer="int32", index_axis=True),
    Setting((6, 4), -1, floating="float64"),
]
"""Settings of scores that compete over an axis."""

ELEMENTWISE = [
    Setting((8, 3), -1),
    Setting((8,), -1),
    Setting((8, 1), -1),
    Setting((8, 3), -1, integer="int32"),
    Setting((2, 3, 4, 4), 1),
    Setting((2, 1, 4, 4), 1),
    Setting((2, 4, 4), 1),
    Setting((1,), -1),
    Setting((8, 3), -1, floating="float64"),
]
"""Settings of scores that stand each for itself."""


def fitting(overrides: dict[str, Any], settings: Iterable[Setting]) -> list[Setting]:
    """The settings whose scores have the shape that a row asks for."""
    shape = overrides.get(SHAPE)
    return [one for one in settings if shape in (None, one.shape)]
