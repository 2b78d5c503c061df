"""Tolerances follow the precision that values really have, not the dtype that happens to hold them."""

from __future__ import annotations

import numpy as np
import pytest
from logit_lint.runtime_check import reference
from logit_lint.runtime_check.tolerance import BFLOAT16, FLOAT16, FLOAT32, FLOAT64, effective_precision


def test_a_cast_to_a_wider_dtype_does_not_hide_the_precision(to_bfloat16):
    """Half-precision probabilities cast to float32 or float64 keep the tolerance of half precision."""
    probabilities = reference.softmax(np.random.default_rng(0).normal(size=(8, 10)))
    half = probabilities.astype(np.float16)
    for dtype in (np.float16, np.float32, np.float64):
        assert effective_precision(half.astype(dtype)) == FLOAT16
    for dtype in (np.float32, np.float64):
        assert effective_precision(to_bfloat16(probabilities).astype(dtype)) == BFLOAT16
    assert effective_precision(to_bfloat16(probabilities * 1e-3).astype(np.float16)) == BFLOAT16
    assert effective_precision(probabilities.astype(np.float32).astype(np.float64)) == FLOAT32
    assert effective_precision(probabilities.astype(np.float32)) == FLOAT32
    assert effective_precision(probabilities) == FLOAT64


def test_one_value_of_full_precision_is_enough():
    values = np.zeros((100, 10), dtype=np.float32)
    values[57, 3] = 0.1
    assert effective_precision(values) == FLOAT32


def test_values_of_any_format_count_as_the_coarsest():
    assert effective_precision(np.eye(3)) == BFLOAT16
    assert effective_precision(np.zeros((0, 3), dtype=np.float32)) == BFLOAT16


def test_no_copy_is_needed_of_rows_that_are_not_contiguous():
    values = np.random.default_rng(0).normal(size=(10, 20)).astype(np.float32)
    assert effective_precision(values[::2, ::3]) == FLOAT32
    assert effective_precision(values.T) == FLOAT32


def test_the_bounds():
    """u * (8 + sqrt(K)) + K * s / 2 and u * (8 + 2 log K + sqrt(K)), the root for float32 and float64 only."""
    assert FLOAT32.sum_tolerance(100) == pytest.approx(2**-24 * 18)
    assert FLOAT64.sum_tolerance(100) == pytest.approx(2**-53 * 18)
    assert BFLOAT16.sum_tolerance(100) == pytest.approx(2**-8 * 8)
    assert FLOAT16.sum_tolerance(50257) == pytest.approx(2**-11 * 8 + 50257 * 2**-25)
    assert FLOAT32.logsumexp_tolerance(100) == pytest.approx(2**-24 * (18 + 2 * np.log(100)))
    assert FLOAT16.logsumexp_tolerance(100) == pytest.approx(2**-11 * (8 + 2 * np.log(100)))


@pytest.mark.parametrize("classes", [2, 10, 1000, 20000])
@pytest.mark.parametrize("spread", [0.1, 3.0, 30.0])
def test_rounded_probabilities_lie_within_the_bounds(classes, spread, to_bfloat16):
    scores = np.random.default_rng(1).normal(size=(16, classes)) * spread
    probabilities, logs = reference.softmax(scores), reference.log_softmax(scores)
    roundings = [
        (FLOAT64, lambda values: values),
        (FLOAT32, np.float32),
        (FLOAT16, np.float16),
        (BFLOAT16, to_bfloat16),
    ]
    for precision, rounding in roundings:
        sums = np.asarray(rounding(probabilities)).sum(axis=-1, dtype=np.float64)
        assert np.abs(sums - 1.0).max() <= precision.sum_tolerance(classes)
        logsumexps = reference.logsumexp(np.asarray(rounding(logs)).astype(np.float64))
        assert np.abs(logsumexps).max() <= precision.logsumexp_tolerance(classes)
