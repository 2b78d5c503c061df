"""tf_slim: what single rows are given."""

from __future__ import annotations

from typing import Any

import numpy as np


def _floats(*shape: int) -> np.ndarray:
    return np.random.default_rng(3).normal(size=shape).astype("float32")


_VOLUMES = _floats(2, 3, 3, 3, 4)
_MAPS = _floats(2, 5, 5, 4)
_ERRORS: dict[str, Any] = {"predictions": _floats(6, 4), "labels": _floats(6, 4) + 1}
_BEST: dict[str, Any] = {"predictions": _floats(6, 4), "labels": np.zeros((6, 1), "int64"), "k": 2}

OVERRIDES: dict[str, dict[str, Any]] = {
    **{f"tf_slim.{name}3d": {"inputs": _VOLUMES} for name in ("conv", "max_pool", "avg_pool")},
    "tf_slim.conv3d_transpose": {"inputs": _VOLUMES},
    **{f"tf_slim.legacy_{name}": {"num_output_units": 4} for name in ("fully_connected", "linear", "relu")},
    "tf_slim.maxout": {"num_units": 2},
    **{
        f"tf_slim.metrics.streaming_{name}_error": _ERRORS
        for name in ("mean_squared", "mean_absolute", "root_mean_squared")
    },
    **{f"tf_slim.metrics.streaming_{name}_at_k": _BEST for name in ("recall", "sparse_precision", "sparse_recall")},
    "tf_slim.metrics.streaming_mean": {"values": _floats(6, 4)},
}
