"""LGT301 from-logits-true-on-probs."""

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


class FromLogitsTrueOnProbs(Rule):
    """``from_logits=True`` on a tensor or model that ends in softmax or sigmoid."""

    code = "LGT301"
    name = "from-logits-true-on-probs"
    summary = "`from_logits=True` where the tensor or model ends in softmax or sigmoid"
    severity = Severity.ERROR
    what = """\
A loss or metric is told by `from_logits=True` that it gets raw scores, but the tensor, or the model
that `compile` joins it with, ends in a softmax or sigmoid."""
    why = """\
The loss normalises what is normalised already: `softmax(softmax(z))` can give no class more than
e / (e + K - 1), `sigmoid(sigmoid(z))` lies in [0.5, 0.7311], and the gradients shrink by p (1 - p).
With the TensorFlow backend Keras finds an activation that stands directly before the loss, undoes it
and warns at run time; with one operation in between, with a plain `tf.nn.softmax` in eager mode, and
with the JAX and PyTorch backends the double normalisation is real."""
    mend = """\
Drop the flag, or (better: more accurate) keep it and drop the activation of the last layer."""
    safety = "The value changes, except where Keras undoes the activation itself."
    ignore = "Never."
    references = ("Keras documentation: keras.losses.CategoricalCrossentropy, keras.losses.BinaryCrossentropy",)
    bad = (
        Example(
            "keras",
            """\
import keras
from keras import layers

model = keras.Sequential(
    [
        layers.Input((784,)),
        layers.Dense(128, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf

loss_object = tf.keras.losses.BinaryCrossentropy(from_logits=True)


def loss_of(x, y, W):
    probability = tf.sigmoid(tf.matmul(x, W))
    return loss_object(y, probability)
""",
        ),
    )
    good = (
        Example(
            "keras",
            """\
import keras
from keras import layers

model = keras.Sequential([layers.Input((784,)), layers.Dense(10)])
model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf

loss_object = tf.keras.losses.BinaryCrossentropy()


def loss_of(x, y, W):
    return loss_object(y, tf.sigmoid(tf.matmul(x, W)))
""",
        ),
    )
    absent = (
        Absence(
            "pytorch",
            "The losses of PyTorch have no such flag; where an add-on's loss has one, it is set by "
            "default, and LGT101 and LGT102 speak.",
        ),
        Absence(
            "jax",
            "The losses of Optax have no such flag, but for some that are set by default: LGT101 and LGT102 speak.",
        ),
        Absence("numpy", "No loss of NumPy, SciPy and scikit-learn has such a flag."),
    )
    patterns = (Misuse(takes=Kind.LOGITS, gets=((Kind.PROBABILITIES, None),), flagged=True),)

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """Without the flag."""
        flag = candidate.use.roles[0].flag if candidate.use is not None else None
        return mending.mended(
            candidate,
            lambda draft: mending.arguments.drop_keyword(draft, flag or "from_logits"),
            message="Drop the flag",
        )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        use, sense = candidate.use, candidate.sense
        activation = sense.normaliser.value if sense and sense.normaliser else "an activation"
        loss = use.api.short_name if use else words.callee
        flag = use.roles[0].flag if use else "from_logits"
        if use is not None and use.implicit:
            return (
                f"the model ends in {activation}, and `{loss}` with `{flag}=True` normalises its output again "
                "(Keras's TensorFlow backend undoes this and warns, the others don't): drop the flag or the activation"
            )
        return (
            f"{words.value} is the output of {activation}, and `{loss}` with `{flag}=True` normalises it again: "
            "drop the flag, or pass the raw scores"
        )
