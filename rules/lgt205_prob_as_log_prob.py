"""LGT205 prob-as-log-prob."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending
from logit_lint.analysis.patterns import Misuse
from logit_lint.findings import Severity
from logit_lint.kinds import Kind
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal


class ProbAsLogProb(Rule):
    """Probabilities where log-probabilities are taken."""

    code = "LGT205"
    name = "prob-as-log-prob"
    summary = "probabilities where an API takes log-probabilities"
    severity = Severity.ERROR
    what = """\
Probabilities are given to a function or a loss that takes log-probabilities, outside of the negative
log-likelihood, divergence and CTC losses, which have rules of their own."""
    why = """\
What expects log p and is given p treats a probability of 0.9 as if it were e^0.9 = 2.46: sums of
log-probabilities are no longer products of probabilities, and gradients lack the factor 1 / p."""
    mend = "Give the logarithm: `log_prob` for `prob`, log-softmax for softmax."
    safety = "The value changes: it was wrong."
    ignore = "Never."
    references = ("PyTorch documentation: torch.distributions.Distribution.log_prob",)
    bad = (
        Example(
            "jax",
            """\
import jax
import optax


def distill(student, teacher):
    log_p = jax.nn.log_softmax(student)
    return optax.losses.generalized_kl_divergence(jax.nn.softmax(student), jax.nn.softmax(teacher)).mean(), log_p
""",
        ),
        Example(
            "pytorch",
            """\
import torch.nn.functional as F
from torchmetrics.functional.regression import jensen_shannon_divergence


def distance(student, teacher):
    log_p = F.log_softmax(student, dim=1)
    q = F.softmax(teacher, dim=1)
    return jensen_shannon_divergence(log_p, q, log_prob=True)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf
import tensorflow_probability as tfp


def calibration_error(scores, hit):
    confidence = tf.reduce_max(tf.nn.softmax(scores), axis=1)
    return tfp.stats.expected_calibration_error_quantiles(hit, confidence, num_buckets=10)
""",
        ),
    )
    good = (
        Example(
            "jax",
            """\
import jax
import optax


def distill(student, teacher):
    log_p = jax.nn.log_softmax(student)
    return optax.losses.generalized_kl_divergence(log_p, jax.nn.softmax(teacher)).mean(), log_p
""",
        ),
        Example(
            "pytorch",
            """\
import torch.nn.functional as F
from torchmetrics.functional.regression import jensen_shannon_divergence


def distance(student, teacher):
    log_p = F.log_softmax(student, dim=1)
    log_q = F.log_softmax(teacher, dim=1)
    return jensen_shannon_divergence(log_p, log_q, log_prob=True)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf
import tensorflow_probability as tfp


def calibration_error(scores, hit):
    confidence = tf.reduce_max(tf.nn.log_softmax(scores), axis=1)
    return tfp.stats.expected_calibration_error_quantiles(hit, confidence, num_buckets=10)
""",
        ),
    )
    absent = (
        Absence("keras", "No loss or metric of Keras takes log-probabilities."),
        Absence("numpy", "No loss or metric of NumPy, SciPy and scikit-learn takes log-probabilities."),
    )
    patterns = (Misuse(takes=Kind.LOG_PROBABILITIES, gets=((Kind.PROBABILITIES, None),)),)

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The logarithm of what is there, in one call."""
        return mending.mended(candidate, mending.arguments.logarithmic)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        return f"{words.value} holds probabilities, and `{words.callee}` takes log-probabilities there"
