# ---- pytorch: a Brier score and an uncertainty
import torch


def evaluate(scores, y):
    p = torch.sigmoid(scores)
    brier = ((p - y) ** 2).mean()
    uncertainty = 4 * p * (1 - p)
    two = torch.stack([1 - p, p], dim=-1)
    return brier, uncertainty.mean(), two.argmax(dim=-1)

# ---- pytorch: the chance that none of several happens
import torch
import torch.nn.functional as F


def survival(hazard_scores):
    hazards = torch.sigmoid(hazard_scores)
    return torch.cumprod(1 - hazards, dim=1)


def noisy_or(scores):
    return 1 - torch.exp(F.logsigmoid(-scores).sum(dim=1))

# ---- jax: one minus a softmax's largest is the error that is expected
import jax
import jax.numpy as jnp


def expected_error(scores):
    return (1 - jax.nn.softmax(scores).max(axis=-1)).mean(), jnp.log1p(-jnp.exp(-5.0))

# ---- numpy: the two columns of a classifier
import numpy as np
from scipy.special import expit


def predict_proba(X, w, b):
    p = expit(X @ w + b)
    return np.column_stack([1 - p, p])


def gradient(X, y, w, b):
    p = expit(X @ w + b)
    hessian = X.T @ (X * (p * (1 - p))[:, None])
    return np.linalg.solve(hessian, X.T @ (p - y))

# ---- tensorflow: a saturation penalty and a dice
import tensorflow as tf


def penalties(scores, mask):
    p = tf.sigmoid(scores)
    false_positive = tf.reduce_sum(p * (1.0 - mask))
    false_negative = tf.reduce_sum((1.0 - p) * mask)
    true_positive = tf.reduce_sum(p * mask)
    return 1.0 - (true_positive + 1.0) / (true_positive + 0.3 * false_positive + 0.7 * false_negative + 1.0)
