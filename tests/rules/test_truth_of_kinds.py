"""Executed truth: the examples of the rules about kinds are run in their frameworks, and do what their pages say."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from logit_lint.registry import find_rule, load_rules

if TYPE_CHECKING:
    from logit_lint.rule import Example

pytestmark = pytest.mark.frameworks

K = 10
FLOOR = math.log(1 + (K - 1) / math.e)
CEILING = math.e / (math.e + K - 1)


def run(example: Example) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(compile(example.code, "<example>", "exec"), namespace)
    return namespace


def bad_and_good(code: str, framework: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first bad and the first good example of a rule in a framework, run."""
    rule = find_rule(load_rules(), code)
    bad, good = (
        next(example for example in examples if example.framework == framework) for examples in (rule.bad, rule.good)
    )
    return run(bad), run(good)


def sure(rows: int, score: float = 50.0) -> np.ndarray:
    """Scores that are sure of class 0."""
    scores = np.zeros((rows, K), dtype=np.float32)
    scores[:, 0] = score
    return scores


def test_double_softmax_can_not_fall_below_its_floor() -> None:
    import jax

    bad, good = bad_and_good("LGT101", "jax")
    params = {"w": np.eye(K, dtype=np.float32), "b": np.zeros(K, dtype=np.float32)}
    y = np.eye(K, dtype=np.float32)[[0, 0, 0]]
    assert bad["loss_of"](params, sure(3), y) == pytest.approx(FLOOR, rel=1e-5)
    assert good["loss_of"](params, sure(3), y) < 1e-6
    wrong = np.eye(K, dtype=np.float32)[[1, 1, 1]]
    slopes = [abs(jax.grad(one["loss_of"])(params, sure(3), wrong)["b"]).max() for one in (bad, good)]
    assert slopes[0] < 1e-6 < 0.9 < slopes[1]


def test_double_sigmoid_never_falls_below_log_2_on_negatives() -> None:
    bad, good = bad_and_good("LGT102", "jax")
    params = {"w": np.array([[-1.0]], dtype=np.float32)}
    x, y = np.array([[50.0]], dtype=np.float32), np.array([[0.0]], dtype=np.float32)
    assert bad["loss_of"](params, x, y) >= math.log(2) - 1e-6
    assert good["loss_of"](params, x, y) < 1e-6


def test_log_probs_under_a_softmax_loss_change_nothing() -> None:
    import torch
    import torch.nn.functional as F

    bad, _ = bad_and_good("LGT103", "pytorch")
    features, y = torch.randn(4, 128), torch.tensor([1, 2, 3, 4])
    plain = F.cross_entropy(bad["head"](features), y)
    assert bad["loss_of"](features, y).item() == pytest.approx(plain.item(), rel=1e-5)


def test_log_probs_under_a_sigmoid_loss_never_fall_below_log_2() -> None:
    bad, _ = bad_and_good("LGT103", "jax")
    assert bad["loss_of"](np.float32(50.0), np.float32(1.0)) >= math.log(2) - 1e-6


def test_a_nested_softmax_is_nearly_uniform() -> None:
    bad, good = bad_and_good("LGT104", "jax")
    assert bad["predict"](sure(1)).max() <= CEILING + 1e-6
    assert good["predict"](sure(1)).max() > 0.999


def test_probabilities_as_logits_make_a_sampler_guess() -> None:
    import torch

    torch.manual_seed(0)
    bad, good = bad_and_good("LGT105", "pytorch")
    states = torch.tensor(sure(4000))
    drawn = [(one["act"](lambda state: state, states) == 0).float().mean().item() for one in (bad, good)]
    assert drawn[0] == pytest.approx(CEILING, abs=0.03)
    assert drawn[1] == 1.0


