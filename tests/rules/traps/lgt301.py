"""Right code that looks like a flag on probabilities."""

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

# ---- the flag on scores
def a(x, y):
    return keras.losses.CategoricalCrossentropy(from_logits=True)(y, layers.Dense(3)(x))

# ---- no flag on probabilities
def b(x, y):
    return keras.losses.CategoricalCrossentropy()(y, layers.Dense(3, activation="softmax")(x))

# ---- a softmax for prediction on top of a model that was trained on scores
model = keras.Sequential([layers.Dense(8), layers.Dense(3)])
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
probability_model = keras.Sequential([model, layers.Softmax()])

# ---- a flag that the caller decides
def d(x, y, from_logits):
    z = layers.Dense(3, activation=None if from_logits else "softmax")(x)
    return keras.losses.categorical_crossentropy(y, z, from_logits=from_logits)

# ---- two outputs, the loss on the scores
inputs = keras.Input((4,))
scores = layers.Dense(3, name="scores")(inputs)
both = keras.Model(inputs, [scores, layers.Softmax(name="p")(scores)])
both.compile(loss={"scores": keras.losses.SparseCategoricalCrossentropy(from_logits=True)})
