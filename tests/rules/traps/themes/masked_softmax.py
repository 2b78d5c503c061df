# ---- pytorch: masked_fill before the softmax
import torch
import torch.nn.functional as F


def masked_softmax(scores, mask):
    return F.softmax(scores.masked_fill(mask == 0, float("-inf")), dim=-1)


def masked_log_softmax(scores, mask):
    return F.log_softmax(scores + (mask + 1e-45).log(), dim=-1)

# ---- pytorch: zeroed afterwards and normalised again (AllenNLP)
import torch


def masked_softmax(vector, mask, dim=-1):
    result = torch.nn.functional.softmax(vector * mask, dim=dim)
    result = result * mask
    return result / (result.sum(dim=dim, keepdim=True) + 1e-13)

# ---- pytorch: legal moves of a policy
import torch
from torch.distributions import Categorical


def act(policy, state, legal):
    scores = policy(state)
    return Categorical(logits=torch.where(legal, scores, torch.full_like(scores, -1e8))).sample()

# ---- numpy: by hand, with the maximum of what is legal
import numpy as np


def masked_softmax(x, mask):
    x = np.where(mask, x, -np.inf)
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

# ---- tensorflow: padding weighs nothing in the loss
import tensorflow as tf


def loss_function(real, pred):
    loss_object = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")
    mask = tf.cast(tf.math.logical_not(tf.math.equal(real, 0)), pred.dtype)
    loss = loss_object(real, pred) * mask
    return tf.reduce_sum(loss) / tf.reduce_sum(mask)

# ---- jax: with where
import jax
import jax.numpy as jnp


def attend(q, k, v, mask):
    scores = jnp.einsum("bqd,bkd->bqk", q, k)
    weights = jax.nn.softmax(scores, axis=-1, where=mask, initial=-jnp.inf)
    return jnp.einsum("bqk,bkd->bqd", weights, v)
