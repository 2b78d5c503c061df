"""Right code that looks like an unguarded sigmoid by hand."""

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


# ---- both forms, each where it is stable
def a(x):
    out = np.empty_like(x)
    positive = x >= 0
    out[positive] = 1 / (1 + np.exp(-x[positive]))
    z = np.exp(x[~positive])
    out[~positive] = z / (1 + z)
    return out


# ---- the same with an if
def b(x):
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    z = math.exp(x)
    return z / (1 + z)


# ---- with where
def c(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))


# ---- clipped
def d(x):
    return 1 / (1 + np.exp(-np.clip(x, -500, 500)))


# ---- of the absolute value
def e(x):
    z = 1 / (1 + np.exp(-np.abs(x)))
    return np.where(x < 0, 1 - z, z)


# ---- the logistic growth curve has a numerator of its own
def f(t, capacity, rate):
    return capacity / (1 + np.exp(-rate * t))


# ---- a Cauchy kernel
def g(d):
    return 1 / (1 + d**2)


# ---- a decaying rate
def h(rate, step):
    return rate * 1 / (1 + 0.01 * step)

# ---- guarded: where the exponential would overflow it is not taken
def guarded(x):
    import math

    if x < -700:
        return 0.0
    return 1 / (1 + math.exp(-x))

# ---- saturated by hand on both sides
def saturated(x):
    return np.where(x > 30, 1.0, np.where(x < -30, 0.0, 1 / (1 + np.exp(-x))))

# ---- a discount that depends on the age
def i(age, half_life):
    return 1 / (1 + torch.exp(torch.clamp((age - half_life) / 3.0, max=20.0)))


# ---- a Fermi function of distances, which are not negative
def j(distance):
    return 1 / (1 + torch.exp(-torch.abs(distance)))


# ---- one plus an exponential, divided by two
def k(x):
    return 2 / (1 + torch.exp(-F.softplus(x))) - 1
