"""LGT603 indices-to-dense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending, spelling
from logit_lint.analysis.patterns import Consumer, Misuse
from logit_lint.findings import Severity
from logit_lint.kinds import Kind
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal


class IndicesToDense(Rule):
    """Class indices given to a loss that takes one-hot labels."""

    code = "LGT603"
    name = "indices-to-dense"
    summary = "class indices given to a loss that takes one-hot or dense labels"
    severity = Severity.ERROR
    what = """\
Class indices (an arg-max, say) are given to a loss that takes one-hot or otherwise dense label rows."""
    why = """\
A dense loss weighs the log-probability of each class by its label: with indices for labels, class 7 weighs
seven times as much as class 1, and class 0 nothing. Where broadcasting allows it, that is computed without a
word; elsewhere it is an error of shape at run time."""
    mend = "Give one-hot labels, or use the twin of the loss that takes indices."
    safety = "The value changes: it was wrong."
    ignore = "Never."
    references = (
        "TensorFlow documentation: tf.nn.softmax_cross_entropy_with_logits",
        "Keras documentation: keras.losses.SparseCategoricalCrossentropy",
    )
    bad = (
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(scores, onehot):
    y = tf.argmax(onehot, axis=1)
    return tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=scores)
""",
        ),
        Example(
            "jax",
            """\
import jax.numpy as jnp
import optax


def loss_of(scores, teacher):
    return optax.softmax_cross_entropy(scores, jnp.argmax(teacher, axis=-1))
""",
        ),
        Example(
            "keras",
            """\
import keras

criterion = keras.losses.CategoricalCrossentropy(from_logits=True)


def loss_of(scores, onehot):
    return criterion(keras.ops.argmax(onehot, axis=-1), scores)
""",
        ),
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def loss_of(scores, onehot):
    return F.multilabel_soft_margin_loss(scores, onehot.argmax(dim=1))
""",
        ),
    )
    good = (
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(scores, onehot):
    y = tf.argmax(onehot, axis=1)
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=scores)
""",
        ),
        Example(
            "jax",
            """\
import jax.numpy as jnp
import optax


def loss_of(scores, teacher):
    return optax.softmax_cross_entropy_with_integer_labels(scores, jnp.argmax(teacher, axis=-1))
""",
        ),
        Example(
            "keras",
            """\
import keras

criterion = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def loss_of(scores, onehot):
    return criterion(keras.ops.argmax(onehot, axis=-1), scores)
""",
        ),
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def loss_of(scores, onehot):
    return F.multilabel_soft_margin_loss(scores, onehot)
""",
        ),
    )
    absent = (Absence("numpy", "`sklearn.metrics.log_loss` takes labels of either form."),)
    patterns = (Misuse(takes=Kind.DENSE_LABELS, gets=((Kind.INDICES, None),), by=Consumer.LOSS),)

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The loss that takes indices."""
        return mending.mended(candidate, mending.arguments.relabel)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        return (
            f"{words.value} holds class indices, and `{words.callee}` takes one-hot or dense labels: "
            f"use {spelling.twin(candidate, 'the loss that takes indices', labels=True)}, or one-hot labels"
        )
