"""What the pages of LGT6xx and LGT701 claim: labels, constructors, names."""

from __future__ import annotations

import numpy as np

from .checks import Blind, Bounded, Breaks, Differ, NoTensor, Raises, Same, Shrinks
from .claims import Claim
from .inputs import EVERY, GRADED, JAX, KERAS, ORDINARY, TF, TORCH, K, hot, index, sure

LGT601 = (
    *(
        Claim(
            "LGT601",
            (TORCH, TF, JAX),
            "its gradient with respect to what the model gives is a constant",
            scores,
            Blind(other, of="gradient"),
            {"index": index(1)},
        )
        for scores, other in ((ORDINARY, -ORDINARY), (sure(), sure(-50.0)))
    ),
    Claim("LGT601", (KERAS,), "The value changes: it was wrong.", ORDINARY, Differ(), {"labels": hot(1)}),
    Claim("LGT601", (KERAS,), "minus infinity or clipped", sure(), Bounded(high=16.12), {"labels": hot(1)}),
    Claim("LGT601", (KERAS,), "behind a softmax it vanishes", sure(), Shrinks(1e-6), {"labels": hot(1)}),
)

LGT602 = tuple(
    Claim("LGT602", GRADED, "mostly it is an error of shape or type at run time", scores, Raises(), {"y": index(1)})
    for scores in (ORDINARY, sure())
)

_ROWS = ORDINARY.repeat(K, axis=0)
_EYE = {"onehot": np.eye(K, dtype=np.float32), "teacher": np.eye(K, dtype=np.float32)}
LGT603 = tuple(
    claim
    for scores in (_ROWS, sure(rows=K))
    for claim in (
        Claim("LGT603", (TORCH, TF, JAX), "Where broadcasting allows it, that is computed", scores, Differ(), _EYE),
        Claim("LGT603", (KERAS,), "elsewhere it is an error of shape at run time", scores, Raises(), _EYE),
    )
)

LGT604 = (
    *(
        claim
        for scores in (ORDINARY, sure(-200.0))
        for claim in (
            Claim("LGT604", (TORCH,), "takes the logarithm of them, which is NaN", scores, Breaks("nan")),
            Claim("LGT604", (KERAS,), "with negative weights it has no lower bound", scores - 3, Bounded(high=0)),
        )
    ),
    *(
        Claim(
            "LGT604",
            (TF, JAX),
            "with negative weights it has no lower bound",
            scores,
            Bounded(high=high),
            {"x": -np.ones((1, K), dtype=np.float32)},
        )
        for scores, high in ((ORDINARY, 0), (sure(), -100))
    ),
)

LGT605 = tuple(
    claim
    for scores in (ORDINARY, sure())
    for claim in (
        Claim("LGT605", (TORCH, TF), "Nothing is computed", scores, NoTensor(), {"y": index(1)}),
        Claim("LGT605", (KERAS,), "Nothing is computed", scores, NoTensor(), {"labels": hot(1)}),
        Claim("LGT605", (KERAS,), "Nothing is computed", scores, NoTensor(), {"y": index(1)}, pair=1),
    )
)

LGT701 = tuple(
    Claim("LGT701", EVERY, "Nothing is changed but a name.", scores, Same()) for scores in (ORDINARY, sure())
)

CLAIMS = (*LGT601, *LGT602, *LGT603, *LGT604, *LGT605, *LGT701)
