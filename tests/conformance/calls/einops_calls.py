"""What rows of the table ``einops`` are called with."""

from __future__ import annotations

from typing import Any

import numpy as np

_TENSOR = np.random.default_rng(3).normal(size=(6, 4)).astype("float32")
_OTHER = np.random.default_rng(4).normal(size=(4, 3)).astype("float32")
_MIXED: dict[str, Any] = {
    "pattern": "b c -> b d",
    "weight_shape": "c d",
    "axes_lengths": {"c": 4, "d": 3},
}

OVERRIDES: dict[str, dict[str, Any]] = {
    "einops.rearrange": {"pattern": "a b -> b a"},
    "einops.repeat": {"pattern": "a b -> a b 2"},
    "einops.pack": {"pattern": "* c"},
    "einops.unpack": {"tensor": _TENSOR, "packed_shapes": [(2,), (4,)], "pattern": "* c"},
    "einops.reduce": {"pattern": "a b -> a", "reduction": "mean"},
    "einops.einsum": {"tensors_and_pattern": [_TENSOR, _OTHER, "a b, b c -> a c"]},
    "einops.layers.torch.Rearrange": {"pattern": "a b -> b a"},
    "einops.layers.torch.Reduce": {"pattern": "a b -> a", "reduction": "sum"},
    "einops.layers.torch.EinMix": {**_MIXED, "input": _TENSOR},
    "einops.layers.keras.Rearrange": {"pattern": "a b -> b a"},
    "einops.layers.keras.EinMix": {**_MIXED, "inputs": _TENSOR},
}
