"""Arguments by name: what a required parameter that takes no kind is given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from .frameworks import Framework

NO_ARGUMENT: Final = object()

AT_REST: Final[dict[str, Any]] = {"training": False, "is_training": False, "deterministic": True, "inplace": False}
"""Flags that are set even if they have a default: dropout and the like are measured as they are at inference."""

_SMALL = {
    **dict.fromkeys(("axis", "dim", "dimension"), -1),
    **dict.fromkeys(("dim0", "axis0", "axis1", "source", "start_axis"), 0),
    **dict.fromkeys(("dim1", "axis2", "destination"), -1),
    **dict.fromkeys(("num_classes", "n_classes", "k", "depth", "classes", "num_labels", "K", "nb_classes"), 4),
    **dict.fromkeys(("units", "features", "out_features", "out_channels", "filters", "num_outputs", "out_size"), 4),
    **dict.fromkeys(("in_features", "in_channels", "in_size", "input_dim", "num_features", "hidden_size"), 4),
    **dict.fromkeys(("n_in", "n_out", "d_model", "embed_dim", "input_size", "output_size", "output_dim"), 4),
    **dict.fromkeys(("normalized_shape", "num_parameters", "num_embeddings", "embedding_dim", "num_channels"), 4),
    **dict.fromkeys(("num_groups", "nhead", "num_heads", "groups", "chunks", "sections", "num_layers"), 2),
    **dict.fromkeys(("split_size_or_sections", "split_size", "indices_or_sections", "num_or_size_splits"), 2),
    **dict.fromkeys(("diagonal", "offset", "start", "begin", "low"), 0),
    **dict.fromkeys(("length", "end", "high", "scale_factor", "upscale_factor"), 2),
    **dict.fromkeys(("shifts", "shift", "repeats", "n_times"), 1),
    **dict.fromkeys(("padding", "pad", "num_spatial_dims"), 1),
    **dict.fromkeys(("name", "scope"), "x"),
    **dict.fromkeys(("num_samples", "total_count", "n", "sample_size", "size"), 3),
    **dict.fromkeys(("temperature", "tau", "beta", "scale", "gamma", "value", "fill_value", "exponent"), 1.0),
    **dict.fromkeys(("epsilon", "eps", "alpha", "smoothing", "label_smoothing", "stddev", "std"), 0.1),
    **dict.fromkeys(("threshold", "rate", "p", "prob", "decay", "momentum"), 0.5),
    **dict.fromkeys(("min_recall", "min_precision", "min_specificity", "min_sensitivity"), 0.5),
    **dict.fromkeys(("specificity", "sensitivity", "recall", "precision", "target_recall"), 0.5),
    **dict.fromkeys(("thresholds",), (0.3, 0.7)),
    **dict.fromkeys(("kernel_size", "pool_size", "window", "stride", "strides"), 1),
    **dict.fromkeys(("min", "a_min", "min_value", "clip_value_min", "minval", "lo", "lower"), -0.5),
    **dict.fromkeys(("max", "a_max", "max_value", "clip_value_max", "maxval", "hi", "upper"), 0.5),
    **dict.fromkeys(("task", "mode"), "multiclass"),
    **dict.fromkeys(("device",), "cpu"),
    **dict.fromkeys(("shape", "target_shape", "new_shape", "newshape", "sizes", "output_shape"), (4, 6)),
    **dict.fromkeys(("output_channels", "hidden_features", "width_size", "out_dim"), 4),
    **dict.fromkeys(("channel_multiplier", "kernel_shape"), 1),
    **dict.fromkeys(("window_shape",), (1, 1)),
    **dict.fromkeys(("dims", "perm", "axes", "permutation"), (1, 0)),
}


@dataclass(frozen=True)
class Fresh:
    """Among the overrides of a row: what is made anew for each call, where the framework's context stands."""

    make: Callable[[], Any]
    values: Any = None
    """What it holds, for the expectation."""


@cache
def overrides_of(table: str) -> dict[str, dict[str, Any]]:
    """By row of a table: what some of its parameters are given; arrays become tensors."""
    try:
        module = import_module(f"{__package__}.calls.{table}_calls")
    except ModuleNotFoundError:
        return {}
    found: dict[str, dict[str, Any]] = module.OVERRIDES
    return found


def argument_for(name: str, framework: Framework) -> Any:
    """What a required parameter of this name is given; `NO_ARGUMENT` where the name says nothing."""
    make = _MADE.get(name)
    if make is not None:
        return make(framework)
    return _SMALL.get(name, NO_ARGUMENT)


def _key(framework: Framework) -> Any:
    return framework.key()


def _features(framework: Framework) -> Any:
    return np.random.default_rng(3).normal(size=(6, 4)).astype("float32")


def _positive(framework: Framework) -> Any:
    return np.abs(_features(framework)) + 1.5


def _rngs(framework: Framework) -> Any:
    return import_module("flax.nnx").Rngs(0)


_MADE: Final[dict[str, Callable[[Framework], Any]]] = {
    **dict.fromkeys(("key", "rng", "rng_key", "prng_key", "seed"), _key),
    **dict.fromkeys(("x", "input", "inputs", "X", "tensor", "a", "hidden", "features_in", "other"), _features),
    "tree": _features,
    "concentration": _positive,
    "rngs": _rngs,
}
