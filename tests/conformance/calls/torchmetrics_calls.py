"""What rows of the table ``torchmetrics`` are called with."""

from __future__ import annotations

from typing import Any

import numpy as np

from logit_lint.knowledge.tables import table

_FAIRNESS = ("Fairness", "_fairness", "GroupStatRates", "groups_stat_rates", "demographic_parity", "equal_opportunity")
_GROUPS: dict[str, Any] = {"groups": np.array([0, 0, 0, 1, 1, 1, 1, 1]), "num_groups": 2}

OVERRIDES: dict[str, dict[str, Any]] = {
    # Those that choose between three metrics are told how many classes there are, and what another task is.
    **{
        name: {
            "task": "binary" if "'multilabel' else labels" in row else "multilabel",
            "num_classes": 4,
            "num_labels": 3,
        }
        for name, row in table("torchmetrics").rows.items()
        if "task" in row and "num_classes" in row
    },
    **{
        f"torchmetrics.{name}": {"task": "multilabel", "num_classes": 4, "num_labels": 3}
        for name in ("classification.ExactMatch", "functional.classification.exact_match")
    },
    **{
        f"torchmetrics.{name}": _GROUPS
        for name in (row.partition(".")[2] for row in table("torchmetrics").rows)
        if name.endswith(_FAIRNESS)
    },
    "torchmetrics.utilities.data.select_topk": {
        "prob_tensor": np.array([[0.2, 0.7, 0.1], [0.5, 0.1, 0.4]], dtype="float32")
    },
    "torchmetrics.utilities.compute.normalize_logits_if_needed": {"normalization": "sigmoid"},
}
