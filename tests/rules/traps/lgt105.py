"""Right code that looks like probabilities given to a sampler as logits."""

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

# ---- by keyword
def a(z):
    return Categorical(probs=F.softmax(z, dim=-1)).sample()

# ---- the first argument of torch's Categorical is probabilities
def b(z):
    return Categorical(F.softmax(z, dim=-1))

# ---- a Bernoulli
def c(z):
    return Bernoulli(torch.sigmoid(z)).sample()

# ---- multinomial takes probabilities
def d(z, k):
    return torch.multinomial(F.softmax(z, dim=-1), k)

# ---- the logarithm first
def e(key, p):
    return jax.random.categorical(key, jnp.log(p))

# ---- gumbel-softmax on scores
def f(z):
    return F.gumbel_softmax(z, tau=0.5, hard=True)
