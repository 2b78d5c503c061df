"""Right code that looks like an unguarded softplus."""

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


# ---- of the negative absolute value
def a(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


# ---- one side of a choice
def b(x):
    return torch.where(x > 20, x, torch.log1p(torch.exp(x)))


# ---- the addition of two logarithms
def c(a, b):
    if a < b:
        a, b = b, a
    return a + math.log1p(math.exp(b - a))


# ---- the absolute value through a choice
def d(x, y):
    positive = x >= 0
    relu = jnp.where(positive, x, 0)
    minus_abs = jnp.where(positive, -x, x)
    return jnp.mean(relu - x * y + jnp.log1p(jnp.exp(minus_abs)))


# ---- the library's
def e(x):
    return F.softplus(x) + torch.logaddexp(x, torch.zeros_like(x))


# ---- the logarithm of one plus something else
def f(x):
    return np.log(1 + x**2) + np.log1p(np.abs(x))

# ---- beyond a threshold it is the identity
def linear_beyond(x):
    import math

    if x > 20:
        return x
    return math.log(1 + math.exp(x))

# ---- the same, for each element
def linear_beyond_elementwise(x, threshold=20.0):
    return np.where(x > threshold, x, np.log1p(np.exp(x)))
