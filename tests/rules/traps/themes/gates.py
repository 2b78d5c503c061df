# ---- pytorch: a GRU cell written out
import torch
import torch.nn as nn


class Cell(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.gates = nn.Linear(2 * size, 2 * size)
        self.candidate = nn.Linear(2 * size, size)

    def forward(self, x, h):
        reset, update = torch.sigmoid(self.gates(torch.cat([x, h], dim=-1))).chunk(2, dim=-1)
        new = torch.tanh(self.candidate(torch.cat([x, reset * h], dim=-1)))
        return (1 - update) * h + update * new

# ---- pytorch: gated features in front of a classifier's loss
import torch
import torch.nn as nn
import torch.nn.functional as F


class Gated(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = nn.Sequential(nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 64), nn.Sigmoid())
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        return self.head(x * self.gate(x))


def train_step(model, x, y):
    return F.cross_entropy(model(x), y)

# ---- pytorch: a mixture of experts with noisy top-k gates
import torch
import torch.nn.functional as F


def route(x, w_gate, w_noise, k):
    clean = x @ w_gate
    noisy = clean + torch.randn_like(clean) * F.softplus(x @ w_noise)
    top, index = noisy.topk(k, dim=1)
    gates = torch.zeros_like(noisy).scatter(1, index, F.softmax(top, dim=1))
    importance = gates.sum(0)
    return gates, importance.var() / (importance.mean() ** 2 + 1e-10)

# ---- jax: a gated linear unit, and a highway
import jax
import jax.numpy as jnp
import optax


def loss_of(params, x, y):
    value, gate = jnp.split(x @ params["glu"], 2, axis=-1)
    h = value * jax.nn.sigmoid(gate)
    t = jax.nn.sigmoid(h @ params["highway"] - 2.0)
    h = t * jax.nn.relu(h @ params["w"]) + (1 - t) * h
    return optax.softmax_cross_entropy_with_integer_labels(h @ params["out"], y).mean()

# ---- keras: squeeze and excitation in front of a softmax head
import keras
from keras import layers

inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(64, 3, activation="relu")(inputs)
s = layers.GlobalAveragePooling2D()(x)
s = layers.Dense(4, activation="relu")(s)
s = layers.Dense(64, activation="sigmoid")(s)
x = layers.Multiply()([x, layers.Reshape((1, 1, 64))(s)])
x = layers.GlobalAveragePooling2D()(x)
outputs = layers.Dense(10)(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
