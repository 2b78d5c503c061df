"""What rows of the table ``transformers`` are called with: untrained models of a few weights, and inputs for them."""

from __future__ import annotations

from typing import Any

import numpy as np
import transformers

from logit_lint.knowledge.tables import table

_RNG = np.random.default_rng(3)
_IDS = _RNG.integers(3, 40, size=(2, 8))
_IDS[:, [2, 5, 7]] = 1  # What ends a sequence, and separates three of them.
_INPUTS: dict[str, Any] = {
    "input_ids": _IDS,
    "decoder_input_ids": _IDS,
    "bbox": np.tile(np.array([1, 2, 3, 4]), (2, 8, 1)),
    "pixel_values": _RNG.normal(size=(2, 3, 64, 64)).astype("float32"),
    "input_values": _RNG.normal(size=(2, 2000)).astype("float32"),
    "input_features": _RNG.normal(size=(2, 8, 8)).astype("float32"),
}
_SMALL: dict[str, Any] = {
    **dict.fromkeys(("hidden_size", "d_model", "n_embd", "dim", "embedding_size", "emb_dim", "embed_dim"), 16),
    **dict.fromkeys(("intermediate_size", "d_ff", "hidden_dim", "d_inner", "decoder_ffn_dim", "encoder_ffn_dim"), 16),
    **dict.fromkeys(("ffn_dim", "word_embed_proj_dim", "classifier_proj_size", "intra_bottleneck_size"), 16),
    **dict.fromkeys(("num_hidden_layers", "n_layer", "n_layers", "num_layers", "encoder_layers", "decoder_layers"), 2),
    **dict.fromkeys(("num_attention_heads", "n_head", "n_heads", "num_heads", "num_key_value_heads"), 2),
    **dict.fromkeys(("encoder_attention_heads", "decoder_attention_heads", "num_decoder_layers"), 2),
    **dict.fromkeys(("head_dim", "d_kv", "true_hidden_size"), 8),
    "vocab_size": 50,
    "num_labels": 4,
    "image_size": 64,
    "patch_size": 16,
    "num_mel_bins": 8,
    **dict.fromkeys(("pad_token_id", "bos_token_id", "decoder_start_token_id"), 0),
    **dict.fromkeys(("eos_token_id", "sep_token_id"), 1),
    "max_position_embeddings": 64,
    "n_positions": 64,
    "max_source_positions": 4,
    "max_target_positions": 16,
    "attention_window": 4,
    "attention_types": [[["global", "local"], 1]],
    "attention_type": "original_full",
    "num_conv_pos_embeddings": 4,
    "num_conv_pos_embedding_groups": 2,
    "coordinate_size": 2,
    "shape_size": 4,
}
_OF_FAMILY: dict[str, dict[str, Any]] = {
    "LayoutLMv3": {"hidden_size": 24, "coordinate_size": 4, "shape_size": 4, "input_size": 64},
    "MobileBert": {"true_hidden_size": 16, "embedding_size": 16},
    "Swin": {"depths": [1, 1], "num_heads": [2, 2], "window_size": 4, "patch_size": 4, "hidden_size": 32},
    "ConvNext": {"hidden_sizes": [8, 8, 8, 8], "depths": [1, 1, 1, 1], "patch_size": 4},
    "ResNet": {"hidden_sizes": [8, 8, 8, 8], "depths": [1, 1, 1, 1], "embedding_size": 8},
    "Segformer": {"patch_sizes": [7, 3, 3, 3], "hidden_sizes": [8, 8, 8, 8], "depths": [1, 1, 1, 1]},
    "MobileViT": {"hidden_sizes": [8, 8, 8], "neck_hidden_sizes": [8] * 7, "patch_size": 2},
    "EfficientNet": {"width_coefficient": 0.1, "depth_coefficient": 0.1, "hidden_dim": 128, "image_size": 64},
    "Beit": {"num_hidden_layers": 4, "out_indices": [1, 2, 3, 4], "use_mask_token": False},
}


def _config(name: str, kind: type) -> Any:
    """A configuration of a small model."""
    family = next((found for word, found in _OF_FAMILY.items() if name.startswith(word)), {})
    usual = kind.config_class()
    known = {key for key in (*vars(usual), *usual.attribute_map) if key in _SMALL}
    small = {key: _SMALL[key] for key in sorted(known)}
    lists = {key for key in small if isinstance(getattr(usual, key, None), (list, tuple))}
    small = {key: value for key, value in small.items() if key not in lists or isinstance(value, list)}
    config = kind.config_class(**{**small, **family})
    config.is_decoder = "CausalLM" in name or "LMHead" in name
    return config


def _models() -> dict[str, dict[str, Any]]:
    found = {}
    for name, row in table("transformers").rows.items():
        last = name.rpartition(".")[2]
        kind = getattr(transformers, last, None)
        if name not in table("transformers").unmeasured and getattr(kind, "config_class", None) and "(config" in row:
            inputs = dict(_INPUTS)
            if "MultipleChoice" in last or "DoubleHeads" in last:
                inputs["input_ids"] = np.stack([_IDS, _IDS, _IDS], axis=1)
            found[name] = {**inputs, "config": _config(last, kind)}
    return found


def _outputs() -> dict[str, dict[str, Any]]:
    """Objects with several parts, each of them given."""
    found = {}
    for name in table("transformers").rows:
        api = table("transformers").find(name)
        if api is not None and "Output" in name and api.result.head == "fields":
            parts = [part.head for part in api.result.args or () if part.head in api.by_name]
            found[name] = {part: _RNG.normal(size=(2, 4)) for part in parts}
    return found


_PROCESSED: dict[str, Any] = {"input_ids": _RNG.integers(0, 4, size=(6, 5))}
_HEADS: dict[str, Any] = {
    "vocab_size": 4,
    "num_boxes": 6,
    "num_masks": 6,
    "config": transformers.PretrainedConfig(num_labels=4, problem_type="single_label_classification"),
}

OVERRIDES: dict[str, dict[str, Any]] = {
    **{name: _HEADS for name in table("transformers").rows if "oss" in name},
    "transformers.LogitNormalization": _PROCESSED,
    "transformers.loss.loss_ctc.ForCTCLoss": {
        "labels": np.array([[1, 2], [3, 1]]),
        "logit_lengths": np.array([5, 5]),
        "blank_token_id": 0,
    },
    **_outputs(),
    **_models(),
}
