"""JAX: what single rows are given."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ..samples import SHAPE

_VALUES = np.random.default_rng(5).normal(size=(6, 4)).astype("float32")
_MASK = np.array([True, False, True, True, False, False])
_MAPS = np.random.default_rng(5).normal(size=(2, 4, 5)).astype("float32")
_KERNEL = np.random.default_rng(6).normal(size=(3, 4, 1)).astype("float32")
_CONV: dict[str, Any] = {"lhs": _MAPS, "rhs": _KERNEL, "window_strides": (1,), "padding": "VALID"}
_ROWS = {"segment_ids": np.zeros(6, "int32"), "num_segments": 1, SHAPE: (6, 4)}
_SECOND = {"x": np.array([0, 1, 0, 0]), "n": np.array(1)}
_ONE = {"k": np.array(1), "n": np.array(1)}
_SLICE: dict[str, Any] = {"start_index": 1, "limit_index": 3, "slice_size": 2, "index": 1}
_FUNCTIONS = ("jit", "vmap", "pmap", "checkpoint", "remat", "named_call", "custom_jvp", "custom_vjp")


def _softmax(values: Any) -> Any:
    return jax.nn.softmax(values)


OVERRIDES: dict[str, dict[str, Any]] = {
    "jax.random.choice": {"a": np.arange(4), "shape": (3000,)},
    "jax.random.dirichlet": {"alpha": np.ones(4, "float32")},
    "jax.random.categorical": {"logits": _VALUES},
    **{f"jax.scipy.stats.multinomial.{name}": _SECOND for name in ("pmf", "logpmf")},
    **{f"jax.scipy.stats.binom.{name}": _ONE for name in ("pmf", "logpmf")},
    "jax.numpy.lexsort": {"keys": _VALUES},
    **{f"jax.{name}": {"kth": 1} for name in ("numpy.argpartition", "numpy.partition", "Array.argpartition")},
    **{f"jax.lax.{name}": {"operand": _VALUES, "index_dtype": jnp.int32, "axis": 1} for name in ("argmax", "argmin")},
    "jax.numpy.where": {"condition": np.bool_(True), "y": 0.0},
    "jax.lax.select": {"pred": np.ones((6, 4), bool), SHAPE: (6, 4)},
    "jax.lax.select_n": {"which": np.zeros((6, 4), bool), SHAPE: (6, 4)},
    **{f"jax.lax.reduce_{name}": {"axes": (1,)} for name in ("sum", "max", "min", "prod")},
    **{f"jax.ops.segment_{name}": _ROWS for name in ("sum", "max", "min", "prod")},
    "jax.numpy.outer": {"a": _VALUES[0], "b": _VALUES[1]},
    **{f"jax.numpy.{name}tensordot": {"a": _VALUES, "b": _VALUES.T, "axes": 1} for name in ("", "linalg.")},
    "jax.numpy.matvec": {"x1": _VALUES, "x2": _VALUES[0]},
    "jax.numpy.vecmat": {"x1": _VALUES[:, 0], "x2": _VALUES},
    "jax.numpy.linalg.multi_dot": {"arrays": [_VALUES, _VALUES.T]},
    "jax.numpy.einsum": {"subscripts": "ij,kj->ik", "operands": [_VALUES, _VALUES + 1]},
    "jax.lax.dot_general": {"lhs": _VALUES, "rhs": _VALUES, "dimension_numbers": (((1,), (1,)), ((), ()))},
    "jax.lax.conv": _CONV,
    "jax.lax.conv_general_dilated": _CONV,
    "jax.lax.conv_transpose": {
        "lhs": _MAPS.swapaxes(1, 2).copy(),
        "rhs": _KERNEL.T.copy(),
        "strides": (1,),
        "padding": "VALID",
    },
    "jax.lax.conv_with_general_padding": {**_CONV, "padding": [(0, 0)], "lhs_dilation": None, "rhs_dilation": None},
    "jax.lax.conv_general_dilated_local": {**_CONV, "rhs": np.repeat(_KERNEL, 5, axis=2), "filter_shape": (1,)},
    "jax.lax.ragged_dot": {
        "lhs": _VALUES,
        "rhs": _MAPS.swapaxes(1, 2)[:, :4].copy(),
        "group_sizes": np.array([2, 4], "int32"),
    },
    "jax.lax.concatenate": {"dimension": 0},
    "jax.numpy.bfloat16": {"x": np.array([0.5, -1.25, 3.0], "float32")},
    "jax.numpy.astype": {"dtype": "float32"},
    "jax.numpy.tile": {"reps": 2},
    "jax.lax.reshape": {"new_sizes": (4, 6)},
    "jax.lax.squeeze": {"dimensions": ()},
    "jax.lax.expand_dims": {"dimensions": (0,)},
    "jax.lax.rev": {"dimensions": (0,)},
    "jax.lax.broadcast_in_dim": {"shape": (6, 4), "broadcast_dimensions": (0, 1)},
    "jax.lax.convert_element_type": {"new_dtype": "float32"},
    "jax.lax.collapse": {"start_dimension": 0},
    "jax.lax.reduce_precision": {"exponent_bits": 8, "mantissa_bits": 23},
    "jax.lax.tile": {"reps": (2, 1)},
    "jax.lax.broadcast_to_rank": {"rank": 3},
    "jax.lax.with_sharding_constraint": {"shardings": jax.sharding.SingleDeviceSharding(jax.devices()[0])},
    "jax.Array.reshape": {"args": [4, 6]},
    "jax.Array.astype": {"dtype": "float32"},
    "jax.numpy.take": {"indices": np.array([1, 2])},
    "jax.Array.take": {"indices": np.array([1, 2])},
    "jax.numpy.take_along_axis": {"arr": _VALUES, "indices": np.array([[0], [3], [1], [2], [0], [1]])},
    "jax.numpy.compress": {"condition": _MASK, "a": _VALUES, "axis": 0},
    "jax.numpy.extract": {"condition": _VALUES > 0, "arr": _VALUES},
    "jax.numpy.delete": {"obj": 1},
    "jax.numpy.pad": {"pad_width": 1},
    "jax.lax.gather": {
        "start_indices": np.array([[1], [2]]),
        "dimension_numbers": jax.lax.GatherDimensionNumbers((1,), (0,), (0,)),
        "slice_sizes": (1, 4),
    },
    "jax.lax.index_take": {"idxs": (jnp.array([1, 2]),), "axes": (0,)},
    "jax.lax.pad": {"padding_value": np.float32(0), "padding_config": [(1, 1, 0), (0, 0, 0)]},
    "jax.lax.slice": {"start_indices": (1, 0), "limit_indices": (3, 4)},
    "jax.lax.dynamic_slice": {"start_indices": (1, 0), "slice_sizes": (2, 4)},
    **{f"jax.lax.{name}": _SLICE for name in ("slice_in_dim", "index_in_dim")},
    **{f"jax.lax.dynamic_{name}": _SLICE for name in ("slice_in_dim", "index_in_dim")},
    "jax.lax.split": {"sizes": (2, 4), "axis": 0},
    "jax.image.resize": {"method": "nearest"},
    **{f"jax.{name}": {"fun": _softmax} for name in _FUNCTIONS},
    "jax.numpy.vectorize": {"pyfunc": jnp.tanh},
    "jax.numpy.apply_along_axis": {"func1d": jnp.sort},
    "jax.lax.map": {"f": jnp.tanh},
}
