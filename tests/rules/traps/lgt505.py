"""Right code that looks like a redundant softmax."""

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

# ---- the arg-max of a sum of two models' probabilities
def a(one, other, x):
    return (F.softmax(one(x), dim=1) + F.softmax(other(x), dim=1)).argmax(dim=1)

# ---- the arg-max along the other axis: the most typical example of each class
def b(scores):
    return scores.argmax(dim=0)

# ---- the arg-max of the scores, and the softmax for the confidence
def c(net, x):
    scores = net(x)
    return scores.argmax(dim=1), F.softmax(scores, dim=1).max(dim=1).values

# ---- an average over augmented views
def d(model, views):
    return np.mean([model.predict(view) for view in views], axis=0).argmax(axis=-1)

# ---- probabilities weighted by class before the arg-max
def e(scores, prior):
    return jnp.argmax(jax.nn.softmax(scores) * prior, axis=-1)

# ---- a sample, not an arg-max
def f(scores):
    return torch.multinomial(F.softmax(scores, dim=-1), num_samples=1)

# ---- nucleus sampling: what is sorted are the scores
def g(scores, top_p):
    ordered, index = torch.sort(scores, descending=True)
    keep = torch.cumsum(F.softmax(ordered, dim=-1), dim=-1) <= top_p
    return index, keep

# ---- the confidence is wanted as well as the class
def h(model, x):
    confidence, predicted = torch.max(F.softmax(model(x), dim=1), dim=1)
    values, indices = jax.lax.top_k(jax.nn.softmax(x), 3)
    return confidence, predicted, values, indices

# ---- the most typical example of each class: along the batch a softmax over classes has another order
def i(scores):
    return F.softmax(scores, dim=1).argmax(dim=0), jnp.argmax(jax.nn.softmax(scores, axis=-1), axis=0)

# ---- only the values
def j(scores):
    return scores.softmax(dim=-1).topk(5).values, torch.max(F.softmax(scores, dim=1), 1)[0]

# ---- both parts of a pair that has a name
def k(scores):
    best = F.softmax(scores, dim=1).max(1, keepdim=True)
    return best[0].item(), best[1].item()

# ---- the best of all rows together: a softmax changes the order between rows
def l(scores):
    p = F.softmax(scores, dim=-1)
    return p.flatten(1).topk(100, dim=1).indices, p.reshape(-1).argmax()

# ---- what is masked with 0 after the softmax
def m(scores, mask):
    return torch.topk(F.softmax(scores, dim=-1).masked_fill(~mask, 0.0), k=2, dim=-1)[1]
