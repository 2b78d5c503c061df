"""LGT204 log-of-logits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending, spelling
from logit_lint.analysis.output_layers import LinearScores, has_single_unit
from logit_lint.analysis.patterns import Op, TinyNumber
from logit_lint.findings import Severity
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal

_SCORES = LinearScores()
_TOPIC = r"(?i)log_?p|prob|policy|entropy|likelihood|nll"


class LogOfLogits(Rule):
    """The logarithm of raw scores."""

    code = "LGT204"
    name = "log-of-logits"
    summary = "the logarithm of raw scores, which is not a number for negative ones"
    severity = Severity.ERROR
    what = """\
The logarithm of a layer's raw output is taken (of `x @ W + b`, or of what `decision_function` gives): of scores
that no activation has made positive."""
    why = """\
Half of all scores are negative, and the logarithm of a negative number is NaN; one such element makes the
whole loss NaN, and every weight as soon as its gradient contains the logarithm (that of p log p does). Mostly
a softmax was forgotten, or is believed to be in the model."""
    mend = "Take the log-softmax (or log-sigmoid) of the scores."
    safety = "The value changes: it was NaN, or no log-probability."
    ignore = "Where the layer is made so that it gives positive values only."
    references = ("PyTorch documentation: torch.nn.functional.log_softmax",)
    bad = (
        Example(
            "pytorch",
            """\
import torch
import torch.nn as nn

head = nn.Linear(128, 10)


def log_policy(features):
    return torch.log(head(features))
""",
        ),
        Example(
            "keras",
            """\
from keras import layers, ops

head = layers.Dense(10)


def log_policy(features):
    return ops.log(head(features))
""",
        ),
        Example(
            "jax",
            """\
import flax.linen as nn
import jax.numpy as jnp


class Policy(nn.Module):
    @nn.compact
    def __call__(self, features):
        scores = nn.Dense(10)(features)
        return jnp.log(scores)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf

head = tf.keras.layers.Dense(10)


def log_policy(features):
    scores = head(features)
    return tf.math.log(scores)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf

W = tf.Variable(tf.zeros([784, 10]))
b = tf.Variable(tf.zeros([10]))


def log_probs(x):
    return tf.math.log(tf.matmul(x, W) + b)
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np
from sklearn.linear_model import LogisticRegression


def log_probs(X_train, y_train, X_test):
    model = LogisticRegression().fit(X_train, y_train)
    return np.log(model.decision_function(X_test))
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


def log_policy(features):
    return F.log_softmax(head(features), dim=-1)
""",
        ),
        Example(
            "keras",
            """\
from keras import layers, ops

head = layers.Dense(10)


def log_policy(features):
    return ops.log_softmax(head(features))
""",
        ),
        Example(
            "jax",
            """\
import flax.linen as nn


class Policy(nn.Module):
    @nn.compact
    def __call__(self, features):
        scores = nn.Dense(10)(features)
        return nn.log_softmax(scores)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf

head = tf.keras.layers.Dense(10)


def log_policy(features):
    scores = head(features)
    return tf.nn.log_softmax(scores)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf

W = tf.Variable(tf.zeros([784, 10]))
b = tf.Variable(tf.zeros([10]))


def log_probs(x):
    return tf.nn.log_softmax(tf.matmul(x, W) + b)
""",
        ),
        Example(
            "numpy",
            """\
from sklearn.linear_model import LogisticRegression


def log_probs(X_train, y_train, X_test):
    model = LogisticRegression().fit(X_train, y_train)
    return model.predict_log_proba(X_test)
""",
        ),
    )
    patterns = (Op("log", _SCORES | Op("add", _SCORES, TinyNumber()), sign=_TOPIC),)

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The log-softmax of the scores along the last axis, or the log-sigmoid of a single unit.

        None for a classifier's: of two classes it gives one score for each example, and no axis of classes.
        """
        if any(term.op == "new" for term in candidate.terms):
            return None
        operation, axis = ("log_sigmoid", "") if _has_single_unit(candidate) else ("log_softmax", "-1")
        return mending.mended(
            candidate, lambda draft: mending.formulas.log_of_scores(draft, candidate.term, operation, axis)
        )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        given = next((term for term in candidate.terms if term is not candidate.term), candidate.term)
        scores = spelling.written(candidate, candidate.term)
        if words.instead:
            instead = words.instead
        elif given.op == "new":
            instead = "log-probabilities, as `predict_log_proba` gives them"
        elif _has_single_unit(candidate):
            instead = spelling.write("log_sigmoid", candidate, x=scores)
        else:
            instead = spelling.write("log_softmax", candidate, x=scores, axis="-1")
        return f"{words.value} takes the logarithm of raw scores, NaN for negative ones: use {instead}"


def _has_single_unit(candidate: Candidate) -> bool:
    """Whether the scores are those of a single unit, whatever was added to them."""
    return any(map(has_single_unit, candidate.terms))
