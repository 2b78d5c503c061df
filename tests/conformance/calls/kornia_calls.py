"""What rows of the table ``kornia`` are called with."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

_IMAGE = np.random.default_rng(3).normal(size=(2, 3, 32, 32)).astype("float32")
_MAPS = np.random.default_rng(3).normal(size=(2, 4, 3, 3)).astype("float32")
_BITS = np.random.default_rng(3).integers(0, 2, size=(2, 4, 4)).astype("int64")
_FLAGS: dict[str, Any] = {"labels": np.array([2, 0, 3]), "dtype": torch.int64}

OVERRIDES: dict[str, dict[str, Any]] = {
    # Its labels have no axis of length one.
    "kornia.losses.lovasz_hinge_loss": {"target": _BITS},
    "kornia.losses.LovaszHingeLoss": {"target": _BITS},
    "kornia.losses.HausdorffERLoss": {"k": 2, "target": np.full((2, 1, 3, 3), 3)},
    "kornia.geometry.subpix.spatial_softmax2d": {"input": _MAPS[:1, :1]},
    **{f"kornia.{name}": _FLAGS for name in ("losses.one_hot", "utils.one_hot", "one_hot")},
    "kornia.contrib.TinyViT": {
        "x": _IMAGE,
        "img_size": 32,
        "num_classes": 4,
        "embed_dims": (8, 8, 8, 8),
        "depths": (1, 1, 1, 1),
        "num_heads": (1, 1, 1, 1),
        "window_sizes": (7, 7, 7, 7),
    },
}
