"""What the pages of LGT3xx claim: `from_logits` and what the tensor holds."""

from __future__ import annotations

import math

import numpy as np

from .checks import Bounded, Differ, Gives, Outside, Same, Shrinks, Warns
from .claims import Claim
from .inputs import FLOOR, KERAS, ORDINARY, TF, TORCH, hot, one, sure

_CATEGORICAL = {"y": hot(0)}
LGT301 = (
    Claim(
        "LGT301",
        (TF,),
        "`sigmoid(sigmoid(z))` lies in [0.5, 0.7311]",
        one(-3.0),
        Bounded(low=math.log(2)),
        {"y": one(0)},
    ),
    Claim(
        "LGT301",
        (TF,),
        "the gradients shrink by p (1 - p)",
        one(-12.0),
        Shrinks(1e-4),
        {"y": one(1)},
    ),
    *(
        claim
        for scores in (ORDINARY, sure(50.0))
        for claim in (
            Claim(
                "LGT301",
                (KERAS,),
                "With the TensorFlow backend Keras finds an activation that stands directly before the loss, undoes it",
                scores,
                Same(),
                _CATEGORICAL,
            ),
            *(
                Claim(
                    "LGT301",
                    (KERAS,),
                    "with the JAX and PyTorch backends the double normalisation is real",
                    scores,
                    Bounded(low=FLOOR) if scores.max() > 10 else Differ(),
                    _CATEGORICAL,
                    backend=backend,
                )
                for backend in ("jax", "torch")
            ),
        )
    ),
    Claim("LGT301", (KERAS,), "and warns at run time", ORDINARY, Warns("from_logits"), _CATEGORICAL),
)

LGT302 = (
    *(
        Claim("LGT302", (TF,), "its loss is a constant", one(score), Gives(expected, 0.002), {"y": one(label)})
        for score, label, expected in ((-3.0, 1, 16.118), (-30.0, 1, 16.118), (3.0, 0, 15.942), (30.0, 0, 15.942))
    ),
    *(
        Claim("LGT302", (TF,), "and its gradient is zero", one(score), Shrinks(0), {"y": one(1)})
        for score in (-3.0, -30.0)
    ),
    *(
        claim
        for scores in (np.array([[-1.0, 3.0] + [0.5] * 8], "f"), np.array([[-100.0, 300.0] + [0.5] * 8], "f"))
        for claim in (
            Claim("LGT302", (KERAS,), "its loss is a constant", scores, Gives(16.118), {"y": hot(0)}),
            Claim("LGT302", (KERAS,), "and its gradient is zero", scores, Shrinks(0), {"y": hot(0)}),
        )
    ),
    *(
        Claim(
            "LGT302",
            (TORCH,),
            "A Dice loss leaves [0, 1]",
            np.full((1, 1, 2, 2), score, dtype=np.float32),
            Outside(0, 1),
            {"masks": np.ones((1, 1, 2, 2), dtype=np.float32)},
        )
        for score in (-3.0, -300.0)
    ),
)

CLAIMS = (*LGT301, *LGT302)
