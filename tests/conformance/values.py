"""What comes back from a call, as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def leaves(real: Any) -> list[Array]:
    """The arrays and numbers of a nest of lists and dictionaries."""
    if isinstance(real, dict):
        return [leaf for value in real.values() for leaf in leaves(value)]
    if isinstance(real, list):
        return [leaf for value in real for leaf in leaves(value)]
    return [np.asarray(real)] if isinstance(real, (int, float, bool, np.generic, np.ndarray)) else []


def numbers(real: Any) -> Array:
    """All numbers in one row; booleans count as numbers."""
    found = [leaf.reshape(-1) for leaf in leaves(real) if leaf.dtype.kind in "biuf"]
    return np.concatenate(found).astype(np.float64) if found else np.empty(0)


def first(real: Any) -> Array | None:
    """The first array, of whatever type."""
    return next(iter(leaves(real)), None)


def close(one: Array, other: Array) -> bool:
    """Equal within single precision."""
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=2e-3, atol=2e-4, equal_nan=False))


def short(found: Array) -> str:
    """The first values, for messages."""
    return np.array2string(found.reshape(-1)[:4], precision=4)
