"""Right code that looks like a logit by hand."""

import math

import jax
import jax.numpy as jnp
import keras
import numpy as np
import optax
import scipy.special
import tensorflow as tf
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Categorical


# ---- the bias with which a detector begins: plain numbers
def prior_bias(layer, p=0.01):
    nn.init.constant_(layer.bias, -math.log((1 - p) / p))
    nn.init.constant_(layer.bias, math.log(p / (1 - p)))


# ---- digits kept with log1p
def a(p):
    return torch.log(p) - torch.log1p(-p)


# ---- the ratio of two different probabilities
def b(p, q):
    return torch.log(p / (1 - q))


# ---- a log-ratio of densities
def c(p, q):
    return np.log(p) - np.log(q)


# ---- a bound for differential privacy
def d(delta, n):
    return np.log(1 / delta) - np.log(1 - 1 / n)


# ---- the arc tangent's twin
def e(x):
    return 0.5 * np.log((1 + x) / (1 - x))

# ---- proposals near the border are found and masked
def masked(p):
    valid = ((p > 0.01) & (p < 0.99)).all(-1, keepdim=True)
    return torch.log(p / (1 - p)).masked_fill(~valid, float("inf"))
