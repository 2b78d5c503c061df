"""LGT605 tensor-to-constructor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint.analysis.patterns import Constructed
from logit_lint.findings import Severity
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.judging import Words


class TensorToConstructor(Rule):
    """A loss or activation class called with tensors."""

    code = "LGT605"
    name = "tensor-to-constructor"
    summary = "a loss or activation class called with tensors as if it were the function"
    severity = Severity.ERROR
    what = """\
The class of a loss or of an activation is called with tensors, as if it were the function:
`nn.CrossEntropyLoss(out, y)`, `nn.Softmax(x)`."""
    why = """\
The class takes settings and gives an object: `nn.Softmax(x)` is a layer whose `dim` is the tensor, and
`nn.CrossEntropyLoss(out, y)` takes the scores for class weights. Nothing is computed; it fails later, or, if
the result is only compared or printed, never."""
    mend = "Make the object, then call it: `nn.CrossEntropyLoss()(out, y)`; or use the function."
    safety = "The value changes: there was none."
    ignore = "Never."
    references = ("PyTorch documentation: torch.nn.CrossEntropyLoss",)
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn as nn

head = nn.Linear(128, 10)


def loss_of(features, y):
    return nn.CrossEntropyLoss(head(features), y)
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn as nn

head = nn.Linear(128, 10)


def loss_of(features, y):
    return nn.CrossEntropyLoss()(head(features), y)
""",
        ),
    )
    patterns = (Constructed(),)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        made = candidate.term.data.api.short_name
        return (
            f"`{words.blamed}` makes a `{made}` with a tensor for a setting, and computes nothing: "
            f"make the object first, then call it: `{made}(...)(tensor)`"
        )
