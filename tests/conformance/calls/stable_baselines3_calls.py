"""What rows of the table ``stable_baselines3`` are called with: distributions that have been given parameters."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from stable_baselines3.common import distributions

_SCORES = torch.tensor(np.random.default_rng(3).normal(size=(6, 4)).astype("float32"))
_FRESH: dict[str, Any] = {
    "Categorical": distributions.CategoricalDistribution(4),
    # One stretch of scores: over several, there is no one axis along which a shift is not seen.
    "MultiCategorical": distributions.MultiCategoricalDistribution([4]),
    "Bernoulli": distributions.BernoulliDistribution(4),
}
_MADE: dict[str, Any] = {
    "Categorical": distributions.CategoricalDistribution(4).proba_distribution(_SCORES),
    "MultiCategorical": distributions.MultiCategoricalDistribution([2, 2]).proba_distribution(_SCORES),
    "Bernoulli": distributions.BernoulliDistribution(4).proba_distribution(_SCORES),
}
_ACTIONS = {"Categorical": (6,), "MultiCategorical": (6, 2), "Bernoulli": (6, 4)}
_PREFIX = "stable_baselines3.common.distributions"

OVERRIDES: dict[str, dict[str, Any]] = {
    **{
        f"{_PREFIX}.{name}Distribution.{method}": {"self": one, "latent_dim": 4, "deterministic": False}
        for name, one in _FRESH.items()
        for method in ("actions_from_params", "log_prob_from_params", "proba_distribution_net")
    },
    **{
        f"{_PREFIX}.{name}Distribution.{method}": {
            "self": one,
            "actions": np.zeros(_ACTIONS[name], dtype="float32"),
        }
        for name, one in _MADE.items()
        for method in ("sample", "mode", "get_actions", "log_prob")
    },
}
