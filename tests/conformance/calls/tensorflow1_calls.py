"""TensorFlow 1, through `tensorflow.compat.v1`: what single rows are given, if not what those of TensorFlow 2 are."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from ..arguments import Fresh
from . import tensorflow_calls
from .tensorflow_calls import (
    CTC_LOSS,
    IMAGES,
    MATRIX,
    ROWS,
    TIME_MAJOR,
    TIMES,
    VOLUMES,
    convolution,
    floats,
    pools,
    renamed,
    sparse,
    transposed,
)


def _cell() -> Any:
    return tf.compat.v1.nn.rnn_cell.BasicRNNCell(4)


def _variable() -> Any:
    return tf.compat.v1.Variable(MATRIX, use_resource=False)


_CTC: dict[str, Any] = {"labels": sparse(np.array([[1], [2], [1], [3], [2]], "int32")), **TIMES}
_DECODED: dict[str, Any] = {"inputs": TIME_MAJOR, "sequence_length": np.array([5, 5], "int32")}
_BOTH_WAYS: dict[str, Any] = {"cell_fw": Fresh(_cell), "cell_bw": Fresh(_cell), "dtype": tf.float32}
_RNN: dict[str, Any] = {"cell": Fresh(_cell), "dtype": tf.float32}
_STEPS: dict[str, Any] = {"inputs": [ROWS[:, 0], ROWS[:, 1]]}
_LINEAR: dict[str, Any] = {"x": MATRIX, "weights": floats(4, 4), "biases": floats(4)}
_LAYERS = ("conv3d", "conv3d_transpose", "Conv3D", "Conv3DTranspose", "max_pooling3d", "average_pooling3d")
_RESIZERS = ("bilinear", "nearest_neighbor", "bicubic", "area")
_PRODUCT: dict[str, Any] = {"sp_a": sparse(MATRIX), "b": MATRIX.T.copy()}

OVERRIDES: dict[str, dict[str, Any]] = {
    **tensorflow_calls.OVERRIDES,
    "tensorflow.nn.weighted_cross_entropy_with_logits": {"pos_weight": 1.0, "targets": None},
    "tensorflow.compat.v1.nn.softmax_cross_entropy_with_logits": {"dim": None},
    "tensorflow.nn.ctc_loss": _CTC,
    "tensorflow.nn.ctc_loss_v2": CTC_LOSS,
    **{f"tensorflow.nn.{name}": {"dim": None} for name in ("softmax", "log_softmax")},
    "tensorflow.sparse_softmax": {"sp_input": sparse(MATRIX)},
    "tensorflow.nn.ctc_beam_search_decoder_v2": {**TIMES, "beam_width": 4},
    "tensorflow.compat.v1.nn.ctc_greedy_decoder": _DECODED,
    "tensorflow.distributions.Multinomial": {"total_count": 1.0},
    "tensorflow.where_v2": {"condition": MATRIX > 0, "x": MATRIX, "y": MATRIX + 1},
    "tensorflow.cond": {
        "pred": np.bool_(True),
        "strict": True,
        "true_fn": lambda: tf.constant(MATRIX),
        "false_fn": lambda: tf.constant(MATRIX + 1),
    },
    "tensorflow.sparse_tensor_dense_matmul": _PRODUCT,
    **{f"tensorflow.nn.{name}": _LINEAR for name in ("xw_plus_b", "relu_layer")},
    "tensorflow.compat.v1.raw_ops.MatMul": {"a": MATRIX, "b": MATRIX.T.copy()},
    **{f"tensorflow.nn.conv{rank}d": renamed(convolution(*[2] * rank), filters="filter") for rank in (2, 3)},
    "tensorflow.nn.convolution": {**renamed(convolution(2, 2), filters="filter"), "strides": None},
    "tensorflow.nn.depthwise_conv2d_native": renamed(convolution(2, 2), filters="filter"),
    "tensorflow.nn.conv1d": renamed(convolution(2), input="value"),
    **{
        f"tensorflow.nn.conv{rank}d_transpose": renamed(transposed(*[2] * rank), input="value", filters="filter")
        for rank in (2, 3)
    },
    **{f"tensorflow.layers.{name}": {"inputs": VOLUMES} for name in (*_LAYERS, "MaxPooling3D", "AveragePooling3D")},
    "tensorflow.nn.max_pool": renamed(pools(2, 2), input="value"),
    "tensorflow.nn.avg_pool": renamed(pools(2, 1), input="value"),
    "tensorflow.nn.max_pool_with_argmax": {**pools(2, 2), "ksize": [1, 2, 2, 1], "strides": [1, 2, 2, 1]},
    "tensorflow.nn.dropout": {"rate": 0.0},
    "tensorflow.compat.v1.nn.fused_batch_norm": {"x": IMAGES, "scale": floats(4), "offset": floats(4)},
    "tensorflow.nn.dynamic_rnn": {**_RNN, "inputs": ROWS},
    "tensorflow.nn.bidirectional_dynamic_rnn": {**_BOTH_WAYS, "inputs": ROWS},
    "tensorflow.nn.static_rnn": {**_RNN, **_STEPS},
    "tensorflow.nn.static_bidirectional_rnn": {**_BOTH_WAYS, **_STEPS},
    **{
        f"tensorflow.distributions.Multinomial.{name}": {"value": np.eye(4, dtype="float32")[1]}
        for name in ("log_prob", "prob")
    },
    "tensorflow.to_bfloat16": {"x": np.array([0.5, -1.25, 3.0])},
    "tensorflow.constant": {"value": [0.5, -1.25, 3.0]},
    "tensorflow.check_numerics": {"message": "x"},
    "tensorflow.Print": {"data": [0]},
    "tensorflow.sparse_tensor_to_dense": {"sp_input": sparse(MATRIX)},
    "tensorflow.image.resize_images": {"images": IMAGES, "size": (10, 10), "method": 1},
    **{f"tensorflow.image.resize_{name}": {"images": IMAGES, "size": (5, 5)} for name in _RESIZERS},
    "tensorflow.image.resize_image_with_pad": {
        **tensorflow_calls.OVERRIDES["tensorflow.image.resize_with_pad"],
        "method": 1,
    },
    "tensorflow.image.resize_image_with_crop_or_pad": tensorflow_calls.OVERRIDES[
        "tensorflow.image.resize_with_crop_or_pad"
    ],
    "tensorflow.compat.v1.gather_nd": tensorflow_calls.OVERRIDES["tensorflow.gather_nd"],
    "tensorflow.tensor_scatter_update": tensorflow_calls.OVERRIDES["tensorflow.tensor_scatter_nd_update"],
    "tensorflow.batch_gather": {"params": MATRIX, "indices": np.ones((6, 2), "int64")},
    "tensorflow.Variable.initialized_value": {"self": Fresh(_variable, MATRIX)},
    "tensorflow.random_crop": tensorflow_calls.OVERRIDES["tensorflow.image.random_crop"],
}
