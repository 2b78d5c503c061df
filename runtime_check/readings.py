"""What a loss may do with what it is given: one reading for each way, written with the reference functions.

A *reading* says of which kind the predictions are and gives, for known predictions and labels, the
terms of the loss. `fitting` compares these with what a black box returns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from logit_lint.kinds import Kind, Normaliser

from . import reference

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

LabelForm: TypeAlias = Literal["soft", "indices", "one-hot", "multi-hot", "signs", "log-soft"]
"""How the labels are written, the most telling form first: soft rows that sum to 1, class indices (one axis
less than the predictions), one-hot rows, independent zeros and ones, independent minus and plus ones,
logarithms of soft rows."""

_SOFTMAX, _SIGMOID = Normaliser.SOFTMAX, Normaliser.SIGMOID


@dataclass(frozen=True)
class Reading:
    """One way to read predictions and labels.

    Attributes:
        name: what the loss is, as a person says it.
        kind: the kind that the predictions have.
        normaliser: the function between scores and these: softmax or sigmoid.
        terms: ``terms(predictions, labels)``, both of shape ``(..., K)`` with the classes last and
            the labels dense: the loss of each class, ``(..., K)``, or of each row, ``(..., 1)``.
        needs: the forms of labels for which the reading is defined; all but signs and
            logarithms as a rule.
        doubtful: why a loss that does this is probably wrong; empty if it is not.
    """

    name: str
    kind: Kind
    normaliser: Normaliser
    terms: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
    needs: tuple[LabelForm, ...] = ("indices", "one-hot", "soft", "multi-hot")
    doubtful: str = ""

    @property
    def symmetric(self) -> bool:
        """Whether predictions and labels may be exchanged, where both are dense."""
        some, others = np.array([[0.2, 0.3, 0.5]]), np.array([[0.1, 0.8, 0.1]])
        return bool(np.allclose(self.terms(some, others).sum(), self.terms(others, some).sum()))


def _categorical(log_probabilities: Callable[[Any], NDArray[Any]]) -> Callable[[Any, Any], NDArray[Any]]:
    return lambda x, y: -y * log_probabilities(x)


def _divergence(log_probabilities: Callable[[Any], NDArray[Any]]) -> Callable[[Any, Any], NDArray[Any]]:
    return lambda x, y: np.where(y > 0.0, y * (np.log(np.where(y > 0.0, y, 1.0)) - log_probabilities(x)), 0.0)


def _normalised(x: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(np.log(x / x.sum(axis=-1, keepdims=True)))


def _focal_softmax(p: NDArray[Any], y: NDArray[Any], alpha: float, gamma: float) -> NDArray[Any]:
    return np.asarray(-alpha * (1.0 - p) ** gamma * y * np.log(p))


def _poly(x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    """The cross-entropy and twice the first term of its series, shape ``(..., 1)``."""
    loss = reference.softmax_cross_entropy(x, y) + 2.0 * (1.0 - (reference.softmax(x) * y).sum(axis=-1))
    return np.asarray(loss[..., np.newaxis])


def _overlap(p: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    """What is missing from the overlap of predictions and labels over all that is given, shape all ones."""
    shared = (p * y).sum(keepdims=True)
    return np.asarray(1.0 - 2.0 * shared / (p.sum() + y.sum()))


def _overlap_of_each(p: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    """What is missing from the overlap of each prediction with its label, both eased by 1."""
    return np.asarray(1.0 - (p * y + 1.0) / ((p + y) / 2.0 + 1.0))


_DISTRIBUTIONS: tuple[LabelForm, ...] = ("indices", "one-hot", "soft")
_DIVERGENCE: tuple[LabelForm, ...] = ("soft",)
_TWICE = "it normalises what it has normalised already, and cannot fall below log(1 + (K - 1) / e)"

READINGS: tuple[Reading, ...] = (
    # --- scores
    Reading("softmax cross-entropy", Kind.LOGITS, _SOFTMAX, _categorical(reference.log_softmax)),
    Reading("sigmoid cross-entropy", Kind.LOGITS, _SIGMOID, reference.sigmoid_cross_entropy),
    Reading("softmax divergence", Kind.LOGITS, _SOFTMAX, _divergence(reference.log_softmax), _DIVERGENCE),
    Reading(
        "soft margin",
        Kind.LOGITS,
        _SIGMOID,
        lambda x, y: reference.softplus(-x * y),
        ("signs",),
    ),
    Reading(
        "sigmoid focal loss",
        Kind.LOGITS,
        _SIGMOID,
        reference.sigmoid_focal_loss,
    ),
    Reading(
        "sigmoid focal loss without alpha",
        Kind.LOGITS,
        _SIGMOID,
        lambda x, y: reference.sigmoid_focal_loss(x, y, alpha=None),
    ),
    Reading(
        "softmax focal loss",
        Kind.LOGITS,
        _SOFTMAX,
        lambda x, y: _focal_softmax(reference.softmax(x), y, 1.0, 2.0),
    ),
    Reading("softmax poly loss", Kind.LOGITS, _SOFTMAX, _poly, _DISTRIBUTIONS),
    Reading(
        "eased Dice loss on softmax",
        Kind.LOGITS,
        _SOFTMAX,
        lambda x, y: _overlap_of_each(reference.softmax(x), y),
    ),
    Reading(
        "eased Dice loss on sigmoid",
        Kind.LOGITS,
        _SIGMOID,
        lambda x, y: _overlap_of_each(reference.sigmoid(x), y),
    ),
    Reading(
        "softmax cross-entropy on softmax",
        Kind.LOGITS,
        _SOFTMAX,
        _categorical(lambda x: reference.log_softmax(reference.softmax(x))),
        doubtful=_TWICE,
    ),
    Reading(
        "sigmoid cross-entropy on sigmoid",
        Kind.LOGITS,
        _SIGMOID,
        lambda x, y: reference.sigmoid_cross_entropy(reference.sigmoid(x), y),
        doubtful="it takes the sigmoid of a sigmoid, and stays in [0.31, 1.31]",
    ),
    # --- probabilities
    Reading(
        "cross-entropy of normalised probabilities",
        Kind.PROBABILITIES,
        _SOFTMAX,
        _categorical(_normalised),
    ),
    Reading("cross-entropy of probabilities", Kind.PROBABILITIES, _SOFTMAX, _categorical(np.log)),
    Reading("binary cross-entropy", Kind.PROBABILITIES, _SIGMOID, reference.binary_cross_entropy),
    Reading("divergence of probabilities", Kind.PROBABILITIES, _SOFTMAX, _divergence(np.log), _DIVERGENCE),
    Reading(
        "generalised divergence of probabilities",
        Kind.PROBABILITIES,
        _SOFTMAX,
        lambda p, y: _divergence(np.log)(p, y) + p - y,
        _DIVERGENCE,
    ),
    Reading(
        "binary focal loss",
        Kind.PROBABILITIES,
        _SIGMOID,
        lambda p, y: reference.sigmoid_focal_loss(reference.logit(p), y),
    ),
    Reading(
        "binary focal loss without alpha",
        Kind.PROBABILITIES,
        _SIGMOID,
        lambda p, y: reference.sigmoid_focal_loss(reference.logit(p), y, alpha=None),
    ),
    Reading(
        "categorical focal loss",
        Kind.PROBABILITIES,
        _SOFTMAX,
        lambda p, y: _focal_softmax(p / p.sum(axis=-1, keepdims=True), y, 1.0, 2.0),
    ),
    Reading("eased Dice loss", Kind.PROBABILITIES, _SIGMOID, _overlap_of_each),
    Reading("Dice loss", Kind.PROBABILITIES, _SIGMOID, _overlap),
    # --- log-probabilities
    Reading("negative log-likelihood", Kind.LOG_PROBABILITIES, _SOFTMAX, _categorical(lambda x: x)),
    Reading("divergence of log-probabilities", Kind.LOG_PROBABILITIES, _SOFTMAX, _divergence(lambda x: x), _DIVERGENCE),
    Reading(
        "generalised divergence of log-probabilities",
        Kind.LOG_PROBABILITIES,
        _SOFTMAX,
        lambda x, y: _divergence(lambda logs: logs)(x, y) + np.exp(x) - y,
        _DIVERGENCE,
    ),
    Reading(
        "divergence of two log-probabilities",
        Kind.LOG_PROBABILITIES,
        _SOFTMAX,
        lambda x, y: np.exp(y) * (y - x),
        ("log-soft",),
    ),
)
