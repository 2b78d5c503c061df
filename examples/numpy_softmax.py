"""Softmax regression in NumPy. There is a mistake in it: run logit-lint."""

import numpy as np
from scipy.special import softmax


def train(features, onehot, steps=100, rate=0.5):
    weights = np.zeros((features.shape[1], onehot.shape[1]))
    for _ in range(steps):
        predicted = softmax(features @ weights, axis=1)
        log_predicted = np.log(predicted + 1e-9)
        loss = -np.sum(onehot * log_predicted) / len(features)
        weights -= rate * features.T @ (predicted - onehot) / len(features)
    return weights, loss


if __name__ == "__main__":
    generator = np.random.default_rng(0)
    train(generator.normal(size=(256, 20)), np.eye(5)[generator.integers(0, 5, size=256)])
