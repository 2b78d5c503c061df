"""LGT505 redundant-softmax-argmax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import spelling
from logit_lint.analysis.rankings import Ranking
from logit_lint.findings import Severity
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.judging import Words


class RedundantSoftmaxArgmax(Rule):
    """The arg-max of a softmax or a sigmoid."""

    code = "LGT505"
    name = "redundant-softmax-argmax"
    summary = "arg-max or top-k indices of a softmax or sigmoid, whose indices are those of the scores"
    severity = Severity.INFO
    default = False
    what = """\
The arg-max, the order or the indices of the largest values of a softmax or sigmoid output are taken, along
the axis of the softmax, and the values themselves are not."""
    why = """\
Both functions are increasing: the largest probability stands where the largest score stands. The softmax only
costs time, and where several probabilities round to 0 (or, of a sigmoid, to 1) it makes ties that the scores
do not have."""
    mend = "Take the arg-max of the scores."
    safety = "The indices are the same, but for ties that rounding made."
    ignore = "Where the probabilities are needed anyway."
    references = ("PyTorch documentation: torch.argmax",)
    bad = (
        Example(
            "pytorch",
            """\
import torch
import torch.nn.functional as F


def predict(scores):
    return torch.argmax(F.softmax(scores, dim=1), dim=1)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def predict(scores):
    return tf.argmax(tf.nn.softmax(scores), axis=1)
""",
        ),
        Example(
            "jax",
            """\
import jax
import jax.numpy as jnp


def predict(scores):
    return jnp.argmax(jax.nn.softmax(scores), axis=-1)
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def predict(scores):
    return ops.argmax(ops.softmax(scores), axis=-1)
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np
from scipy.special import softmax


def predict(scores):
    return np.argmax(softmax(scores, axis=1), axis=1)
""",
        ),
        Example(
            "pytorch",
            """\
import torch


def predict(scores):
    return scores.softmax(dim=1).topk(5).indices
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch


def predict(scores):
    return torch.argmax(scores, dim=1)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def predict(scores):
    return tf.argmax(scores, axis=1)
""",
        ),
        Example(
            "jax",
            """\
import jax.numpy as jnp


def predict(scores):
    return jnp.argmax(scores, axis=-1)
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def predict(scores):
    return ops.argmax(scores, axis=-1)
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np


def predict(scores):
    return np.argmax(scores, axis=1)
""",
        ),
        Example(
            "pytorch",
            """\
import torch


def predict(scores):
    return scores.topk(5).indices
""",
        ),
    )
    patterns = (Ranking(),)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        made = candidate.parts["made"]
        return f"{words.value} gives the same indices on {spelling.scores_of(candidate, made)} without the {made.op}"
