"""What a loss expects, found by calling it: nothing is asked of the loss but that it can be called.

`fitting` compares what it returns with the reference; here it is called in both orders of its
arguments, with labels in every form and with the classes along several axes.
"""

from __future__ import annotations

import functools
import inspect
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from logit_lint.kinds import Kind, Normaliser

from .calling import conversions
from .fitting import Fit, fits
from .readings import LabelForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from .calling import Convert

_BATCH_OF_ROWS = ((5, 3), -1)
_OTHER_FORMS = (((3, 5), 0), ((7,), -1))
_IMAGES = {1: ((5, 3, 4), 1), -1: ((5, 4, 3), -1)}


@dataclass(frozen=True)
class LossReport:
    """What a loss expects, as far as calling it can tell.

    Attributes:
        kind: ``Kind.LOGITS``, ``Kind.PROBABILITIES`` or ``Kind.LOG_PROBABILITIES``; None if no
            known loss reproduces what it returns, or several of different kinds do.
        normaliser: the softmax or sigmoid that it applies, or that its input must come from.
        loss: the loss that it computes, in words; empty if none is known.
        labels: the forms of labels for which it computes just that, the most telling one first.
        predictions_first: whether the predictions are the first argument, the labels the second;
            None if both orders give the same numbers.
        axis: the axis of the classes in arrays of three axes, by the numbers; None if each value
            counts by itself, if no array of three axes is taken, or if the sum is the same for all.
        reduction: how the losses are joined, as in `fitting.Fit`; empty if no loss is known.
        smoothing: the share of the uniform distribution that it mixes into the labels.
        doubtful: why it is probably wrong; empty if it is not.
        evidence: what was tried and seen, a sentence each.
    """

    kind: Kind | None
    normaliser: Normaliser | None = None
    loss: str = ""
    labels: tuple[LabelForm, ...] = ()
    predictions_first: bool | None = None
    axis: int | None = None
    reduction: str = ""
    smoothing: float = 0.0
    doubtful: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What it takes, as a person says it."""
        if self.kind is None:
            return "undecided"
        if self.kind is Kind.LOGITS:
            return f"raw scores (logits): it applies the {_NAMES[self.normaliser]} itself"
        return (
            f"{self.kind.words}, as a {'log-' * (self.kind is Kind.LOG_PROBABILITIES)}{_NAMES[self.normaliser]} gives"
        )

    def __str__(self) -> str:
        lines = [f"takes: {self.words}"]
        if self.kind is not None:
            order = {True: "(predictions, labels)", False: "(labels, predictions)", None: "either"}
            lines += [
                f"computes: {self.loss}" + (f", smoothed by {self.smoothing:.4g}" if self.smoothing else ""),
                f"labels: {', '.join(self.labels)}",
                f"order: {order[self.predictions_first]}",
                f"reduction: {self.reduction}",
            ]
            lines += [f"classes: axis {self.axis}"] if self.axis is not None else []
            lines += [f"doubtful: {self.doubtful}"] if self.doubtful else []
        return "\n".join([*lines, f"evidence: {'; '.join(self.evidence)}"])


_NAMES = {Normaliser.SOFTMAX: "softmax", Normaliser.SIGMOID: "sigmoid", None: "normaliser"}


def probe_loss(loss: Callable[..., object]) -> LossReport:
    """Find out what a loss expects, by calling it with small known inputs.

    Works on the losses of every framework and on people's own. The loss is called some hundred
    times with float32 arrays of at most 60 values: NumPy arrays or the tensors of whichever
    framework is imported already.

    Args:
        loss: a function or object of two arguments, predictions and labels in either order. Bind
            all others first: ``probe_loss(lambda x, y: my_loss(x, y, gamma=2.0))``.

    Returns:
        What it expects, with the evidence. Undecided where none of the known losses reproduces its
        numbers.

    Raises:
        TypeError: it cannot be called, or is a class and not an object of it.
    """
    if isinstance(loss, type):
        raise TypeError(f"{loss.__name__} is a class: probe an object of it, {loss.__name__}(...)")
    if not callable(loss):
        raise TypeError(f"a loss can be called, {type(loss).__name__} objects cannot")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tried = []
        for framework, convert in conversions(loss):
            tried.append(framework)
            found = _Search(loss, convert).found()
            if found:
                return _report(found, f"called with {framework} arrays", _parameters(loss))
    return LossReport(None, evidence=(f"no known loss gives its numbers, for {' or '.join(tried)} arrays",))


def assert_loss_takes(kind: Kind | str, loss: Callable[..., object]) -> None:
    """Assert that a loss takes predictions of a kind.

    Args:
        kind: ``"logits"``, ``"probabilities"`` or ``"log-probabilities"``.
        loss: what :func:`probe_loss` takes.

    Raises:
        AssertionError: it takes another kind, or it cannot be told what it takes: no known loss
            reproduces what it returns.
        ValueError: there is no such kind.
        TypeError: it cannot be called, or is a class and not an object of it.
    """
    __tracebackhide__ = True
    wanted = _KINDS.get(kind)
    if wanted is None:
        raise ValueError(f'the kind is "logits", "probabilities" or "log-probabilities", not {kind!r}')
    report = probe_loss(loss)
    if report.kind is not wanted:
        raise AssertionError(f"\nIt is not shown that the loss takes {wanted.words}\n\n{report}")


_KINDS: dict[Kind | str, Kind] = {
    **{kind: kind for kind in (Kind.LOGITS, Kind.PROBABILITIES, Kind.LOG_PROBABILITIES)},
    "logits": Kind.LOGITS,
    "probabilities": Kind.PROBABILITIES,
    "log-probabilities": Kind.LOG_PROBABILITIES,
}


# --- Trying --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Found:
    """All that fits, for one order of the arguments, by the form of the labels."""

    fits: dict[LabelForm, tuple[Fit, ...]]
    predictions_first: bool
    axis: int | None

    @property
    def best(self) -> Fit:
        """The fit for the most telling form of labels."""
        return next(iter(self.fits.values()))[0]

    @property
    def reproduced(self) -> tuple[float, int]:
        """How well the best one fits: the share of what was answered, and how much that is."""
        return self.best.reproduced / self.best.answered, self.best.reproduced


class _Search:
    """One loss, called with the arrays of one framework."""

    def __init__(self, loss: Callable[..., object], convert: Convert) -> None:
        self._loss = loss
        self._convert = convert

    def found(self) -> list[_Found]:
        """What fits, at most one for each order, for the first shape that anything fits."""
        for shape, axis in (_BATCH_OF_ROWS, *_OTHER_FORMS):
            both = [self._in_order(order, shape, axis) for order in (True, False)]
            if any(both):
                return [one for one in both if one is not None]
        return []

    def _in_order(self, predictions_first: bool, shape: tuple[int, ...], axis: int) -> _Found | None:
        call = functools.partial(self._call, predictions_first)
        tried = ((form, fits(call, form, shape=shape, axis=axis)) for form in get_args(LabelForm))
        by_form: dict[LabelForm, tuple[Fit, ...]] = {form: found for form, found in tried if found}
        if not by_form:
            return None
        form, (best, *_) = next(iter(by_form.items()))
        # The loss is one: other forms of labels count where they are read in the same sense.
        alike = {form: found for form, found in by_form.items() if any(_same_sense(best, one) for one in found)}
        return _Found(alike, predictions_first, self._axis_of_images(call, form, best))

    def _axis_of_images(self, call: Callable[..., object], form: LabelForm, best: Fit) -> int | None:
        """The one axis of three at which the classes give the same reading and reduction as in rows."""
        axes = [
            name
            for name, (shape, axis) in _IMAGES.items()
            for one in fits(call, form, shape=shape, axis=axis)
            if (one.reading, one.reduction) == (best.reading, best.reduction)
        ]
        return axes[0] if len(axes) == 1 else None

    def _call(self, predictions_first: bool, predictions: NDArray[Any], labels: NDArray[Any]) -> object:
        given = self._convert(predictions), self._convert(labels)
        return self._loss(*(given if predictions_first else given[::-1]))


def _same_sense(one: Fit, other: Fit) -> bool:
    return (one.kind, one.reading.normaliser) == (other.kind, other.reading.normaliser)


# --- Telling -------------------------------------------------------------------------------------


def _report(found: list[_Found], how: str, parameters: tuple[str, ...]) -> LossReport:
    most = max(one.reproduced for one in found)
    best = [one for one in found if one.reproduced == most]
    candidates = [fit for one in best for fit in next(iter(one.fits.values()))]
    if len({fit.kind for fit in candidates}) > 1:
        names = sorted({f"{fit.reading.name} ({fit.kind.words})" for fit in candidates})
        return LossReport(None, evidence=(how, f"several losses give its numbers: {', '.join(names)}"))
    first, fit = best[0], best[0].best
    evidence = [how, f"reproduced on {fit.reproduced} of the {fit.answered} sorts of values that it answers"]
    order: bool | None = first.predictions_first
    if len(best) > 1 or ("indices" not in first.fits and fit.reading.symmetric):
        order = _order_by_names(parameters)
        evidence.append(
            "both orders of the arguments give the same numbers"
            + ("" if order is None else f"; the names {' and '.join(parameters[:2])} tell")
        )
        first = next((one for one in best if one.predictions_first is order), first)
    return LossReport(
        fit.kind,
        fit.reading.normaliser,
        fit.reading.name,
        tuple(first.fits),
        order,
        first.axis,
        fit.reduction,
        fit.smoothing,
        fit.reading.doubtful,
        tuple(evidence),
    )


def _parameters(loss: Callable[..., object]) -> tuple[str, ...]:
    called = getattr(loss, "forward", None) or getattr(loss, "call", None) or loss
    try:
        return tuple(inspect.signature(called).parameters)
    except (TypeError, ValueError):
        return ()


def _order_by_names(parameters: tuple[str, ...]) -> bool | None:
    """Whether the predictions come first by the names of the first two parameters; None if they don't tell."""
    first, second = (any(word in name.lower() for word in _LABEL_WORDS) for name in (*parameters, "", "")[:2])
    return None if first == second else second


_LABEL_WORDS = ("label", "target", "true", "truth", "gold")
