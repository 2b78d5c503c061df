"""TensorFlow Probability: what single rows are given."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow_probability as tfp

from ..samples import SHAPE

_D = "tensorflow_probability.distributions"
_B = "tensorflow_probability.bijectors"
_L = "tensorflow_probability.layers"
_ROWS = np.random.default_rng(5).dirichlet(np.ones(4), 6).astype("float32")
_SCORES = np.random.default_rng(5).normal(size=(6, 4)).astype("float32")
_MAPS = {size: np.random.default_rng(5).normal(size=(2, *size * (3,), 4)).astype("float32") for size in (1, 2, 3)}
_DRAWN = tfp.distributions
_MADE: dict[str, Any] = {
    "Categorical": _DRAWN.Categorical(probs=_ROWS),
    "OneHotCategorical": _DRAWN.OneHotCategorical(probs=_ROWS),
    "Multinomial": _DRAWN.Multinomial(3.0, probs=_ROWS),
    "FiniteDiscrete": _DRAWN.FiniteDiscrete([0.0, 1.0, 2.0, 3.0], probs=_ROWS),
    "Bernoulli": _DRAWN.Bernoulli(probs=_ROWS),
    "ContinuousBernoulli": _DRAWN.ContinuousBernoulli(probs=_ROWS),
    "Binomial": _DRAWN.Binomial(3.0, probs=_ROWS),
    "Geometric": _DRAWN.Geometric(probs=_ROWS),
    "NegativeBinomial": _DRAWN.NegativeBinomial(3.0, probs=_ROWS),
    "RelaxedBernoulli": _DRAWN.RelaxedBernoulli(1.0, probs=_ROWS),
}
"""Those that were given probabilities."""
_MARKOV = _DRAWN.HiddenMarkovModel(
    _DRAWN.Categorical(probs=[0.5, 0.5]),
    _DRAWN.Categorical(probs=[[0.7, 0.3], [0.2, 0.8]]),
    _DRAWN.Normal([0.0, 3.0], [1.0, 1.0]),
    4,
)
# All but the second class are out of reach for one of the two scores between them.
_CUTS = {"cutpoints": np.array([0.0, 50.0], "float32")}
_LAYERS = ("Flipout", "Reparameterization")

OVERRIDES: dict[str, dict[str, Any]] = {
    **{f"{_D}.{name}.probs": {"self": made} for name, made in _MADE.items()},
    f"{_D}.FiniteDiscrete": {"outcomes": np.arange(4, dtype="float32")},
    f"{_D}.OrderedLogistic": _CUTS,
    f"{_D}.StoppingRatioLogistic": _CUTS,
    f"{_D}.NegativeBinomial": {"total_count": 1.0},
    f"{_D}.HiddenMarkovModel.posterior_mode": {"self": _MARKOV, "observations": np.array([0, 3, 3, 0], "float32")},
    f"{_B}.IteratedSigmoidCentered": {"value": _SCORES},
    f"{_B}.IteratedSigmoidCentered.inverse": {"y": _ROWS},
    "tensorflow_probability.stats.brier_score": {SHAPE: (6, 4)},
    "tensorflow_probability.stats.expected_calibration_error": {"num_bins": 4},
    f"{_L}.OneHotCategorical": {"event_size": 4},
    f"{_L}.CategoricalMixtureOfOneHotCategorical": {"event_size": 3, "num_components": 1},
    **{f"{_L}.Dense{name}": {"inputs": _SCORES} for name in (*_LAYERS, "LocalReparameterization")},
    **{f"{_L}.Convolution{size}D{name}": {"inputs": _MAPS[size]} for size in (1, 2, 3) for name in _LAYERS},
}
