"""The stable forms of softmax, sigmoid and their losses, in NumPy.

What the frameworks should compute, written down once and as exactly as float64 allows: every
function takes anything NumPy can read, works in float64 and answers in the dtype it was given
(integers and booleans become float64). They are for comparing and explaining, not for speed.

No function warns: what overflows or is undefined comes back as the infinity or NaN that its
docstring promises.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "log_sigmoid",
    "log_softmax",
    "logit",
    "logsumexp",
    "sigmoid",
    "sigmoid_cross_entropy",
    "softmax",
    "softmax_cross_entropy",
    "softplus",
    "sparse_softmax_cross_entropy",
]

Reduction: TypeAlias = Literal["none", "sum", "mean"]
_Float64: TypeAlias = NDArray[np.float64]


# --- Over classes -------------------------------------------------------------------------------


@np.errstate(all="ignore")
def softmax(x: ArrayLike, axis: int = -1) -> NDArray[Any]:
    """The probability of each class, from its score.

    ``softmax(x)[k] = exp(x[k] - m) / sum_j exp(x[j] - m)`` with ``m = max_j x[j]``. Taking the
    maximum off first changes nothing in exact arithmetic and keeps ``exp`` from overflowing.

    Args:
        x: scores, shape ``(..., K, ...)`` with the ``K`` classes along ``axis``.
        axis: the axis of the classes.

    Returns:
        Probabilities in the shape and dtype of ``x``, summing to 1 along ``axis``.

        A score of -inf (a masked class) has probability 0. A row of nothing but -inf has no
        softmax and gives NaN, as in the frameworks; so does a row with a NaN or a +inf. An empty
        batch gives an empty result.

    Raises:
        ValueError: there are no classes (``K = 0``), or ``x`` has no such axis.
        TypeError: ``x`` does not hold real numbers.

    References:
        P. Blanchard, D. J. Higham, N. J. Higham, "Accurately computing the log-sum-exp and softmax
        functions", IMA J. Numer. Anal. 41 (2021), doi:10.1093/imanum/draa038.
    """
    rows, dtype = _rows(x, axis)
    _, weights = _exponentials(rows)
    return _rounded(np.moveaxis(weights / weights.sum(axis=-1, keepdims=True), -1, axis), dtype)


@np.errstate(all="ignore")
def log_softmax(x: ArrayLike, axis: int = -1) -> NDArray[Any]:
    """The logarithm of each class's probability, from its score.

    ``log_softmax(x)[k] = (x[k] - m) - log(sum_j exp(x[j] - m))`` with ``m = max_j x[j]``. The
    maximum's own term of the sum is 1, so the logarithm is taken as ``log1p`` of the other terms.
    Both parts are then zero or below, nothing cancels, and the result is good to three units in
    the last place. The tempting ``x - logsumexp(x)`` loses as many digits as ``x`` has before the
    point.

    Args:
        x: scores, shape ``(..., K, ...)`` with the ``K`` classes along ``axis``.
        axis: the axis of the classes.

    Returns:
        Log-probabilities, zero or below, in the shape and dtype of ``x``; their logsumexp along
        ``axis`` is 0.

        A score of -inf (a masked class) stays -inf. A row of nothing but -inf, or with a NaN or a
        +inf, gives NaN. An empty batch gives an empty result.

    Raises:
        ValueError: there are no classes (``K = 0``), or ``x`` has no such axis.
        TypeError: ``x`` does not hold real numbers.

    References:
        Blanchard, Higham and Higham (see :func:`softmax`).
    """
    rows, dtype = _rows(x, axis)
    return _rounded(np.moveaxis(_log_softmax(rows), -1, axis), dtype)


@np.errstate(all="ignore")
def logsumexp(x: ArrayLike, axis: int = -1, keepdims: bool = False) -> NDArray[Any]:
    """The logarithm of the sum of the exponentials: the smooth maximum of the scores.

    ``logsumexp(x) = m + log1p(sum_{j != argmax} exp(x[j] - m))`` with ``m = max_j x[j]``.

    Args:
        x: scores, shape ``(..., K, ...)`` with the ``K`` classes along ``axis``.
        axis: the axis of the classes.
        keepdims: keep ``axis`` with length 1.

    Returns:
        Array in the dtype of ``x`` and of its shape without ``axis`` (or with ``axis`` of length
        1); a scalar where no axis is left.

        All -inf gives -inf; a +inf gives +inf; a NaN gives NaN. An empty batch gives an empty
        result. A result beyond the largest number of the dtype becomes inf.

    Raises:
        ValueError: there are no classes (``K = 0``), or ``x`` has no such axis.
        TypeError: ``x`` does not hold real numbers.

    References:
        Blanchard, Higham and Higham (see :func:`softmax`).
    """
    rows, dtype = _rows(x, axis)
    largest = rows.max(axis=-1, keepdims=True)
    result = np.where(np.isfinite(largest), largest + _log_sum(*_exponentials(rows)), largest)
    result = np.moveaxis(result, -1, axis)
    return _rounded(result if keepdims else result.squeeze(axis), dtype)


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
    _check_smoothing(label_smoothing)
    rows, dtype = _rows(logits, axis)
    targets, _ = _rows(labels, axis)
    if targets.shape != rows.shape:
        raise ValueError(f"labels of shape {np.shape(labels)} do not match logits of shape {np.shape(logits)}")
    smoothed = targets * (1.0 - label_smoothing) + label_smoothing / rows.shape[-1]
    losses = _times(smoothed, -_log_softmax(rows)).sum(axis=-1)
    return _rounded(_reduced(losses, weights, reduction), dtype)


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
    _check_smoothing(label_smoothing)
    rows, dtype = _rows(logits, axis)
    classes = rows.shape[-1]
    indices = np.asarray(labels)
    if indices.shape != rows.shape[:-1]:
        raise ValueError(
            f"labels of shape {indices.shape} do not match logits of shape {np.shape(logits)}: "
            f"class indices have the shape {rows.shape[:-1]}"
        )
    if indices.size == 0:
        indices = indices.astype(np.intp)
    if indices.dtype.kind not in "iu":
        raise TypeError(f"class indices are integers, not {indices.dtype}")
    counted = np.ones(indices.shape, dtype=bool) if ignore_index is None else indices != ignore_index
    strays = counted & ((indices < 0) | (indices >= classes))
    if strays.any():
        raise ValueError(f"label {indices[strays][0]} is not a class index: there are {classes} classes, from 0")
    log_probabilities = _log_softmax(rows)
    chosen = np.where(counted, indices, 0).astype(np.intp)[..., np.newaxis]
    losses = -np.take_along_axis(log_probabilities, chosen, axis=-1).squeeze(-1)
    if label_smoothing:
        spread = -log_probabilities.mean(axis=-1)
        losses = _times(np.float64(1.0 - label_smoothing), losses) + label_smoothing * spread
    return _rounded(_reduced(losses, weights, reduction, counted), dtype)


# --- Each score by itself -----------------------------------------------------------------------


@np.errstate(all="ignore")
def sigmoid(x: ArrayLike) -> NDArray[Any]:
    """The probability of yes, from the score of yes: the logistic function.

    ``sigmoid(x) = 1 / (1 + exp(-x))`` where ``x >= 0`` and ``exp(x) / (1 + exp(x))`` where
    ``x < 0``, so that ``exp`` never overflows and small probabilities keep all their digits. It
    is the softmax over the two scores ``(x, 0)``.

    Args:
        x: scores, any shape.

    Returns:
        Probabilities in the shape and dtype of ``x``.

        ``sigmoid(-inf) = 0``, ``sigmoid(0) = 0.5``, ``sigmoid(inf) = 1``; NaN stays NaN.

    Raises:
        TypeError: ``x`` does not hold real numbers.

    References:
        The logistic function as in ``scipy.special.expit``.
    """
    scores, dtype = _floating(x)
    small = np.exp(-np.abs(scores))
    return _rounded(np.where(scores >= 0, 1.0, small) / (1.0 + small), dtype)


@np.errstate(all="ignore")
def log_sigmoid(x: ArrayLike) -> NDArray[Any]:
    """The logarithm of the probability of yes, from the score of yes.

    ``log_sigmoid(x) = -softplus(-x) = min(x, 0) - log1p(exp(-|x|))``.

    Args:
        x: scores, any shape.

    Returns:
        Log-probabilities, zero or below, in the shape and dtype of ``x``.

        ``log_sigmoid(-inf) = -inf``, ``log_sigmoid(inf) = 0``; NaN stays NaN.

    Raises:
        TypeError: ``x`` does not hold real numbers.

    References:
        As for :func:`softplus`; ``scipy.special.log_expit``.
    """
    scores, dtype = _floating(x)
    return _rounded(-_softplus(-scores), dtype)


@np.errstate(all="ignore")
def softplus(x: ArrayLike) -> NDArray[Any]:
    """The smooth form of ``max(x, 0)``, and the loss of a score ``-x`` whose label is yes.

    ``softplus(x) = log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|))``.

    Args:
        x: scores, any shape.

    Returns:
        Values in the shape and dtype of ``x``, zero or above.

        ``softplus(-inf) = 0``, ``softplus(inf) = inf``; NaN stays NaN.

    Raises:
        TypeError: ``x`` does not hold real numbers.

    References:
        M. Maechler, "Accurately computing log(1 - exp(-|a|))" (2012), on ``log1pexp``.
    """
    scores, dtype = _floating(x)
    return _rounded(_softplus(scores), dtype)


@np.errstate(all="ignore")
def logit(p: ArrayLike) -> NDArray[Any]:
    """The score that a probability comes from: the inverse of :func:`sigmoid`.

    ``logit(p) = log(p / (1 - p))``; from 0.25 to 0.75 taken as ``2 * artanh(2 * p - 1)``, which
    keeps its digits around its zero at 0.5.

    Args:
        p: probabilities, any shape.

    Returns:
        Scores in the shape and dtype of ``p``.

        ``logit(0) = -inf``, ``logit(0.5) = 0``, ``logit(1) = inf``; below 0, above 1 and for NaN
        the result is NaN.

    Raises:
        TypeError: ``p`` does not hold real numbers.

    References:
        ``scipy.special.logit``; the identity is 4.6.22 in Abramowitz and Stegun, "Handbook of
        Mathematical Functions".
    """
    probabilities, dtype = _floating(p)
    central = np.abs(probabilities - 0.5) <= 0.25
    near = 2.0 * np.arctanh(2.0 * np.where(central, probabilities, 0.5) - 1.0)
    return _rounded(np.where(central, near, np.log(probabilities / (1.0 - probabilities))), dtype)


@np.errstate(all="ignore")
def sigmoid_cross_entropy(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    pos_weight: ArrayLike | None = None,
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
        ValueError: the shapes do not fit, or ``reduction`` is none of the above.
        TypeError: an argument does not hold real numbers.

    References:
        TensorFlow's documentation of ``tf.nn.sigmoid_cross_entropy_with_logits`` and
        ``tf.nn.weighted_cross_entropy_with_logits``, rearranged.
    """
    scores, dtype = _floating(logits)
    targets, _ = _floating(labels)
    if targets.shape != scores.shape:
        raise ValueError(f"labels of shape {targets.shape} do not match logits of shape {scores.shape}")
    positive = targets if pos_weight is None else targets * np.broadcast_to(_floating(pos_weight)[0], scores.shape)
    losses = _times(positive, _softplus(-scores)) + _times(1.0 - targets, _softplus(scores))
    return _rounded(_reduced(losses, weights, reduction), dtype)


