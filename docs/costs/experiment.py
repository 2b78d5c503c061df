"""Trains one small network with the right loss and with wrong ones, and records what happens. Needs NumPy only.

The network is a perceptron with one hidden layer, in float32 as frameworks have it; every gradient is written out by
hand. Every variant gets the learning rate of `RATES` with which *it* reaches the best accuracy, so that nothing that a
better learning rate would cure is blamed on a mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    Array = np.ndarray
    Loss = Callable[[Array, Array], tuple[Array, Array]]

FEATURES, HIDDEN, CLASSES = 32, 64, 20
TRAINING, HELD_OUT = 4000, 4000
BATCH, EPOCHS = 100, 15
RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
SEEDS = 5
EPSILON = np.float32(1e-8)
KERAS_EPSILON = np.float32(1e-7)


@dataclass(frozen=True)
class Setting:
    """What the inputs look like: a name, and their standard deviation."""

    name: str
    scale: float


SETTINGS = (Setting("standardised", 1.0), Setting("raw", 30.0))


@dataclass
class Course:
    """What one training did, step by step and epoch by epoch."""

    rate: float
    losses: Array
    """The training loss that is shown to the user, in nats, by epoch; NaN where it is not finite."""
    accuracies: Array
    """On held-out examples, by epoch."""
    gradients: Array
    """The norm of the gradient by the scores, averaged over the examples of an epoch, by epoch."""
    meant: float
    """The loss that was meant, on held-out examples at the end: the cross-entropy of the network's softmax, in nats."""


def softmax(scores: Array) -> Array:
    """Probabilities, computed stably; shape (rows, classes)."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def right(scores: Array, labels: Array) -> tuple[Array, Array]:
    """Cross-entropy of raw scores: log-sum-exp minus the label's score. Loss per row, and gradient by the scores."""
    rows = np.arange(len(scores))
    top = scores.max(axis=1)
    losses = np.log(np.exp(scores - top[:, None]).sum(axis=1)) + top - scores[rows, labels]
    gradient = softmax(scores)
    gradient[rows, labels] -= 1
    return losses, gradient


def double_softmax(scores: Array, labels: Array) -> tuple[Array, Array]:
    """The same loss, given a softmax's output (LGT101)."""
    inner = softmax(scores)
    losses, outer = right(inner, labels)
    return losses, inner * (outer - (outer * inner).sum(axis=1, keepdims=True))


def epsilon_log(scores: Array, labels: Array) -> tuple[Array, Array]:
    """``-log(softmax(z)[y] + 1e-8)`` (LGT403)."""
    rows = np.arange(len(scores))
    probabilities = softmax(scores)
    chosen = probabilities[rows, labels]
    gradient = probabilities.copy()
    gradient[rows, labels] -= 1
    return -np.log(chosen + EPSILON), gradient * (chosen / (chosen + EPSILON))[:, None]


def plain_log(scores: Array, labels: Array) -> tuple[Array, Array]:
    """``-log(softmax(z)[y])`` as automatic differentiation sees it: 1 / p times the softmax's derivative (LGT401)."""
    rows = np.arange(len(scores))
    probabilities = softmax(scores)
    chosen = probabilities[rows, labels]
    gradient = probabilities * chosen[:, None]
    gradient[rows, labels] -= chosen
    return -np.log(chosen), gradient / chosen[:, None]


def from_logits_false(scores: Array, labels: Array) -> tuple[Array, Array]:
    """Keras's categorical cross-entropy with ``from_logits=False``, given raw scores (LGT302).

    It divides by the sum and clips to [1e-7, 1 - 1e-7] before it takes the logarithm.
    """
    rows = np.arange(len(scores))
    total = scores.sum(axis=1)
    shares = scores[rows, labels] / total
    clipped = np.clip(shares, KERAS_EPSILON, 1 - KERAS_EPSILON)
    gradient = np.broadcast_to((1 / total)[:, None], scores.shape).copy()
    gradient[rows, labels] -= 1 / scores[rows, labels]
    gradient[shares != clipped] = 0
    return -np.log(clipped), gradient


