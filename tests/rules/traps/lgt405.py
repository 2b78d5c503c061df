"""Right code that looks like a binary cross-entropy by hand."""

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


# ---- the discriminator of a GAN: two different probabilities
def discriminator(real, fake):
    return -(F.logsigmoid(real) + F.logsigmoid(-fake)).mean()


# ---- a cross-entropy between given probabilities: no sigmoid in sight
def cross_entropy(p, q):
    return -(p * np.log(q) + (1 - p) * np.log(1 - q))


# ---- binary entropy of a given probability
def entropy(p):
    return -(p * torch.log(p) + (1 - p) * torch.log(1 - p))


# ---- focal loss on the fused cross-entropy
def focal(scores, y, gamma=2.0):
    loss = F.binary_cross_entropy_with_logits(scores, y, reduction="none")
    p = torch.sigmoid(scores)
    return ((y * (1 - p) + (1 - y) * p) ** gamma * loss).mean()


# ---- linear interpolation with a sigmoid gate
def highway(x, gate, body):
    g = torch.sigmoid(gate(x))
    return g * body(x) + (1 - g) * x


# ---- a weighted sum of log-sigmoids, one of them of the negated scores
def stable(scores, y):
    return -(y * F.logsigmoid(scores) + (1 - y) * F.logsigmoid(-scores)).mean()


# ---- the stable formula itself
def by_formula(x, z):
    return tf.reduce_mean(tf.maximum(x, 0) - x * z + tf.math.log1p(tf.exp(-tf.abs(x))))


# ---- mixup of two losses
def mixup(scores, a, b, lam):
    return lam * F.cross_entropy(scores, a) + (1 - lam) * F.cross_entropy(scores, b)


# ---- beta distribution's log-density
def beta(x, a, b):
    return (a - 1) * torch.log(x) + (b - 1) * torch.log(1 - x)


# ---- bernoulli likelihood by the library
def likelihood(scores, y):
    return torch.distributions.Bernoulli(logits=scores).log_prob(y).sum()
