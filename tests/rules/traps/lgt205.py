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

# ---- an expectation over all actions weighs them by their probabilities
def h(policy, critic, state):
    probs = F.softmax(policy(state), dim=-1)
    advantages = critic(state) - (probs * critic(state)).sum(-1, keepdim=True)
    return -(probs * advantages.detach()).sum(-1).mean()

# ---- an importance weight: the probability over that of the behaviour
def i(policy, state, action, behaviour, advantage):
    dist = torch.distributions.Categorical(logits=policy(state))
    weight = dist.log_prob(action).exp() / behaviour
    return -(weight * advantage).mean()

# ---- the ratio of PPO as a quotient of picked probabilities
def j(policy, state, action, old_probs, advantages):
    probs = F.softmax(policy(state), dim=-1).gather(1, action)
    return -((probs / old_probs) * advantages).mean()

# ---- a bounded loss: the expected error of a classifier
def k(scores, y):
    return (1 - F.softmax(scores, dim=-1).gather(1, y.unsqueeze(1))).mean()

# ---- an impurity is a sum of squared probabilities
def l(scores):
    p = F.softmax(scores, dim=-1)
    return 1 - (p * p).sum(-1), -(p * p).sum(-1).mean()

# ---- a divergence by hand
def m(student, teacher):
    log_p, log_q = F.log_softmax(student, dim=-1), F.log_softmax(teacher, dim=-1)
    return (log_q.exp() * (log_q - log_p)).sum(-1).mean()

# ---- the exponential of a difference of picked log-probabilities
def n(policy, state, action, old_log_prob, advantage):
    log_prob = F.log_softmax(policy(state), dim=-1).gather(1, action)
    return -(torch.exp(log_prob - old_log_prob) * advantage).mean()
