"""LGT103 log-probs-as-logits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import spelling
from logit_lint.analysis.patterns import Consumer, Misuse
from logit_lint.findings import Severity
from logit_lint.kinds import Kind, Normaliser
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.judging import Words


class LogProbsAsLogits(Rule):
    """Log-probabilities given to something that normalises scores itself."""

    code = "LGT103"
    name = "log-probs-as-logits"
    summary = "log-softmax output given to a loss that normalises it again (wrong for sigmoid, wasted for softmax)"
    severity = Severity.WARNING
    what = """\
Log-probabilities (log-softmax or log-sigmoid output) are given to a loss that takes raw scores. For a
loss that applies softmax this is a warning, for one that applies sigmoid an error."""
    why = """\
`softmax(log p) = p / sum(p) = p`, so under a softmax loss the value stays right and only work is
wasted; often it is a sign that `nll_loss` was meant. The sigmoid has no such luck: `sigmoid(log p) =
p / (1 + p)` is never more than one half, so a positive example's loss can't fall below log 2. The
same holds for log-sigmoid output under a softmax loss: its rows are not normalised."""
    mend = """\
Drop the log-softmax and give the loss the raw scores, or keep it and use the loss that takes
log-probabilities (`nll_loss`)."""
    safety = "For a softmax loss the value stays the same up to rounding; for a sigmoid loss it changes."
    ignore = "Where the softmax loss is given log-probabilities on purpose, and the time does not matter."
    references = (
        "PyTorch documentation: torch.nn.CrossEntropyLoss, torch.nn.NLLLoss",
        "TensorFlow documentation: tf.nn.softmax_cross_entropy_with_logits",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn as nn
import torch.nn.functional as F

head = nn.Linear(128, 10)


def loss_of(features, y):
    return F.cross_entropy(F.log_softmax(head(features), dim=1), y)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(scores, y):
    log_probabilities = tf.nn.log_softmax(scores)
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=log_probabilities)
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def loss_of(scores, y):
    return optax.sigmoid_binary_cross_entropy(jax.nn.log_sigmoid(scores), y)
""",
        ),
        Example(
            "keras",
            """\
import keras

head = keras.layers.Dense(10)
criterion = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def loss_of(features, y):
    log_p = keras.ops.log_softmax(head(features))
    return criterion(y, log_p)
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn as nn

model = nn.Sequential(nn.Linear(128, 10), nn.LogSoftmax(dim=1))
criterion = nn.NLLLoss()


def loss_of(features, y):
    return criterion(model(features), y)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(scores, y):
    log_probabilities = tf.nn.log_softmax(scores)
    return -tf.reduce_sum(y * log_probabilities, axis=1)
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def loss_of(scores, y):
    entropy_bonus = jax.nn.log_softmax(scores).mean()
    return optax.softmax_cross_entropy(scores, y).mean() + 0.1 * entropy_bonus
""",
        ),
        Example(
            "keras",
            """\
import keras

head = keras.layers.Dense(10)
criterion = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def loss_of(features, y):
    return criterion(y, head(features))
""",
        ),
    )
    absent = (Absence("numpy", "No loss of NumPy, SciPy and scikit-learn takes logits."),)
    beats = ("LGT401", "LGT403")
    # Only of a known normaliser: the logarithm of averaged probabilities has no raw scores to go back to.
    patterns = (
        Misuse(
            takes=Kind.LOGITS,
            gets=((Kind.LOG_PROBABILITIES, Normaliser.SOFTMAX), (Kind.LOG_PROBABILITIES, Normaliser.SIGMOID)),
            by=Consumer.LOSS,
        ),
    )

    def _repeats(self, candidate: Candidate) -> bool:
        """Whether normalising again gives the same value."""
        use, sense = candidate.use, candidate.sense
        over_classes = use is not None and use.roles[0].meaning.normaliser is Normaliser.SOFTMAX
        return over_classes and (sense is None or sense.normaliser is not Normaliser.SIGMOID)

    def severity_of(self, candidate: Candidate) -> Severity:
        """An error unless normalising again gives the same value."""
        return Severity.WARNING if self._repeats(candidate) else Severity.ERROR

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        if self._repeats(candidate):
            twin = spelling.twin(candidate)
            return (
                f"{words.value} holds log-probabilities, and `{words.callee}` applies log-softmax itself: "
                f"pass {spelling.raw_scores(candidate)}{twin and f', or use {twin}'}"
            )
        return (
            f"{words.value} holds log-probabilities, and `{words.callee}` would take their logarithms again "
            f"after normalising them as scores: pass {spelling.raw_scores(candidate)}"
        )
