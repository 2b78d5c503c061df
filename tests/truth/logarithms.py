"""What the pages of LGT401 to LGT405 and LGT410 claim: logarithms of what a softmax or sigmoid has rounded."""

from __future__ import annotations

import math

import numpy as np

from .checks import Bounded, Breaks, Gives, Same, Shrinks, Slope
from .claims import Claim
from .formulas import KEEPS, formula
from .inputs import EVERY, FAR, GRADED, JAX, KERAS, NUMPY, ORDINARY, ROWS, TF, TORCH, hot, one, sigmoid, softmax, sure

LGT401 = (
    *formula("LGT401", "inf", "Then its logarithm is -inf", "the gradient 0 · inf = NaN"),
    Claim("LGT401", EVERY, "104 where they are kept", np.array([[-110.0, 0, 0]], "f"), Breaks("inf")),
    Claim("LGT401", EVERY, "87 in single precision", np.array([[-86.0, 0]], "f"), Same()),
    Claim("LGT401", (TF, KERAS, JAX), "87 in single precision", np.array([[-88.0, 0]], "f"), Breaks("inf")),
    Claim("LGT401", (TORCH,), "17 in half precision", np.array([[-18.0, 0]], "f"), Breaks("inf"), dtype="float16"),
)

LGT402 = (
    *formula("LGT402", "inf", "the logarithm is then -inf", "and the gradient NaN"),
    Claim("LGT402", (TORCH, KERAS, JAX, NUMPY), "for x below -88.7", one(-90.0), Breaks("inf"), {"negative": one(0)}),
    Claim("LGT402", (TF,), "to 0 already for x above 16.7", one(16.8), Breaks("inf")),
    Claim("LGT402", (TF,), "to 0 already for x above 16.7", one(16.0), Same(0.01)),
    Claim("LGT402", (TF,), "7.7 in half precision", one(8.0), Breaks("inf"), dtype="float16"),
    Claim("LGT402", (TF,), "5.6 in bfloat16", one(5.7), Breaks("inf"), dtype="bfloat16"),
)

LGT403 = (
    Claim("LGT403", EVERY, "The value changes where the epsilon did something", ROWS, Same(1e-4)),
    *(
        Claim("LGT403", (framework,), "never falls below log(eps)", -FAR, Bounded(low=math.log(epsilon)))
        for framework, epsilon in ((TF, 1e-10), (KERAS, 1e-8), (JAX, 1e-7), (NUMPY, 1e-12))
    ),
    Claim("LGT403", (KERAS,), "-18.4 for 1e-8", FAR, Bounded(low=-18.43)),
    Claim("LGT403", (KERAS,), "goes to zero just there", FAR, Shrinks(1e-6)),
    Claim("LGT403", (JAX,), "goes to zero just there", one(-200.0), Shrinks(1e-6)),
    Claim("LGT403", (TF,), "a clip makes it exactly zero", FAR, Shrinks(0)),
    Claim("LGT403", (TORCH,), "In half precision 1e-8 is zero", FAR, Breaks("nan"), dtype="float16"),
)

_SOFTMAX_SLOPE = "its gradient is simply softmax(z) - y"
LGT404 = (
    Claim("LGT404", EVERY, KEEPS, ROWS[:1], Same(), {"onehot": hot(1, 3)}),
    Claim(
        "LGT404",
        (TF, KERAS, JAX, NUMPY),
        "+inf for the one whose label is 1",
        sure(200.0, 2),
        Breaks("inf"),
        {"onehot": hot(1, 2)},
    ),
    Claim(
        "LGT404",
        (TF, KERAS, JAX, NUMPY),
        "0 · -inf = NaN even for the classes whose label is 0",
        sure(200.0, 3),
        Breaks("nan"),
        {"onehot": hot(0, 3)},
    ),
    Claim("LGT404", (TORCH,), "An epsilon bounds the loss", sure(200.0), Bounded(high=20.73), {"onehot": hot(1)}),
    Claim("LGT404", (TORCH,), "kills the gradient", sure(200.0), Shrinks(1e-6), {"onehot": hot(1)}),
    *(
        Claim("LGT404", GRADED, _SOFTMAX_SLOPE, scores, Slope(lambda z: softmax(z) - hot(1, 3)), {"onehot": hot(1, 3)})
        for scores in (ROWS[:1], sure(200.0, 3))
    ),
)

_POSITIVE, _NEGATIVE = {"y": one(1), "Y": one(1)}, {"y": one(0), "Y": one(0)}
LGT405 = (
    *(
        Claim("LGT405", EVERY, KEEPS, one(score), Same(1e-4), labels)
        for score in (-1.0, 0.5, 2.0)
        for labels in (_POSITIVE, _NEGATIVE)
    ),
    Claim(
        "LGT405",
        (TORCH, KERAS, JAX, NUMPY),
        "Where the label is 0 and the score is 17 the loss is therefore infinite",
        one(17.0),
        Breaks("inf"),
        _NEGATIVE,
    ),
    Claim(
        "LGT405",
        (TORCH, KERAS, JAX, NUMPY),
        "where the label is 1 the other half becomes 0 · -inf, which is NaN",
        one(17.0),
        Breaks("nan"),
        _POSITIVE,
    ),
    Claim("LGT405", (TF,), "An epsilon bounds the loss", one(200.0), Bounded(high=18.43), _NEGATIVE),
    Claim("LGT405", (TF,), "almost 0 for the examples that are most wrong", one(200.0), Shrinks(1e-6), _NEGATIVE),
    *(
        Claim("LGT405", GRADED, "which is to be sigmoid(x) - y", one(score), Slope(sigmoid), _NEGATIVE)
        for score in (0.5, 200.0)
    ),
)

LGT410 = (
    Claim("LGT410", (TORCH, TF), "and is the same elsewhere", one(0.5), Same(1e-4), {"y": one(1)}),
    Claim("LGT410", (KERAS,), "and is the same elsewhere", ORDINARY, Same(), {"y": hot(1)}),
    Claim("LGT410", (JAX,), "and is the same elsewhere", ROWS[:1], Same(), {"masks": hot(1, 3)}),
    Claim("LGT410", (TORCH,), "is 100 in PyTorch (which clamps there)", one(20.0), Gives(100.0), {"y": one(0)}),
    Claim("LGT410", (TF,), "15.9 in Keras (which clips)", one(20.0), Gives(15.942), {"y": one(0)}),
    Claim("LGT410", (TF,), "the gradient is lost with it", one(20.0), Shrinks(1e-6), {"y": one(0)}),
    Claim("LGT410", (KERAS,), "undoes it and loses nothing", sure(200.0), Same(), {"y": hot(1)}),
    Claim("LGT410", (KERAS,), "16.1", sure(200.0), Gives(16.118), {"y": hot(1)}, backend="jax"),
    Claim("LGT410", (JAX,), "A Dice loss and", sure(200.0), Same(), {"masks": hot(1)}),
)

CLAIMS = (*LGT401, *LGT402, *LGT403, *LGT404, *LGT405, *LGT410)
