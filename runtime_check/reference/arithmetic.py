"""What the reference functions share: float64 inside, stable sums, weights, reductions and label checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Reduction: TypeAlias = Literal["none", "sum", "mean"]
Float64: TypeAlias = NDArray[np.float64]


def as_float64(x: ArrayLike) -> tuple[Float64, np.dtype[Any]]:
    """The values as float64, and the dtype in which to answer."""
    array = np.asarray(x)
    dtype = array.dtype
    if dtype.kind in "biu":
        return array.astype(np.float64), np.dtype(np.float64)
    # The small floats of ml_dtypes (bfloat16, float8_e4m3 …), which JAX and TensorFlow hand out, are of kind V.
    if dtype.kind == "f" or (dtype.kind == "V" and "float" in dtype.name):
        return array.astype(np.float64), dtype
    raise TypeError(f"real numbers are needed, not {dtype}")


def as_rows(x: ArrayLike, axis: int, *, or_none: bool = False) -> tuple[Float64, np.dtype[Any]]:
    """The values as contiguous float64 rows of classes, shape ``(..., K)``, and the dtype in which to answer."""
    array, dtype = as_float64(x)
    rows = np.ascontiguousarray(np.moveaxis(array, axis, -1))
    if rows.shape[-1] == 0 and not or_none:
        raise ValueError(f"there are no classes: axis {axis} of the shape {array.shape} has length 0")
    return rows, dtype


def as_dtype(result: Float64, dtype: np.dtype[Any]) -> NDArray[Any]:
    """The result in the caller's dtype; an array without axes becomes a scalar, as NumPy's own functions have it."""
    return result.astype(dtype)[()]


def exponentials(rows: Float64) -> tuple[Float64, Float64]:
    """``x - m`` and ``exp(x - m)`` for the largest score ``m`` of each row, shape ``(..., K)`` both.

    What the subtraction rounds away, times the exponential, is added to the exponential again: an
    error of half a unit in ``x - m = -700`` would be one of 350 units there. A row whose largest
    score is not finite is NaN throughout.
    """
    largest = rows.max(axis=-1, keepdims=True, initial=-np.inf)
    shifted = np.where(np.isfinite(largest), rows - largest, np.nan)
    taken = shifted - rows
    lost = (rows - (shifted - taken)) - (largest + taken)
    return shifted, np.exp(shifted) * (1.0 + np.where(np.isfinite(lost), lost, 0.0))


def log_sum(shifted: Float64, weights: Float64) -> Float64:
    """The logarithm of the sum of each row's weights, shape ``(..., 1)``: ``log1p`` of all but the largest."""
    others = weights.copy()
    if others.size:
        np.put_along_axis(others, shifted.argmax(axis=-1, keepdims=True), 0.0, axis=-1)
    return np.asarray(np.log1p(others.sum(axis=-1, keepdims=True)))


def log_softmax_rows(rows: Float64) -> Float64:
    """The log-softmax of rows ``(..., K)``: what lies below the largest score, less the logarithm of the sum."""
    shifted, weights = exponentials(rows)
    return shifted - log_sum(shifted, weights)


def softplus_values(scores: Float64) -> Float64:
    """``log(1 + exp(x))`` without overflow."""
    return np.maximum(scores, 0.0) + np.log1p(np.exp(-np.abs(scores)))


def times(factor: Float64 | np.float64, values: Float64) -> Float64:
    """The product, where a factor of 0 makes 0 even of an infinity or a NaN."""
    return np.where(factor == 0.0, 0.0, factor * values)


def reduced(
    losses: Float64, weights: ArrayLike | None, reduction: Reduction, counted: NDArray[np.bool_] | None = None
) -> Float64:
    """The losses weighted, those that do not count set to 0, and joined as ``reduction`` says."""
    shares = _weights_of(losses.shape, weights, reduction, counted)
    weighted = times(shares, losses)
    if reduction == "none":
        return weighted
    total = weighted.sum()
    return np.asarray(total if reduction == "sum" else total / shares.sum())


def shares_of(
    shape: tuple[int, ...], weights: ArrayLike | None, reduction: Reduction, counted: NDArray[np.bool_] | None = None
) -> Float64:
    """How much each loss adds to what :func:`reduced` gives: the factors of the gradients, in ``shape``."""
    shares = _weights_of(shape, weights, reduction, counted)
    return shares / shares.sum() if reduction == "mean" else shares


def _weights_of(
    shape: tuple[int, ...], weights: ArrayLike | None, reduction: Reduction, counted: NDArray[np.bool_] | None
) -> Float64:
    if reduction not in ("none", "sum", "mean"):
        raise ValueError(f'reduction is "none", "sum" or "mean", not {reduction!r}')
    shares = np.ones(shape) if weights is None else np.broadcast_to(as_float64(weights)[0], shape)
    return shares if counted is None else np.where(counted, shares, 0.0)


# --- Labels ----------------------------------------------------------------------------------------


def dense_labels(labels: ArrayLike, shape: tuple[int, ...], axis: int = -1, *, rows: bool = True) -> Float64:
    """Labels in the shape of the predictions as float64, with the classes last if they are ``rows``."""
    values, _ = as_float64(labels)
    if values.shape != shape:
        raise ValueError(f"labels of shape {values.shape} do not match predictions of shape {shape}")
    return np.ascontiguousarray(np.moveaxis(values, axis, -1)) if rows else values


def smoothed(targets: Float64, label_smoothing: float, classes: int) -> Float64:
    """The labels mixed with the uniform distribution over ``classes``."""
    check_smoothing(label_smoothing)
    return targets * (1.0 - label_smoothing) + label_smoothing / classes if label_smoothing else targets


def check_smoothing(label_smoothing: float) -> None:
    """Refuse what is no share."""
    if not 0.0 <= label_smoothing <= 1.0:
        raise ValueError(f"label_smoothing goes from 0 to 1, not {label_smoothing}")


def class_indices(
    labels: ArrayLike, rows: Float64, ignore_index: int | None
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The checked class indices of rows ``(..., K)``, 0 in ignored places, and which places count; both ``(...)``."""
    indices = np.asarray(labels)
    if indices.shape != rows.shape[:-1]:
        raise ValueError(
            f"labels of shape {indices.shape} do not match predictions of {rows.shape[-1]} classes: "
            f"class indices have the shape {rows.shape[:-1]}"
        )
    if indices.size == 0:
        indices = indices.astype(np.intp)
    if indices.dtype.kind not in "iu":
        raise TypeError(f"class indices are integers, not {indices.dtype}")
    counted = np.ones(indices.shape, dtype=bool) if ignore_index is None else indices != ignore_index
    strays = counted & ((indices < 0) | (indices >= rows.shape[-1]))
    if strays.any():
        raise ValueError(f"label {indices[strays][0]} is not a class index: there are {rows.shape[-1]} classes, from 0")
    return np.where(counted, indices, 0).astype(np.intp), counted


def at(rows: Float64, indices: NDArray[np.intp]) -> Float64:
    """From each row ``(..., K)`` the value at its index, shape ``(...)``."""
    return np.take_along_axis(rows, indices[..., np.newaxis], axis=-1).squeeze(-1)
