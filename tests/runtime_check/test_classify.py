"""What values tell, row by row of the table of evidence: certain, statistics, undecided."""

from __future__ import annotations

import numpy as np
import pytest
from logit_lint.runtime_check import Verdict, classify, reference

from logit_lint.kinds import Kind

INF = np.inf
NAN = np.nan


def scores(rows=64, classes=10, scale=2.0, seed=0):
    return np.random.default_rng(seed).normal(size=(rows, classes)).astype(np.float32) * np.float32(scale)


def test_scores_and_what_becomes_of_them():
    """One batch of scores, and the verdict on it, on its softmax, log-softmax and sigmoid."""
    batch = scores()
    assert classify(batch).kind is Kind.LOGITS
    assert classify(reference.softmax(batch)).kind is Kind.PROBABILITIES
    assert classify(reference.log_softmax(batch)).kind is Kind.LOG_PROBABILITIES
    assert classify(reference.sigmoid(batch)).kind is None


class TestLogits:
    def test_a_value_below_0_and_one_above_1_are_certain(self):
        verdict = classify([[-0.5, 0.2], [0.3, 1.5]])
        assert verdict == Verdict(
            Kind.LOGITS,
            True,
            ("2 rows of 2 (float64)", "values from -0.5 to 1.5"),
            frozenset({Kind.PROBABILITIES, Kind.LOG_PROBABILITIES}),
        )

    def test_one_small_step_out_of_the_interval(self):
        """Beyond rounding, a single value is enough, even where the rows sum to 1."""
        assert classify([[1.001, -0.001], [0.3, 0.7]]).kind is Kind.LOGITS
        within_rounding = np.array([[1.0 + 2.0**-23, -(2.0**-24)], [0.3, 0.7]], dtype=np.float32)
        assert classify(within_rounding).kind is Kind.PROBABILITIES

    def test_masked_scores(self):
        batch = scores()
        batch[:, 3] = -INF
        verdict = classify(batch)
        assert (verdict.kind, verdict.certain) == (Kind.LOGITS, True)
        assert "64 of 640 values are -inf (masked)" in verdict.evidence

    def test_huge_scores(self):
        assert classify([[1e308, -1e308], [0.0, 1e308]]).kind is Kind.LOGITS


class TestProbabilities:
    @pytest.mark.parametrize("classes", [2, 10, 1000, 20000])
    @pytest.mark.parametrize("scale", [0.05, 2.0, 30.0])
    def test_every_softmax_is_recognised_in_every_precision(self, classes, scale, to_bfloat16):
        """Also after a cast to a wider dtype, where the tolerance of the wider one would reject it."""
        exact = reference.softmax(scores(16, classes, scale).astype(np.float64))
        half, brain = exact.astype(np.float16), to_bfloat16(exact)
        wider = [half.astype(np.float32), half.astype(np.float64), brain.astype(np.float64)]
        for values in [exact, exact.astype(np.float32), half, brain, *wider]:
            verdict = classify(values)
            assert (verdict.kind, verdict.certain) == (Kind.PROBABILITIES, True), str(verdict)
            assert verdict.ruled_out == {Kind.LOGITS, Kind.LOG_PROBABILITIES}

    def test_one_row_may_be_chance(self):
        """It says so by statistics, but rules out no scores."""
        verdict = classify([0.2, 0.3, 0.5])
        assert (verdict.kind, verdict.certain) == (Kind.PROBABILITIES, False)
        assert verdict.ruled_out == {Kind.LOG_PROBABILITIES}
        assert "one row only: the sum may be chance" in verdict.evidence

    def test_rows_that_are_all_the_same_may_be_chance(self):
        verdict = classify(np.full((64, 10), 0.1))
        assert (verdict.kind, verdict.ruled_out) == (Kind.PROBABILITIES, {Kind.LOG_PROBABILITIES})
        assert "all rows are the same: the sum may be chance" in verdict.evidence

    def test_sums_within_five_percent_need_sixteen_rows(self):
        """Clipped, cut off or averaged in a coarser precision: statistics, not a bound."""
        cut = reference.softmax(scores().astype(np.float64)) * 0.97
        verdict = classify(cut)
        assert (verdict.kind, verdict.certain) == (Kind.PROBABILITIES, False)
        assert verdict.words == "probabilities (by statistics)"
        assert classify(cut[:16]).kind is Kind.PROBABILITIES
        assert classify(cut[:15]).kind is None
        assert classify(cut * 0.97).kind is None

    def test_scores_around_one_kth_are_near_1_by_chance(self):
        """The statistics ask for sums closer to 1 than independent values would give."""
        verdict = classify(0.1 + scores(scale=0.005))
        assert (verdict.kind, verdict.certain) == (None, False)
        assert verdict.evidence[-1] == "values so near 1/10 that the sums may be chance"
        near_uniform = reference.softmax(scores(scale=0.05).astype(np.float64))
        assert classify(near_uniform * 0.999).kind is Kind.PROBABILITIES

    def test_one_row_that_does_not_sum_to_1_is_enough_against(self):
        values = reference.softmax(scores())
        values[17] *= 0.5
        verdict = classify(values)
        assert (verdict.kind, verdict.elementwise) == (None, True)

    def test_one_hot_rows(self):
        """Valid probabilities, too: they are not ruled out."""
        verdict = classify(np.eye(4))
        assert (verdict.kind, verdict.certain) == (Kind.DENSE_LABELS, False)
        assert verdict.ruled_out == {Kind.LOGITS, Kind.LOG_PROBABILITIES}
        assert "only zeros and ones: one-hot labels, or outputs of a saturated softmax" in verdict.evidence

    def test_along_another_axis(self):
        images = np.moveaxis(reference.softmax(scores(2 * 6 * 6, 5).reshape(2, 6, 6, 5)), -1, 1)
        assert classify(images, axis=1).kind is Kind.PROBABILITIES
        assert classify(images).kind is None

    @pytest.mark.parametrize("seed", range(20))
    def test_scores_in_the_unit_interval_are_not_taken_for_probabilities(self, seed):
        """Uniform scores whose rows sum to 1 on average: the nearest that chance comes."""
        random = np.random.default_rng(seed)
        for rows in (2, 16, 64):
            for classes in (2, 10, 1000):
                assert classify(
                    random.uniform(0, 2 / classes, size=(rows, classes))
                ).kind is not Kind.PROBABILITIES or (rows >= 16 and classes == 1000)


