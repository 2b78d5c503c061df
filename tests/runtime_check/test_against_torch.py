"""PyTorch's own samples of its operators (OpInfo), and its gradients. Needs PyTorch."""

from __future__ import annotations

import functools
import math

import numpy as np
import pytest
from logit_lint.runtime_check import reference
from numpy.testing import assert_allclose

pytestmark = pytest.mark.frameworks


def _soft(function, x, dim, **_):
    """Of a single number PyTorch takes the softmax as of one class."""
    return function(x, axis=dim) if x.ndim else function(x[np.newaxis])[0]


def _logsumexp(x, dims, keepdim=False):
    axes = (dims,) if isinstance(dims, int) else tuple(dims)
    if not x.ndim:
        return x
    axes = tuple(axis % x.ndim for axis in axes) or tuple(range(x.ndim))
    others = [axis for axis in range(x.ndim) if axis not in axes]
    kept, summed = [x.shape[axis] for axis in others], math.prod(x.shape[axis] for axis in axes)
    joined = np.transpose(x, [*others, *axes]).reshape([*kept, summed])
    result = np.asarray(reference.logsumexp(joined))
    return np.expand_dims(result, axes) if keepdim else result


def _logit(x, eps=None):
    return reference.logit(x if eps is None else np.clip(x, eps, 1 - eps))


def _softplus(x, beta=1, threshold=20):
    """PyTorch goes over to the straight line at a threshold."""
    return np.where(beta * x > threshold, x, reference.softplus(beta * x) / beta)


def _joined(losses, reduction, shares=None):
    if reduction == "none":
        return losses
    return losses.sum() if reduction == "sum" else losses.sum() / (losses.size if shares is None else shares.sum())


def _cross_entropy(x, labels, weight=None, reduction="mean", ignore_index=-100, label_smoothing=0.0):
    """Weights by class are weights of the labels, which the reference takes as they are."""
    axis = 1 if x.ndim > 1 else 0
    classes = x.shape[axis]
    by_class = np.ones(classes) if weight is None else weight
    counted, shares = np.ones(labels.shape, dtype=bool), None
    if labels.dtype.kind == "i":
        counted = labels != ignore_index
        known = np.where(counted, labels, 0)
        shares = by_class[known] * counted
        labels = np.moveaxis(np.eye(classes)[known], -1, axis)
    along = by_class.reshape([-1 if place == axis else 1 for place in range(x.ndim)])
    mixed = (labels * (1 - label_smoothing) + label_smoothing / classes) * along
    losses = reference.softmax_cross_entropy(x, mixed, axis=axis)
    if shares is None:
        return _joined(losses, "none") if reduction == "none" else _joined(losses, reduction)
    return _joined(np.where(counted, losses, 0), reduction, shares)


def _nll_loss(x, labels, weight=None, reduction="mean", ignore_index=-100):
    weights = None if weight is None else weight[np.where(labels == ignore_index, 0, labels)]
    return reference.negative_log_likelihood(
        x, labels, axis=1 if x.ndim > 1 else 0, ignore_index=ignore_index, weights=weights, reduction=reduction
    )


def _bce(x, labels, weight=None, reduction="mean"):
    return _joined(reference.binary_cross_entropy(x, labels, weights=weight), reduction)


def _bce_with_logits(x, labels, weight=None, reduction="mean", pos_weight=None):
    return _joined(reference.sigmoid_cross_entropy(x, labels, weights=weight, pos_weight=pos_weight), reduction)


def _kl_div(x, target, reduction="mean", log_target=False):
    """PyTorch's terms before the sum: each value is a distribution's only class."""
    terms = reference.kl_divergence(x[..., np.newaxis], target[..., np.newaxis], log_target=log_target)
    if reduction == "batchmean":
        return terms.sum() / (x.shape[0] if x.ndim else 1)
    return _joined(terms, reduction)


def _soft_margin(x, labels, reduction="mean"):
    return _joined(reference.softplus(-labels * x), reduction)


