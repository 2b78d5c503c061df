"""Right code that looks like labels and logits of every order."""

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

# ---- torch: scores first
def a(net, x, index):
    return F.cross_entropy(net(x), F.one_hot(index, 3).float())

# ---- Keras: labels first
def b(z, index):
    return keras.losses.categorical_crossentropy(tf.one_hot(index, 3), tf.nn.softmax(z))

# ---- by keyword, in any order
def c(z, labels):
    return tf.nn.softmax_cross_entropy_with_logits(logits=z, labels=labels)

# ---- a symmetric divergence
def d(p, q):
    p, q = jax.nn.log_softmax(p), jax.nn.softmax(q)
    return optax.kl_divergence(p, q)

# ---- soft labels that a network gives
def e(teacher, student, x):
    labels = teacher(x).softmax(1)
    return F.cross_entropy(student(x), labels)
