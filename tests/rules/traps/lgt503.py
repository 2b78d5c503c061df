"""Right code that looks like a softmax over the batch."""

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

# ---- weights of attention over the first axis, which is time
def a(encoder_outputs, hidden, score: nn.Linear):
    weights = F.softmax(score(encoder_outputs + hidden), dim=0)
    return (weights * encoder_outputs).sum(dim=0)

# ---- one example without a batch axis
def b(net, image):
    probs = F.softmax(net(image.unsqueeze(0))[0], dim=0)
    confidence, label = probs.max(dim=0)
    return label.item(), confidence.item()

# ---- one policy over the moves of one state
def c(scores, rng):
    p = np.exp(scores - scores.max())
    p /= p.sum()
    return rng.choice(len(p), p=p)

# ---- contrastive: both directions, each with its own transpose
def d(image_features, text_features, scale):
    scores = scale * image_features @ text_features.t()
    y = torch.arange(len(scores))
    return (F.cross_entropy(scores, y) + F.cross_entropy(scores.t(), y)) / 2

# ---- the assignment of each class to one of the examples
def e(similarity):
    return (F.softmax(similarity, dim=0) * F.softmax(similarity, dim=1)).sum()

# ---- classes first, batch last, as the loss is told
def f(onehot, scores):
    return optax.softmax_cross_entropy(scores, onehot, axis=0).mean()

# ---- weights of a mixture of experts
def g(gate, outputs):
    weights = torch.softmax(gate, dim=0)
    return torch.einsum("k,kbd->bd", weights, outputs)
