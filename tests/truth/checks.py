"""What must hold of a bad and a good example: of their values, their gradients, and what they raise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from .trial import Trial

Array = np.ndarray


class Check:
    """What must hold of a bad and a good example; ``label`` says in a word or two what was executed."""

    label: str

    tells: bool | property = True
    """Whether it must fail where the good example stands in the bad one's place."""

    def __call__(self, bad: Trial, good: Trial) -> None:
        raise NotImplementedError


def _alike(bad: Trial, good: Trial) -> tuple[Array, Array]:
    """Both values, or both means where only one of the examples averages over the batch."""
    first, second = np.squeeze(bad.value).astype(float), np.squeeze(good.value).astype(float)
    return (first, second) if first.shape == second.shape else (np.mean(first), np.mean(second))


@dataclass(frozen=True)
class Same(Check):
    """Both give the same value, up to rounding."""

    rtol: float = 2e-5
    atol: float = 1e-6
    label = "same value"
    tells = False

    def __call__(self, bad: Trial, good: Trial) -> None:
        first, second = _alike(bad, good)
        assert np.isfinite(second).all()
        np.testing.assert_allclose(first, second, rtol=self.rtol, atol=self.atol)


@dataclass(frozen=True)
class Differ(Check):
    """The values differ by ``least`` somewhere."""

    least: float = 1e-3
    label = "other value"

    def __call__(self, bad: Trial, good: Trial) -> None:
        first, second = _alike(bad, good)
        assert np.isfinite(second).all()
        assert np.abs(first - second).max() > self.least


@dataclass(frozen=True)
class Breaks(Check):
    """Somewhere the bad value or gradient is ``nan`` or ``inf``, and the good one's is finite (if it is ``mended``)."""

    what: str
    of: str = "value"
    mended: bool = True

    @property
    def tells(self) -> bool:
        return self.mended

    @property
    def label(self) -> str:  # type: ignore[override]
        what = {"nan": "NaN", "inf": "infinite", "any": "NaN or infinite"}[self.what]
        return what if self.of == "value" else f"gradient {what}"

    def __call__(self, bad: Trial, good: Trial) -> None:
        broken = np.asarray(getattr(bad, self.of))
        found = {"nan": np.isnan(broken), "inf": np.isinf(broken), "any": ~np.isfinite(broken)}[self.what]
        assert found.any(), broken
        if self.mended:
            assert np.isfinite(getattr(good, self.of)).all()


@dataclass(frozen=True)
class Bounded(Check):
    """Every bad value lies in [low, high], and some good one does not."""

    low: float = -np.inf
    high: float = np.inf
    label = "bounded value"

    def __call__(self, bad: Trial, good: Trial) -> None:
        slack = 1e-5 * max(1.0, *(abs(end) for end in (self.low, self.high) if np.isfinite(end)))
        low, high = self.low - slack, self.high + slack
        assert ((bad.value >= low) & (bad.value <= high)).all(), bad.value
        assert ((good.value < low) | (good.value > high)).any(), good.value


@dataclass(frozen=True)
class Outside(Check):
    """Some bad value lies outside of [low, high], and every good one inside."""

    low: float = -np.inf
    high: float = np.inf
    label = "value out of bounds"

    def __call__(self, bad: Trial, good: Trial) -> None:
        assert ((bad.value < self.low) | (bad.value > self.high)).any(), bad.value
        assert ((good.value >= self.low - 1e-5) & (good.value <= self.high + 1e-5)).all(), good.value


@dataclass(frozen=True)
class Gives(Check):
    """The bad example gives just this, the good one something else."""

    expected: float | tuple[float, ...]
    rtol: float = 1e-3
    label = "stated value"

    def __call__(self, bad: Trial, good: Trial) -> None:
        np.testing.assert_allclose(np.ravel(bad.value), np.ravel(self.expected), rtol=self.rtol, atol=1e-5)
        assert not np.allclose(np.ravel(good.value), np.ravel(self.expected), rtol=self.rtol, atol=1e-5)


@dataclass(frozen=True)
class Off(Check):
    """What should be ``expected`` is off by at least ``least``."""

    expected: float
    least: float
    label = "digits lost"
    tells = False

    def __call__(self, bad: Trial, good: Trial) -> None:
        assert (np.abs(bad.value - self.expected) >= self.least).all(), bad.value


@dataclass(frozen=True)
class RoundsToZero(Check):
    """The bad value is exactly 0, the good one is not."""

    label = "rounds to 0"

    def __call__(self, bad: Trial, good: Trial) -> None:
        assert (bad.value == 0).all(), bad.value
        assert (good.value != 0).all(), good.value


