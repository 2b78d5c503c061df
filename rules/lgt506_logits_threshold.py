"""LGT506 logits-threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending
from logit_lint.analysis.patterns import Holds, Number, Op
from logit_lint.findings import Severity
from logit_lint.kinds import Kind
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal


class LogitsThreshold(Rule):
    """Raw scores compared with one half."""

    code = "LGT506"
    name = "logits-threshold"
    summary = "raw scores compared with 0.5 as if they were probabilities"
    severity = Severity.WARNING
    what = "Raw scores are compared with 0.5, as if a sigmoid had made probabilities of them."
    why = """\
sigmoid(z) > 0.5 means z > 0. With z > 0.5 the threshold is at a probability of 0.62, and all examples between
0.5 and 0.62 are called negative: accuracy and recall come out wrong, though training is right."""
    mend = "Compare the scores with 0, or their sigmoid with 0.5."
    safety = "The value changes: it was wrong."
    ignore = "Where the scores are regressed to 0 and 1."
    references = ("PyTorch documentation: torch.sigmoid",)
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn as nn
import torch.nn.functional as F

head = nn.Linear(128, 1)


def step(features, y):
    scores = head(features).squeeze(1)
    loss = F.binary_cross_entropy_with_logits(scores, y)
    predicted = scores > 0.5
    return loss, (predicted == y.bool()).float().mean()
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def step(x, y, W, b):
    scores = tf.matmul(x, W) + b
    loss = tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=scores)
    predicted = scores > 0.5
    return loss, predicted
""",
        ),
        Example(
            "keras",
            """\
import keras

head = keras.layers.Dense(1)
criterion = keras.losses.BinaryCrossentropy(from_logits=True)


def step(features, y):
    scores = head(features)
    loss = criterion(y, scores)
    return loss, scores > 0.5
""",
        ),
        Example(
            "jax",
            """\
import optax


def step(params, x, y):
    scores = x @ params["w"] + params["b"]
    loss = optax.sigmoid_binary_cross_entropy(scores, y).mean()
    accuracy = ((scores > 0.5) == y).mean()
    return loss, accuracy
""",
        ),
        Example(
            "numpy",
            """\
from sklearn.linear_model import LogisticRegression


def predict(X_train, y_train, X_test):
    model = LogisticRegression().fit(X_train, y_train)
    return model.decision_function(X_test) > 0.5
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn as nn
import torch.nn.functional as F

head = nn.Linear(128, 1)


def step(features, y):
    scores = head(features).squeeze(1)
    loss = F.binary_cross_entropy_with_logits(scores, y)
    predicted = scores > 0
    return loss, (predicted == y.bool()).float().mean()
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def step(x, y, W, b):
    scores = tf.matmul(x, W) + b
    loss = tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=scores)
    predicted = scores > 0
    return loss, predicted
""",
        ),
        Example(
            "keras",
            """\
import keras

head = keras.layers.Dense(1)
criterion = keras.losses.BinaryCrossentropy(from_logits=True)


def step(features, y):
    scores = head(features)
    loss = criterion(y, scores)
    return loss, scores > 0
""",
        ),
        Example(
            "jax",
            """\
import optax


def step(params, x, y):
    scores = x @ params["w"] + params["b"]
    loss = optax.sigmoid_binary_cross_entropy(scores, y).mean()
    accuracy = ((scores > 0) == y).mean()
    return loss, accuracy
""",
        ),
        Example(
            "numpy",
            """\
from sklearn.linear_model import LogisticRegression


def predict(X_train, y_train, X_test):
    model = LogisticRegression().fit(X_train, y_train)
    return model.decision_function(X_test) > 0
""",
        ),
    )
    patterns = (Op("compare", Holds(Kind.LOGITS), Number(lambda value: value == 0.5), sign=r"[<>]=?\s*0?\.50*(?!\d)"),)

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """A comparison with 0, where the probability is a half."""
        return mending.mended(candidate, mending.formulas.compare_with_zero)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        return f"{words.value} compares raw scores with 0.5, which is a probability of 0.62: compare them with 0"
