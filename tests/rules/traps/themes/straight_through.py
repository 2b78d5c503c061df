# ---- pytorch: hard forward, soft backward
import torch
import torch.nn.functional as F


def straight_through(scores):
    soft = F.softmax(scores, dim=-1)
    hard = F.one_hot(soft.detach().max(dim=-1)[1], scores.size(-1)).float()
    return hard + soft - soft.detach()

# ---- pytorch: a binary mask
import torch
import torch.nn as nn


class Pruned(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.alpha = nn.Parameter(torch.zeros(n))
        self.linear = nn.Linear(n, 10)

    def forward(self, x):
        soft = torch.sigmoid(self.alpha)
        hard = (soft > 0.5).float()
        return self.linear(x * (hard - soft.detach() + soft))


def loss_of(model, x, y):
    return nn.functional.cross_entropy(model(x), y)

# ---- jax: stop_gradient
import jax
import jax.numpy as jnp


def quantise(scores, codebook):
    soft = jax.nn.softmax(scores)
    hard = jax.nn.one_hot(jnp.argmax(scores, axis=-1), scores.shape[-1])
    code = soft + jax.lax.stop_gradient(hard - soft)
    return code @ codebook

# ---- tensorflow: discrete latents
import tensorflow as tf


def sample(scores):
    probs = tf.nn.softmax(scores)
    index = tf.random.categorical(scores, 1)[:, 0]
    onehot = tf.one_hot(index, 32)
    return onehot + probs - tf.stop_gradient(probs)