class TestLogProbabilities:
    @pytest.mark.parametrize("classes", [2, 10, 1000, 20000])
    @pytest.mark.parametrize("scale", [0.05, 2.0, 30.0])
    def test_every_log_softmax_is_recognised_in_every_precision(self, classes, scale, to_bfloat16):
        exact = reference.log_softmax(scores(16, classes, scale).astype(np.float64))
        half, brain = exact.astype(np.float16), to_bfloat16(exact)
        for values in (exact, exact.astype(np.float32), half, half.astype(np.float32), brain):
            assert classify(values).kind is Kind.LOG_PROBABILITIES, str(classify(values))

    def test_they_are_valid_logits_and_therefore_ambiguous(self):
        verdict = classify(reference.log_softmax(scores()))
        assert not verdict.certain
        assert verdict.ruled_out == {Kind.PROBABILITIES}
        assert verdict.words == "log-probabilities (valid logits, too)"

    def test_masked_classes(self):
        batch = scores()
        batch[:, 2] = -INF
        assert classify(reference.log_softmax(batch)).kind is Kind.LOG_PROBABILITIES

    def test_negative_scores_are_undecided(self):
        """Log-sigmoid outputs look so, and so do scores."""
        for values in (reference.log_sigmoid(scores()), -np.abs(scores()) - 1.0):
            verdict = classify(values)
            assert (verdict.kind, verdict.elementwise) == (None, True)
            assert verdict.ruled_out == {Kind.PROBABILITIES}

    def test_far_too_small_to_be_summed(self):
        assert classify([[-1e4, -2e4], [-1e308, -1e4]]).kind is None


class TestUndecided:
    @pytest.mark.parametrize(
        "values",
        [
            np.random.default_rng(0).uniform(size=(64, 10)),
            reference.sigmoid(scores(64, 1)),
            np.maximum(scores(scale=0.2), 0.0),
            np.zeros((4, 3)),
            np.ones((4, 1)),
            -np.ones((4, 1)),
        ],
        ids=["uniform", "one class", "relu", "zeros", "softmax of one class", "negative, one class"],
    )
    def test_nobody_can_tell(self, values):
        verdict = classify(values)
        assert (verdict.kind, verdict.certain, verdict.elementwise) == (None, False, True)
        assert verdict.words == "undecided"

    @pytest.mark.parametrize("shape", [(0, 4), (4, 0), (0,)])
    def test_empty(self, shape):
        verdict = classify(np.zeros(shape))
        assert (verdict.kind, verdict.certain, verdict.ruled_out) == (None, False, frozenset())

    def test_masked_throughout(self):
        assert classify(np.full((3, 4), -INF)).kind is None


