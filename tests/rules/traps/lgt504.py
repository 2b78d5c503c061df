"""Right code that looks like an activation that does not match."""

import jax
import jax.numpy as jnp
import keras
import numpy as np
import optax
import tensorflow as tf
import torch
import torch.nn as nn
import torch.nn.functional as F
from keras import layers
from torch.distributions import Bernoulli, Categorical

# ---- one column of a softmax is a probability
def a(z, y):
    return F.binary_cross_entropy(F.softmax(z, dim=1)[:, 1], y)

# ---- several labels
def b(x, y):
    return nn.BCELoss()(torch.sigmoid(x), y)

# ---- softmax and the categorical loss
model = keras.Sequential([layers.Dense(3, activation="softmax")])
model.compile(loss="categorical_crossentropy")

# ---- a sum over classes
def d(z, mask, y):
    return F.binary_cross_entropy((F.softmax(z, dim=1) * mask).sum(1), y)

# ---- a chosen activation
def e(z, y, multilabel):
    if multilabel:
        return F.binary_cross_entropy(torch.sigmoid(z), y)
    return F.nll_loss(F.log_softmax(z, dim=1), y)

# ---- the mean of a one-vs-rest head, one class at a time
def f(z, y):
    return sum(F.binary_cross_entropy(torch.sigmoid(z[:, i]), y[:, i]) for i in range(3))

# ---- a squared error takes either
def g(z, y):
    return F.mse_loss(F.softmax(z, dim=1), y) + F.mse_loss(torch.sigmoid(z), y)

# ---- two heads, each with its own loss
class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.kind, self.tags = nn.Linear(64, 10), nn.Linear(64, 20)

    def forward(self, x):
        return F.log_softmax(self.kind(x), dim=1), torch.sigmoid(self.tags(x))


def two_losses(model, x, kind, tags):
    log_p, q = model(x)
    return F.nll_loss(log_p, kind) + F.binary_cross_entropy(q, tags)

# ---- Keras: outputs by name
inputs = keras.Input((32,))
kind = layers.Dense(10, activation="softmax", name="kind")(inputs)
tag = layers.Dense(1, activation="sigmoid", name="tag")(inputs)
two = keras.Model(inputs, [kind, tag])
two.compile(optimizer="adam", loss={"kind": "categorical_crossentropy", "tag": "binary_crossentropy"})

# ---- Keras: outputs in order
inputs = keras.Input((32,))
kind = layers.Dense(10, activation="softmax")(inputs)
tag = layers.Dense(1, activation="sigmoid")(inputs)
two = keras.Model(inputs, [kind, tag])
two.compile(optimizer="adam", loss=["sparse_categorical_crossentropy", "binary_crossentropy"])

# ---- a chosen head
def build(multilabel):
    head = layers.Dense(10, activation="sigmoid" if multilabel else "softmax")
    model = keras.Sequential([layers.Dense(64, activation="relu"), head])
    model.compile(loss="binary_crossentropy" if multilabel else "categorical_crossentropy")
    return model

# ---- a probability of foreground from a softmax, by its index
def foreground(scores, mask):
    p = tf.nn.softmax(scores, axis=-1)[..., 1]
    return tf.reduce_mean(tf.keras.losses.binary_crossentropy(mask, p))

# ---- a softmax for attention, a sigmoid for the output
def pooled(z, weights, y):
    a = jax.nn.softmax(weights, axis=-1)
    p = jax.nn.sigmoid((a * z).sum(axis=-1))
    return jnp.mean((p - y) ** 2) + optax.sigmoid_binary_cross_entropy((a * z).sum(axis=-1), y).mean()
