"""TensorFlow 2: what single rows are given."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from ..arguments import Fresh
from ..samples import SHAPE


def floats(*shape: int) -> np.ndarray:
    """Random numbers of a shape."""
    return np.random.default_rng(3).normal(size=shape).astype("float32")


def sparse(values: np.ndarray) -> Fresh:
    """A sparse tensor."""

    def make() -> tf.SparseTensor:
        return tf.SparseTensor(np.argwhere(values), values[values != 0], values.shape)

    return Fresh(make, values)


MATRIX = floats(6, 4)
VECTOR = floats(4)
ROWS, IMAGES, VOLUMES = floats(2, 5, 4), floats(2, 5, 5, 4), floats(2, 3, 3, 3, 4)
_SEGMENTS = np.array([0, 0, 1, 1, 2, 2])
_LENGTHS = np.array([5, 5], "int32")
TIMES: dict[str, Any] = {"sequence_length": np.full(5, 2, "int32"), SHAPE: (2, 5, 4)}
_PLACES = np.array([[0, 0], [1, 0], [2, 0], [3, 0], [4, 0]], "int64")
_VALUES = np.array([1, 2, 1, 0, 2], "int32")
TIME_MAJOR = floats(5, 2, 4)

_CTC: dict[str, Any] = {"labels_indices": _PLACES, "labels_values": _VALUES}
CTC_LOSS: dict[str, Any] = {
    "labels": np.array([[1, 2], [1, 0]], "int32"),
    "label_length": np.array([2, 1], "int32"),
    "logit_length": _LENGTHS,
    "logits_time_major": False,
}
_SAMPLED: dict[str, Any] = {
    "weights": floats(9, 4),
    "biases": floats(9),
    "labels": np.zeros((6, 1), "int64"),
    "num_sampled": 3,
    "num_classes": 9,
}


def pools(dimensions: int, size: int) -> dict[str, Any]:
    """What pooling over so many dimensions takes."""
    values = {1: ROWS, 2: IMAGES, 3: VOLUMES}[dimensions]
    return {"input": values, "ksize": size, "strides": 2, "padding": "VALID"}


def convolution(*kernel: int) -> dict[str, Any]:
    """What a convolution with such a kernel takes."""
    values = {1: ROWS, 2: IMAGES, 3: VOLUMES}[len(kernel)]
    strides: Any = [1] * (len(kernel) + 2) if len(kernel) > 1 else 1
    filters = floats(*kernel, 4, 4)
    return {"input": values, "filters": filters, "strides": strides, "stride": 1, "padding": "VALID"}


def transposed(*kernel: int) -> dict[str, Any]:
    """What a transposed convolution with such a kernel takes."""
    given = convolution(*kernel)
    return {**given, "output_shape": given["input"].shape, "padding": "SAME"}


def renamed(given: dict[str, Any], **names: str) -> dict[str, Any]:
    """The same under other names."""
    return {names.get(name, name): value for name, value in given.items()}


_SEPARABLE: dict[str, Any] = {
    **convolution(2, 2),
    "depthwise_filter": floats(2, 2, 4, 1),
    "pointwise_filter": floats(1, 1, 4, 4),
}
_RANDOM: dict[str, Any] = {"seed": np.array([1, 2], "int32"), "num_samples": 3}
_IMAGE: dict[str, Any] = {"images": IMAGES, "image": IMAGES, "size": (10, 10)}
_BOX: dict[str, Any] = {**_IMAGE, "offset_height": 1, "offset_width": 1, "target_height": 3, "target_width": 3}
_LARGER: dict[str, Any] = {**_BOX, "target_height": 8, "target_width": 8}

OVERRIDES: dict[str, dict[str, Any]] = {
    "tensorflow.nn.weighted_cross_entropy_with_logits": {"pos_weight": 1.0},
    "tensorflow.nn.ctc_loss": CTC_LOSS,
    "tensorflow.nn.sampled_softmax_loss": _SAMPLED,
    "tensorflow.nn.nce_loss": _SAMPLED,
    "tensorflow.nn.compute_average_loss": {"per_example_loss": VECTOR},
    "tensorflow.raw_ops.CTCLoss": {**_CTC, **TIMES},
    "tensorflow.sparse.softmax": {"sp_input": sparse(MATRIX)},
    **{f"tensorflow.random.stateless_{name}": _RANDOM for name in ("categorical", "multinomial")},
    "tensorflow.random.stateless_binomial": {**_RANDOM, "shape": (8, 3), "counts": 1.0},
    "tensorflow.random.Generator.binomial": {
        "self": Fresh(lambda: tf.random.Generator.from_seed(1)),
        "shape": (8, 3),
        "counts": np.float32(1),
    },
    "tensorflow.raw_ops.StatelessMultinomial": _RANDOM,
    "tensorflow.nn.ctc_beam_search_decoder": {**TIMES, "beam_width": 4},
    "tensorflow.nn.ctc_greedy_decoder": {"inputs": TIME_MAJOR, "sequence_length": _LENGTHS},
    "tensorflow.nn.collapse_repeated": {"labels": np.array([[1, 1, 2], [2, 3, 3]]), "seq_length": np.array([3, 3])},
    "tensorflow.argsort": {"values": MATRIX},
    "tensorflow.raw_ops.ArgMax": {"dimension": 1},
    "tensorflow.raw_ops.TopKV2": {"k": 2},
    "tensorflow.where": {"condition": MATRIX > 0, "x": MATRIX, "y": MATRIX + 1},
    "tensorflow.cond": {"pred": True, "true_fn": lambda: tf.constant(VECTOR), "false_fn": lambda: tf.constant(-VECTOR)},
    "tensorflow.clip_by_global_norm": {"t_list": [MATRIX, VECTOR]},
    "tensorflow.math.segment_max": {"data": MATRIX, "segment_ids": _SEGMENTS},
    "tensorflow.math.unsorted_segment_max": {"data": MATRIX, "segment_ids": _SEGMENTS, "num_segments": 3},
    "tensorflow.linalg.matvec": {"a": MATRIX, "b": VECTOR},
    "tensorflow.sparse.sparse_dense_matmul": {"sp_a": sparse(MATRIX), "b": MATRIX.T.copy()},
    "tensorflow.tensordot": {"axes": 1, "a": MATRIX, "b": MATRIX.T.copy()},
    "tensorflow.einsum": {"equation": "ij,kj->ik", "inputs": [MATRIX, MATRIX + 1]},
    "tensorflow.raw_ops.MatMul": {"a": MATRIX, "b": MATRIX.T.copy()},
    "tensorflow.raw_ops.BiasAdd": {"value": MATRIX, "bias": VECTOR},
    "tensorflow.nn.bias_add": {"value": MATRIX, "bias": VECTOR},
    "tensorflow.nn.conv1d": convolution(2),
    "tensorflow.nn.conv2d": convolution(2, 2),
    "tensorflow.nn.conv3d": convolution(2, 2, 2),
    "tensorflow.nn.convolution": {**convolution(2, 2), "strides": None},
    "tensorflow.nn.depthwise_conv2d": renamed(convolution(2, 2), filters="filter"),
    "tensorflow.nn.separable_conv2d": _SEPARABLE,
    "tensorflow.nn.atrous_conv2d": {**renamed(convolution(2, 2), input="value"), "rate": 2},
    "tensorflow.nn.atrous_conv2d_transpose": {**renamed(transposed(2, 2), input="value"), "rate": 2},
    "tensorflow.nn.conv_transpose": transposed(2, 2),
    "tensorflow.nn.conv1d_transpose": {**transposed(2), "strides": 1},
    "tensorflow.nn.conv2d_transpose": transposed(2, 2),
    "tensorflow.nn.conv3d_transpose": transposed(2, 2, 2),
    "tensorflow.nn.max_pool": pools(2, 2),
    "tensorflow.nn.avg_pool": pools(2, 1),
    **{f"tensorflow.nn.max_pool{rank}d": pools(rank, 2) for rank in (1, 2, 3)},
    **{f"tensorflow.nn.avg_pool{rank}d": pools(rank, 1) for rank in (1, 2, 3)},
    "tensorflow.nn.max_pool_with_argmax": pools(2, 2),
    "tensorflow.nn.pool": {**pools(2, 2), "window_shape": (2, 2), "pooling_type": "MAX", "strides": None},
    "tensorflow.nn.dropout": {"rate": 0.0},
    "tensorflow.nn.experimental.stateless_dropout": {"rate": 0.0, "seed": _RANDOM["seed"]},
    "tensorflow.nn.experimental.general_dropout": {"rate": 0.0, "uniform_sampler": tf.random.uniform},
    "tensorflow.nn.space_to_depth": {"input": floats(2, 4, 4, 3), "block_size": 2},
    "tensorflow.nn.depth_to_space": {"input": IMAGES, "block_size": 2},
    "tensorflow.nn.moments": {"axes": (0,)},
    "tensorflow.nn.weighted_moments": {"axes": (0,), "frequency_weights": 1.0},
    "tensorflow.Variable.value": {"self": Fresh(lambda: tf.Variable(MATRIX), MATRIX)},
    "tensorflow.Variable.read_value": {"self": Fresh(lambda: tf.Variable(MATRIX), MATRIX)},
    "tensorflow.Variable.assign": {"self": Fresh(lambda: tf.Variable(MATRIX)), "value": MATRIX + 1},
    "tensorflow.expand_dims": {"axis": 0},
    "tensorflow.tile": {"multiples": (1, 2), "input": MATRIX},
    "tensorflow.reverse": {"axis": (0,)},
    "tensorflow.reverse_sequence": {
        "input": MATRIX,
        "seq_lengths": np.array([1, 2, 3, 4, 2, 1]),
        "seq_axis": 1,
        "batch_axis": 0,
    },
    "tensorflow.identity_n": {"input": [MATRIX, MATRIX + 1]},
    "tensorflow.sort": {"values": MATRIX},
    "tensorflow.pad": {"tensor": MATRIX, "paddings": [[1, 0], [0, 1]], "constant_values": MATRIX[0, 0]},
    "tensorflow.broadcast_to": {"input": VECTOR, "shape": (6, 4)},
    **{f"tensorflow.{name}": {"dtype": tf.float32, "x": MATRIX, "value": MATRIX} for name in ("cast", "saturate_cast")},
    "tensorflow.ensure_shape": {"x": MATRIX, "shape": (None, 4)},
    "tensorflow.constant": {"value": MATRIX},
    "tensorflow.debugging.check_numerics": {"message": "x"},
    "tensorflow.make_ndarray": {"tensor": Fresh(lambda: tf.make_tensor_proto(MATRIX), MATRIX)},
    "tensorflow.sparse.to_dense": {"sp_input": sparse(MATRIX)},
    "tensorflow.sparse.from_dense": {"tensor": MATRIX},
    "tensorflow.sparse.reorder": {"sp_input": sparse(MATRIX)},
    "tensorflow.image.resize": {**_IMAGE, "method": "nearest"},
    "tensorflow.image.resize_with_pad": {**_LARGER, "method": "nearest"},
    "tensorflow.image.resize_with_crop_or_pad": _BOX,
    "tensorflow.image.pad_to_bounding_box": {**_LARGER, "image": IMAGES * (IMAGES > 0)},
    "tensorflow.image.crop_to_bounding_box": _BOX,
    "tensorflow.image.central_crop": {**_IMAGE, "central_fraction": 0.6},
    "tensorflow.image.random_crop": {"value": MATRIX, "size": (3, 2)},
    "tensorflow.image.crop_and_resize": {
        "image": IMAGES,
        "boxes": np.array([[0.0, 0.0, 0.5, 0.5]], "float32"),
        "box_indices": np.array([1], "int32"),
        "crop_size": (3, 3),
        "method": "nearest",
    },
    **{f"tensorflow.image.{name}": _IMAGE for name in ("flip_left_right", "flip_up_down", "rot90", "transpose")},
    "tensorflow.gather": {"params": MATRIX, "indices": [1, 2]},
    "tensorflow.gather_nd": {"params": MATRIX, "indices": [[1, 2], [0, 0]]},
    "tensorflow.slice": {"input_": MATRIX, "begin": (1, 1), "size": (3, 2)},
    "tensorflow.strided_slice": {"input_": MATRIX, "begin": (1, 1), "end": (4, 3)},
    "tensorflow.boolean_mask": {"tensor": MATRIX, "mask": MATRIX > 0},
    "tensorflow.dynamic_partition": {"data": MATRIX, "partitions": _SEGMENTS.astype("int32"), "num_partitions": 3},
    "tensorflow.tensor_scatter_nd_update": {"tensor": VECTOR, "indices": [[1], [2]], "updates": MATRIX[0, :2]},
    "tensorflow.Tensor.__getitem__": {"slice_spec": 1},
    **{f"tensorflow.{name}": {"f": lambda x: 2 * x} for name in ("recompute_grad", "grad_pass_through")},
    **{
        name: {"func": lambda x: 2 * x}
        for name in ("tensorflow.function", "tensorflow.autograph.experimental.do_not_convert")
    },
    **{f"tensorflow.{name}": {"elems": MATRIX} for name in ("map_fn", "vectorized_map")},
}
