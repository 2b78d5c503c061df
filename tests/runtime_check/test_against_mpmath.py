"""Units in the last place, against 60 decimal digits on a grid from 1e-300 to 1e4.

Needed beside all the other judges: a naive softplus and a naive sigmoid pass those.
"""

from __future__ import annotations

import itertools

import mpmath
import numpy as np
import pytest
from logit_lint.runtime_check import reference
from mpmath import mpf

mpmath.mp.dps = 60

SIZES = (0.0, 1e-300, 1e-20, 1e-8, 1e-3, 0.1, 0.3, 0.5, 1.0, 2.5, 10.0, 17.0, 36.5, 37.0, 100.0, 700.1, 745.3, 1e4)
GRID = np.array(sorted({sign * size for sign in (-1.0, 1.0) for size in SIZES}))
RANDOM = np.random.default_rng(0)
ROWS = np.array(
    [
        *itertools.product((-1e4, -745.3, -1.0, 0.0, 1e-8, 0.3, 36.5, 700.1), repeat=3),
        *(RANDOM.normal(size=(300, 3)) * RANDOM.choice([1e-3, 1.0, 30.0, 1e3], (300, 1))),
        *(RANDOM.normal(size=(100, 3)) + RANDOM.choice([-1e4, 1e4, 2.0**40], (100, 1))),
    ]
)
PROBABILITIES = np.concatenate(
    [RANDOM.uniform(size=300), 10.0 ** -RANDOM.uniform(0, 300, 200), 1 - 2.0 ** -np.arange(1, 54)]
)


def units(results, exact):
    """How many units in the last place the worst result is off."""
    results, rounded = np.ravel(results), np.array([float(value) for value in exact])
    finite = np.isfinite(rounded)
    assert (results[~finite] == rounded[~finite]).all()
    errors = [
        abs(mpf(float(result)) - value) / mpf(float(np.spacing(abs(near)) or 5e-324))
        for result, value, near, ok in zip(results, exact, rounded, finite, strict=True)
        if ok
    ]
    print(f"at most {float(max(errors)):.2f} units in the last place")
    return float(max(errors))


def exact_log_softmax(row):
    row = [mpf(float(value)) for value in row]
    top = max(row)
    # At 60 digits the log of a sum just above 1 would lose what it is about: take log1p of all but the largest.
    rest = mpmath.fsum(mpmath.exp(value - top) for place, value in enumerate(row) if place != row.index(top))
    return [value - top - mpmath.log1p(rest) for value in row]


def softplus(x):
    return mpmath.log1p(mpmath.exp(x)) if x < 0 else x + mpmath.log1p(mpmath.exp(-x))


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


ELEMENTWISE = {
    "sigmoid": (reference.sigmoid, sigmoid, GRID),
    "log_sigmoid": (reference.log_sigmoid, lambda x: -softplus(-x), GRID),
    "softplus": (reference.softplus, softplus, GRID),
    "logit": (reference.logit, lambda p: mpmath.log(p) - mpmath.log1p(-p), PROBABILITIES),
}


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_each_value_by_itself(name):
    function, exact, values = ELEMENTWISE[name]
    assert units(function(values), [exact(mpf(float(value))) for value in values]) <= 4


def test_log_softmax():
    exact = [value for row in ROWS for value in exact_log_softmax(row)]
    assert units(reference.log_softmax(ROWS), exact) <= 3


def test_softmax():
    exact = [mpmath.exp(value) for row in ROWS for value in exact_log_softmax(row)]
    assert units(reference.softmax(ROWS), exact) <= 4


def test_logsumexp():
    exact = [mpf(float(row[0])) - exact_log_softmax(row)[0] for row in ROWS]
    results = reference.logsumexp(ROWS)
    # Near a sum of 1 the result is a difference of scores and logarithm: units of the largest score count.
    scale = np.maximum(np.abs(results), np.abs(ROWS).max(axis=1))
    errors = [
        abs(mpf(float(result)) - value) / mpf(float(np.spacing(size)))
        for result, value, size in zip(results, exact, scale, strict=True)
        if size
    ]
    assert max(errors) <= 3


class TestLosses:
    def test_softmax_cross_entropy(self):
        labels = RANDOM.integers(0, 3, len(ROWS))
        exact = [-exact_log_softmax(row)[label] for row, label in zip(ROWS, labels, strict=True)]
        assert units(reference.sparse_softmax_cross_entropy(ROWS, labels), exact) <= 4
        assert units(reference.softmax_cross_entropy(ROWS, np.eye(3)[labels]), exact) <= 4

    @pytest.mark.parametrize("smoothing", [0.0, 0.1])
    def test_soft_labels_and_smoothing(self, smoothing):
        labels = RANDOM.dirichlet(np.ones(3), len(ROWS))
        share = mpf(smoothing)
        exact = [
            mpmath.fsum(
                -((1 - share) * mpf(float(label)) + share / 3) * value
                for label, value in zip(soft, exact_log_softmax(row))
            )
            for row, soft in zip(ROWS, labels, strict=True)
        ]
        assert units(reference.softmax_cross_entropy(ROWS, labels, label_smoothing=smoothing), exact) <= 4

    def test_sigmoid_cross_entropy(self):
        pairs = [(x, y) for x in GRID for y in (0.0, 0.25, 0.9, 1.0)]
        exact = [mpf(y) * softplus(mpf(-x)) + (1 - mpf(y)) * softplus(mpf(x)) for x, y in pairs]
        scores, labels = np.array(pairs).T
        assert units(reference.sigmoid_cross_entropy(scores, labels), exact) <= 4

    def test_binary_cross_entropy(self):
        values = PROBABILITIES
        for label in (0.0, 0.3, 1.0):
            exact = [
                -mpf(label) * mpmath.log(p) - (1 - mpf(label)) * mpmath.log1p(-p) for p in map(mpf, values.tolist())
            ]
            assert units(reference.binary_cross_entropy(values, np.full(values.shape, label)), exact) <= 4

    def test_sigmoid_focal_loss(self):
        for label, sign, alpha in ((1.0, -1, mpf(0.25)), (0.0, 1, mpf(0.75))):
            exact = [alpha * sigmoid(sign * mpf(float(x))) ** 2 * softplus(sign * mpf(float(x))) for x in GRID]
            assert units(reference.sigmoid_focal_loss(GRID, np.full(GRID.shape, label)), exact) <= 8  # three factors

    def test_gradients(self):
        labels = RANDOM.integers(0, 3, len(ROWS))
        exact = [
            mpmath.exp(value) - (place == label)
            for row, label in zip(ROWS, labels, strict=True)
            for place, value in enumerate(exact_log_softmax(row))
        ]
        errors = np.abs(
            np.ravel(reference.sparse_softmax_cross_entropy_grad(ROWS, labels)) - np.array(exact, dtype=float)
        )
        assert errors.max() <= 2.0**-52  # of gradients between -1 and 1
        for label, sign in ((1.0, -1), (0.0, 1)):
            exact = [sign * sigmoid(sign * mpf(float(x))) for x in GRID]
            assert units(reference.sigmoid_cross_entropy_grad(GRID, np.full(GRID.shape, label)), exact) <= 4
