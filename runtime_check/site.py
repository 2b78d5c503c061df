"""One place of a program over many calls: where a single batch in [0, 1] proves nothing, several may.

The scores of two classes lie in [0, 1] throughout in up to 43 % of first batches, ReLU outputs more
often. But scores wander as the model learns, and lie around 0, not around 1/2; sigmoids stay.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..kinds import Kind
from .arrays import read_rows
from .classify import Verdict, judge
from .measure import Measurement

if TYPE_CHECKING:
    from numpy.typing import NDArray

CALLS = 5
MIDDLE, AROUND = 0.5, 0.2
_MEDIAN_OF = 1024


class Site:
    """What passes one place, call by call.

    A call that tells is believed. Of calls with all values in [0, 1], at least 5 are needed, none
    outside, and the median of their medians within 0.5 ± 0.2: then the values are sigmoid outputs,
    by statistics. So it is for a model that starts from scratch; a fine-tuned head, or one with a
    prior bias, gives probabilities far from 1/2, and stays undecided.

    Args:
        axis: the axis of the classes.
    """

    def __init__(self, axis: int = -1) -> None:
        self._axis = axis
        self._medians: list[float] = []
        self._left = False

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
        self._medians.append(_median(seen.values))
        middle = float(np.median(self._medians))
        calls = len(self._medians)
        evidence = (*verdict.evidence, f"in [0, 1] on {calls} calls; the median of their medians is {middle:.2f}")
        if calls < CALLS or abs(middle - MIDDLE) > AROUND:
            return replace(verdict, evidence=evidence)
        return Verdict(Kind.PROBABILITIES, False, evidence, verdict.ruled_out | {Kind.LOGITS}, elementwise=True)


def _median(values: NDArray[np.floating]) -> float:
    """The median of a thousand of the values, evenly spaced: that of all of a big batch would cost too much."""
    flat = values.ravel()
    return float(np.median(flat[:: max(1, flat.size // _MEDIAN_OF)]))
