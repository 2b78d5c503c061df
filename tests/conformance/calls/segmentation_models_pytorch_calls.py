"""What rows of the table ``segmentation_models_pytorch`` are called with: untrained models with small encoders."""

from __future__ import annotations

from typing import Any

import numpy as np

_IMAGE = np.random.default_rng(3).normal(size=(2, 3, 64, 64)).astype("float32")
_MAPS = np.random.default_rng(3).normal(size=(2, 4, 5, 5)).astype("float32")
_MODEL: dict[str, Any] = {"encoder_name": "mobilenet_v2", "encoder_weights": None, "classes": 4, "x": _IMAGE}
_NAMES = (
    "Unet",
    "UnetPlusPlus",
    "MAnet",
    "Linknet",
    "FPN",
    "PSPNet",
    "DeepLabV3",
    "DeepLabV3Plus",
    "UPerNet",
    "Segformer",
)
_LOGGED = ("DiceLoss", "JaccardLoss")

OVERRIDES: dict[str, dict[str, Any]] = {
    **{f"segmentation_models_pytorch.{name}": _MODEL for name in _NAMES},
    "segmentation_models_pytorch.DPT": {
        **_MODEL,
        "encoder_name": "tu-vit_tiny_patch16_224",
        "decoder_intermediate_channels": (16, 16, 16, 16),
        "decoder_fusion_channels": 16,
        "kwargs": {"dynamic_img_size": True},
    },
    "segmentation_models_pytorch.PAN": {**_MODEL, "x": np.tile(_IMAGE, (2, 2))},
    # What another mode than the one of the condition is, and nothing that is linear in its input.
    **{f"segmentation_models_pytorch.losses.{name}": {"mode": "binary", "log_loss": True} for name in _LOGGED},
    "segmentation_models_pytorch.losses.TverskyLoss": {"mode": "binary", "gamma": 2.0},
    **{f"segmentation_models_pytorch.losses.{name}": {"mode": "binary"} for name in ("LovaszLoss", "FocalLoss")},
    "segmentation_models_pytorch.losses.SoftCrossEntropyLoss": {"smooth_factor": 0.0},
    "segmentation_models_pytorch.metrics.get_stats": {"mode": "multilabel"},
    "segmentation_models_pytorch.base.SegmentationHead": {"input": _MAPS},
    "segmentation_models_pytorch.base.ClassificationHead": {"input": _MAPS},
}
