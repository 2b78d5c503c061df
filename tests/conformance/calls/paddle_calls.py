"""What rows of Paddle are called with."""

from typing import Any

import numpy as np
import paddle

_RANDOM = np.random.default_rng(5)


def _values(*shape: int) -> Any:
    return _RANDOM.normal(size=shape).astype("float32")


_MATRIX = _values(6, 4)
_LINE, _IMAGE, _VOLUME = _values(2, 4, 5), _values(2, 4, 3, 3), _values(1, 4, 2, 2, 2)
_PHOTO = _values(1, 3, 64, 64)
_MASK = _MATRIX > 0
_PLACES = np.array([2, 0, 1], "int64")
_TIMES = {
    "labels": np.array([[1], [2], [1], [3], [2]], "int32"),
    "input_lengths": np.full(5, 2, "int64"),
    "label_lengths": np.ones(5, "int64"),
}
_GRID = {
    "label": np.array([[1, 2], [2, 3]], "int32"),
    "input_lengths": np.full(2, 3, "int32"),
    "label_lengths": np.full(2, 2, "int32"),
}
_VALUE = {"value": np.ones(1, "float32")}
_PARTS = ("Conv3D", "Conv3DTranspose", "Dropout3D", "AvgPool3D", "MaxPool3D")
_MODELS = (
    *("MobileNetV1", "MobileNetV2", "MobileNetV3Large", "MobileNetV3Small", "DenseNet", "InceptionV3"),
    *("densenet121", "inception_v3", "mobilenet_v1", "mobilenet_v2", "mobilenet_v3_large", "mobilenet_v3_small"),
    *("resnet18", "resnet34", "resnet50", "shufflenet_v2_swish", "shufflenet_v2_x0_25", "shufflenet_v2_x0_33"),
    *("shufflenet_v2_x0_5", "shufflenet_v2_x1_0"),
)

