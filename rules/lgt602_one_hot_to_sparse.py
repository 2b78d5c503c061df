"""LGT602 one-hot-to-sparse."""

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


class OneHotToSparse(Rule):
    """One-hot labels given to a loss that takes class indices."""

    code = "LGT602"
    name = "one-hot-to-sparse"
    summary = "one-hot or dense labels given to a loss that takes class indices"
    severity = Severity.ERROR
    what = "One-hot (or otherwise dense) labels are given to a loss that takes the index of the class."
    why = """\
A sparse loss reads every number as a class: a one-hot row of ten is ten labels, nine of them class 0 and
one of them class 1. Where the shapes allow it, all rows teach the same two classes; mostly it is an error
of shape or type at run time."""
    mend = "Give the indices, or use the twin of the loss that takes dense labels."
    safety = "The value changes: it was wrong."
    ignore = "Never."
    references = (
        "TensorFlow documentation: tf.nn.sparse_softmax_cross_entropy_with_logits",
        "PyTorch documentation: torch.nn.NLLLoss",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def loss_of(scores, y):
    target = F.one_hot(y, 10)
    return F.nll_loss(F.log_softmax(scores, dim=1), target)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(scores, y):
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.one_hot(y, 10), logits=scores)
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def loss_of(scores, y):
    return optax.softmax_cross_entropy_with_integer_labels(scores, jax.nn.one_hot(y, 10))
""",
        ),
        Example(
            "keras",
            """\
import keras

criterion = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def loss_of(scores, y):
    return criterion(keras.utils.to_categorical(y, 10), scores)
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def loss_of(scores, y):
    return F.nll_loss(F.log_softmax(scores, dim=1), y)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(scores, y):
    return tf.nn.softmax_cross_entropy_with_logits(labels=tf.one_hot(y, 10), logits=scores)
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def loss_of(scores, y):
    return optax.softmax_cross_entropy(scores, jax.nn.one_hot(y, 10))
""",
        ),
        Example(
            "keras",
            """\
import keras

criterion = keras.losses.CategoricalCrossentropy(from_logits=True)


def loss_of(scores, y):
    return criterion(keras.utils.to_categorical(y, 10), scores)
""",
        ),
    )
    absent = (Absence("numpy", "`sklearn.metrics.log_loss` takes labels of either form."),)
    patterns = (Misuse(takes=Kind.INDICES, gets=((Kind.DENSE_LABELS, None),), by=Consumer.LOSS),)

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The indices that the one-hot rows were made of, or the loss for one-hot rows."""
        return mending.mended(candidate, mending.arguments.indices, mending.arguments.relabel)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        return (
            f"{words.value} holds one-hot labels, and `{words.callee}` takes class indices: "
            f"pass the indices, or use {spelling.twin(candidate, 'the loss that takes dense labels', labels=True)}"
        )
