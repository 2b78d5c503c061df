"""Right code that looks like log-probabilities as logits."""

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

# ---- log-softmax and NLL
def a(z, y):
    return F.nll_loss(F.log_softmax(z, dim=1), y)

# ---- a sampler on log-probabilities: softmax undoes the logarithm
def b(key, z):
    return jax.random.categorical(key, jax.nn.log_softmax(z))

# ---- a distribution made of log-probabilities
def c(z):
    return Categorical(logits=F.log_softmax(z, dim=-1)).sample()

# ---- the logarithm of an ensemble's average, which has no scores
def d(nets, x, y):
    p = torch.stack([F.softmax(net(x), dim=1) for net in nets]).mean(0)
    return F.cross_entropy(torch.log(p), y)

# ---- prior correction with log-frequencies
def e(z, frequencies, y):
    return F.cross_entropy(z + torch.log(frequencies), y)
