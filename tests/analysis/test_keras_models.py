"""Keras and TensorFlow models: sequential, functional, subclassed; custom training steps; graphs of TensorFlow 1."""

from __future__ import annotations

import textwrap

import pytest
from programs import codes_in

KERAS = """\
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
"""

COMPILE = "model.compile(optimizer='adam', loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))\n"

ENDS_IN_SOFTMAX = {
    "a Sequential of a list": """
        model = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="softmax")])
    """,
    "a Sequential that grows": """
        model = keras.models.Sequential()
        model.add(layers.Dense(8, activation="relu", input_shape=(4,)))
        for units in (16, 32):
            model.add(layers.Dense(units, activation="relu"))
        model.add(layers.Dense(3))
        model.add(layers.Activation("softmax"))
    """,
    "a Sequential in a Sequential": """
        head = keras.Sequential([layers.Dropout(0.5), layers.Dense(3, activation=tf.nn.softmax)])
        model = keras.Sequential([layers.Flatten(), head])
    """,
    "a Sequential on a known model": """
        base = keras.applications.ResNet50(include_top=False, pooling="avg")
        base.trainable = False
        model = keras.Sequential([base, layers.Dense(3, activation="softmax")])
    """,
    "a layer added when another one was popped": """
        model = keras.Sequential([layers.Dense(8), layers.Dense(3)])
        model.pop()
        model.add(layers.Dense(3, activation="softmax"))
    """,
    "a functional model": """
        inputs = keras.Input(shape=(4,))
        x = layers.Dense(8, activation="relu")(inputs)
        outputs = layers.Dense(3, activation="softmax")(x)
        model = keras.Model(inputs=inputs, outputs=outputs)
    """,
    "a functional model on a known one": """
        base = keras.applications.MobileNetV2(include_top=False)
        x = layers.GlobalAveragePooling2D()(base.output)
        model = keras.Model(base.input, layers.Dense(3, activation="softmax")(x))
    """,
    "a functional model of a functional model": """
        inputs = keras.Input(shape=(4,))
        inner = keras.Model(inputs, layers.Dense(3, activation="softmax")(inputs))
        outer = keras.Input(shape=(4,))
        model = keras.Model(outer, inner(layers.Dense(4)(outer)))
    """,
    "a functional model of a model's layers": """
        inputs = keras.Input(shape=(4,))
        inner = keras.Model(inputs, layers.Dense(3, activation="softmax")(inputs))
        model = keras.Model(inputs=inner.inputs, outputs=inner.outputs)
    """,
    "a function that builds": """
        def build_model(classes, activation="softmax"):
            inputs = keras.Input(shape=(4,))
            x = inputs
            for _ in range(3):
                x = layers.Dense(8, activation="relu")(x)
            return keras.Model(inputs, layers.Dense(classes, activation=activation)(x))

        model = build_model(3)
    """,
    "a function that builds a head on a body": """
        def head(x, classes):
            x = layers.Dense(8, activation="relu")(x)
            return layers.Dense(classes, activation="softmax", name="predictions")(x)

        inputs = keras.Input(shape=(4,))
        model = keras.Model(inputs, head(layers.Flatten()(inputs), 3))
    """,
    "a subclassed model": """
        class Net(keras.Model):
            def __init__(self, classes):
                super().__init__()
                self.hidden = layers.Dense(8, activation="relu")
                self.out = layers.Dense(classes, activation="softmax")

            def call(self, inputs, training=False):
                return self.out(self.hidden(inputs))

        model = Net(3)
    """,
    "a subclassed model with build": """
        class Net(keras.Model):
            def build(self, input_shape):
                self.out = layers.Dense(3)
                self.softmax = layers.Softmax()
                super().build(input_shape)

            def call(self, inputs):
                return self.softmax(self.out(inputs))

        model = Net()
    """,
    "a layer of one's own": """
        class Head(layers.Layer):
            def __init__(self, units, activation=None, **kwargs):
                super().__init__(**kwargs)
                self.dense = layers.Dense(units)
                self.activation = keras.activations.get(activation)

            def call(self, inputs):
                return self.activation(self.dense(inputs))

        model = keras.Sequential([layers.Flatten(), Head(3, activation="softmax")])
    """,
    "a layer of one's own with its weights": """
        class Head(layers.Layer):
            def build(self, input_shape):
                self.w = self.add_weight(shape=(input_shape[-1], 3))
                self.b = self.add_weight(shape=(3,))

            def call(self, inputs):
                return tf.nn.softmax(tf.matmul(inputs, self.w) + self.b)

        model = keras.Sequential([layers.Flatten(), Head()])
    """,
    "a Lambda layer": """
        model = keras.Sequential([layers.Dense(3), layers.Lambda(lambda x: tf.nn.softmax(x))])
    """,
    "a model under a strategy": """
        strategy = tf.distribute.MirroredStrategy()
        with strategy.scope():
            model = keras.Sequential([layers.Dense(3, activation="softmax")])
    """,
    "a cloned model": """
        model = keras.models.clone_model(keras.Sequential([layers.Dense(3, activation="softmax")]))
    """,
    "an average of models": """
        inputs = keras.Input(shape=(4,))
        outputs = layers.Average()([layers.Dense(3, activation="softmax")(inputs) for _ in range(3)])
        model = keras.Model(inputs, outputs)
    """,
    "an activation by an if": """
        def build(classes):
            if classes == 1:
                activation = "sigmoid"
            else:
                activation = "softmax"
            return keras.Sequential([layers.Dense(classes, activation=activation)])

        model = build(3)
    """,
    "time-distributed": """
        model = keras.Sequential([layers.LSTM(8, return_sequences=True),
                                  layers.TimeDistributed(layers.Dense(3, activation="softmax"))])
    """,
    "loaded weights": """
        model = keras.Sequential([layers.Dense(3, activation="softmax")])
        model.build((None, 4))
        model.load_weights("net.h5")
        model.layers[0].trainable = False
    """,
}

