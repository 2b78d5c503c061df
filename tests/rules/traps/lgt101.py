"""Right code that looks like a double softmax."""

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

# ---- soft labels are the target, not the input
def a(student, teacher):
    return F.cross_entropy(student, F.softmax(teacher, dim=1))

# ---- softmax only when not training
class B(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        x = self.fc(x)
        if not self.training:
            x = F.softmax(x, dim=1)
        return x

def b(net: B, x, y):
    return F.cross_entropy(net(x), y)

# ---- the name is bound to its softmax after the loss
def c(net, x, y):
    z = net(x)
    loss = F.cross_entropy(z, y)
    z = F.softmax(z, dim=1)
    return loss, z

# ---- the loss takes the model without its last layer
model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))

def d(x, y):
    return F.cross_entropy(model[0](x), y)

# ---- attention weights inside of a model that ends in scores
class E(nn.Module):
    def __init__(self):
        super().__init__()
        self.score, self.out = nn.Linear(8, 1), nn.Linear(8, 3)

    def forward(self, x):
        w = F.softmax(self.score(x), dim=1)
        return self.out((w * x).sum(1))

def e(net: E, x, y):
    return F.cross_entropy(net(x), y)
