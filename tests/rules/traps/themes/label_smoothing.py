# ---- pytorch: the smoothed part is a mean of log-probabilities
import torch.nn as nn
import torch.nn.functional as F


class LabelSmoothing(nn.Module):
    def __init__(self, smoothing=0.1):
        super().__init__()
        self.confidence, self.smoothing = 1.0 - smoothing, smoothing

    def forward(self, x, target):
        logprobs = F.log_softmax(x, dim=-1)
        nll_loss = -logprobs.gather(dim=-1, index=target.unsqueeze(1)).squeeze(1)
        return (self.confidence * nll_loss - self.smoothing * logprobs.mean(dim=-1)).mean()

# ---- pytorch: a smoothed distribution and a divergence (the annotated transformer)
import torch
import torch.nn as nn


class LabelSmoothing(nn.Module):
    def __init__(self, size, padding_idx, smoothing=0.0):
        super().__init__()
        self.criterion = nn.KLDivLoss(reduction="sum")
        self.padding_idx, self.confidence, self.smoothing, self.size = padding_idx, 1.0 - smoothing, smoothing, size

    def forward(self, x, target):
        true_dist = x.data.clone()
        true_dist.fill_(self.smoothing / (self.size - 2))
        true_dist.scatter_(1, target.data.unsqueeze(1), self.confidence)
        true_dist[:, self.padding_idx] = 0
        return self.criterion(x, true_dist.clone().detach())

# ---- tensorflow: on one-hot rows
import tensorflow as tf


def loss_of(labels, logits, epsilon=0.1):
    onehot = tf.one_hot(labels, 1000)
    smooth = onehot * (1 - epsilon) + epsilon / 1000
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=smooth, logits=logits))

# ---- jax: with the confidence of the normalising constant
import jax
import jax.numpy as jnp


def loss_of(logits, targets, smoothing=0.1):
    classes = logits.shape[-1]
    confidence, low = 1.0 - smoothing, smoothing / (classes - 1)
    normaliser = -(confidence * jnp.log(confidence) + (classes - 1) * low * jnp.log(low + 1e-20))
    soft = jnp.where(jax.nn.one_hot(targets, classes) > 0, confidence, low)
    return (-jnp.sum(soft * jax.nn.log_softmax(logits), axis=-1) - normaliser).mean()