ENDS_IN_SCORES = {
    "the softmax was popped": """
        model = keras.Sequential([layers.Dense(3), layers.Softmax()])
        model.pop()
    """,
    "the softmax layer was replaced": """
        model = keras.Sequential([layers.Dense(3, activation="softmax")])
        model.layers[-1].activation = keras.activations.linear
    """,
    "a functional model of an earlier layer": """
        inner = keras.Sequential([layers.Dense(8), layers.Dense(3, activation="softmax")])
        model = keras.Model(inputs=inner.inputs, outputs=inner.layers[-2].output)
    """,
    "a softmax within": """
        inputs = keras.Input(shape=(4,))
        weights = layers.Dense(4, activation="softmax")(inputs)
        model = keras.Model(inputs, layers.Dense(3)(layers.Multiply()([inputs, weights])))
    """,
    "a softmax only for prediction": """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.out = layers.Dense(3)

            def call(self, inputs, training=None):
                x = self.out(inputs)
                if not training:
                    x = tf.nn.softmax(x)
                return x

        model = Net()
    """,
    "an activation that the call leaves off": """
        def build(classes, activation="softmax"):
            return keras.Sequential([layers.Dense(classes, activation=activation)])

        model = build(3, activation=None)
    """,
    "an activation decided elsewhere": """
        import argparse

        parser = argparse.ArgumentParser()
        parser.add_argument("--activation", default="softmax")
        args = parser.parse_args()
        model = keras.Sequential([layers.Dense(3, activation=args.activation)])
    """,
    "a layer of one's own without its activation": """
        class Head(layers.Layer):
            def __init__(self, units, activation="softmax", **kwargs):
                super().__init__(**kwargs)
                self.dense = layers.Dense(units, activation=activation)

            def call(self, inputs):
                return self.dense(inputs)

        model = keras.Sequential([layers.Flatten(), Head(3, activation=None)])
    """,
    "a model for prediction beside it": """
        model = keras.Sequential([layers.Dense(3)])
        predictor = keras.Sequential([model, layers.Softmax()])
    """,
}


