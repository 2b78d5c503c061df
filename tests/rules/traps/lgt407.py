"""Right code that looks like an unguarded log-sum-exp."""

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


# ---- the maximum subtracted and added again
def a(x):
    m = x.max()
    return m + np.log(np.sum(np.exp(x - m)))


# ---- as in every tutorial on conditional random fields
def log_sum_exp(vec):
    max_score = vec[0, torch.argmax(vec)]
    max_score_broadcast = max_score.view(1, -1).expand(1, vec.size()[1])
    return max_score + torch.log(torch.sum(torch.exp(vec - max_score_broadcast)))


# ---- the library's
def b(x):
    return torch.logsumexp(x, dim=1) + jax.nn.logsumexp(np.ones(3))


# ---- the logarithm of a sum of something else
def c(x):
    return torch.log(torch.sum(x**2, dim=1))


# ---- probabilities of log-probabilities, summed over paths
def d(log_probs):
    return torch.log(torch.exp(log_probs).sum(-1))


# ---- log-domain Sinkhorn with a stabilised kernel
def e(m, u):
    return -np.log(np.sum(np.exp(np.minimum(m + u, 0.0)), axis=1))


# ---- the logarithm of a kernel density
def density(x, data):
    k = torch.exp(-0.5 * (x - data).pow(2).sum(-1))
    return torch.log(k.sum())


# ---- the logarithm of a sum over negated distances
def soft_minimum(x, data, temperature):
    return -np.log(np.sum(np.exp(-np.sum(np.abs(x - data), axis=1) / temperature)))


# ---- the logarithm of a sum over negated roots
def soft_minimum_of_roots(x):
    return np.log(np.sum(np.exp(-np.sqrt(x).sum(1))))

# ---- a mean of exponentials of what is never positive
def mean_kernel(x, y):
    return torch.log(torch.exp(-((x - y) ** 2)).mean(1))

# ---- a similarity over the others', in a contrastive loss with its own care
def contrast(one, other, temperature):
    s = torch.exp(F.normalize(one, dim=1) @ F.normalize(other, dim=1).T / temperature)
    return -torch.log(s.diag() / s.sum(1)).mean()
