# ---- pytorch: only where not training
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)

    def forward(self, x):
        x = self.fc(x)
        if not self.training:
            x = F.softmax(x, dim=1)
        return x


def train(loader, optimizer):
    net = Net()
    criterion = nn.CrossEntropyLoss()
    net.train()
    for x, y in loader:
        loss = criterion(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

# ---- pytorch: a method of its own for probabilities
import torch
import torch.nn as nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(20, 2)
        self.loss = nn.CrossEntropyLoss()

    def forward(self, x, y=None):
        scores = self.body(x)
        if y is not None:
            return self.loss(scores, y)
        return torch.softmax(scores, dim=-1)

    @torch.no_grad()
    def predict_proba(self, x):
        return torch.softmax(self.body(x), dim=-1)

# ---- keras: a softmax on top, for prediction only
import keras
from keras import layers

model = keras.Sequential([layers.Dense(128, activation="relu"), layers.Dense(10)])
model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
probability_model = keras.Sequential([model, layers.Softmax()])

# ---- tensorflow: the two outputs of an estimator
import tensorflow as tf


def model_fn(features, labels, mode):
    logits = tf.compat.v1.layers.dense(features, 10)
    predictions = {"classes": tf.argmax(logits, axis=1), "probabilities": tf.nn.softmax(logits, name="softmax_tensor")}
    if mode == "predict":
        return predictions
    return tf.compat.v1.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)

# ---- jax: Flax, with a flag
import flax.linen as nn
import optax


class Net(nn.Module):
    @nn.compact
    def __call__(self, x, probabilities=False):
        x = nn.relu(nn.Dense(128)(x))
        x = nn.Dense(10)(x)
        return nn.softmax(x) if probabilities else x


def loss_of(params, x, y):
    return optax.softmax_cross_entropy_with_integer_labels(Net().apply(params, x), y).mean()
