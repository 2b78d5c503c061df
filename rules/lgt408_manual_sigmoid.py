"""LGT408 manual-sigmoid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import spelling
from logit_lint.analysis.patterns import Anything, Careless, Exponential, Number, Op
from logit_lint.findings import Severity
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Finding
    from logit_lint.judging import Words

_ONE = Number(lambda value: value == 1)
_SUM = Op("add", _ONE, Exponential(shifted=False))
_FALLING = Op("sigmoid", Anything(), Op("div", _ONE, _SUM) | Op("pow", _SUM))
_RISING = Op("sigmoid", Anything(), Op("div", Op("exp"), _SUM))


class ManualSigmoid(Rule):
    """A sigmoid written out by hand."""

    code = "LGT408"
    name = "manual-sigmoid"
    summary = "`1 / (1 + exp(-x))`, whose exponential overflows"
    severity = Severity.WARNING
    what = """\
A sigmoid is written out by hand, as `1 / (1 + exp(-x))` or `exp(x) / (1 + exp(x))`. Where both forms
stand in one function, each for the sign for which it is stable, or where x is clipped first, the rule
is silent."""
    why = """\
`exp(-x)` overflows for x below -88.7 in single precision (-709.7 in double). The value of
`1 / (1 + exp(-x))` survives that, with a warning in NumPy and an `OverflowError` in Python's `math`, but
its automatic gradient is `exp(-x) / (1 + exp(-x))²` = inf / inf = NaN. `exp(x) / (1 + exp(x))` is itself
NaN for large x. The library's sigmoid chooses by the sign and has the gradient p (1 - p)."""
    mend = "Use the library's sigmoid."
    safety = "The value is the same wherever the formula's own value is finite."
    ignore = "Where the scores are bounded in a way that the code does not show."
    references = (
        "SciPy documentation: scipy.special.expit",
        "PyTorch documentation: torch.sigmoid",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch


def gate(scores):
    return 1 / (1 + torch.exp(-scores))
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def predict(x, w, b):
    scores = tf.matmul(x, w) + b
    return 1.0 / (1.0 + tf.exp(-scores))
""",
        ),
        Example(
            "jax",
            """\
import jax.numpy as jnp


def predict(scores):
    odds = jnp.exp(scores)
    return odds / (1 + odds)
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def gate(scores):
    return 1 / (1 + ops.exp(-scores))
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch


def gate(scores):
    return torch.sigmoid(scores)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def predict(x, w, b):
    return tf.sigmoid(tf.matmul(x, w) + b)
""",
        ),
        Example(
            "jax",
            """\
import jax


def predict(scores):
    return jax.nn.sigmoid(scores)
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np


def sigmoid(x):
    z = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + z), z / (1 + z))
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def gate(scores):
    return ops.sigmoid(scores)
""",
        ),
    )
    patterns = (Careless(_FALLING, careful=_RISING), Careless(_RISING, careful=_FALLING))

    def judge(self, candidate: Candidate) -> Finding | None:
        """Confirm a candidate, unless it is the framework's own formula."""
        return None if spelling.is_part_of_framework(candidate) else super().judge(candidate)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        instead = spelling.write("sigmoid", candidate, x=spelling.written(candidate, candidate.term))
        return f"{words.value} is a sigmoid written by hand, whose exponential overflows: use {instead}"
