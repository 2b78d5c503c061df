"""Right code that looks like scores beside labels."""

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

# ---- the teacher's softmax is the target
def a(teacher, student, x):
    return F.cross_entropy(student(x), F.softmax(teacher(x), dim=1))

# ---- a regression of scores on scores
def b(teacher, student, x):
    return F.mse_loss(nn.Linear(4, 3)(x), teacher(x))

# ---- a cosine loss
def c(p, z):
    return F.cosine_embedding_loss(p, z, torch.ones(len(p)))

# ---- hard pseudo-labels
def d(z):
    return F.cross_entropy(z, nn.Linear(4, 3)(z).argmax(1))

# ---- entropy by cross-entropy with one's own softmax
def e(z):
    return tf.nn.softmax_cross_entropy_with_logits(labels=tf.nn.softmax(z), logits=z)
