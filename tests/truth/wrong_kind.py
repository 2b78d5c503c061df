"""What the pages of LGT2xx claim: one kind of tensor where another one belongs."""

from __future__ import annotations

import numpy as np

from .checks import Blind, Bounded, Breaks, Differ, Outside, Pulls, Raises, Share, Shrinks
from .claims import Claim
from .inputs import JAX, KERAS, NUMPY, ORDINARY, TF, TORCH, classifier, hot, index, one, sure

_UNEVEN = np.array([0.0, 0.0, 1.0, -1.0], dtype=np.float32)
_MASK = {"y": np.ones((1, 4, 4, 1), dtype=np.float32), "x": np.zeros((1, 4, 4, 3), dtype=np.float32)}
_BINARY = {
    "X_train": np.array([[-2.0], [-1.0], [1.0], [2.0]]),
    "y_train": np.array([0, 0, 1, 1]),
    "y_test": np.array([0, 1]),
}
LGT201 = (
    *(
        claim
        for scores in (one(-3.0), one(300.0))
        for claim in (
            Claim(
                "LGT201",
                (TORCH,),
                "that is an exception",
                scores,
                Raises("between 0 and 1"),
                {"y": np.ones(1, "f")},
                {"y": one(1)},
            ),
            Claim(
                "LGT201",
                (TF,),
                "an exception, NaN, or",
                scores,
                Breaks("nan"),
                {"y": one(0) if scores.max() > 0 else one(1)},
            ),
        )
    ),
    *(
        Claim("LGT201", (KERAS,), "A Dice loss leaves [0, 1]", scores, Outside(0, 1), _MASK)
        for scores in (one(3.0), one(300.0))
    ),
    *(
        Claim(
            "LGT201",
            (NUMPY,),
            "that is an exception",
            np.zeros((1, 1)),
            Raises("greater than 1"),
            {**_BINARY, "X_test": np.array([[-far], [far]])},
            edge=far > 10,
        )
        for far in (1.5, 100.0)
    ),
    *(
        claim
        for far in (3.0, 50.0)
        for claim in (
            Claim("LGT201", (NUMPY,), "NumPy's refuses scores", _UNEVEN * far, Raises("non-negative"), pair=1),
            Claim("LGT201", (JAX,), "JAX's draws from something else", _UNEVEN * far, Differ()),
        )
    ),
)

LGT202 = (
    Claim(
        "LGT202",
        (TORCH,),
        "On probabilities it is -p[target], between -1 and 0",
        ORDINARY,
        Bounded(-1, 0),
        {"y": index(1)},
    ),
    Claim(
        "LGT202",
        (TORCH,),
        "it vanishes where the model is surely wrong and has the most to learn",
        sure(),
        Shrinks(1e-6),
        {"y": index(1)},
    ),
    *(
        claim
        for scores, other, high in ((ORDINARY, -ORDINARY, 0), (sure(200.0), sure(-200.0), -199))
        for claim in (
            Claim(
                "LGT202",
                (TORCH,),
                "the other classes get no gradient at all",
                scores,
                Blind(other, of="gradient"),
                {"y": index(0)},
                pair=1,
            ),
            Claim(
                "LGT202",
                (TORCH,),
                "On raw scores it has no lower bound",
                scores,
                Bounded(high=high),
                {"y": index(0)},
                pair=1,
            ),
        )
    ),
)

LGT203 = (
    Claim(
        "LGT203",
        (TORCH, JAX),
        "The value changes: it was no divergence.",
        ORDINARY,
        Outside(-1e-6, 1e-6),
        {"teacher": ORDINARY, "temperature": 1.0},
    ),
    Claim(
        "LGT203",
        (TORCH, JAX),
        "the value is not 0 where student and teacher agree",
        sure(200.0),
        Outside(-1e-6, 1e-6),
        {"teacher": sure(200.0), "temperature": 1.0},
    ),
    Claim(
        "LGT203",
        (TORCH, JAX),
        "nothing is matched to anything",
        ORDINARY,
        Pulls(),
        {"teacher": ORDINARY, "temperature": 1.0},
    ),
    *(
        claim
        for scores, other in ((ORDINARY, -ORDINARY), (sure(200.0), sure(-200.0)))
        for claim in (
            Claim(
                "LGT203",
                (KERAS,),
                "the value is not 0 where student and teacher agree",
                scores,
                Outside(-1e-6, 1e-6),
                {"teacher": scores},
            ),
            Claim("LGT203", (KERAS,), "whatever the student says", scores, Blind(other), {"teacher": ORDINARY}),
        )
    ),
    Claim("LGT203", (KERAS,), "no gradient reaches it", ORDINARY, Shrinks(0), {"teacher": -ORDINARY}),
)

