# ---- pytorch: the noise by hand
import torch
import torch.nn.functional as F


def sample_gumbel(shape, eps=1e-20):
    U = torch.rand(shape)
    return -torch.log(-torch.log(U + eps) + eps)


def gumbel_softmax(logits, temperature):
    y = logits + sample_gumbel(logits.size())
    return F.softmax(y / temperature, dim=-1)

# ---- pytorch: the library's, on scores
import torch.nn as nn
import torch.nn.functional as F

encoder = nn.Linear(784, 20)


def encode(x, tau):
    return F.gumbel_softmax(encoder(x), tau=tau, hard=True)

# ---- pytorch: a concrete gate (L0 regularisation)
import math

import torch


def hard_concrete(log_alpha, beta=2 / 3, gamma=-0.1, zeta=1.1):
    u = torch.empty_like(log_alpha).uniform_(1e-6, 1 - 1e-6)
    s = torch.sigmoid((torch.log(u) - torch.log(1 - u) + log_alpha) / beta)
    penalty = torch.sigmoid(log_alpha - beta * math.log(-gamma / zeta))
    return (s * (zeta - gamma) + gamma).clamp(0, 1), penalty.sum()

# ---- tensorflow: as in the paper's code
import tensorflow as tf


def gumbel_softmax_sample(logits, temperature):
    u = tf.random.uniform(tf.shape(logits), minval=0, maxval=1)
    y = logits - tf.math.log(-tf.math.log(u + 1e-20) + 1e-20)
    return tf.nn.softmax(y / temperature)

# ---- jax: the arg-max of scores with noise is a sample
import jax
import jax.numpy as jnp


def sample(key, scores):
    return jnp.argmax(scores + jax.random.gumbel(key, scores.shape), axis=-1)

# ---- numpy: top-k without replacement, from log-probabilities
import numpy as np


def gumbel_top_k(log_p, k, rng):
    u = rng.uniform(1e-12, 1.0, size=log_p.shape)
    return np.argsort(-(log_p - np.log(-np.log(u))))[:k]
