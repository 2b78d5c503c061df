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