OVERRIDES: dict[str, dict[str, Any]] = {
    "paddle.nn.functional.softmax_with_cross_entropy": {"label": np.array([[0], [1], [2], [3], [0], [1]])},
    "paddle.nn.functional.hsigmoid_loss": {"weight": _values(3, 4)},
    "paddle.nn.HSigmoidLoss": {"feature_size": 4},
    "paddle.nn.functional.adaptive_log_softmax_with_loss": {
        "head_weight": _values(4, 3),
        "tail_weights": [[paddle.to_tensor(_values(4, 1)), paddle.to_tensor(_values(1, 2))]],
        "cutoffs": [2, 4],
    },
    "paddle.nn.AdaptiveLogSoftmaxWithLoss": {"cutoffs": [2]},
    "paddle.nn.functional.ctc_loss": _TIMES,
    "paddle.nn.CTCLoss": _TIMES,
    "paddle.nn.functional.rnnt_loss": _GRID,
    "paddle.nn.RNNTLoss": _GRID,
    "paddle.binomial": {"count": np.ones(1, "int64")},
    "paddle.bernoulli": {"x": np.zeros((3000, 1), "float32")},
    "paddle.distribution.Categorical": {"logits": np.array([0.1, 0.2, 0.3, 0.4], "float32")},
    "paddle.distribution.Bernoulli.cdf": _VALUE,
    "paddle.distribution.ContinuousBernoulli.cdf": {"value": np.full(1, 0.4, "float32")},
    "paddle.distribution.Dirichlet": {"concentration": np.ones(4, "float32")},
    **{
        f"paddle.distribution.Distribution.{name}": {"value": np.ones(1, "int64")}
        for name in ("prob", "probs", "log_prob")
    },
    "paddle.incubate.softmax_mask_fuse": {"x": _values(1, 2, 8, 32), "mask": _values(1, 1, 8, 32)},
    "paddle.true_divide": {"input": _MATRIX, "other": _MATRIX + 1},
    "paddle.pow_": {"y": 2.0},
    "paddle.where": {"condition": _MASK, "x": _MATRIX, "y": _MATRIX + 1},
    "paddle.where_": {"condition": _MASK, "x": _MATRIX, "y": _MATRIX + 1},
    "paddle.bmm": {"x": _LINE, "y": _values(2, 5, 3)},
    "paddle.mv": {"x": _MATRIX, "vec": _values(4)},
    "paddle.einsum": {"equation": "ij,kj->ik", "operands": [_MATRIX, _MATRIX + 1]},
    "paddle.addmm": {"input": np.zeros((6, 5), "float32"), "x": _MATRIX, "y": _values(4, 5)},
    "paddle.baddbmm": {"input": np.zeros((2, 4, 3), "float32"), "x": _LINE, "y": _values(2, 5, 3)},
    "paddle.nn.functional.conv3d": {"x": _VOLUME, "weight": _values(3, 4, 1, 1, 1)},
    "paddle.nn.functional.conv1d_transpose": {"x": _LINE, "weight": _values(4, 3, 1)},
    "paddle.nn.functional.conv2d_transpose": {"x": _IMAGE, "weight": _values(4, 3, 1, 1)},
    "paddle.nn.functional.conv3d_transpose": {"x": _VOLUME, "weight": _values(4, 3, 1, 1, 1)},
    "paddle.nn.functional.bilinear": {"x2": _values(6, 4), "weight": _values(3, 4, 4)},
    "paddle.nn.Bilinear": {"in1_features": 4, "in2_features": 4, "x1": _MATRIX, "x2": _MATRIX},
    "paddle.nn.Conv1D": {"x": _LINE},
    "paddle.nn.Conv1DTranspose": {"x": _LINE},
    **{f"paddle.nn.{name}": {"x": _VOLUME, "input": _VOLUME} for name in _PARTS},
    "paddle.from_numpy": {"ndarray": _MATRIX.view(np.recarray)},
    "paddle.unflatten": {"axis": 1, "shape": [2, 2]},
    "paddle.nn.Unflatten": {"axis": 1, "shape": [2, 2]},
    "paddle.cast": {"dtype": "float64"},
    "paddle.cast_": {"dtype": "float64"},
    "paddle.Tensor.astype": {"dtype": "float64"},
    "paddle.Tensor.to": {"args": ["float64"]},
    "paddle.Tensor.type_as": {"other": np.zeros(1)},
    "paddle.expand_as": {"x": _MATRIX, "y": _values(6, 4)},
    "paddle.tile": {"repeat_times": [2, 1]},
    "paddle.view": {"x": _MATRIX, "shape_or_dtype": [4, 6]},
    "paddle.view_as": {"x": _MATRIX, "other": _values(4, 6)},
    "paddle.masked_fill": {"x": _MATRIX, "mask": _MATRIX > 100, "value": 0.0},
    "paddle.masked_select": {"x": _MATRIX, "mask": _MASK},
    "paddle.nn.functional.dropout3d": {"x": _VOLUME},
    "paddle.gather": {"index": _PLACES},
    "paddle.gather_nd": {"x": _MATRIX, "index": np.array([[0, 1], [2, 3]])},
    "paddle.index_select": {"index": _PLACES},
    "paddle.index_sample": {"x": _MATRIX, "index": np.zeros((6, 2), "int64")},
    "paddle.take": {"index": _PLACES},
    "paddle.take_along_axis": {"arr": _MATRIX, "indices": np.zeros((6, 1), "int64")},
    "paddle.slice": {"input": _MATRIX, "axes": [0], "starts": [1], "ends": [3]},
    "paddle.strided_slice": {"x": _MATRIX, "axes": [0], "starts": [0], "ends": [4], "strides": [2]},
    **{
        f"paddle.{name}": {"num_or_sections": 2, "num_or_indices": 2}
        for name in ("split", "tensor_split", "vsplit", "hsplit")
    },
    "paddle.dsplit": {"x": _values(2, 3, 4), "num_or_indices": 2},
    "paddle.nn.functional.avg_pool3d": {"x": _VOLUME, "kernel_size": 1},
    "paddle.nn.functional.max_pool3d": {"x": _VOLUME, "kernel_size": 1},
    "paddle.nn.functional.adaptive_avg_pool2d": {"x": _IMAGE, "output_size": 3},
    "paddle.nn.functional.adaptive_avg_pool3d": {"x": _VOLUME, "output_size": 2},
    "paddle.nn.functional.adaptive_max_pool3d": {"x": _VOLUME, "output_size": 2},
    "paddle.nn.AdaptiveAvgPool2D": {"x": _IMAGE, "output_size": 3},
    "paddle.nn.AdaptiveAvgPool3D": {"x": _VOLUME, "output_size": 2},
    "paddle.nn.AdaptiveMaxPool3D": {"x": _VOLUME, "output_size": 2},
    "paddle.nn.functional.interpolate": {"x": _IMAGE, "scale_factor": 2},
    "paddle.nn.functional.upsample": {"x": _IMAGE, "scale_factor": 2},
    "paddle.nn.Upsample": {"x": _IMAGE, "scale_factor": 2},
    "paddle.nn.UpsamplingNearest2D": {"x": _IMAGE, "scale_factor": 2},
    "paddle.nn.UpsamplingBilinear2D": {"x": _IMAGE, "scale_factor": 1},
    "paddle.nn.functional.grid_sample": {"x": _IMAGE, "grid": np.zeros((2, 1, 1, 2), "float32")},
    "paddle.nn.functional.pad": {"x": _IMAGE, "pad": [1, 1, 1, 1]},
    "paddle.nn.functional.zeropad2d": {"x": _IMAGE, "padding": [1, 1, 1, 1]},
    "paddle.nn.functional.pixel_unshuffle": {"x": _values(1, 1, 4, 4), "downscale_factor": 2},
    "paddle.nn.PixelUnshuffle": {"x": _values(1, 1, 4, 4), "downscale_factor": 2},
    "paddle.nn.functional.unfold": {"x": _IMAGE, "kernel_sizes": 2},
    "paddle.nn.Unfold": {"input": _IMAGE, "kernel_sizes": 2},
    "paddle.DataParallel": {"layers": paddle.nn.Linear(4, 4)},
    "paddle.vision.models.ResNet": {"block": paddle.vision.models.resnet.BottleneckBlock, "x": _PHOTO},
    "paddle.vision.models.LeNet": {"inputs": _values(1, 1, 28, 28)},
    "paddle.vision.models.GoogLeNet": {"inputs": _values(1, 3, 224, 224)},
    "paddle.vision.models.googlenet": {"inputs": _values(1, 3, 224, 224)},
    "paddle.vision.models.ShuffleNetV2": {"inputs": _PHOTO},
    **{f"paddle.vision.models.{name}": {"x": _PHOTO, "input": _PHOTO} for name in _MODELS},
    "paddle.vision.models.InceptionV3": {"x": _values(1, 3, 96, 96)},
    "paddle.vision.models.inception_v3": {"x": _values(1, 3, 96, 96)},
}
