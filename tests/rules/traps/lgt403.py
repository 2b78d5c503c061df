"""Right code with an epsilon in a logarithm."""

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


# ---- a spectrogram in decibels
def log_mel(spectrum):
    return torch.log(spectrum.clamp(min=1e-5))


# ---- counts
def log_counts(counts):
    return np.log(counts + 1e-8)


# ---- gumbel noise
def gumbel(shape):
    u = torch.rand(shape)
    return -torch.log(-torch.log(u + 1e-20) + 1e-20)


# ---- a probability that was averaged over an ensemble
def log_mean(nets, x):
    p = torch.stack([F.softmax(net(x), dim=1) for net in nets]).mean(0)
    return torch.log(p + 1e-8)


# ---- the entropy of the average assignment (load balancing)
def balance(gates):
    load = F.softmax(gates, dim=-1).mean(0)
    return (load * torch.log(load + 1e-9)).sum()


# ---- masked attention, normalised again
def masked(scores, mask):
    p = F.softmax(scores, dim=-1) * mask
    p = p / (p.sum(-1, keepdim=True) + 1e-8)
    return p


# ---- a variance
def log_std(variance):
    return 0.5 * tf.math.log(variance + 1e-6)


# ---- dice loss on a softmax, with its smoothing constant
def dice(scores, onehot):
    p = F.softmax(scores, dim=1)
    overlap = (p * onehot).sum((0, 2, 3))
    return -torch.log((2 * overlap + 1e-6) / (p.sum((0, 2, 3)) + onehot.sum((0, 2, 3)) + 1e-6)).mean()


# ---- the likelihood of a mixture of gaussians
def mixture_density(pi, mu, sigma, y):
    weights = F.softmax(pi, dim=1)
    density = torch.exp(-0.5 * ((y - mu) / sigma) ** 2) / sigma
    return -torch.log((weights * density).sum(1) + 1e-8).mean()


# ---- label smoothing by hand, on log-softmax
def smooth(scores, y, eps=0.1):
    log_p = F.log_softmax(scores, dim=1)
    nll = -log_p.gather(1, y.unsqueeze(1)).squeeze(1)
    return ((1 - eps) * nll - eps * log_p.mean(1)).mean()


# ---- normalised data, clipped
def normalise(x):
    return np.log(np.clip(x / x.max(), 1e-6, None))
