"""What rows of the table ``pytorch_toolbelt`` are called with."""

from __future__ import annotations

from typing import Any

_TEMPERED: dict[str, Any] = {"t1": 0.8, "t2": 1.2}

OVERRIDES: dict[str, dict[str, Any]] = {
    "pytorch_toolbelt.losses.BiTemperedLogisticLoss": _TEMPERED,
    "pytorch_toolbelt.losses.BinaryBiTemperedLogisticLoss": _TEMPERED,
    # What another mode than the one of the condition is, and nothing that is linear in its input.
    **{f"pytorch_toolbelt.losses.{name}": {"mode": "binary", "log_loss": True} for name in ("DiceLoss", "JaccardLoss")},
    **{f"pytorch_toolbelt.losses.soft_{name}_score": {"smooth": 100.0} for name in ("dice", "jaccard")},
    # Not over the classes: those are moved about.
    **{
        f"pytorch_toolbelt.inference.functional.{name}_mean": {"dim": 0} for name in ("logodd", "geometric", "harmonic")
    },
}
