"""LGT404 manual-cross-entropy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending, spelling
from logit_lint.analysis.patterns import Anything, Labels, NegatedReduction, Op, Picked, Product
from logit_lint.analysis.terms import Term, is_number, only
from logit_lint.findings import Severity
from logit_lint.rule import Example, Rule

from .lgt403_epsilon_log import guarded

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal

# The whole softmax: of one picked probability, weighted by a return, the loss is a policy gradient.
_SOFTMAX = Op("softmax", part="softmax", whole=True)
_PICKED = Picked(_SOFTMAX)
_APART = ("labels", "softmax")  # In an entropy the softmax itself is the other factor.


_OF_ONE_HOT = Op("sum", Product(Labels("labels"), _SOFTMAX, _APART))


class ManualCrossEntropy(Rule):
    """A softmax cross-entropy written out by hand."""

    code = "LGT404"
    name = "manual-cross-entropy"
    summary = "`-sum(labels * log(softmax(logits)))`, however many lines it takes"
    severity = Severity.WARNING
    what = """\
A softmax cross-entropy is written out by hand: labels times the logarithm of a softmax, summed and
negated, in one expression or spread over several lines, with or without an epsilon in the logarithm; or
the logarithm of the probability that was picked for each row (`p[range(n), y]`, `gather`, the sum of
`onehot * p`), averaged and negated. Entropies, focal losses and policy gradients are none."""
    why = """\
`-sum(y * log(softmax(z)))` in steps is unstable: a probability that rounds to zero gives a loss of
0 · -inf = NaN even for the classes whose label is 0, or +inf for the one whose label is 1. An epsilon
bounds the loss instead and kills the gradient. The fused loss computes `logsumexp(z) - sum(y * z)`,
which is finite for all finite scores, and its gradient is simply softmax(z) - y."""
    mend = """\
Give the raw scores to the fused loss: `F.cross_entropy(scores, y)`,
`tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=scores)`,
`optax.softmax_cross_entropy(scores, y)`; in NumPy, use `scipy.special.log_softmax`."""
    safety = """\
The value is the same wherever the formula's own value is finite and no epsilon bends it. With an epsilon
or a clip the losses of very wrong examples grow: that is the purpose. Reductions differ between
frameworks: `F.cross_entropy` averages over the batch."""
    ignore = "Where the reader is to see the formula, as in teaching material, and scores are known to stay small."
    references = (
        "TensorFlow documentation: tf.nn.softmax_cross_entropy_with_logits",
        "PyTorch documentation: torch.nn.functional.cross_entropy",
    )
    beats = ("LGT401", "LGT403", "LGT406")
    bad = (
        Example(
            "tensorflow",
            """\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 784])
y = tf.placeholder(tf.float32, [None, 10])
W = tf.Variable(tf.zeros([784, 10]))
b = tf.Variable(tf.zeros([10]))

pred = tf.nn.softmax(tf.add(tf.matmul(x, W), b))
cost = tf.reduce_mean(-tf.reduce_sum(y * tf.log(pred), reduction_indices=1))
""",
        ),
        Example(
            "pytorch",
            """\
import torch
import torch.nn.functional as F


def loss_of(scores, onehot):
    p = F.softmax(scores, dim=1)
    log_p = torch.log(p + 1e-9)
    return -(onehot * log_p).sum(dim=1).mean()
""",
        ),
        Example(
            "jax",
            """\
import jax
import jax.numpy as jnp


def loss_of(scores, onehot):
    return -jnp.mean(jnp.sum(onehot * jnp.log(jax.nn.softmax(scores)), axis=-1))
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np
from scipy.special import softmax


def loss_of(scores, onehot):
    p = softmax(scores, axis=1)
    return np.sum(-onehot * np.log(p)) / len(scores)
""",
        ),
        Example(
            "keras",
            """\
import keras
from keras import ops


def loss_of(scores, onehot):
    p = ops.softmax(scores)
    return -ops.sum(onehot * ops.log(p), axis=-1)
""",
        ),
    )
    good = (
        Example(
            "tensorflow",
            """\
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 784])
y = tf.placeholder(tf.float32, [None, 10])
W = tf.Variable(tf.zeros([784, 10]))
b = tf.Variable(tf.zeros([10]))

