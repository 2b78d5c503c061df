"""LGT409 manual-logit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import spelling
from logit_lint.analysis.patterns import Anything, AsItCame, Number, Op, Same, Unchecked
from logit_lint.analysis.terms import only
from logit_lint.findings import Severity
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Finding
    from logit_lint.judging import Words

_ONE = Number(lambda value: value == 1)
_COMPLEMENT = Op("sub", _ONE, Anything(part="again"))
_FROM_ONE = r"(?<![\w.])1(?:\.0*)?\s*-"
_DIFFERENCE = Op("sub", Op("log", AsItCame(part="p"), part="log"), Op("log", _COMPLEMENT), sign=_FROM_ONE)


class ManualLogit(Rule):
    """A logit (log-odds) written out by hand."""

    code = "LGT409"
    name = "manual-logit"
    summary = "`log(p / (1 - p))` or `log(p) - log(1 - p)`"
    severity = Severity.WARNING
    what = """\
The logit of a probability is computed step by step, as `log(p / (1 - p))` or `log(p) - log(1 - p)`.
`log(p) - log1p(-p)` keeps the digits that `1 - p` loses, and is not reported; nor are plain numbers, on
which Python's `math` is used, and what was clipped, squeezed or put together before: whoever did that has
thought of 0 and 1."""
    why = """\
The result is infinite at p = 0 and p = 1, and the gradient 1 / (p (1 - p)) with it; a sigmoid in single
precision is exactly 1 from a score of 16.7 on. Before that, 1 - p has few digits left: from the sigmoid of
16.5 a score comes back that is off by some tenths. If p was made by a sigmoid, its scores are the answer,
logit(sigmoid(x)) = x, with all their digits; if not, the library's function says what is meant, and PyTorch's
can keep p from 0 and 1."""
    mend = """\
Use the scores that p was made from, or the library's `logit` (PyTorch's takes an `eps` that keeps p from 0
and 1)."""
    safety = "The value is the same up to rounding."
    ignore = "Where probabilities are known to stay away from 0 and 1, or where an export knows no logit."
    references = (
        "SciPy documentation: scipy.special.logit",
        "PyTorch documentation: torch.logit",
    )
    beats = ("LGT402",)
    bad = (
        Example(
            "pytorch",
            """\
import torch


def calibrate(p, temperature):
    scores = torch.log(p / (1 - p))
    return torch.sigmoid(scores / temperature)
""",
        ),
        Example(
            "jax",
            """\
import jax.numpy as jnp


def log_odds(p):
    return jnp.log(p) - jnp.log(1 - p)
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np


def log_odds(p):
    return np.log(p) - np.log(1 - p)
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def logit_of(p):
    return ops.log(p / (1 - p))
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def logit_of(p):
    return tf.math.log(p / (1 - p))
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch


def calibrate(p, temperature):
    return torch.sigmoid(torch.logit(p) / temperature)
""",
        ),
        Example(
            "jax",
            """\
from jax.scipy.special import logit


def log_odds(p):
    return logit(p)
""",
        ),
        Example(
            "numpy",
            """\
from scipy.special import logit


def log_odds(p):
    return logit(p)
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def logit_of(p):
    return ops.log(p) - ops.log1p(-p)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def logit_of(p):
    return tf.math.log(p) - tf.math.log1p(-p)
""",
        ),
    )
    patterns = (
        Unchecked(Same(Op("log", Op("div", AsItCame(part="p"), _COMPLEMENT), sign=_FROM_ONE), "p", "again"), "p"),
        Unchecked(Same(_DIFFERENCE, "p", "again"), "p"),
    )

    def judge(self, candidate: Candidate) -> Finding | None:
        """Python's `math` has no logit, and what it computes with are plain numbers."""
        return None if spelling.calls_math(candidate) else super().judge(candidate)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        log = candidate.parts.get("log")
        made = only(candidate.parts["p"])
        if made.op == "sigmoid":
            return (
                f"{words.value} undoes a sigmoid by hand, and is infinite where that rounds to 1: "
                f"use {spelling.scores_of(candidate, made)}"
            )
        p = spelling.written(candidate, log) if log else spelling.dividend(candidate, candidate.term)
        instead = spelling.write("logit", candidate, x=p or "p")
        return f"{words.value} is a logit written by hand, infinite where p rounds to 1: use {instead}"
