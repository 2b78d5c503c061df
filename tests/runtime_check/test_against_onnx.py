"""The single-node tests that ONNX gives to those who implement its operators."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from logit_lint.runtime_check import reference
from numpy.testing import assert_allclose

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from onnx import helper
    from onnx.backend.test.case.node import collect_testcases

    ALL = collect_testcases(None)


def softmax(x, *, axis=-1):
    return reference.softmax(x, axis)


def log_softmax(x, *, axis=-1):
    return reference.log_softmax(x, axis)


def hardmax(x, *, axis=-1):
    """One where the softmax is largest: for softmax and scores it is the same place."""
    largest = np.expand_dims(np.argmax(reference.softmax(x, axis), axis), axis)
    hard = np.zeros_like(x)
    np.put_along_axis(hard, largest, 1, axis)
    return hard


def logsumexp(x, axes=None, *, keepdims=1):
    axes = tuple(int(axis) % x.ndim for axis in axes) if axes is not None and axes.size else tuple(range(x.ndim))
    others = [axis for axis in range(x.ndim) if axis not in axes]
    kept, summed = [x.shape[axis] for axis in others], math.prod(x.shape[axis] for axis in axes)
    joined = np.transpose(x, [*others, *axes]).reshape([*kept, summed])
    result = np.asarray(reference.logsumexp(joined))
    return np.expand_dims(result, axes) if keepdims else result


def nll(log_probs, labels, by_class=None, *, reduction=b"mean", ignore_index=None):
    return _loss(reference.negative_log_likelihood, log_probs, labels, by_class, reduction, ignore_index)


def sce(logits, labels, by_class=None, *, reduction=b"mean", ignore_index=None):
    loss = _loss(reference.sparse_softmax_cross_entropy, logits, labels, by_class, reduction, ignore_index)
    return loss, reference.log_softmax(logits, axis=1)


def _loss(loss, values, labels, by_class, reduction, ignore_index):
    weights = None
    if by_class is not None:
        weights = by_class[np.where(labels == ignore_index, 0, labels)]
    return loss(values, labels, axis=1, weights=weights, reduction=reduction.decode(), ignore_index=ignore_index)


OPERATORS = {
    "Softmax": softmax,
    "LogSoftmax": log_softmax,
    "Hardmax": hardmax,
    "ReduceLogSumExp": logsumexp,
    "Sigmoid": reference.sigmoid,
    "Softplus": reference.softplus,
    "NegativeLogLikelihoodLoss": nll,
    "SoftmaxCrossEntropyLoss": sce,
}
CASES = [case for case in ALL if len(case.model.graph.node) == 1 and case.model.graph.node[0].op_type in OPERATORS]


def test_all_of_them_are_here():
    """79 in older versions, 86 by now."""
    assert len(CASES) >= 79
    assert {case.model.graph.node[0].op_type for case in CASES} == set(OPERATORS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.removeprefix("test_"))
def test_an_operator(case):
    (node,) = case.model.graph.node
    options = {one.name: helper.get_attribute_value(one) for one in node.attribute}
    for inputs, outputs in case.data_sets:
        results = OPERATORS[node.op_type](*inputs, **options)
        results = results if isinstance(results, tuple) else (results,)
        for result, output in zip(results, outputs, strict=False):
            assert np.asarray(result).dtype == output.dtype
            assert np.shape(result) == output.shape
            assert_allclose(result, output, rtol=1e-6 if output.dtype == np.float32 else 1e-12, atol=case.atol)