LGT204 = tuple(
    claim
    for says, scores, far in (
        ("the logarithm of a negative number is NaN", ORDINARY, -0.5),
        ("The value changes: it was NaN, or no log-probability.", sure(-200.0), -200.0),
    )
    for claim in (
        Claim("LGT204", (TORCH, TF, KERAS, JAX), says, scores, Breaks("nan")),
        Claim("LGT204", (TF,), says, scores, Breaks("nan"), pair=1),
        Claim("LGT204", (NUMPY,), says, one(far), Breaks("nan"), classifier(far), dtype="float64"),
    )
)

_CONFIDENT = np.linspace([1.9, 0.0], [2.5, 0.0], 40, dtype=np.float32)
"""Of two classes, the first has a probability of 0.87 to 0.92."""
_RARE = np.log([[0.9, 0.01, 0.09]])
"""Action 1 has a probability of 0.01."""
LGT205 = (
    *(
        Claim(
            "LGT205",
            (TORCH, JAX),
            "a divergence is not 0 between a distribution and itself",
            scores,
            Outside(-1e-5, 1e-5),
            {"teacher": scores},
        )
        for scores in (ORDINARY, sure(20.0))
    ),
    *(
        Claim(
            "LGT205",
            (TF,),
            "treats a probability of 0.9 as if it were e^0.9 = 2.46",
            scores,
            Bounded(low=low),
            {"hit": np.ones(40, dtype=bool)},
        )
        for scores, low in ((_CONFIDENT, 1.4), (sure(50.0, 2, 40), 1.7))
    ),
    *(
        claim
        for framework, pair, dtype, actions, advantages in (
            (TORCH, 1, "float32", index(1), np.ones(1, "f")),
            (TF, 1, "float32", index(1), np.ones(1, "f")),
            (KERAS, 0, "float32", index(1)[None], one(1)),
            (NUMPY, 0, "float64", index(1), np.ones(1)),
        )
        for says, scores, holds in (
            ("an action of probability 0.01 gets a hundredth of its step", _RARE, Share(0.01)),
            ("hardly moves what is rare", sure(), Shrinks(1e-6)),
        )
        for claim in (
            Claim(
                "LGT205",
                (framework,),
                says,
                scores,
                holds,
                {"actions": actions, "advantages": advantages},
                pair=pair,
                dtype=dtype,
            ),
        )
    ),
)

_T = 20


def _letters(score: float, *, classes: int = 30, time_first: bool = False) -> np.ndarray:
    """Scores that spell 1 2 3, with blanks (class 0) in between, each sure."""
    spelled = [1, 0, 2, 0, 3] + [0] * (_T - 5)
    scores = np.zeros((1, _T, classes), dtype=np.float32)
    scores[0, range(_T), spelled] = score
    return scores.transpose(1, 0, 2) if time_first else scores


_CTC = {
    TF: {
        "labels": np.array([[1, 2, 3]], dtype=np.int32),
        "label_length": np.array([3], dtype=np.int32),
        "logit_length": np.array([_T], dtype=np.int32),
    },
    KERAS: {
        "labels": np.array([[1, 2, 3]], dtype=np.int32),
        "label_length": np.array([3], dtype=np.int32),
        "output_length": np.array([_T], dtype=np.int32),
    },
    JAX: {
        "paddings": np.zeros((1, _T), dtype=np.float32),
        "labels": np.array([[1, 2, 3]], dtype=np.int32),
        "label_paddings": np.zeros((1, 3), dtype=np.float32),
    },
    TORCH: {
        "targets": np.array([[1, 2, 3]]),
        "lengths": np.array([_T]),
        "target_lengths": np.array([3]),
    },
}
LGT206 = (
    Claim(
        "LGT206",
        (TORCH,),
        "raw scores make a loss that is negative and unbounded",
        _letters(5.0, time_first=True),
        Bounded(high=0),
        _CTC[TORCH],
    ),
    Claim(
        "LGT206",
        (TORCH,),
        "raw scores make a loss that is negative and unbounded",
        _letters(200.0, time_first=True),
        Bounded(high=-1000),
        _CTC[TORCH],
    ),
    *(
        Claim(
            "LGT206",
            (framework,),
            "the loss stays near its start",
            _letters(score) if framework != TF else _letters(score, time_first=True),
            Bounded(low=20),
            _CTC[framework],
        )
        for framework in (TF, JAX, KERAS)
        for score in (8.0, 50.0)
    ),
    *(
        Claim(
            "LGT206",
            (KERAS,),
            "the loss stays near its start",
            score * hot(1, 30),
            Bounded(low=10),
            {"y": np.array([[1]]), "x": np.zeros((1, _T, 4), dtype=np.float32)},
            pair=1,
        )
        for score in (8.0, 50.0)
    ),
)

CLAIMS = (*LGT201, *LGT202, *LGT203, *LGT204, *LGT205, *LGT206)