def _multilabel_soft_margin(x, labels, weight=None, reduction="mean"):
    losses = reference.sigmoid_cross_entropy(x, labels)
    return _joined((losses if weight is None else losses * weight).mean(axis=-1), reduction)


OPERATORS = {
    "softmax": functools.partial(_soft, reference.softmax),
    "log_softmax": functools.partial(_soft, reference.log_softmax),
    "nn.functional.softmin": lambda x, dim, **_: _soft(reference.softmax, -x, dim),
    "logsumexp": _logsumexp,
    "sigmoid": reference.sigmoid,
    "logit": _logit,
    "nn.functional.logsigmoid": reference.log_sigmoid,
    "nn.functional.softplus": _softplus,
    "nn.functional.cross_entropy": _cross_entropy,
    "nn.functional.nll_loss": _nll_loss,
    "nn.functional.binary_cross_entropy": _bce,
    "nn.functional.binary_cross_entropy_with_logits": _bce_with_logits,
    "nn.functional.kl_div": _kl_div,
    "nn.functional.soft_margin_loss": _soft_margin,
    "nn.functional.multilabel_soft_margin_loss": _multilabel_soft_margin,
}


def _numpy(value):
    """Tensors as NumPy arrays, and what is no tensor as it is."""
    return value.detach().numpy() if hasattr(value, "detach") else value


@pytest.mark.parametrize("name", OPERATORS)
def test_the_samples_of_an_operator(name):
    """In both precisions, all of the samples that PyTorch tests itself with on the CPU."""
    import torch
    from torch.testing._internal.common_methods_invocations import op_db

    judged = 0
    for info in (info for info in op_db if info.name == name):
        for dtype, tolerance in ((torch.float64, 1e-12), (torch.float32, 2e-6)):
            for sample in info.sample_inputs("cpu", dtype):
                expected = _numpy(info(sample.input, *sample.args, **sample.kwargs))
                options = {key: _numpy(value) for key, value in sample.kwargs.items()}
                result = OPERATORS[name](_numpy(sample.input), *map(_numpy, sample.args), **options)
                assert np.shape(result) == expected.shape, sample
                assert_allclose(result, expected, rtol=tolerance, atol=tolerance, err_msg=str(sample))
                judged += 1
    print(f"{name}: {judged} samples")
    assert judged >= 6


RANDOM = np.random.default_rng(0)
SCORES = np.concatenate([RANDOM.normal(size=(6, 4)), RANDOM.normal(size=(6, 4)) * 50])
LABELS = RANDOM.integers(0, 4, 12)
SOFT = RANDOM.dirichlet(np.ones(4), 12)


@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_gradients_are_those_of_autograd(reduction):
    import torch
    import torch.nn.functional as F

    pairs = [
        ("sparse_softmax_cross_entropy", F.cross_entropy, SCORES, LABELS, {"label_smoothing": 0.1}),
        ("softmax_cross_entropy", F.cross_entropy, SCORES, SOFT, {}),
        ("negative_log_likelihood", F.nll_loss, SCORES, LABELS, {"ignore_index": 2}),
    ]
    for name, function, values, labels, options in pairs:
        tensor = torch.tensor(values, requires_grad=True)
        function(tensor, torch.tensor(labels), reduction=reduction, **options).backward()
        slopes = getattr(reference, f"{name}_grad")(values, labels, reduction=reduction, **options)
        assert_allclose(slopes, tensor.grad.numpy(), rtol=1e-12, atol=1e-15)
    for name, function, values in (
        ("sigmoid_cross_entropy", F.binary_cross_entropy_with_logits, SCORES),
        ("binary_cross_entropy", F.binary_cross_entropy, reference.sigmoid(SCORES[:6])),
    ):
        tensor = torch.tensor(values, requires_grad=True)
        labels = SOFT[: len(values)]
        function(tensor, torch.tensor(labels), reduction=reduction).backward()
        slopes = getattr(reference, f"{name}_grad")(values, labels, reduction=reduction)
        assert_allclose(slopes, tensor.grad.numpy(), rtol=1e-12, atol=1e-15)
