"""LGT411 manual-softplus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import spelling
from logit_lint.analysis.patterns import Anything, Careless, Exponential, Number, Op, Same, Within
from logit_lint.findings import Severity
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Finding
    from logit_lint.judging import Words

_ONE = Number(lambda value: value == 1)
_EXP = Exponential(shifted=False)
_SOFTPLUS = Op("log", Op("add", _ONE, _EXP)) | Op("log1p", _EXP)
_DIFFERENCE = Op("exp", Op("sub", Anything(), Anything(part="larger")))
_LOG_ADD_EXP = Same(
    Op("add", Op("log", Op("add", _ONE, _DIFFERENCE)) | Op("log1p", _DIFFERENCE), Anything(part="again")),
    "larger",
    "again",
)


class ManualSoftplus(Rule):
    """A softplus written out by hand."""

    code = "LGT411"
    name = "manual-softplus"
    summary = "`log(1 + exp(x))`, whose exponential overflows"
    severity = Severity.WARNING
    what = """\
A softplus is written out by hand, as `log(1 + exp(x))` or `log1p(exp(x))`. Where x is kept from growing
(`exp(-abs(x))`), where the
formula is one side of a choice by the size of x, or where it is the log-add-exp `b + log1p(exp(a - b))`,
the rule is silent."""
    why = """\
`exp(x)` overflows for x above 88.7 in single precision (709.7 in double), and the result is infinite where
it should be x; its gradient is inf / inf = NaN. For x below -16.6, `1 + exp(x)` is exactly 1 and the
result 0 where it should be exp(x). The library computes `max(x, 0) + log1p(exp(-|x|))`, whose gradient is
sigmoid(x)."""
    mend = "Use the library's softplus (in NumPy, `np.logaddexp(0, x)`)."
    safety = "The value is the same wherever the formula's own value is finite, and more accurate for negative x."
    ignore = "Where the argument is bounded in a way that the code does not show."
    references = (
        "NumPy documentation: numpy.logaddexp",
        "PyTorch documentation: torch.nn.functional.softplus",
        "M. Mächler: Accurately computing log(1 - exp(-|a|)), 2012",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch


def scale(rho):
    return torch.log(1 + torch.exp(rho))
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def scale(rho):
    return tf.math.log1p(tf.exp(rho))
""",
        ),
        Example(
            "jax",
            """\
import jax.numpy as jnp


def logistic_loss(margin):
    return jnp.log(1.0 + jnp.exp(-margin)).mean()
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np


def logistic_loss(margin):
    return np.mean(np.log1p(np.exp(-margin)))
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def softplus(x):
    return ops.log(1 + ops.exp(x))
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def scale(rho):
    return F.softplus(rho)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def scale(rho):
    return tf.math.softplus(rho)
""",
        ),
        Example(
            "jax",
            """\
import jax


def logistic_loss(margin):
    return jax.nn.softplus(-margin).mean()
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np


def logistic_loss(margin):
    return np.mean(np.logaddexp(0, -margin))
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def softplus(x):
    return ops.softplus(x)
""",
        ),
    )
    patterns = (Careless(_SOFTPLUS, careful=Within("where", _SOFTPLUS) | _LOG_ADD_EXP),)

    def judge(self, candidate: Candidate) -> Finding | None:
        """Confirm a candidate, unless it is the framework's own formula."""
        return None if spelling.is_part_of_framework(candidate) else super().judge(candidate)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        scores = spelling.written(candidate, candidate.parts.get("exp"))
        instead = spelling.write("softplus", candidate, x=scores)
        return (
            f"{words.value} is a softplus written by hand, {spelling.outcome(candidate, 'infinite')} once the "
            f"exponential overflows: use {instead}"
        )
