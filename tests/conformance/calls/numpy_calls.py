"""What rows of NumPy are called with."""

from typing import Any

import numpy as np

_VALUES = np.random.default_rng(5).normal(size=(6, 4))
_VECTOR = np.random.default_rng(6).normal(size=4)
_PLACES = np.array([[0], [3], [1], [2], [0], [1]])
_DRAWS = {"a": 4, "size": 3000}
_MASK = np.array([True, False, True, True, False, False])

OVERRIDES: dict[str, dict[str, Any]] = {
    "numpy.random.choice": _DRAWS,
    "numpy.random.default_rng": {"seed": 0},
    "numpy.random.RandomState": {"seed": 0},
    "numpy.random.Generator.choice": _DRAWS,
    "numpy.random.RandomState.choice": _DRAWS,
    "numpy.random.dirichlet": {"alpha": np.ones(4)},
    "numpy.random.Generator.dirichlet": {"alpha": np.ones(4)},
    "numpy.random.RandomState.dirichlet": {"alpha": np.ones(4)},
    **{f"numpy.{name}": {"kth": 1} for name in ("argpartition", "partition", "ndarray.argpartition")},
    "numpy.lexsort": {"keys": _VALUES},
    "numpy.where": {"condition": np.bool_(True), "y": 0.0},
    "numpy.apply_along_axis": {"func1d": np.sort},
    "numpy.vectorize": {"pyfunc": abs},
    "numpy.ndarray.dot": {"self": _VALUES, "other": _VECTOR},
    "numpy.einsum": {"operands": ["ij,kj->ik", _VALUES, _VALUES + 1]},
    "numpy.fromiter": {"iter": _VECTOR, "dtype": "float64"},
    "numpy.astype": {"dtype": "float64"},
    "numpy.tile": {"reps": 2},
    "numpy.ndarray.reshape": {"self": _VALUES, "shape": [4, 6]},
    "numpy.ndarray.astype": {"dtype": "float64"},
    "numpy.take_along_axis": {"arr": _VALUES, "indices": _PLACES},
    "numpy.take": {"indices": [1, 2]},
    "numpy.compress": {"condition": _MASK, "a": _VALUES, "axis": 0},
    "numpy.extract": {"condition": _VALUES > 0, "arr": _VALUES},
    "numpy.delete": {"obj": 1},
    "numpy.choose": {"a": np.array([0, 2, 1, 3]), "choices": _VALUES},
    "numpy.ndarray.take": {"indices": [1, 2]},
    "numpy.ndarray.compress": {"self": _VALUES, "condition": _MASK, "axis": 0},
    "numpy.ndarray.choose": {"self": np.array([0, 2, 1, 3]), "choices": _VALUES},
}