class TestLabels:
    def test_class_indices(self):
        verdict = classify(np.array([3, 0, 7, 7, 2]))
        assert (verdict.kind, verdict.certain) == (Kind.INDICES, True)
        assert verdict.evidence == ("1 row of 5 (int64)", "whole numbers from 0 to 7")
        assert verdict.ruled_out == {Kind.LOGITS, Kind.PROBABILITIES, Kind.LOG_PROBABILITIES}

    def test_one_negative_number_marks_what_is_ignored(self):
        verdict = classify(np.array([3, -100, 7, -100], dtype=np.int32))
        assert verdict.kind is Kind.INDICES
        assert "-100 seems to mark what is ignored" in verdict.evidence
        assert classify(np.array([3, -100, 7, -2])).kind is None

    def test_one_hot_in_an_integer_dtype_is_certain(self):
        for dtype in (np.int64, np.uint8, bool):
            verdict = classify(np.eye(4, dtype=dtype))
            assert (verdict.kind, verdict.certain) == (Kind.DENSE_LABELS, True)

    def test_zeros_and_ones_may_be_either_form(self):
        assert classify(np.array([0, 1, 1, 0])).kind is Kind.LABELS
        assert classify(np.array([[True, True], [False, True]])).kind is Kind.LABELS

    def test_class_indices_in_a_floating_dtype_are_statistics(self):
        labels = np.random.default_rng(0).integers(0, 10, 64)
        verdict = classify(labels.astype(np.float32))
        assert (verdict.kind, verdict.certain) == (Kind.INDICES, False)
        assert verdict.ruled_out == {Kind.PROBABILITIES, Kind.LOG_PROBABILITIES}
        assert classify(labels[:15].astype(np.float32)).kind is Kind.LOGITS
        assert classify((labels + 0.5).astype(np.float32)).kind is Kind.LOGITS
        assert classify((labels - 5).astype(np.float32)).kind is Kind.LOGITS
        assert classify((labels * 100).astype(np.float16)).kind is Kind.LOGITS  # whole, since half precision is coarse

    def test_several_labels_at_once_in_a_floating_dtype_need_sixteen_rows(self):
        labels = np.random.default_rng(0).integers(0, 2, (64, 5)).astype(np.float32)
        verdict = classify(labels)
        assert (verdict.kind, verdict.certain, verdict.elementwise) == (Kind.LABELS, False, True)
        assert verdict.words == "labels (by statistics)"
        assert classify(labels[:15]).kind is None
        assert classify(np.zeros((64, 5))).kind is None
        assert classify(np.ones((64, 5))).kind is None

    def test_how_sure(self):
        sure = [classify(values).how_sure for values in (scores(), np.eye(4), [[0.1, 0.2]])]
        assert sure == ["certain", "by statistics", "undecided"]


class TestDefects:
    @pytest.mark.parametrize(("bad", "words"), [(NAN, "NaN"), (INF, "+inf")])
    def test_one_is_enough_and_rules_out_every_kind(self, bad, words):
        for values in (scores(), reference.softmax(scores()), reference.log_softmax(scores())):
            values[5, 5] = bad
            verdict = classify(values)
            assert verdict.defective
            assert (verdict.kind, verdict.certain) == (None, True)
            assert f"1 of 640 values is {words}" in verdict.evidence

    def test_both_are_counted(self):
        evidence = classify([[NAN, NAN, INF], [-INF, 0.0, 1.0]]).evidence
        assert evidence == ("2 rows of 3 (float64)", "2 of 6 values are NaN", "1 of 6 values is +inf")


def test_a_big_array_is_sampled_and_says_so():
    big = np.broadcast_to(scores(1, 2000), (3000, 2000))
    assert classify(big).evidence[0] == "600 of 3000 rows, evenly spaced, of 2000 (float32)"
    assert classify(big) == classify(big)


def test_the_verdict_reads_as_a_sentence():
    values = np.array([[0.25, 0.75], [0.5, 0.5]])
    expected = "probabilities (certain): 2 rows of 2 (float64); all in [0, 1]; row sums 1 ± 0 (rounding in bfloat16"
    assert str(classify(values)).startswith(expected)
