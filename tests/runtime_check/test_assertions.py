"""The assertions: silent where values can be what is asserted, and a full account where they cannot."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from logit_lint.runtime_check import assert_log_probabilities, assert_logits, assert_probabilities, reference

INF = np.inf
NAN = np.nan
ASSERTIONS = [assert_logits, assert_probabilities, assert_log_probabilities]


def scores(rows=64, classes=10, seed=0):
    return np.random.default_rng(seed).normal(size=(rows, classes)).astype(np.float32) * np.float32(2.0)


def fails(assertion, values, message, **options):
    with pytest.raises(AssertionError) as failure:
        assertion(values, **options)
    assert message in str(failure.value)
    return str(failure.value)


def test_a_failure_shows_verdict_evidence_rows_and_cause():
    """The whole message of a softmax given for logits."""
    values = np.array([[0.125, 0.25, 0.625], [0.5, 0.25, 0.25], [0.75, 0.125, 0.125], [0.25, 0.25, 0.5]])
    assert fails(assert_logits, values, "") == "\n".join(
        [
            "",
            "Values are not raw scores (logits)",
            "",
            "verdict: probabilities (certain)",
            "evidence: 4 rows of 3 (float64); all in [0, 1]; row sums 1 ± 0 (rounding in bfloat16 explains 0.03)",
            "rows at fault: 4 of 4; the worst:",
            "  row 0: [0.125, 0.25 , 0.625], sum 1",
            "  row 1: [0.5 , 0.25, 0.25], sum 1",
            "  row 2: [0.75 , 0.125, 0.125], sum 1",
            "likely cause: row sums are 1: softmax seems already applied; a loss on logits would apply it again",
        ]
    )


def test_what_passes_which_assertion():
    batch = scores()
    kinds = {
        "scores": batch,
        "softmax": reference.softmax(batch),
        "log-softmax": reference.log_softmax(batch),
        "sigmoid": reference.sigmoid(batch),
        "log-sigmoid": reference.log_sigmoid(batch),
        "relu": np.maximum(batch, 0.0),
    }
    passing = {
        assertion.__name__: [name for name, values in kinds.items() if _passes(assertion, values)]
        for assertion in ASSERTIONS
    }
    assert passing == {
        "assert_logits": ["scores", "log-softmax", "sigmoid", "log-sigmoid", "relu"],
        "assert_probabilities": ["softmax"],
        "assert_log_probabilities": ["log-softmax"],
    }


def _passes(assertion, values):
    try:
        assert assertion(values) is None
    except AssertionError as error:
        if not str(error).startswith("\nValues are not "):
            raise
        return False
    return True


class TestLogits:
    def test_softmax_in_any_precision_and_shape(self, to_bfloat16):
        probabilities = reference.softmax(scores())
        cause = "softmax seems already applied"
        for values in (probabilities, probabilities.astype(np.float16), to_bfloat16(probabilities)):
            fails(assert_logits, values, cause)
        fails(assert_logits, probabilities.tolist(), cause)
        fails(assert_logits, np.moveaxis(probabilities.reshape(4, 16, 10), -1, 1), cause, axis=1)

    def test_a_clipped_softmax_fails_by_statistics(self):
        clipped = np.clip(reference.softmax(scores(64, 1000) * 5), 1e-6, 1.0)
        fails(assert_logits, clipped, "verdict: probabilities (by statistics)")

    def test_a_failure_needs_proof(self):
        assert_logits([0.2, 0.3, 0.5])
        assert_logits([[0.2, 0.3, 0.5]])
        assert_logits(np.full((8, 4), 0.25))
        assert_logits([[0.2, 0.9], [0.1, 0.3]])
        assert_logits(np.zeros((0, 4)))
        assert_logits([[1, -2, 3], [0, 5, 2]])

    def test_masked_scores_pass(self):
        assert_logits([[0.5, -INF, 2.0], [-INF, -INF, -INF]])

    def test_nan_and_infinity(self):
        batch = scores()
        batch[3, 4] = NAN
        message = fails(assert_logits, batch, "evidence: 64 rows of 10 (float32); 1 of 640 values is NaN")
        assert "rows at fault: 1 of 64:\n  row 3: " in message
        assert ", NaN at class 4\n" in message
        batch[3, 4] = INF
        message = fails(assert_logits, batch, "likely cause: an overflow")
        assert ", +inf at class 4\n" in message

    def test_labels(self):
        for labels in (np.eye(4), np.random.default_rng(0).integers(0, 2, (64, 3))):
            fails(assert_logits, labels.astype(np.float32), "labels or decisions in place of predictions")
            fails(assert_log_probabilities, labels.astype(np.float32), "labels or decisions in place of predictions")
        indices = np.random.default_rng(0).integers(0, 10, (64, 1)).astype(np.float32)
        fails(assert_probabilities, indices, "labels or decisions in place of predictions")


class TestProbabilities:
    def test_every_precision_passes(self, to_bfloat16):
        for classes in (2, 10, 5000):
            probabilities = reference.softmax(scores(64, classes))
            for values in (probabilities, probabilities.astype(np.float16), to_bfloat16(probabilities)):
                assert_probabilities(values)

    def test_what_is_done_to_probabilities_in_practice_passes(self, to_bfloat16):
        """Clipping, and averages of half-precision outputs taken in float32."""
        first, second = (reference.softmax(scores(seed=seed)) for seed in (1, 2))
        assert_probabilities(np.clip(first, 1e-7, 1 - 1e-7))
        assert_probabilities((to_bfloat16(first) + to_bfloat16(second)) / 2)
        assert_probabilities([0.2, 0.3, 0.5])
        assert_probabilities(np.eye(3))
        assert_probabilities(np.zeros((0, 3)))

    def test_scores(self):
        message = fails(assert_probabilities, scores(), "verdict: raw scores (certain)")
        assert "likely cause: raw scores, it seems: softmax (or sigmoid) was not applied" in message

    def test_the_worst_rows_come_first(self):
        values = np.full((10, 4), 0.25)
        values[[2, 5, 7, 9], 0] = [0.35, 0.75, 0.3, 0.55]
        message = fails(assert_probabilities, values, "rows at fault: 4 of 10 (tolerance 0.01); the worst:\n  row 5: ")
        assert message.index("row 5: ") < message.index("row 9: ") < message.index("row 2: ")
        assert "row 7" not in message
        values = np.full((10, 4), 0.25)
        values[[2, 5], 0] = [-0.1, 1.5]
        message = fails(assert_probabilities, values, "rows at fault: 2 of 10:\n  row 5: ")
        assert "  row 2: [-0.1 ,  0.25,  0.25,  0.25], sum 0.65" in message

    def test_rows_of_deeper_arrays_are_named_by_all_their_indices(self):
        values = np.full((2, 3, 4), 0.25)
        values[1, 2] = 0.5
        fails(assert_probabilities, values, "  row (1, 2): [0.5, 0.5, 0.5, 0.5], sum 2")
        fails(assert_probabilities, [0.5, 0.2], "  the only row: [0.5, 0.2], sum 0.7")

    def test_likely_causes(self):
        batch = scores()
        probabilities = reference.softmax(batch)
        fails(assert_probabilities, reference.log_softmax(batch), "these are log-probabilities; take exp")
        fails(assert_probabilities, reference.log_sigmoid(batch), "log-sigmoid outputs or raw scores")
        fails(assert_probabilities, reference.sigmoid(batch), "if they come from a sigmoid, pass multilabel=True")
        fails(assert_probabilities, reference.softmax(batch, axis=0), "axis 0 are 1: softmax was taken over that axis")
        fails(assert_probabilities, probabilities * 100, "these are percentages")
        fails(assert_probabilities, probabilities * np.float32(0.97), "not normalised again")
        probabilities[0] = NAN
        fails(assert_probabilities, probabilities, "the softmax of a row masked throughout")

    def test_multilabel(self):
        assert_probabilities(reference.sigmoid(scores()), multilabel=True)
        assert_probabilities(reference.softmax(scores()), multilabel=True)
        fails(assert_probabilities, scores(), "was not applied", multilabel=True)
        fails(assert_probabilities, [[0.5, 1.01]], "was not applied", multilabel=True)

    def test_one_class_need_not_sum_to_1(self):
        assert_probabilities([[0.2], [0.9]])
        fails(assert_probabilities, [[0.2], [1.9]], "was not applied")

    def test_the_tolerance_can_be_set(self):
        probabilities = reference.softmax(scores())
        cut = probabilities * np.float32(0.97)
        assert_probabilities(cut, tolerance=0.05)
        assert_probabilities(probabilities * np.float32(0.999))
        fails(assert_probabilities, probabilities * np.float32(0.999), "(tolerance 1e-05)", tolerance=1e-5)


class TestLogProbabilities:
    def test_every_precision_passes(self, to_bfloat16):
        for classes in (2, 10, 5000):
            logs = reference.log_softmax(scores(64, classes))
            for values in (logs, logs.astype(np.float16), to_bfloat16(logs)):
                assert_log_probabilities(values)

    def test_special_rows_pass(self):
        assert_log_probabilities([0.0, -INF])
        assert_log_probabilities([[-0.5], [-3.0]])
        assert_log_probabilities(np.zeros((0, 3)))

    def test_likely_causes(self):
        batch = scores()
        fails(assert_log_probabilities, batch, "raw scores, it seems; log_softmax was not applied")
        fails(
            assert_log_probabilities, reference.softmax(batch), "these are probabilities, whose logarithm was not taken"
        )
        fails(assert_log_probabilities, reference.log_sigmoid(batch), "or log-sigmoid outputs: for these, pass")
        wrong_axis = reference.log_softmax(batch, axis=0)
        fails(assert_log_probabilities, wrong_axis, "the logsumexps along axis 0 are 0: log_softmax was taken over")
        fails(assert_log_probabilities, [[-INF, -INF], [0.0, -INF]], "row 0: [-inf, -inf], logsumexp -inf")
        batch[0, 0] = NAN
        fails(assert_log_probabilities, batch, "1 of 640 values is NaN")

    def test_multilabel(self):
        assert_log_probabilities(reference.log_sigmoid(scores()), multilabel=True)
        fails(assert_log_probabilities, scores(), "log_softmax was not applied", multilabel=True)

    def test_the_tolerance_can_be_set(self):
        shifted = reference.log_softmax(scores()) - np.float32(0.03)
        fails(assert_log_probabilities, shifted, "(tolerance 0.01)")
        assert_log_probabilities(shifted, tolerance=0.05)
        fails(assert_log_probabilities, shifted + np.float32(0.029), "(tolerance 0.0001)", tolerance=1e-4)


@pytest.mark.parametrize("assertion", ASSERTIONS)
def test_what_cannot_be_read_is_no_assertion_error(assertion):
    with pytest.raises(TypeError, match="convert them to float"):
        assertion(np.array([1, 2, 3]))
    with pytest.raises(ValueError, match="has no axis 3"):
        assertion(np.zeros((2, 2)), axis=3)


def test_importing_the_checks_imports_no_framework_and_no_parser():
    code = (
        "import sys, logit_lint.runtime_check as checks; checks.assert_logits([[1.0, -2.0]]); "
        "print([name for name in ('libcst', 'torch', 'tensorflow', 'jax', 'scipy', 'flake8') if name in sys.modules])"
    )
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == "[]"
