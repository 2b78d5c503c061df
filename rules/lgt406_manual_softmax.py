"""LGT406 manual-softmax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending, spelling
from logit_lint.analysis.normalisers import is_masked
from logit_lint.analysis.patterns import Anything, Exponential, Op
from logit_lint.findings import Severity
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Finding, Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal


class ManualSoftmax(Rule):
    """A softmax written out by hand, without subtracting the maximum."""

    code = "LGT406"
    name = "manual-softmax"
    summary = "`exp(x) / sum(exp(x))` without subtracting the maximum"
    severity = Severity.WARNING
    what = """\
Exponentials are divided by their sum, on one line or through variables, and nothing was subtracted from
the scores before: a softmax by hand that overflows, also where a mask or weights multiply the exponentials.
Where the maximum is subtracted first, or where the scores are bounded or never positive (negated squares and
distances), the rule is silent."""
    why = """\
`exp(x)` overflows for x above 88.7 in single precision (709.7 in double, 11.1 in half precision), and
then `inf / inf` is NaN. Where all scores lie below -104 (-746) every exponential is 0, and `0 / 0` is NaN
as well. softmax(x) = softmax(x - max(x)), of which the largest exponential is exactly 1: that is what
the library computes."""
    mend = """\
Use the library's softmax. If it must be written by hand, subtract the maximum first:
`e = exp(x - x.max(axis, keepdims=True))`. A mask belongs inside: scores of -inf where it is 0."""
    safety = "The value is the same wherever the formula's own value is finite."
    ignore = "Where the scores are bounded in a way that the code does not show."
    references = (
        "SciPy documentation: scipy.special.softmax",
        "PyTorch documentation: torch.nn.functional.softmax",
        "P. Blanchard, D. J. Higham, N. J. Higham: Accurately computing the log-sum-exp and softmax functions, 2021",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch


def attend(scores, values):
    weights = torch.exp(scores)
    weights = weights / weights.sum(dim=-1, keepdim=True)
    return weights @ values
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def predict(scores):
    return tf.exp(scores) / tf.reduce_sum(tf.exp(scores), axis=-1, keepdims=True)
""",
        ),
        Example(
            "jax",
            """\
import jax.numpy as jnp


def predict(scores):
    e = jnp.exp(scores)
    return e / jnp.sum(e, axis=-1, keepdims=True)
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np


def softmax(x):
    e = np.exp(x)
    return e / e.sum(axis=1)[:, None]
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def attention(scores):
    weights = ops.exp(scores)
    return weights / ops.sum(weights, axis=-1, keepdims=True)
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch


def attend(scores, values):
    return torch.softmax(scores, dim=-1) @ values
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def predict(scores):
    return tf.nn.softmax(scores, axis=-1)
""",
        ),
        Example(
            "jax",
            """\
import jax


def predict(scores):
    return jax.nn.softmax(scores, axis=-1)
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def attention(scores):
    return ops.softmax(scores, axis=-1)
""",
        ),
    )
    patterns = (
        Op(
            "softmax",
            Anything(),
            Op(
                "div",
                Exponential()
                | Op("mul", Exponential(), Anything())
                | Op("where", Exponential(), Anything())
                | Op("where", Anything(), Exponential()),
            ),
        ),
    )

    def judge(self, candidate: Candidate) -> Finding | None:
        """Confirm a candidate, unless it is the framework's own formula."""
        return None if spelling.is_part_of_framework(candidate) else super().judge(candidate)

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The library's softmax along the axis of the sum; what is masked is no softmax of all scores."""
        if is_masked(candidate.term):
            return None
        return mending.mended(candidate, lambda draft: mending.formulas.softmax(draft, candidate.term), safe=True)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        says = (
            f"{words.value} is a softmax written by hand, {spelling.outcome(candidate, 'NaN')} as soon as an "
            "exponential overflows"
        )
        if is_masked(candidate.term):
            return f"{says}, masked or not: subtract the maximum first"
        scores = spelling.written(candidate, candidate.term)
        axis = spelling.spoken_axis(candidate, candidate.term)
        instead = words.instead or spelling.write("softmax", candidate, x=scores, axis=axis)
        return f"{says}: use {instead}, or subtract the maximum first"