scores = tf.add(tf.matmul(x, W), b)
cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=scores, labels=y))
""",
        ),
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def loss_of(scores, onehot):
    return -(onehot * F.log_softmax(scores, dim=1)).sum(dim=1).mean()
""",
        ),
        Example(
            "jax",
            """\
import optax


def loss_of(scores, onehot):
    return optax.softmax_cross_entropy(scores, onehot).mean()
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np
from scipy.special import log_softmax


def loss_of(scores, onehot):
    return -np.sum(onehot * log_softmax(scores, axis=1)) / len(scores)
""",
        ),
        Example(
            "keras",
            """\
import keras


def loss_of(scores, onehot):
    return keras.losses.categorical_crossentropy(onehot, scores, from_logits=True)
""",
        ),
    )
    patterns = (
        NegatedReduction(Product(Anything(part="labels"), Op("log", _SOFTMAX | guarded(_SOFTMAX)), _APART)),
        # Of each row, the probability of its label: by index, or as the sum of its product with a one-hot row.
        NegatedReduction(Op("log", _PICKED | guarded(_PICKED))),
        NegatedReduction(Picked(Op("log", _SOFTMAX | guarded(_SOFTMAX)))),
        NegatedReduction(Op("log", _OF_ONE_HOT | guarded(_OF_ONE_HOT))),
    )

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The fused loss, or (with the same value) the log-softmax for the logarithm."""
        softmax = candidate.parts.get("softmax")
        if softmax is None:
            return None
        labels, guarded = candidate.parts.get("labels"), spelling.is_guarded(candidate)
        operation, reduction = _form(candidate, spelling.sum_axis_of(candidate, softmax))
        if reduction is not None:
            whole = mending.mended(
                candidate,
                lambda draft: mending.losses.fused(draft, operation, softmax, labels, reduction=reduction),
            )
            if whole is not None:
                return whole
        return mending.mended(
            candidate, lambda draft: mending.losses.logarithms(draft, (softmax, False), guarded=guarded), safe=True
        )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        softmax = candidate.parts.get("softmax")
        scores, axis = spelling.written(candidate, softmax), spelling.spoken_axis(candidate, softmax)
        trouble = (
            "whose epsilon bounds the loss, with no gradient left where the model is most wrong"
            if spelling.is_guarded(candidate)
            else "infinite or NaN where a probability rounds to zero"
        )
        operation, reduction = _form(candidate, axis)
        instead = ""
        if reduction is not None:
            labels = spelling.labels(candidate, candidate.parts.get("labels"))
            instead = spelling.fused(operation, candidate, x=scores, y=labels, reduction=reduction)
        if instead:
            instead = f"use {instead}"
        else:
            log_softmax = spelling.write("log_softmax", candidate, x=scores, axis=axis)
            instead = f"take {log_softmax} for the logarithm of the softmax"
            if _picks(candidate):
                instead += ", and pick the labels' entries from that"
        return f"{words.value} is a softmax cross-entropy written by hand, {trouble}: {instead}"


def _picks(candidate: Candidate) -> bool:
    """Whether the probabilities of the labels are picked before the logarithm, or by an index."""
    logarithms = [only(term.args[0]) for term in candidate.terms if term.op == "log"]
    inner = [part for term in logarithms for part in (term, *map(only, term.args))]
    return "labels" not in candidate.parts or any(part.op == "sum" for part in inner)


def _form(candidate: Candidate, axis: str) -> tuple[str, str | None]:
    """Which fused loss stands there, and how it is reduced; None if it is not exactly one, with these classes."""
    labels = candidate.parts.get("labels")
    operation = "cross_entropy" if labels is not None else "cross_entropy_of_indices"
    if axis not in (("1",) if spelling.framework_of(candidate) == "torch" else ("", "-1")):
        return operation, None
    if any(
        term.op == "matmul" or (term.op in ("mul", "div") and any(map(is_number, term.args)))
        for term in candidate.terms
    ):
        return operation, None
    if labels is not None and only(labels).op in ("mul", "div", "matmul"):
        return operation, None  # Weighted or masked, they are no labels.
    reductions = [f"{_along(term)} {term.op}" for term in candidate.terms if term.op in ("sum", "mean")]
    if labels is None:
        reductions.append("class sum")  # To pick one of the classes is to sum over them.
    return operation, _REDUCTIONS.get(tuple(sorted(reductions)))


_REDUCTIONS = {
    ("class sum",): "",
    ("all sum",): "sum",
    ("all sum", "class sum"): "sum",
    ("all mean", "class sum"): "mean",
}
"""What is summed or averaged over what, and how the fused loss is to be reduced for the same value."""


def _along(reduction: Term) -> str:
    """What a sum or a mean goes over: all there is, the classes (the second axis, or the last), or something else."""
    if spelling.is_over_all(reduction):
        return "all"
    return "class" if spelling.is_over_classes(reduction) else "other"
