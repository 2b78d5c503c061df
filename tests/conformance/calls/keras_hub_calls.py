"""KerasHub: what single rows are given: models on backbones of one small block."""

from __future__ import annotations

import inspect
from typing import Any

import keras
import keras_hub
import numpy as np

from ..arguments import Fresh
from ..samples import SHAPE

_SMALL: dict[str, Any] = {
    "vocabulary_size": 30,
    "num_layers": 1,
    "hidden_dim": 8,
    "intermediate_dim": 16,
    "max_sequence_length": 6,
    "num_heads": 2,
    "num_query_heads": 2,
    "num_key_value_heads": 1,
    "head_dim": 4,
    "embedding_dim": 8,
    "bucket_size": 4,
    "image_shape": (32, 32, 3),
    "patch_size": 8,
    "mlp_dim": 16,
    "input_conv_filters": [64],
    "input_conv_kernel_sizes": [3],
    "stackwise_num_filters": [64, 64],
    "stackwise_num_blocks": [1, 1],
    "stackwise_num_strides": [1, 2],
    "block_type": "basic_block",
    "rotary_percentage": 1.0,
    "head_size": 4,
    "hidden_size": 8,
    "num_attention_heads": 2,
    "num_experts": 8,
    "top_k": 2,
    "moe_intermediate_dim": 8,
    "shared_expert_intermediate_dim": 8,
    "shared_expert_intermediate_size": 8,
    "embed_dim": 8,
    "depths": [1, 1],
    "window_size": 4,
    "stackwise_num_repeats": [1, 1],
    "compression_ratio": 1.0,
    "growth_rate": 4,
}
_LABELS = np.array([[1, 2, 3, 4, 5, 0], [3, 1, 4, 1, 5, 9]])
_TEXT: dict[str, Any] = {"token_ids": _LABELS, "padding_mask": np.ones((2, 6), "int32")}
_MASKED: dict[str, Any] = {**_TEXT, "mask_positions": np.array([[1, 2], [0, 3]])}
_SEGMENTS = {"segment_ids": np.zeros((2, 6), "int32")}
_BOTH_SIDES: dict[str, Any] = {
    **{f"{side}_token_ids": _TEXT["token_ids"] for side in ("encoder", "decoder")},
    **{f"{side}_padding_mask": _TEXT["padding_mask"] for side in ("encoder", "decoder")},
}
_IMAGES = np.random.default_rng(3).normal(size=(2, 32, 32, 3)).astype("float32")
_MATRIX = np.random.default_rng(3).normal(size=(6, 4)).astype("float32")
_SOFTMAX = keras.Sequential([keras.layers.Softmax()])
_BOXES = np.tile(np.array([0, 0, 9, 9], "float32"), (2, 4, 1)) * np.arange(1, 5, dtype="float32").reshape(4, 1)
_WITH_SEGMENTS = ("Albert", "Bert", "FNet", "RoformerV2")
_WITHOUT_PADDING = ("FNet", "RoformerV2")


def _backbone(family: str) -> Any:
    """A small one of a family."""
    made = getattr(keras_hub.models, f"{family}Backbone")
    return made(**{name: value for name, value in _SMALL.items() if name in inspect.signature(made).parameters})


def _inputs(family: str, inputs: dict[str, Any]) -> dict[str, Any]:
    inputs = {**inputs, **(_SEGMENTS if family in _WITH_SEGMENTS else {})}
    return {name: value for name, value in inputs.items() if name != "padding_mask" or family not in _WITHOUT_PADDING}


def _model(family: str, inputs: Any) -> dict[str, Any]:
    given = inputs if isinstance(inputs, np.ndarray) else _inputs(family, inputs)
    return {"backbone": Fresh(lambda: _backbone(family)), "preprocessor": None, "num_classes": 20, "inputs": given}


_CLASSIFIERS = ("Albert", "Bert", "DebertaV3", "DistilBert", "FNet", "Roberta", "RoformerV2", "XLMRoberta")
_IMAGE_CLASSIFIERS = ("DeiT", "DenseNet", "ResNet", "VGG", "ViT")
_MASKED_MODELS = ("Albert", "Bert", "DebertaV3", "DistilBert", "FNet", "Roberta", "RoformerV2", "XLMRoberta")
_LANGUAGE_MODELS = (
    "Bloom",
    "Falcon",
    "GPT2",
    "GPTNeoX",
    "Gemma",
    "GptOss",
    "Llama3",
    "Llama",
    "Mistral",
    "Mixtral",
    "OPT",
    "Phi3",
    "Qwen2",
    "Qwen3",
    "Qwen3Moe",
    "QwenMoe",
    "RWKV7",
)


def _next(prompt: Any, cache: Any, index: int) -> tuple[Any, Any, Any]:
    """Scores of the next token, hidden states and the cache."""
    scores = np.random.default_rng(3).normal(size=(2, 30)).astype("float32")
    return keras.ops.convert_to_tensor(scores), keras.ops.zeros((2, 1, 8)), cache


_SAMPLING: dict[str, Any] = {"next": _next, "prompt": np.zeros((2, 6), "int32"), "index": 3}

OVERRIDES: dict[str, dict[str, Any]] = {
    **{f"keras_hub.models.{family}TextClassifier": _model(family, _TEXT) for family in _CLASSIFIERS},
    "keras_hub.models.ESMProteinClassifier": _model("ESM", _TEXT),
    "keras_hub.models.ImageClassifier": _model("ResNet", _IMAGES),
    **{f"keras_hub.models.{family}ImageClassifier": _model(family, _IMAGES) for family in _IMAGE_CLASSIFIERS},
    **{f"keras_hub.models.{family}MaskedLM": _model(family, _MASKED) for family in _MASKED_MODELS},
    **{f"keras_hub.models.{family}CausalLM": _model(family, _TEXT) for family in _LANGUAGE_MODELS},
    "keras_hub.models.BartSeq2SeqLM": _model("Bart", _BOTH_SIDES),
    **{f"keras_hub.models.Task.{name}": {"self": _SOFTMAX, "x": _MATRIX} for name in ("predict", "predict_on_batch")},
    **{f"keras_hub.samplers.{name}Sampler": _SAMPLING for name in ("Greedy", "Random", "TopK", "TopP")},
    "keras_hub.samplers.Sampler.get_next_token": {"self": keras_hub.samplers.RandomSampler()},
    "keras_hub.layers.MaskedLMHead": {
        "vocabulary_size": 9,
        "inputs": np.ones((2, 6, 4), "float32"),
        "mask_positions": np.array([[1, 2], [0, 3]]),
    },
    "keras_hub.layers.NonMaxSuppression": {
        "bounding_box_format": "xyxy",
        "max_detections": 2,
        "box_prediction": _BOXES,
        SHAPE: (2, 4, 4),
    },
}
