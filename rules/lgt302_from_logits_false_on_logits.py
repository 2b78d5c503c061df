"""LGT302 from-logits-false-on-logits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending
from logit_lint.analysis.patterns import Misuse
from logit_lint.findings import Severity
from logit_lint.kinds import Kind
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal


class FromLogitsFalseOnLogits(Rule):
    """A Keras-style loss without ``from_logits=True`` on a tensor or model that ends in raw scores."""

    code = "LGT302"
    name = "from-logits-false-on-logits"
    summary = "`from_logits` false or absent where the tensor or model ends in raw scores"
    severity = Severity.ERROR
    what = """\
A loss or metric that takes probabilities unless `from_logits=True` says otherwise is used, by object,
function or name, on a tensor or model that ends in raw scores: a last `Dense` without activation."""
    why = """\
Keras clips what it takes for probabilities to [1e-7, 1 - 1e-7] before the logarithm (categorical ones are
divided by their sum first). Every score below 0 or above 1 is cut off there: its loss is a constant (16.1
where it is wrong, 0 where it is right; in single precision, 15.9 above 1) and its gradient is zero. Nothing
warns; the loss simply stops falling early. A Dice loss leaves [0, 1]."""
    mend = """\
Say `from_logits=True` (a loss named by a string has to become an object for that:
`keras.losses.CategoricalCrossentropy(from_logits=True)`), or end the model in softmax or sigmoid."""
    safety = "The value changes: scores outside of [0, 1] were cut off."
    ignore = "Where the last layer is made so that its output lies in [0, 1]."
    references = ("Keras documentation: keras.losses.CategoricalCrossentropy, keras.losses.BinaryCrossentropy",)
    bad = (
        Example(
            "keras",
            """\
from keras import layers, models

model = models.Sequential()
model.add(layers.Dense(64, activation="relu"))
model.add(layers.Dense(10))
model.compile(optimizer="sgd", loss="categorical_crossentropy", metrics=["accuracy"])
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf

inputs = tf.keras.Input(shape=(32,))
hidden = tf.keras.layers.Dense(64, activation="relu")(inputs)
outputs = tf.keras.layers.Dense(1)(hidden)
model = tf.keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy())
""",
        ),
        Example(
            "pytorch",
            """\
import segmentation_models_pytorch as smp
import torch.nn as nn

head = nn.Conv2d(16, 1, kernel_size=1)
criterion = smp.losses.DiceLoss(mode="binary", from_logits=False)


def loss_of(features, masks):
    return criterion(head(features), masks)
""",
        ),
    )
    good = (
        Example(
            "keras",
            """\
from keras import layers, models

model = models.Sequential()
model.add(layers.Dense(64, activation="relu"))
model.add(layers.Dense(10, activation="softmax"))
model.compile(optimizer="sgd", loss="categorical_crossentropy", metrics=["accuracy"])
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf

inputs = tf.keras.Input(shape=(32,))
outputs = tf.keras.layers.Dense(1)(inputs)
model = tf.keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))
regression = tf.keras.Model(inputs, outputs)
regression.compile(optimizer="adam", loss="mse")
""",
        ),
        Example(
            "pytorch",
            """\
import segmentation_models_pytorch as smp
import torch.nn as nn

head = nn.Conv2d(16, 1, kernel_size=1)
criterion = smp.losses.DiceLoss(mode="binary", from_logits=True)


def loss_of(features, masks):
    return criterion(head(features), masks)
""",
        ),
    )
    absent = (
        Absence("jax", "No loss of Optax takes probabilities by default; where a flag is turned off, LGT201 speaks."),
        Absence("numpy", "No loss of NumPy, SciPy and scikit-learn has such a flag; LGT201 speaks."),
    )
    patterns = (Misuse(takes=Kind.PROBABILITIES, gets=((Kind.LOGITS, None),), flagged=True),)

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """With the flag."""
        flag = (candidate.use.roles[0].flag if candidate.use is not None else None) or "from_logits"
        return mending.mended(
            candidate,
            lambda draft: mending.arguments.set_keyword(draft, flag, "True"),
            lambda draft: mending.arguments.loss_object(draft, flag),
            message=f"Set `{flag}=True`",
        )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        use = candidate.use
        loss = use.api.short_name if use else words.callee
        flag = use.roles[0].flag if use else "from_logits"
        if use is not None and use.implicit:
            return (
                f"the model ends in raw scores, and `{loss}` without `{flag}=True` takes probabilities: "
                "set the flag, or end the model in an activation"
            )
        return f"{words.value} holds raw scores, and `{loss}` without `{flag}=True` takes probabilities: set the flag"
