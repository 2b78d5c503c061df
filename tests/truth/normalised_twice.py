"""What the pages of LGT1xx claim: what is normalised is normalised again."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .checks import Bounded, Differ, Same, Shrinks
from .claims import Claim
from .inputs import (
    CEILING,
    FLOOR,
    JAX,
    KERAS,
    NUMPY,
    ORDINARY,
    SKEWED,
    TF,
    TORCH,
    K,
    drawn,
    hot,
    index,
    one,
    sure,
)


def net_and_loss(namespace: dict[str, Any]) -> Any:
    """The class of a training loop's net, aimed by hand, and the loss of that loop."""
    import torch

    from .frameworks import DRIVERS

    def run(scores: Any, y: Any) -> Any:
        return torch.nn.CrossEntropyLoss()(DRIVERS[TORCH].aimed(namespace["Net"](), scores)(None), y)

    return run


def _floor(classes: int, *frameworks: str) -> Claim:
    return Claim(
        "LGT101",
        frameworks,
        f"{math.log(1 + (classes - 1) / math.e):.2f} for K = {classes}",
        sure(classes=classes),
        Bounded(low=math.log(1 + (classes - 1) / math.e)),
        {"y": hot(0, classes)},
    )


LGT101 = (
    Claim(
        "LGT101",
        (TF, JAX),
        "The value changes: the second softmax is what was wrong.",
        ORDINARY,
        Differ(),
        {"y": hot(1)},
    ),
    *(_floor(classes, TF, JAX) for classes in (2, 10, 100)),
    Claim(
        "LGT101",
        (TF, JAX),
        "every gradient is multiplied by the inner softmax's derivative, p (1 - p), which vanishes exactly where the "
        "model is sure",
        sure(),
        Shrinks(1e-6),
        {"y": hot(1)},
    ),
    Claim(
        "LGT101",
        (TORCH,),
        "The value changes: the second softmax is what was wrong.",
        ORDINARY,
        Differ(),
        {"y": index(1)},
        enter=net_and_loss,
    ),
    Claim(
        "LGT101",
        (TORCH,),
        "The loss therefore can't fall below log(1 + (K - 1) / e)",
        sure(),
        Bounded(low=FLOOR),
        {"y": index(0)},
        enter=net_and_loss,
    ),
    Claim(
        "LGT101",
        (TORCH,),
        "which vanishes exactly where the model is sure",
        sure(),
        Shrinks(1e-6),
        {"y": index(1)},
        enter=net_and_loss,
    ),
)

LGT102 = (
    Claim(
        "LGT102",
        (TORCH, TF, JAX),
        "The value changes: the second sigmoid is what was wrong.",
        one(-1.0),
        Differ(),
        {"y": one(1)},
    ),
    *(
        Claim(
            "LGT102",
            (TORCH, TF, JAX),
            "which lies between 0.5 and 0.7311 for every z",
            one(score),
            Bounded(math.log(1 + 1 / math.e), math.log(2)),
            {"y": one(1)},
        )
        for score in (-50.0, 50.0)
    ),
    Claim(
        "LGT102",
        (TF, JAX),
        "its loss never falls below log 2 = 0.693",
        one(-50.0),
        Bounded(low=math.log(2)),
        {"y": one(0)},
    ),
    Claim("LGT102", (TORCH,), "which vanishes where the model is sure", one(-50.0), Shrinks(1e-6), {"y": one(1)}),
    Claim("LGT102", (TF, JAX), "which vanishes where the model is sure", one(50.0), Shrinks(1e-6), {"y": one(0)}),
)

