"""LGT201 logits-as-probs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import spelling
from logit_lint.analysis.patterns import Misuse
from logit_lint.findings import Severity
from logit_lint.kinds import Kind
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.judging import Words

_KL_DIVERGENCE = frozenset(("kl_div", "KLDivLoss"))


class LogitsAsProbs(Rule):
    """Raw scores given to something that takes probabilities."""

    code = "LGT201"
    name = "logits-as-probs"
    summary = "raw scores where a loss, metric, sampler or distribution takes probabilities"
    severity = Severity.ERROR
    what = """\
Raw scores (the output of a last affine layer with no activation) are given to a loss, metric, sampler
or distribution that takes probabilities."""
    why = """\
A binary cross-entropy takes log p and log(1 - p): scores below 0 or above 1 have no such logarithm. Depending
on the framework that is an exception, NaN, or (where values are clipped first) a loss whose gradient is zero
for every score outside [0, 1], so these examples teach nothing. A Dice loss leaves [0, 1] and rewards large
scores instead of right ones. Of the samplers, NumPy's refuses scores; JAX's draws from something else than
their softmax without a word."""
    mend = """\
Use the twin that takes logits (`nn.BCEWithLogitsLoss` for `nn.BCELoss`, `logits=` for `probs=`), which
is also more accurate; or apply sigmoid or softmax first."""
    safety = "The value changes: it was NaN, an exception or a clipped constant."
    ignore = "Where the layer is made so that its output lies in [0, 1]."
    references = (
        "PyTorch documentation: torch.nn.BCELoss, torch.nn.BCEWithLogitsLoss, torch.distributions.Categorical",
        "TensorFlow documentation: tf.compat.v1.losses.log_loss",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn as nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(30, 16), nn.ReLU())
        self.head = nn.Linear(16, 1)

    def forward(self, x):
        return self.head(self.body(x))


model = Classifier()
criterion = nn.BCELoss()


def loss_of(x, y):
    return criterion(model(x).squeeze(1), y)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(x, y, W, b):
    prediction = tf.matmul(x, W) + b
    return tf.compat.v1.losses.log_loss(labels=y, predictions=prediction)
""",
        ),
        Example(
            "keras",
            """\
import keras

model = keras.Sequential([keras.layers.Conv2D(16, 3, padding="same", activation="relu"), keras.layers.Conv2D(1, 1)])
model.compile(optimizer="adam", loss=keras.losses.Dice())
""",
        ),
        Example(
            "jax",
            """\
import jax


def act(key, params, state):
    scores = state @ params["w"] + params["b"]
    return jax.random.choice(key, 4, p=scores)
""",
        ),
        Example(
            "numpy",
            """\
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss


def evaluate(X_train, y_train, X_test, y_test):
    model = LogisticRegression().fit(X_train, y_train)
    scores = model.decision_function(X_test)
    return log_loss(y_test, scores)
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np


def act(state, W, b):
    scores = np.dot(W, state) + b
    return np.random.choice(len(scores), p=scores)
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch
import torch.nn as nn

head = nn.Linear(16, 1)
criterion = nn.BCELoss()


def loss_of(features, y):
    return criterion(torch.sigmoid(head(features)), y)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(x, y, W, b):
    prediction = tf.sigmoid(tf.matmul(x, W) + b)
    return tf.compat.v1.losses.log_loss(labels=y, predictions=prediction)
""",
        ),
        Example(
            "keras",
            """\
import keras

model = keras.Sequential(
    [
        keras.layers.Conv2D(16, 3, padding="same", activation="relu"),
        keras.layers.Conv2D(1, 1, activation="sigmoid"),
    ]
)
model.compile(optimizer="adam", loss=keras.losses.Dice())
""",
        ),
        Example(
            "jax",
            """\
import jax


def act(key, params, state):
    scores = state @ params["w"] + params["b"]
    return jax.random.choice(key, 4, p=jax.nn.softmax(scores))
""",
        ),
        Example(
            "numpy",
            """\
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss


def evaluate(X_train, y_train, X_test, y_test):
    model = LogisticRegression().fit(X_train, y_train)
    return log_loss(y_test, model.predict_proba(X_test))
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np
from scipy.special import softmax


def act(state, W, b):
    scores = np.dot(W, state) + b
    return np.random.choice(len(scores), p=softmax(scores))
""",
        ),
    )
    patterns = (Misuse(takes=Kind.PROBABILITIES, gets=((Kind.LOGITS, None),), flagged=False, spares=_KL_DIVERGENCE),)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        says, use = f"{words.value} holds raw scores, and `{words.callee}` takes probabilities", candidate.use
        twin, normaliser = spelling.twin(candidate), None if use is None else use.roles[0].meaning.normaliser
        if not twin and use is not None and "logits" in use.api.by_name:
            return f"{says}: pass them as `logits=`, or normalise the scores first"
        if twin or normaliser is None:
            return f"{says}: {twin and f'use {twin}, or '}normalise the scores first"
        scores = "" if words.implicit else words.blamed
        return f"{says}: give it {spelling.write(normaliser.value, candidate, x=scores)}"
