"""Right code that looks like no flag on logits."""

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

# ---- regression
model = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(1)])
model.compile(loss="mse")

# ---- a softmax layer at the end
other = keras.Sequential([layers.Dense(3), layers.Softmax()])
other.compile(loss="categorical_crossentropy")

# ---- an activation by name
third = keras.Sequential()
third.add(layers.Dense(1))
third.add(layers.Activation("sigmoid"))
third.compile(loss="binary_crossentropy")

# ---- a hinge loss takes scores
svm = keras.Sequential([layers.Dense(1)])
svm.compile(loss="hinge")

# ---- a loss of one's own
def loss(y, z):
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=z)

own = keras.Sequential([layers.Dense(1)])
own.compile(loss=loss)
