"""LGT407 manual-log-sum-exp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending, spelling
from logit_lint.analysis.patterns import Exponential, Op, Setting
from logit_lint.findings import Severity
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Finding, Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal

_SUM = Op("sum", Exponential(), part="sum")


class ManualLogSumExp(Rule):
    """A log-sum-exp written out by hand, without subtracting the maximum."""

    code = "LGT407"
    name = "manual-log-sum-exp"
    summary = "`log(sum(exp(x)))` without subtracting the maximum"
    severity = Severity.WARNING
    what = """\
The logarithm of a sum of exponentials is taken step by step, and nothing was subtracted from the
exponents before. Where the maximum is subtracted (and added again), or where the exponents are
never positive (negated squares and distances), the rule is silent."""
    why = """\
One exponent above 88.7 (in single precision; 709.7 in double) makes the sum and its logarithm infinite,
though the result is close to that exponent; with all exponents below -104 (-746) the sum is 0 and its
logarithm -inf. `max(x) + log(sum(exp(x - max(x))))` is the same and always finite, and its gradient is
softmax(x), where the naive one's is inf / inf = NaN."""
    mend = "Use the library's `logsumexp`."
    safety = "The value is the same wherever the formula's own value is finite."
    ignore = "Where the exponents are bounded in a way that the code does not show."
    references = (
        "SciPy documentation: scipy.special.logsumexp",
        "PyTorch documentation: torch.logsumexp",
        "P. Blanchard, D. J. Higham, N. J. Higham: Accurately computing the log-sum-exp and softmax functions, 2021",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch


def free_energy(scores):
    return -torch.log(torch.sum(torch.exp(scores), dim=1))
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def partition(scores):
    total = tf.reduce_sum(tf.exp(scores), axis=-1)
    return tf.math.log(total)
""",
        ),
        Example(
            "jax",
            """\
import jax.numpy as jnp


def log_softmax(scores):
    return scores - jnp.log(jnp.exp(scores).sum(axis=-1, keepdims=True))
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np


def partition(scores):
    return np.log(np.exp(scores).sum(axis=1))
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def free_energy(scores):
    return ops.log(ops.sum(ops.exp(scores), axis=-1))
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch


def free_energy(scores):
    return -torch.logsumexp(scores, dim=1)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def partition(scores):
    return tf.reduce_logsumexp(scores, axis=-1)
""",
        ),
        Example(
            "jax",
            """\
import jax


def log_softmax(scores):
    return scores - jax.nn.logsumexp(scores, axis=-1, keepdims=True)
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np


def partition(scores):
    largest = scores.max(axis=1, keepdims=True)
    return largest[:, 0] + np.log(np.exp(scores - largest).sum(axis=1))
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def free_energy(scores):
    return ops.logsumexp(scores, axis=-1)
""",
        ),
    )
    patterns = (
        Op("log", _SUM),
        # Of a mean: the sum over the number of terms.
        Op("log", Op("mean", Exponential(), part="mean")),
        Op("log", Op("div", _SUM, Setting("count"))),
    )

    def judge(self, candidate: Candidate) -> Finding | None:
        """Confirm a candidate, unless it is the framework's own formula."""
        return None if spelling.is_part_of_framework(candidate) else super().judge(candidate)

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The library's log-sum-exp along the axis of the sum; what a mean divides by is left to a person."""
        total = candidate.parts.get("sum")
        if total is None or "count" in candidate.parts:
            return None
        return mending.mended(
            candidate, lambda draft: mending.formulas.log_sum_exp(draft, candidate.term, total), safe=True
        )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        scores = spelling.written(candidate, candidate.parts.get("exp"))
        total = candidate.parts.get("sum") or candidate.parts.get("mean")
        axis, kept = spelling.sum_axis_of(candidate, total), spelling.kept_axis(candidate, total)
        instead = words.instead or spelling.write("logsumexp", candidate, x=scores, axis=axis, more=kept)
        what = "log-sum-exp"
        if "mean" in candidate.parts:
            what, instead = "log-mean-exp", f"{instead} minus the logarithm of the number of terms"
        elif "count" in candidate.parts:
            instead += " minus the logarithm of what the sum is divided by"
        return (
            f"{words.value} is a {what} written by hand, {spelling.outcome(candidate, 'infinite')} once an "
            f"exponential overflows: use {instead}"
        )
