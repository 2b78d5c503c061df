"""Right code that looks like the logarithm of a sigmoid."""

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


# ---- a gate and a logarithm of something else
def gated(x, y, counts):
    return torch.sigmoid(x) * y + torch.log(counts)


# ---- log-sigmoid by its own name
def bpr(positive, negative):
    return -F.logsigmoid(positive - negative).mean()


# ---- negative sampling with log-sigmoid on both signs
def skip_gram(center, context, noise):
    good = F.logsigmoid((center * context).sum(-1))
    bad = F.logsigmoid(-(noise @ center.unsqueeze(-1)).squeeze(-1)).sum(-1)
    return -(good + bad).mean()


# ---- squeeze and excitation
class Squeeze(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(n, n // 4), nn.ReLU(), nn.Linear(n // 4, n), nn.Sigmoid())

    def forward(self, x):
        return x * self.fc(x.mean((2, 3)))[:, :, None, None]


# ---- a change of variables in a flow: softplus on both signs
def log_det(x):
    return -F.softplus(x) - F.softplus(-x)


# ---- the with-logits loss, and sigmoid for the metric
def step(net, x, y):
    scores = net(x)
    return F.binary_cross_entropy_with_logits(scores, y), (torch.sigmoid(scores) > 0.5).float()


# ---- the logarithm of a mean of sigmoids
def soft_count(scores):
    return torch.log(torch.sigmoid(scores).sum(dim=1) + 1.0)


# ---- an annealed weight, and the logarithm of a learning rate
def anneal(step, rate):
    weight = float(torch.sigmoid(torch.tensor((step - 2500) * 0.0025)))
    return weight, math.log(rate)


# ---- log-variance of a gaussian whose mean is a sigmoid
def gaussian(mean, log_variance, x):
    mu = torch.sigmoid(mean)
    return 0.5 * (log_variance + (x - mu) ** 2 / log_variance.exp() + math.log(2 * math.pi))


# ---- probabilities that come from outside
def brier_and_log(p, y):
    return (p - y) ** 2, np.log(p)


# ---- tanh squashing of a gaussian policy
def squashed(log_prob, action):
    return log_prob - torch.log(1 - torch.tanh(action) ** 2 + 1e-6)
