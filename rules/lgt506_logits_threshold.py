"""LGT506 logits-threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending
from logit_lint.analysis.evidence import LogitsOfSigmoid
from logit_lint.analysis.output_layers import has_single_unit
from logit_lint.analysis.patterns import Holds, Misuse, Number, Op
from logit_lint.analysis.terms import only
from logit_lint.findings import Severity
from logit_lint.kinds import Kind
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal

_THRESHOLDS = ("threshold", "thresholds")
_ABOVE_ZERO = ("F1Score", "FBetaScore")
"""Metrics that refuse a threshold of 0."""


class LogitsThreshold(Rule):
    """Raw scores compared with one half."""

    code = "LGT506"
    name = "logits-threshold"
    summary = "raw scores compared with 0.5, or rounded, as if they were probabilities"
    severity = Severity.WARNING
    what = """\
Raw scores are compared with 0.5 or rounded, as if a sigmoid had made probabilities of them: by hand, or
by a metric such as `BinaryAccuracy` or `Precision` whose threshold is 0.5 by default. Only scores that a
loss in the file takes as the logits of a sigmoid (or that an API calls logits) are meant."""
    why = """\
sigmoid(z) > 0.5 means z > 0. With z > 0.5 the threshold is at a probability of 0.62, and all examples between
0.5 and 0.62 are called negative: accuracy and recall come out wrong, though training is right. Rounded
scores are not even 0 and 1: a sure positive of 4.2 becomes 4, which equals no label."""
    mend = "Compare the scores with 0, or their sigmoid with 0.5; give the metric a threshold of 0."
    safety = "The value changes: it was wrong."
    ignore = "Where the scores are regressed to 0 and 1."
    references = (
        "PyTorch documentation: torch.sigmoid",
        "Keras documentation: keras.metrics.Precision (thresholds)",
    )
    beats = ("LGT201",)
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
            "pytorch",
            """\
import torch
import torch.nn as nn
import torch.nn.functional as F

head = nn.Linear(128, 1)


def step(features, y):
    scores = head(features).squeeze(1)
    loss = F.binary_cross_entropy_with_logits(scores, y)
    accuracy = (torch.round(scores) == y).float().mean()
    return loss, accuracy
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
            "keras",
            """\
import keras
from keras import layers

model = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
model.compile(
    optimizer="adam",
    loss=keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[keras.metrics.Recall()],
)
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
            "pytorch",
            """\
import torch
import torch.nn as nn
import torch.nn.functional as F

head = nn.Linear(128, 1)


def step(features, y):
    scores = head(features).squeeze(1)
    loss = F.binary_cross_entropy_with_logits(scores, y)
    accuracy = (torch.round(torch.sigmoid(scores)) == y).float().mean()
    return loss, accuracy
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
            "keras",
            """\
import keras
from keras import layers

model = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
model.compile(
    optimizer="adam",
    loss=keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[keras.metrics.Recall(thresholds=0)],
)
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
    patterns = (
        LogitsOfSigmoid(
            Op(
                "compare",
                Holds(Kind.LOGITS, part="scores"),
                Number(lambda value: value == 0.5),
                sign=r"[<>]=?\s*0?\.50*(?!\d)",
            )
        ),
        LogitsOfSigmoid(Op("round", Holds(Kind.LOGITS, part="scores"), Number(lambda value: value == 0))),
        Misuse(takes=Kind.PROBABILITIES, gets=((Kind.LOGITS, None),), flags=frozenset(_THRESHOLDS)),
    )

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """A comparison with 0, where the probability is a half, or the sigmoid rounded; for a metric, its threshold.

        Whether each of several units is a sigmoid's is not known well enough to give them a threshold.
        """
        use = candidate.use
        if use is None and candidate.term.op == "round":
            return mending.mended(candidate, lambda draft: mending.formulas.round_sigmoid(draft, candidate.term))
        if use is None:
            return mending.mended(candidate, mending.formulas.compare_with_zero)
        flag = use.roles[0].flag
        if flag is None or use.api.short_name in _ABOVE_ZERO or not has_single_unit(only(use.term)):
            return None
        return mending.mended(
            candidate, lambda draft: mending.arguments.set_keyword(draft, flag, "0"), message=f"Set `{flag}=0`"
        )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        use = candidate.use
        if use is None:
            is_round = candidate.term.op == "round"
            does = "rounds raw scores" if is_round else "compares raw scores with 0.5"
            instead = f"round {words.instead}" if is_round and words.instead else "compare them with 0"
            return f"{words.value} {does}, where a probability of 0.5 is a score of 0: {instead}"
        metric, threshold = use.api.short_name, use.roles[0].flag
        if use.implicit:
            metric = {"binary_accuracy": "BinaryAccuracy"}.get(metric, metric)  # The string names the function.
        says = f"{words.value} {'ends in' if use.implicit else 'holds'} raw scores"
        if metric in _ABOVE_ZERO:
            return (
                f"{says}, and `{metric}` compares them with its {threshold} of 0.5: give it the sigmoid of the scores"
            )
        # What several units are, sigmoids or a softmax, their loss says.
        otherwise = "" if has_single_unit(only(use.term)) else ", if each is a sigmoid's, or normalise the scores first"
        return f"{says}, and `{metric}` compares them with 0.5: use `{metric}({threshold}=0)`{otherwise}"
