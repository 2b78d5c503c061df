"""Keras, on any backend, and Keras 2: what single rows are given."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from ..arguments import Fresh
from ..samples import SHAPE


def floats(*shape: int) -> np.ndarray:
    """Random numbers of a shape."""
    return np.random.default_rng(3).normal(size=shape).astype("float32")


MATRIX, VECTOR = floats(6, 4), floats(4)
ROWS, IMAGES, VOLUMES, MOVIES = floats(2, 5, 4), floats(2, 5, 5, 4), floats(2, 3, 3, 3, 4), floats(2, 3, 5, 5, 4)
_PLACES = np.array([[0, 1], [2, 3], [1, 0], [3, 2], [0, 0], [1, 1]])
_LENGTHS = np.array([5, 5], "int32")
_THREE = (
    *("Conv3D", "Conv3DTranspose", "SpatialDropout3D", "UpSampling3D", "ZeroPadding3D", "MaxPooling3D"),
    *("GlobalMaxPooling3D", "AveragePooling3D"),
)


def layers(keras: Any) -> dict[str, dict[str, Any]]:
    """What rows of layers and models are given, in this Keras."""
    dense = keras.layers.Dense(4)
    softmax = keras.layers.Softmax()
    model = keras.Sequential([keras.layers.Softmax()])
    model(MATRIX)
    both = {"inputs": [MATRIX, MATRIX + 1]}
    attention: dict[str, Any] = {"inputs": [ROWS, ROWS + 1], "return_attention_scores": True}
    given: dict[str, dict[str, Any]] = {
        **{name: {"inputs": VOLUMES} for name in _THREE},
        "Cropping3D": {"inputs": floats(2, 4, 4, 4, 4)},
        **{f"AveragePooling{rank}D": {"pool_size": 1} for rank in (1, 2)},
        "AveragePooling3D": {"pool_size": 1, "inputs": VOLUMES},
        "GlobalAveragePooling2D": {"inputs": floats(2, 1, 5, 4)},
        "GlobalAveragePooling3D": {"inputs": floats(2, 1, 1, 5, 4)},
        "ConvLSTM1D": {"inputs": floats(2, 3, 5, 4), "sequences": floats(2, 3, 5, 4)},
        "ConvLSTM2D": {"inputs": MOVIES, "sequences": MOVIES},
        "ConvLSTM3D": {"inputs": floats(1, 2, 3, 3, 3, 4), "sequences": floats(1, 2, 3, 3, 3, 4)},
        "EinsumDense": {"equation": "ab,bc->ac"},
        "Reshape": {"target_shape": (2, 2), "inputs": MATRIX},
        "Permute": {"dims": (2, 1), "inputs": ROWS},
        "CenterCrop": {"height": 3, "width": 3, "inputs": IMAGES, "data": IMAGES},
        "Resizing": {"height": 10, "width": 10, "interpolation": "nearest", "inputs": IMAGES, "data": IMAGES},
        "MultiHeadAttention": {"key_dim": 4, "query": ROWS, "value": ROWS + 1, "return_attention_scores": True},
        "GroupQueryAttention": {
            "head_dim": 4,
            "num_query_heads": 2,
            "num_key_value_heads": 1,
            "query": ROWS,
            "value": ROWS + 1,
            "return_attention_scores": True,
        },
        "Attention": attention,
        "AdditiveAttention": attention,
        "CategoryEncoding": {"num_tokens": 5, "inputs": np.array([1, 2, 3])},
        "StringLookup": {"vocabulary": ["a", "b"], "inputs": Fresh(lambda: ["a", "b", "c"])},
        "IntegerLookup": {"vocabulary": [1, 2], "inputs": np.array([1, 2, 3])},
        **dict.fromkeys(("Average", "average"), both),
        "Dot": {**both, "axes": -1},
        "dot": {**both, "axes": -1},
        "TimeDistributed": {"layer": softmax, "inputs": ROWS},
        "SpectralNormalization": {"layer": dense, "inputs": MATRIX},
        "Bidirectional": {"layer": keras.layers.SimpleRNN(4)},
    }
    small = {"weights": None, "input_shape": (32, 32, 3), "classes": 20, "inputs": floats(2, 32, 32, 3)}
    return {
        **{f"keras.layers.{name}": values for name, values in given.items()},
        **{f"keras.{name}.get": {"identifier": abs} for name in ("losses", "metrics", "activations")},
        **{f"keras.Model.{name}": {"self": model, "x": MATRIX, "generator": MATRIX} for name in _PREDICTS},
        "keras.models.clone_model": {"model": model},
        "keras.applications.MobileNet": {**small, "alpha": 0.25},
        "keras.applications.MobileNetV2": {**small, "alpha": 0.35},
    }


_PREDICTS = ("predict", "predict_on_batch", "predict_generator")
_CONVOLUTION: dict[str, Any] = {"inputs": IMAGES, "kernel": floats(2, 2, 4, 4)}
_OPS: dict[str, dict[str, Any]] = {
    "threshold": {"threshold": 0.1, "default_value": 0.0},
    "multi_hot": {"inputs": np.array([[1, 2], [0, 3]]), "num_classes": 4},
    "ctc_loss": {
        "target": np.array([[1, 2], [1, 3]], "int32"),
        "target_length": np.array([2, 2], "int32"),
        "output_length": _LENGTHS,
        SHAPE: (2, 5, 4),
    },
    "ctc_decode": {"sequence_lengths": _LENGTHS, SHAPE: (2, 5, 4), "inputs": ROWS},
    "where": {"condition": MATRIX > 0, "x1": MATRIX, "x2": MATRIX + 1},
    "cond": {"pred": True, "true_fn": lambda: MATRIX, "false_fn": lambda: MATRIX + 1},
    "map": {"xs": MATRIX},
    "vectorized_map": {"elements": MATRIX},
    "einsum": {"subscripts": "ij,kj->ik", "operands": [MATRIX, MATRIX + 1]},
    "conv": _CONVOLUTION,
    "depthwise_conv": _CONVOLUTION,
    "separable_conv": {
        "inputs": IMAGES,
        "depthwise_kernel": floats(2, 2, 4, 1),
        "pointwise_kernel": floats(1, 1, 4, 4),
    },
    "conv_transpose": {**_CONVOLUTION, "strides": 1},
    **{name: {"inputs": IMAGES, "pool_size": 1, "strides": 1} for name in ("max_pool", "average_pool")},
    "cast": {"dtype": "float32", "x": MATRIX},
    "saturate_cast": {"dtype": "float32", "x": MATRIX},
    "pad": {"x": MATRIX, "pad_width": ((1, 0), (0, 1)), "constant_values": float(MATRIX[0, 0])},
    "take": {"x": MATRIX, "indices": np.array([1, 2])},
    "take_along_axis": {"x": MATRIX, "indices": _PLACES, "axis": 1},
    "slice": {"inputs": MATRIX, "start_indices": (1, 1), "shape": (3, 2)},
    "rearrange": {"tensor": MATRIX, "pattern": "a b -> b a"},
    "depth_to_space": {"x": IMAGES, "block_size": 2},
    "space_to_depth": {"x": floats(2, 4, 4, 3), "block_size": 2},
    "image.resize": {"images": IMAGES, "size": (10, 10), "interpolation": "nearest"},
    "image.pad_images": {
        "images": IMAGES * (IMAGES > 0),
        "top_padding": 1,
        "left_padding": 1,
        "target_height": 8,
        "target_width": 8,
    },
    "image.crop_images": {
        "images": IMAGES,
        "top_cropping": 1,
        "left_cropping": 1,
        "target_height": 3,
        "target_width": 3,
    },
}

_KERAS: Any = import_module("keras")
_MODEL = _KERAS.Sequential([_KERAS.layers.Softmax()])

OVERRIDES: dict[str, dict[str, Any]] = {
    **layers(_KERAS),
    "keras.distillation.Distiller": {
        "teacher": _MODEL,
        "student": _MODEL,
        "distillation_losses": _KERAS.distillation.LogitsDistillation(),
    },
    **{f"keras.ops.{name}": values for name, values in _OPS.items()},
    "keras.activations.threshold": _OPS["threshold"],
    "keras.losses.categorical_generalized_cross_entropy": {"q": 0.5},
    "keras.random.binomial": {"shape": (8, 3), "counts": 1.0},
    "keras.random.dropout": {"rate": 0.0},
}
