"""Right code that looks like labels of both sorts."""

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

# ---- indices from one-hot rows
def a(z, onehot):
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.argmax(onehot, 1), logits=z)

# ---- torch's cross-entropy takes both
def b(z, index):
    return F.cross_entropy(z, F.one_hot(index, 3).float()) + F.cross_entropy(z, index)

# ---- one-hot rows from indices
def c(z, index):
    return optax.softmax_cross_entropy(z, jax.nn.one_hot(index, 3))

# ---- one-hot rows laid end to end are labels of two classes
def d(z, index):
    flat = tf.reshape(tf.one_hot(index, 100, dtype=tf.int32), (-1,))
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=flat, logits=z)

# ---- smoothed labels
def e(z, index):
    labels = optax.smooth_labels(jax.nn.one_hot(index, 3), 0.1)
    return optax.softmax_cross_entropy(z, labels).mean()
