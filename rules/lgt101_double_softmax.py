"""LGT101 double-softmax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending, spelling
from logit_lint.analysis.patterns import Misuse
from logit_lint.findings import Severity
from logit_lint.kinds import Kind, Normaliser
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal


class DoubleSoftmax(Rule):
    """A softmax output given to something that applies softmax itself."""

    code = "LGT101"
    name = "double-softmax"
    summary = "softmax output given to a loss or function that applies softmax itself"
    severity = Severity.ERROR
    what = """\
A tensor that is already the output of a softmax is given to a loss (or another function) that takes
logits and applies softmax itself. The softmax may stand in the argument, in a variable, in a helper
function, in a model's `forward` or as its last layer."""
    why = """\
The loss computes `softmax(softmax(z))`. The inner softmax maps every score into [0, 1], so over K
classes the outer one can give no class more than e / (e + K - 1): 0.23 for ten classes, however sure
the model is. The loss therefore can't fall below log(1 + (K - 1) / e) — 0.31 for K = 2, 1.46 for
K = 10, 3.62 for K = 100 — and every gradient is multiplied by the inner softmax's derivative, p (1 - p),
which vanishes exactly where the model is sure. Training runs, looks plausible, and ends worse."""
    mend = """\
Give the loss the raw scores, and apply softmax only where probabilities are shown or compared. If the
model must return probabilities, return the scores as well, or use a loss that takes log-probabilities
(`nll_loss` on `log_softmax`)."""
    safety = "The value changes: the second softmax is what was wrong."
    ignore = "Where the loss is only ever compared with itself, and nothing is trained on it."
    references = (
        "PyTorch documentation: torch.nn.CrossEntropyLoss",
        "TensorFlow documentation: tf.nn.softmax_cross_entropy_with_logits",
        "Optax documentation: optax.softmax_cross_entropy",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 128)
        self.out = nn.Linear(128, 10)

    def forward(self, x):
        x = F.relu(self.hidden(x))
        return F.softmax(self.out(x), dim=1)


def train(loader, optimizer):
    net = Net()
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(x, y, W, b):
    prediction = tf.nn.softmax(tf.add(tf.matmul(x, W), b))
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=prediction))
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def loss_of(params, x, y):
    scores = x @ params["w"] + params["b"]
    return optax.softmax_cross_entropy(jax.nn.softmax(scores), y).mean()
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn as nn
import torch.nn.functional as F

net = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
criterion = nn.CrossEntropyLoss()


def step(x, y):
    scores = net(x)
    loss = criterion(scores, y)
    confidence = F.softmax(scores, dim=1).max(dim=1)
    return loss, confidence
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(x, y, W, b):
    logits = tf.add(tf.matmul(x, W), b)
    probabilities = tf.nn.softmax(logits)
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=logits))
    return loss, probabilities
""",
        ),
        Example(
            "jax",
            """\
import optax


def loss_of(params, x, y):
    scores = x @ params["w"] + params["b"]
    return optax.softmax_cross_entropy(scores, y).mean()
""",
        ),
    )
    absent = (
        Absence("keras", "A loss of Keras applies softmax only where `from_logits=True` says so: that is LGT301."),
        Absence("numpy", "No loss of NumPy, SciPy and scikit-learn applies softmax."),
    )
    patterns = (
        Misuse(
            takes=Kind.LOGITS,
            normaliser=Normaliser.SOFTMAX,
            gets=((Kind.PROBABILITIES, Normaliser.SOFTMAX),),
            flagged=False,
        ),
    )

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The raw scores, at the call or at the end of the model."""
        return mending.mended(candidate, mending.arguments.unwrap, mending.consumers.at_source)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        return (
            f"{words.value} is already the output of a softmax, and `{words.callee}` applies softmax itself: "
            f"pass {spelling.raw_scores(candidate)}"
        )
