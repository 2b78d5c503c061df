"""LGT501 softmax-single-unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import spelling
from logit_lint.analysis.output_layers import SingleUnit
from logit_lint.findings import Severity
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.judging import Words


class SoftmaxSingleUnit(Rule):
    """A softmax over one unit."""

    code = "LGT501"
    name = "softmax-single-unit"
    summary = "softmax over one unit, which is always 1"
    severity = Severity.ERROR
    what = """\
A softmax is applied to the output of a layer with a single unit, along that unit: `Dense(1,
activation="softmax")`, or `Linear(n, 1)` and `Softmax(dim=-1)`, or a product with a `Variable` of one column."""
    why = """\
softmax of one number is exp(x) / exp(x) = 1, whatever x is. The model predicts 1 for everything, and no
gradient reaches its weights. (A softmax along another axis, as attention over time needs it, is right.)"""
    mend = "Use a sigmoid, or two units."
    safety = "The value changes: it was a constant."
    ignore = "Never."
    references = ("Keras documentation: keras.activations.softmax",)
    beats = (
        "LGT504",
        "LGT302",
        "LGT410",
    )
    bad = (
        Example(
            "keras",
            """\
import keras
from keras import layers

model = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1, activation="softmax")])
model.compile(optimizer="adam", loss="mse")
""",
        ),
        Example(
            "pytorch",
            """\
import torch.nn as nn

model = nn.Sequential(nn.Linear(30, 1), nn.Softmax(dim=-1))
criterion = nn.MSELoss()


def loss_of(x, y):
    return criterion(model(x), y)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


class Critic(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.head = tf.keras.layers.Dense(1)

    def call(self, x):
        return tf.nn.softmax(self.head(x))
""",
        ),
        Example(
            "jax",
            """\
import flax.linen as nn


class Classifier(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.relu(nn.Dense(16)(x))
        return nn.softmax(nn.Dense(1)(x))
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf

W = tf.Variable(tf.zeros([784, 1]))
b = tf.Variable(tf.zeros([1]))


def predict(x):
    return tf.nn.softmax(tf.matmul(x, W) + b)
""",
        ),
    )
    good = (
        Example(
            "keras",
            """\
import keras
from keras import layers

model = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss="binary_crossentropy")
""",
        ),
        Example(
            "pytorch",
            """\
import torch.nn as nn

model = nn.Sequential(nn.Linear(30, 1), nn.Sigmoid())
criterion = nn.MSELoss()


def loss_of(x, y):
    return criterion(model(x), y)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


class Critic(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.head = tf.keras.layers.Dense(1)

    def call(self, x):
        return tf.sigmoid(self.head(x))
""",
        ),
        Example(
            "jax",
            """\
import flax.linen as nn


class Classifier(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.relu(nn.Dense(16)(x))
        return nn.sigmoid(nn.Dense(1)(x))
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf

W = tf.Variable(tf.zeros([784, 1]))
b = tf.Variable(tf.zeros([1]))


def predict(x):
    return tf.sigmoid(tf.matmul(x, W) + b)
""",
        ),
    )
    absent = (Absence("numpy", "NumPy has no layers that say how many units they have."),)
    patterns = (SingleUnit(),)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        instead = spelling.write("sigmoid", candidate, x=spelling.written(candidate, candidate.term))
        return f"{words.value} applies softmax to a single unit, which gives 1 for everything: use {instead}"