LOSSES: dict[str, Loss] = {
    "right": right,
    "double softmax": double_softmax,
    "log(softmax + 1e-8)": epsilon_log,
    "log(softmax)": plain_log,
    "wrong from_logits": from_logits_false,
}


def examples(setting: Setting, seed: int) -> tuple[Array, Array]:
    """Two clouds for each class, which overlap: shapes (rows, features) and (rows,)."""
    generator = np.random.default_rng(seed)
    centres = generator.normal(size=(2 * CLASSES, FEATURES))
    clouds = generator.integers(2 * CLASSES, size=TRAINING + HELD_OUT)
    inputs = centres[clouds] + 0.9 * generator.normal(size=(len(clouds), FEATURES))
    return (setting.scale * inputs).astype(np.float32), clouds % CLASSES


def train(loss: Loss, setting: Setting, rate: float, seed: int) -> Course:
    """One training by stochastic gradient descent with momentum 0.9."""
    inputs, labels = examples(setting, seed)
    generator = np.random.default_rng(1000 + seed)
    weights = [
        (generator.normal(size=(FEATURES, HIDDEN)) * np.sqrt(2 / FEATURES)).astype(np.float32),
        np.zeros(HIDDEN, np.float32),
        (generator.normal(size=(HIDDEN, CLASSES)) * np.sqrt(1 / HIDDEN)).astype(np.float32),
        np.zeros(CLASSES, np.float32),
    ]
    speeds = [np.zeros_like(weight) for weight in weights]
    held_out, true = inputs[TRAINING:], labels[TRAINING:]
    losses, accuracies, gradients = [], [], []
    for _ in range(EPOCHS):
        order = generator.permutation(TRAINING)
        seen: list[tuple[float, float]] = []
        for rows in np.split(order, TRAINING // BATCH):
            hidden = np.maximum(inputs[rows] @ weights[0] + weights[1], 0)
            scores = hidden @ weights[2] + weights[3]
            values, by_scores = loss(scores, labels[rows])
            seen.append((float(values.mean()), float(np.linalg.norm(by_scores, axis=1).mean())))
            by_scores = by_scores.astype(np.float32) / np.float32(BATCH)
            by_hidden = (by_scores @ weights[2].T) * (hidden > 0)
            steps = [inputs[rows].T @ by_hidden, by_hidden.sum(axis=0), hidden.T @ by_scores, by_scores.sum(axis=0)]
            for weight, speed, step in zip(weights, speeds, steps):
                speed *= np.float32(0.9)
                speed += step
                weight -= np.float32(rate) * speed
        scores = np.maximum(held_out @ weights[0] + weights[1], 0) @ weights[2] + weights[3]
        means = np.mean(seen, axis=0)
        losses.append(means[0] if np.isfinite(means[0]) else np.nan)
        gradients.append(means[1] if np.isfinite(means[1]) else np.nan)
        finite = np.isfinite(scores).all()
        # Where everything is NaN, arg-max says class 0 every time.
        accuracies.append(float((scores.argmax(axis=1) == true).mean()) if finite else float((true == 0).mean()))
    meant = float(right(scores.astype(np.float64), true)[0].mean()) if finite else float("nan")
    return Course(rate, np.array(losses), np.array(accuracies), np.array(gradients), meant)


def courses(name: str, setting: Setting) -> list[Course]:
    """One training for each seed, all with the learning rate that is best for this loss on other seeds."""
    with np.errstate(all="ignore"):
        trials = {rate: train(LOSSES[name], setting, rate, seed=100).accuracies[-1] for rate in RATES}
        best = max(trials, key=lambda rate: trials[rate])
        return [train(LOSSES[name], setting, best, seed) for seed in range(SEEDS)]
