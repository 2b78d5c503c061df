"""How far rounding alone can carry row sums away from 1, in the precision that the values really have.

u is the unit roundoff of the format, s its smallest subnormal, K the number of classes, e_k the
exponentials as they were computed and S their sum as it was computed.

**Row sums.** A softmax stores ``p_k = e_k / S`` with a relative error of c * u (one rounding of a
division, or two and a half of a multiplication by an approximate reciprocal; one of the conversion to
the format; in all c < 5) or, if it is subnormal, an absolute one of s / 2. What the exponentials
got wrong cancels, since S is made of the same numbers: the true sum of the e_k differs from S by the
roundings of the summation only. K roundings of random sign leave a relative error of about
sqrt(K) * u (Higham and Mary, "A new approach to probabilistic rounding error analysis", SIAM J. Sci.
Comput. 41, 2019); where half precisions are summed in float32 it is nothing. So

    abs(sum(p) - 1) <= u * (8 + sqrt(K)) + K * s / 2.

The rounding of each p does not grow with K, because the p add up to 1. The 8 in place of the 5 is room
for one more conversion; the bound lay above every deviation measured in PyTorch, JAX and TensorFlow.

**Log-sum-exps.** A log-softmax stores ``l_k = (x_k - m) - log(S)``. An absolute error d_k in l_k moves
the log-sum-exp by sum(p_k * d_k). Three roundings make d_k: those of ``x_k - m``, of ``log(S)`` and of
the difference, at most u times the value of each. Weighted with p_k these are ``H - log(S)``, ``log(S)``
and ``H``, where H, the entropy of p, is at most log(K): together 2 * H * u. The exponentials and the
logarithm themselves add some u, and S as above:

    abs(logsumexp(l)) <= u * (8 + 2 * log(K) + sqrt(K)).
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
    np.dtype(np.float16): ((3, BFLOAT16), (0, FLOAT16)),
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
    bits = values.view(np.dtype(f"u{values.dtype.itemsize}"))
    # A cast to float16 rounds what becomes subnormal: that leaves other marks, and the tolerance covers it.
    rounded = np.abs(values) < _SMALLEST_NORMAL_FLOAT16 if values.dtype == np.float16 else None
    used = int(np.bitwise_or.reduce(bits, axis=None, initial=0, where=True if rounded is None else ~rounded))
    return next(precision for idle, precision in formats if used & ((1 << idle) - 1) == 0)


_SMALLEST_NORMAL_FLOAT16 = np.float16(2.0**-14)
