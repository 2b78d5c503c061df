"""Right code that looks like a threshold on raw scores."""

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

# ---- a sigmoid first
def a(net, x, y):
    scores = net(x)
    loss = F.binary_cross_entropy_with_logits(scores, y)
    return loss, ((torch.sigmoid(scores) > 0.5) == y).float().mean()

# ---- the scores against 0
def b(head: nn.Linear, features, y):
    scores = head(features)
    return F.binary_cross_entropy_with_logits(scores, y), (scores > 0).float()

# ---- the sigmoid is in the model
def c(x, y):
    model = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    model.fit(x, y)
    return model.predict(x) > 0.5

# ---- a regression, rounded
def d(x, y):
    head = nn.Linear(4, 1)
    prediction = head(x)
    return F.mse_loss(prediction, y), prediction > 0.5

# ---- the threshold of a random mask
def e(x):
    return torch.where(torch.rand_like(x) > 0.5, x, -x)

# ---- the margin of a hinge loss
def f(scores, y):
    margin = scores * y
    return (F.relu(1 - margin)).mean(), (margin > 0).float().mean()

# ---- scikit-learn's probabilities
def g(X, y, X_test):
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression().fit(X, y).predict_proba(X_test)[:, 1] > 0.5

# ---- a regression and a classification in one file
def h(x, y, label):
    regressor, classifier = nn.Linear(4, 1), nn.Linear(4, 1)
    prediction, scores = regressor(x), classifier(x)
    loss = F.mse_loss(prediction, y) + F.binary_cross_entropy_with_logits(scores, label)
    return loss, prediction > 0.5, torch.round(prediction), scores > 0

# ---- TorchMetrics applies the sigmoid itself
def i(x, y):
    import torchmetrics

    scores = nn.Linear(4, 1)(x).squeeze(-1)
    accuracy = torchmetrics.classification.BinaryAccuracy()
    return F.binary_cross_entropy_with_logits(scores, y), accuracy(scores, y)

# ---- metrics that were told
def j():
    model = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    given = [keras.metrics.BinaryAccuracy(threshold=0), keras.metrics.Recall(thresholds=0), keras.metrics.AUC(from_logits=True)]
    model.compile(optimizer="adam", loss=loss, metrics=given)

# ---- the accuracy of several classes is an arg-max
def k():
    model = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(5)])
    model.compile(
        optimizer="adam",
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy", "sparse_categorical_accuracy", keras.metrics.TopKCategoricalAccuracy(k=3)],
    )

# ---- scores rounded to be printed
def l(x, y):
    scores = nn.Linear(4, 1)(x).squeeze(-1)
    print(round(scores[0].item(), 3), torch.round(scores, decimals=2), np.round(scores.detach().numpy(), 4))
    return F.binary_cross_entropy_with_logits(scores, y)

# ---- labels 0 and 1 regressed, and counted
def m():
    model = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse", metrics=["accuracy", keras.metrics.BinaryAccuracy()])
