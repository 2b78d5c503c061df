"""What the pages of LGT406 to LGT409 and LGT411 claim: exponentials that overflow, and a logit."""

from __future__ import annotations

import numpy as np
from scipy import special

from .checks import Breaks, Off, Right, RoundsToZero, Same, Slope, Warns
from .claims import Claim
from .formulas import BESIDE, KEEPS, formula
from .inputs import EVERY, FAR, GRADED, JAX, KERAS, NUMPY, ROWS, TF, TORCH, one, sigmoid

LGT406 = (
    *formula("LGT406", "nan", "then `inf / inf` is NaN", ""),
    Claim("LGT406", EVERY, "`0 / 0` is NaN as well", FAR - 400, Breaks("nan"), BESIDE),
    Claim("LGT406", EVERY, "above 88.7 in single precision", np.array([[89.0, 0, 0]], "f"), Breaks("nan"), BESIDE),
    Claim(
        "LGT406",
        (TORCH, TF, KERAS, NUMPY),
        "above 88.7 in single precision",
        np.array([[88.0, 0, 0]], "f"),
        Same(),
        BESIDE,
    ),
    Claim("LGT406", (NUMPY,), "that is what the library computes", FAR, Right(lambda z: special.softmax(z, axis=1))),
    Claim("LGT406", (NUMPY,), "709.7 in double", np.array([[710.0, 0, 0]]), Breaks("nan"), dtype="float64"),
    Claim("LGT406", (NUMPY,), "709.7 in double", np.array([[709.0, 0, 0]]), Same(), dtype="float64"),
    Claim("LGT406", (JAX,), "11.1 in half precision", np.array([[11.2, 0, 0]]), Breaks("nan"), dtype="float16"),
)

LGT407 = (
    *formula("LGT407", "inf", "makes the sum and its logarithm infinite", "the naive one's is inf / inf = NaN"),
    Claim("LGT407", EVERY, "the sum is 0 and its logarithm -inf", FAR - 400, Breaks("inf")),
    Claim("LGT407", (NUMPY,), "is the same and always finite", FAR, Right(lambda z: special.logsumexp(z, axis=1))),
    Claim("LGT407", (NUMPY,), "709.7 in double", np.array([[710.0, 0, 0]]), Breaks("inf"), dtype="float64"),
)

LGT408 = (
    Claim("LGT408", EVERY, KEEPS, ROWS[:, 1:], Same(), BESIDE),
    Claim("LGT408", (TORCH, TF, KERAS, NUMPY), "survives that", FAR, Same(), BESIDE),
    Claim("LGT408", (TORCH, TF, KERAS), "inf / inf = NaN", FAR, Breaks("nan", "gradient")),
    Claim("LGT408", (JAX,), "`exp(x) / (1 + exp(x))` is itself NaN for large x", FAR, Breaks("nan")),
    Claim("LGT408", (NUMPY,), "The library's sigmoid chooses by the sign", FAR, Right(special.expit)),
    Claim("LGT408", (NUMPY,), "with a warning in NumPy", FAR, Warns("overflow")),
    Claim("LGT408", GRADED, "has the gradient p (1 - p)", one(0.5), Slope(lambda z: sigmoid(z) * (1 - sigmoid(z)))),
)

_P = np.array([0.2, 0.9], dtype=np.float32)
_EDGES = np.array([0.0, 1.0], dtype=np.float32)
_LOST = sigmoid(np.array([16.5])).astype(np.float32)
LGT409 = (
    Claim("LGT409", EVERY, "The value is the same up to rounding.", _P, Same(), BESIDE),
    Claim(
        "LGT409",
        (TF, KERAS, JAX, NUMPY),
        "The result is infinite at p = 0 and p = 1",
        _EDGES,
        Breaks("inf", mended=False),
        edge=True,
    ),
    Claim(
        "LGT409",
        GRADED,
        "and the gradient 1 / (p (1 - p)) with it",
        _EDGES,
        Breaks("any", "gradient", mended=False),
        BESIDE,
        edge=True,
    ),
    Claim(
        "LGT409",
        (TF, KERAS, JAX, NUMPY),
        "from the sigmoid of 16.5 a score comes back that is off by some tenths",
        _LOST,
        Off(16.5, 0.1),
        edge=True,
    ),
)

LGT411 = (
    *formula("LGT411", "inf", "the result is infinite where it should be x", "its gradient is inf / inf = NaN"),
    Claim("LGT411", (TORCH, KERAS), "result 0 where it should be exp(x)", one(-18.0), RoundsToZero()),
    Claim("LGT411", (JAX,), "result 0 where it should be exp(x)", one(18.0), RoundsToZero()),
    *(
        Claim("LGT411", (TORCH, TF, KERAS), "whose gradient is sigmoid(x)", one(score), Slope(sigmoid))
        for score in (0.5, 200.0)
    ),
)

CLAIMS = (*LGT406, *LGT407, *LGT408, *LGT409, *LGT411)
