"""Right code that looks like a temperature after the softmax."""

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

# ---- inside
def a(s, t, temperature):
    return F.kl_div(F.log_softmax(s / temperature, dim=1), F.softmax(t / temperature, dim=1))

# ---- normalised again
def b(z, mask):
    p = F.softmax(z, dim=1) * mask
    return torch.multinomial(p / p.sum(1, keepdim=True), 1)

# ---- the loss is divided, not the distribution
def c(z, y, temperature):
    return F.cross_entropy(z, y) / temperature

# ---- an average of two
def d(p, q):
    return torch.multinomial((p.softmax(1) + q.softmax(1)) / 2, 1)

# ---- scores over the root of their dimension
def e(q, k, d_k):
    return F.softmax(q @ k.transpose(-2, -1) / d_k**0.5, dim=-1)