@pytest.mark.parametrize("program", ENDS_IN_SOFTMAX.values(), ids=ENDS_IN_SOFTMAX)
def test_a_model_ends_in_softmax(program: str) -> None:
    assert codes_in(KERAS + textwrap.dedent(program) + COMPILE) == ["LGT301"]


@pytest.mark.parametrize("program", ENDS_IN_SCORES.values(), ids=ENDS_IN_SCORES)
def test_a_model_does_not_end_in_softmax(program: str) -> None:
    assert codes_in(KERAS + textwrap.dedent(program) + COMPILE) == []


TRAINING = {
    "compile with keyword arguments": (
        """
        settings = {"optimizer": "adam", "loss": "categorical_crossentropy"}
        model = keras.Sequential([layers.Dense(3)])
        model.compile(**settings)
        """,
        ["LGT302"],
    ),
    "a loss made by a function": (
        """
        def get_loss():
            return keras.losses.CategoricalCrossentropy(from_logits=True)

        model = keras.Sequential([layers.Dense(3, activation="softmax")])
        model.compile("sgd", get_loss())
        """,
        ["LGT301"],
    ),
    "a loss made by a closure": (
        """
        def weighted(weight):
            def loss(y_true, y_pred):
                return weight * keras.losses.binary_crossentropy(y_true, y_pred)
            return loss

        model = keras.Sequential([layers.Dense(1)])
        model.compile("sgd", loss=weighted(2.0))
        """,
        ["LGT302"],
    ),
    "a partial as loss": (
        """
        from functools import partial

        model = keras.Sequential([layers.Dense(1)])
        model.compile("sgd", loss=partial(keras.losses.binary_crossentropy, from_logits=False))
        """,
        ["LGT302"],
    ),
    "a loss class of one's own": (
        """
        class Loss(keras.losses.Loss):
            def call(self, y_true, y_pred):
                return keras.losses.binary_crossentropy(y_true, y_pred, from_logits=True)

        model = keras.Sequential([layers.Dense(1, activation="sigmoid")])
        model.compile("sgd", loss=Loss())
        """,
        ["LGT301"],
    ),
    "a name of a loss in a variable": (
        """
        def train(classes):
            if classes > 2:
                loss, activation = "categorical_crossentropy", "softmax"
            else:
                loss, activation = "binary_crossentropy", "sigmoid"
            model = keras.Sequential([layers.Dense(classes, activation=activation)])
            model.compile(loss=loss, optimizer="adam")
        """,
        [],
    ),
    "losses in a list": (
        """
        inputs = keras.Input((4,))
        model = keras.Model(inputs, [layers.Dense(3, activation="softmax")(inputs), layers.Dense(1)(inputs)])
        model.compile(loss=["categorical_crossentropy", keras.losses.BinaryCrossentropy(from_logits=True)])
        """,
        [],
    ),
    "outputs that a loop gathers": (
        """
        inputs = keras.Input((4,))
        outputs = []
        for _ in range(5):
            outputs.append(layers.Dense(3)(inputs))
        model = keras.Model(inputs, outputs)
        model.compile(loss="categorical_crossentropy")
        """,
        ["LGT302"],
    ),
    "losses by the names of a subclassed model's outputs": (
        """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.a, self.b = layers.Dense(3, activation="softmax"), layers.Dense(1)

            def call(self, x):
                return {"a": self.a(x), "b": self.b(x)}

        model = Net()
        model.compile(loss={"a": "categorical_crossentropy", "b": "binary_crossentropy"})
        """,
        ["LGT302"],
    ),
    "a loss that is added": (
        """
        inputs, labels = keras.Input((4,)), keras.Input((3,))
        scores = layers.Dense(3)(inputs)
        model = keras.Model([inputs, labels], scores)
        model.add_loss(tf.reduce_mean(keras.losses.categorical_crossentropy(labels, scores)))
        """,
        ["LGT302"],
    ),
    "a training step of one's own": (
        """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.out = layers.Dense(3, activation="softmax")
                self.loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

            def call(self, x, training=False):
                return self.out(x)

            def train_step(self, data):
                x, y = data
                with tf.GradientTape() as tape:
                    y_pred = self(x, training=True)
                    loss = self.loss_fn(y, y_pred)
                self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_variables), []))
                return {"loss": loss}
        """,
        ["LGT301"],
    ),
    "a training step with the compiled loss": (
        """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.out = layers.Dense(3, activation="softmax")

            def call(self, x, training=False):
                return self.out(x)

            def train_step(self, data):
                x, y = data
                with tf.GradientTape() as tape:
                    loss = self.compiled_loss(y, self(x, training=True))
                return {"loss": loss}

        model = Net()
        model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        """,
        ["LGT301"],
    ),
    "a training loop": (
        """
        model = keras.Sequential([layers.Dense(3)])
        loss_object = keras.losses.SparseCategoricalCrossentropy()

        @tf.function
        def train_step(images, labels):
            with tf.GradientTape() as tape:
                predictions = model(images, training=True)
                loss = loss_object(labels, predictions)
            return tape.gradient(loss, model.trainable_variables)
        """,
        ["LGT302"],
    ),
    "a training loop that is right": (
        """
        model = keras.Sequential([layers.Dense(3)])
        loss_object = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        probability_model = keras.Sequential([model, layers.Softmax()])

        @tf.function
        def train_step(images, labels):
            with tf.GradientTape() as tape:
                loss = loss_object(labels, model(images, training=True))
            return loss, probability_model(images)
        """,
        [],
    ),
    "a model class that holds its net": (
        """
        class Trainer:
            def __init__(self, classes):
                self.loss_object = keras.losses.CategoricalCrossentropy(from_logits=True)
                self.model = self.build(classes)

            def build(self, classes):
                model = keras.Sequential()
                model.add(layers.Dense(classes))
                model.add(layers.Activation("softmax"))
                return model

            def step(self, x, y):
                return self.loss_object(y, self.model(x))
        """,
        ["LGT301"],
    ),
    "a model as an attribute, compiled in another method": (
        """
        class Classifier:
            def build(self):
                self.model = keras.Sequential()
                self.model.add(layers.Dense(3))

            def compile(self):
                self.model.compile(loss="sparse_categorical_crossentropy")
        """,
        ["LGT302"],
    ),
    "the session that decides": (
        """
        model = keras.Sequential([layers.Dense(3, activation="softmax")])
        if unknown():
            model.add(layers.Dense(3))
        model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        """,
        [],
    ),
}


