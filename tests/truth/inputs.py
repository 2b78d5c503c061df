"""The inputs that many claims share."""

from __future__ import annotations

import math

import numpy as np

Array = np.ndarray

TORCH, TF, KERAS, JAX, NUMPY = "pytorch", "tensorflow", "keras", "jax", "numpy"
GRADED = (TORCH, TF, KERAS, JAX)
"""The frameworks that differentiate."""
EVERY = (*GRADED, NUMPY)

K = 10
"""The classes, where nothing else is said."""
ORDINARY = np.array([[0.5, -1.0, 2.0, 0.0, 0.3, -0.2, 1.1, -2.0, 0.7, -0.4]], dtype=np.float32)
ROWS = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]], dtype=np.float32)
FAR = np.array([[-200.0, 0.0, 200.0]], dtype=np.float32)
"""Scores whose exponentials overflow and vanish in single precision."""
SKEWED = np.log(np.array([[0.7] + [0.3 / 9] * 9], dtype=np.float32)).repeat(4000, axis=0)
"""Scores by which class 0 is drawn in 70 % of the cases."""
FLOOR, CEILING = math.log(1 + (K - 1) / math.e), math.e / (math.e + K - 1)
"""The least loss, and the largest probability, behind two softmaxes."""


def sure(score: float = 50.0, classes: int = K, rows: int = 1) -> Array:
    """Scores that are sure of class 0."""
    scores = np.zeros((rows, classes), dtype=np.float32)
    scores[:, 0] = score
    return scores


def hot(index: int, classes: int = K) -> Array:
    """A one-hot row."""
    return np.eye(classes, dtype=np.float32)[[index]]


def index(number: int) -> Array:
    """The index of the class of the only row."""
    return np.array([number])


def one(value: float) -> Array:
    """One row of one score."""
    return np.array([[value]], dtype=np.float32)


def classifier(score: float) -> dict[str, Array]:
    """What a logistic regression is fitted to, and an input to which it gives about this score."""
    return {
        "X_train": np.array([[-2.0], [-1.0], [1.0], [2.0]]),
        "y_train": np.array([0, 0, 1, 1]),
        "X_test": np.array([[score]]),
    }


def drawn(actions: Array) -> float:
    """How often class 0 is drawn."""
    return float((actions == 0).mean())


def softmax(scores: Array) -> Array:
    """Of a row."""
    exponentials = np.exp(scores - scores.max())
    return exponentials / exponentials.sum()


def sigmoid(scores: Array) -> Array:
    """Of each score."""
    return np.exp(-np.logaddexp(0, -scores))
