"""How far rounding alone can carry row sums away from 1, in the precision that the values really have.

With u the unit roundoff, s the smallest subnormal and K the number of classes, a softmax that was
computed well and stored as p(1 + d) sums to 1 within ``u * (8 + sqrt(K)) + K * s / 2``; the square
root stands for sums taken in the dtype itself, which the frameworks do in float32 and float64 only
(half precisions are summed in float32). These bounds lay above every deviation measured in
PyTorch, JAX and TensorFlow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Precision:
    """A floating-point format, as far as rounding goes.

    Attributes:
        name: the dtype's name.
        unit: the unit roundoff u.
        smallest: the smallest subnormal s.
        sums_in_itself: whether sums are taken in the format itself, not in a wider one.
    """

    name: str
    unit: float
    smallest: float
    sums_in_itself: bool

    def sum_tolerance(self, classes: int) -> float:
        """How far the sum of a row of probabilities over ``classes`` can be from 1."""
        return self.unit * (8.0 + self._growth(classes)) + classes * self.smallest / 2.0

    def logsumexp_tolerance(self, classes: int) -> float:
        """How far the logsumexp of a row of log-probabilities over ``classes`` can be from 0."""
        return self.unit * (8.0 + 2.0 * math.log(max(classes, 1)) + self._growth(classes))

    def _growth(self, classes: int) -> float:
        return math.sqrt(classes) if self.sums_in_itself else 0.0


FLOAT64 = Precision("float64", 2.0**-53, 2.0**-1074, True)
FLOAT32 = Precision("float32", 2.0**-24, 2.0**-149, True)
FLOAT16 = Precision("float16", 2.0**-11, 2.0**-24, False)
BFLOAT16 = Precision("bfloat16", 2.0**-8, 2.0**-133, False)

# How many of the lowest mantissa bits are zero when a wider dtype holds values of a narrower one; coarsest first.
_IDLE_BITS: dict[np.dtype[Any], tuple[tuple[int, Precision], ...]] = {
    np.dtype(np.float64): ((45, BFLOAT16), (42, FLOAT16), (29, FLOAT32), (0, FLOAT64)),
    np.dtype(np.float32): ((16, BFLOAT16), (13, FLOAT16), (0, FLOAT32)),
    np.dtype(np.float16): ((0, FLOAT16),),
}


def effective_precision(values: NDArray[Any]) -> Precision:
    """The precision that the values really have, whatever dtype holds them now.

    A bfloat16 softmax cast to float32 sums to 1 only as well as bfloat16 allows. The cast leaves
    its mark: the mantissa bits that bfloat16 lacks are zero in every value.

    Args:
        values: float16, float32 or float64, any shape.

    Returns:
        The coarsest precision that holds every value. Values that any format holds (zeros and
        ones, say) count as bfloat16.
    """
    formats = _IDLE_BITS[values.dtype]
    if len(formats) == 1:
        return formats[0][1]
    bits = values.view(np.dtype(f"u{values.dtype.itemsize}"))
    used = int(np.bitwise_or.reduce(bits, axis=None, initial=0))
    return next(precision for idle, precision in formats if used & ((1 << idle) - 1) == 0)
