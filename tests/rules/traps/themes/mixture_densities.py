# ---- pytorch: a mixture density network
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class MDN(nn.Module):
    def __init__(self, hidden, mixtures):
        super().__init__()
        self.pi = nn.Linear(hidden, mixtures)
        self.mu = nn.Linear(hidden, mixtures)
        self.log_sigma = nn.Linear(hidden, mixtures)

    def forward(self, h):
        return F.log_softmax(self.pi(h), dim=1), self.mu(h), self.log_sigma(h)


def nll(model, h, y):
    log_pi, mu, log_sigma = model(h)
    z = (y.unsqueeze(1) - mu) / log_sigma.exp()
    component = -0.5 * z**2 - log_sigma - 0.5 * math.log(2 * math.pi)
    return -torch.logsumexp(log_pi + component, dim=1).mean()

# ---- pytorch: a mixture of probabilities, whose density is summed before the logarithm
import torch
import torch.nn.functional as F


def nll(weights, mu, sigma, y):
    pi = F.softmax(weights, dim=-1)
    density = torch.distributions.Normal(mu, sigma).log_prob(y.unsqueeze(-1)).exp()
    return -torch.log((pi * density).sum(dim=-1) + 1e-10).mean()

# ---- numpy: the responsibilities of a Gaussian mixture
import numpy as np
from scipy.special import logsumexp
from scipy.stats import multivariate_normal


def e_step(X, weights, means, covariances):
    weighted = np.stack(
        [np.log(w) + multivariate_normal.logpdf(X, m, c) for w, m, c in zip(weights, means, covariances)], axis=1
    )
    log_norm = logsumexp(weighted, axis=1)
    return np.exp(weighted - log_norm[:, None]), log_norm.mean()

# ---- tensorflow: a mixture from the library
import tensorflow as tf
import tensorflow_probability as tfp

tfd = tfp.distributions


def nll(scores, loc, raw_scale, y):
    mixture = tfd.MixtureSameFamily(
        mixture_distribution=tfd.Categorical(logits=scores),
        components_distribution=tfd.Normal(loc, tf.nn.softplus(raw_scale) + 1e-3),
    )
    return -tf.reduce_mean(mixture.log_prob(y))

# ---- jax: discretised logistics (PixelCNN++)
import jax
import jax.numpy as jnp


def log_likelihood(x, logit_probs, means, log_scales):
    inv = jnp.exp(-jnp.maximum(log_scales, -7.0))
    plus, minus = inv * (x - means + 1 / 255), inv * (x - means - 1 / 255)
    delta = jax.nn.sigmoid(plus) - jax.nn.sigmoid(minus)
    log_probs = jnp.log(jnp.maximum(delta, 1e-12))
    return jax.nn.logsumexp(jax.nn.log_softmax(logit_probs) + log_probs, axis=-1)
