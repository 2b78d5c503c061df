"""What rows of the table ``torch`` are called with."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

_RANDOM = np.random.default_rng(3)


def _floats(*shape: int) -> Any:
    return _RANDOM.normal(size=shape).astype("float32")


def _ints(*shape: int) -> Any:
    return np.zeros(shape, "int64")


def _zeros(*shape: int) -> Any:
    return np.zeros(shape, "float32")


def _layer() -> torch.nn.Module:
    return torch.nn.Linear(4, 4).eval()


def _traced() -> Any:
    return torch.jit.trace(_layer(), torch.zeros(6, 4))


def _both(name: str, given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A function and the method of the same name."""
    return {f"torch.{name}": given, f"torch.Tensor.{name}": given}


_TENSOR = _floats(6, 4)
_SPARSE = torch.as_tensor(_TENSOR).to_sparse()
_MASK = np.arange(24).reshape(6, 4) % 3 == 0
_PACKED = torch.nn.utils.rnn.pack_padded_sequence(torch.as_tensor(_TENSOR)[..., None], torch.tensor([6, 5, 5, 2]))
_TEMPERATURE = {"temperature": np.array(0.7, "float32")}
_CTC = {"targets": np.ones((5, 1), "int64"), "input_lengths": np.full(5, 2), "target_lengths": np.full(5, 1)}
_BATCHES = {"batch1": _floats(2, 6, 4), "batch2": _floats(2, 4, 3)}
_CLAMPED = {"min": -0.5, "max": 0.5}
_SEQUENCES, _VOLUMES, _IMAGES = _floats(2, 4, 5), _floats(2, 4, 3, 3, 3), _floats(2, 4, 3, 3)

