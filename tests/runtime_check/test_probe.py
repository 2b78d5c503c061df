"""Probing a black box: what it takes, in which order, in which form, and what it does with it. NumPy only."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from logit_lint.runtime_check import LossReport, assert_loss_takes, probe_loss, reference

from logit_lint.kinds import Kind, Normaliser


def mean_cross_entropy(y_true, y_pred):
    return reference.categorical_cross_entropy(y_pred, y_true, reduction="mean")


def test_the_report_on_a_loss_of_ones_own():
    """A loss on probabilities that takes the labels first."""
    assert str(probe_loss(mean_cross_entropy)) == "\n".join(
        [
            "takes: probabilities, as a softmax gives",
            "computes: cross-entropy of probabilities",
            "labels: soft, one-hot, multi-hot",
            "order: (labels, predictions)",
            "reduction: mean",
            "classes: axis -1",
            "evidence: called with numpy arrays; reproduced on 2 of the 2 sorts of values that it answers",
        ]
    )


@pytest.mark.parametrize("axis", [1, -1])
@pytest.mark.parametrize("predictions_first", [True, False])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_order_axis_and_smoothing(axis, predictions_first, smoothing):
    def loss(first, second):
        x, y = (first, second) if predictions_first else (second, first)
        return reference.sparse_softmax_cross_entropy(x, y, axis=axis, label_smoothing=smoothing, reduction="sum")

    report = probe_loss(loss)
    assert (report.kind, report.normaliser) == (Kind.LOGITS, Normaliser.SOFTMAX)
    assert (report.predictions_first, report.axis, report.smoothing) == (predictions_first, axis, smoothing)
    assert (report.labels, report.reduction) == (("indices",), "sum")


def test_values_that_count_by_themselves_have_no_axis():
    report = probe_loss(reference.sigmoid_cross_entropy)
    assert (report.kind, report.normaliser, report.axis) == (Kind.LOGITS, Normaliser.SIGMOID, None)
    assert report.words == "raw scores (logits): it applies the sigmoid itself"
    assert report.labels == ("soft", "one-hot", "multi-hot")


def test_classes_along_the_first_axis_and_single_rows():
    columns = probe_loss(lambda x, y: reference.softmax_cross_entropy(x, y, axis=0))
    assert (columns.kind, columns.loss) == (Kind.LOGITS, "softmax cross-entropy")

    def of_one_row(x, y):
        return -reference.log_softmax(x)[int(y)] if x.ndim == 1 else x[..., 99]

    assert probe_loss(of_one_row).kind is Kind.LOGITS


def test_log_probabilities():
    assert probe_loss(reference.negative_log_likelihood).words == "log-probabilities, as a log-softmax gives"
    report = probe_loss(reference.kl_divergence)
    assert (report.kind, report.loss) == (Kind.LOG_PROBABILITIES, "divergence of log-probabilities")


def test_where_both_orders_give_the_same_the_names_tell():
    def named(target, logs):
        return -(target * logs).sum(axis=-1)

    report = probe_loss(named)
    assert (report.kind, report.predictions_first) == (Kind.LOG_PROBABILITIES, False)
    assert "the names target and logs tell" in report.evidence[-1]
    assert probe_loss(lambda a, b: -(a * b).sum(axis=-1)).predictions_first is None


def test_a_softmax_too_many_is_named_with_what_it_costs():
    report = probe_loss(lambda x, y: reference.sparse_softmax_cross_entropy(reference.softmax(x), y))
    assert report.kind is Kind.LOGITS
    assert "doubtful: it normalises what it has normalised already" in str(report)


def test_a_loss_that_comes_with_more():
    assert probe_loss(lambda x, y: (reference.softmax_cross_entropy(x, y), {"more": 1})).kind is Kind.LOGITS


def test_when_none_fits_it_says_so():
    report = probe_loss(lambda x, y: ((x - y) ** 2).mean())
    assert (report.kind, report.words) == (None, "undecided")
    assert report.evidence[0].startswith("no known loss gives its numbers, for numpy")


def test_when_several_kinds_fit_it_says_so():
    """Scores and log-probabilities look the same to a loss that only ever gets log-probabilities."""

    def picky(x, y):
        if abs(np.exp(x).sum(axis=-1) - 1).max() > 1e-3 and x.max() > 0:
            return float("nan")
        return np.where(np.abs(np.exp(x).sum(-1) - 1) < 1e-3, -(x * y).sum(-1), np.nan).mean()

    assert probe_loss(picky).kind in (None, Kind.LOG_PROBABILITIES)


def test_nothing_warns_and_the_inputs_may_be_changed():
    def loss(x, y):
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        result = reference.softmax_cross_entropy(x, y)
        x[:] = y[:] = 0
        return result

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert probe_loss(loss).kind is Kind.LOGITS


def test_what_cannot_be_probed():
    with pytest.raises(TypeError, match=r"LossReport is a class: probe an object of it, LossReport\(\.\.\.\)"):
        probe_loss(LossReport)
    with pytest.raises(TypeError, match="a loss can be called, str objects cannot"):
        probe_loss("categorical_crossentropy")


class TestAssertion:
    @pytest.mark.parametrize("kind", ["probabilities", Kind.PROBABILITIES])
    def test_passes(self, kind):
        assert assert_loss_takes(kind, mean_cross_entropy) is None

    def test_fails_with_the_report(self):
        with pytest.raises(AssertionError, match=r"not shown that the loss takes raw scores\n\ntakes: probabilities"):
            assert_loss_takes("logits", mean_cross_entropy)

    def test_what_cannot_be_told_fails(self):
        with pytest.raises(AssertionError, match="undecided"):
            assert_loss_takes("logits", lambda x, y: 0.0)

    def test_unknown_kinds(self):
        with pytest.raises(ValueError, match='the kind is "logits", "probabilities" or "log-probabilities", not'):
            assert_loss_takes("scores", mean_cross_entropy)
