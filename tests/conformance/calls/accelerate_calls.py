"""What rows of the table ``accelerate`` are called with."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

_LAYER: dict[str, Any] = {"model": torch.nn.Linear(4, 4).eval()}

OVERRIDES: dict[str, dict[str, Any]] = {
    "accelerate.Accelerator": {"cpu": True},
    "accelerate.Accelerator.prepare": {"args": [np.eye(4, 6, dtype="float32")]},
    "accelerate.Accelerator.prepare_model": _LAYER,
    "accelerate.Accelerator.unwrap_model": _LAYER,
    "accelerate.utils.extract_model_from_parallel": _LAYER,
    "accelerate.utils.slice_tensors": {"tensor_slice": slice(0, 2)},
    "accelerate.dispatch_model": {"model": torch.nn.Linear(4, 4).eval(), "device_map": {"": "cpu"}},
    "accelerate.cpu_offload": {"model": torch.nn.Linear(4, 4).eval(), "execution_device": torch.device("cpu")},
}
