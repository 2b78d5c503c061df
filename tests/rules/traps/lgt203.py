"""Right code that looks like a divergence of the wrong kind."""

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

# ---- as the documentation has it
def a(s, t):
    return F.kl_div(F.log_softmax(s, dim=1), F.softmax(t, dim=1), reduction="batchmean")

# ---- both in log space, and the flag
def b(s, t):
    return F.kl_div(F.log_softmax(s, dim=1), F.log_softmax(t, dim=1), log_target=True)

# ---- Keras takes probabilities
def c(s, t):
    return keras.losses.KLDivergence()(tf.nn.softmax(t), tf.nn.softmax(s))

# ---- the logarithm of a mixture (Jensen-Shannon)
def d(p, q):
    p, q = p.softmax(1), q.softmax(1)
    m = torch.log(0.5 * (p + q))
    return 0.5 * (F.kl_div(m, p) + F.kl_div(m, q))

# ---- a label distribution as target
def e(s, distribution):
    return nn.KLDivLoss(reduction="sum")(s.log_softmax(-1), distribution)

# ---- Keras takes probabilities on both sides
def kera(student, teacher):
    divergence = keras.losses.KLDivergence()
    return divergence(tf.nn.softmax(teacher), tf.nn.softmax(student))
