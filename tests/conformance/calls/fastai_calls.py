"""What rows of the table ``fastai`` are called with."""

from __future__ import annotations

from typing import Any

import numpy as np
from fastai.vision.models.xresnet import ResBlock, xresnet18

_IMAGE = np.random.default_rng(3).normal(size=(2, 3, 64, 64)).astype("float32")
_XRESNET = "fastai.vision.models.xresnet."
_SMALL: dict[str, Any] = {"input": _IMAGE, "kwargs": {"n_out": 4}}
_SQUEEZED: dict[str, Any] = {"input": _IMAGE, "n_out": 4}

OVERRIDES: dict[str, dict[str, Any]] = {
    **{
        f"fastai.losses.{name}.decodes": {"out": np.random.default_rng(3).normal(size=(6, 4)).astype("float32")}
        for name in ("LabelSmoothingCrossEntropy", "LabelSmoothingCrossEntropyFlat")
    },
    "fastai.vision.learner.create_head": {"nf": 4, "n_out": 4, "input": _IMAGE[:, :2].repeat(2, axis=1)},
    "fastai.vision.learner.create_vision_model": {
        "arch": xresnet18,
        "n_out": 4,
        "pretrained": False,
        "cut": -4,
        "input": _IMAGE,
    },
    "fastai.tabular.model.TabularModel": {
        "emb_szs": [(4, 2)],
        "n_cont": 2,
        "out_sz": 4,
        "layers": [8],
        "x_cat": np.array([[0], [3], [2]]),
        "x_cont": np.random.default_rng(3).normal(size=(3, 2)).astype("float32"),
    },
    f"{_XRESNET}XResNet": {
        "block": ResBlock,
        "expansion": 1,
        "layers": [1, 1, 1, 1],
        "n_out": 4,
        "input": _IMAGE,
    },
    "fastai.torch_core.one_hot": {"x": [1, 3], "c": 4},
    f"{_XRESNET}xresnet18": _SMALL,
    f"{_XRESNET}xresnet18_deep": _SMALL,
    f"{_XRESNET}xse_resnet18": _SQUEEZED,
    f"{_XRESNET}xse_resnext18": _SQUEEZED,
    f"{_XRESNET}xresnext18": _SQUEEZED,
}
