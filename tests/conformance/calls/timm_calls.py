"""What rows of the table ``timm`` are called with: small models, and images for them."""

from __future__ import annotations

from typing import Any

import numpy as np
from timm.models._efficientnet_builder import decode_arch_def
from timm.models.regnet import RegNetCfg
from timm.models.resnet import BasicBlock

_IMAGE = np.random.default_rng(3).normal(size=(2, 3, 32, 32)).astype("float32")
_SMALL: dict[str, Any] = {"x": _IMAGE, "num_classes": 4}
_PATCHES: dict[str, Any] = {**_SMALL, "img_size": 32, "patch_size": 8, "embed_dim": 32}
_SWIN: dict[str, Any] = {**_SMALL, "img_size": 32, "patch_size": 2, "window_size": 4, "embed_dim": 16}
_STAGES: dict[str, Any] = {"depths": (1, 1), "num_heads": (2, 2)}
_BLOCKS: dict[str, Any] = {**_SMALL, "block_args": decode_arch_def([["ds_r1_k3_s1_e1_c16"], ["ir_r1_k3_s2_e2_c24"]])}
_MAPS = np.random.default_rng(3).normal(size=(3, 4, 5, 5)).astype("float32")

OVERRIDES: dict[str, dict[str, Any]] = {
    # With the usual exponents, the loss of the probabilities happens to be almost that of the scores.
    "timm.loss.AsymmetricLossSingleLabel": {"gamma_pos": 2},
    "timm.loss.DistributionBalancedLoss": {"class_counts": np.array([4.0, 3.0, 5.0]), "num_samples": 8},
    "timm.create_model": {"model_name": "mobilenetv3_small_050", "x": _IMAGE, "kwargs": {"num_classes": 4}},
    "timm.models.Beit": {**_PATCHES, "depth": 1, "num_heads": 2},
    "timm.models.ConvNeXt": {**_SMALL, "depths": (1, 1, 1, 1), "dims": (8, 8, 16, 16)},
    "timm.models.DenseNet": {**_SMALL, "block_config": (1, 1, 1, 1)},
    "timm.models.EfficientNet": {**_BLOCKS, "num_features": 32},
    "timm.models.MlpMixer": {**_PATCHES, "num_blocks": 1},
    "timm.models.MobileNetV3": {
        **_BLOCKS,
        "block_args": decode_arch_def([["ds_r1_k3_s1_e1_c16"], ["cn_r1_k1_s1_c32"]]),
        "num_features": 32,
    },
    "timm.models.RegNet": {**_SMALL, "cfg": RegNetCfg(depth=13, w0=24, wa=36.44, wm=2.49, group_size=8)},
    "timm.models.ResNet": {**_SMALL, "block": BasicBlock, "layers": (1, 1, 1, 1), "channels": (8, 8, 8, 8)},
    "timm.models.ResNetV2": {**_SMALL, "layers": (1, 1, 1, 1), "channels": (128, 128, 128, 128)},
    "timm.models.SwinTransformer": {**_SWIN, **_STAGES},
    "timm.models.SwinTransformerV2": {**_SWIN, **_STAGES},
    "timm.models.VGG": {**_SMALL, "cfg": [8, "M", 8], "mlp_ratio": 0.01},
    "timm.models.VisionTransformer": {**_PATCHES, "depth": 1, "num_heads": 2},
    "timm.layers.SelectAdaptivePool2d": {"x": _MAPS[:, :, :1]},
    "timm.layers.select_adaptive_pool2d": {"x": _MAPS[:, :, :1]},
    "timm.layers.ClassifierHead": {"x": _MAPS},
    "timm.layers.NormMlpClassifierHead": {"x": _MAPS},
    "timm.layers.ClNormMlpClassifierHead": {"x": np.moveaxis(_MAPS, 1, -1)},
}
