"""LGT604 logits-as-labels."""

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

_LABELS = (Kind.LABELS, Kind.INDICES, Kind.DENSE_LABELS)


class LogitsAsLabels(Rule):
    """Raw scores given as the labels or the target of a loss."""

    code = "LGT604"
    name = "logits-as-labels"
    summary = "raw scores given as the labels or target of a cross-entropy or divergence"
    severity = Severity.ERROR
    what = """\
Raw scores (a teacher's, mostly) are given as the labels of a cross-entropy, or as the target of a KL
divergence."""
    why = """\
Labels are probabilities: not negative, with sum 1. A cross-entropy weighs log-probabilities by them; with
negative weights it has no lower bound, and a KL divergence takes the logarithm of them, which is NaN."""
    mend = "Normalise the target: `softmax(teacher_scores / T)`."
    safety = "The value changes: it was wrong."
    ignore = "Never."
    references = ("PyTorch documentation: torch.nn.CrossEntropyLoss, torch.nn.KLDivLoss",)
    beats = (
        "LGT201",
        "LGT302",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn as nn
import torch.nn.functional as F

teacher = nn.Linear(128, 10)


def distill(features, scores):
    return F.kl_div(F.log_softmax(scores, dim=1), teacher(features), reduction="batchmean")
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def distill(x, w, scores):
    target = tf.matmul(x, w)
    return tf.nn.softmax_cross_entropy_with_logits(labels=target, logits=scores)
""",
        ),
        Example(
            "jax",
            """\
import optax


def distill(w, x, scores):
    return optax.softmax_cross_entropy(scores, x @ w).mean()
""",
        ),
        Example(
            "keras",
            """\
import keras

head = keras.layers.Dense(10)
criterion = keras.losses.CategoricalCrossentropy(from_logits=True)


def distill(student, features):
    return criterion(head(features), student)
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn as nn
import torch.nn.functional as F

teacher = nn.Linear(128, 10)


def distill(features, scores):
    return F.kl_div(F.log_softmax(scores, dim=1), F.softmax(teacher(features), dim=1), reduction="batchmean")
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def distill(x, w, scores):
    target = tf.nn.softmax(tf.matmul(x, w))
    return tf.nn.softmax_cross_entropy_with_logits(labels=target, logits=scores)
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def distill(w, x, scores):
    return optax.softmax_cross_entropy(scores, jax.nn.softmax(x @ w)).mean()
""",
        ),
        Example(
            "keras",
            """\
import keras

head = keras.layers.Dense(10)
criterion = keras.losses.CategoricalCrossentropy(from_logits=True)


def distill(student, features):
    return criterion(keras.ops.softmax(head(features)), student)
""",
        ),
    )
    absent = (
        Absence(
            "numpy",
            "scikit-learn refuses scores in the place of labels; raw scores in a divergence of SciPy are LGT201.",
        ),
    )
    patterns = (
        *(Misuse(takes=kind, gets=((Kind.LOGITS, None),), by=Consumer.LOSS) for kind in _LABELS),
        Misuse(takes=Kind.PROBABILITIES, gets=((Kind.LOGITS, None),), names=frozenset(("kl_div", "KLDivLoss"))),
    )

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The softmax of the scores, along the last axis."""
        return mending.mended(candidate, lambda draft: mending.arguments.wrap(draft, Kind.LOGITS, "softmax", "-1"))

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        instead = words.instead or spelling.write("softmax", candidate, x=words.blamed, axis="-1")
        return f"{words.value} holds raw scores, and `{words.callee}` takes probabilities there: use {instead}"
