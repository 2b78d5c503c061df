"""Right code that looks like a likelihood without log-softmax."""

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

# ---- log-softmax in the model
net = nn.Sequential(nn.Linear(4, 3), nn.LogSoftmax(dim=1))

def a(x, y):
    return nn.NLLLoss()(net(x), y)

# ---- the logarithm of an average
def b(p, q, y):
    return F.nll_loss(torch.log(0.5 * (p.softmax(1) + q.softmax(1))), y)

# ---- scores minus their log-sum-exp
def c(z, y):
    return F.nll_loss(z - torch.logsumexp(z, dim=1, keepdim=True), y)

# ---- a masked log-softmax
def d(z, mask, y):
    return F.nll_loss(F.log_softmax(z.masked_fill(mask, -1e9), dim=1), y)

# ---- adaptive softmax gives log-probabilities
def e(adaptive: nn.AdaptiveLogSoftmaxWithLoss, h, y):
    return F.nll_loss(adaptive.log_prob(h), y)
