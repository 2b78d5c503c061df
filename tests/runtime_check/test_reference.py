"""The stable forms in NumPy: published numbers, closed forms where naive code breaks, SciPy in between."""

from __future__ import annotations

import warnings
from fractions import Fraction

import numpy as np
import pytest
from logit_lint.runtime_check import reference
from numpy.testing import assert_allclose, assert_array_equal
from scipy import special

SCORES = np.array([[0.5, 1.5, 0.1], [2.2, 1.3, 1.7]])
SOFTMAX = np.array([[0.227863, 0.61939586, 0.15274114], [0.49674623, 0.20196195, 0.30129182]])
ONE_HOT = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
LOSSES = np.array([0.4790107, 1.19967598])
MEAN = 0.83934333897877922

OVER_CLASSES = [reference.softmax, reference.log_softmax, reference.logsumexp]
ELEMENTWISE = [reference.sigmoid, reference.log_sigmoid, reference.softplus, reference.logit]
INF = np.inf
NAN = np.nan


@pytest.fixture(autouse=True)
def _no_warnings():
    """What overflows or is undefined is in the result; nothing warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def _grid(seed: int = 0) -> np.ndarray:
    """Scores of every size, 7 scales times 50 rows of 11 classes."""
    scales = np.array([1e-8, 1e-3, 0.1, 1.0, 10.0, 100.0, 1e4])
    rows = np.random.default_rng(seed).normal(size=(7, 50, 11)) * scales[:, np.newaxis, np.newaxis]
    return rows.reshape(-1, 11)


def test_from_scores_to_probabilities_to_losses():
    """One example through everything: the scores, their softmax, and the loss for the classes 1 and 2."""
    assert_allclose(reference.softmax(SCORES), SOFTMAX, rtol=1e-7)
    assert_allclose(reference.log_softmax(SCORES), np.log(SOFTMAX), rtol=1e-7)
    assert_allclose(reference.softmax_cross_entropy(SCORES, ONE_HOT), LOSSES, rtol=1e-7)
    assert_allclose(reference.sparse_softmax_cross_entropy(SCORES, [1, 2]), LOSSES, rtol=1e-7)
    assert_allclose(reference.softmax_cross_entropy(SCORES, ONE_HOT, reduction="mean"), MEAN, rtol=1e-15)
    assert_allclose(reference.sparse_softmax_cross_entropy(SCORES, [1, 2], reduction="mean"), MEAN, rtol=1e-15)


class TestSoftmax:
    def test_published_example(self):
        expected = [[0.16838508, 0.205666, 0.25120102, 0.37474789]]
        assert_allclose(reference.softmax([[0.1, 0.3, 0.5, 0.9]]), expected, rtol=1e-7)

    def test_agrees_with_scipy(self):
        rows = _grid()
        assert_allclose(reference.softmax(rows), special.softmax(rows, axis=-1), rtol=1e-12)
        assert_allclose(reference.softmax(rows).sum(axis=-1), 1.0, rtol=1e-15)

    @pytest.mark.parametrize("offset", [1e4, -1e4, 2.0**40])
    def test_an_offset_changes_nothing(self, offset):
        scores = np.array([[0.5, 1.5, 0.25], [2.0, 1.25, 1.75]])  # exact at any of the offsets
        assert_array_equal(reference.softmax(scores + offset), reference.softmax(scores))

    def test_keeps_the_largest_class(self):
        rows = _grid()
        assert_array_equal(reference.softmax(rows).argmax(axis=-1), rows.argmax(axis=-1))

    def test_small_probabilities_keep_their_digits(self):
        """At a gap of 700 the rounding of the subtraction alone would cost hundreds of units."""
        gap = 700.1 - 0.3
        lost = float(Fraction(700.1) - Fraction(0.3) - Fraction(gap))
        assert_allclose(reference.softmax([0.3, 700.1])[0], np.exp(-gap) * (1 - lost), rtol=1e-15)

    def test_masked_classes_have_no_probability(self):
        assert_array_equal(reference.softmax([1.0, -INF, 1.0]), [0.5, 0.0, 0.5])
        assert_array_equal(reference.softmax([-INF, -INF]), [NAN, NAN])

    @pytest.mark.parametrize("function", [reference.softmax, reference.log_softmax])
    @pytest.mark.parametrize("bad", [NAN, INF])
    def test_one_bad_score_spoils_its_row_only(self, bad, function):
        result = function([[0.0, bad, 0.0], [0.0, 0.0, 0.0]])
        assert np.isnan(result[0]).all()
        assert_array_equal(result[1], function([0.0, 0.0, 0.0]))

    def test_huge_scores(self):
        assert_array_equal(reference.softmax([1e308, 1e308, -1e308]), [0.5, 0.5, 0.0])
        assert_array_equal(reference.softmax([1e308, -1e308]), [1.0, 0.0])

    def test_one_class_is_certain(self):
        assert_array_equal(reference.softmax([[3.0], [-800.0]]), [[1.0], [1.0]])


class TestLogSoftmax:
    def test_agrees_with_scipy(self):
        rows = _grid()
        assert_allclose(reference.log_softmax(rows), special.log_softmax(rows, axis=-1), rtol=1e-13, atol=1e-15)
        assert_allclose(special.logsumexp(reference.log_softmax(rows), axis=-1), 0.0, atol=1e-14)

    @pytest.mark.parametrize("offset", [1e4, -1e4, 2.0**40])
    def test_an_offset_changes_nothing(self, offset):
        """The form x - logsumexp(x) fails here."""
        scores = np.array([[0.5, 1.5, 0.25], [2.0, 1.25, 1.75]])
        assert_array_equal(reference.log_softmax(scores + offset), reference.log_softmax(scores))

    def test_far_below_where_the_softmax_is_zero(self):
        """The form log(softmax(x)) gives -inf from a gap of 746 on."""
        assert_array_equal(reference.log_softmax([0.0, -1e4]), [0.0, -1e4])
        assert_array_equal(reference.log_softmax([0.0, -1e4, -INF]), [0.0, -1e4, -INF])

    def test_near_certainty_keeps_its_digits(self):
        """The log of a probability just below 1 is minus the probability of all else."""
        assert_allclose(reference.log_softmax([0.0, -50.0]), [-np.exp(-50.0), -50.0], rtol=1e-15)
        assert_allclose(reference.log_softmax([0.0, -700.0]), [-np.exp(-700.0), -700.0], rtol=1e-15)

    def test_huge_scores(self):
        assert_array_equal(reference.log_softmax([1e308, -1e308]), [0.0, -INF])

    def test_a_row_masked_throughout_is_nan(self):
        assert_array_equal(reference.log_softmax([[-INF, -INF], [0.0, 0.0]]), [[NAN, NAN], [-np.log(2)] * 2])


class TestLogsumexp:
    def test_agrees_with_scipy(self):
        rows = _grid()
        assert_allclose(reference.logsumexp(rows), special.logsumexp(rows, axis=-1), rtol=1e-13, atol=1e-15)

    def test_shape(self):
        cube = _grid().reshape(7, 50, 11)
        assert reference.logsumexp(cube, axis=1).shape == (7, 11)
        assert reference.logsumexp(cube, axis=1, keepdims=True).shape == (7, 1, 11)
        assert np.shape(reference.logsumexp([0.0, 0.0])) == ()

    def test_huge_and_masked_scores(self):
        assert_allclose(reference.logsumexp([1e4, 1e4]), 1e4 + np.log(2), rtol=1e-15)
        assert_array_equal(reference.logsumexp([1e308, 1e308]), 1e308)
        assert_array_equal(reference.logsumexp([-INF, -INF]), -INF)
        assert_array_equal(reference.logsumexp([-INF, 0.5]), 0.5)
        assert_array_equal(reference.logsumexp([INF, 0.0, INF]), INF)
        assert_array_equal(reference.logsumexp([INF, NAN]), NAN)

    def test_a_small_second_term_is_not_lost(self):
        assert_allclose(reference.logsumexp([0.0, -50.0]), np.exp(-50.0), rtol=1e-15)


class TestSigmoidFamily:
    def test_agrees_with_scipy(self):
        scores = np.concatenate([_grid().ravel(), np.linspace(-745.0, 745.0, 301)])
        assert_allclose(reference.sigmoid(scores), special.expit(scores), rtol=1e-14, atol=1e-307)
        assert_allclose(reference.log_sigmoid(scores), special.log_expit(scores), rtol=1e-14)
        assert_allclose(reference.softplus(scores), -special.log_expit(-scores), rtol=1e-14)

    def test_logit_agrees_with_scipy(self):
        random = np.random.default_rng(0)
        small = 10.0 ** random.uniform(-300, 0, 200)
        probabilities = np.concatenate([random.uniform(size=1000), small, 1.0 - 10.0 ** random.uniform(-15, 0, 200)])
        assert_allclose(reference.logit(probabilities), special.logit(probabilities), rtol=1e-13, atol=1e-15)

    def test_values_everybody_knows(self):
        assert reference.logit(0.5) == 0.0
        assert reference.sigmoid(0.0) == 0.5
        assert_allclose(reference.softplus(0.0), np.log(2), rtol=1e-15)
        assert_allclose(reference.log_sigmoid(0.0), -np.log(2), rtol=1e-15)

    def test_the_ends(self):
        assert_array_equal(reference.sigmoid([-INF, INF, NAN]), [0.0, 1.0, NAN])
        assert_array_equal(reference.log_sigmoid([-INF, INF, NAN]), [-INF, 0.0, NAN])
        assert_array_equal(reference.softplus([-INF, INF, NAN]), [0.0, INF, NAN])
        assert_array_equal(reference.logit([0.0, 1.0, -0.1, 1.1, NAN]), [-INF, INF, NAN, NAN, NAN])

    def test_logit_and_sigmoid_are_inverse(self):
        scores = np.linspace(-30.0, 15.0, 91)
        assert_allclose(reference.logit(reference.sigmoid(scores)), scores, rtol=1e-9, atol=1e-14)
        probabilities = np.linspace(0.001, 0.999, 999)
        assert_allclose(reference.sigmoid(reference.logit(probabilities)), probabilities, rtol=1e-14)

    def test_sigmoid_is_softmax_over_two_classes(self):
        scores = np.linspace(-700.0, 700.0, 141)
        pairs = np.stack([scores, np.zeros_like(scores)], axis=-1)
        assert_allclose(reference.softmax(pairs)[:, 0], reference.sigmoid(scores), rtol=1e-15)
        assert_allclose(reference.log_softmax(pairs)[:, 0], reference.log_sigmoid(scores), rtol=1e-15)
        assert_allclose(reference.logsumexp(pairs), reference.softplus(scores), rtol=1e-15)

    def test_far_out(self):
        """Where a naive softplus overflows (710) or gives 0 (-37), and log(sigmoid) gives -inf (-746)."""
        assert_array_equal(reference.softplus([800.0, 1e4, 1e308]), [800.0, 1e4, 1e308])
        assert_allclose(reference.softplus([-40.0, -700.0]), np.exp([-40.0, -700.0]), rtol=1e-15)
        assert_array_equal(reference.log_sigmoid([-800.0, -1e4, -1e308]), [-800.0, -1e4, -1e308])
        assert_allclose(reference.log_sigmoid([40.0, 700.0]), -np.exp([-40.0, -700.0]), rtol=1e-15)
        assert_allclose(reference.sigmoid([-700.0, 800.0]), [np.exp(-700.0), 1.0], rtol=1e-15)
        assert_array_equal(reference.sigmoid([-720.0, -740.0]), np.exp([-720.0, -740.0]))  # 1 / (1 + exp(-x)) gives 0

    def test_logit_near_its_zero_and_its_ends(self):
        steps = np.array([2.0**-50, -(2.0**-40), 2.0**-30])
        assert_allclose(reference.logit(0.5 + steps), 4.0 * steps, rtol=1e-15)
        assert_allclose(reference.logit(1e-300), np.log(1e-300), rtol=1e-15)
        assert_allclose(reference.logit(1.0 - 2.0**-53), 53 * np.log(2), rtol=1e-15)


class TestSoftmaxCrossEntropy:
    def test_the_right_class_far_below(self):
        """A clip before the log would stop at 16 or 36; a softmax taken first would give inf."""
        assert_array_equal(reference.softmax_cross_entropy([0.0, 1e4], [1.0, 0.0]), 1e4)
        assert_array_equal(reference.sparse_softmax_cross_entropy([0.0, 1e4], 0), 1e4)
        assert_allclose(reference.sparse_softmax_cross_entropy([0.0, 50.0], 1), np.exp(-50.0), rtol=1e-15)

    def test_dense_and_sparse_agree(self):
        rows = _grid()
        labels = np.random.default_rng(1).integers(0, 11, len(rows))
        for smoothing in (0.0, 0.1, 1.0):
            dense = reference.softmax_cross_entropy(rows, np.eye(11)[labels], label_smoothing=smoothing)
            sparse = reference.sparse_softmax_cross_entropy(rows, labels, label_smoothing=smoothing)
            assert_allclose(dense, sparse, rtol=1e-13)

    def test_label_smoothing_mixes_in_the_uniform_distribution(self):
        uniform = np.full(3, 1 / 3)
        expected = 0.9 * LOSSES + 0.1 * reference.softmax_cross_entropy(SCORES, [uniform, uniform])
        smoothed = reference.softmax_cross_entropy(SCORES, ONE_HOT, label_smoothing=0.1)
        assert_allclose(smoothed, expected, rtol=1e-7)

    def test_soft_labels_are_taken_as_they_are(self):
        assert_allclose(reference.softmax_cross_entropy([0.0, 0.0], [0.5, 0.5]), np.log(2), rtol=1e-15)
        assert_allclose(reference.softmax_cross_entropy([0.0, 0.0], [2.0, 0.0]), 2 * np.log(2), rtol=1e-15)

    def test_other_axes(self):
        images = np.random.default_rng(2).normal(size=(2, 5, 3, 4))
        labels = np.random.default_rng(3).integers(0, 5, (2, 3, 4))
        last = reference.sparse_softmax_cross_entropy(np.moveaxis(images, 1, -1), labels)
        assert_array_equal(reference.sparse_softmax_cross_entropy(images, labels, axis=1), last)
        dense = np.moveaxis(np.eye(5)[labels], -1, 1)
        assert_allclose(reference.softmax_cross_entropy(images, dense, axis=1), last, rtol=1e-15)

    def test_masked_classes(self):
        """A class that nobody asks for may be masked; one that is the answer costs inf."""
        scores = [0.0, -INF, 0.0]
        assert_allclose(reference.softmax_cross_entropy(scores, [1.0, 0.0, 0.0]), np.log(2), rtol=1e-15)
        assert_allclose(reference.sparse_softmax_cross_entropy(scores, 2), np.log(2), rtol=1e-15)
        assert_array_equal(reference.sparse_softmax_cross_entropy(scores, 1), INF)
        assert_array_equal(reference.sparse_softmax_cross_entropy(scores, 0, label_smoothing=0.1), INF)
        assert_array_equal(reference.sparse_softmax_cross_entropy([-INF, -INF], 0), NAN)
        assert_array_equal(reference.softmax_cross_entropy([-INF, -INF], [0.5, 0.5]), NAN)

    def test_ignored_places_cost_nothing_and_do_not_count(self):
        scores = np.concatenate([SCORES, [[NAN, 0.0, 0.0]]])
        options = {"ignore_index": -100}
        assert_allclose(reference.sparse_softmax_cross_entropy(scores, [1, 2, -100], **options), [*LOSSES, 0.0], 1e-7)
        mean = reference.sparse_softmax_cross_entropy(scores, [1, 2, -100], reduction="mean", **options)
        assert_allclose(mean, MEAN, rtol=1e-15)
        nothing = reference.sparse_softmax_cross_entropy(SCORES, [-100, -100], reduction="mean", **options)
        assert np.isnan(nothing)

    def test_weights(self):
        sum_of_two = reference.softmax_cross_entropy(SCORES, ONE_HOT, weights=[2.0, 0.5], reduction="sum")
        assert_allclose(sum_of_two, 2 * LOSSES[0] + 0.5 * LOSSES[1], rtol=1e-7)
        mean = reference.sparse_softmax_cross_entropy(SCORES, [1, 2], weights=[2.0, 0.5], reduction="mean")
        assert_allclose(mean, sum_of_two / 2.5, rtol=1e-15)
        left_out = reference.sparse_softmax_cross_entropy([[NAN, 0.0], [0.0, 0.0]], [0, 0], weights=[0, 1])
        assert_allclose(left_out, [0.0, np.log(2)], rtol=1e-15)

    def test_empty_batch(self):
        empty = np.zeros((0, 3))
        assert reference.softmax_cross_entropy(empty, empty).shape == (0,)
        assert reference.sparse_softmax_cross_entropy(empty, []).shape == (0,)
        assert reference.softmax_cross_entropy(empty, empty, reduction="sum") == 0.0
        assert np.isnan(reference.softmax_cross_entropy(empty, empty, reduction="mean"))

    @pytest.mark.parametrize("labels", [[1, 3], [1, -1], [-100, 0]])
    def test_labels_out_of_range(self, labels):
        with pytest.raises(ValueError, match="is not a class index: there are 3 classes"):
            reference.sparse_softmax_cross_entropy(SCORES, labels)

    def test_what_does_not_fit(self):
        with pytest.raises(ValueError, match="do not match"):
            reference.softmax_cross_entropy(SCORES, ONE_HOT[:1])
        with pytest.raises(ValueError, match="class indices have the shape"):
            reference.sparse_softmax_cross_entropy(SCORES, ONE_HOT.astype(int))
        with pytest.raises(TypeError, match="class indices are integers"):
            reference.sparse_softmax_cross_entropy(SCORES, [1.0, 2.0])
        with pytest.raises(ValueError, match="label_smoothing goes from 0 to 1"):
            reference.softmax_cross_entropy(SCORES, ONE_HOT, label_smoothing=1.5)
        with pytest.raises(ValueError, match="reduction is"):
            reference.softmax_cross_entropy(SCORES, ONE_HOT, reduction="average")  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="broadcast"):
            reference.softmax_cross_entropy(SCORES, ONE_HOT, weights=[1.0, 2.0, 3.0])


class TestSigmoidCrossEntropy:
    def test_is_the_loss_of_two_classes(self):
        scores = np.linspace(-50.0, 50.0, 101)
        pairs = np.stack([np.zeros_like(scores), scores], axis=-1)
        for label in (0, 1):
            two = reference.sparse_softmax_cross_entropy(pairs, np.full(101, label))
            assert_allclose(reference.sigmoid_cross_entropy(scores, np.full(101, label)), two, rtol=1e-14)

    def test_far_out(self):
        labels = [1.0, 0.0, 1.0, 0.0]
        expected = [1e4, 1e4, np.exp(-50.0), np.exp(-50.0)]
        assert_allclose(reference.sigmoid_cross_entropy([-1e4, 1e4, 50.0, -50.0], labels), expected, rtol=1e-15)

    def test_soft_labels(self):
        expected = 0.25 * np.log1p(np.exp(-2.0)) + 0.75 * np.log1p(np.exp(2.0))
        assert_allclose(reference.sigmoid_cross_entropy(2.0, 0.25), expected, rtol=1e-15)

    def test_positive_weight_weighs_the_positive_part(self):
        scores, labels = np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])
        plain = reference.sigmoid_cross_entropy(scores, labels)
        expected = plain * [[3.0, 1.0], [1.0, 5.0]]
        assert_allclose(reference.sigmoid_cross_entropy(scores, labels, pos_weight=[3.0, 5.0]), expected, rtol=1e-15)

    def test_weights_and_means(self):
        scores, labels = np.array([1.0, -2.0, NAN]), np.array([1.0, 0.0, 1.0])
        plain = reference.sigmoid_cross_entropy(scores[:2], labels[:2])
        mean = reference.sigmoid_cross_entropy(scores, labels, weights=[1.0, 3.0, 0.0], reduction="mean")
        assert_allclose(mean, (plain[0] + 3 * plain[1]) / 4, rtol=1e-15)
        assert_allclose(reference.sigmoid_cross_entropy(scores, labels, reduction="sum"), NAN)

    def test_the_ends(self):
        result = reference.sigmoid_cross_entropy([-INF, -INF, INF, INF, NAN], [0.0, 1.0, 1.0, 0.5, 0.0])
        assert_array_equal(result, [0.0, INF, 0.0, INF, NAN])

    def test_shapes_must_match(self):
        with pytest.raises(ValueError, match="do not match"):
            reference.sigmoid_cross_entropy(np.zeros((4, 1)), np.zeros(4))


class TestDtypesAndShapes:
    @pytest.mark.parametrize("function", [*OVER_CLASSES, *ELEMENTWISE])
    @pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
    def test_the_answer_has_the_dtype_of_the_question(self, function, dtype):
        """And is the float64 answer, rounded once."""
        values = np.array([[0.1, 0.4, 0.7], [0.9, 0.2, 0.3]], dtype=dtype)
        result = function(values)
        assert result.dtype == dtype
        assert_array_equal(result, function(values.astype(np.float64)).astype(dtype))

    @pytest.mark.parametrize("function", [*OVER_CLASSES, *ELEMENTWISE])
    @pytest.mark.parametrize("integers", [[[0, 1, 1]], np.array([[1, 0, 1]], dtype=np.int8), [[True, False, True]]])
    def test_integers_become_float64(self, function, integers):
        assert function(integers).dtype == np.float64

    def test_half_precision_does_not_overflow_inside(self):
        scores = np.array([6e4, 6e4], dtype=np.float16)
        assert_array_equal(reference.softmax(scores), np.array([0.5, 0.5], dtype=np.float16))
        assert reference.logsumexp(scores) == np.float16(6e4)
        assert reference.softplus(scores)[0] == np.float16(6e4)
        assert reference.logsumexp(np.full(2, 65504, dtype=np.float16)) == np.float16(65504)

    @pytest.mark.parametrize("function", OVER_CLASSES)
    def test_any_axis(self, function):
        cube = np.random.default_rng(4).normal(size=(3, 4, 5))
        for axis in (0, 1, -3, -2):
            moved = function(np.moveaxis(cube, axis, -1))
            expected = moved if function is reference.logsumexp else np.moveaxis(moved, -1, axis)
            assert_array_equal(function(cube, axis=axis), expected)

    @pytest.mark.parametrize("function", OVER_CLASSES)
    def test_empty_batch_and_no_classes(self, function):
        assert function(np.zeros((0, 3))).size == 0
        for shape in ((2, 0), (0,), (0, 0)):
            expected = np.full(shape[:-1], -INF) if function is reference.logsumexp else np.zeros(shape)
            assert_array_equal(function(np.zeros(shape)), expected)
        with pytest.raises(ValueError, match="axis"):
            function(1.0)

    @pytest.mark.parametrize("function", [*OVER_CLASSES, *ELEMENTWISE])
    @pytest.mark.parametrize("values", [["a", "b"], [1j, 2j], [None, 1.0]])
    def test_only_real_numbers(self, function, values):
        with pytest.raises(TypeError, match="real numbers are needed"):
            function(values)

    @pytest.mark.parametrize("function", ELEMENTWISE)
    def test_scalars_stay_scalars(self, function):
        assert np.shape(function(0.25)) == ()
        assert function(np.zeros((0, 2))).shape == (0, 2)

    @pytest.mark.parametrize("function", [*OVER_CLASSES, *ELEMENTWISE])
    def test_the_input_is_left_alone(self, function):
        values = np.array([[0.25, 0.75]])
        function(values)
        assert_array_equal(values, [[0.25, 0.75]])
