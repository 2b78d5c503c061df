"""What rows of the table ``lightning`` are called with."""

from __future__ import annotations

from typing import Any

import pytorch_lightning as pl
import torch

_MODULE: dict[str, Any] = {"self": pl.LightningModule()}
_LAYER: dict[str, Any] = {"module": torch.nn.Linear(4, 4).eval()}

OVERRIDES: dict[str, dict[str, Any]] = {
    "pytorch_lightning.LightningModule.freeze": _MODULE,
    "pytorch_lightning.LightningModule.unfreeze": _MODULE,
    "lightning.fabric.Fabric": {"accelerator": "cpu"},
    "lightning.fabric.Fabric.setup": _LAYER,
    "lightning.fabric.Fabric.setup_module": _LAYER,
}
