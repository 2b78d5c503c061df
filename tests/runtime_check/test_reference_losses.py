"""The losses on probabilities and log-probabilities, the focal loss, and every gradient against differences."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from logit_lint.runtime_check import reference
from numpy.testing import assert_allclose, assert_array_equal

INF = np.inf
NAN = np.nan
RANDOM = np.random.default_rng(0)
SCORES = RANDOM.normal(size=(4, 3, 5)) * 2
SOFT = reference.softmax(RANDOM.normal(size=(4, 3, 5)), axis=1)
INDICES = RANDOM.integers(0, 3, (4, 5))
SHARES = RANDOM.uniform(size=(4, 3, 5))
ROW_WEIGHTS = RANDOM.uniform(size=(4, 5))
PROBS, LOGS, UNIT = reference.softmax(SCORES, 1), reference.log_softmax(SCORES, 1), reference.sigmoid(SCORES)


@pytest.fixture(autouse=True)
def _no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_one_loss_in_every_form():
    """The cross-entropy of the same scores and labels, from scores, probabilities and log-probabilities."""
    expected = reference.sparse_softmax_cross_entropy(SCORES, INDICES, axis=1)
    one_hot = np.moveaxis(np.eye(3)[INDICES], -1, 1)
    assert_allclose(reference.softmax_cross_entropy(SCORES, one_hot, axis=1), expected, rtol=1e-14)
    assert_allclose(reference.categorical_cross_entropy(PROBS, one_hot, axis=1), expected, rtol=1e-13)
    assert_allclose(reference.negative_log_likelihood(LOGS, INDICES, axis=1), expected, rtol=1e-14)
    assert_allclose(reference.kl_divergence(LOGS, one_hot, axis=1), expected, rtol=1e-14)
    sigmoid = reference.sigmoid_cross_entropy(SCORES, SHARES)
    assert_allclose(reference.binary_cross_entropy(UNIT, SHARES), sigmoid, rtol=1e-13)
    assert_allclose(reference.sigmoid_focal_loss(SCORES, SHARES, alpha=None, gamma=0.0), sigmoid, rtol=1e-14)


class TestCategoricalCrossEntropy:
    def test_nothing_is_clipped(self):
        assert_allclose(reference.categorical_cross_entropy([1e-300, 1.0], [1, 0]), -np.log(1e-300))
        assert_array_equal(reference.categorical_cross_entropy([0.0, 1.0], [1, 0]), INF)
        assert_array_equal(reference.categorical_cross_entropy([0.0, 1.0], [0, 1]), 0.0)

    def test_rows_are_taken_as_they_are_or_normalised(self):
        assert_allclose(reference.categorical_cross_entropy([0.2, 0.2], [1, 0]), -np.log(0.2))
        assert_allclose(reference.categorical_cross_entropy([0.2, 0.2], [1, 0], normalise=True), np.log(2))

    def test_label_smoothing(self):
        smoothed = reference.categorical_cross_entropy([0.9, 0.1], [1, 0], label_smoothing=0.2)
        assert_allclose(smoothed, -0.9 * np.log(0.9) - 0.1 * np.log(0.1))

    def test_what_is_no_probability(self):
        assert_array_equal(reference.categorical_cross_entropy([[-0.5, 1.5], [NAN, 1.0]], [[1, 0], [1, 0]]), NAN)


class TestBinaryCrossEntropy:
    def test_the_ends(self):
        losses = reference.binary_cross_entropy([0.0, 0.0, 1.0, 1.0, 0.5], [0, 1, 1, 0, 0.25])
        assert_array_equal(losses, [0.0, INF, 0.0, INF, np.log(2)])

    def test_what_is_no_probability_is_nan_whatever_the_label(self):
        assert_array_equal(reference.binary_cross_entropy([-0.5, 1.5, NAN], [0, 1, 1]), NAN)
        assert_array_equal(reference.binary_cross_entropy([-0.5, 1.5, NAN], [1, 0, 0]), NAN)

    def test_label_smoothing_goes_towards_one_half(self):
        expected = reference.binary_cross_entropy(UNIT, SHARES * 0.8 + 0.1)
        assert_allclose(reference.binary_cross_entropy(UNIT, SHARES, label_smoothing=0.2), expected)
        expected = reference.sigmoid_cross_entropy(SCORES, SHARES * 0.8 + 0.1)
        assert_allclose(reference.sigmoid_cross_entropy(SCORES, SHARES, label_smoothing=0.2), expected)


class TestNegativeLogLikelihood:
    def test_masked_and_ignored(self):
        logs = [[-INF, 0.0], [-INF, 0.0], [NAN, NAN]]
        losses = reference.negative_log_likelihood(logs, [0, 1, -1], ignore_index=-1)
        assert_array_equal(losses, [INF, 0.0, 0.0])
        mean = reference.negative_log_likelihood(
            [[-1.0, 0.0], [0.0, -2.0], [0.0, 0.0]], [0, 1, 9], reduction="mean", ignore_index=9
        )
        assert_array_equal(mean, 1.5)

    def test_weights_by_class(self):
        logs, classes = np.log([[0.25, 0.75], [0.5, 0.5]]), np.array([3.0, 1.0])
        mean = reference.negative_log_likelihood(logs, [0, 1], weights=classes[[0, 1]], reduction="mean")
        assert_allclose(mean, (3 * np.log(4) + np.log(2)) / 4)


class TestKlDivergence:
    def test_is_zero_for_the_same_distribution_and_positive_otherwise(self):
        assert_array_equal(reference.kl_divergence(np.log(SOFT), SOFT, axis=1), np.zeros((4, 5)))
        assert (reference.kl_divergence(LOGS, SOFT, axis=1) > 0).all()

    def test_log_targets(self):
        expected = reference.kl_divergence(LOGS, SOFT, axis=1)
        assert_allclose(reference.kl_divergence(LOGS, np.log(SOFT), axis=1, log_target=True), expected, rtol=1e-12)

    def test_zeros_in_the_target(self):
        assert_allclose(reference.kl_divergence([np.log(0.5), np.log(0.5)], [1.0, 0.0]), np.log(2))
        assert_allclose(reference.kl_divergence([0.0, -INF], [1.0, 0.0]), 0.0)
        assert_allclose(reference.kl_divergence([np.log(0.5)] * 2, [0.0, -INF], log_target=True), np.log(2))
        assert_array_equal(reference.kl_divergence([0.0, -INF], [0.5, 0.5]), INF)


class TestFocalLoss:
    def test_published_form_for_hard_labels(self):
        """FL(p_t) = -alpha_t (1 - p_t) ** gamma log(p_t)."""
        p = reference.sigmoid(SCORES)
        yes = reference.sigmoid_focal_loss(SCORES, np.ones_like(SCORES))
        assert_allclose(yes, -0.25 * (1 - p) ** 2 * np.log(p), rtol=1e-12)
        no = reference.sigmoid_focal_loss(SCORES, np.zeros_like(SCORES), gamma=3.0)
        assert_allclose(no, -0.75 * p**3 * np.log1p(-p), rtol=1e-12)

    def test_far_out(self):
        assert_array_equal(reference.sigmoid_focal_loss([INF, -INF, INF], [1, 1, 0]), [0.0, INF, INF])
        assert_array_equal(reference.sigmoid_focal_loss([-1e4, 1e4], [1, 0], alpha=None), 1e4)

    def test_parameters(self):
        with pytest.raises(ValueError, match="alpha goes from 0 to 1"):
            reference.sigmoid_focal_loss(0.0, 1.0, alpha=2.0)
        with pytest.raises(ValueError, match="gamma is 0 or more"):
            reference.sigmoid_focal_loss(0.0, 1.0, gamma=-1.0)


GRADIENTS = [
    ("softmax_cross_entropy", SCORES, SOFT, {"axis": 1}),
    ("softmax_cross_entropy", SCORES, SHARES, {"axis": 1, "label_smoothing": 0.1}),
    ("sparse_softmax_cross_entropy", SCORES, INDICES, {"axis": 1, "label_smoothing": 0.1}),
    ("sparse_softmax_cross_entropy", SCORES, INDICES, {"axis": 1, "ignore_index": 2}),
    ("sigmoid_cross_entropy", SCORES, SHARES, {"pos_weight": np.arange(1.0, 6.0), "label_smoothing": 0.1}),
    ("sigmoid_focal_loss", SCORES, SHARES, {}),
    ("sigmoid_focal_loss", SCORES, SHARES, {"alpha": None, "gamma": 0.5}),
    ("categorical_cross_entropy", PROBS, SOFT, {"axis": 1, "label_smoothing": 0.1}),
    ("categorical_cross_entropy", UNIT, SOFT, {"axis": 1, "normalise": True}),
    ("binary_cross_entropy", UNIT, SHARES, {"label_smoothing": 0.1}),
    ("negative_log_likelihood", LOGS, INDICES, {"axis": 1, "ignore_index": 0}),
    ("kl_divergence", LOGS, SOFT, {"axis": 1}),
    ("kl_divergence", LOGS, np.log(SOFT), {"axis": 1, "log_target": True}),
]


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("reduction", ["none", "sum", "mean"])
@pytest.mark.parametrize(("name", "values", "labels", "options"), GRADIENTS)
def test_gradients_are_what_differences_give(name, values, labels, options, reduction, weighted):
    """Central differences of the sum of what the loss returns, along one random direction at a time."""
    loss, gradient = getattr(reference, name), getattr(reference, f"{name}_grad")
    if weighted:
        options = {**options, "weights": ROW_WEIGHTS if "axis" in options else SHARES}
    options = {**options, "reduction": reduction}
    slopes = gradient(values, labels, **options)
    assert slopes.shape == values.shape
    for seed in range(3):
        step = np.random.default_rng(seed).normal(size=values.shape) * 1e-6 * np.abs(values)
        rise = loss(values + step, labels, **options).sum() - loss(values - step, labels, **options).sum()
        assert_allclose((slopes * step).sum(), rise / 2, rtol=1e-4, atol=1e-13)


class TestGradientsAtTheEnds:
    def test_masked_classes(self):
        slopes = reference.softmax_cross_entropy_grad([0.0, -INF, 0.0], [1.0, 0.0, 0.0])
        assert_array_equal(slopes, [-0.5, 0.0, 0.5])
        assert_array_equal(reference.sparse_softmax_cross_entropy_grad([-INF, -INF], 0), NAN)
        ignored = reference.sparse_softmax_cross_entropy_grad([[NAN, 0.0]], [-1], ignore_index=-1)
        assert_array_equal(ignored, [[0.0, 0.0]])

    def test_small_gradients_keep_their_digits(self):
        assert_allclose(reference.sigmoid_cross_entropy_grad([50.0, -50.0], [1.0, 0.0]), [-np.exp(-50), np.exp(-50)])
        assert_allclose(reference.sigmoid_cross_entropy_grad([1e4, -1e4], [0.0, 1.0]), [1.0, -1.0])

    def test_infinite_slopes(self):
        assert_array_equal(reference.binary_cross_entropy_grad([0.0, -0.0, 1.0], [1, 1, 0]), [-INF, -INF, INF])
        assert_array_equal(reference.categorical_cross_entropy_grad([0.0, 1.0], [1, 0]), [-INF, 0.0])

    def test_focal_loss_far_out(self):
        assert_array_equal(reference.sigmoid_focal_loss_grad([1e4, -1e4], [1, 0], gamma=0.5), [0.0, 0.0])
        assert_allclose(reference.sigmoid_focal_loss_grad([1e4, -1e4], [0, 1]), [0.75, -0.25])

    @pytest.mark.parametrize(("name", "values", "labels", "options"), GRADIENTS)
    @pytest.mark.parametrize("dtype", [np.float16, np.float32])
    def test_the_answer_has_the_dtype_of_the_question(self, name, values, labels, options, dtype):
        for suffix in ("", "_grad"):
            function = getattr(reference, name + suffix)
            result = function(values.astype(dtype), labels, **options)
            assert result.dtype == dtype
            assert_array_equal(result, function(values.astype(dtype).astype(float), labels, **options).astype(dtype))

    @pytest.mark.parametrize(("name", "values", "labels", "options"), GRADIENTS)
    def test_empty_batches_and_no_classes(self, name, values, labels, options):
        options = {key: value for key, value in options.items() if key != "pos_weight"}
        empty = np.zeros((0, 3, 5)), np.zeros((0, *labels.shape[1:]), dtype=labels.dtype)
        loss, gradient = getattr(reference, name), getattr(reference, f"{name}_grad")
        assert loss(*empty, **options).size == 0
        assert loss(*empty, **options, reduction="sum") == 0.0
        assert np.isnan(loss(*empty, **options, reduction="mean"))
        assert gradient(*empty, **options, reduction="mean").shape == (0, 3, 5)
        if "axis" in options:
            labels = np.zeros((4, 5), dtype=int) if labels.ndim == 2 else np.zeros((4, 0, 5))
            for function in (loss, gradient):
                with pytest.raises(ValueError, match="there are no classes"):
                    function(np.zeros((4, 0, 5)), labels, **options)

    @pytest.mark.parametrize(("name", "values", "labels", "options"), GRADIENTS)
    def test_what_does_not_fit(self, name, values, labels, options):
        for function in (getattr(reference, name), getattr(reference, f"{name}_grad")):
            with pytest.raises(ValueError, match="do not match"):
                function(values, labels[:2], **options)
            with pytest.raises(ValueError, match="reduction is"):
                function(values, labels, **options, reduction="average")
