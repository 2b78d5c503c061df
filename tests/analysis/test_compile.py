"""Where a Keras model meets its loss: strings, objects, lists and dictionaries in `compile`."""

from __future__ import annotations

import textwrap

import pytest
from programs import codes_in

KERAS = """\
import keras
from keras import layers

inputs = keras.Input((8,))
hidden = layers.Dense(8, activation="relu")(inputs)
raw = layers.Dense(3, name="raw")(hidden)
sure = layers.Dense(3, activation="softmax", name="sure")(hidden)
"""

PROGRAMS = {
    "a string on raw scores": ('keras.Model(inputs, raw).compile(loss="categorical_crossentropy")', ["LGT302"]),
    "a string on probabilities": ('keras.Model(inputs, sure).compile(loss="categorical_crossentropy")', []),
    "a class by its name": ('keras.Model(inputs, raw).compile("adam", "CategoricalCrossentropy")', ["LGT302"]),
    "regression on raw scores": ('keras.Model(inputs, raw).compile(loss="mse")', []),
    "one loss for several outputs": (
        'keras.Model(inputs, [sure, raw]).compile(loss="categorical_crossentropy")',
        ["LGT302"],
    ),
    "a loss per output": (
        'keras.Model(inputs, [raw, sure]).compile(loss=["mse", "categorical_crossentropy"])',
        [],
    ),
    "losses by the names of layers": (
        'keras.Model(inputs, [sure, raw]).compile(loss={"raw": "categorical_crossentropy", "sure": "mse"})',
        ["LGT302"],
    ),
    "losses by names, each where it belongs": (
        'keras.Model(inputs, [sure, raw]).compile(loss={"sure": "categorical_crossentropy", "raw": "mse"})',
        [],
    ),
    "losses by the names of outputs": (
        'keras.Model(inputs, {"a": raw}).compile(loss={"a": keras.losses.CategoricalCrossentropy()})',
        ["LGT302"],
    ),
    "metrics on the logits of a sigmoid": (
        """\
        flat = layers.Dense(1)(hidden)
        keras.Model(inputs, flat).compile(
            loss=keras.losses.BinaryCrossentropy(from_logits=True),
            metrics=["accuracy", keras.metrics.Precision(), "AUC", keras.metrics.Recall(thresholds=0)],
        )
        """,
        ["LGT506", "LGT506", "LGT302"],
    ),
    "metrics beside a loss that is wrong itself": (
        'keras.Model(inputs, layers.Dense(1)(hidden)).compile(loss="binary_crossentropy", metrics=["accuracy"])',
        ["LGT302"],
    ),
    "a metric that lacks the flag of its loss": (
        """\
        keras.Model(inputs, raw).compile(
            loss=keras.losses.CategoricalCrossentropy(from_logits=True),
            metrics=["accuracy", keras.metrics.CategoricalCrossentropy()],
        )
        """,
        ["LGT302"],
    ),
    "metrics on probabilities": (
        """\
        keras.Model(inputs, layers.Dense(1, activation="sigmoid")(hidden)).compile(
            loss="binary_crossentropy", metrics=["accuracy", "AUC", keras.metrics.Precision()]
        )
        """,
        [],
    ),
    "a lambda": (
        "keras.Model(inputs, sure).compile("
        "loss=lambda y, p: keras.losses.categorical_crossentropy(y, p, from_logits=True))",
        ["LGT301"],
    ),
    "a function": (
        """\
        def loss(y_true, y_pred):
            return keras.losses.categorical_crossentropy(y_true, y_pred, from_logits=True)

        keras.Model(inputs, sure).compile(optimizer="adam", loss=loss)
        """,
        ["LGT301"],
    ),
    "a model that a function builds": (
        """\
        def build():
            model = keras.Sequential()
            for _ in range(3):
                model.add(layers.Dense(8, activation="relu"))
            model.add(layers.Dense(3))
            return model

        model = build()
        model.compile(loss=keras.losses.SparseCategoricalCrossentropy())
        """,
        ["LGT302"],
    ),
    "a subclassed model": (
        """\
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.out = layers.Dense(3, activation="softmax")

            def call(self, x):
                return self.out(x)

        net = Net()
        net.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        """,
        ["LGT301"],
    ),
    "a loss of another framework's compile": (
        """\
        import torch

        keras.Model(inputs, sure).compile(loss=torch.nn.CrossEntropyLoss())
        """,
        [],
    ),
}


@pytest.mark.parametrize(("program", "expected"), PROGRAMS.values(), ids=PROGRAMS)
def test_a_model_meets_its_loss(program: str, expected: list[str]) -> None:
    assert codes_in(KERAS + textwrap.dedent(program)) == expected
