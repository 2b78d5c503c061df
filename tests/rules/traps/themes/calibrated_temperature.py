# ---- pytorch: temperature scaling after training
import torch
import torch.nn as nn
import torch.nn.functional as F


class ModelWithTemperature(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model
        self.temperature = nn.Parameter(torch.ones(1) * 1.5)

    def forward(self, x):
        return self.model(x) / self.temperature


def fit(scaled, logits, labels):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.LBFGS([scaled.temperature], lr=0.01, max_iter=50)

    def closure():
        optimizer.zero_grad()
        loss = criterion(logits / scaled.temperature, labels)
        loss.backward()
        return loss

    optimizer.step(closure)
    return F.softmax(logits / scaled.temperature, dim=1)

# ---- numpy: Platt's scaling with a search
import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax


def fit_temperature(scores, y):
    nll = lambda t: -log_softmax(scores / t, axis=1)[np.arange(len(y)), y].mean()
    return minimize(nll, x0=np.ones(1), bounds=[(0.05, 10)]).x[0]


def calibrated(scores, t):
    return softmax(scores / t, axis=1)

# ---- keras: a layer that learns it
import keras


class Temperature(keras.layers.Layer):
    def build(self, shape):
        self.t = self.add_weight(shape=(1,), initializer="ones")

    def call(self, scores):
        return scores / self.t


model = keras.Sequential([keras.layers.Dense(10), Temperature()])
model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))

# ---- pytorch: sampling of tokens
import torch


def next_token(logits, temperature, top_k):
    logits = logits[:, -1, :] / temperature
    v, _ = torch.topk(logits, top_k)
    logits[logits < v[:, [-1]]] = -float("inf")
    probs = torch.softmax(logits, dim=-1)
    return torch.multinomial(probs, num_samples=1)
