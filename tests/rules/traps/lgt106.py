"""Right code that looks like bounded logits."""

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

# ---- a ReLU in the middle
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))

def a(x, y):
    return F.cross_entropy(net(x), y)

# ---- a tanh with a scale (neural combinatorial optimisation)
def b(u, y):
    return F.cross_entropy(10.0 * torch.tanh(u), y)

# ---- a scale that is learned
def c(features, weights, scale, y):
    return F.cross_entropy(scale * F.normalize(features) @ F.normalize(weights).t(), y)

# ---- clamped far away
def d(z, y):
    return F.binary_cross_entropy_with_logits(z.clamp(-50, 50), y)

# ---- a leaky ReLU reaches everything
def e(fc, x, y):
    return F.cross_entropy(F.leaky_relu(fc(x)), y)
