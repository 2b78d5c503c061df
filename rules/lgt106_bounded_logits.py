"""LGT106 bounded-logits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending
from logit_lint.analysis.patterns import Anything, Consumer, Misuse, Number, Op
from logit_lint.findings import Severity
from logit_lint.kinds import Kind
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal

_SMALL = Number(lambda value: abs(value) <= 1)
_BOUNDED = Op("hidden") | Op("softplus") | Op("clip", Anything(), _SMALL) | Op("clip", Anything(), Anything(), _SMALL)


class BoundedLogits(Rule):
    """A rectified or bounded activation given to a loss that takes logits."""

    code = "LGT106"
    name = "bounded-logits"
    summary = "a ReLU, tanh, softplus or clipped output, unscaled, given to a loss that takes logits"
    severity = Severity.WARNING
    what = """\
The scores that a loss takes as logits come straight out of a ReLU, a tanh, a softplus or another bounded
activation, or were clipped to a small range."""
    why = """\
Logits are to reach from minus to plus infinity. Behind a ReLU none is negative: a sigmoid can't fall
below 0.5, and a softmax pushes a class down only by raising all others; where the ReLU is off, its gradient
is 0 and the score is stuck. Behind a tanh all lie in (-1, 1): of K classes none can get more than
e² / (e² + K - 1), 0.45 for ten."""
    mend = "Drop the activation of the last layer (or multiply a tanh by a scale)."
    safety = "The value changes: scores can reach again what they could not."
    ignore = "Where scores are bounded on purpose, and the loss is known to converge."
    references = ("PyTorch documentation: torch.nn.CrossEntropyLoss",)
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn as nn

model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10), nn.ReLU())
criterion = nn.CrossEntropyLoss()


def loss_of(x, y):
    return criterion(model(x), y)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(x, y, w):
    scores = tf.tanh(tf.matmul(x, w))
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=scores)
""",
        ),
        Example(
            "keras",
            """\
import keras
from keras import layers

model = keras.Sequential([layers.Dense(64, activation="relu"), layers.Dense(10, activation="relu")])
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def loss_of(w, x, y):
    return optax.softmax_cross_entropy(jax.nn.relu(x @ w), y).mean()
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn as nn

model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
criterion = nn.CrossEntropyLoss()


def loss_of(x, y):
    return criterion(model(x), y)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(x, y, w):
    scores = 10.0 * tf.tanh(tf.matmul(x, w))
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=scores)
""",
        ),
        Example(
            "keras",
            """\
import keras
from keras import layers

model = keras.Sequential([layers.Dense(64, activation="relu"), layers.Dense(10)])
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
""",
        ),
        Example(
            "jax",
            """\
import optax


def loss_of(w, x, y):
    return optax.softmax_cross_entropy(x @ w, y).mean()
""",
        ),
    )
    absent = (Absence("numpy", "No loss of NumPy, SciPy and scikit-learn takes logits."),)
    patterns = (Misuse(takes=Kind.LOGITS, shape=_BOUNDED, by=Consumer.LOSS),)

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The scores before the activation."""
        return mending.mended(candidate, mending.arguments.unwrap, mending.consumers.at_source)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        loss = candidate.use.api.short_name if candidate.use is not None else words.callee
        return (
            f"{words.value} comes out of a bounded activation, and `{loss}` takes logits: "
            "give it the scores before the activation"
        )
