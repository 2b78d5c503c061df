"""Losses: on scores, on probabilities, on log-probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .arithmetic import (
    as_dtype,
    as_float64,
    as_rows,
    at,
    check_smoothing,
    class_indices,
    dense_labels,
    log_softmax_rows,
    reduced,
    smoothed,
    softplus_values,
    times,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from .arithmetic import Float64, Reduction

# --- On scores -----------------------------------------------------------------------------------


@np.errstate(all="ignore")
def softmax_cross_entropy(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    axis: int = -1,
    label_smoothing: float = 0.0,
    weights: ArrayLike | None = None,
    reduction: Reduction = "none",
) -> NDArray[Any]:
    """Cross-entropy between dense labels and the softmax of scores.

    ``loss = -sum_k y[k] * log_softmax(logits)[k]``. With label smoothing ``e`` the labels become
    ``y[k] * (1 - e) + e / K`` first. A label of 0 adds 0, even where the class is masked.

    Args:
        logits: scores, shape ``(..., K, ...)`` with the ``K`` classes along ``axis``.
        labels: one-hot or soft labels in the shape of ``logits``. They are taken as they are: a
            row need not sum to 1.
        axis: the axis of the classes.
        label_smoothing: ``e``, from 0 to 1.
        weights: a weight for each loss (not for each class), of a shape that broadcasts to that of
            the losses. A weight of 0 leaves the loss out, even if it is NaN.
        reduction: ``"none"`` gives every loss, ``"sum"`` ``sum(w * loss)``, ``"mean"``
            ``sum(w * loss) / sum(w)``, where the weights are 1 if not given.

    Returns:
        Losses in the dtype of ``logits`` and of their shape without ``axis``, or one scalar.

        A label on a masked class costs inf, and so does label smoothing over one. A row whose
        log-softmax is NaN (see :func:`log_softmax`) costs NaN if it has any label. The mean of an
        empty batch is NaN, the sum 0.

    Raises:
        ValueError: the shapes do not fit, there are no classes, ``label_smoothing`` or
            ``reduction`` is none of the above.
        TypeError: an argument does not hold real numbers.

    References:
        I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning" (2016), section 6.2.2.3; label
        smoothing after C. Szegedy et al., "Rethinking the Inception Architecture" (2016), section 7.
    """
    rows, dtype = as_rows(logits, axis)
    targets = smoothed(dense_labels(labels, np.shape(logits), axis), label_smoothing, rows.shape[-1])
    losses = times(targets, -log_softmax_rows(rows)).sum(axis=-1)
    return as_dtype(reduced(losses, weights, reduction), dtype)


@np.errstate(all="ignore")
def sparse_softmax_cross_entropy(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    axis: int = -1,
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    weights: ArrayLike | None = None,
    reduction: Reduction = "none",
) -> NDArray[Any]:
    """Cross-entropy between class indices and the softmax of scores.

    ``loss = -log_softmax(logits)[y]``. With label smoothing ``e`` it is
    ``(1 - e) * loss + e * mean_k(-log_softmax(logits)[k])``.

    Args:
        logits: scores, shape ``(..., K, ...)`` with the ``K`` classes along ``axis``.
        labels: class indices from 0 to ``K - 1``, of an integer dtype and of the shape of
            ``logits`` without ``axis``.
        axis: the axis of the classes.
        ignore_index: the label of places that do not count: their loss is 0, whatever their
            scores, and the mean leaves them out.
        label_smoothing: ``e``, from 0 to 1.
        weights: a weight for each loss, of a shape that broadcasts to that of ``labels``. For
            weights by class, as PyTorch and ONNX have them, give ``class_weights[labels]``
            (the same without label smoothing). A weight of 0 leaves the loss out.
        reduction: ``"none"`` gives every loss, ``"sum"`` ``sum(w * loss)``, ``"mean"``
            ``sum(w * loss) / sum(w)`` over the places that count, where the weights are 1 if not
            given.

    Returns:
        Losses in the dtype of ``logits`` and the shape of ``labels``, or one scalar.

        A label on a masked class costs inf, and so does label smoothing over one. A row whose
        log-softmax is NaN (see :func:`log_softmax`) costs NaN. The mean over nothing (an empty
        batch, all ignored) is NaN, the sum 0.

    Raises:
        ValueError: a label is out of range, the shapes do not fit, there are no classes,
            ``label_smoothing`` or ``reduction`` is none of the above.
        TypeError: the labels are not integers, or the logits not real numbers.

    References:
        As for :func:`softmax_cross_entropy`; with ``weights=class_weights[labels]`` the ONNX
        operator SoftmaxCrossEntropyLoss.
    """
    check_smoothing(label_smoothing)
    rows, dtype = as_rows(logits, axis)
    indices, counted = class_indices(labels, rows, ignore_index)
    costs = -log_softmax_rows(rows)
    losses = at(costs, indices)
    if label_smoothing:
        spread = costs.mean(axis=-1)
        losses = times(np.float64(1.0 - label_smoothing), losses) + label_smoothing * spread
    return as_dtype(reduced(losses, weights, reduction, counted), dtype)


@np.errstate(all="ignore")
def sigmoid_cross_entropy(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    pos_weight: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    weights: ArrayLike | None = None,
    reduction: Reduction = "none",
) -> NDArray[Any]:
    """Cross-entropy between labels and the sigmoid of scores, each score by itself.

    ``loss = q * y * softplus(-x) + (1 - y) * softplus(x)`` for the score ``x``, the label ``y``
    and the positive weight ``q``. No term is negative, so nothing cancels. A term with the factor
    0 is 0, even for an infinite score.

    Args:
        logits: scores, any shape.
        labels: labels from 0 to 1 in the shape of ``logits``.
        pos_weight: ``q``, a weight for the yes-part of the loss, of a shape that broadcasts to
            that of ``logits`` (one for each class, as a rule). 1 if not given.
        label_smoothing: ``e``, from 0 to 1: the labels become ``y * (1 - e) + e / 2`` first.
        weights: a weight for each loss, of a shape that broadcasts to that of ``logits``. A weight
            of 0 leaves the loss out, even if it is NaN.
        reduction: ``"none"`` gives every loss, ``"sum"`` ``sum(w * loss)``, ``"mean"``
            ``sum(w * loss) / sum(w)``, where the weights are 1 if not given. (PyTorch divides by
            the number of losses in place of the sum of weights.)

    Returns:
        Losses in the shape and dtype of ``logits``, or one scalar.

        A score of -inf costs 0 with the label 0 and inf with any other; NaN stays NaN. The mean of
        an empty batch is NaN, the sum 0.

    Raises:
        ValueError: the shapes do not fit, ``label_smoothing`` or ``reduction`` is none of the above.
        TypeError: an argument does not hold real numbers.

    References:
        TensorFlow's documentation of ``tf.nn.sigmoid_cross_entropy_with_logits`` and
        ``tf.nn.weighted_cross_entropy_with_logits``, rearranged.
    """
    scores, dtype = as_float64(logits)
    targets = smoothed(dense_labels(labels, scores.shape, rows=False), label_smoothing, 2)
    positive = targets if pos_weight is None else targets * np.broadcast_to(as_float64(pos_weight)[0], scores.shape)
    losses = times(positive, softplus_values(-scores)) + times(1.0 - targets, softplus_values(scores))
    return as_dtype(reduced(losses, weights, reduction), dtype)


@np.errstate(all="ignore")
def sigmoid_focal_loss(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    alpha: float | None = 0.25,
    gamma: float = 2.0,
    weights: ArrayLike | None = None,
    reduction: Reduction = "none",
) -> NDArray[Any]:
    """Cross-entropy with the sigmoid of scores that takes little notice of what is right already.

    ``loss = a * r ** gamma * (y * softplus(-x) + (1 - y) * softplus(x))`` where
    ``r = y * sigmoid(-x) + (1 - y) * sigmoid(x)`` is the probability of the wrong answer (``1 - p_t``
    in the paper) and ``a = alpha * y + (1 - alpha) * (1 - y)``.

    Args:
        logits: scores ``x``, any shape.
        labels: labels ``y`` from 0 to 1 in the shape of ``logits``.
        alpha: the weight of the positive examples, from 0 to 1; the negative ones have the rest.
            None weighs both alike, with 1.
        gamma: how steeply the easy ones are discounted, 0 or more; 0 discounts nothing.
        weights: a weight for each loss, of a shape that broadcasts to that of ``logits``.
        reduction: ``"none"``, ``"sum"`` or ``"mean"`` as in :func:`sigmoid_cross_entropy`.

    Returns:
        Losses in the shape and dtype of ``logits``, or one scalar.

        An infinite score costs 0 on the right side of a hard label and inf on the wrong one; NaN
        stays NaN. The mean of an empty batch is NaN, the sum 0.

    Raises:
        ValueError: the shapes do not fit, or ``alpha``, ``gamma`` or ``reduction`` is none of the above.
        TypeError: an argument does not hold real numbers.

    References:
        T.-Y. Lin et al., "Focal Loss for Dense Object Detection" (2017), equation 5.
    """
    scores, dtype = as_float64(logits)
    targets = dense_labels(labels, scores.shape, rows=False)
    balance, wrong = focal_factors(scores, targets, alpha, gamma)
    costs = times(targets, softplus_values(-scores)) + times(1.0 - targets, softplus_values(scores))
    losses = times(balance * wrong**gamma, costs)
    return as_dtype(reduced(losses, weights, reduction), dtype)


# --- On probabilities ----------------------------------------------------------------------------


@np.errstate(all="ignore")
def categorical_cross_entropy(
    probs: ArrayLike,
    labels: ArrayLike,
    *,
    axis: int = -1,
    normalise: bool = False,
    label_smoothing: float = 0.0,
    weights: ArrayLike | None = None,
    reduction: Reduction = "none",
) -> NDArray[Any]:
    """Cross-entropy between dense labels and probabilities over classes.

    ``loss = -sum_k y[k] * log(p[k])``. With label smoothing ``e`` the labels become
    ``y[k] * (1 - e) + e / K`` first. A label of 0 adds 0, even where the probability is 0. Nothing
    is clipped: frameworks that clip at 1e-7 cannot give more than 16.12.

    Args:
        probs: probabilities, shape ``(..., K, ...)`` with the ``K`` classes along ``axis``.
        labels: one-hot or soft labels in the shape of ``probs``, taken as they are.
        axis: the axis of the classes.
        normalise: divide each row by its sum first, as Keras does.
        label_smoothing: ``e``, from 0 to 1.
        weights: a weight for each loss (not for each class), of a shape that broadcasts to that of
            the losses. A weight of 0 leaves the loss out, even if it is NaN.
        reduction: ``"none"``, ``"sum"`` or ``"mean"`` as in :func:`softmax_cross_entropy`.

    Returns:
        Losses in the dtype of ``probs`` and of their shape without ``axis``, or one scalar.

        A label on a class of probability 0 costs inf. A negative probability has no logarithm and
        costs NaN where it is labelled; so does a NaN. Values above 1 are not noticed. The mean of
        an empty batch is NaN, the sum 0.

    Raises:
        ValueError: the shapes do not fit, there are no classes, ``label_smoothing`` or
            ``reduction`` is none of the above.
        TypeError: an argument does not hold real numbers.

    References:
        Goodfellow, Bengio and Courville (see :func:`softmax_cross_entropy`);
        ``keras.losses.categorical_crossentropy``.
    """
    rows, dtype = as_rows(probs, axis)
    targets = smoothed(dense_labels(labels, np.shape(probs), axis), label_smoothing, rows.shape[-1])
    rows = rows / rows.sum(axis=-1, keepdims=True) if normalise else rows
    losses = times(targets, -np.log(rows)).sum(axis=-1)
    return as_dtype(reduced(losses, weights, reduction), dtype)


@np.errstate(all="ignore")
def binary_cross_entropy(
    probs: ArrayLike,
    labels: ArrayLike,
    *,
    label_smoothing: float = 0.0,
    weights: ArrayLike | None = None,
    reduction: Reduction = "none",
) -> NDArray[Any]:
    """Cross-entropy between labels and probabilities of yes, each by itself.

    ``loss = -y * log(p) - (1 - y) * log1p(-p)``. With label smoothing ``e`` the labels become
    ``y * (1 - e) + e / 2`` first. A term with the factor 0 is 0. Nothing is clipped: PyTorch stops
    at 100, Keras at 16.12.

    Args:
        probs: probabilities, any shape.
        labels: labels from 0 to 1 in the shape of ``probs``.
        label_smoothing: ``e``, from 0 to 1.
        weights: a weight for each loss, of a shape that broadcasts to that of ``probs``.
        reduction: ``"none"``, ``"sum"`` or ``"mean"`` as in :func:`sigmoid_cross_entropy`.

    Returns:
        Losses in the shape and dtype of ``probs``, or one scalar.

        Certainty on the wrong side costs inf; a probability below 0 or above 1, or a NaN, costs
        NaN. The mean of an empty batch is NaN, the sum 0.

    Raises:
        ValueError: the shapes do not fit, ``label_smoothing`` or ``reduction`` is none of the above.
        TypeError: an argument does not hold real numbers.

    References:
        ``torch.nn.BCELoss``, without its clamp.
    """
    probabilities, dtype = as_float64(probs)
    targets = smoothed(dense_labels(labels, probabilities.shape, rows=False), label_smoothing, 2)
    possible = np.where((probabilities >= 0.0) & (probabilities <= 1.0), probabilities, np.nan)
    losses = times(targets, -np.log(possible)) + times(1.0 - targets, -np.log1p(-possible))
    return as_dtype(reduced(losses, weights, reduction), dtype)


# --- On log-probabilities ------------------------------------------------------------------------


@np.errstate(all="ignore")
def negative_log_likelihood(
    log_probs: ArrayLike,
    labels: ArrayLike,
    *,
    axis: int = -1,
    ignore_index: int | None = None,
    weights: ArrayLike | None = None,
    reduction: Reduction = "none",
) -> NDArray[Any]:
    """Minus the log-probability of the right class.

    ``loss = -log_probs[y]``; after :func:`log_softmax` it is :func:`sparse_softmax_cross_entropy`.

    Args:
        log_probs: log-probabilities, shape ``(..., K, ...)`` with the ``K`` classes along ``axis``.
            They are taken as they are: nothing is normalised.
        labels: class indices from 0 to ``K - 1``, of an integer dtype and of the shape of
            ``log_probs`` without ``axis``.
        axis: the axis of the classes.
        ignore_index: the label of places that do not count: their loss is 0, and the mean leaves
            them out.
        weights: a weight for each loss; ``class_weights[labels]`` for weights by class.
        reduction: ``"none"``, ``"sum"`` or ``"mean"`` as in :func:`sparse_softmax_cross_entropy`.

    Returns:
        Losses in the dtype of ``log_probs`` and the shape of ``labels``, or one scalar.

        A label on a class of log-probability -inf costs inf, NaN costs NaN where it is labelled.
        The mean over nothing (an empty batch, all ignored) is NaN, the sum 0.

    Raises:
        ValueError: a label is out of range, the shapes do not fit, there are no classes, or
            ``reduction`` is none of the above.
        TypeError: the labels are not integers, or the log-probabilities not real numbers.

    References:
        The ONNX operator NegativeLogLikelihoodLoss; ``torch.nn.NLLLoss``.
    """
    rows, dtype = as_rows(log_probs, axis)
    indices, counted = class_indices(labels, rows, ignore_index)
    return as_dtype(reduced(-at(rows, indices), weights, reduction, counted), dtype)


@np.errstate(all="ignore")
def kl_divergence(
    log_probs: ArrayLike,
    target: ArrayLike,
    *,
    axis: int = -1,
    log_target: bool = False,
    weights: ArrayLike | None = None,
    reduction: Reduction = "none",
) -> NDArray[Any]:
    """How far a distribution is from the one it should be: the Kullback-Leibler divergence.

    ``loss = sum_k t[k] * (log(t[k]) - log_probs[k])``. A target of 0 adds 0.

    Args:
        log_probs: log-probabilities, shape ``(..., K, ...)`` with the ``K`` classes along ``axis``.
        target: probabilities ``t`` in the shape of ``log_probs``, or their logarithms.
        axis: the axis of the classes.
        log_target: whether ``target`` holds log-probabilities.
        weights: a weight for each loss, of a shape that broadcasts to that of the losses.
        reduction: ``"none"``, ``"sum"`` or ``"mean"`` as in :func:`softmax_cross_entropy`. The mean
            is over the rows, which PyTorch calls ``"batchmean"``; its ``"mean"`` is that by ``K``.

    Returns:
        Losses in the dtype of ``log_probs`` and of their shape without ``axis``, or one scalar.

        A target where the log-probability is -inf costs inf. A negative target, or a NaN, costs
        NaN. Terms of both signs cancel in each row: the error is some units of the largest term,
        not of the sum. The mean of an empty batch is NaN, the sum 0.

    Raises:
        ValueError: the shapes do not fit, there are no classes, or ``reduction`` is none of the above.
        TypeError: an argument does not hold real numbers.

    References:
        S. Kullback, R. A. Leibler, "On Information and Sufficiency" (1951); ``torch.nn.KLDivLoss``.
    """
    rows, dtype = as_rows(log_probs, axis)
    targets = dense_labels(target, np.shape(log_probs), axis)
    logs, shares = (targets, np.exp(targets)) if log_target else (np.log(targets), targets)
    losses = times(shares, logs - rows).sum(axis=-1)
    return as_dtype(reduced(losses, weights, reduction), dtype)


# --- What losses share with their gradients ------------------------------------------------------


def focal_factors(scores: Float64, targets: Float64, alpha: float | None, gamma: float) -> tuple[Float64, Float64]:
    """The balance ``a`` and the probability ``r`` of the wrong answer in :func:`sigmoid_focal_loss`."""
    if alpha is not None and not 0.0 <= alpha <= 1.0:
        raise ValueError(f"alpha goes from 0 to 1, not {alpha}")
    if not gamma >= 0.0:
        raise ValueError(f"gamma is 0 or more, not {gamma}")
    balance = np.ones(targets.shape) if alpha is None else alpha * targets + (1.0 - alpha) * (1.0 - targets)
    small = np.exp(-np.abs(scores))
    below, above = small / (1.0 + small), 1.0 / (1.0 + small)
    yes, no = np.where(scores >= 0, above, below), np.where(scores >= 0, below, above)
    return balance, targets * no + (1.0 - targets) * yes
