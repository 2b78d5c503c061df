"""Right code whose names look misleading."""

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

# ---- names that say what is held
def a(net, x):
    logits = net(x)
    probs = F.softmax(logits, dim=-1)
    log_probs = F.log_softmax(logits, dim=-1)
    return logits, probs, log_probs

# ---- log-probabilities are logits, too
def b(net, x):
    logits = F.log_softmax(net(x), dim=-1)
    return torch.distributions.Categorical(logits=logits)

# ---- log-probabilities and their exponential
def c(log_probs):
    probs = log_probs.exp()
    return probs

# ---- the scores of a layer that is called so
def d(x):
    logits = layers.Dense(10)(x)
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.zeros([4], tf.int32), logits=logits)

# ---- logits made of a probability
def e(p):
    logits = torch.logit(p)
    return logits

# ---- a probability for dropout, and a problem
def f(x, prob=0.5):
    problem = nn.Linear(4, 1)(x)
    return F.dropout(problem, p=prob)
