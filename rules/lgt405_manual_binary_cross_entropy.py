"""LGT405 manual-binary-cross-entropy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import spelling
from logit_lint.analysis.patterns import BinaryCrossEntropy, Number, Op, TinyNumber
from logit_lint.analysis.terms import Term, is_number, only
from logit_lint.findings import Severity
from logit_lint.rule import Example, Rule

from .lgt403_epsilon_log import ABOVE_ONE, guarded

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.judging import Words

_ONE = Number(lambda value: value == 1)
_P = Op("sigmoid", part="p")
_GUARDED = guarded(_P)
_NOT_P = Op("sub", _ONE, _P | _GUARDED) | Op("sub", ABOVE_ONE, _P)


class ManualBinaryCrossEntropy(Rule):
    """A binary cross-entropy of a sigmoid, written out by hand."""

    code = "LGT405"
    name = "manual-binary-cross-entropy"
    summary = "`-(y * log(p) + (1 - y) * log(1 - p))` with `p = sigmoid(x)`, however many lines it takes"
    severity = Severity.WARNING
    what = """\
A binary cross-entropy is written out by hand on a sigmoid: `y * log(p) + (1 - y) * log(1 - p)`, negated
or summed anywhere, on one line or on several, with or without an epsilon, with a product or a dot
product, weighted or not."""
    why = """\
In single precision `1 - sigmoid(x)` is exactly 0 for x above 16.7, and `sigmoid(x)` is 0 for x below
-104. Where the label is 0 and the score is 17 the loss is therefore infinite, though its true value is
17; where the label is 1 the other half becomes 0 · -inf, which is NaN and makes every weight NaN in the
next step. An epsilon bounds the loss and with it the gradient, which is to be sigmoid(x) - y and becomes
almost 0 for the examples that are most wrong."""
    mend = """\
Give the scores to the fused loss, which computes `max(x, 0) - x * y + log(1 + exp(-|x|))`."""
    safety = """\
The value is the same wherever the formula's own value is finite and no epsilon bends it. With an epsilon
or a clip the losses of very wrong examples grow: that is the purpose."""
    ignore = """\
Where the reader is to see the formula, as in teaching material, and scores are known to stay small."""
    references = (
        "PyTorch documentation: torch.nn.functional.binary_cross_entropy_with_logits",
        "TensorFlow documentation: tf.nn.sigmoid_cross_entropy_with_logits",
        "Optax documentation: optax.sigmoid_binary_cross_entropy",
    )
    beats = ("LGT402", "LGT403", "LGT408")
    bad = (
        Example(
            "pytorch",
            """\
import torch


def loss_of(scores, y):
    p = torch.sigmoid(scores)
    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(scores, y):
    p = tf.sigmoid(scores)
    positive = -y * tf.math.log(p + 1e-8)
    negative = -(1.0 - y) * tf.math.log(1.0 - p + 1e-8)
    return tf.reduce_mean(positive + negative)
""",
        ),
        Example(
            "jax",
            """\
import jax
import jax.numpy as jnp


def loss_of(scores, y):
    p = jax.nn.sigmoid(scores)
    return jnp.mean(-y * jnp.log(p) - (1 - y) * jnp.log1p(-p))
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def loss_of(w, b, X, Y):
    A = sigmoid(np.dot(w.T, X) + b)
    return -1 / X.shape[1] * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))
""",
        ),
        Example(
            "keras",
            """\
import keras
from keras import ops


def loss_of(scores, y):
    p = ops.sigmoid(scores)
    return -ops.mean(y * ops.log(p) + (1 - y) * ops.log(1 - p))
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def loss_of(scores, y):
    return F.binary_cross_entropy_with_logits(scores, y)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def loss_of(scores, y):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=scores))
""",
        ),
        Example(
            "jax",
            """\
import optax


def loss_of(scores, y):
    return optax.sigmoid_binary_cross_entropy(scores, y).mean()
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np


def loss_of(w, b, X, Y):
    scores = np.dot(w.T, X) + b
    return np.mean(np.logaddexp(0, scores) - Y * scores)
""",
        ),
        Example(
            "keras",
            """\
import keras
from keras import ops


def loss_of(scores, y):
    return ops.mean(keras.losses.binary_crossentropy(y, scores, from_logits=True))
""",
        ),
    )
    patterns = (
        BinaryCrossEntropy(
            Op("log", _P | _GUARDED),
            Op("log", _NOT_P | Op("add", _NOT_P, TinyNumber()) | Op("clip", _NOT_P) | Op("max", _NOT_P, TinyNumber()))
            | Op("log1p", Op("neg", _P | _GUARDED)),
        ),
    )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        scores = spelling.written(candidate, candidate.parts.get("p"))
        labels = spelling.labels(candidate, candidate.parts.get("labels"))
        trouble = (
            "whose epsilon bounds the loss, with no gradient left where the model is most wrong"
            if spelling.is_guarded(candidate)
            else "infinite or NaN where the sigmoid rounds to 0 or 1"
        )
        (sign, reduction), (_, other) = map(_reduced, candidate.term.args)
        minus, instead = sign > 0, ""
        if reduction is not None and reduction == other:
            operation = "binary_cross_entropy"
            instead = spelling.fused(operation, candidate, x=scores, y=labels, reduction=reduction, minus=minus)
        if instead:
            instead = f"use {instead}"
        else:
            instead = (
                f"take {spelling.write('log_sigmoid', candidate, x=scores)} for the logarithm of the sigmoid, and "
                f"{spelling.write('log_sigmoid', candidate, x=spelling.negated(scores))} for that of one minus it"
            )
        what = "minus a binary cross-entropy" if minus else "a binary cross-entropy"
        return f"{words.value} is {what} written by hand, {trouble}: {instead}"


def _reduced(half: Term) -> tuple[int, str | None]:
    """The sign of one half of the formula, and whether it is summed or averaged; None if it is weighted as well."""
    sign, reduction, current = 1, "", only(half)
    while current.op in ("neg", "sum", "mean"):
        sign = -sign if current.op == "neg" else sign
        if current.op != "neg":
            if reduction or not spelling.is_over_all(current):
                return sign * _sign(current), None
            reduction = current.op
        current = only(current.args[0])
    if current.op == "matmul":
        return sign * _sign(current), "sum" if not reduction else None
    factors = [only(factor) for factor in current.args] if current.op == "mul" else []
    inner = sign * _sign(current)
    if len(factors) != 2 or any(factor.op in ("mul", "div", "matmul", "const") for factor in map(_plain, factors)):
        return inner, None
    return inner, reduction


def _plain(factor: Term) -> Term:
    return only(factor.args[0]) if factor.op == "neg" else factor


def _sign(term: Term) -> int:
    """The sign of a product, by its negations and constants."""
    found = only(term)
    if found.op == "neg":
        return -_sign(found.args[0])
    if found.op in ("mul", "matmul", "div"):
        return _sign(found.args[0]) * _sign(found.args[1])
    if found.op in ("sum", "mean"):
        return _sign(found.args[0])
    return -1 if is_number(found) and found.data < 0 else 1
