"""What rows of the table ``torchvision`` are called with: small models, and images for them."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torchvision.models.convnext import CNBlockConfig
from torchvision.models.efficientnet import MBConvConfig
from torchvision.models.mobilenetv3 import InvertedResidualConfig
from torchvision.models.regnet import BlockParams
from torchvision.models.resnet import BasicBlock

_IMAGE = np.random.default_rng(3).normal(size=(2, 3, 80, 80)).astype("float32")
_FILM = np.random.default_rng(3).normal(size=(1, 3, 16, 32, 32)).astype("float32")
_SMALL: dict[str, Any] = {"x": _IMAGE[..., :64, :64], "num_classes": 4}
_CLASSES: dict[str, Any] = {"x": _IMAGE[..., :64, :64], "kwargs": {"num_classes": 4}}
_BARE: dict[str, Any] = {"kwargs": {"num_classes": 4, "init_weights": False}}
_SEGMENTS: dict[str, Any] = {**_SMALL, "weights_backbone": None}

OVERRIDES: dict[str, dict[str, Any]] = {
    "torchvision.ops.MLP": {"hidden_channels": [8, 4]},
    "torchvision.ops.stochastic_depth": {"mode": "row"},
    "torchvision.ops.StochasticDepth": {"mode": "row"},
    "torchvision.ops.drop_block2d": {"block_size": 1},
    "torchvision.ops.DropBlock2d": {"block_size": 1},
    **{
        f"torchvision.models.{name}": _CLASSES
        for name in (
            *("alexnet", "convnext_tiny", "densenet121", "efficientnet_b0", "efficientnet_v2_s", "googlenet"),
            *("mnasnet0_5", "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large", "regnet_y_400mf"),
            *("regnet_x_400mf", "resnet18", "resnet34", "resnet50", "resnext50_32x4d", "shufflenet_v2_x0_5"),
            *("shufflenet_v2_x1_0", "squeezenet1_0", "squeezenet1_1", "swin_t", "swin_v2_t", "mnasnet0_75"),
            *("efficientnet_b1", "efficientnet_b2", "mnasnet1_0", "mnasnet1_3", "shufflenet_v2_x1_5"),
            *("shufflenet_v2_x2_0", "regnet_x_800mf", "regnet_y_800mf"),
            *("resnet101", "wide_resnet50_2", "vgg11", "swin_s", "efficientnet_b3", "efficientnet_b4"),
            *("regnet_y_1_6gf", "regnet_y_3_2gf", "regnet_x_1_6gf", "regnet_x_3_2gf"),
        )
    },
    "torchvision.models.googlenet": {**_BARE, "x": _IMAGE},
    "torchvision.models.inception_v3": {**_BARE, "x": _IMAGE},
    "torchvision.models.vit_b_32": {**_CLASSES, "kwargs": {"num_classes": 4, "image_size": 64}},
    "torchvision.models.AlexNet": _SMALL,
    "torchvision.models.ConvNeXt": {**_SMALL, "block_setting": [CNBlockConfig(8, 16, 1), CNBlockConfig(16, None, 1)]},
    "torchvision.models.DenseNet": {**_SMALL, "growth_rate": 4, "block_config": (1, 1), "num_init_features": 8},
    "torchvision.models.EfficientNet": {
        **_SMALL,
        "inverted_residual_setting": [MBConvConfig(1, 3, 1, 16, 8, 1), MBConvConfig(6, 3, 2, 8, 8, 1)],
        "dropout": 0.1,
    },
    "torchvision.models.GoogLeNet": {**_SMALL, "init_weights": False},
    "torchvision.models.Inception3": {"x": _IMAGE, "num_classes": 4, "init_weights": False},
    "torchvision.models.MNASNet": {**_SMALL, "alpha": 0.25},
    "torchvision.models.MaxVit": {
        **_SMALL,
        "input_size": (64, 64),
        "stem_channels": 8,
        "partition_size": 4,
        "block_channels": [8, 8],
        "block_layers": [1, 1],
        "head_dim": 4,
        "stochastic_depth_prob": 0.1,
    },
    "torchvision.models.MobileNetV2": {**_SMALL, "width_mult": 0.25},
    "torchvision.models.MobileNetV3": {
        **_SMALL,
        "inverted_residual_setting": [InvertedResidualConfig(16, 3, 16, 16, True, "RE", 2, 1, 1)],
        "last_channel": 16,
    },
    "torchvision.models.RegNet": {
        **_SMALL,
        "block_params": BlockParams.from_init_params(depth=13, w_0=24, w_a=36.44, w_m=2.49, group_width=8),
    },
    "torchvision.models.ResNet": {**_SMALL, "block": BasicBlock, "layers": [1, 1, 1, 1]},
    "torchvision.models.ShuffleNetV2": {
        **_SMALL,
        "stages_repeats": [1, 1, 1],
        "stages_out_channels": [8, 8, 16, 32, 32],
    },
    "torchvision.models.SqueezeNet": _SMALL,
    "torchvision.models.SwinTransformer": {
        **_SMALL,
        "patch_size": [4, 4],
        "embed_dim": 8,
        "depths": [1, 1],
        "num_heads": [2, 2],
        "window_size": [2, 2],
    },
    "torchvision.models.VGG": {**_SMALL, "features": torch.nn.Conv2d(3, 512, 3), "init_weights": False},
    "torchvision.models.VisionTransformer": {
        **_SMALL,
        "image_size": 64,
        "patch_size": 8,
        "num_layers": 1,
        "num_heads": 2,
        "hidden_dim": 16,
        "mlp_dim": 16,
    },
    **{
        f"torchvision.models.video.{name}": {"x": _FILM, "kwargs": {"num_classes": 4}}
        for name in ("r3d_18", "mc3_18", "r2plus1d_18", "swin3d_t")
    },
    **{
        f"torchvision.models.segmentation.{name}": {**_SEGMENTS, "aux_loss": True}
        for name in ("deeplabv3_resnet50", "deeplabv3_mobilenet_v3_large", "fcn_resnet50")
    },
    "torchvision.models.segmentation.lraspp_mobilenet_v3_large": _SEGMENTS,
}