def test_behind_a_relu_scores_get_stuck() -> None:
    import jax

    bad, good = bad_and_good("LGT106", "jax")
    w, x = np.full((4, K), -1.0, dtype=np.float32), np.ones((2, 4), dtype=np.float32)
    y = np.eye(K, dtype=np.float32)[[1, 2]]
    slopes = [abs(jax.grad(one["loss_of"])(w, x, y)).max() for one in (bad, good)]
    assert slopes[0] == 0 < slopes[1]


def test_scores_for_probabilities_are_refused() -> None:
    import torch

    bad, _ = bad_and_good("LGT201", "pytorch")
    with pytest.raises(RuntimeError, match="between 0 and 1"):
        bad["loss_of"](torch.randn(64, 30) * 100, torch.ones(64))


def test_probabilities_in_a_likelihood_lie_between_minus_1_and_0() -> None:
    import torch

    bad, good = bad_and_good("LGT202", "pytorch")
    x, y = torch.randn(8, 784), torch.arange(8)
    assert -1 <= bad["loss_of"](x, y).item() < 0 < good["loss_of"](x, y).item()


def test_a_divergence_without_logarithm_is_none() -> None:
    import torch

    bad, good = bad_and_good("LGT203", "pytorch")
    scores = torch.randn(4, K)
    assert abs(bad["distill"](scores, scores, 2.0).item()) > 0.1
    assert good["distill"](scores, scores, 2.0).item() == pytest.approx(0, abs=1e-6)


def test_a_logarithm_of_scores_is_not_a_number() -> None:
    import torch

    bad, good = bad_and_good("LGT204", "pytorch")
    features = torch.randn(16, 128)
    assert torch.isnan(bad["log_policy"](features)).any()
    assert torch.isfinite(good["log_policy"](features)).all()


def test_a_policy_gradient_of_probabilities_is_as_small_as_they_are() -> None:
    import torch

    rule = find_rule(load_rules(), "LGT205")
    bad, good = (
        run(next(one for one in examples if "advantages" in one.code and one.framework == "pytorch"))
        for examples in (rule.bad, rule.good)
    )
    scores = torch.log(torch.tensor([[0.01, 0.99]])).requires_grad_()
    states, actions, advantages = scores, torch.tensor([0]), torch.tensor([1.0])
    slopes = []
    for one in (bad, good):
        (slope,) = torch.autograd.grad(one["loss_of"](lambda state: state, states, actions, advantages), scores)
        slopes.append(slope[0, 0].item())
    assert slopes[0] == pytest.approx(0.01 * slopes[1], rel=1e-4)


def test_ctc_on_raw_scores_is_negative() -> None:
    import torch

    torch.manual_seed(0)
    bad, good = bad_and_good("LGT206", "pytorch")
    features = 100 * torch.randn(20, 2, 256)
    given = features, torch.ones(2, 3, dtype=torch.long), torch.tensor([20, 20]), torch.tensor([3, 3])
    assert bad["loss_of"](*given).item() < 0 < good["loss_of"](*given).item()


def test_keras_cuts_off_what_it_takes_for_probabilities() -> None:
    import tensorflow as tf

    scores = tf.Variable([[-3.0], [-30.0]])
    with tf.GradientTape() as tape:
        loss = tf.keras.losses.BinaryCrossentropy(reduction="none")(tf.constant([[1.0], [1.0]]), scores)
    assert loss.numpy() == pytest.approx([16.118, 16.118], abs=0.01)
    assert not tape.gradient(loss, scores).numpy().any()


def test_with_swapped_arguments_the_gradient_does_not_know_the_scores() -> None:
    import jax

    bad, good = bad_and_good("LGT601", "jax")
    x, index = np.ones((2, 4), dtype=np.float32), np.array([1, 2])
    w = np.zeros((4, K), dtype=np.float32)
    for one, same in ((bad, True), (good, False)):
        slopes = [jax.grad(one["loss_of"])(weights, x, index) for weights in (w, w + np.arange(K, dtype=np.float32))]
        assert bool(np.allclose(*slopes)) is same


