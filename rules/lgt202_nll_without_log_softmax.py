"""LGT202 nll-without-log-softmax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending, spelling
from logit_lint.analysis.patterns import Misuse
from logit_lint.findings import Severity
from logit_lint.kinds import Kind
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal


class NllWithoutLogSoftmax(Rule):
    """Raw scores or probabilities given to a negative log-likelihood loss."""

    code = "LGT202"
    name = "nll-without-log-softmax"
    summary = "raw scores or probabilities given to a negative log-likelihood loss"
    severity = Severity.ERROR
    what = """\
A negative log-likelihood loss, which takes log-probabilities, is given raw scores or probabilities."""
    why = """\
The loss is nothing but -input[target]; it takes no logarithm and normalises nothing. On raw scores it
has no lower bound: pushing one score up for ever lowers it for ever, and the other classes get no
gradient at all. On probabilities it is -p[target], between -1 and 0, whose gradient with respect to
the score is p (1 - p): it vanishes where the model is surely wrong and has the most to learn."""
    mend = """\
Apply log-softmax first (`F.log_softmax(scores, dim=1)`, `nn.LogSoftmax(dim=1)`), or give the raw
scores to the fused loss (`F.cross_entropy`, `nn.CrossEntropyLoss`)."""
    safety = "The value changes: it was no log-likelihood."
    ignore = "Where log-softmax is applied in a place that the code does not show."
    references = ("PyTorch documentation: torch.nn.NLLLoss",)
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn as nn

model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10), nn.Softmax(dim=1))
criterion = nn.NLLLoss()


def loss_of(x, y):
    return criterion(model(x), y)
""",
        ),
        Example(
            "pytorch",
            """\
import torch.nn as nn
import torch.nn.functional as F

head = nn.Linear(128, 10)


def loss_of(features, y):
    return F.nll_loss(head(features), y)
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn as nn
import torch.nn.functional as F

model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


def loss_of(x, y):
    return F.nll_loss(F.log_softmax(model(x), dim=1), y)
""",
        ),
        Example(
            "pytorch",
            """\
import torch.nn as nn
import torch.nn.functional as F

head = nn.Linear(128, 10)


def loss_of(features, y):
    return F.cross_entropy(head(features), y)
""",
        ),
    )
    absent = (
        Absence("tensorflow", "No loss of TensorFlow takes log-probabilities."),
        Absence("keras", "No loss of Keras takes log-probabilities."),
        Absence("jax", "No negative log-likelihood loss of JAX, Flax or Optax takes log-probabilities."),
        Absence("numpy", "No loss of NumPy, SciPy and scikit-learn takes log-probabilities."),
    )
    patterns = (
        Misuse(
            takes=Kind.LOG_PROBABILITIES,
            gets=((Kind.LOGITS, None), (Kind.PROBABILITIES, None)),
            names=frozenset(("nll_loss", "nll_loss2d", "nll_loss_nd", "NLLLoss", "NLLLoss2d")),
        ),
    )

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The log-softmax of the scores."""
        return mending.mended(
            candidate,
            mending.arguments.logarithmic,
            lambda draft: mending.arguments.wrap(draft, Kind.LOGITS, "log_softmax", "1"),
            lambda draft: mending.consumers.at_source(draft, logarithm=True),
        )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        what = candidate.sense.kind.words if candidate.sense else "no log-probabilities"
        raw = candidate.sense is not None and candidate.sense.kind is Kind.LOGITS
        scores = words.blamed if raw else spelling.written(candidate, candidate.term)
        axis = "" if raw else spelling.spoken_axis(candidate, candidate.term)
        log_softmax = spelling.write("log_softmax", candidate, x=scores, axis=axis or "1")
        return (
            f"{words.value} holds {what}, and `{words.callee}` takes log-probabilities: "
            f"give it {log_softmax}, or the raw scores to {spelling.twin(candidate, 'the cross-entropy loss')}"
        )
