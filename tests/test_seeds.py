"""The programs that this project began with: the mistakes people make most, and their right twins."""

from __future__ import annotations

import textwrap

import pytest
from programs import codes_in

TF1 = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 784])
y = tf.placeholder(tf.float32, [None, 10])
W = tf.Variable(tf.zeros([784, 10]))
b = tf.Variable(tf.zeros([10]))
"""

TF2 = """\
import tensorflow as tf

@tf.function
def loss(x, y, W, b):
"""


def tf2(body: str) -> str:
    return TF2 + textwrap.indent(textwrap.dedent(body), "    ")


TORCH = """\
import torch
import torch.nn as nn
import torch.nn.functional as F
"""

SEEDS = {
    "TF1, old positional order: logits first": (
        TF1 + "cost = tf.nn.softmax_cross_entropy_with_logits(tf.nn.softmax(tf.add(tf.matmul(x, W), b)), y)\n",
        ["LGT101"],
    ),
    "TF1, keywords": (
        TF1 + "c = tf.nn.softmax_cross_entropy_with_logits(logits=tf.nn.softmax(tf.matmul(x, W) + b), labels=y)\n",
        ["LGT101"],
    ),
    "TF2, labels first": (
        tf2("return tf.nn.softmax_cross_entropy_with_logits(y, tf.nn.softmax(tf.add(tf.matmul(x, W), b)))"),
        ["LGT101"],
    ),
    "TF2, softened labels": (
        tf2("return tf.nn.softmax_cross_entropy_with_logits(tf.nn.softmax(y), tf.matmul(x, W) + b)"),
        [],
    ),
    "no generation shows: softmax in the first place alone is not yet wrong": (
        "import tensorflow as tf\n"
        "def f(x, y):\n"
        "    return tf.nn.softmax_cross_entropy_with_logits(tf.nn.softmax(x), y)\n",
        [],
    ),
    "no generation shows: softmax in both places is wrong in any": (
        "import tensorflow as tf\n"
        "def f(x, y):\n"
        "    return tf.nn.softmax_cross_entropy_with_logits(tf.nn.softmax(x), tf.nn.softmax(y))\n",
        ["LGT101"],
    ),
    "no generation shows, but keywords do": (
        "import tensorflow as tf\n"
        "def f(x, y):\n"
        "    return tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=tf.nn.softmax(x))\n",
        ["LGT101"],
    ),
    "compat.v1, keywords": (
        "import tensorflow as tf\n"
        "def f(x, y):\n"
        "    return tf.compat.v1.nn.softmax_cross_entropy_with_logits(labels=y, logits=tf.nn.softmax(x))\n",
        ["LGT101"],
    ),
    "compat.v1 as tf, version 2 of the loss": (
        "import tensorflow.compat.v1 as tf\n"
        "tf.disable_v2_behavior()\n"
        "def f(x, y):\n"
        "    return tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=tf.nn.softmax(x))\n",
        ["LGT101"],
    ),
    "compat.v2, positional": (
        "import tensorflow as tf\n"
        "def f(x, y):\n"
        "    return tf.compat.v2.nn.softmax_cross_entropy_with_logits(y, tf.nn.softmax(x))\n",
        ["LGT101"],
    ),
    "compat.v2, softened labels": (
        "import tensorflow as tf\n"
        "def f(x, y):\n"
        "    return tf.compat.v2.nn.softmax_cross_entropy_with_logits(tf.nn.softmax(y), x)\n",
        [],
    ),
    "hand-written cross-entropy": (
        TF1
        + "pred = tf.nn.softmax(tf.add(tf.matmul(x, W), b))\n"
        + "cost = tf.reduce_mean(-tf.reduce_sum(y * tf.log(pred), reduction_indices=1))\n",
        ["LGT404"],
    ),
    "hand-written cross-entropy through two statements": (
        TF1
        + "y_hat = tf.matmul(x, W) + b\n"
        + "y_hat_softmax = tf.nn.softmax(y_hat)\n"
        + "total = tf.reduce_mean(-tf.reduce_sum(y * tf.log(y_hat_softmax), [1]))\n",
        ["LGT404"],
    ),
    "the logarithm of raw scores is no cross-entropy of a softmax": (
        TF1 + "logits = tf.matmul(x, W) + b\ncost = -tf.reduce_sum(y * tf.log(logits))\n",
        [],
    ),
    "an epsilon in the logarithm": (
        TF1 + "log_p = tf.log(tf.nn.softmax(tf.matmul(x, W) + b) + 1e-10)\n",
        ["LGT403"],
    ),
    "a clip in the logarithm": (
        TF1 + "log_p = tf.log(tf.clip_by_value(tf.nn.softmax(tf.matmul(x, W) + b), 1e-10, 1.0))\n",
        ["LGT403"],
    ),
    "an epsilon within a whole cross-entropy": (
        TF1
        + "p = tf.nn.softmax(tf.matmul(x, W) + b)\n"
        + "cost = -tf.reduce_sum(y * tf.log(tf.clip_by_value(p, 1e-10, 1.0)))\n",
        ["LGT404"],
    ),
    "probabilities beside the logits, for prediction": (
        "import tensorflow as tf\n"
        "from tensorflow import keras\n"
        "inputs = keras.Input((784,))\n"
        "hidden = keras.layers.Dense(64, activation='relu')(inputs)\n"
        "logits = keras.layers.Dense(10)(hidden)\n"
        "probabilities = tf.nn.softmax(logits)\n"
        "model = keras.Model(inputs, [logits, probabilities])\n"
        "def loss_of(target):\n"
        "    loss = tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=target)\n"
        "    return tf.reduce_mean(loss)\n",
        [],
    ),
    "Keras: from_logits=True on a softmax": (
        "from tensorflow.keras import Sequential, layers, losses\n"
        "model = Sequential([layers.Dense(10, activation='softmax')])\n"
        "model.compile('adam', loss=losses.CategoricalCrossentropy(from_logits=True))\n",
        ["LGT301"],
    ),
    "Keras: a string loss on raw scores": (
        "from keras import Sequential, layers\n"
        "model = Sequential([layers.Dense(64, activation='relu'), layers.Dense(10)])\n"
        "model.compile('adam', loss='categorical_crossentropy')\n",
        ["LGT302"],
    ),
    "Keras: a loss object without the flag on raw scores": (
        "import keras\n"
        "model = keras.Sequential()\n"
        "model.add(keras.layers.Dense(1))\n"
        "model.compile('adam', keras.losses.BinaryCrossentropy())\n",
        ["LGT302"],
    ),
}

ENDINGS = {
    "raw scores, fused loss": ("nn.Linear(20, 5)", "nn.CrossEntropyLoss()", []),
    "softmax layer": ("nn.Sequential(nn.Linear(20, 5), nn.Softmax(dim=1))", "nn.CrossEntropyLoss()", ["LGT101"]),
    "log-softmax, negative log-likelihood": (
        "nn.Sequential(nn.Linear(20, 5), nn.LogSoftmax(dim=1))",
        "nn.NLLLoss()",
        [],
    ),
    "raw scores, negative log-likelihood": ("nn.Linear(20, 5)", "nn.NLLLoss()", ["LGT202"]),
    "softmax, negative log-likelihood": (
        "nn.Sequential(nn.Linear(20, 5), nn.Softmax(dim=1))",
        "nn.NLLLoss()",
        ["LGT202"],
    ),
    "raw scores, binary": ("nn.Linear(20, 1)", "nn.BCELoss()", ["LGT201"]),
    "sigmoid, binary": ("nn.Sequential(nn.Linear(20, 1), nn.Sigmoid())", "nn.BCELoss()", []),
    "sigmoid, fused binary": ("nn.Sequential(nn.Linear(20, 1), nn.Sigmoid())", "nn.BCEWithLogitsLoss()", ["LGT102"]),
}

WRAPPED = {
    "F.softmax(net(x), dim=1)": ["LGT101"],
    "net(x).softmax(-1)": ["LGT101"],
    "torch.softmax(net(x), 1)": ["LGT101"],
    "nn.Softmax(dim=1)(net(x))": ["LGT101"],
    "F.log_softmax(net(x), dim=1)": ["LGT103"],
    "net(x)": [],
}


@pytest.mark.parametrize(("program", "expected"), SEEDS.values(), ids=SEEDS)
def test_a_seed_gives_its_findings(program: str, expected: list[str]) -> None:
    assert codes_in(program) == expected


@pytest.mark.parametrize(("model", "loss", "expected"), ENDINGS.values(), ids=ENDINGS)
def test_a_pytorch_model_meets_its_loss(model: str, loss: str, expected: list[str]) -> None:
    program = f"model = {model}\ncriterion = {loss}\ndef step(x, y):\n    return criterion(model(x), y)\n"
    assert codes_in(TORCH + program) == expected


@pytest.mark.parametrize(("argument", "expected"), WRAPPED.items())
def test_what_stands_before_a_cross_entropy(argument: str, expected: list[str]) -> None:
    program = f"net = nn.Linear(20, 5)\ndef step(x, y):\n    return F.cross_entropy({argument}, y)\n"
    assert codes_in(TORCH + program) == expected


def test_a_sigmoid_before_the_fused_binary_loss() -> None:
    program = "def step(scores, y):\n    return nn.BCEWithLogitsLoss()(torch.sigmoid(scores), y)\n"
    assert codes_in(TORCH + program) == ["LGT102"]
