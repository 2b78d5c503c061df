"""Right code that looks like the logarithm of a softmax."""

import math

import jax
import jax.numpy as jnp
import keras
import numpy as np
import optax
import scipy.special
import tensorflow as tf
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Categorical


# ---- attention weights: a softmax, and the logarithm of something else
def attend(q, k, v, lengths):
    weights = F.softmax(q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]), dim=-1)
    penalty = torch.log(lengths.float())
    return weights @ v, penalty


# ---- softmax for output, log-softmax for the loss
def step(net, x, y):
    scores = net(x)
    loss = F.nll_loss(F.log_softmax(scores, dim=1), y)
    return loss, F.softmax(scores, dim=1)


# ---- the logarithm of an average of softmaxes: there are no scores to go back to
def ensemble(nets, x, y):
    p = torch.stack([F.softmax(net(x), dim=1) for net in nets]).mean(0)
    return F.nll_loss(torch.log(p), y)


# ---- mixture of softmaxes
def mixture(prior, heads):
    pi = F.softmax(prior, dim=-1)
    p = (pi.unsqueeze(-1) * F.softmax(heads, dim=-1)).sum(1)
    return p.log()


# ---- beam search: scores are log-softmax, the length penalty a plain logarithm
def beam(decoder, state, beams, length):
    log_p = F.log_softmax(decoder(state), dim=-1)
    total = beams.unsqueeze(-1) + log_p
    return total / math.log(length + 1.0)


# ---- policy gradient on a distribution made from probabilities
def policy_loss(net, states, actions, returns):
    p = F.softmax(net(states), dim=-1)
    return -(Categorical(probs=p).log_prob(actions) * returns).mean()


# ---- gumbel noise: the logarithm of uniform noise, then a softmax
def gumbel_softmax(scores, tau):
    u = torch.rand_like(scores)
    g = -torch.log(-torch.log(u))
    return F.softmax((scores + g) / tau, dim=-1)


# ---- a name that lies: called softmax, is log-softmax
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, x):
        return self.softmax(self.fc(x))


# ---- perplexity of a cross-entropy, and its logarithm again
def report(scores, y):
    loss = F.cross_entropy(scores, y)
    perplexity = torch.exp(loss)
    return torch.log(perplexity), F.softmax(scores, dim=1).argmax(1)


# ---- log-softmax by hand, with the maximum subtracted
def log_softmax(x):
    x = x - x.max(axis=1, keepdims=True)
    return x - np.log(np.exp(x).sum(axis=1, keepdims=True))


# ---- softmax in JAX beside the logarithm of counts
def prior_corrected(scores, counts):
    return jax.nn.softmax(scores + jnp.log(counts / counts.sum()))


# ---- the copy mechanism mixes two distributions and takes the logarithm of the sum
def pointer(vocabulary, attention, gate):
    g = torch.sigmoid(gate)
    mixed = g * F.softmax(vocabulary, dim=-1) + (1 - g) * F.softmax(attention, dim=-1)
    return torch.log(mixed)
