# ---- pytorch: mixup with class probabilities
import torch
import torch.nn.functional as F


def mixup_step(model, x, y, lam):
    order = torch.randperm(x.size(0))
    target = F.one_hot(y, 10).float()
    target = lam * target + (1 - lam) * target[order]
    return F.cross_entropy(model(lam * x + (1 - lam) * x[order]), target)

# ---- pytorch: the ratings of several annotators
import torch
import torch.nn.functional as F


def loss_of(model, x, votes):
    target = votes / votes.sum(dim=1, keepdim=True)
    log_probs = F.log_softmax(model(x), dim=1)
    return -(target * log_probs).sum(dim=1).mean()

# ---- pytorch: pseudo-labels that are sharpened (MixMatch)
import torch
import torch.nn.functional as F


def guess(model, views, T=0.5):
    with torch.no_grad():
        p = torch.stack([torch.softmax(model(view), dim=1) for view in views]).mean(0)
        pt = p ** (1 / T)
        return pt / pt.sum(dim=1, keepdim=True)


def loss_of(model, x, views):
    return F.mse_loss(torch.softmax(model(x), dim=1), guess(model, views))

# ---- tensorflow: cutmix
import tensorflow as tf


def loss_of(model, images, y, other, ratio):
    labels = ratio * tf.one_hot(y, 10) + (1.0 - ratio) * tf.one_hot(other, 10)
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=model(images)))

# ---- jax: targets from a search (AlphaZero)
import jax
import jax.numpy as jnp
import optax


def loss_of(scores, visit_counts, value, outcome):
    target = visit_counts / visit_counts.sum(axis=-1, keepdims=True)
    return optax.softmax_cross_entropy(scores, target).mean() + jnp.mean((value - outcome) ** 2)
