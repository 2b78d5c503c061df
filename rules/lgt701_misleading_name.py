"""LGT701 misleading-name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint.analysis.patterns import Misnamed
from logit_lint.analysis.senses import sense
from logit_lint.findings import Severity
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.judging import Words


class MisleadingName(Rule):
    """A name that says one kind, and a value of another."""

    code = "LGT701"
    name = "misleading-name"
    summary = "a variable whose name says one kind (`logits`, `probs`, `log_probs`) and whose value is another"
    severity = Severity.INFO
    default = False
    what = "A variable is called `logits`, `probs` or `log_probs`, and holds another of these three kinds."
    why = "The next reader believes the name, and gives the value to a loss that takes what the name says."
    mend = "Rename it."
    safety = "Nothing is changed but a name."
    ignore = "Where an API prescribes the name."
    references = ("PyTorch documentation: torch.nn.CrossEntropyLoss",)
    bad = (
        Example(
            "pytorch",
            """\
import torch


def predict(net, x):
    logits = torch.softmax(net(x), dim=1)
    return logits
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def predict(net, x):
    logits = tf.nn.softmax(net(x))
    return logits
""",
        ),
        Example(
            "keras",
            """\
from keras import layers


def build(features):
    logits = layers.Dense(10, activation="softmax")(features)
    return logits
""",
        ),
        Example(
            "jax",
            """\
import jax


def predict(params, x):
    probs = x @ params["w"] + params["b"]
    return jax.nn.log_softmax(probs)
""",
        ),
        Example(
            "numpy",
            """\
from scipy.special import softmax


def predict(scores):
    logits = softmax(scores, axis=1)
    return logits
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch


def predict(net, x):
    probs = torch.softmax(net(x), dim=1)
    return probs
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def predict(net, x):
    probs = tf.nn.softmax(net(x))
    return probs
""",
        ),
        Example(
            "keras",
            """\
from keras import layers


def build(features):
    probs = layers.Dense(10, activation="softmax")(features)
    return probs
""",
        ),
        Example(
            "jax",
            """\
import jax


def predict(params, x):
    scores = x @ params["w"] + params["b"]
    return jax.nn.log_softmax(scores)
""",
        ),
        Example(
            "numpy",
            """\
from scipy.special import softmax


def predict(scores):
    probs = softmax(scores, axis=1)
    return probs
""",
        ),
    )
    patterns = (Misnamed(),)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        holds = sense(candidate.parts["value"])
        what = holds.kind.words if holds else "something else"
        return f"{words.value} holds {what}, not what its name says: rename it"
