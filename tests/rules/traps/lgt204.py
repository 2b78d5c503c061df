"""Right code that looks like the logarithm of logits."""

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

# ---- a softplus makes it positive
def a(x):
    return torch.log(F.softplus(nn.Linear(4, 1)(x)))

# ---- an exponential makes it positive
def b(x):
    return torch.log(torch.exp(nn.Linear(4, 1)(x)) + 2.0)

# ---- the norm of an output
def c(x):
    return torch.log(nn.Linear(4, 3)(x).norm(dim=1))

# ---- mel filters are no trained weights
def d(spectrum, mel_filters):
    return np.log(np.dot(mel_filters, spectrum) + 1e-6)

# ---- a ReLU and an epsilon
def e(x):
    return torch.log(F.relu(nn.Linear(4, 1)(x)) + 1e-6)

# ---- a factorisation of non-negative matrices
def f(V, w, h):
    W, H = tf.Variable(w), tf.Variable(h)
    return tf.reduce_sum(V * tf.math.log(tf.matmul(W, H)) - tf.matmul(W, H))

# ---- a model's own log-probabilities, and the logarithm of its probabilities
def g(X, y):
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression().fit(X, y)
    return model.predict_log_proba(X), np.log(model.predict_proba(X))
