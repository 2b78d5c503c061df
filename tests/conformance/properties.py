"""What must hold of a result whose values can't be foretold: its properties, by operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from logit_lint.runtime_check import reference

from logit_lint.kinds import Kind, Meaning, Normaliser

from .values import close, first, leaves, numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    Array = np.ndarray[Any, Any]

MADE_BY = {
    "softmax": Meaning(Kind.PROBABILITIES, Normaliser.SOFTMAX),
    "relaxed": Meaning(Kind.PROBABILITIES, Normaliser.SOFTMAX),
    "sigmoid": Meaning(Kind.PROBABILITIES, Normaliser.SIGMOID),
    "log_softmax": Meaning(Kind.LOG_PROBABILITIES, Normaliser.SOFTMAX),
    "log_sigmoid": Meaning(Kind.LOG_PROBABILITIES, Normaliser.SIGMOID),
    "log": Meaning(Kind.LOG_PROBABILITIES),
}
"""What an operation makes, whatever it is given."""


def _several(values: Array) -> list[int]:
    """The axes along which there is more than one value."""
    return [axis for axis, length in enumerate(values.shape) if length > 1]


def looks_wrong(meaning: Meaning, found: Array | None) -> str:
    """Why values can't be of a kind, or nothing."""
    if found is None or found.dtype.kind not in "biuf":
        return "no numbers come back"
    values = found.astype(np.float64)
    if not values.size or np.isnan(values).any():
        return "no numbers come back"
    if meaning.kind is Kind.LOG_PROBABILITIES:
        if values.max() > 1e-4:
            return "some log-probabilities are above zero"
        values = np.exp(values)
    elif meaning.kind is not Kind.PROBABILITIES:
        return ""
    if values.min() < -1e-5 or values.max() > 1 + 1e-4:
        return "some probabilities are outside of [0, 1]"
    if meaning.normaliser is Normaliser.SOFTMAX and not any(
        np.allclose(values.sum(axis), 1, atol=1e-3) for axis in (*_several(values), None)
    ):
        return "probabilities do not sum to one"
    return ""


def _are_the_same(given: list[Array], real: Any) -> bool:
    """All values are there, and no others."""
    expected, found = np.unique(np.concatenate(given).round(3)), np.unique(numbers(real).round(3))
    return found.size > 0 and expected.size == found.size and close(expected, found)


def _are_taken(given: list[Array], real: Any) -> bool:
    """What is there was given (zeros may fill up)."""
    expected, found = np.append(np.concatenate(given), 0.0), numbers(real)
    return found.size > 0 and all(np.abs(expected - one).min() < 1e-3 for one in found)


def _are_compared(given: list[Array], real: Any) -> bool:
    """What one of the four comparisons of the two gives."""
    found, (left, right) = first(real), given
    if found is None or found.dtype.kind != "b":
        return False
    orders = (np.greater, np.greater_equal, np.less, np.less_equal)
    return any(np.array_equal(found.reshape(-1), order(left, right)) for order in orders)


def _are_ranked(given: list[Array], real: Any) -> bool:
    """Values that were given, and places."""
    parts = leaves(real)
    if len(parts) != 2 or np.asarray(parts[1]).dtype.kind not in "iu":
        return False
    return _are_taken(given[:1], parts[0])


def _are_extremes(given: list[Array], real: Any) -> bool:
    return _are_taken(given[:1], leaves(real)[0])


def _are_indices(given: list[Array], real: Any) -> bool:
    """Whole numbers from zero."""
    found = numbers(real)
    return bool(found.size and (found == found.round()).all() and found.min() >= -1)


def _are_one_hot(given: list[Array], real: Any) -> bool:
    found = first(real)
    return found is not None and set(np.unique(found.astype(float))) <= {0.0, 1.0}


def _are_raw(given: list[Array], real: Any) -> bool:
    """Neither probabilities nor their logarithms: rows do not sum to one, and numbers in [0, 1] lie not around a half.

    The scores of fresh layers are small, so a sigmoid of them would be close to a half.
    """
    found = first(real)
    if found is None or found.dtype.kind != "f" or not found.size:
        return False
    of_sigmoid = found.min() >= 0 and found.max() <= 1 and abs(found.mean() - 0.5) < 0.2
    return not of_sigmoid and all(looks_wrong(MADE_BY[head], found) for head in ("softmax", "log_softmax"))


def _are_hidden(given: list[Array], real: Any) -> bool:
    """Not the softmax or sigmoid of what went in, nor what went in itself."""
    found, values = first(real), np.concatenate(given)
    if found is None or found.dtype.kind not in "fiu":
        return False
    return found.size != values.size or not any(
        close(found.reshape(-1).astype(float), one) for one in (values, reference.sigmoid(values))
    )


PROPERTIES: dict[str, Callable[[list[Array], Any], bool]] = {
    "same": _are_the_same,
    "take": _are_taken,
    "join": _are_taken,
    "where": _are_taken,
    "compare": _are_compared,
    "ranked": _are_ranked,
    "extremes": _are_extremes,
    "indices": _are_indices,
    "one_hot": _are_one_hot,
    "affine": _are_raw,
    "hidden": _are_hidden,
    "relaxed": lambda given, real: looks_wrong(MADE_BY["relaxed"], first(real)) == "",
}
"""By operation: whether what comes back (second) can have been made of what went in (first)."""
