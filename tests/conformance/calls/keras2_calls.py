"""Keras 2, through `tf_keras`: what single rows are given."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from ..samples import SHAPE
from .keras_calls import IMAGES, MATRIX, ROWS, VECTOR, VOLUMES, floats, layers

_LENGTHS = np.array([[5], [5]], "int32")
_CTC: dict[str, Any] = {
    "y_true": np.array([[1, 2], [1, 3]], "int32"),
    "label_length": np.array([[2], [2]], "int32"),
    "input_length": _LENGTHS,
    SHAPE: (2, 5, 4),
}
_LOCAL: dict[str, Any] = {"kernel_size": (2,), "strides": (1,)}

_BACKEND: dict[str, dict[str, Any]] = {
    "ctc_batch_cost": _CTC,
    "ctc_decode": {"input_length": np.array([5, 5], "int32"), SHAPE: (2, 5, 4)},
    "switch": {"condition": MATRIX > 0, "then_expression": MATRIX, "else_expression": MATRIX + 1},
    "bias_add": {"x": MATRIX, "bias": VECTOR},
    "conv1d": {"x": ROWS, "kernel": floats(2, 4, 4)},
    "conv2d": {"x": IMAGES, "kernel": floats(2, 2, 4, 4)},
    "conv3d": {"x": VOLUMES, "kernel": floats(2, 2, 2, 4, 4)},
    "conv2d_transpose": {"x": IMAGES, "kernel": floats(2, 2, 4, 4), "output_shape": (2, 6, 6, 4)},
    "separable_conv2d": {"x": IMAGES, "depthwise_kernel": floats(2, 2, 4, 1), "pointwise_kernel": floats(1, 1, 4, 4)},
    "depthwise_conv2d": {"x": IMAGES, "depthwise_kernel": floats(2, 2, 4, 1)},
    "permute_dimensions": {"x": MATRIX, "pattern": (1, 0)},
    "squeeze": {"x": MATRIX[:, :1], "axis": 1},
    "cast": {"x": MATRIX, "dtype": "float32"},
    "repeat_elements": {"x": MATRIX, "rep": 2, "axis": 1},
    "gather": {"reference": MATRIX, "indices": np.array([1, 2])},
    "pool2d": {"x": IMAGES, "pool_size": (2, 2)},
    "pool3d": {"x": VOLUMES, "pool_size": (2, 2, 2)},
    "spatial_3d_padding": {"x": VOLUMES},
    "dropout": {"x": MATRIX, "level": 0.0},
    "resize_images": {"x": IMAGES, "height_factor": 2, "width_factor": 2, "data_format": "channels_last"},
    "resize_volumes": {
        "x": VOLUMES,
        "depth_factor": 2,
        "height_factor": 2,
        "width_factor": 2,
        "data_format": "channels_last",
    },
    "local_conv1d": {"inputs": ROWS, "kernel": floats(4, 8, 4), **_LOCAL},
    "local_conv2d": {
        "inputs": IMAGES,
        "kernel": floats(16, 16, 4),
        "kernel_size": (2, 2),
        "strides": (1, 1),
        "output_shape": (4, 4),
    },
}

OVERRIDES: dict[str, dict[str, Any]] = {
    **layers(import_module("tf_keras")),
    **{f"keras.backend.{name}": values for name, values in _BACKEND.items()},
}
