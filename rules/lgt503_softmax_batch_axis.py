"""LGT503 softmax-batch-axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint.analysis.patterns import AlongAxis, Consumer, Misuse
from logit_lint.findings import Severity
from logit_lint.kinds import Kind
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.judging import Words


class SoftmaxBatchAxis(Rule):
    """A softmax over the batch that goes into a classifier's loss."""

    code = "LGT503"
    name = "softmax-batch-axis"
    summary = "softmax over the batch axis of scores that go to a loss"
    severity = Severity.WARNING
    what = "A softmax or log-softmax along axis 0, which is the batch, is given to a classifier's loss."
    why = """\
Along the batch, the examples compete for each class: the probabilities of one example don't sum to 1, its
prediction depends on what else is in the batch, and a batch of one gives 1 for every class. The loss still
falls, because the model can learn which examples go together. (With the TensorFlow backend, Keras finds a
softmax of its own that stands directly before its loss and normalises its scores along the classes; with JAX
and PyTorch it does not.)"""
    mend = "Normalise along the classes: `dim=1` or `dim=-1`."
    safety = "The value changes: it was wrong."
    ignore = "Where the scores have no batch axis, so that axis 0 is that of the classes."
    references = ("PyTorch documentation: torch.nn.functional.log_softmax",)
    beats = ("LGT410",)
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def loss_of(scores, y):
    return F.nll_loss(F.log_softmax(scores, dim=0), y)
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def distill(student, teacher):
    return optax.kl_divergence(jax.nn.log_softmax(student, axis=0), jax.nn.softmax(teacher)).mean()
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(onehot, scores):
    return tf.keras.losses.categorical_crossentropy(onehot, tf.nn.softmax(scores, axis=0))
""",
        ),
        Example(
            "keras",
            """\
import keras


def loss_of(onehot, scores):
    return keras.losses.categorical_crossentropy(onehot, keras.ops.softmax(scores, axis=0))
""",
        ),
        Example(
            "numpy",
            """\
from scipy.special import rel_entr, softmax


def divergence(target, scores):
    return rel_entr(target, softmax(scores, axis=0)).sum(axis=1).mean()
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
            "jax",
            """\
import jax
import optax


def distill(student, teacher):
    return optax.kl_divergence(jax.nn.log_softmax(student), jax.nn.softmax(teacher)).mean()
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(onehot, scores):
    return tf.nn.softmax_cross_entropy_with_logits(labels=onehot, logits=scores)
""",
        ),
        Example(
            "keras",
            """\
import keras


def loss_of(onehot, scores):
    return keras.losses.categorical_crossentropy(onehot, keras.ops.softmax(scores, axis=-1))
""",
        ),
        Example(
            "numpy",
            """\
from scipy.special import rel_entr, softmax


def divergence(target, scores):
    return rel_entr(target, softmax(scores, axis=1)).sum(axis=1).mean()
""",
        ),
    )
    patterns = (
        *(
            Misuse(takes=kind, shape=AlongAxis(0), by=Consumer.LOSS, right=True)
            for kind in (Kind.LOG_PROBABILITIES, Kind.PROBABILITIES)
        ),
    )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        return (
            f"{words.value} is normalised along axis 0, the batch, and `{words.callee}` takes distributions over "
            "classes: normalise along the last axis"
        )
