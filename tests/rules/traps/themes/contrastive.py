# ---- pytorch: both directions (CLIP)
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


class CLIP(nn.Module):
    def __init__(self, image, text):
        super().__init__()
        self.image, self.text = image, text
        self.logit_scale = nn.Parameter(torch.ones([]) * np.log(1 / 0.07))

    def forward(self, images, texts):
        i = F.normalize(self.image(images), dim=-1)
        t = F.normalize(self.text(texts), dim=-1)
        logits_per_image = self.logit_scale.exp() * i @ t.t()
        return logits_per_image, logits_per_image.t()


def loss_of(model, images, texts):
    per_image, per_text = model(images, texts)
    labels = torch.arange(len(images))
    return (F.cross_entropy(per_image, labels) + F.cross_entropy(per_text, labels)) / 2

# ---- pytorch: NT-Xent with exponentials of cosines
import torch
import torch.nn.functional as F


def nt_xent(z1, z2, temperature=0.5):
    z = F.normalize(torch.cat([z1, z2]), dim=1)
    sim = z @ z.t() / temperature
    sim = sim.masked_fill(torch.eye(len(z), dtype=torch.bool), -9e15)
    positives = torch.cat([sim.diag(len(z1)), sim.diag(-len(z1))])
    return (-positives + torch.logsumexp(sim, dim=1)).mean()

# ---- pytorch: supervised, with the maximum subtracted
import torch


def supcon(features, mask, temperature=0.07):
    similarity = torch.div(features @ features.T, temperature)
    logits_max, _ = torch.max(similarity, dim=1, keepdim=True)
    logits = similarity - logits_max.detach()
    logits_mask = torch.ones_like(mask) - torch.eye(len(mask))
    exp_logits = torch.exp(logits) * logits_mask
    log_prob = logits - torch.log(exp_logits.sum(1, keepdim=True))
    return -((mask * logits_mask * log_prob).sum(1) / (mask * logits_mask).sum(1)).mean()

# ---- tensorflow: retrieval with in-batch negatives
import tensorflow as tf


def in_batch_loss(queries, items, item_probability):
    scores = tf.matmul(queries, items, transpose_b=True)
    scores = scores - tf.math.log(item_probability)
    labels = tf.eye(tf.shape(scores)[0])
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=scores))

# ---- jax: InfoNCE
import jax
import jax.numpy as jnp
import optax


def info_nce(queries, keys, temperature=0.1):
    q = queries / jnp.linalg.norm(queries, axis=1, keepdims=True)
    k = keys / jnp.linalg.norm(keys, axis=1, keepdims=True)
    scores = q @ k.T / temperature
    return optax.softmax_cross_entropy_with_integer_labels(scores, jnp.arange(len(scores))).mean()

# ---- keras: SimCLR as in the examples
import keras
from keras import ops


def contrastive_loss(p1, p2, temperature=0.1):
    p1, p2 = ops.normalize(p1, axis=1), ops.normalize(p2, axis=1)
    similarities = ops.matmul(p1, ops.transpose(p2)) / temperature
    labels = ops.arange(ops.shape(p1)[0])
    loss_1_2 = keras.losses.sparse_categorical_crossentropy(labels, similarities, from_logits=True)
    loss_2_1 = keras.losses.sparse_categorical_crossentropy(labels, ops.transpose(similarities), from_logits=True)
    return (loss_1_2 + loss_2_1) / 2