@dataclass(frozen=True)
class Shrinks(Check):
    """The bad gradient is at most ``to`` times as large as the good one, which is none that vanishes."""

    to: float
    label = "gradient shrinks"

    def __call__(self, bad: Trial, good: Trial) -> None:
        largest = np.abs(good.gradient).max()
        assert largest > 1e-6
        assert np.abs(bad.gradient).max() <= self.to * largest, (bad.gradient, good.gradient)


@dataclass(frozen=True)
class Share(Check):
    """The bad gradient is this share of the good one, everywhere."""

    of_good: float
    label = "share of the gradient"

    def __call__(self, bad: Trial, good: Trial) -> None:
        assert np.abs(good.gradient).max() > 1e-6
        np.testing.assert_allclose(bad.gradient, self.of_good * good.gradient, rtol=1e-4, atol=1e-8)


@dataclass(frozen=True)
class Pulls(Check):
    """Where the good example is at rest, the bad one still has a gradient."""

    label = "gradient at the goal"

    def __call__(self, bad: Trial, good: Trial) -> None:
        assert np.abs(good.gradient).max() < 1e-6
        assert np.abs(bad.gradient).max() > 1e-3


@dataclass(frozen=True)
class Right(Check):
    """The good value is ``expected`` of the scores."""

    expected: Callable[[Array], Array]
    label = "library's value"
    tells = False

    def __call__(self, bad: Trial, good: Trial) -> None:
        np.testing.assert_allclose(good.value, self.expected(good.scores), rtol=2e-5, atol=1e-6)


@dataclass(frozen=True)
class Slope(Check):
    """The good gradient is what the page says: ``expected`` of the scores."""

    expected: Callable[[Array], Array]
    label = "stated gradient"
    tells = False

    def __call__(self, bad: Trial, good: Trial) -> None:
        np.testing.assert_allclose(good.gradient, self.expected(good.scores), rtol=1e-4, atol=1e-6)


@dataclass(frozen=True)
class Blind(Check):
    """``of`` the bad example does not change when ``other`` scores are given; of the good one it does."""

    other: Array
    of: str = "value"

    @property
    def label(self) -> str:  # type: ignore[override]
        return f"{self.of} blind to scores"

    def __call__(self, bad: Trial, good: Trial) -> None:
        for one, blind in ((bad, True), (good, False)):
            found = [np.asarray(getattr(trial, self.of)) for trial in (one, one.on(self.other))]
            assert np.allclose(*found, rtol=1e-4, atol=1e-6) is blind, found


@dataclass(frozen=True)
class Untouched(Check):
    """``name`` changes nothing but the size ``of`` the bad example; it does change the good one."""

    name: str
    other: Any
    of: str = "gradient"
    label = "no effect"

    def __call__(self, bad: Trial, good: Trial) -> None:
        for one, same in ((bad, True), (good, False)):
            found = [np.asarray(getattr(trial, self.of)) for trial in (one, one.given(**{self.name: self.other}))]
            first, second = (array / np.abs(array).max() for array in found)
            assert np.allclose(first, second, atol=0.03) is same, (first, second)


@dataclass(frozen=True)
class Raises(Check):
    """The bad example raises; the good one does not."""

    match: str = ""
    label = "raises"

    def __call__(self, bad: Trial, good: Trial) -> None:
        import pytest

        with pytest.raises(Exception, match=self.match):
            _ = bad.value
        assert good.value is not None


@dataclass(frozen=True)
class Warns(Check):
    """The bad example warns; the good one does not."""

    match: str
    label = "warns"

    def __call__(self, bad: Trial, good: Trial) -> None:
        assert any(self.match in text for text in bad.warnings), bad.warnings
        assert not any(self.match in text for text in good.warnings), good.warnings


@dataclass(frozen=True)
class NoTensor(Check):
    """The bad example raises or gives no tensor; the good one gives one."""

    label = "computes nothing"

    def __call__(self, bad: Trial, good: Trial) -> None:
        assert good.value.dtype.kind in "fiub"
        try:
            made = bad.value
        except (TypeError, ValueError, RuntimeError, AttributeError):
            return
        assert made.dtype == object, made


@dataclass(frozen=True)
class SumsTo1(Check):
    """The bad values sum to 1 along ``axis``, the good ones along the last."""

    axis: int
    label = "sums along the batch"

    def __call__(self, bad: Trial, good: Trial) -> None:
        np.testing.assert_allclose(bad.value.sum(self.axis), 1, rtol=1e-5)
        np.testing.assert_allclose(good.value.sum(-1), 1, rtol=1e-5)
        assert not np.allclose(bad.value.sum(-1), 1)