LGT103 = (
    *(
        Claim(
            "LGT103",
            frameworks,
            "under a softmax loss the value stays right and only work is wasted",
            scores,
            Same(),
            {"y": index(1)},
            to_good=to_good,
        )
        for scores in (ORDINARY, sure(200.0))
        for frameworks, to_good in (((TORCH, KERAS), {}), ((TF,), {"y": hot(1)}))
    ),
    Claim(
        "LGT103",
        (JAX,),
        "for a sigmoid loss it changes",
        ORDINARY,
        Differ(),
        {"y": hot(1)},
    ),
    Claim(
        "LGT103",
        (JAX,),
        "so a positive example's loss can't fall below log 2",
        sure(50.0),
        Bounded(low=math.log(2)),
        {"y": hot(0)},
        read=lambda value: value if value.ndim == 0 else value[:, 0],
    ),
)

_NESTED = math.e / (math.e + 4)
LGT104 = (
    Claim(
        "LGT104",
        (TORCH, TF, KERAS, JAX, NUMPY),
        "The value changes: it is what was wrong.",
        ORDINARY[:, :5],
        Differ(),
    ),
    Claim(
        "LGT104",
        (TORCH, TF, KERAS, JAX, NUMPY),
        "over K classes no probability can exceed e / (e + K - 1)",
        sure(classes=5),
        Bounded(high=_NESTED),
    ),
    Claim(
        "LGT104",
        (TORCH, TF, KERAS, JAX, NUMPY),
        "none can fall below 1 / (1 + (K - 1) e)",
        sure(-50.0, classes=5),
        Bounded(low=1 / (1 + 4 * math.e)),
    ),
    Claim(
        "LGT104",
        (TORCH, KERAS, JAX),
        "The gradient passes through two Jacobians diag(p) - p pᵀ, whose product vanishes where the model is sure.",
        sure(12.0, classes=5),
        Shrinks(0.5),
    ),
)


_SOFTENED = math.exp(0.7) / (math.exp(0.7) + 9 * math.exp(0.3 / 9))


LGT105 = tuple(
    claim
    for framework in (TORCH, TF, KERAS, JAX)
    for claim in (
        Claim(
            "LGT105",
            (framework,),
            "it draws from softmax(p), which is nearly uniform",
            SKEWED,
            Bounded(_SOFTENED - 0.03, _SOFTENED + 0.03),
            to_good={"mixed": np.exp(SKEWED)} if framework == JAX else {},
            read=drawn,
        ),
        Claim(
            "LGT105",
            (framework,),
            "the surest is drawn in at most 23 % of the cases, not in 100 %",
            sure(rows=4000),
            Bounded(0, CEILING + 0.03),
            to_good={"mixed": np.eye(K, dtype=np.float32)[[0] * 4000]} if framework == JAX else {},
            read=drawn,
        ),
    )
)

_LOW = ORDINARY - 3
LGT106 = (
    *(
        claim
        for framework, y in ((TORCH, index(1)), (KERAS, index(1)), (JAX, hot(1)))
        for claim in (
            Claim(
                "LGT106",
                (framework,),
                "The value changes: scores can reach again what they could not.",
                ORDINARY,
                Differ(),
                {"y": y},
            ),
            Claim(
                "LGT106",
                (framework,),
                "where the ReLU is off, its gradient is 0 and the score is stuck",
                _LOW,
                Shrinks(0),
                {"y": y},
            ),
            Claim(
                "LGT106",
                (framework,),
                "Behind a ReLU none is negative",
                sure(-200.0),
                Bounded(high=math.log(K)),
                {"y": y if y.ndim > 1 else index(0)} if framework != JAX else {"y": hot(0)},
            ),
        )
    ),
    Claim(
        "LGT106",
        (TF,),
        "The value changes: scores can reach again what they could not.",
        ORDINARY,
        Differ(),
        {"y": hot(1)},
    ),
    Claim(
        "LGT106",
        (TF,),
        "Behind a tanh all lie in (-1, 1)",
        ORDINARY * 40,
        Bounded(math.log(1 + 1 / math.e), math.log(1 + math.e)),
        {"y": hot(1)},
    ),
)

CLAIMS = (*LGT101, *LGT102, *LGT103, *LGT104, *LGT105, *LGT106)