# --- What they share ----------------------------------------------------------------------------


def _floating(x: ArrayLike) -> tuple[_Float64, np.dtype[Any]]:
    """The values as float64, and the dtype in which to answer."""
    array = np.asarray(x)
    dtype = array.dtype
    if dtype.kind in "biu":
        return array.astype(np.float64), np.dtype(np.float64)
    # The small floats of ml_dtypes (bfloat16, float8_e4m3 …), which JAX and TensorFlow hand out, are of kind V.
    if dtype.kind == "f" or (dtype.kind == "V" and "float" in dtype.name):
        return array.astype(np.float64), dtype
    raise TypeError(f"real numbers are needed, not {dtype}")


def _rows(x: ArrayLike, axis: int) -> tuple[_Float64, np.dtype[Any]]:
    """The values as contiguous float64 rows of classes, shape ``(..., K)``, and the dtype in which to answer."""
    array, dtype = _floating(x)
    rows = np.ascontiguousarray(np.moveaxis(array, axis, -1))
    if rows.shape[-1] == 0:
        raise ValueError(f"there are no classes: axis {axis} of the shape {array.shape} has length 0")
    return rows, dtype


def _rounded(result: _Float64, dtype: np.dtype[Any]) -> NDArray[Any]:
    """The result in the caller's dtype; an array without axes becomes a scalar, as NumPy's own functions have it."""
    return result.astype(dtype)[()]