@pytest.mark.parametrize(("program", "expected"), TRAINING.values(), ids=TRAINING)
def test_a_model_meets_its_loss(program: str, expected: list[str]) -> None:
    assert codes_in(KERAS + textwrap.dedent(program)) == expected


GRAPHS = {
    "tf.layers": (
        """
        x, y = tf.placeholder(tf.float32), tf.placeholder(tf.int32)
        net = tf.layers.dense(x, 8, activation=tf.nn.relu)
        p = tf.layers.dense(net, 3, activation=tf.nn.softmax)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=p)
        """,
        ["LGT101"],
    ),
    "tf.layers, used well": (
        """
        x, y = tf.placeholder(tf.float32), tf.placeholder(tf.int32)
        logits = tf.layers.dense(tf.layers.dense(x, 8, activation=tf.nn.relu), 3)
        predictions = tf.nn.softmax(logits)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
        """,
        [],
    ),
    "tf.contrib.layers": (
        """
        x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
        p = tf.contrib.layers.fully_connected(x, 3, activation_fn=tf.nn.softmax)
        loss = tf.losses.softmax_cross_entropy(y, p)
        """,
        ["LGT101"],
    ),
    "tf.contrib.layers with its own activation": (
        """
        x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
        logits = tf.contrib.layers.fully_connected(x, 3, activation_fn=None)
        loss = tf.losses.softmax_cross_entropy(y, logits)
        """,
        [],
    ),
    "slim": (
        """
        slim = tf.contrib.slim

        def model(x, softmax=True):
            with slim.arg_scope([slim.fully_connected], weights_regularizer=None):
                net = slim.fully_connected(x, 8)
                net = slim.fully_connected(net, 3, activation_fn=None)
            return tf.nn.softmax(net) if softmax else net

        def loss(x, y):
            return tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=model(x))
        """,
        ["LGT101"],
    ),
    "weights by hand": (
        """
        class Net:
            def __init__(self):
                self.x, self.y = tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.float32, [None, 3])
                self._build()

            def _build(self):
                w = tf.Variable(tf.truncated_normal([4, 3]))
                b = tf.Variable(tf.zeros([3]))
                self.out = tf.nn.softmax(tf.matmul(self.x, w) + b)
                self.loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=self.y, logits=self.out))
        """,
        ["LGT101"],
    ),
    "weights that a function makes": (
        """
        def weights(shape):
            return tf.Variable(tf.random_normal(shape))

        def layer(x, w, b, activation=True):
            scores = tf.add(tf.matmul(x, w), b)
            return tf.nn.sigmoid(scores) if activation else scores

        x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
        hidden = layer(x, weights([4, 8]), weights([8]))
        out = layer(hidden, weights([8, 1]), weights([1]))
        loss = tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=out)
        """,
        ["LGT102"],
    ),
    "lazy properties": (
        """
        import functools

        def lazy_property(function):
            attribute = "_cache_" + function.__name__

            @property
            @functools.wraps(function)
            def decorator(self):
                if not hasattr(self, attribute):
                    setattr(self, attribute, function(self))
                return getattr(self, attribute)

            return decorator

        class Model:
            def __init__(self, image, label):
                self.image, self.label = image, label
                self.prediction
                self.optimize

            @lazy_property
            def prediction(self):
                x = tf.contrib.layers.fully_connected(self.image, 8)
                return tf.contrib.layers.fully_connected(x, 3, tf.nn.softmax)

            @lazy_property
            def optimize(self):
                loss = tf.nn.softmax_cross_entropy_with_logits(labels=self.label, logits=self.prediction)
                return tf.train.AdamOptimizer().minimize(loss)
        """,
        ["LGT101"],
    ),
    "an estimator's model function": (
        """
        def model_fn(features, labels, mode):
            logits = tf.layers.dense(features["x"], 3)
            predictions = {"classes": tf.argmax(logits, 1), "probabilities": tf.nn.softmax(logits)}
            if mode == tf.estimator.ModeKeys.PREDICT:
                return tf.estimator.EstimatorSpec(mode=mode, predictions=predictions)
            loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
            return tf.estimator.EstimatorSpec(mode=mode, loss=loss)
        """,
        [],
    ),
    "an estimator's model function that mistakes the one for the other": (
        """
        def model_fn(features, labels, mode):
            logits = tf.layers.dense(features["x"], 3)
            predictions = {"classes": tf.argmax(logits, 1), "probabilities": tf.nn.softmax(logits)}
            loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=predictions["probabilities"])
            return tf.estimator.EstimatorSpec(mode=mode, loss=loss)
        """,
        ["LGT101"],
    ),
}


@pytest.mark.parametrize(("program", "expected"), GRAPHS.values(), ids=GRAPHS)
def test_a_graph_is_followed(program: str, expected: list[str]) -> None:
    assert codes_in("import tensorflow as tf\n" + textwrap.dedent(program)) == expected
