"""The gradients of the losses with respect to their first argument.

Each takes what its loss takes and answers in the shape of the loss's first argument. With
``reduction="none"`` it is the gradient of the sum of the losses: each loss depends on its own row only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .arithmetic import (
    as_dtype,
    as_float64,
    as_rows,
    check_smoothing,
    class_indices,
    dense_labels,
    exponentials,
    shares_of,
    smoothed,
    softplus_values,
    times,
)
from .functions import sigmoid
from .losses import focal_factors

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from .arithmetic import Float64, Reduction

# --- On scores -----------------------------------------------------------------------------------


@np.errstate(all="ignore")
def softmax_cross_entropy_grad(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    axis: int = -1,
    label_smoothing: float = 0.0,
    weights: ArrayLike | None = None,
    reduction: Reduction = "none",
) -> NDArray[Any]:
    """The gradient of :func:`softmax_cross_entropy` with respect to the scores.

    ``grad[k] = softmax(logits)[k] * sum_j y[j] - y[k]``, with the labels after smoothing; times the
    share that the loss has in the result.

    Args:
        logits: as in the loss, and so are all the others.
        labels: see the loss.
        axis: see the loss.
        label_smoothing: see the loss.
        weights: see the loss.
        reduction: see the loss.

    Returns:
        The gradient, in the shape and dtype of ``logits``. It is 0 at a masked class without label
        and NaN throughout a row whose log-softmax is NaN; a weight of 0 gives 0 all the same.

    Raises:
        ValueError: as the loss.
        TypeError: as the loss.

    References:
        C. M. Bishop, "Pattern Recognition and Machine Learning" (2006), equation 4.109.
    """
    rows, dtype = as_rows(logits, axis)
    targets = smoothed(dense_labels(labels, np.shape(logits), axis), label_smoothing, rows.shape[-1])
    slopes = _softmax_rows(rows) * targets.sum(axis=-1, keepdims=True) - targets
    return as_dtype(_over_rows(slopes, weights, reduction, axis), dtype)


@np.errstate(all="ignore")
def sparse_softmax_cross_entropy_grad(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    axis: int = -1,
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    weights: ArrayLike | None = None,
    reduction: Reduction = "none",
) -> NDArray[Any]:
    """The gradient of :func:`sparse_softmax_cross_entropy` with respect to the scores.

    ``grad[k] = softmax(logits)[k] - (1 - e) * [k == y] - e / K``, times the share of the loss.

    Args:
        logits: as in the loss, and so are all the others.
        labels: see the loss.
        axis: see the loss.
        ignore_index: see the loss.
        label_smoothing: see the loss.
        weights: see the loss.
        reduction: see the loss.

    Returns:
        The gradient, in the shape and dtype of ``logits``; 0 throughout an ignored row.

    Raises:
        ValueError: as the loss.
        TypeError: as the loss.

    References:
        As for :func:`softmax_cross_entropy_grad`.
    """
    check_smoothing(label_smoothing)
    rows, dtype = as_rows(logits, axis)
    indices, counted = class_indices(labels, rows, ignore_index)
    targets = smoothed(_one_hot(indices, rows.shape), label_smoothing, rows.shape[-1])
    slopes = _softmax_rows(rows) - targets
    return as_dtype(_over_rows(slopes, weights, reduction, axis, counted), dtype)


@np.errstate(all="ignore")
def sigmoid_cross_entropy_grad(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    pos_weight: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    weights: ArrayLike | None = None,
    reduction: Reduction = "none",
) -> NDArray[Any]:
    """The gradient of :func:`sigmoid_cross_entropy` with respect to the scores.

    ``grad = (1 - y) * sigmoid(x) - q * y * sigmoid(-x)``, times the share of the loss; small
    gradients keep their digits, which ``sigmoid(x) - y`` loses.

    Args:
        logits: as in the loss, and so are all the others.
        labels: see the loss.
        pos_weight: see the loss.
        label_smoothing: see the loss.
        weights: see the loss.
        reduction: see the loss.

    Returns:
        The gradient, in the shape and dtype of ``logits``.

    Raises:
        ValueError: as the loss.
        TypeError: as the loss.

    References:
        Bishop (see :func:`softmax_cross_entropy_grad`), equation 4.91.
    """
    scores, dtype = as_float64(logits)
    targets = smoothed(dense_labels(labels, scores.shape, rows=False), label_smoothing, 2)
    positive = targets if pos_weight is None else targets * np.broadcast_to(as_float64(pos_weight)[0], scores.shape)
    slopes = (1.0 - targets) * sigmoid(scores) - positive * sigmoid(-scores)
    return as_dtype(times(shares_of(scores.shape, weights, reduction), slopes), dtype)


@np.errstate(all="ignore")
def sigmoid_focal_loss_grad(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    alpha: float | None = 0.25,
    gamma: float = 2.0,
    weights: ArrayLike | None = None,
    reduction: Reduction = "none",
) -> NDArray[Any]:
    """The gradient of :func:`sigmoid_focal_loss` with respect to the scores.

    With ``p = sigmoid(x)``, the cross-entropy ``c`` and the probability ``r`` of the wrong answer,
    ``grad = a * (r ** gamma * (p - y) + gamma * r ** (gamma - 1) * (1 - 2 * y) * p * (1 - p) * c)``,
    times the share of the loss.

    Args:
        logits: as in the loss, and so are all the others.
        labels: see the loss.
        alpha: see the loss.
        gamma: see the loss.
        weights: see the loss.
        reduction: see the loss.

    Returns:
        The gradient, in the shape and dtype of ``logits``.

    Raises:
        ValueError: as the loss.
        TypeError: as the loss.

    References:
        Lin et al. (see :func:`sigmoid_focal_loss`), appendix B.
    """
    scores, dtype = as_float64(logits)
    targets = dense_labels(labels, scores.shape, rows=False)
    balance, wrong = focal_factors(scores, targets, alpha, gamma)
    yes, no = sigmoid(scores), sigmoid(-scores)
    costs = times(targets, softplus_values(-scores)) + times(1.0 - targets, softplus_values(scores))
    bend = gamma * times(yes * no, wrong ** (gamma - 1.0))
    slopes = wrong**gamma * ((1.0 - targets) * yes - targets * no) + times(bend * (1.0 - 2.0 * targets), costs)
    return as_dtype(times(shares_of(scores.shape, weights, reduction) * balance, slopes), dtype)


# --- On probabilities ----------------------------------------------------------------------------


@np.errstate(all="ignore")
def categorical_cross_entropy_grad(
    probs: ArrayLike,
    labels: ArrayLike,
    *,
    axis: int = -1,
    normalise: bool = False,
    label_smoothing: float = 0.0,
    weights: ArrayLike | None = None,
    reduction: Reduction = "none",
) -> NDArray[Any]:
    """The gradient of :func:`categorical_cross_entropy` with respect to the probabilities.

    ``grad[k] = -y[k] / p[k]``, and ``sum_j y[j] / sum_j p[j]`` more with ``normalise``; times the
    share of the loss.

    Args:
        probs: as in the loss, and so are all the others.
        labels: see the loss.
        axis: see the loss.
        normalise: see the loss.
        label_smoothing: see the loss.
        weights: see the loss.
        reduction: see the loss.

    Returns:
        The gradient, in the shape and dtype of ``probs``; -inf at a labelled class of probability 0.

    Raises:
        ValueError: as the loss.
        TypeError: as the loss.

    References:
        The derivative of the logarithm.
    """
    rows, dtype = as_rows(probs, axis)
    targets = smoothed(dense_labels(labels, np.shape(probs), axis), label_smoothing, rows.shape[-1])
    slopes = times(targets, -1.0 / rows)
    if normalise:
        slopes = slopes + targets.sum(axis=-1, keepdims=True) / rows.sum(axis=-1, keepdims=True)
    return as_dtype(_over_rows(slopes, weights, reduction, axis), dtype)


@np.errstate(all="ignore")
def binary_cross_entropy_grad(
    probs: ArrayLike,
    labels: ArrayLike,
    *,
    label_smoothing: float = 0.0,
    weights: ArrayLike | None = None,
    reduction: Reduction = "none",
) -> NDArray[Any]:
    """The gradient of :func:`binary_cross_entropy` with respect to the probabilities.

    ``grad = (1 - y) / (1 - p) - y / p``, times the share of the loss.

    Args:
        probs: as in the loss, and so are all the others.
        labels: see the loss.
        label_smoothing: see the loss.
        weights: see the loss.
        reduction: see the loss.

    Returns:
        The gradient, in the shape and dtype of ``probs``; infinite where the loss is, NaN where it is.

    Raises:
        ValueError: as the loss.
        TypeError: as the loss.

    References:
        The derivative of the logarithm.
    """
    probabilities, dtype = as_float64(probs)
    targets = smoothed(dense_labels(labels, probabilities.shape, rows=False), label_smoothing, 2)
    # The absolute value of a zero: 1 / -0.0 would have the wrong sign.
    possible = np.where((probabilities >= 0.0) & (probabilities <= 1.0), np.abs(probabilities), np.nan)
    slopes = times(1.0 - targets, 1.0 / (1.0 - possible)) - times(targets, 1.0 / possible)
    return as_dtype(times(shares_of(probabilities.shape, weights, reduction), slopes), dtype)


# --- On log-probabilities ------------------------------------------------------------------------


@np.errstate(all="ignore")
def negative_log_likelihood_grad(
    log_probs: ArrayLike,
    labels: ArrayLike,
    *,
    axis: int = -1,
    ignore_index: int | None = None,
    weights: ArrayLike | None = None,
    reduction: Reduction = "none",
) -> NDArray[Any]:
    """The gradient of :func:`negative_log_likelihood` with respect to the log-probabilities.

    ``grad[k] = -[k == y]``, times the share of the loss.

    Args:
        log_probs: as in the loss, and so are all the others.
        labels: see the loss.
        axis: see the loss.
        ignore_index: see the loss.
        weights: see the loss.
        reduction: see the loss.

    Returns:
        The gradient, in the shape and dtype of ``log_probs``.

    Raises:
        ValueError: as the loss.
        TypeError: as the loss.

    References:
        The loss is linear.
    """
    rows, dtype = as_rows(log_probs, axis)
    indices, counted = class_indices(labels, rows, ignore_index)
    return as_dtype(_over_rows(-_one_hot(indices, rows.shape), weights, reduction, axis, counted), dtype)


@np.errstate(all="ignore")
def kl_divergence_grad(
    log_probs: ArrayLike,
    target: ArrayLike,
    *,
    axis: int = -1,
    log_target: bool = False,
    weights: ArrayLike | None = None,
    reduction: Reduction = "none",
) -> NDArray[Any]:
    """The gradient of :func:`kl_divergence` with respect to the log-probabilities.

    ``grad[k] = -t[k]``, times the share of the loss.

    Args:
        log_probs: as in the loss, and so are all the others.
        target: see the loss.
        axis: see the loss.
        log_target: see the loss.
        weights: see the loss.
        reduction: see the loss.

    Returns:
        The gradient, in the shape and dtype of ``log_probs``.

    Raises:
        ValueError: as the loss.
        TypeError: as the loss.

    References:
        The loss is linear in its first argument.
    """
    rows, dtype = as_rows(log_probs, axis)
    targets = dense_labels(target, np.shape(log_probs), axis)
    slopes = -np.exp(targets) if log_target else -targets
    return as_dtype(_over_rows(slopes.reshape(rows.shape), weights, reduction, axis), dtype)


# --- What they share -----------------------------------------------------------------------------


def _softmax_rows(rows: Float64) -> Float64:
    _, parts = exponentials(rows)
    return np.asarray(parts / parts.sum(axis=-1, keepdims=True))


def _one_hot(indices: NDArray[np.intp], shape: tuple[int, ...]) -> Float64:
    targets = np.zeros(shape)
    np.put_along_axis(targets, indices[..., np.newaxis], 1.0, axis=-1)
    return targets


def _over_rows(
    slopes: Float64,
    weights: ArrayLike | None,
    reduction: Reduction,
    axis: int,
    counted: NDArray[np.bool_] | None = None,
) -> Float64:
    """The gradients of the rows' losses ``(..., K)`` by their shares in the result, with the classes at ``axis``."""
    shares = shares_of(slopes.shape[:-1], weights, reduction, counted)
    return np.moveaxis(times(shares[..., np.newaxis], slopes), -1, axis)
