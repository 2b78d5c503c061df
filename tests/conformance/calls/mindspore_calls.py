"""What rows of MindSpore are called with."""

from typing import Any

import mindspore
import numpy as np

_RANDOM = np.random.default_rng(5)


def _values(*shape: int) -> Any:
    return _RANDOM.normal(size=shape).astype("float32")


_MATRIX = _values(6, 4)
_LINE, _IMAGE, _VOLUME = _values(2, 4, 5), _values(2, 4, 3, 3), _values(1, 4, 2, 2, 2)
_MASK = _MATRIX > 0
_PLACES = np.array([2, 0, 1], "int32")
_COLUMN = np.zeros((6, 1), "int64")
_TIMES = {
    "targets": np.array([[1], [2], [1], [3], [2]], "int32"),
    "input_lengths": np.full(5, 2, "int32"),
    "target_lengths": np.ones(5, "int32"),
}
_SECOND = {"value": np.ones(1, "float32")}
_BOUNDS = {"min": -0.5, "max": 0.5}
_DRAWN = ("prob", "cdf", "survival_function", "log_prob", "log_cdf", "log_survival")
_PAIRS = {"input": _MATRIX, "mat2": _values(4, 5), "other": _values(4, 5)}
_SUMS = {"mat1": _MATRIX, "mat2": _values(4, 5), "input": np.zeros((6, 5), "float32")}
_PRODUCTS = {"batch1": _LINE, "batch2": _values(2, 5, 3), "input": np.zeros((2, 4, 3), "float32")}
_BITS = {"condition": _MASK, "input": _MATRIX, "other": _MATRIX + 1}
_NONE = _MATRIX > 100