def _exponentials(rows: _Float64) -> tuple[_Float64, _Float64]:
    """``x - m`` and ``exp(x - m)`` for the largest score ``m`` of each row, shape ``(..., K)`` both.

    What the subtraction rounds away, times the exponential, is added to the exponential again: an
    error of half a unit in ``x - m = -700`` would be one of 350 units there. A row whose largest
    score is not finite is NaN throughout.
    """
    largest = rows.max(axis=-1, keepdims=True)
    shifted = np.where(np.isfinite(largest), rows - largest, np.nan)
    taken = shifted - rows
    lost = (rows - (shifted - taken)) - (largest + taken)
    return shifted, np.exp(shifted) * (1.0 + np.where(np.isfinite(lost), lost, 0.0))


def _log_sum(shifted: _Float64, weights: _Float64) -> _Float64:
    """The logarithm of the sum of each row's weights, shape ``(..., 1)``: ``log1p`` of all but the largest."""
    others = weights.copy()
    np.put_along_axis(others, shifted.argmax(axis=-1, keepdims=True), 0.0, axis=-1)
    return np.asarray(np.log1p(others.sum(axis=-1, keepdims=True)))


def _log_softmax(rows: _Float64) -> _Float64:
    shifted, weights = _exponentials(rows)
    return shifted - _log_sum(shifted, weights)


