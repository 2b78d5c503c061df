"""What rows of the table ``monai`` are called with: small networks, and images for them."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from monai.networks.nets.senet import SEBottleneck

from logit_lint.knowledge.tables import table

_IMAGE = np.random.default_rng(3).normal(size=(2, 1, 32, 32)).astype("float32")
_COLOURED = np.repeat(_IMAGE, 3, axis=1)
_NETWORK = torch.nn.Conv2d(1, 4, 1)
_PLANE: dict[str, Any] = {
    **dict.fromkeys(("x", "x_in", "inputs"), _IMAGE),
    "spatial_dims": 2,
    "in_channels": 1,
    "out_channels": 4,
}
_PREFIX = "monai.networks.nets."
_SIDES: dict[str, Any] = {"channels": (8, 16), "strides": (2,)}
_WHOLE = {"in_shape": (1, 32, 32), "channels": (4, 8), "strides": (2, 2), "x": _IMAGE}
_INFERRED: dict[str, Any] = {"network": _NETWORK, "inputs": _IMAGE, "roi_size": (16, 16), "sw_batch_size": 1}


def _nets(**given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {_PREFIX + name: {**_PLANE, **one} for name, one in given.items()}


_SENET: dict[str, Any] = {"x": _COLOURED, "in_channels": 3, "kwargs": {"spatial_dims": 2, "in_channels": 3}}
_TINY: dict[str, Any] = {"x": np.repeat(_COLOURED, 2, axis=2), **_SENET}
_RESNET: dict[str, Any] = {"x": _IMAGE, "kwargs": {"spatial_dims": 2, "n_input_channels": 1, "num_classes": 4}}
_PATCHES: dict[str, Any] = {"img_size": (32, 32), "patch_size": (8, 8), "hidden_size": 24, "mlp_dim": 24}
_LOSS: dict[str, Any] = {"loss": torch.nn.MSELoss(), "loss_fn": torch.nn.MSELoss()}

OVERRIDES: dict[str, dict[str, Any]] = {
    # The halves that look at raw scores otherwise than the rest are left out.
    "monai.losses.NACLLoss": {"dim": 2, "alpha": 0.0},
    "monai.losses.DiceCELoss": {"lambda_dice": 0.0},
    "monai.losses.DiceFocalLoss": {"lambda_dice": 0.0},
    "monai.losses.GeneralizedDiceFocalLoss": {"lambda_gdl": 0.0},
    "monai.losses.GeneralizedWassersteinDiceLoss": {"dist_matrix": 1 - np.eye(4, dtype="float32")},
    **{name: _INFERRED for name in table("monai").rows if name.startswith("monai.inferers.")},
    "monai.inferers.SliceInferer": {
        "network": torch.nn.Sigmoid(),
        "inputs": np.stack([_IMAGE, _IMAGE], axis=2),
        "spatial_dim": 0,
        "kwargs": {"roi_size": (16, 16), "sw_batch_size": 1},
    },
    "monai.metrics.LossMetric": {**_LOSS, "y": np.ones((6, 4), dtype="float32")},
    **_nets(
        UNet=_SIDES,
        BasicUNet={"features": (4, 4, 4, 4, 4, 4)},
        AttentionUnet=_SIDES,
        DynUNet={"kernel_size": [3, 3, 3], "strides": [1, 2, 2], "upsample_kernel_size": [2, 2]},
        FlexibleUNet={"backbone": "resnet18", "decoder_channels": (8, 8, 8, 8, 8)},
        SegResNet={"init_filters": 8},
        UNETR={"img_size": (32, 32), "feature_size": 4, "hidden_size": 24, "mlp_dim": 24, "num_heads": 2},
        SwinUNETR={"feature_size": 12, "x_in": np.tile(_IMAGE, (2, 2)), "depths": (1, 1, 1, 1)},
        VNet={"dropout_dim": 2},
        AHNet={"x": np.tile(_COLOURED, (4, 4)), "in_channels": 3},
        Quicknat={"input": _IMAGE, "num_classes": 4, "num_filters": 4},
        DenseNet={"block_config": (1, 1), "init_features": 8, "growth_rate": 4},
        DenseNet121={},
        SENet={**_SENET, "block": SEBottleneck, "layers": (1, 1, 1, 1), "groups": 1, "reduction": 4, "inplanes": 16},
        SEResNet50=_TINY,
        SEResNext50=_TINY,
        EfficientNet={"blocks_args_str": ["r1_k3_s11_e1_i32_o16_se0.25"], "num_classes": 4},
        EfficientNetBN={"model_name": "efficientnet-b0", "pretrained": False, "num_classes": 4},
        ResNet={
            "block": "basic",
            "layers": (1, 1, 1, 1),
            "block_inplanes": (4, 4, 4, 4),
            "n_input_channels": 1,
            "num_classes": 4,
        },
        resnet10=_RESNET,
        resnet18=_RESNET,
        HighResNet={},
        SegResNetDS={"init_filters": 4},
        MedNeXt={"init_filters": 4, "kernel_size": 3},
        BasicUNetPlusPlus={"features": (4, 4, 4, 4, 4, 4)},
        ViT={**_PATCHES, "num_layers": 1, "num_heads": 2},
        Classifier={**_WHOLE, "classes": 4},
        Discriminator=_WHOLE,
        Critic=_WHOLE,
    ),
    **dict.fromkeys(
        ("monai.losses.DeepSupervisionLoss", "monai.losses.MaskedLoss", "monai.losses.MultiScaleLoss"), _LOSS
    ),
}
