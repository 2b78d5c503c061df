"""Right code that looks like indices for dense labels."""

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

# ---- PyTorch's loss takes both
def a(scores, onehot):
    return F.cross_entropy(scores, onehot.argmax(dim=1))

# ---- the indices made one-hot first
def b(scores, index):
    return optax.softmax_cross_entropy(scores, jax.nn.one_hot(index, 10)).mean()

# ---- one-hot for the loss, indices for the accuracy
def c(scores, onehot):
    loss = tf.nn.softmax_cross_entropy_with_logits(labels=onehot, logits=scores)
    correct = tf.equal(tf.argmax(scores, axis=1), tf.argmax(onehot, axis=1))
    return loss, correct

# ---- the sparse loss for pseudo-labels
def d(student, teacher):
    pseudo = tf.argmax(teacher, axis=-1)
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=pseudo, logits=student)

# ---- to_categorical before a dense loss
def f(model, x, y):
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    return model.fit(x, keras.utils.to_categorical(y, 10))
