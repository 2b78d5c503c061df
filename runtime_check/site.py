"""One place of a program over many calls: where a single batch in [0, 1] proves nothing, several may.

The scores of two classes lie in [0, 1] throughout in up to 43 % of first batches, ReLU outputs more
often. But scores wander as the model learns, and lie around 0, not around 1/2; sigmoids stay.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..kinds import Kind
from .arrays import read_rows
from .classify import Verdict, judge
from .measure import Measurement

if TYPE_CHECKING:
    from numpy.typing import NDArray

CALLS = 18
MIDDLE, AROUND = 0.5, 0.35
MANY = 100
WIDE = 0.8
_LOOKED_AT = 1024


class Site:
    """What passes one place, call by call.

    A call that tells is believed. Otherwise these are sigmoid outputs, by statistics, if

    - all values lay in [0, 1] on at least 18 calls, and none ever outside: scores wander;
    - the median of the first of these calls was within 0.5 ± 0.35: the sigmoids of a model that
      starts from scratch are, though training may drive them to 0 or 1 later;
    - these were 100 values or more, or they lie within 0.8 of each other: scores that all lie in
      [0, 1] by chance are few, and fill it.

    A fine-tuned head, or one with a prior bias, starts far from 1/2 and stays undecided as a rule.
    The thresholds were chosen on 2,400 trained models and frozen; ``docs/runtime-figures.md`` has what
    they do on fresh ones.

    Args:
        axis: the axis of the classes.
    """

    def __init__(self, axis: int = -1) -> None:
        self._axis = axis
        self._left = False
        self._calls = 0
        self._first_median = math.nan
        self._count, self._low, self._high = 0, math.inf, -math.inf

    def see(self, values: object) -> Verdict:
        """The verdict on a batch, in the light of those before.

        Args:
            values: what `classify` takes.

        Returns:
            The verdict on this batch where it tells by itself, otherwise on all of them.

        Raises:
            TypeError: as `classify`.
            ValueError: as `classify`.
        """
        seen = Measurement(read_rows(values, self._axis, whole_numbers=True))
        verdict = judge(seen)
        self._left |= Kind.PROBABILITIES in verdict.ruled_out
        if verdict.kind is not None or not verdict.elementwise or self._left:
            return verdict
        self._pool(seen.values)
        evidence = (
            *verdict.evidence,
            f"on {self._calls} calls from {self._low:.3g} to {self._high:.3g}, "
            f"the median of the first is {self._first_median:.2f}",
        )
        if not self._looks_like_sigmoids():
            return replace(verdict, evidence=evidence)
        return Verdict(Kind.PROBABILITIES, False, evidence, verdict.ruled_out | {Kind.LOGITS}, elementwise=True)

    def _pool(self, values: NDArray[Any]) -> None:
        """Add a call: a thousand of its values, evenly spaced; a median of all of a big batch would cost too much."""
        flat = values.ravel()
        some = flat[:: max(1, flat.size // _LOOKED_AT)].astype(np.float64)
        if self._calls == 0:
            self._first_median = float(np.median(some))
        self._calls += 1
        self._count += some.size
        self._low, self._high = min(self._low, float(some.min())), max(self._high, float(some.max()))

    def _looks_like_sigmoids(self) -> bool:
        return (
            self._calls >= CALLS
            and abs(self._first_median - MIDDLE) <= AROUND
            and (self._count >= MANY or self._high - self._low <= WIDE)
        )