def _softplus(scores: _Float64) -> _Float64:
    return np.maximum(scores, 0.0) + np.log1p(np.exp(-np.abs(scores)))


def _times(factor: _Float64 | np.float64, values: _Float64) -> _Float64:
    """The product, where a factor of 0 makes 0 even of an infinity or a NaN."""
    return np.where(factor == 0.0, 0.0, factor * values)


def _check_smoothing(label_smoothing: float) -> None:
    if not 0.0 <= label_smoothing <= 1.0:
        raise ValueError(f"label_smoothing goes from 0 to 1, not {label_smoothing}")


def _reduced(
    losses: _Float64, weights: ArrayLike | None, reduction: Reduction, counted: NDArray[np.bool_] | None = None
) -> _Float64:
    """The losses weighted, those that do not count set to 0, and joined as ``reduction`` says."""
    if reduction not in ("none", "sum", "mean"):
        raise ValueError(f'reduction is "none", "sum" or "mean", not {reduction!r}')
    shares = np.ones(losses.shape) if weights is None else np.broadcast_to(_floating(weights)[0], losses.shape)
    if counted is not None:
        shares = np.where(counted, shares, 0.0)
    weighted = _times(shares, losses)
    if reduction == "none":
        return weighted
    total = weighted.sum()
    return np.asarray(total if reduction == "sum" else total / shares.sum())
