"""What rows of the standard library are called with."""

from typing import Any

import numpy as np

_NUMBERS = np.array([0.3, 1.5, -0.7, 0.6])

OVERRIDES: dict[str, dict[str, Any]] = {
    "math.tanh": {"x": 0.4},
    "math.erf": {"x": 0.4},
    "random.choices": {"population": np.arange(4), "k": 3000},
    "random.sample": {"population": [0.3, 1.5, -0.7, 0.6], "k": 2},
    "random.Random": {"x": 0},
    "random.Random.choices": {"population": np.arange(4), "k": 3000},
    "random.Random.sample": {"population": [0.3, 1.5, -0.7, 0.6], "k": 2},
    "statistics.mean": {"data": _NUMBERS},
}
