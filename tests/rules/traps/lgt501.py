"""Right code that looks like a softmax over one unit."""

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

# ---- attention over time
class A(nn.Module):
    def __init__(self):
        super().__init__()
        self.score = nn.Linear(8, 1)

    def forward(self, x):
        return F.softmax(self.score(x), dim=1)

# ---- the same, squeezed
class B(nn.Module):
    def __init__(self):
        super().__init__()
        self.score = nn.Linear(8, 1)

    def forward(self, x):
        return F.softmax(self.score(x).squeeze(-1), dim=-1)

# ---- Keras: along the first axis
def c(x):
    return tf.nn.softmax(layers.Dense(1)(x), axis=1)

# ---- flattened before
def d(x):
    return layers.Activation("softmax")(layers.Flatten()(layers.Dense(1, activation="tanh")(x)))

# ---- two units
def e(x):
    return layers.Dense(2, activation="softmax")(x)

# ---- attention over a sequence, scored with a matrix of one column
def f(x):
    W = tf.Variable(tf.random.normal([64, 1]))
    return tf.nn.softmax(tf.matmul(x, W), axis=1), tf.nn.softmax(tf.squeeze(tf.matmul(x, W), -1))

# ---- two columns
def g(x):
    W, b = tf.Variable(tf.zeros([64, 2])), tf.Variable(tf.zeros([2]))
    return tf.nn.softmax(tf.matmul(x, W) + b)
# ---- a slip in the matrix, but the bias makes it three classes
def h(x):
    W, b = tf.Variable(tf.zeros([4, 1])), tf.Variable(tf.zeros([1, 3]))
    return tf.nn.softmax(tf.matmul(x, W) + b)
