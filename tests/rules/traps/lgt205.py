"""Right code that looks like a probability for a log-probability."""

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

# ---- a policy gradient on the log-probability of what was sampled
def a(policy, state, advantage):
    dist = torch.distributions.Categorical(logits=policy(state))
    action = dist.sample()
    return -(dist.log_prob(action) * advantage).mean()

# ---- the ratio of PPO: an exponential of a difference of log-probabilities
def b(log_probs, old_log_probs, advantage, epsilon):
    ratio = torch.exp(log_probs - old_log_probs)
    return -torch.min(ratio * advantage, ratio.clamp(1 - epsilon, 1 + epsilon) * advantage).mean()

# ---- the log-probability of a squashed Gaussian, with its correction
def c(mean, std):
    normal = torch.distributions.Normal(mean, std)
    z = normal.rsample()
    action = torch.tanh(z)
    return action, normal.log_prob(z) - torch.log(1 - action.pow(2) + 1e-6)

# ---- an entropy needs both: p and log p
def d(scores):
    log_p = F.log_softmax(scores, dim=-1)
    return -(log_p.exp() * log_p).sum(-1)

# ---- the metric takes probabilities unless told otherwise
def e(student, teacher):
    from torchmetrics.functional.regression import jensen_shannon_divergence

    return jensen_shannon_divergence(F.softmax(student, dim=1), F.softmax(teacher, dim=1))

# ---- beam search sums log-probabilities and shows their exponential
def f(decoder, token, total):
    log_p = F.log_softmax(decoder(token), dim=-1)
    best, index = (total.unsqueeze(-1) + log_p).topk(4, dim=-1)
    return index, best, best.exp()

# ---- a generalised divergence of log-probabilities and probabilities
def g(student, teacher):
    return optax.losses.generalized_kl_divergence(jax.nn.log_softmax(student), jax.nn.softmax(teacher)).mean()
