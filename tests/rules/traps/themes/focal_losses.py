# ---- pytorch: on the fused cross-entropy
import torch
import torch.nn as nn
import torch.nn.functional as F


class FocalLoss(nn.Module):
    def __init__(self, gamma=2.0, alpha=None):
        super().__init__()
        self.gamma, self.alpha = gamma, alpha

    def forward(self, inputs, targets):
        ce = F.cross_entropy(inputs, targets, weight=self.alpha, reduction="none")
        pt = torch.exp(-ce)
        return ((1 - pt) ** self.gamma * ce).mean()

# ---- pytorch: sigmoid focal loss (RetinaNet)
import torch
import torch.nn.functional as F


def sigmoid_focal_loss(inputs, targets, alpha=0.25, gamma=2):
    p = torch.sigmoid(inputs)
    ce_loss = F.binary_cross_entropy_with_logits(inputs, targets, reduction="none")
    p_t = p * targets + (1 - p) * (1 - targets)
    loss = ce_loss * ((1 - p_t) ** gamma)
    alpha_t = alpha * targets + (1 - alpha) * (1 - targets)
    return (alpha_t * loss).mean()

# ---- pytorch: on log-softmax, with a gather
import torch.nn.functional as F


def focal(inputs, target, gamma=2.0):
    logpt = F.log_softmax(inputs, dim=1).gather(1, target.view(-1, 1)).view(-1)
    pt = logpt.exp()
    return (-1 * (1 - pt) ** gamma * logpt).mean()

# ---- tensorflow: on the fused loss
import tensorflow as tf


def focal_loss(labels, logits, gamma=2.0, alpha=0.25):
    ce = tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)
    p = tf.nn.sigmoid(logits)
    p_t = labels * p + (1 - labels) * (1 - p)
    alpha_t = labels * alpha + (1 - labels) * (1 - alpha)
    return tf.reduce_sum(alpha_t * tf.pow(1.0 - p_t, gamma) * ce)

# ---- jax: in log space
import jax
import jax.numpy as jnp


def focal_loss(scores, labels, gamma=2.0):
    log_p, log_not_p = jax.nn.log_sigmoid(scores), jax.nn.log_sigmoid(-scores)
    positive = labels * jnp.exp(gamma * log_not_p) * log_p
    negative = (1 - labels) * jnp.exp(gamma * log_p) * log_not_p
    return -(positive + negative).mean()
