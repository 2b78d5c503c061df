"""LGT601 swapped-labels-logits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending
from logit_lint.analysis.patterns import Consumer, Misuse
from logit_lint.findings import Severity
from logit_lint.kinds import Kind
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal

_LABELS = ((Kind.LABELS, None), (Kind.INDICES, None), (Kind.DENSE_LABELS, None))
_SCORES = frozenset((Kind.LOGITS, Kind.PROBABILITIES))


class SwappedLabelsLogits(Rule):
    """Labels and logits in each other's place."""

    code = "LGT601"
    name = "swapped-labels-logits"
    summary = "labels and logits in each other's place"
    severity = Severity.ERROR
    what = """\
A loss is given labels where it takes the model's scores, and the model's scores where it takes labels. The
order differs: PyTorch's losses and Optax's take the scores first, Keras's and TensorFlow 2's the labels."""
    why = """\
A cross-entropy isn't symmetric: with the arguments swapped it takes the logarithm of the labels, which is
minus infinity or clipped, and its gradient with respect to what the model gives is a constant (behind a
softmax it vanishes where the model is sure and wrong). Where the shapes allow it, training runs and learns
nothing."""
    mend = "Swap them, or better: name them."
    safety = "The value changes: it was wrong."
    ignore = "Never."
    references = (
        "PyTorch documentation: torch.nn.functional.cross_entropy",
        "TensorFlow documentation: tf.nn.softmax_cross_entropy_with_logits",
    )
    beats = (
        "LGT201",
        "LGT301",
        "LGT302",
        "LGT604",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn as nn
import torch.nn.functional as F

head = nn.Linear(128, 10)


def loss_of(features, index):
    labels = F.one_hot(index, 10).float()
    return F.cross_entropy(labels, head(features))
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


@tf.function
def loss_of(x, w, b, index):
    labels = tf.one_hot(index, 10)
    return tf.nn.softmax_cross_entropy_with_logits(tf.matmul(x, w) + b, labels)
""",
        ),
        Example(
            "keras",
            """\
import keras

head = keras.layers.Dense(10, activation="softmax")


def loss_of(features, labels):
    return keras.losses.categorical_crossentropy(head(features), labels)
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def loss_of(w, x, index):
    labels = jax.nn.one_hot(index, 10)
    return optax.softmax_cross_entropy(labels, x @ w).mean()
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn as nn
import torch.nn.functional as F

head = nn.Linear(128, 10)


def loss_of(features, index):
    labels = F.one_hot(index, 10).float()
    return F.cross_entropy(head(features), labels)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


@tf.function
def loss_of(x, w, b, index):
    labels = tf.one_hot(index, 10)
    return tf.nn.softmax_cross_entropy_with_logits(labels, tf.matmul(x, w) + b)
""",
        ),
        Example(
            "keras",
            """\
import keras

head = keras.layers.Dense(10, activation="softmax")


def loss_of(features, labels):
    return keras.losses.categorical_crossentropy(labels, head(features))
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def loss_of(w, x, index):
    labels = jax.nn.one_hot(index, 10)
    return optax.softmax_cross_entropy(x @ w, labels).mean()
""",
        ),
    )
    absent = (Absence("numpy", "scikit-learn refuses scores in the place of labels."),)
    patterns = (*(Misuse(takes=kind, gets=_LABELS, beside=_SCORES, by=Consumer.LOSS) for kind in _SCORES),)

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The two swapped."""
        return mending.mended(candidate, mending.arguments.swap, message="Swap them")

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        return (
            f"{words.value} holds labels, but stands where `{words.callee}` takes the model's output, and that "
            "stands where labels belong: swap them"
        )
