"""Distrax: what single rows are given."""

from __future__ import annotations

from typing import Any

import distrax
import numpy as np

OVERRIDES: dict[str, dict[str, Any]] = {
    "distrax.EpsilonGreedy": {"preferences": np.array([0.2, 1.5, -0.7, 0.6], "float32")},
    "distrax.MixtureOfTwo": {"component_a": distrax.Normal(0.0, 1.0), "component_b": distrax.Normal(1.0, 1.0)},
}
