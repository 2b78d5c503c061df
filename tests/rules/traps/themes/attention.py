# ---- pytorch: scaled dot products in a classifier that is trained on scores
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, classes)

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        weights = F.softmax(q @ k.transpose(-2, -1) / math.sqrt(q.size(-1)), dim=-1)
        return self.out((weights @ v).mean(dim=1))


model = Block(64, 10)
criterion = nn.CrossEntropyLoss()


def train_step(x, y):
    return criterion(model(x), y)

# ---- pytorch: the entropy of attention as a measure
import torch


def attention_entropy(scores):
    log_weights = scores.log_softmax(dim=-1)
    return -(log_weights.exp() * log_weights).sum(dim=-1).mean()

# ---- tensorflow: Bahdanau's attention over time
import tensorflow as tf


class Attention(tf.keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.w1 = tf.keras.layers.Dense(units)
        self.w2 = tf.keras.layers.Dense(units)
        self.v = tf.keras.layers.Dense(1)

    def call(self, query, values):
        score = self.v(tf.nn.tanh(self.w1(tf.expand_dims(query, 1)) + self.w2(values)))
        weights = tf.nn.softmax(score, axis=1)
        return tf.reduce_sum(weights * values, axis=1), weights

# ---- jax: a causal block
import jax
import jax.numpy as jnp
import optax


def loss_of(params, tokens, targets):
    x = params["embedding"][tokens]
    q, k, v = x @ params["q"], x @ params["k"], x @ params["v"]
    scores = q @ k.swapaxes(-1, -2) / jnp.sqrt(q.shape[-1])
    mask = jnp.tril(jnp.ones((x.shape[1], x.shape[1])))
    weights = jax.nn.softmax(jnp.where(mask, scores, -1e9), axis=-1)
    logits = (weights @ v) @ params["embedding"].T
    return optax.softmax_cross_entropy_with_integer_labels(logits, targets).mean()
