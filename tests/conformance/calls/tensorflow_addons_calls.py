"""TensorFlow Addons: what single rows are given."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow_addons.seq2seq import GreedyEmbeddingSampler, SampleEmbeddingSampler

from ..samples import SHAPE


def _floats(*shape: int) -> np.ndarray:
    return np.random.default_rng(3).normal(size=shape).astype("float32")


_STEPS = (2, 5, 4)
_FREE = np.zeros((4, 4), "float32")
"""Transitions that all cost the same: what is left is one softmax per step."""
_COSTLY = np.array([[2, -2, 0, -1], [-2, 1, 0, 2], [1, -1, -2, 0], [0, 2, -1, -2]], "float32")
_LAYER = tf.keras.layers.Dense(4)
_IMAGES = {"inputs": _floats(2, 4, 4, 3), "output_size": 4}
_STEP: dict[str, Any] = {"time": 0, "state": np.zeros(1, "float32")}

OVERRIDES: dict[str, dict[str, Any]] = {
    "tensorflow_addons.seq2seq.sequence_loss": {"weights": np.ones((2, 5), "float32"), SHAPE: _STEPS},
    "tensorflow_addons.seq2seq.SequenceLoss": {"sample_weight": np.ones((2, 5), "float32"), SHAPE: _STEPS},
    "tensorflow_addons.text.crf_log_likelihood": {
        "transition_params": _FREE,
        SHAPE: _STEPS,
        "sequence_lengths": np.array([5, 5]),
    },
    "tensorflow_addons.text.crf_decode": {
        "transition_params": _COSTLY,
        SHAPE: _STEPS,
        "sequence_length": np.array([5, 5]),
    },
    "tensorflow_addons.text.viterbi_decode": {"transition_params": 0.3 * _COSTLY, SHAPE: (6, 4)},
    "tensorflow_addons.layers.Maxout": {"num_units": 2},
    **{
        f"tensorflow_addons.layers.{name}Normalization": {"layer": _LAYER, "inputs": _floats(6, 4)}
        for name in ("Weight", "Spectral")
    },
    **{f"tensorflow_addons.layers.Adaptive{name}Pooling2D": _IMAGES for name in ("Average", "Max")},
    "tensorflow_addons.seq2seq.SampleEmbeddingSampler.sample": {**_STEP, "self": SampleEmbeddingSampler()},
    "tensorflow_addons.seq2seq.GreedyEmbeddingSampler.sample": {
        **_STEP,
        "self": GreedyEmbeddingSampler(),
        "outputs": _floats(6, 4),
    },
}
