"""LGT502 softmax-missing-axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import spelling
from logit_lint.analysis.patterns import AlongAxis
from logit_lint.findings import Severity
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Finding
    from logit_lint.judging import Words


class SoftmaxMissingAxis(Rule):
    """A softmax of PyTorch without its axis."""

    code = "LGT502"
    name = "softmax-missing-axis"
    summary = "PyTorch softmax family without `dim`"
    severity = Severity.WARNING
    what = "`F.softmax`, `F.log_softmax`, `nn.Softmax` or `nn.LogSoftmax` is used without `dim`."
    why = """\
PyTorch then guesses, with a warning: axis 0 for tensors of no, one or three dimensions, axis 1 for all
others. For a batch of sequences (batch, time, classes) that is the batch: the examples of a batch compete
with each other, and what one of them gets depends on who else is in the batch."""
    mend = "Say which axis the classes are on: mostly `dim=-1`."
    safety = "Not fixed automatically: which axis is meant, only the reader knows."
    ignore = "Never; PyTorch has deprecated it."
    references = ("PyTorch documentation: torch.nn.functional.softmax",)
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def predict(scores):
    return F.softmax(scores)
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def predict(scores):
    return F.softmax(scores, dim=-1)
""",
        ),
    )
    absent = (
        Absence("tensorflow", "Without an axis, TensorFlow takes the last one."),
        Absence("keras", "Without an axis, Keras takes the last one."),
        Absence("jax", "Without an axis, JAX takes the last one."),
        Absence("numpy", "Without an axis, SciPy normalises all elements: no guess, and right for a single row."),
    )
    patterns = (AlongAxis(None, sign=r"[sS]oft(?:max|min)\((?![^()]*(?:\([^()]*\)[^()]*)*(?:dim|axis|,\s*-?\d))"),)

    def judge(self, candidate: Candidate) -> Finding | None:
        """Only PyTorch guesses; without an axis, SciPy normalises all there is."""
        return super().judge(candidate) if spelling.framework_of(candidate) == "torch" else None

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        return (
            f"{words.value} leaves it to PyTorch to guess the axis, which may be that of the batch: "
            "say with `dim=` which axis the classes are on"
        )
