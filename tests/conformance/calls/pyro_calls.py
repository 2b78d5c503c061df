"""What rows of the table ``pyro`` are called with."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyro.distributions
import torch

_CENTRES = np.random.default_rng(3).normal(size=(6, 4, 2)).astype("float32")
_ONES = np.ones((6, 4), dtype="float32")
_VALUE: dict[str, Any] = {"value": np.zeros((6,), dtype="int64")}
_ONE_HOT: dict[str, Any] = {"value": np.tile(np.array([0, 1, 0, 0], dtype="float32"), (6, 1))}
_BIT: dict[str, Any] = {"value": np.ones((8, 3), dtype="float32")}
_RELAXED: dict[str, Any] = {"temperature": np.array(1.0, dtype="float32")}
_POISSON = pyro.distributions.Poisson(torch.tensor(2.0))

OVERRIDES: dict[str, dict[str, Any]] = {
    "pyro.distributions.Categorical.log_prob": _VALUE,
    **{
        f"pyro.distributions.{name}.log_prob": _ONE_HOT
        for name in ("OneHotCategorical", "OneHotCategoricalStraightThrough", "Multinomial")
    },
    **{
        f"pyro.distributions.{name}.log_prob": _BIT
        for name in ("Bernoulli", "Geometric", "Binomial", "ExtendedBinomial", "NegativeBinomial")
    },
    **{
        f"pyro.distributions.{name}": _RELAXED
        for name in (
            *("RelaxedOneHotCategorical", "RelaxedOneHotCategoricalStraightThrough"),
            *("RelaxedBernoulli", "RelaxedBernoulliStraightThrough"),
        )
    },
    "pyro.distributions.ZeroInflatedDistribution": {"base_dist": _POISSON},
    "pyro.distributions.MixtureOfDiagNormals": {"locs": _CENTRES, "coord_scale": np.ones_like(_CENTRES)},
    "pyro.distributions.MixtureOfDiagNormalsSharedCovariance": {
        "locs": _CENTRES,
        "coord_scale": np.ones((6, 2), dtype="float32"),
    },
    "pyro.distributions.GaussianScaleMixture": {
        "coord_scale": np.ones(2, dtype="float32"),
        "component_scale": np.array([0.5, 1.0, 2.0, 3.0], dtype="float32"),
    },
    "pyro.distributions.Empirical": {"samples": np.tile(np.array([0, 1, 1, 2], dtype="float32"), (6, 1))},
    "pyro.distributions.OrderedLogistic": {
        "predictor": np.array([0.2, 1.0], dtype="float32"),
        "cutpoints": np.array([-1.0, 0.5, 2.0], dtype="float32"),
    },
    "pyro.distributions.Dirichlet": {"concentration": _ONES},
    "pyro.distributions.Beta": {"concentration1": _ONES, "concentration0": _ONES},
    "pyro.module": {"nn_module": torch.nn.Linear(4, 2)},
}
