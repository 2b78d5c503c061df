"""LGT102 double-sigmoid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import spelling
from logit_lint.analysis.patterns import Misuse
from logit_lint.findings import Severity
from logit_lint.kinds import Kind, Normaliser
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.judging import Words


class DoubleSigmoid(Rule):
    """A sigmoid output given to something that applies sigmoid itself."""

    code = "LGT102"
    name = "double-sigmoid"
    summary = "sigmoid output given to a loss that applies sigmoid itself"
    severity = Severity.ERROR
    what = """\
A tensor that is already the output of a sigmoid is given to a loss that takes logits and applies
sigmoid itself."""
    why = """\
The loss computes `sigmoid(sigmoid(z))`, which lies between 0.5 and 0.7311 for every z: a negative
example can never be given a probability below one half, so its loss never falls below log 2 = 0.693.
The gradient gets the extra factor p (1 - p) ≤ 1/4, which vanishes where the model is sure."""
    mend = """\
Give the loss the raw scores and apply sigmoid only for prediction, or keep the sigmoid and use the
loss that takes probabilities (`nn.BCELoss`), which is numerically weaker."""
    safety = "The value changes: the second sigmoid is what was wrong."
    ignore = "Never."
    references = (
        "PyTorch documentation: torch.nn.BCEWithLogitsLoss",
        "TensorFlow documentation: tf.nn.sigmoid_cross_entropy_with_logits",
        "Optax documentation: optax.sigmoid_binary_cross_entropy",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch
import torch.nn as nn

discriminator = nn.Sequential(nn.Linear(64, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1), nn.Sigmoid())
criterion = nn.BCEWithLogitsLoss()


def loss_on_real(images):
    judged = discriminator(images)
    return criterion(judged, torch.ones_like(judged))
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(x, y, W, b):
    probability = tf.sigmoid(tf.matmul(x, W) + b)
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=probability)
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def loss_of(params, x, y):
    probability = jax.nn.sigmoid(x @ params["w"])
    return optax.sigmoid_binary_cross_entropy(probability, y).mean()
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch
import torch.nn as nn

head = nn.Linear(64, 1)
criterion = nn.BCEWithLogitsLoss()


def step(features, y):
    scores = head(features)
    loss = criterion(scores, y)
    accuracy = ((torch.sigmoid(scores) > 0.5) == y).float().mean()
    return loss, accuracy
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(x, y, W, b):
    logits = tf.matmul(x, W) + b
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits), tf.sigmoid(logits)
""",
        ),
        Example(
            "jax",
            """\
import optax


def loss_of(params, x, y):
    return optax.sigmoid_binary_cross_entropy(x @ params["w"], y).mean()
""",
        ),
    )
    absent = (
        Absence("keras", "A loss of Keras applies sigmoid only where `from_logits=True` says so: that is LGT301."),
        Absence("numpy", "No loss of NumPy, SciPy and scikit-learn applies sigmoid."),
    )
    patterns = (
        Misuse(
            takes=Kind.LOGITS,
            normaliser=Normaliser.SIGMOID,
            gets=((Kind.PROBABILITIES, Normaliser.SIGMOID),),
            flagged=False,
        ),
    )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        twin = spelling.twin(candidate)
        return (
            f"{words.value} is already the output of a sigmoid, and `{words.callee}` applies sigmoid itself: "
            f"pass {spelling.raw_scores(candidate)}{twin and f', or use {twin}'}"
        )
