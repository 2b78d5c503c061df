"""Right code that looks like logits as probabilities."""

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

# ---- regression with a squared error
def a(x, y):
    return F.mse_loss(nn.Linear(4, 1)(x), y)

# ---- clipped to [0, 1] on purpose: calibrated by hand
def b(p, y):
    return F.binary_cross_entropy(p.clamp(0, 1), y)

# ---- the sigmoid is in the model
class C(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 1)

    def forward(self, x):
        return self.fc(x).sigmoid()

def c(net: C, x, y):
    return F.binary_cross_entropy(net(x), y)

# ---- a product of two sigmoids
def d(a, b, x, y):
    return F.binary_cross_entropy(torch.sigmoid(a(x)) * torch.sigmoid(b(x)), y)

# ---- one minus a sigmoid
def e(z, y):
    return F.binary_cross_entropy(1 - torch.sigmoid(z), 1 - y)
