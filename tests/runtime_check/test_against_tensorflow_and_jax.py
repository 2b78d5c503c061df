"""The losses of TensorFlow, Keras, JAX and Optax on random and on extreme scores. Needs the frameworks."""

from __future__ import annotations

import numpy as np
import pytest
from logit_lint.runtime_check import reference
from numpy.testing import assert_allclose

pytestmark = pytest.mark.frameworks

RANDOM = np.random.default_rng(0)
SCORES = np.concatenate(
    [RANDOM.normal(size=(40, 6)) * scale for scale in (1e-3, 1.0, 30.0, 1e4)]
    + [np.array([[1e4, -1e4, 0.0, 0.0, 88.75, -104.0], [3e38, -3e38, 0.0, 1.0, 2.0, 3.0]])]
).astype(np.float32)
INDICES = RANDOM.integers(0, 6, len(SCORES))
SOFT = RANDOM.dirichlet(np.ones(6), len(SCORES)).astype(np.float32)
ONE_HOT = np.eye(6, dtype=np.float32)[INDICES]
MODEST = SCORES[:80]
PROBABILITIES, UNIT = reference.softmax(MODEST), reference.sigmoid(MODEST)


def agree(theirs, ours, tolerance=3e-6):
    """Where float32 can hold it: a difference of units there, and of the largest score's units."""
    assert_allclose(np.asarray(theirs), ours, rtol=tolerance, atol=tolerance)


def test_functions():
    import jax
    import tensorflow as tf

    for theirs, ours in (
        (tf.nn.softmax, reference.softmax),
        (jax.nn.softmax, reference.softmax),
        (tf.nn.log_softmax, reference.log_softmax),
        (jax.nn.log_softmax, reference.log_softmax),
        (tf.math.sigmoid, reference.sigmoid),
        (jax.nn.sigmoid, reference.sigmoid),
        (tf.math.log_sigmoid, reference.log_sigmoid),
        (jax.nn.log_sigmoid, reference.log_sigmoid),
        (tf.math.softplus, reference.softplus),
        (jax.nn.softplus, reference.softplus),
    ):
        agree(theirs(SCORES), ours(SCORES))
    agree(tf.reduce_logsumexp(SCORES, axis=-1), reference.logsumexp(SCORES))
    agree(jax.nn.logsumexp(SCORES, axis=-1), reference.logsumexp(SCORES))
    agree(jax.scipy.special.logit(UNIT), reference.logit(UNIT))


def test_tensorflow():
    import tensorflow as tf

    scores = SCORES[:-1]  # at 3e38 its losses overflow in between
    labels, soft, one_hot = INDICES[:-1], SOFT[:-1], ONE_HOT[:-1]
    sparse = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, scores)
    agree(sparse, reference.sparse_softmax_cross_entropy(scores, labels))
    dense = tf.nn.softmax_cross_entropy_with_logits(soft, scores)
    agree(dense, reference.softmax_cross_entropy(scores, soft))
    single = tf.nn.sigmoid_cross_entropy_with_logits(labels=soft, logits=scores)
    agree(single, reference.sigmoid_cross_entropy(scores, soft))
    weighted = tf.nn.weighted_cross_entropy_with_logits(one_hot, scores, pos_weight=3.0)
    agree(weighted, reference.sigmoid_cross_entropy(scores, one_hot, pos_weight=3.0))


def test_keras():
    import keras

    losses = keras.losses
    smooth = losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)(ONE_HOT[:80], MODEST)
    options = {"label_smoothing": 0.1, "reduction": "mean"}
    agree(smooth, reference.softmax_cross_entropy(MODEST, ONE_HOT[:80], **options))
    # Its clip at 1e-7 moves the logarithm of the smallest probabilities.
    kept = np.clip(PROBABILITIES, 1e-7, 1 - 1e-7)
    categorical = losses.categorical_crossentropy(SOFT[:80], PROBABILITIES)
    agree(categorical, reference.categorical_cross_entropy(kept, SOFT[:80], normalise=True), 1e-5)
    binary = losses.BinaryCrossentropy(label_smoothing=0.1)(SOFT[:80], UNIT)
    clipped = np.clip(UNIT, 1e-7, 1 - 1e-7)
    agree(binary, reference.binary_cross_entropy(clipped, SOFT[:80], **options), 1e-5)
    focal = losses.BinaryFocalCrossentropy(from_logits=True, apply_class_balancing=True)(ONE_HOT[:80], MODEST)
    agree(focal, reference.sigmoid_focal_loss(MODEST, ONE_HOT[:80], reduction="mean"), 1e-4)


def test_optax():
    import optax

    scores = SCORES[:-1]
    labels, soft, one_hot = INDICES[:-1], SOFT[:-1], ONE_HOT[:-1]
    sparse = optax.softmax_cross_entropy_with_integer_labels(scores, labels)
    # It takes the logsumexp less the score, which costs it the digits before the point of scores around 1e4.
    assert_allclose(sparse, reference.sparse_softmax_cross_entropy(scores, labels), rtol=3e-6, atol=3e-3)
    agree(optax.softmax_cross_entropy(scores, soft), reference.softmax_cross_entropy(scores, soft))
    agree(optax.sigmoid_binary_cross_entropy(scores, soft), reference.sigmoid_cross_entropy(scores, soft))
    focal = optax.sigmoid_focal_loss(MODEST, one_hot[:80], alpha=0.25)
    agree(focal, reference.sigmoid_focal_loss(MODEST, one_hot[:80]), 1e-5)
    logs = reference.log_softmax(MODEST)
    agree(optax.kl_divergence(logs, soft[:80]), reference.kl_divergence(logs, soft[:80]), 1e-5)


def test_gradients_of_jax():
    import jax
    import optax

    rows = MODEST
    pairs = [
        (optax.softmax_cross_entropy, SOFT[:80], reference.softmax_cross_entropy_grad),
        (optax.sigmoid_binary_cross_entropy, SOFT[:80], reference.sigmoid_cross_entropy_grad),
        (optax.sigmoid_focal_loss, SOFT[:80], lambda x, y: reference.sigmoid_focal_loss_grad(x, y, alpha=None)),
        (optax.kl_divergence, SOFT[:80], reference.kl_divergence_grad),
    ]
    for loss, labels, gradient in pairs:
        theirs = jax.grad(lambda x, y, loss=loss: loss(x, y).sum())(rows, labels)
        agree(theirs, gradient(rows, labels), 1e-5)
