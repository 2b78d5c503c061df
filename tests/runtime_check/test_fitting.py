"""Which reading reproduces a black box: by numbers alone, in any label form, shape, reduction and smoothing."""

from __future__ import annotations

import numpy as np
import pytest
from logit_lint.runtime_check import reference
from logit_lint.runtime_check.fitting import fits

from logit_lint.kinds import Kind, Normaliser

LOSSES = [
    (reference.sparse_softmax_cross_entropy, "indices", Kind.LOGITS, Normaliser.SOFTMAX),
    (reference.softmax_cross_entropy, "soft", Kind.LOGITS, Normaliser.SOFTMAX),
    (reference.softmax_cross_entropy, "one-hot", Kind.LOGITS, Normaliser.SOFTMAX),
    (reference.sigmoid_cross_entropy, "multi-hot", Kind.LOGITS, Normaliser.SIGMOID),
    (reference.sigmoid_cross_entropy, "soft", Kind.LOGITS, Normaliser.SIGMOID),
    (reference.sigmoid_focal_loss, "one-hot", Kind.LOGITS, Normaliser.SIGMOID),
    (reference.categorical_cross_entropy, "one-hot", Kind.PROBABILITIES, Normaliser.SOFTMAX),
    (reference.binary_cross_entropy, "multi-hot", Kind.PROBABILITIES, Normaliser.SIGMOID),
    (reference.negative_log_likelihood, "indices", Kind.LOG_PROBABILITIES, Normaliser.SOFTMAX),
    (reference.kl_divergence, "soft", Kind.LOG_PROBABILITIES, Normaliser.SOFTMAX),
]


@pytest.mark.parametrize("reduction", ["none", "sum", "mean"])
@pytest.mark.parametrize(("loss", "labels", "kind", "normaliser"), LOSSES)
def test_the_kind_and_the_reduction_of_a_loss(loss, labels, kind, normaliser, reduction):
    """One fit that reproduces whatever the loss gave numbers for."""
    (fit,) = fits(lambda x, y: loss(x, y, reduction=reduction), labels)
    assert (fit.kind, fit.reading.normaliser, fit.reduction, fit.smoothing) == (kind, normaliser, reduction, 0.0)
    assert 2 <= fit.reproduced <= fit.answered <= 4
    assert not fit.reading.doubtful


@pytest.mark.parametrize("reduction", ["none", "sum", "mean"])
def test_smoothing_is_measured(reduction):
    loss = reference.sparse_softmax_cross_entropy
    (fit,) = fits(lambda x, y: loss(x, y, reduction=reduction, label_smoothing=0.125))
    assert (fit.reading.name, fit.smoothing, fit.reduction) == ("softmax cross-entropy", 0.125, reduction)


def test_only_the_right_axis_fits():
    def loss(x, y):
        return reference.sparse_softmax_cross_entropy(x, y, axis=1)

    assert fits(loss, shape=(5, 3, 4), axis=1)[0].axis == 1
    assert fits(loss, shape=(5, 4, 3), axis=-1) == ()
    assert fits(lambda x, y: reference.softmax_cross_entropy(x, y, axis=0), "soft", axis=-1) == ()
    assert fits(lambda x, y: reference.softmax_cross_entropy(x, y, axis=0), "soft", axis=0)


@pytest.mark.parametrize(
    ("reduce", "name"),
    [
        (lambda terms: terms.mean(axis=-1), "mean over classes"),
        (lambda terms: terms.sum(axis=-1), "sum over classes"),
        (lambda terms: terms.sum() / 5, "batch mean"),
        (lambda terms: -terms.mean(), "mean times -1"),
        (lambda terms: terms.mean() / np.log(2), "mean times 1.443"),
    ],
)
def test_other_reductions(reduce, name):
    (fit,) = fits(lambda x, y: reduce(reference.sigmoid_cross_entropy(x, y)), "multi-hot")
    assert fit.reduction == name


def test_a_loss_that_clips_or_rejects_what_it_does_not_take():
    def clips(p, y):
        return reference.binary_cross_entropy(np.clip(p, 1e-7, 1 - 1e-7), y, reduction="mean")

    def rejects(logs, y):
        if logs.max() > 0.0:
            raise ValueError("no log-probabilities")
        return reference.negative_log_likelihood(logs, y)

    (fit,) = fits(clips, "multi-hot")
    assert (fit.kind, fit.reproduced) == (Kind.PROBABILITIES, 2)
    (fit,) = fits(rejects)
    assert (fit.kind, fit.answered) == (Kind.LOG_PROBABILITIES, 1)


def test_a_doubled_softmax_is_named():
    (fit,) = fits(lambda x, y: reference.sparse_softmax_cross_entropy(reference.softmax(x), y))
    assert (fit.kind, bool(fit.reading.doubtful)) == (Kind.LOGITS, True)


@pytest.mark.parametrize(
    "loss",
    [
        lambda x, y: ((x - y) ** 2).mean(),
        lambda x, y: np.maximum(0.0, 1.0 - x * y).mean(),
        lambda x, y: (reference.softmax_cross_entropy(x, y) ** 2).mean(),
        lambda x, y: reference.softmax_cross_entropy(y, x).mean(),
        lambda x, y: 1.0,
        lambda x, y: np.nan,
        lambda x, y: "loss",
        lambda x, y: x[:, 99],
    ],
)
def test_nothing_fits_what_is_no_such_loss(loss):
    for labels in ("indices", "one-hot", "soft", "multi-hot", "signs", "log-soft"):
        assert fits(loss, labels) == ()
