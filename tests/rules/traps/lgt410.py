"""Right code that looks like an unfused pair."""

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

# ---- the fused loss, and a sigmoid for what is shown
def a(net, x, y):
    scores = net(x)
    return F.binary_cross_entropy_with_logits(scores, y), torch.sigmoid(scores)

# ---- the average of two models' probabilities has no score
def b(one, other, x, y):
    p = 0.5 * (torch.sigmoid(one(x)) + torch.sigmoid(other(x)))
    return F.binary_cross_entropy(p, y)

# ---- a discriminator's probability comes from elsewhere
def c(p, real):
    return nn.BCELoss()(p, torch.ones_like(p) if real else torch.zeros_like(p))

# ---- scores and the flag
def d(features):
    model = keras.Sequential([layers.Dense(64, activation="relu"), layers.Dense(10)])
    model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model(features)

# ---- the logarithm of an average of probabilities
def e(nets, x, y):
    p = torch.stack([net(x).softmax(dim=-1) for net in nets]).mean(dim=0)
    return F.nll_loss(torch.log(p), y)

# ---- a squared error behind a sigmoid
def f(net, x, y):
    return F.mse_loss(torch.sigmoid(net(x)), y)

# ---- probabilities of tokens, read off for a reward
def g(scores, tokens):
    return F.log_softmax(scores, dim=-1).gather(-1, tokens.unsqueeze(-1)).squeeze(-1)

# ---- masked before the loss: the scores of the others are gone
def h(net, x, y, mask):
    p = torch.sigmoid(net(x)) * mask
    return F.binary_cross_entropy(p, y)

# ---- two branches multiplied: objectness times class
def i(objectness, classes, y):
    p = torch.sigmoid(objectness) * torch.softmax(classes, dim=-1)
    return F.binary_cross_entropy(p, y)

# ---- a hinge loss on probabilities
def j(features):
    model = keras.Sequential([layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss="mae")
    return model(features)

# ---- an exponential of a fused loss is a perplexity
def k(scores, y):
    loss = optax.softmax_cross_entropy_with_integer_labels(scores, y)
    return jnp.exp(loss.mean()), jax.nn.softmax(scores)

# ---- put together of two parts, each normalised by the same sum: no softmax of the scores
def unbiased(x, y, k):
    total = torch.logsumexp(x, dim=1)
    logs = torch.zeros_like(x)
    logs[:, 0] = torch.logsumexp(x[:, :k], dim=1) - total
    logs[:, k:] = x[:, k:] - total.unsqueeze(1)
    return F.nll_loss(logs, y)
