"""What rows of SciPy are called with."""

from typing import Any

import numpy as np

_SECOND = np.eye(4)[1]

OVERRIDES: dict[str, dict[str, Any]] = {
    **{f"scipy.stats.bernoulli.{name}": {"k": 1} for name in ("pmf", "logpmf")},
    **{f"scipy.stats.bernoulli.{name}": {"k": 0} for name in ("cdf", "logcdf")},
    **{f"scipy.stats.binom.{name}": {"k": 1, "n": 1} for name in ("pmf", "logpmf")},
    **{f"scipy.stats.binom.{name}": {"k": 0, "n": 1} for name in ("cdf", "logcdf")},
    "scipy.stats.multinomial": {"n": 1},
    **{f"scipy.stats.multinomial.{name}": {"x": _SECOND, "n": 1} for name in ("pmf", "logpmf")},
    "scipy.stats.multinomial.entropy": {"n": 1},
    "scipy.stats.dirichlet.rvs": {"alpha": np.ones(4)},
}
