"""Multinomial logistic regression with JAX and Optax. There is a mistake in it: run logit-lint."""

import jax
import jax.numpy as jnp
import optax


def predict(params, features):
    return jax.nn.softmax(features @ params["weights"] + params["bias"])


def loss_of(params, features, labels):
    predicted = predict(params, features)
    return optax.softmax_cross_entropy_with_integer_labels(predicted, labels).mean()


def train(features, labels, classes, steps=50):
    params = {"weights": jnp.zeros((features.shape[1], classes)), "bias": jnp.zeros(classes)}
    optimizer = optax.sgd(0.5)
    state = optimizer.init(params)
    for _ in range(steps):
        gradients = jax.grad(loss_of)(params, features, labels)
        updates, state = optimizer.update(gradients, state)
        params = optax.apply_updates(params, updates)
    return params


if __name__ == "__main__":
    key = jax.random.key(0)
    train(jax.random.normal(key, (256, 20)), jax.random.randint(key, (256,), 0, 5), classes=5)
