"""One place of a program over many calls: where a single batch in [0, 1] proves nothing, several may.

The scores of two classes lie in [0, 1] throughout in up to 43 % of first batches, ReLU outputs more
often. But scores wander as the model learns, and lie around 0, not around 1/2; sigmoids stay.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from logit_lint.kinds import Kind

from .arrays import read_rows
from .classify import Verdict, judge
from .measure import Measurement

CALLS = 18
MIDDLE, AROUND = 0.5, 0.35
STEP, WIDTH, MANY = 0.145, 0.85, 100
_LOOKED_AT = 1024


class Site:
    """What passes one place, call by call.

    A call that tells is believed. Otherwise these are sigmoid outputs, by statistics, if

    - all values lay in [0, 1] on at least 18 calls, and none ever outside: scores wander;
    - the median of the first of these calls was within 0.5 ± 0.35: the sigmoids of a model that
      starts from scratch are, though training may drive them to 0 or 1 later;
    - these were 100 values or more, or their median moved by at most 0.145 from call to call on
      average and they lie within 0.85 of each other: scores that all lie in [0, 1] by chance are few
      and jump about in all of it, while a sigmoid is at most a quarter as steep.

    A fine-tuned head, or one with a prior bias, starts far from 1/2 and stays undecided as a rule.
    The thresholds were chosen on 3,600 trained models and frozen; ``docs/runtime-figures.md`` has what
    they do on fresh ones.

    Args:
        axis: the axis of the classes.
    """

    def __init__(self, axis: int = -1) -> None:
        self._axis = axis
        self._left = False
        self._calls = 0
        self._first_median = self._last_median = math.nan
        self._travelled = 0.0
        self._count, self._low, self._high = 0, math.inf, -math.inf
        self._elementwise = False

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
        if seen.empty or self._left or Kind.LOGITS in verdict.ruled_out:
            return verdict
        self._pool(seen)
        self._elementwise |= verdict.elementwise
        evidence = (
            *verdict.evidence,
            f"all so on {self._calls} calls, with medians from {self._first_median:.2f} on "
            f"in steps of {self._step:.2g}",
        )
        if not self._looks_like_sigmoids():
            return replace(verdict, evidence=evidence)
        return Verdict(Kind.PROBABILITIES, False, evidence, verdict.ruled_out | {Kind.LOGITS}, self._elementwise)

    def _pool(self, seen: Measurement) -> None:
        """Add a call: the median of a thousand of its values, evenly spaced; that of all would cost too much."""
        flat = seen.values.ravel()
        median = float(np.median(flat[:: max(1, flat.size // _LOOKED_AT)]))
        self._count += flat.size
        self._low, self._high = min(self._low, seen.lowest), max(self._high, seen.highest)
        if self._calls == 0:
            self._first_median = self._last_median = median
        self._travelled += abs(median - self._last_median)
        self._last_median = median
        self._calls += 1

    @property
    def _step(self) -> float:
        return self._travelled / max(self._calls - 1, 1)

    def _looks_like_sigmoids(self) -> bool:
        steady = self._step <= STEP and self._high - self._low <= WIDTH
        began_in_the_middle = abs(self._first_median - MIDDLE) <= AROUND
        return self._calls >= CALLS and began_in_the_middle and (self._count >= MANY or steady)
