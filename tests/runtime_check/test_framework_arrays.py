"""Arrays of the real frameworks: read without being imported by us. Needs PyTorch, JAX and TensorFlow."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from logit_lint.runtime_check import (
    assert_logits,
    assert_loss_takes,
    assert_probabilities,
    classify,
    probe_loss,
)

from logit_lint.kinds import Kind

pytestmark = pytest.mark.frameworks

SCORES = np.random.default_rng(0).normal(size=(64, 10)).astype(np.float32) * 2


def test_one_batch_in_three_frameworks():
    """The same scores and their softmax, each framework's own."""
    import jax
    import tensorflow as tf
    import torch

    tensor, array, eager = torch.tensor(SCORES), jax.numpy.asarray(SCORES), tf.constant(SCORES)
    for values in (tensor, array, eager):
        assert classify(values) == classify(SCORES)
    for values in (torch.softmax(tensor, -1), jax.nn.softmax(array), tf.nn.softmax(eager)):
        assert classify(values).kind is Kind.PROBABILITIES


def test_labels_of_three_frameworks():
    import jax
    import tensorflow as tf
    import torch

    indices, one_hot = np.array([3, 1, 2, 2]), np.eye(4, dtype=np.int32)
    for make in (torch.tensor, jax.numpy.asarray, tf.constant):
        assert classify(make(indices)).kind is Kind.INDICES
        assert classify(make(one_hot)).kind is Kind.DENSE_LABELS


def test_losses_of_three_frameworks_are_probed_with_their_own_arrays():
    """And one's own with those of whatever is imported."""
    import optax
    import tensorflow as tf
    import torch
    import torch.nn.functional as F

    report = probe_loss(torch.nn.CrossEntropyLoss(label_smoothing=0.1))
    assert (report.kind, report.predictions_first, report.axis) == (Kind.LOGITS, True, 1)
    assert (report.reduction, report.smoothing) == ("mean", 0.1)
    assert_loss_takes("log-probabilities", torch.nn.NLLLoss())
    assert_loss_takes("probabilities", F.binary_cross_entropy)
    report = probe_loss(tf.keras.losses.SparseCategoricalCrossentropy())
    assert (report.kind, report.predictions_first, report.labels) == (Kind.PROBABILITIES, False, ("indices",))
    assert_loss_takes("logits", optax.sigmoid_binary_cross_entropy)
    own = probe_loss(lambda y, p: -(y * torch.log(p)).sum(dim=1).mean())
    assert (own.kind, own.predictions_first) == (Kind.PROBABILITIES, False)
    assert own.evidence[0] == "called with torch arrays"


def test_torch_gradients_and_half_precisions():
    import torch

    tensor = torch.tensor(SCORES, requires_grad=True)
    assert_logits(tensor)
    assert_logits([tensor[0], tensor[1]])
    assert tensor.grad is None
    for dtype in (torch.bfloat16, torch.float16, torch.float64):
        probabilities = torch.softmax(tensor.to(dtype), -1)
        verdict = classify(probabilities)
        assert (verdict.kind, verdict.certain) == (Kind.PROBABILITIES, True)
        assert verdict.evidence[0] == f"64 rows of 10 ({str(dtype).removeprefix('torch.')})"
        assert classify(probabilities.float()).kind is Kind.PROBABILITIES


def test_torch_class_axis_and_big_tensors():
    import torch

    images = torch.softmax(torch.tensor(SCORES).reshape(4, 10, 4, 4), 1)
    assert_probabilities(images, axis=1)
    big = torch.tensor(SCORES[:1]).expand(400_000, 10)
    assert classify(big).evidence[0] == "133334 of 400000 rows, evenly spaced, of 10 (float32)"


def test_torch_without_values():
    import torch

    with pytest.raises(TypeError, match="it has a shape but no values"):
        assert_logits(torch.empty(2, 3, device="meta"))
    with pytest.raises(TypeError, match=r"call this outside torch\.func transforms"):
        torch.vmap(lambda row: (assert_logits(row), row)[1])(torch.tensor(SCORES))
    with pytest.raises(TypeError, match=r"call .to_dense\(\) first"):
        assert_logits(torch.tensor(SCORES).to_sparse())
    with pytest.raises(TypeError, match="holds int64, as labels and class indices do"):
        assert_logits(torch.arange(3))


def test_torch_fake_tensors():
    """In a process of its own: fake tensors import Triton, which aborts where TensorFlow came first."""
    code = """if True:
        import torch
        from torch._subclasses.fake_tensor import FakeTensorMode
        from logit_lint.runtime_check import assert_logits
        with FakeTensorMode():
            fake = torch.empty(2, 3)
        try:
            assert_logits(fake)
        except TypeError as error:
            print(error)
    """
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "this torch FakeTensor: it has a shape but no values" in finished.stdout


def test_jax_half_precision_and_tracers():
    import jax

    array = jax.numpy.asarray(SCORES)
    verdict = classify(jax.nn.softmax(array.astype(jax.numpy.bfloat16)))
    assert (verdict.kind, verdict.evidence[0]) == (Kind.PROBABILITIES, "64 rows of 10 (bfloat16)")
    for transform in (jax.jit, jax.vmap, jax.grad):
        with pytest.raises(TypeError, match="it is being traced and has no values yet"):
            transform(lambda values: (assert_logits(values), values.sum())[1])(array)


def test_tensorflow_half_precision_variables_and_symbols():
    import keras
    import tensorflow as tf

    verdict = classify(tf.nn.softmax(tf.cast(tf.constant(SCORES), tf.bfloat16)))
    assert (verdict.kind, verdict.evidence[0]) == (Kind.PROBABILITIES, "64 rows of 10 (bfloat16)")
    assert_logits(tf.Variable(SCORES))
    with pytest.raises(TypeError, match="symbolic or sparse"):
        assert_logits(keras.Input((3,)))
    with pytest.raises(TypeError, match="symbolic or sparse"):
        tf.function(lambda values: (assert_logits(values), values)[1], autograph=False)(tf.constant(SCORES))
