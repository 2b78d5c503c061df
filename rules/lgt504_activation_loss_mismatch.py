"""LGT504 activation-loss-mismatch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint.analysis.patterns import Consumer, Misuse
from logit_lint.findings import Severity
from logit_lint.kinds import Kind, Normaliser
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.judging import Words


class ActivationLossMismatch(Rule):
    """A softmax output with a binary loss, or a sigmoid output with a categorical one."""

    code = "LGT504"
    name = "activation-loss-mismatch"
    summary = "softmax output with a binary loss, or sigmoid output with a categorical loss"
    severity = Severity.ERROR
    what = """\
A loss over single probabilities (binary cross-entropy) is given the output of a softmax, or a loss over
classes (categorical cross-entropy) the output of a sigmoid."""
    why = """\
Activation and loss disagree about what the outputs are. A categorical cross-entropy looks at the true class
only: with a sigmoid, pushing all outputs to 1 makes it 0, and nothing is learned. Where the outputs are
divided by their sum first, as Keras does it, it does not see which score is the largest once several sigmoids
have come to 1, and their gradients vanish. (With the TensorFlow backend, Keras finds a sigmoid that is the
model's last layer and takes its scores for those of a softmax: that trains, but `predict` gives sigmoids,
which were never trained as such. Optax's Dice loss refuses them.) A binary one asks of every class by itself,
but the outputs of a softmax sum to 1: several labels can't all be 1, and the gradients of the classes fight
each other."""
    mend = """\
One label of many: softmax and the categorical loss. Several labels, or one yes or no: sigmoid and the
binary loss."""
    safety = "Not fixed automatically: which of the two is meant, only the labels tell."
    ignore = """\
Where two softmax outputs stand for no and yes: there the binary loss is half of the categorical one."""
    references = (
        "Keras documentation: keras.losses.BinaryCrossentropy, keras.losses.CategoricalCrossentropy",
        "PyTorch documentation: torch.nn.BCELoss",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn as nn

model = nn.Sequential(nn.Linear(30, 5), nn.Softmax(dim=1))
criterion = nn.BCELoss()


def loss_of(x, y):
    return criterion(model(x), y)
""",
        ),
        Example(
            "keras",
            """\
from keras import layers, models

model = models.Sequential([layers.Dense(64, activation="relu"), layers.Dense(10, activation="sigmoid")])
model.compile(optimizer="adam", loss="categorical_crossentropy")
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(onehot, scores):
    p = tf.sigmoid(scores)
    return tf.keras.losses.categorical_crossentropy(onehot, p)
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def loss_of(scores, onehot):
    return optax.losses.dice_loss(jax.nn.sigmoid(scores), onehot, apply_softmax=False)
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn as nn

model = nn.Sequential(nn.Linear(30, 5), nn.Sigmoid())
criterion = nn.BCELoss()


def loss_of(x, y):
    return criterion(model(x), y)
""",
        ),
        Example(
            "keras",
            """\
from keras import layers, models

model = models.Sequential([layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(onehot, scores):
    p = tf.nn.softmax(scores)
    return tf.keras.losses.categorical_crossentropy(onehot, p)
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def loss_of(scores, onehot):
    return optax.losses.dice_loss(jax.nn.softmax(scores), onehot, apply_softmax=False)
""",
        ),
    )
    absent = (
        Absence(
            "numpy",
            "`sklearn.metrics.log_loss` takes both, a number for each class or one for the positive class.",
        ),
    )
    patterns = (
        *(
            Misuse(takes=kind, normaliser=takes, gets=((Kind.PROBABILITIES, gets),), by=Consumer.LOSS)
            for kind in (Kind.PROBABILITIES, Kind.LOGITS)
            for takes, gets in ((Normaliser.SIGMOID, Normaliser.SOFTMAX), (Normaliser.SOFTMAX, Normaliser.SIGMOID))
        ),
    )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        made = candidate.sense.normaliser.value if candidate.sense and candidate.sense.normaliser else "an activation"
        loss = candidate.use.api.short_name if candidate.use else words.callee
        binary = made == "softmax"
        wanted = "each output by itself (sigmoid)" if binary else "one class of many (softmax)"
        return f"{words.value} comes from {made}, and `{loss}` is a loss over {wanted}: let activation and loss match"
