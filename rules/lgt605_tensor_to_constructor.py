"""LGT605 tensor-to-constructor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import spelling
from logit_lint.analysis.patterns import Constructed
from logit_lint.findings import Severity
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.judging import Words


class TensorToConstructor(Rule):
    """A loss or activation class called with tensors."""

    code = "LGT605"
    name = "tensor-to-constructor"
    summary = "a loss or activation class called with tensors as if it were the function"
    severity = Severity.ERROR
    what = """\
The class of a loss or of an activation is called with tensors, as if it were the function:
`nn.CrossEntropyLoss(out, y)`, `nn.Softmax(x)`."""
    why = """\
The class takes settings and gives an object: `nn.Softmax(x)` is a layer whose `dim` is the tensor, and
`nn.CrossEntropyLoss(out, y)` takes the scores for class weights. Nothing is computed; it fails later, or, if
the result is only compared or printed, never."""
    mend = "Make the object, then call it: `nn.CrossEntropyLoss()(out, y)`; or use the function."
    safety = "The value changes: there was none."
    ignore = "Never."
    references = ("PyTorch documentation: torch.nn.CrossEntropyLoss",)
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn as nn

head = nn.Linear(128, 10)


def loss_of(features, y):
    return nn.CrossEntropyLoss(head(features), y)
""",
        ),
        Example(
            "keras",
            """\
import tensorflow as tf


def train_step(model, images, labels):
    return tf.keras.losses.BinaryCrossentropy(labels, model(images))
""",
        ),
        Example(
            "keras",
            """\
import keras

head = keras.layers.Dense(10)


def loss_of(features, y):
    onehot = keras.utils.to_categorical(y, 10)
    return keras.losses.CategoricalCrossentropy(onehot, head(features))
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf

head = tf.keras.layers.Dense(10)


def predict(features):
    return tf.keras.layers.Softmax(head(features))
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn as nn

head = nn.Linear(128, 10)


def loss_of(features, y):
    return nn.CrossEntropyLoss()(head(features), y)
""",
        ),
        Example(
            "keras",
            """\
import tensorflow as tf


def train_step(model, images, labels):
    return tf.keras.losses.BinaryCrossentropy()(labels, model(images))
""",
        ),
        Example(
            "keras",
            """\
import keras

head = keras.layers.Dense(10)


def loss_of(features, y):
    onehot = keras.utils.to_categorical(y, 10)
    return keras.losses.CategoricalCrossentropy(from_logits=True)(onehot, head(features))
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf

head = tf.keras.layers.Dense(10)


def predict(features):
    return tf.keras.layers.Softmax()(head(features))
""",
        ),
    )
    absent = (
        Absence("jax", "The losses and activations of JAX, Flax and Optax are functions."),
        Absence("numpy", "The losses and activations of NumPy, SciPy and scikit-learn are functions."),
    )
    patterns = (Constructed(),)

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        made = candidate.term.data.api
        tensors = [spelling.text_of(candidate, argument) for argument in getattr(candidate.node, "args", ())]
        given = ", ".join(tensors) if made.is_loss and len(tensors) == 2 and all(tensors) else ""
        instead = f"{made.short_name}()({given})" if given else f"{made.short_name}(...)(tensor)"
        return (
            f"{words.value} makes a `{made.short_name}` with a tensor for a setting, and computes nothing: "
            f"make the object first, then call it: `{instead}`"
        )
