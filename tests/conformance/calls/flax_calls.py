"""Flax: what single rows are given."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import optax
from flax.training.train_state import TrainState

_FEATURES = np.random.default_rng(6).normal(size=(6, 4)).astype("float32")
_MAPS = np.random.default_rng(5).normal(size=(2, 3, 3, 4)).astype("float32")
_ZEROS = np.zeros((6, 4), "float32")
_HALF: dict[str, Any] = {"carry": _ZEROS, "inputs": _FEATURES}
_BOTH: dict[str, Any] = {"carry": (_ZEROS, _ZEROS), "inputs": _FEATURES}
_EINSUM: dict[str, Any] = {"shape": (4, 3), "kernel_shape": (4, 3), "einsum_str": "ij,jk->ik", "inputs": _FEATURES}
_STATE = TrainState.create(apply_fn=None, params={"w": _ZEROS}, tx=optax.sgd(0.1))


def _softmax(values: Any) -> Any:
    return jax.nn.softmax(values)


OVERRIDES: dict[str, dict[str, Any]] = {
    "flax.linen.dot_product_attention_weights": {"query": _MAPS, "key": _MAPS[::-1].copy()},
    "flax.linen.Einsum": {**_EINSUM},
    "flax.nnx.Einsum": _EINSUM,
    **{
        f"flax.nnx.{name}": {"lora_rank": 2, "b_initializer": jax.nn.initializers.ones}
        for name in ("LoRALinear", "LoRA")
    },
    **{f"flax.{name}LSTMCell": _BOTH for name in ("linen.", "linen.Optimized", "nnx.", "nnx.Optimized")},
    "flax.linen.ConvLSTMCell": {"carry": (0 * _MAPS, 0 * _MAPS), "inputs": _MAPS, "kernel_size": (1, 1)},
    **{f"flax.{name}Cell": _HALF for name in ("linen.GRU", "linen.MGU", "linen.Simple", "nnx.GRU", "nnx.Simple")},
    "flax.linen.with_logical_constraint": {"logical_axis_resources": None},
    "flax.nnx.List": {"it": _FEATURES},
    "flax.nnx.jit": {"fun": _softmax},
    **{f"flax.nnx.{name}": {"f": _softmax} for name in ("remat", "vmap")},
    "flax.training.train_state.TrainState.apply_gradients": {"self": _STATE, "grads": {"w": _ZEROS}},
    "flax.training.train_state.TrainState.replace": {"self": _STATE},
}
