"""Equinox: what single rows are given."""

from __future__ import annotations

from typing import Any

import equinox
import jax
import jax.numpy as jnp
import numpy as np

_ROW = np.array([0.2, 1.5, -0.7, 0.6], "float32")
_MAPS = {size: np.random.default_rng(5).normal(size=(4,) + size * (3,)).astype("float32") for size in (1, 2, 3)}
_LINEAR = equinox.nn.Linear(4, 4, key=jax.random.key(0))


def _softmax(values: Any) -> Any:
    return jax.nn.softmax(values)


OVERRIDES: dict[str, dict[str, Any]] = {
    "equinox.apply_updates": {"updates": np.zeros(())},
    "equinox.nn.Linear": {"x": _ROW},
    **{f"equinox.nn.{name}{size}d": {"x": _MAPS[size]} for name in ("Conv", "ConvTranspose") for size in (1, 2, 3)},
    **{f"equinox.nn.{name}": {"x": _MAPS[1]} for name in ("Conv", "ConvTranspose")},
    "equinox.nn.MLP": {"x": _ROW},
    **{f"equinox.nn.{name}Pool{size}d": {"x": _MAPS[size]} for name in ("Avg", "Max") for size in (1, 2, 3)},
    **{
        f"equinox.nn.Adaptive{name}Pool{size}d": {"x": _MAPS[size], "target_shape": 3}
        for name in ("Avg", "Max")
        for size in (1, 2, 3)
    },
    "equinox.nn.Lambda": {"fn": jnp.tanh},
    "equinox.nn.WeightNorm": {"layer": _LINEAR, "x": _ROW},
    **{f"equinox.filter_{name}": {"fun": _softmax} for name in ("jit", "vmap", "checkpoint")},
    "equinox.filter_shard": {"device_or_shardings": jax.devices()[0]},
    "equinox.error_if": {"pred": False, "msg": "x"},
}
