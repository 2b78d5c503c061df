"""Optax: what single rows are given."""

from __future__ import annotations

from typing import Any

import numpy as np

_CTC: dict[str, Any] = {
    "logit_paddings": np.zeros((2, 5), "float32"),
    "labels": np.array([[1, 2], [3, 1]]),
    "label_paddings": np.zeros((2, 2), "float32"),
}

OVERRIDES: dict[str, dict[str, Any]] = {
    "optax.losses.ranking_softmax_loss": {"labels": np.tile(np.arange(4, dtype="float32"), (6, 1))},
    "optax.ctc_loss": _CTC,
    "optax.ctc_loss_with_forward_probs": {**_CTC, "logits": np.linspace(-1, 1, 40, dtype="float32").reshape(2, 5, 4)},
    "optax.apply_updates": {"updates": np.zeros((6, 4), "float32")},
}
