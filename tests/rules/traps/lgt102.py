"""Right code that looks like a double sigmoid."""

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

# ---- the sigmoid is for the accuracy
def a(net, x, y):
    z = net(x)
    loss = F.binary_cross_entropy_with_logits(z, y)
    return loss, (torch.sigmoid(z).round() == y).float().mean()

# ---- soft targets from a teacher's sigmoid
def b(student, teacher):
    return F.binary_cross_entropy_with_logits(student, torch.sigmoid(teacher))

# ---- a sigmoid as hidden activation
net = nn.Sequential(nn.Linear(4, 8), nn.Sigmoid(), nn.Linear(8, 1))

def c(x, y):
    return nn.BCEWithLogitsLoss()(net(x), y)

# ---- gated features
def d(x, gate, head, y):
    return F.binary_cross_entropy_with_logits(head(x * torch.sigmoid(gate(x))), y)

# ---- a generator that ends in a sigmoid, a critic that does not
G = nn.Sequential(nn.Linear(16, 64), nn.Sigmoid())
D = nn.Sequential(nn.Linear(64, 1))

def e(noise):
    judged = D(G(noise))
    return F.binary_cross_entropy_with_logits(judged, torch.ones_like(judged))