OVERRIDES: dict[str, dict[str, Any]] = {
    "mindspore.ops.NLLLoss": {"weight": np.ones(4, "float32")},
    "mindspore.nn.SampledSoftmaxLoss": {
        "num_sampled": 3,
        "num_classes": 7,
        "seed": 1,
        "weights": _values(7, 4),
        "biases": _values(7),
        "labels": np.array([[0], [1], [2], [3], [0], [1]]),
    },
    "mindspore.nn.CTCLoss": _TIMES,
    "mindspore.ops.ctc_loss": _TIMES,
    "mindspore.ops.CTCLossV2": _TIMES,
    "mindspore.ops.CTCLoss": {
        "labels_indices": np.array([[0, 0], [1, 0], [2, 0], [3, 0], [4, 0]]),
        "labels_values": np.array([0, 1, 2, 0, 1], "int32"),
        "sequence_length": np.full(5, 2, "int32"),
    },
    "mindspore.ops.multinomial_with_replacement": {"seed": 2, "offset": 5, "numsamples": 4, "replacement": True},
    "mindspore.ops.MultinomialWithReplacement": {
        "seed": np.array(2),
        "offset": np.array(5),
        "numsamples": 4,
        "replacement": True,
    },
    "mindspore.ops.random_categorical": {"num_sample": 3000},
    "mindspore.Tensor.random_categorical": {"num_sample": 3000},
    "mindspore.ops.RandomCategorical": {"num_sample": 3000, "seed": 1},
    "mindspore.ops.ctc_greedy_decoder": {"inputs": _values(2, 2, 4), "sequence_length": np.full(2, 2, "int32")},
    **{f"mindspore.nn.probability.distribution.Distribution.{name}": _SECOND for name in _DRAWN},
    "mindspore.nn.probability.distribution.Bernoulli": {"probs": np.full(1, 0.3, "float32")},
    "mindspore.nn.probability.distribution.Categorical": {"probs": np.array([0.1, 0.2, 0.3, 0.4], "float32")},
    "mindspore.ops.OneHot": {"on_value": np.array(1, "float32"), "off_value": np.array(0, "float32")},
    "mindspore.ops.Argmax": {"input_x": _MATRIX},
    **{f"mindspore.{name}": _BOUNDS for name in ("ops.clamp", "ops.clip", "mint.clamp", "mint.clip", "Tensor.clamp")},
    "mindspore.ops.clip_by_value": {"clip_value_min": -0.5, "clip_value_max": 0.5},
    **{f"mindspore.{name}": _BITS for name in ("ops.where", "ops.select", "ops.Select", "mint.where")},
    **{f"mindspore.ops.{name}": {"axis": -1} for name in ("ReduceSum", "ReduceMean", "ReduceProd")},
    **{f"mindspore.ops.{name}": _PAIRS for name in ("matmul", "mm", "dot", "MatMul")},
    "mindspore.ops.mv": {"mat": _MATRIX, "vec": _values(4)},
    "mindspore.ops.inner": {"input": _MATRIX, "other": _values(3, 4)},
    "mindspore.ops.tensor_dot": {"x1": _MATRIX, "x2": _values(4, 5), "axes": 1},
    "mindspore.ops.addmm": _SUMS,
    "mindspore.mint.addmm": _SUMS,
    "mindspore.ops.baddbmm": _PRODUCTS,
    "mindspore.ops.conv3d": {"input": _VOLUME, "weight": _values(3, 4, 1, 1, 1)},
    "mindspore.ops.bidense": {"input1": _MATRIX, "input2": _MATRIX + 1, "weight": _values(3, 4, 4)},
    "mindspore.ops.Conv2D": {"out_channel": 3, "x": _IMAGE, "weight": _values(3, 4, 1, 1)},
    "mindspore.nn.Conv1d": {"x": _LINE},
    "mindspore.nn.Conv1dTranspose": {"x": _LINE},
    "mindspore.nn.Conv3d": {"x": _VOLUME},
    "mindspore.nn.Conv3dTranspose": {"x": _VOLUME},
    "mindspore.nn.BiDense": {"in1_channels": 4, "in2_channels": 4, "input1": _MATRIX, "input2": _MATRIX},
    "mindspore.from_numpy": {"array": _MATRIX.view(np.recarray)},
    "mindspore.ops.permute": {"axis": (1, 0)},
    "mindspore.ops.cast": {"dtype": mindspore.float16},
    "mindspore.ops.Cast": {"dtype": mindspore.float16},
    "mindspore.Tensor.astype": {"dtype": mindspore.float16},
    "mindspore.Tensor.to": {"dtype": mindspore.float16},
    "mindspore.ops.tile": {"dims": (2, 1)},
    "mindspore.ops.Tile": {"dims": (2, 1)},
    "mindspore.Tensor.tile": {"reps": (2, 1)},
    "mindspore.ops.masked_fill": {"input_x": _MATRIX, "mask": _NONE, "value": 0.0},
    "mindspore.Tensor.masked_fill": {"self": _MATRIX, "mask": _NONE, "value": 0.0},
    "mindspore.ops.expand": {"input_x": _MATRIX, "size": np.array([6, 4])},
    "mindspore.ops.Dropout": {"keep_prob": 1.0},
    "mindspore.nn.Unflatten": {"axis": 1, "unflattened_size": (2, 2)},
    "mindspore.Tensor.reshape_as": {"other": _values(4, 6)},
    "mindspore.Tensor.move_to": {"to": "CPU"},
    "mindspore.Tensor.type_as": {"other": _MATRIX},
    "mindspore.Tensor.reshape": {"self": _MATRIX, "shape": [4, 6]},
    "mindspore.Tensor.broadcast_to": {"self": _MATRIX, "shape": (6, 4)},
    "mindspore.ops.gather": {"input_indices": _PLACES, "axis": 0},
    "mindspore.ops.Gather": {"input_indices": _PLACES, "axis": 0},
    "mindspore.Tensor.gather": {"input_indices": _PLACES, "axis": 0},
    "mindspore.ops.gather_d": {"x": _MATRIX, "dim": 1, "index": _COLUMN},
    "mindspore.ops.GatherD": {"x": _MATRIX, "dim": 1, "index": _COLUMN},
    "mindspore.ops.gather_elements": {"input": _MATRIX, "dim": 1, "index": _COLUMN},
    "mindspore.mint.gather": {"input": _MATRIX, "dim": 1, "index": _COLUMN},
    "mindspore.ops.gather_nd": {"input_x": _MATRIX, "indices": np.array([[0, 1], [2, 3]])},
    **{f"mindspore.{name}.index_select": {"axis": 0, "dim": 0, "index": _PLACES} for name in ("ops", "Tensor")},
    "mindspore.ops.masked_select": {"input": _MATRIX, "mask": _MASK},
    "mindspore.ops.slice": {"input_x": _MATRIX, "begin": (0, 1), "size": (2, 2)},
    "mindspore.ops.strided_slice": {"input_x": _MATRIX, "begin": (0, 0), "end": (4, 4), "strides": (2, 1)},
    "mindspore.ops.StridedSlice": {"input_x": _MATRIX, "begin": (0, 0), "end": (4, 4), "strides": (2, 1)},
    "mindspore.mint.select": {"input": _MATRIX, "dim": 1, "index": 0},
    "mindspore.Tensor.take": {"indices": _PLACES},
    "mindspore.ops.interpolate": {"input": _IMAGE, "size": (3, 3)},
    "mindspore.nn.Upsample": {"x": _IMAGE, "size": (3, 3)},
    "mindspore.ops.pad": {"input_x": _MATRIX, "padding": (1, 1)},
    "mindspore.nn.Pad": {"x": _MATRIX, "paddings": ((1, 1), (0, 0))},
    "mindspore.nn.ConstantPad2d": {"x": _IMAGE, "value": 0.0},
    "mindspore.ops.avg_pool3d": {"input_x": _VOLUME},
    "mindspore.ops.adaptive_avg_pool2d": {"input": _IMAGE, "output_size": 3},
    "mindspore.nn.AdaptiveAvgPool2d": {"input": _IMAGE, "output_size": 3},
    "mindspore.ops.adaptive_avg_pool3d": {"input": _VOLUME, "output_size": 2},
    "mindspore.nn.AdaptiveAvgPool3d": {"input": _VOLUME, "output_size": 2},
    "mindspore.ops.pixel_unshuffle": {"input": _values(1, 1, 4, 4), "downscale_factor": 2},
    "mindspore.nn.PixelUnshuffle": {"input": _values(1, 1, 4, 4), "downscale_factor": 2},
}