def test_one_hot_labels_are_refused_by_a_loss_on_indices() -> None:
    import torch

    bad, good = bad_and_good("LGT602", "pytorch")
    scores, y = torch.randn(4, K), torch.tensor([1, 2, 3, 4])
    with pytest.raises((RuntimeError, ValueError)):
        bad["loss_of"](scores, y)
    assert torch.isfinite(good["loss_of"](scores, y))


def test_indices_weigh_classes_by_their_number() -> None:
    bad, good = bad_and_good("LGT603", "jax")
    scores, teacher = sure(K, 1.0), np.eye(K, dtype=np.float32)
    assert bad["loss_of"](scores, teacher).mean() > 10 * good["loss_of"](scores, teacher).mean()


def test_scores_as_labels_have_no_lower_bound() -> None:
    bad, good = bad_and_good("LGT604", "jax")
    w, x = np.full((4, K), -1.0, dtype=np.float32), np.ones((2, 4), dtype=np.float32)
    assert bad["distill"](w, x, sure(2)) < -100
    assert good["distill"](w, x, sure(2)) >= 0


def test_a_softmax_can_not_fit_several_labels() -> None:
    import torch
    from torch.nn.functional import binary_cross_entropy

    y = torch.tensor([[1.0, 1.0, 0.0, 0.0, 0.0]])
    best = torch.tensor([[0.5, 0.5, 0.0, 0.0, 0.0]])
    assert binary_cross_entropy(best, y).item() > 0.27
    assert binary_cross_entropy(y, y).item() == 0


def test_a_softmax_over_one_unit_is_always_1() -> None:
    import torch

    bad, _ = bad_and_good("LGT501", "pytorch")
    scores = bad["model"](torch.randn(16, 30))
    assert (scores == 1).all()
    scores.sum().backward()
    assert not bad["model"][0].weight.grad.any()


@pytest.mark.filterwarnings("ignore:Implicit dimension")
def test_without_an_axis_pytorch_takes_the_batch_of_sequences() -> None:
    import torch

    bad, good = bad_and_good("LGT502", "pytorch")
    scores = torch.randn(4, 5, 6)
    assert torch.allclose(bad["predict"](scores).sum(0), torch.ones(5, 6))
    assert torch.allclose(good["predict"](scores).sum(-1), torch.ones(4, 5))


def test_along_the_batch_one_example_changes_another() -> None:
    import torch

    bad, good = bad_and_good("LGT503", "pytorch")
    scores, y = torch.zeros(1, K), torch.tensor([3])
    assert bad["loss_of"](scores, y).item() == 0  # A batch of one gives 1 for every class.
    assert good["loss_of"](scores, y).item() == pytest.approx(math.log(K))


def test_divided_by_a_temperature_afterwards_nothing_gets_softer() -> None:
    import torch

    torch.manual_seed(0)
    bad, good = bad_and_good("LGT507", "pytorch")
    student, teacher = torch.zeros(1, K, requires_grad=True), 5 * torch.randn(1, K)
    slopes = []
    for one, temperature in ((bad, 1.0), (bad, 4.0), (good, 4.0)):
        (slope,) = torch.autograd.grad(one["distill"](student, teacher, temperature), student)
        slopes.append(slope / slope.abs().max())
    assert torch.allclose(slopes[0], slopes[1], atol=1e-5)
    assert not torch.allclose(slopes[0], slopes[2], atol=0.05)


def test_a_class_called_with_tensors_computes_nothing() -> None:
    import torch

    bad, good = bad_and_good("LGT605", "pytorch")
    features, y = torch.randn(4, 128), torch.tensor([1, 2, 3, 4])
    try:
        made = bad["loss_of"](features, y)
    except (RuntimeError, TypeError):
        made = None
    assert not isinstance(made, torch.Tensor)
    assert isinstance(good["loss_of"](features, y), torch.Tensor)
