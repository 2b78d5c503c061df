"""A rule pack: what a module has to offer is `RULES`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint.analysis.patterns import Op
from logit_lint.findings import Severity
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.judging import Words


class ExpOfLogSoftmax(Rule):
    """Probabilities by way of their logarithms."""

    code = "HSE101"
    name = "exp-of-log-softmax"
    summary = "`exp(log_softmax(x))`, which is `softmax(x)`"
    severity = Severity.INFO
    what = "The exponential of a log-softmax is taken, on one line or over several."
    why = "The value is that of `softmax(x)`; it takes two more passes over the tensor, and readers look for a reason."
    mend = "Call `softmax`."
    safety = "The value stays the same, up to rounding."
    bad = (
        Example(
            "pytorch",
            """\
import torch
import torch.nn.functional as F


def probabilities(scores):
    log_probs = F.log_softmax(scores, dim=1)
    return torch.exp(log_probs)
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def probabilities(scores):
    return F.softmax(scores, dim=1)
""",
        ),
    )
    absent = tuple(
        Absence(framework, "Nobody here uses it.") for framework in ("tensorflow", "keras", "jax", "numpy")
    )
    patterns = (Op("exp", Op("log_softmax")),)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        return f"{words.value} is the exponential of a log-softmax: call `softmax` instead"


RULES = (ExpOfLogSoftmax,)
