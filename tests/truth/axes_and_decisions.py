"""What the pages of LGT5xx claim: axes, pairs of activation and loss, decisions, temperatures."""

from __future__ import annotations

import numpy as np

from .checks import Blind, Bounded, Differ, Gives, Raises, Same, Shrinks, SumsTo1, Untouched
from .claims import Claim
from .inputs import (
    EVERY,
    FAR,
    JAX,
    KERAS,
    NUMPY,
    ORDINARY,
    ROWS,
    SKEWED,
    TF,
    TORCH,
    Array,
    K,
    classifier,
    drawn,
    hot,
    index,
    one,
    sure,
)

_CONSTANT = "exp(x) / exp(x) = 1, whatever x is"
LGT501 = tuple(
    claim
    for frameworks, labels, pair in (((TF, KERAS, JAX), {}, 0), ((TORCH,), {"y": one(0)}, 0), ((TF,), {}, 1))
    for claim in (
        Claim("LGT501", frameworks, _CONSTANT, one(-0.5), Gives(1.0), labels, pair=pair),
        Claim("LGT501", frameworks, _CONSTANT, one(-50.0), Gives(1.0), labels, pair=pair),
        Claim("LGT501", frameworks, "no gradient reaches its weights", one(0.5), Shrinks(0), labels, pair=pair),
    )
)

_SEQUENCES = np.random.default_rng(0).normal(size=(4, 5, 6)).astype(np.float32)
LGT502 = tuple(
    Claim("LGT502", (TORCH,), "the examples of a batch compete with each other", scores, SumsTo1(axis=0))
    for scores in (_SEQUENCES, 40 * _SEQUENCES)
)

_TARGETS = {"y": index(1), "onehot": hot(1), "teacher": ORDINARY, "target": hot(1)}
_NOT_KERAS = (TORCH, TF, JAX, NUMPY)
LGT503 = tuple(
    claim
    for scores, other in ((ORDINARY, -ORDINARY), (sure(), sure(-50.0)))
    for claim in (
        Claim("LGT503", _NOT_KERAS, "a batch of one gives 1 for every class", scores, Blind(other), _TARGETS),
        Claim("LGT503", (KERAS,), "a batch of one gives 1 for every class", scores, Differ(), _TARGETS, backend="jax"),
        Claim("LGT503", (KERAS,), "normalises its scores along the classes", scores, Same(), _TARGETS),
    )
)


def saturated(largest: int) -> Array:
    """Scores that are all so large that a sigmoid makes 1 of them."""
    return np.where(np.arange(K) == largest, 50, 40)[None].astype(np.float32)


_SEVERAL = np.array([[1, 1, 0, 0, 0]], dtype=np.float32)
LGT504 = (
    Claim("LGT504", (TORCH,), "several labels can't all be 1", ORDINARY[:, :5], Differ(), {"y": _SEVERAL}),
    Claim(
        "LGT504", (TORCH,), "several labels can't all be 1", 100 * _SEVERAL - 50, Bounded(low=0.277), {"y": _SEVERAL}
    ),
    *(
        claim
        for scores in (ORDINARY, saturated(0))
        for claim in (
            Claim("LGT504", (TF,), "Activation and loss disagree", scores, Differ(), {"onehot": hot(0)}),
            Claim("LGT504", (JAX,), "Optax's Dice loss refuses them", scores, Raises("sum to 1"), {"onehot": hot(0)}),
            Claim("LGT504", (KERAS,), "takes its scores for those of a softmax", scores, Same(), {"y": hot(0)}),
            Claim("LGT504", (KERAS,), "Activation and loss disagree", scores, Differ(), {"y": hot(0)}, backend="jax"),
        )
    ),
    Claim(
        "LGT504",
        (TF,),
        "it does not see which score is the largest",
        saturated(0),
        Blind(saturated(1)),
        {"onehot": hot(0)},
    ),
    Claim("LGT504", (TF,), "their gradients vanish", saturated(0), Shrinks(1e-6), {"onehot": hot(1)}),
)

_RISING = np.arange(K, dtype=np.float32)[None]
_TIES = "where several probabilities round to 0 (or, of a sigmoid, to 1) it makes ties that the scores do not have"
LGT505 = (
    *(Claim("LGT505", EVERY, "The indices are the same", scores, Same()) for scores in (ROWS, FAR, FAR[:, ::-1])),
    *(
        Claim("LGT505", (TORCH,), "The indices are the same", scores, Same(), pair=1)
        for scores in (ORDINARY, 8 * _RISING, -8 * _RISING)
    ),
    Claim("LGT505", (TORCH,), _TIES, 200 * _RISING, Differ(), pair=1),
)


def _predicted(result: list[Array]) -> Array:
    """The second of loss and prediction (or metric)."""
    return result[1]


_CALLED = "all examples between 0.5 and 0.62 are called negative"
_RECALLED = "accuracy and recall come out wrong"
LGT506 = tuple(
    claim
    for score, holds in ((0.3, Differ()), (50.0, Same()), (-50.0, Same()))
    for claim in (
        Claim("LGT506", (TORCH,), _CALLED, one(score), holds, {"y": np.ones(1, "f")}, read=_predicted),
        Claim("LGT506", (TF, KERAS, JAX), _CALLED, one(score), holds, {"y": one(1)}, read=_predicted),
        Claim("LGT506", (KERAS,), _RECALLED, one(score), holds, {"y": one(1)}, read=_predicted, pair=1),
        Claim("LGT506", (NUMPY,), _CALLED, one(score), holds, classifier(score)),
    )
) + tuple(
    Claim("LGT506", (TORCH,), says, one(score), Differ(), {"y": np.ones(1, "f")}, read=_predicted, pair=1)
    for says, score in (
        ("a sure positive of 4.2 becomes 4, which equals no label", 4.2),
        ("a sure positive of 4.2 becomes 4, which equals no label", 50.0),
        ("Rounded scores are not even 0 and 1", 0.3),
    )
)

LGT507 = (
    *(
        Claim(
            "LGT507",
            frameworks,
            "which only scales its gradient: nothing becomes softer",
            0 * ORDINARY,
            Untouched("temperature", 4.0),
            {"teacher": size * ORDINARY, "temperature": 1.0},
            edge=size > 3,
            pair=pair,
        )
        for frameworks, pair in (((TORCH, JAX), 0), ((TORCH,), 1))
        for size in (3, 10)
    ),
    *(
        Claim(
            "LGT507",
            (KERAS,),
            "only grows by log T",
            size * ORDINARY,
            Untouched("temperature", 4.0),
            {"teacher": 0 * ORDINARY, "temperature": 1.0},
            edge=size > 1,
        )
        for size in (1, 3)
    ),
    *(
        Claim("LGT507", (NUMPY,), "NumPy's refuses them", scores[0], Raises("sum to 1"), {"temperature": 4.0})
        for scores in (ORDINARY, sure())
    ),
    Claim(
        "LGT507",
        (TF,),
        "A sampler that divides by the sum undoes the temperature altogether",
        SKEWED,
        Bounded(0.67, 0.73),
        {"temperature": 4.0},
        read=drawn,
    ),
    Claim(
        "LGT507",
        (TF,),
        "A sampler that divides by the sum undoes the temperature altogether",
        sure(20.0, rows=4000),
        Bounded(0.99, 1.0),
        {"temperature": 10.0},
        read=drawn,
    ),
)

CLAIMS = (*LGT501, *LGT502, *LGT503, *LGT504, *LGT505, *LGT506, *LGT507)
