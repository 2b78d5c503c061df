"""Right code that looks like a cross-entropy by hand."""

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


# ---- soft labels on log-softmax
def soft_cross_entropy(scores, target):
    return -(target * F.log_softmax(scores, dim=1)).sum(dim=1).mean()


# ---- distillation: the teacher's softmax is the target
def distill(student, teacher, T):
    return F.kl_div(F.log_softmax(student / T, dim=1), F.softmax(teacher / T, dim=1), reduction="batchmean") * T * T


# ---- entropy bonus on log-softmax
def entropy(scores):
    log_p = F.log_softmax(scores, dim=-1)
    return -(log_p.exp() * log_p).sum(-1).mean()


# ---- policy gradient: log-probabilities of actions weighted by returns
def reinforce(scores, actions, returns):
    log_p = F.log_softmax(scores, dim=-1)
    return -(log_p.gather(1, actions.unsqueeze(1)).squeeze(1) * returns).mean()


# ---- in-batch negatives
def info_nce(a, b, temperature):
    scores = F.normalize(a) @ F.normalize(b).t() / temperature
    return F.cross_entropy(scores, torch.arange(len(a)))


# ---- supervised contrastive, maximum subtracted
def sup_con(features, mask, temperature):
    scores = features @ features.t() / temperature
    scores = scores - scores.max(dim=1, keepdim=True)[0].detach()
    log_p = scores - torch.log(torch.exp(scores).sum(1, keepdim=True))
    return -((mask * log_p).sum(1) / mask.sum(1)).mean()


# ---- focal loss on log-softmax
def focal(scores, y, gamma=2.0):
    log_p = F.log_softmax(scores, dim=1).gather(1, y.unsqueeze(1)).squeeze(1)
    return -(((1 - log_p.exp()) ** gamma) * log_p).mean()


# ---- expected cost under a softmax
def expected_cost(scores, cost):
    return (F.softmax(scores, dim=1) * cost).sum(1).mean()


# ---- cosine similarity, negated and averaged (BYOL)
def byol(p, z):
    return -(F.normalize(p, dim=1) * F.normalize(z, dim=1)).sum(1).mean()


# ---- hidden Markov model: sums of log-probabilities
def path_score(emissions, transitions, path):
    log_e = jax.nn.log_softmax(emissions)
    return -jnp.sum(log_e[jnp.arange(len(path)), path]) - jnp.sum(transitions)


# ---- one-hot teacher through the library
def onehot_teacher(scores, index):
    return optax.softmax_cross_entropy(scores, jax.nn.one_hot(index, 10)).mean()
