"""Haiku: what single rows are given."""

from __future__ import annotations

from typing import Any

import haiku
import numpy as np

_MAPS = np.random.default_rng(5).normal(size=(2, 3, 3, 4)).astype("float32")
_IMAGE = np.random.default_rng(5).normal(size=(2, 8, 8, 3)).astype("float32")
_FEATURES = np.random.default_rng(6).normal(size=(6, 4)).astype("float32")
_STATE = haiku.LSTMState(np.zeros((6, 4), "float32"), np.zeros((6, 4), "float32"))
_POOL = {"strides": 1, "padding": "VALID"}

OVERRIDES: dict[str, dict[str, Any]] = {
    "haiku.nets.MLP": {"output_sizes": [5, 4]},
    "haiku.nets.MobileNetV1": {
        "inputs": _IMAGE,
        "is_training": True,
        "strides": (1,),
        "channels": (4,),
        "num_classes": 4,
    },
    "haiku.LSTM": {"inputs": _FEATURES, "prev_state": _STATE},
    "haiku.GRU": {"inputs": _FEATURES, "state": _STATE.hidden},
    "haiku.VanillaRNN": {"inputs": _FEATURES, "prev_state": _STATE.hidden},
    "haiku.Conv2DLSTM": {
        "inputs": _MAPS,
        "input_shape": (3, 3, 4),
        "state": haiku.LSTMState(np.zeros_like(_MAPS), np.zeros_like(_MAPS)),
    },
    "haiku.dropout": {"rate": 0.0},
    **{f"haiku.{name}": _POOL for name in ("avg_pool", "max_pool", "AvgPool", "MaxPool")},
    **{f"haiku.Conv3D{end}": {"inputs": _MAPS[:, None]} for end in ("", "Transpose")},
    "haiku.DepthwiseConv3D": {"inputs": _MAPS[:, None]},
}
