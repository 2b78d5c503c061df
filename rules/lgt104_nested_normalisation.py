"""LGT104 nested-normalisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending
from logit_lint.analysis.patterns import Holds, Library, Op
from logit_lint.analysis.senses import sense
from logit_lint.findings import Severity
from logit_lint.kinds import Kind, Normaliser
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal

_NORMALISED = Holds(Kind.PROBABILITIES, Normaliser.SOFTMAX, Normaliser.SIGMOID, part="inner")


class NestedNormalisation(Rule):
    """A normalised value, normalised again."""

    code = "LGT104"
    name = "nested-normalisation"
    summary = "a softmax or sigmoid of what is a softmax or sigmoid output already"
    severity = Severity.ERROR
    what = """\
The output of a softmax or sigmoid is put through a softmax or sigmoid again: one call around the other, a
softmax layer behind a layer that has `softmax` as its activation, or through variables and helpers."""
    why = """\
softmax maps into [0, 1], and the softmax of values in [0, 1] is nearly uniform: over K classes no
probability can exceed e / (e + K - 1), which is 0.23 for K = 10, and none can fall below 1 / (1 + (K - 1) e).
A sigmoid of probabilities lies in [0.5, 0.7311]. The gradient passes through two Jacobians diag(p) - p pᵀ,
whose product vanishes where the model is sure. (The log-softmax of log-probabilities is harmless, and is
not reported.)"""
    mend = "Keep one of the two: mostly the outer one."
    safety = "The value changes: it is what was wrong."
    ignore = "Where the inner values are meant as bounded scores, as in some attention mechanisms."
    references = (
        "PyTorch documentation: torch.nn.Softmax",
        "Keras documentation: keras.activations.softmax",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(30, 5), nn.Softmax(dim=1))

    def forward(self, x):
        return torch.softmax(self.body(x), dim=1)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def predict(x, w, b):
    scores = tf.nn.sigmoid(tf.matmul(x, w) + b)
    return tf.nn.softmax(scores)
""",
        ),
        Example(
            "keras",
            """\
import keras
from keras import layers

inputs = keras.Input((30,))
outputs = layers.Dense(5, activation="softmax")(inputs)
outputs = layers.Activation("softmax")(outputs)
model = keras.Model(inputs, outputs)
""",
        ),
        Example(
            "jax",
            """\
import jax


def predict(scores):
    return jax.nn.softmax(jax.nn.softmax(scores, axis=-1), axis=-1)
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np
from scipy.special import expit, softmax


def predict(X, W, b):
    scores = expit(np.dot(X, W) + b)
    return softmax(scores, axis=1)
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(30, 5)

    def forward(self, x):
        return torch.softmax(self.body(x), dim=1)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def predict(x, w, b):
    return tf.nn.softmax(tf.matmul(x, w) + b)
""",
        ),
        Example(
            "keras",
            """\
import keras
from keras import layers

inputs = keras.Input((30,))
outputs = layers.Dense(5, activation="softmax")(inputs)
model = keras.Model(inputs, outputs)
""",
        ),
        Example(
            "jax",
            """\
import jax


def predict(scores):
    return jax.nn.softmax(scores, axis=-1)
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np
from scipy.special import softmax


def predict(X, W, b):
    scores = np.dot(X, W) + b
    return softmax(scores, axis=1)
""",
        ),
    )
    patterns = (*(Library(Op(outer, _NORMALISED)) for outer in ("softmax", "sigmoid", "log_softmax", "log_sigmoid")),)

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The outer of the two."""
        inner = candidate.parts["inner"]
        return mending.mended(
            candidate,
            lambda draft: mending.formulas.argument_without(draft, candidate.term, inner),
            mending.consumers.at_source,
        )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        inner = sense(candidate.parts["inner"])
        applied = inner.normaliser.value if inner and inner.normaliser else "a softmax"
        again = candidate.term.op.replace("_", "-")
        return f"{words.value} applies {again} to what is the output of {applied} already: keep one of the two"
