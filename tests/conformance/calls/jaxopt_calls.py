"""JAXopt: what single rows are given."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..samples import SHAPE

_ROW = np.array([0.2, 1.5, -0.7, 0.6], "float32")

OVERRIDES: dict[str, dict[str, Any]] = {
    "jaxopt.loss.multiclass_logistic_loss": {SHAPE: (4,)},
    "jaxopt.projection.projection_simplex": {"x": _ROW},
    "jaxopt.projection.projection_sparse_simplex": {"x": _ROW, "max_nz": 2},
}
