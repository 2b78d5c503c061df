"""From scores to probabilities, log-probabilities and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .arithmetic import as_dtype, as_float64, as_rows, exponentials, log_softmax_rows, log_sum, softplus_values

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

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
        batch gives an empty result, and so does a batch without classes (``K = 0``).

    Raises:
        ValueError: ``x`` has no such axis.
        TypeError: ``x`` does not hold real numbers.

    References:
        P. Blanchard, D. J. Higham, N. J. Higham, "Accurately computing the log-sum-exp and softmax
        functions", IMA J. Numer. Anal. 41 (2021), doi:10.1093/imanum/draa038.
    """
    rows, dtype = as_rows(x, axis, or_none=True)
    _, weights = exponentials(rows)
    return as_dtype(np.moveaxis(weights / weights.sum(axis=-1, keepdims=True), -1, axis), dtype)


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
        +inf, gives NaN. An empty batch gives an empty result, and so does a batch without classes
        (``K = 0``).

    Raises:
        ValueError: ``x`` has no such axis.
        TypeError: ``x`` does not hold real numbers.

    References:
        Blanchard, Higham and Higham (see :func:`softmax`).
    """
    rows, dtype = as_rows(x, axis, or_none=True)
    return as_dtype(np.moveaxis(log_softmax_rows(rows), -1, axis), dtype)


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

        All -inf gives -inf, and so does no class at all (``K = 0``): the sum is 0. A +inf gives
        +inf; a NaN gives NaN. An empty batch gives an empty result. A result beyond the largest
        number of the dtype becomes inf.

    Raises:
        ValueError: ``x`` has no such axis.
        TypeError: ``x`` does not hold real numbers.

    References:
        Blanchard, Higham and Higham (see :func:`softmax`).
    """
    rows, dtype = as_rows(x, axis, or_none=True)
    largest = rows.max(axis=-1, keepdims=True, initial=-np.inf)
    result = np.where(np.isfinite(largest), largest + log_sum(*exponentials(rows)), largest)
    result = np.moveaxis(result, -1, axis)
    return as_dtype(result if keepdims else result.squeeze(axis), dtype)


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
    scores, dtype = as_float64(x)
    small = np.exp(-np.abs(scores))
    return as_dtype(np.where(scores >= 0, 1.0, small) / (1.0 + small), dtype)


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
    scores, dtype = as_float64(x)
    return as_dtype(-softplus_values(-scores), dtype)


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
    scores, dtype = as_float64(x)
    return as_dtype(softplus_values(scores), dtype)


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
    probabilities, dtype = as_float64(p)
    central = np.abs(probabilities - 0.5) <= 0.25
    near = 2.0 * np.arctanh(2.0 * np.where(central, probabilities, 0.5) - 1.0)
    return as_dtype(np.where(central, near, np.log(probabilities / (1.0 - probabilities))), dtype)
