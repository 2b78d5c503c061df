"""Right code that looks like an unguarded softmax by hand."""

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


# ---- the maximum subtracted in the same expression
def a(x):
    return np.exp(x - np.max(x)) / np.sum(np.exp(x - np.max(x)))


# ---- the maximum subtracted in place
def b(x):
    x -= x.max(axis=1, keepdims=True)
    e = np.exp(x)
    return e / e.sum(axis=1, keepdims=True)


# ---- the maximum in a variable of its own
def c(scores):
    largest = tf.reduce_max(scores, axis=-1, keepdims=True)
    e = tf.exp(scores - largest)
    return e / tf.reduce_sum(e, axis=-1, keepdims=True)


# ---- torch's max with indices
def d(x):
    m, _ = torch.max(x, dim=-1, keepdim=True)
    e = torch.exp(x - m)
    return e / e.sum(-1, keepdim=True)


# ---- by a method's attribute
def e(x):
    z = (x - x.max(dim=1, keepdim=True).values).exp()
    return z / z.sum(dim=1, keepdim=True)


# ---- row by row
def f(rows):
    for i in range(len(rows)):
        rows[i] -= rows[i].max()
    z = np.exp(rows)
    return z / z.sum(axis=1, keepdims=True)


# ---- Python's own max
def g(xs):
    m = max(xs)
    z = np.exp(xs - m)
    return z / np.sum(z)


# ---- log-weights normalised by their log-sum-exp
def h(log_w):
    w = np.exp(log_w - scipy.special.logsumexp(log_w))
    return w / w.sum()


# ---- scores squashed before
def attention(hidden, w):
    z = torch.exp(torch.tanh(hidden @ w))
    return z / z.sum(dim=1, keepdim=True)


# ---- scores clipped before
def i(x):
    z = np.exp(np.clip(x, -50, 50))
    return z / z.sum()


# ---- probabilities normalised again
def nucleus(scores, mask):
    p = F.softmax(scores, dim=-1) * mask
    return p / p.sum(dim=-1, keepdim=True)


# ---- counts normalised
def frequencies(counts):
    return counts / counts.sum(axis=1, keepdims=True)


# ---- a gaussian kernel, normalised
def kernel(size, sigma):
    x = np.arange(size) - size // 2
    k = np.exp(-0.5 * (x / sigma) ** 2)
    return k / k.sum()


# ---- the logarithm of probabilities, given a temperature
def sharpen(p, T):
    z = np.exp(np.log(p) / T)
    return z / z.sum()


# ---- a kernel of squared distances, normalised
def near(x, centre, sigma):
    k = torch.exp(-((x - centre) ** 2).sum(-1) / (2 * sigma**2))
    return k / k.sum()


# ---- a kernel of squared distances as products
def near_too(x, centre, tau):
    d = x - centre
    k = torch.exp(torch.sum(d * d, dim=1) * -0.5 / tau)
    return k / k.sum()


# ---- negated absolute values
def laplace(x):
    k = np.exp(-np.mean(np.abs(x), axis=1))
    return k / np.sum(k)

# ---- the maximum is subtracted, and an epsilon added
def with_epsilon(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / (e.sum(axis=1, keepdims=True) + 1e-9)


# ---- a mask behind the exponential, and the maximum subtracted
def masked(x, mask):
    e = np.exp(x - x.max(axis=1, keepdims=True)) * mask
    return e / e.sum(axis=1, keepdims=True)


# ---- minus infinity before the exponential, and the maximum subtracted
def masked_before(x, mask):
    x = np.where(mask, x, -np.inf)
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# ---- squashed scores, and a mask that may be missing
def attend(x, w, mask=None):
    a = keras.ops.exp(keras.ops.tanh(x @ w))
    if mask is not None:
        a *= keras.ops.cast(mask, "float32")
    return a / (keras.ops.sum(a, axis=1, keepdims=True) + keras.backend.epsilon())


# ---- a weighted kernel
def smooth(x, centre, weights):
    k = np.exp(-((x - centre) ** 2) / 2) * weights
    return k / k.sum()

# ---- cosines, by the product of the norms
def cosines(a, b, tau):
    norms = torch.mm(a.norm(dim=-1, keepdim=True), b.norm(dim=-1, keepdim=True).t())
    alike = torch.exp(torch.mm(a, b.t()) / norms / tau)
    return alike / (alike.sum(dim=1).view(-1, 1) + 1e-8)
