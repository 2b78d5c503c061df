"""Train a digit classifier with Keras. There is a mistake in it: run logit-lint."""

import keras
import numpy as np
from keras import layers


def build_model():
    inputs = keras.Input((28, 28))
    hidden = layers.Flatten()(inputs)
    hidden = layers.Dense(128, activation="relu")(hidden)
    outputs = layers.Dense(10)(hidden)
    return keras.Model(inputs, outputs)


model = build_model()
model.compile(
    optimizer="adam",
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)

if __name__ == "__main__":
    images = np.random.default_rng(0).normal(size=(512, 28, 28))
    labels = np.random.default_rng(1).integers(0, 10, size=512)
    model.fit(images, labels, epochs=2)
