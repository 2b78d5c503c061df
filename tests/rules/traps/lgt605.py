"""Right code that looks like a class called with tensors."""

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

# ---- made, then called
def a(z, y):
    return nn.CrossEntropyLoss()(z, y)

# ---- class weights
def b(z, y, counts):
    weights = 1.0 / counts
    return nn.CrossEntropyLoss(weights)(z, y)

# ---- class weights that are normalised
def c(z, y, counts):
    return nn.CrossEntropyLoss(weight=F.softmax(-counts, dim=0))(z, y)

# ---- the positive weight
def d(z, y, ratio):
    return nn.BCEWithLogitsLoss(pos_weight=torch.tensor(ratio))(z, y)

# ---- a functional model is made of tensors
inputs = keras.Input((4,))
outputs = layers.Dense(3, activation="softmax")(inputs)
model = keras.Model(inputs, outputs)

# ---- weights, and a number of labels
class F_(nn.Module):
    def __init__(self, weight, hidden, num_labels):
        super().__init__()
        self.criterion = nn.CrossEntropyLoss(weight, True)
        self.binary = nn.BCEWithLogitsLoss(weight)
        self.soft = nn.AdaptiveLogSoftmaxWithLoss(hidden, num_labels, [10])

# ---- settings that are called like tensors
def g(from_logits, ignore_label):
    return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits, ignore_class=ignore_label, reduction="sum")
