"""Known quantities of probabilities and labels, by their textbook formulas, and the ways of averaging them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .samples import Setting

    Array = np.ndarray[Any, Any]


def quantities(p: Array, setting: Setting, others: list[Array]) -> Iterator[tuple[str, Array]]:
    """What losses and log-densities compute of probabilities ``p`` and labels, per row or per element."""
    axis = setting.axis
    log_p, log_not_p = np.log(p), np.log1p(-p)
    labels = {"one-hot labels": setting.one_hot, "bits": setting.bits}
    for other in others:
        if other.shape == p.shape and other.dtype.kind == "f" and other.min() >= 0 and other.max() <= 1:
            labels["given labels"] = other.astype(np.float64)
        if other.shape == p.shape and other.dtype.kind == "f" and other.max() <= 0:
            labels["given log-labels"] = np.exp(other.astype(np.float64))
    for words, y in labels.items():
        yield f"cross-entropy with {words}", -(y * log_p).sum(axis)
        yield f"binary cross-entropy with {words}", -(y * log_p + (1 - y) * log_not_p)
        yield f"binary cross-entropy of rows with {words}", -(y * log_p + (1 - y) * log_not_p).mean(-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            elements = np.where(y > 0, y * (np.log(y) - log_p), 0.0)
            reverse = p * (log_p - np.log(y))
        yield f"divergence with {words}", elements
        yield f"divergence of rows with {words}", elements.sum(axis)
        if np.isfinite(reverse).all():
            yield f"reverse divergence with {words}", reverse
            yield f"reverse divergence of rows with {words}", reverse.sum(axis)
        middle = (p + y) / 2
        with np.errstate(divide="ignore", invalid="ignore"):
            halves = [np.where(one > 0, one * np.log(one / middle), 0.0) / 2 for one in (p, y)]
        yield f"Jensen-Shannon divergence of rows with {words}", sum(halves).sum(axis)
        yield f"squared error with {words}", (p - y) ** 2
        yield f"squared error of rows with {words}", ((p - y) ** 2).sum(axis)
        yield f"focal loss with {words}", _focal(p, y)
    yield "entropy", -(p * log_p).sum(axis)
    yield "entropy of elements", -p * log_p
    yield "binary entropy", -(p * log_p + (1 - p) * log_not_p)
    yield "log-probability of one failure, then a success", log_p + log_not_p
    yield "probabilities", p
    yield "log-probabilities", log_p
    yield "log-probabilities of the complement", log_not_p
    share = 0.7 * p / (0.7 * p + 0.3 * (1 - p))  # Maddison et al. 2017, with a temperature of one.
    yield "log-density of a relaxed Bernoulli at 0.3", np.log(share * (1 - share) / 0.21)
    for words, y in labels.items():
        yield f"likelihood with {words}", y * p + (1 - y) * (1 - p)
    if p.shape[axis] > 1:
        yield "log-probability of the second class", log_p.take(1, axis)
        yield "probability of the second class", p.take(1, axis)
        yield "mean class", np.moveaxis(p, axis, -1) @ np.arange(p.shape[axis])


def _focal(p: Array, y: Array) -> Array:
    """Focal loss with the usual exponent of 2 (Lin et al. 2017)."""
    right = y * p + (1 - y) * (1 - p)
    return -((1 - right) ** 2) * np.log(right)


def reductions(values: Array, setting: Setting) -> Iterator[tuple[str, Any]]:
    """A quantity as it is, with its sign turned, and averaged in the usual ways."""
    for sign, words in ((1, ""), (-1, ", negative")):
        yield words, sign * values
        yield f"{words}, mean", sign * values.mean()
        yield f"{words}, sum", sign * values.sum()
        yield f"{words}, mean over the batch", sign * values.sum() / setting.shape[0]
        if values.ndim > 1:
            yield f"{words}, mean of each example", sign * values.reshape(len(values), -1).mean(-1)
            yield f"{words}, sum of each example", sign * values.reshape(len(values), -1).sum(-1)
