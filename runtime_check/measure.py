"""The numbers that a judgement rests on: range, row sums, log-sum-exps and the tolerances they are held to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from .tolerance import Precision, effective_precision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .arrays import Rows


_BLOCK = 2**16


@dataclass(frozen=True)
class Measurement:
    """Rows of classes and what can be measured on them; each number is taken when first asked for.

    Sums are taken in float64, whatever the dtype, and without a float64 copy of the rows.
    """

    rows: Rows

    @property
    def values(self) -> NDArray[Any]:
        """The rows, shape ``(n, K)``."""
        return self.rows.values

    @property
    def classes(self) -> int:
        """The number of classes, K."""
        return self.rows.classes

    @property
    def empty(self) -> bool:
        """Whether there is nothing to measure."""
        return self.values.size == 0

    @cached_property
    def lowest(self) -> float:
        """The smallest value; NaN if there is any."""
        return float(self.values.min())

    @cached_property
    def highest(self) -> float:
        """The largest value; NaN if there is any."""
        return float(self.values.max())

    @cached_property
    def precision(self) -> Precision:
        """The precision the values really have."""
        return effective_precision(self.values)

    @cached_property
    def sum_tolerance(self) -> float:
        """How far rounding can carry a row sum from 1, and a probability out of [0, 1]."""
        return self.precision.sum_tolerance(self.classes)

    @cached_property
    def logsumexp_tolerance(self) -> float:
        """How far rounding can carry the logsumexp of log-probabilities from 0."""
        return self.precision.logsumexp_tolerance(self.classes)

    @cached_property
    def sums(self) -> NDArray[np.float64]:
        """The sum of each row, shape ``(n,)``."""
        with np.errstate(all="ignore"):
            return np.asarray(self.values.sum(axis=1, dtype=np.float64))

    @cached_property
    def sum_error(self) -> float:
        """How far the farthest row sum is from 1."""
        return float(np.abs(self.sums - 1.0).max())

    @cached_property
    def chance_sum_error(self) -> float:
        """How far a row sum would typically be from 1 if the values lay around ``1 / K`` independently."""
        squares = sum(float(np.square(block - np.float64(1.0 / self.classes)).sum()) for block in _blocks(self.values))
        return math.sqrt(squares / len(self.values))

    @cached_property
    def logsumexps(self) -> NDArray[np.float64]:
        """The logsumexp of each row, shape ``(n,)``.

        Without the shift that scores need: it is asked for where no value is above 0, and what
        underflows to -inf is far from the 0 of log-probabilities either way.
        """
        with np.errstate(all="ignore"):
            return np.concatenate(
                [np.log(np.exp(block, dtype=np.float64).sum(axis=1)) for block in _blocks(self.values)]
            )

    @cached_property
    def logsumexp_error(self) -> float:
        """How far the farthest logsumexp is from 0."""
        return float(np.abs(self.logsumexps).max())

    @cached_property
    def rows_differ(self) -> bool:
        """Whether there are at least two rows that are not the same."""
        return bool((self.values[1:] != self.values[:1]).any())

    @cached_property
    def only_zeros_and_ones(self) -> bool:
        """Whether every value is exactly 0 or 1."""
        return bool(((self.values == 0) | (self.values == 1)).all())

    def count(self, wanted: float) -> int:
        """How many values are the given infinity, or NaN."""
        return int((np.isnan(self.values) if np.isnan(wanted) else self.values == wanted).sum())


def _blocks(values: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """The rows in blocks small enough for float64 copies."""
    step = max(1, _BLOCK // values.shape[1])
    for start in range(0, len(values), step):
        yield values[start : start + step]
