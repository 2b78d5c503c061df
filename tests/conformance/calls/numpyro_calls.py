"""NumPyro: what single rows are given."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpyro import distributions

_D = "numpyro.distributions"
_ONE = distributions.DiscreteUniform(1, 1)
"""Of its only value the probability is one."""

OVERRIDES: dict[str, dict[str, Any]] = {
    **{f"{_D}.Distribution.{name}": {"self": distributions.Normal(0.0, 1.0)} for name in ("log_prob", "cdf")},
    f"{_D}.Distribution.expand": {"batch_shape": (3, 6)},
    f"{_D}.Distribution.expand_by": {"sample_shape": (3,)},
    f"{_D}.Distribution.mask": {"mask": True},
    # The first class is out of reach of nothing, the third of everything: what is left is one sigmoid.
    f"{_D}.OrderedLogistic": {"cutpoints": np.array([0.0, 50.0], "float32")},
    **{f"{_D}.NegativeBinomial{end}": {"total_count": 1} for end in ("", "Probs", "Logits")},
    **{f"{_D}.ZeroInflated{end}": {"base_dist": _ONE} for end in ("Distribution", "Probs", "Logits")},
    **{f"{_D}.Hurdle{end}": {"base_dist": _ONE} for end in ("Distribution", "Probs", "Logits")},
    **{f"{_D}.{name}NegativeBinomial2": {"mean": 1.0, "concentration": 1.0} for name in ("ZeroInflated", "Hurdle")},
}
