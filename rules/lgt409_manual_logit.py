"""LGT409 manual-logit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import spelling
from logit_lint.analysis.patterns import Anything, Number, Op, Same
from logit_lint.findings import Severity
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Finding
    from logit_lint.judging import Words

_ONE = Number(lambda value: value == 1)
_COMPLEMENT = Op("sub", _ONE, Anything(part="again"))


class ManualLogit(Rule):
    """A logit (log-odds) written out by hand."""

    code = "LGT409"
    name = "manual-logit"
    summary = "`log(p / (1 - p))` or `log(p) - log(1 - p)`"
    severity = Severity.WARNING
    what = """\
The logit of a probability is computed step by step, as `log(p / (1 - p))` or `log(p) - log(1 - p)`.
`log(p) - log1p(-p)` keeps the digits that `1 - p` loses, and is not reported; nor are plain numbers, on
which Python's `math` is used."""
    why = """\
Near one, `1 - p` loses the digits of p: with p = 0.99999994, the largest single precision number below
1, the result may be off in its first digits, and from p = 1 on it is infinite; near one half, the two
logarithms cancel, and so do the digits of a result that is close to zero. If p is itself a sigmoid, its
scores are the answer: logit(sigmoid(x)) = x."""
    mend = "Use the library's `logit`, or the scores that p was made from."
    safety = "The value is the same up to rounding."
    ignore = "Where a formula is to be read beside a paper's, on probabilities far from 0 and 1."
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
    )
    patterns = (
        Same(Op("log", Op("div", Anything(part="p"), _COMPLEMENT)), "p", "again"),
        Same(Op("sub", Op("log", Anything(part="p"), part="log"), Op("log", _COMPLEMENT)), "p", "again"),
    )

    def judge(self, candidate: Candidate) -> Finding | None:
        """Python's `math` has no logit, and what it computes with are plain numbers."""
        return None if spelling.calls_math(candidate) else super().judge(candidate)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        log = candidate.parts.get("log")
        p = spelling.written(candidate, log) if log else spelling.dividend(candidate, candidate.term)
        instead = spelling.write("logit", candidate, x=p or "p")
        return f"`{words.blamed}` is a logit written by hand, which loses digits near 0, 1/2 and 1: use {instead}"
