"""The numbers behind a verdict: taken in float64 from rows that stay in their own dtype."""

from __future__ import annotations

import math

import numpy as np
import pytest
from logit_lint.runtime_check import reference
from logit_lint.runtime_check.arrays import read_rows
from logit_lint.runtime_check.measure import Measurement
from numpy.testing import assert_allclose


def measure(values):
    return Measurement(read_rows(values))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_sums_and_logsumexps_are_those_of_float64(dtype):
    """Whatever the dtype of the rows: a float32 sum of 20000 probabilities is wrong in the seventh digit."""
    scores = np.random.default_rng(0).normal(size=(5, 20_000))
    probabilities = reference.softmax(scores).astype(dtype)
    assert_allclose(measure(probabilities).sums, [math.fsum(row) for row in probabilities.tolist()], rtol=1e-14)
    logs = reference.log_softmax(scores).astype(dtype)
    assert_allclose(measure(logs).logsumexps, reference.logsumexp(logs.astype(np.float64)), atol=1e-14)


def test_the_farthest_row_counts():
    seen = measure([[0.5, 0.5], [0.25, 0.5], [1.0, 0.0]])
    assert (seen.sum_error, seen.lowest, seen.highest) == (0.25, 0.0, 1.0)
    assert measure([[-math.log(2.0), -math.inf], [0.0, -math.inf]]).logsumexp_error == pytest.approx(math.log(2.0))


def test_chance():
    """The root of the sum of squared distances from 1/K, averaged over rows."""
    assert measure([[0.75, 0.75], [0.25, 0.25]]).chance_sum_error == pytest.approx(math.sqrt(2) / 4)


def test_rows_that_differ():
    assert measure([[0.5, 0.5], [0.5, 0.25]]).rows_differ
    assert not measure([[0.5, 0.25], [0.5, 0.25]]).rows_differ
    assert not measure([[0.5, 0.25]]).rows_differ


def test_counts():
    seen = measure([[math.nan, math.inf, -math.inf], [0.0, math.nan, 1.0]])
    assert [seen.count(wanted) for wanted in (math.nan, math.inf, -math.inf)] == [2, 1, 1]
    assert measure([[0.0, 1.0]]).only_zeros_and_ones
    assert not measure([[0.0, 0.5]]).only_zeros_and_ones
    assert measure(np.zeros((0, 3))).empty
