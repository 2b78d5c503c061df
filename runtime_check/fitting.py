"""Which reading of its arguments reproduces what a loss returns: the core of `probe`.

The loss is called with small known batches of four sorts: raw scores, probabilities, values of
sigmoids, log-probabilities. A reading fits if one factor (the reduction) and one share of smoothing
reproduce every number that comes back, to four digits, on the sort that the reading is about, and on
half of the sorts that get an answer; of several, that one is right which reproduces the most.
Probabilities that are read as scores give other numbers than probabilities read as such, so the kind
is told although every call succeeds.

This is all that is asked of the loss: it may clip, reject or ignore what it does not expect.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from logit_lint.kinds import Kind, Normaliser

from . import reference
from .arrays import as_numpy
from .readings import READINGS, LabelForm, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

BATCHES = 4
AGREEMENT = 2e-4


@dataclass(frozen=True)
class Fit:
    """A reading that reproduces what a loss returns.

    Attributes:
        reading: what the loss does, and the kind of predictions it takes.
        labels: the form of labels with which it was called.
        axis: the axis of the classes with which it was called.
        reduction: ``"none"``, ``"sum"``, ``"mean"``, ``"mean over classes"`` (and nothing else),
            ``"batch mean"`` (summed over all but the first axis), ``"mean over all values"`` (also
            over the classes of a softmax), any of them with ``" times c"``.
        smoothing: the share of the uniform distribution in the labels.
        reproduced: how many of the four sorts of batches it reproduces.
        answered: how many of them the loss gave finite numbers for.
    """

    reading: Reading
    labels: LabelForm
    axis: int
    reduction: str
    smoothing: float
    reproduced: int
    answered: int

    @property
    def kind(self) -> Kind:
        """The kind of the predictions that the loss takes."""
        return self.reading.kind


@dataclass(frozen=True)
class _Batch:
    """One call: what the loss was given, with the classes last, and what came back."""

    predictions: NDArray[np.float64]
    labels: NDArray[np.float64]
    answer: NDArray[np.float64]


def fits(
    loss: Callable[[NDArray[Any], NDArray[Any]], object],
    labels: LabelForm = "indices",
    *,
    shape: tuple[int, ...] = (5, 3),
    axis: int = -1,
    readings: Iterable[Reading] = READINGS,
) -> tuple[Fit, ...]:
    """The readings of a loss's arguments that reproduce what it returns.

    Args:
        loss: ``loss(predictions, labels)``, called with two NumPy arrays some sixteen times. Wrap it
            to change the order, to convert to its framework's tensors, or to give more arguments.
        labels: the form of the labels to give: ``"indices"`` (int64, without the axis of the
            classes), or float32 in the shape of the predictions: ``"one-hot"``, ``"soft"``
            (rows summing to 1), ``"multi-hot"`` (independent zeros and ones), ``"signs"``
            (independent minus and plus ones), ``"log-soft"`` (logarithms of soft rows).
        shape: the shape of the predictions (float32); lengths that differ tell axes apart.
        axis: the axis of the classes in ``shape``.
        readings: the readings to try.

    Returns:
        The best fits: those that reproduce the most sorts of batches, the plainest first. Empty if
        none fits or every call fails. If they differ in ``kind``, the loss cannot be told.
    """
    answers = {sort: _ask(loss, sort, labels, shape, axis) for sort in _SORTS}
    answered = sum(1 for batches in answers.values() if batches)
    found = []
    for reading in readings:
        batches = answers[_native(reading)]
        if labels not in reading.needs or not batches:
            continue
        fitted = _fit(reading, batches, axis)
        if fitted is None:
            continue
        axes, factor, smoothing = fitted
        reproduced = sum(
            1 for others in answers.values() if others and _agrees(reading, others, axis, axes, factor, smoothing)
        )
        if 2 * reproduced < answered:
            continue
        reduction = _reduction(reading, shape, axis, axes, factor)
        found.append(Fit(reading, labels, axis, reduction, smoothing, reproduced, answered))
    most = max((fit.reproduced for fit in found), default=0)
    best = [fit for fit in found if fit.reproduced == most]
    return tuple(sorted(best, key=lambda fit: (fit.smoothing > 0.0, " times " in fit.reduction)))


# --- Batches -------------------------------------------------------------------------------------

_SORTS: dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "scores": lambda scores: scores,
    "probabilities": reference.softmax,
    "sigmoids": reference.sigmoid,
    "log-probabilities": reference.log_softmax,
}


def _native(reading: Reading) -> str:
    """The sort of batches that a reading is about."""
    if reading.kind is Kind.PROBABILITIES:
        return "sigmoids" if reading.normaliser is Normaliser.SIGMOID else "probabilities"
    return "scores" if reading.kind is Kind.LOGITS else "log-probabilities"


def _ask(
    loss: Callable[[NDArray[Any], NDArray[Any]], object], sort: str, form: LabelForm, shape: tuple[int, ...], axis: int
) -> list[_Batch]:
    """What the loss says to each batch of a sort; nothing if it fails on one or gives no finite numbers."""
    last = shape[:axis] + shape[axis:][1:] + (shape[axis],)
    batches = []
    for seed in range(BATCHES):
        random = np.random.default_rng(seed)
        predictions = _SORTS[sort](random.normal(size=last) * 1.3).astype(np.float32)
        dense, given = _labels(form, last, random)
        if given.ndim == len(last):
            given = np.moveaxis(given, -1, axis)
        try:
            returned = loss(np.moveaxis(predictions, -1, axis).copy(), given.copy())
            loss_itself = returned[0] if isinstance(returned, tuple) else returned  # it may come with more
            answer = as_numpy(loss_itself).astype(np.float64).squeeze()
        except Exception:  # whatever a black box raises means that it does not take this
            return []
        if answer.size == 0 or not np.isfinite(answer).all():
            return []
        batches.append(_Batch(predictions.astype(np.float64), dense, answer))
    same_shape = len({batch.answer.shape for batch in batches}) == 1
    return batches if same_shape else []


def _labels(
    form: LabelForm, shape: tuple[int, ...], random: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[Any]]:
    """Labels for predictions with the classes last: dense in float64, and as the loss gets them."""
    indices = np.asarray(random.integers(0, shape[-1], shape[:-1]), dtype=np.int64)
    one_hot = np.eye(shape[-1])[indices]
    soft = reference.softmax(random.normal(size=shape)).astype(np.float32)
    if form == "indices":
        return one_hot, indices
    forms: dict[LabelForm, NDArray[Any]] = {
        "one-hot": one_hot,
        "soft": soft,
        "multi-hot": random.integers(0, 2, shape),
        "signs": random.integers(0, 2, shape) * 2 - 1,
        "log-soft": np.log(soft),
    }
    dense = forms[form].astype(np.float32)
    return dense.astype(np.float64), dense


# --- Comparing -----------------------------------------------------------------------------------


def _fit(reading: Reading, batches: list[_Batch], axis: int) -> tuple[tuple[int, ...], float, float] | None:
    """The axes that were summed over, the factor, and the smoothing that reproduce all answers."""
    answers = np.concatenate([batch.answer.ravel() for batch in batches])
    spread = float(np.ptp(answers))
    if spread <= 1e-6 * float(np.abs(answers).max()):
        return None
    for axes in _ways_to_sum(reading, batches, axis):
        hard = _expected(reading, batches, axis, axes, 0.0)
        if hard is None:
            continue
        factor = float(hard @ answers / (hard @ hard))
        if np.abs(factor * hard - answers).max() <= AGREEMENT * spread:
            return axes, factor, 0.0
        uniform = _expected(reading, batches, axis, axes, 1.0)
        if uniform is None:
            continue
        (first, second), *_ = np.linalg.lstsq(np.stack([hard, uniform], axis=1), answers, rcond=None)
        close = np.abs(first * hard + second * uniform - answers).max() <= AGREEMENT * spread
        smoothing = float(second / (first + second)) if first + second else -1.0
        if close and 0.0 < smoothing <= 0.9:
            return axes, float(first + second), round(smoothing, 4)
    return None


def _agrees(
    reading: Reading, batches: list[_Batch], axis: int, axes: tuple[int, ...], factor: float, smoothing: float
) -> bool:
    """Whether what fits one sort of batches reproduces another one."""
    hard, uniform = (_expected(reading, batches, axis, axes, share) for share in (0.0, 1.0))
    answers = np.concatenate([batch.answer.ravel() for batch in batches])
    if hard is None or hard.shape != answers.shape:
        return False
    expected = hard if not smoothing or uniform is None else (1.0 - smoothing) * hard + smoothing * uniform
    distance = np.abs(factor * expected - answers).max()
    return bool(distance <= 2.0 * AGREEMENT * max(float(np.ptp(answers)), float(np.abs(answers).max()) / 10.0))


def _ways_to_sum(reading: Reading, batches: list[_Batch], axis: int) -> list[tuple[int, ...]]:
    """The sets of axes over which the terms may have been summed, by the shapes of the answers."""
    terms = _terms(reading, batches[0], axis, 0.0)
    sets = itertools.chain.from_iterable(itertools.combinations(range(terms.ndim), n) for n in range(terms.ndim + 1))
    return [axes for axes in sets if terms.sum(axis=axes).squeeze().shape == batches[0].answer.shape]


def _expected(
    reading: Reading, batches: list[_Batch], axis: int, axes: tuple[int, ...], uniform: float
) -> NDArray[np.float64] | None:
    """The terms of all batches, summed over the axes; None if they are not numbers."""
    with np.errstate(all="ignore"):
        sums = [_terms(reading, batch, axis, uniform).sum(axis=axes).ravel() for batch in batches]
    joined = np.concatenate(sums)
    return joined if np.isfinite(joined).all() and joined.any() else None


def _terms(reading: Reading, batch: _Batch, axis: int, uniform: float) -> NDArray[np.float64]:
    """The reading's terms for one batch, with the classes at ``axis``; ``uniform`` replaces that share of labels."""
    middle = 0.5 if reading.normaliser is Normaliser.SIGMOID else 1.0 / batch.predictions.shape[-1]
    labels = (1.0 - uniform) * batch.labels + uniform * middle
    with np.errstate(all="ignore"):
        return np.moveaxis(np.asarray(reading.terms(batch.predictions, labels)), -1, axis)


def _reduction(reading: Reading, shape: tuple[int, ...], axis: int, axes: tuple[int, ...], factor: float) -> str:
    """The factor in words. The sum over the classes belongs to a softmax loss, but is a reduction of a sigmoid loss."""
    classes = axis % len(shape)
    own = {classes} if reading.normaliser is Normaliser.SOFTMAX else set()
    summed = [shape[one] for one in axes if one not in own]
    base = "none" if not summed else "mean"
    named = {"none": 1.0} if not summed else {"mean": 1.0 / math.prod(summed), "sum": 1.0}
    if summed and own:
        named["mean over all values"] = 1.0 / (math.prod(summed) * shape[classes])
    if summed == [shape[classes]]:
        named = {"mean over classes": 1.0 / shape[classes], "sum over classes": 1.0}
        base = "mean over classes"
    if 0 in axes and len(summed) > 1:
        named["batch mean"] = 1.0 / shape[0]
    for name, value in named.items():
        if abs(factor / value - 1.0) < 1e-3:
            return name
    return f"{base} times {factor / named[base]:.4g}"
