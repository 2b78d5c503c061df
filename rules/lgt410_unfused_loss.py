"""LGT410 unfused-loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending, spelling
from logit_lint.analysis.patterns import Consumer, Misuse
from logit_lint.analysis.terms import paths
from logit_lint.findings import Severity
from logit_lint.kinds import Kind, Normaliser
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Finding, Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal

_LOGARITHMS = ((Kind.LOG_PROBABILITIES, Normaliser.SOFTMAX),)
_NLL = frozenset(("nll_loss", "NLLLoss"))


class UnfusedLoss(Rule):
    """A correct but unfused pair of activation and loss."""

    code = "LGT410"
    name = "unfused-loss"
    summary = "a correct but unfused pair: sigmoid and BCE loss, softmax and Keras cross-entropy, log-softmax and NLL"
    severity = Severity.INFO
    default = False
    what = """\
An activation and a loss that belong together stand one after the other, where one fused function would do
both: a sigmoid before a binary cross-entropy, a softmax before Keras's cross-entropy, a log-softmax before a
negative log-likelihood."""
    why = """\
Nothing is wrong. But the fused loss computes from the scores, so nothing is rounded in between: behind a
sigmoid, the binary cross-entropy of a score of 20 with label 0 is 100 in PyTorch (which clamps there) or 15.9
in Keras (which clips), and not 20; the gradient is lost with it. Behind a softmax no loss of Keras is above
16.1. (With the TensorFlow backend, Keras finds an activation that is the last layer of the model, undoes it
and loses nothing; with JAX and PyTorch it does not.) A Dice loss and log-softmax with NLL lose nothing, the
pair is only longer."""
    mend = "Give the scores to the fused loss."
    safety = "The value changes where the activation was saturated, and is the same elsewhere."
    ignore = "Where the model has to return probabilities."
    references = (
        "PyTorch documentation: torch.nn.BCEWithLogitsLoss",
        "Keras documentation: keras.losses.BinaryCrossentropy",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn as nn

model = nn.Sequential(nn.Linear(30, 1), nn.Sigmoid())
criterion = nn.BCELoss()


def loss_of(x, y):
    return criterion(model(x), y)
""",
        ),
        Example(
            "keras",
            """\
from keras import layers, models

model = models.Sequential([layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(y, scores):
    p = tf.sigmoid(scores)
    return tf.keras.losses.binary_crossentropy(y, p)
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def loss_of(masks, scores):
    return optax.losses.dice_loss(jax.nn.softmax(scores), masks, apply_softmax=False)
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn as nn

model = nn.Linear(30, 1)
criterion = nn.BCEWithLogitsLoss()


def loss_of(x, y):
    return criterion(model(x), y)
""",
        ),
        Example(
            "keras",
            """\
import keras
from keras import layers, models

model = models.Sequential([layers.Dense(64, activation="relu"), layers.Dense(10)])
model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(y, scores):
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=scores)
""",
        ),
        Example(
            "jax",
            """\
import optax


def loss_of(masks, scores):
    return optax.losses.dice_loss(scores, masks)
""",
        ),
    )
    absent = (Absence("numpy", "NumPy, SciPy and scikit-learn have no fused loss."),)
    patterns = (
        *(
            Misuse(Kind.PROBABILITIES, ((Kind.PROBABILITIES, normaliser),), normaliser, by=Consumer.LOSS, right=True)
            for normaliser in Normaliser
        ),
        Misuse(takes=Kind.LOG_PROBABILITIES, gets=_LOGARITHMS, names=_NLL, right=True),
    )

    def judge(self, candidate: Candidate) -> Finding | None:
        """Confirm a candidate, unless its parts were computed one by one: together they need not be one softmax."""
        filled = any(part.op == "filled" for part in paths(candidate.term))
        return None if filled else super().judge(candidate)

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The fused loss, on the scores."""
        return mending.mended(
            candidate,
            mending.losses.fuse_pair,
            lambda draft: mending.losses.fuse_pair(draft, in_model=True),
            message="Use the fused loss, on the raw scores",
        )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        made = candidate.sense.normaliser.value if candidate.sense and candidate.sense.normaliser else "an activation"
        made = f"log-{made}" if candidate.sense and candidate.sense.kind is Kind.LOG_PROBABILITIES else made
        loss = candidate.use.api.short_name if candidate.use is not None else words.callee
        flag = candidate.use.roles[0].flag if candidate.use is not None else None
        fused = f"with `{flag}=True`, it" if flag else spelling.twin(candidate, "the fused loss")
        return (
            f"{words.value} is the output of {made}, and `{loss}` follows: {fused} does both at once, on the raw scores"
        )
