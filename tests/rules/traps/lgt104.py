"""Right code that looks like nested normalisation."""

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

# ---- softmax in attention, sigmoid in the gate
def a(q, k, v, gate):
    return torch.sigmoid(gate) * (F.softmax(q @ k.transpose(-2, -1), dim=-1) @ v)

# ---- a softmax layer behind a dense layer behind a softmax
def b(x):
    x = layers.Dense(8, activation="softmax")(x)
    return layers.Dense(3, activation="softmax")(x)

# ---- dual softmax of a matching matrix
def c(scores):
    return F.softmax(scores, dim=1) * F.softmax(scores, dim=2)

# ---- one or the other
def d(z, multilabel):
    return torch.sigmoid(z) if multilabel else torch.softmax(z, dim=-1)

# ---- sharpening: the softmax of log-probabilities over a temperature
def e(z, T):
    return F.softmax(F.log_softmax(z, dim=-1) / T, dim=-1)

# ---- in place or not
def f(x, inplace):
    return x.sigmoid_() if inplace else x.sigmoid()