OVERRIDES: dict[str, dict[str, Any]] = {
    # Losses.
    "torch.nn.functional.linear_cross_entropy": {"linear_weight": _floats(4, 4)},
    "torch.nn.AdaptiveLogSoftmaxWithLoss": {"cutoffs": [2]},
    **dict.fromkeys(("torch.nn.functional.ctc_loss", "torch.nn.CTCLoss", "torch.ctc_loss"), _CTC),
    # Distributions.
    "torch.Tensor.bernoulli_": {"self": _floats(3000, 4)},
    "torch.binomial": {"count": np.array(1.0, "float32")},
    "torch.distributions.Distribution.log_prob": {"value": _ints(6)},
    "torch.distributions.Distribution.expand": {"batch_shape": (6,)},
    "torch.distributions.RelaxedOneHotCategorical": _TEMPERATURE,
    "torch.distributions.relaxed_categorical.ExpRelaxedCategorical": _TEMPERATURE,
    "torch.distributions.RelaxedBernoulli": _TEMPERATURE,
    "torch.distributions.relaxed_bernoulli.LogitRelaxedBernoulli": _TEMPERATURE,
    "torch.distributions.Dirichlet": {"concentration": np.ones((6, 4), "float32")},
    "torch.distributions.LogisticNormal": {
        "loc": np.zeros((6, 3), "float32"),
        "scale": np.ones((6, 3), "float32"),
    },
    # Normalisers and arithmetic.
    "torch.sparse.softmax": {"input": _SPARSE},
    "torch.sparse.log_softmax": {"input": _SPARSE},
    **_both("clamp", _CLAMPED),
    **_both("clip", _CLAMPED),
    **_both("clamp_", _CLAMPED),
    **_both("clip_", _CLAMPED),
    **_both("where", {"condition": _MASK}),
    # Linear maps.
    **_both("matmul", {"other": _floats(4, 3)}),
    "torch.linalg.matmul": {"other": _floats(4, 3)},
    **_both("mm", {"mat2": _floats(4, 3)}),
    **_both("bmm", {"self": _floats(2, 6, 4), "input": _floats(2, 6, 4), "mat2": _floats(2, 4, 3)}),
    **_both("mv", {"vec": _floats(4)}),
    **_both("addmm", {"self": _zeros(6, 3), "input": _zeros(6, 3), "mat1": _TENSOR, "mat2": _floats(4, 3)}),
    **_both("baddbmm", {**_BATCHES, "self": _zeros(2, 6, 3), "input": _zeros(2, 6, 3)}),
    "torch.addmv": {"input": _zeros(6), "mat": _TENSOR, "vec": _floats(4)},
    "torch.outer": {"input": _floats(6), "vec2": _floats(4)},
    "torch.tensordot": {"a": _floats(6, 4), "b": _floats(4, 3), "dims": 1},
    "torch.einsum": {"equation": "ij,jk->ik", "operands": [_floats(6, 4), _floats(4, 3)]},
    "torch.nn.functional.linear": {"input": _floats(6, 4), "weight": _floats(3, 4)},
    "torch.nn.functional.bilinear": {"input1": _TENSOR, "input2": _floats(6, 3), "weight": _floats(2, 4, 3)},
    "torch.nn.functional.conv1d": {"input": _SEQUENCES, "weight": _floats(3, 4, 2)},
    "torch.nn.functional.conv2d": {"input": _IMAGES, "weight": _floats(3, 4, 2, 2)},
    "torch.nn.functional.conv3d": {"input": _VOLUMES, "weight": _floats(3, 4, 2, 2, 2)},
    "torch.nn.functional.conv_transpose1d": {"input": _SEQUENCES, "weight": _floats(4, 3, 2)},
    "torch.nn.functional.conv_transpose2d": {"input": _IMAGES, "weight": _floats(4, 3, 2, 2)},
    "torch.nn.functional.conv_transpose3d": {"input": _VOLUMES, "weight": _floats(4, 3, 2, 2, 2)},
    "torch.nn.Bilinear": {"in1_features": 4, "in2_features": 3, "input1": _TENSOR, "input2": _floats(6, 3)},
    "torch.nn.Conv1d": {"input": _SEQUENCES},
    "torch.nn.Conv3d": {"input": _VOLUMES},
    "torch.nn.ConvTranspose1d": {"input": _SEQUENCES},
    "torch.nn.ConvTranspose3d": {"input": _VOLUMES},
    "torch.nn.MultiheadAttention": {"query": _TENSOR, "key": _floats(5, 4), "value": _floats(5, 4)},
    # The same values.
    **_both("unflatten", {"sizes": (2, 2)}),
    **_both("masked_fill", {"mask": np.zeros((6, 4), bool)}),
    "torch.Tensor.masked_fill_": {"mask": np.zeros((6, 4), bool)},
    **_both("broadcast_to", {"size": (6, 4)}),
    "torch.tile": {"dims": (2, 1)},
    "torch.dropout": {"train": False},
    "torch.nn.Unflatten": {"unflattened_size": (2, 2)},
    "torch.Tensor.view": {"shape": [-1]},
    "torch.Tensor.reshape": {"shape": [-1]},
    "torch.Tensor.permute": {"dims": [1, 0]},
    "torch.Tensor.expand": {"sizes": [6, 4]},
    "torch.Tensor.repeat": {"repeats": [2, 1]},
    "torch.Tensor.tile": {"dims": [2, 1]},
    "torch.Tensor.flip": {"dims": [0]},
    "torch.Tensor.coalesce": {"self": _SPARSE},
    "torch.Tensor.to_dense": {"self": _SPARSE},
    "torch.Tensor.bool": {"self": _MASK.astype("float32")},
    "torch.Tensor.type": {"dtype": torch.float64},
    "torch.nn.utils.rnn.pad_packed_sequence": {"sequence": _PACKED},
    "torch.DoubleTensor": {"data": _TENSOR.astype("float64")},
    # Some of them.
    **_both("gather", {"index": _ints(6, 4) + 1}),
    **_both("take", {"index": _ints(3) + 2}),
    **_both("take_along_dim", {"indices": _ints(6, 4) + 1, "dim": 1}),
    **_both("index_select", {"index": _ints(3) + 1}),
    **_both("masked_select", {"mask": _MASK}),
    **_both("select", {"index": 1}),
    "torch.Tensor.masked_scatter": {"mask": _MASK},
    "torch.Tensor.masked_scatter_": {"mask": _MASK},
    "torch.Tensor.unfold": {"step": 1},
    "torch.nn.functional.adaptive_avg_pool2d": {"output_size": 3},
    "torch.nn.functional.adaptive_avg_pool3d": {"input": _VOLUMES, "output_size": 3},
    "torch.nn.AdaptiveAvgPool2d": {"output_size": 3},
    "torch.nn.AdaptiveAvgPool3d": {"input": _VOLUMES, "output_size": 3},
    "torch.nn.functional.interpolate": {"scale_factor": 2},
    "torch.nn.functional.upsample": {"scale_factor": 2},
    "torch.nn.functional.upsample_nearest": {"scale_factor": 2},
    "torch.nn.functional.upsample_bilinear": {"scale_factor": 1},
    "torch.nn.Upsample": {"scale_factor": 2},
    "torch.nn.UpsamplingNearest2d": {"scale_factor": 2},
    "torch.nn.UpsamplingBilinear2d": {"scale_factor": 1},
    "torch.nn.functional.grid_sample": {"grid": np.zeros((2, 1, 1, 2), "float32")},
    "torch.nn.functional.pad": {"pad": (1, 1)},
    "torch.nn.functional.pixel_unshuffle": {"downscale_factor": 3},
    "torch.nn.PixelUnshuffle": {"downscale_factor": 3},
    "torch.nn.ConstantPad1d": {"value": 0.0},
    "torch.nn.ConstantPad2d": {"value": 0.0},
    "torch.nn.ConstantPad3d": {"value": 0.0},
    # What passes through.
    "torch.nn.DataParallel": {"module": _layer()},
    "torch.compile": {"model": _layer(), "backend": "eager"},
    "torch.jit.script": {"obj": _layer()},
    "torch.jit.trace": {"func": _layer(), "example_inputs": torch.zeros(6, 4)},
    "torch.jit.freeze": {"mod": _traced()},
    "torch.jit.optimize_for_inference": {"mod": _traced()},
    "torch.vmap": {"func": torch.exp},
    "torch.func.functional_call": {"module": torch.nn.Softmax(-1), "parameter_and_buffer_dicts": {}, "args": _TENSOR},
    "torch.utils.checkpoint.checkpoint": {"function": torch.exp, "args": [_TENSOR], "use_reentrant": False},
    "torch.nn.SyncBatchNorm.convert_sync_batchnorm": {"module": _layer()},
    "torch.nn.utils.weight_norm": {"module": _layer()},
    "torch.nn.utils.spectral_norm": {"module": _layer()},
    "torch.nn.utils.remove_weight_norm": {"module": torch.nn.utils.weight_norm(_layer())},
    "torch.nn.utils.remove_spectral_norm": {"module": torch.nn.utils.spectral_norm(_layer())},
    "torch.nn.utils.parametrizations.weight_norm": {"module": _layer()},
    "torch.nn.utils.parametrizations.spectral_norm": {"module": _layer()},
    "torch.nn.utils.parametrizations.orthogonal": {"module": _layer()},
    "torch.ao.quantization.quantize_dynamic": {"model": torch.nn.Softmax(-1)},
    **{
        f"torch.nn.Module.{name}": {"self": _layer(), "dst_type": torch.float64}
        for name in ("to", "cpu", "eval", "float", "double", "half", "bfloat16", "share_memory", "train", "type")
    },
    "torch.nn.Module.to_empty": {"self": _layer()},
    "torch.nn.Module.requires_grad_": {"self": _layer()},
    "torch.nn.Module.apply": {"self": _layer(), "fn": id},
}
