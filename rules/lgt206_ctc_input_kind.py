"""LGT206 ctc-input-kind."""

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

_NAMES = frozenset(
    ("ctc_loss", "CTCLoss", "ctc_loss_v2", "ctc_loss_with_forward_probs", "CTC", "ctc", "ctc_batch_cost")
)


class CtcInputKind(Rule):
    """A CTC loss given another kind than it takes."""

    code = "LGT206"
    name = "ctc-input-kind"
    summary = "a CTC loss given another kind than it takes"
    severity = Severity.ERROR
    what = """\
CTC losses differ in what they take: PyTorch's log-probabilities, those of TensorFlow, Keras 3 and Optax raw
scores, `keras.backend.ctc_batch_cost` probabilities. One of them is given what another one takes."""
    why = """\
PyTorch's loss sums what it gets along paths without normalising: raw scores make a loss that is negative
and unbounded, probabilities one that lies between the wrong bounds. The others normalise themselves:
softmax(softmax(z)) is nearly uniform, so that the blank can't be told from a letter and the loss stays
near its start."""
    mend = "Normalise as the loss at hand wants it."
    safety = "The value changes: it was wrong."
    ignore = "Never."
    references = (
        "PyTorch documentation: torch.nn.CTCLoss",
        "TensorFlow documentation: tf.nn.ctc_loss",
        "Optax documentation: optax.ctc_loss",
    )
    beats = (
        "LGT101",
        "LGT201",
        "LGT205",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn as nn

head = nn.Linear(256, 30)
criterion = nn.CTCLoss()


def loss_of(features, targets, lengths, target_lengths):
    return criterion(head(features), targets, lengths, target_lengths)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(scores, labels, label_length, logit_length):
    return tf.nn.ctc_loss(labels, tf.nn.softmax(scores), label_length, logit_length)
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def loss_of(scores, paddings, labels, label_paddings):
    return optax.ctc_loss(jax.nn.softmax(scores), paddings, labels, label_paddings)
""",
        ),
        Example(
            "keras",
            """\
import keras


def loss_of(scores, labels, label_length, output_length):
    return keras.ops.ctc_loss(labels, keras.ops.softmax(scores), label_length, output_length)
""",
        ),
        Example(
            "keras",
            """\
import keras

model = keras.Sequential(
    [
        keras.layers.Bidirectional(keras.layers.LSTM(128, return_sequences=True)),
        keras.layers.Dense(30, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss=keras.losses.CTC())
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn as nn

head = nn.Linear(256, 30)
criterion = nn.CTCLoss()


def loss_of(features, targets, lengths, target_lengths):
    return criterion(head(features).log_softmax(2), targets, lengths, target_lengths)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(scores, labels, label_length, logit_length):
    return tf.nn.ctc_loss(labels, scores, label_length, logit_length)
""",
        ),
        Example(
            "jax",
            """\
import optax


def loss_of(scores, paddings, labels, label_paddings):
    return optax.ctc_loss(scores, paddings, labels, label_paddings)
""",
        ),
        Example(
            "keras",
            """\
import keras


def loss_of(scores, labels, label_length, output_length):
    return keras.ops.ctc_loss(labels, scores, label_length, output_length)
""",
        ),
        Example(
            "keras",
            """\
import keras

model = keras.Sequential(
    [
        keras.layers.Bidirectional(keras.layers.LSTM(128, return_sequences=True)),
        keras.layers.Dense(30),
    ]
)
model.compile(optimizer="adam", loss=keras.losses.CTC())
""",
        ),
    )
    absent = (Absence("numpy", "NumPy, SciPy and scikit-learn have no CTC loss."),)
    patterns = (
        Misuse(takes=Kind.LOG_PROBABILITIES, gets=((Kind.LOGITS, None), (Kind.PROBABILITIES, None)), names=_NAMES),
        Misuse(takes=Kind.LOGITS, gets=((Kind.PROBABILITIES, None),), names=_NAMES),
        Misuse(takes=Kind.PROBABILITIES, gets=((Kind.LOGITS, None), (Kind.LOG_PROBABILITIES, None)), names=_NAMES),
    )

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """What the loss takes: the normaliser that is missing, or the raw scores."""
        takes = candidate.use.roles[0].meaning.kind if candidate.use is not None else Kind.LOGITS
        if takes is Kind.LOGITS:
            return mending.mended(candidate, mending.arguments.unwrap, mending.consumers.at_source)
        operation = "log_softmax" if takes is Kind.LOG_PROBABILITIES else "softmax"
        return mending.mended(
            candidate,
            *((mending.arguments.logarithmic,) if takes is Kind.LOG_PROBABILITIES else ()),
            lambda draft: mending.arguments.wrap(draft, Kind.LOGITS, operation, "-1"),
        )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        use, holds = candidate.use, candidate.sense
        takes = use.roles[0].meaning.kind if use else Kind.LOGITS
        given = holds.kind.words if holds else "something else"
        instead = ""
        if takes is Kind.LOG_PROBABILITIES and holds and holds.kind is Kind.LOGITS:
            instead = f": use {spelling.write('log_softmax', candidate, x=words.blamed, axis='-1')}"
        return f"{words.value} holds {given}, and `{words.callee}` takes {takes.words}{instead}"
