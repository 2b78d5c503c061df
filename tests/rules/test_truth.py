"""Executed truth: the examples of the hand-written formulas are run, and do what their pages say.

On ordinary inputs the bad and the good example give the same value. On extreme inputs the good one
is finite, and the bad one is not, or its gradient is not, or it is bent by its epsilon.
"""

from __future__ import annotations

import inspect
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest

from logit_lint.registry import find_rule, load_rules

if TYPE_CHECKING:
    from logit_lint.rule import Example

ROWS = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]])
FAR = {"numpy": 2000.0, "pytorch": 200.0, "tensorflow": 200.0, "keras": 200.0, "jax": 200.0}
"""A score whose exponential overflows: NumPy counts in double precision, the others in single."""


class Claim(NamedTuple):
    """What becomes of the bad example on extreme inputs: its ``value`` or ``gradient`` breaks, or it is ``bent``."""

    breaks: str
    ordinary: dict[str, Any]
    extreme: dict[str, Any]
    """Inputs in units of `FAR`."""


ONE_HOT = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
WRONG = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
SCORES = {"scores": ROWS}
UP, DOWN = {"scores": np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.5]])}, {"scores": np.array([-1.0, -1.0])}
BINARY = {"scores": np.array([0.5, -1.0, 2.0]), "y": np.array([1.0, 0.0, 1.0])}
BINARY_WRONG = {"scores": np.array([1.0, -1.0, 1.0]), "y": np.array([0.0, 1.0, 1.0])}
REGRESSION = {"w": np.ones((3, 1)), "b": np.zeros(1), "X": ROWS.T, "Y": np.array([[1.0, 0.0]])}
REGRESSION_WRONG = REGRESSION | {"X": WRONG.T, "Y": np.array([[1.0, 0.0]])}
VECTOR = {"x": np.array([-2.0, 0.5, 3.0]), "rho": np.array([-2.0, 0.5, 3.0]), "margin": np.array([-2.0, 0.5, 3.0])}
VECTOR_FAR = {name: np.array([-1.0, 1.0]) for name in ("x", "rho", "margin", "scores")}

CLAIMS: dict[tuple[str, str], Claim] = {
    **{("LGT401", framework): Claim("value", SCORES, UP) for framework in ("pytorch", "tensorflow", "jax", "numpy")},
    ("LGT402", "pytorch"): Claim(
        "value",
        {"positive": ROWS[0], "negative": ROWS[1]},
        {"positive": np.array([-1.0, 0.0]), "negative": np.array([1.0, 0.0])},
    ),
    ("LGT402", "tensorflow"): Claim("value", SCORES, {"scores": np.array([1.0, 0.0])}),
    ("LGT402", "jax"): Claim("value", VECTOR, VECTOR_FAR),
    ("LGT402", "numpy"): Claim("value", SCORES, DOWN),
    ("LGT403", "jax"): Claim("bent", SCORES, DOWN),
    ("LGT404", "pytorch"): Claim("bent", SCORES | {"onehot": ONE_HOT}, {"scores": WRONG, "onehot": ONE_HOT}),
    ("LGT404", "jax"): Claim("value", SCORES | {"onehot": ONE_HOT}, {"scores": WRONG, "onehot": ONE_HOT}),
    ("LGT404", "numpy"): Claim("value", SCORES | {"onehot": ONE_HOT}, {"scores": WRONG, "onehot": ONE_HOT}),
    ("LGT405", "pytorch"): Claim("value", BINARY, BINARY_WRONG),
    ("LGT405", "tensorflow"): Claim("bent", BINARY, BINARY_WRONG),
    ("LGT405", "jax"): Claim("value", BINARY, BINARY_WRONG),
    ("LGT405", "numpy"): Claim("value", REGRESSION, REGRESSION_WRONG),
    ("LGT406", "pytorch"): Claim("value", SCORES | {"values": np.eye(3)}, UP | {"values": np.eye(3)}),
    ("LGT406", "tensorflow"): Claim("value", SCORES, UP),
    ("LGT406", "jax"): Claim("value", SCORES, UP),
    ("LGT406", "numpy"): Claim("value", {"x": ROWS}, {"x": UP["scores"]}),
    **{("LGT407", framework): Claim("value", SCORES, UP) for framework in ("pytorch", "tensorflow", "jax", "numpy")},
    ("LGT408", "pytorch"): Claim("gradient", SCORES, DOWN),
    ("LGT408", "jax"): Claim("value", SCORES, VECTOR_FAR),
    ("LGT408", "numpy"): Claim("warning", VECTOR, VECTOR_FAR),
    **{
        (code, "keras"): claim
        for code, claim in {
            "LGT401": Claim("value", SCORES, UP),
            "LGT402": Claim("value", SCORES, DOWN),
            "LGT403": Claim("bent", SCORES, UP),
            "LGT404": Claim("value", SCORES | {"onehot": ONE_HOT}, {"scores": WRONG, "onehot": ONE_HOT}),
            "LGT405": Claim("value", BINARY, BINARY_WRONG),
            "LGT406": Claim("value", SCORES, UP),
            "LGT407": Claim("value", SCORES, UP),
            "LGT409": Claim("value", {"p": np.array([0.2, 0.9])}, {}),
            "LGT411": Claim("value", VECTOR, VECTOR_FAR),
        }.items()
    },
    ("LGT409", "tensorflow"): Claim("value", {"p": np.array([0.2, 0.9])}, {}),
    ("LGT409", "numpy"): Claim("value", {"p": np.array([0.2, 0.9])}, {}),
    ("LGT409", "jax"): Claim("value", {"p": np.array([0.2, 0.9])}, {}),
    ("LGT409", "pytorch"): Claim("value", {"p": np.array([0.2, 0.9]), "temperature": np.array(2.0)}, {}),
    **{
        ("LGT411", framework): Claim("value", VECTOR, VECTOR_FAR)
        for framework in ("pytorch", "tensorflow", "jax", "numpy")
    },
}

LABELS = {"onehot", "y", "Y", "w", "b", "values", "temperature", "p"}
"""What is not scaled up where scores are."""

CASES = [
    pytest.param(*key, id="-".join(key), marks=[] if key[1] == "numpy" else [pytest.mark.frameworks]) for key in CLAIMS
]


def function_of(example: Example) -> Any:
    """The last function that an example defines."""
    namespace: dict[str, Any] = {}
    exec(compile(example.code, "<example>", "exec"), namespace)
    return [value for value in namespace.values() if inspect.isfunction(value)][-1]


def twins(code: str, framework: str) -> tuple[Any, Any]:
    rule = find_rule(load_rules(), code)
    (bad,) = [example for example in rule.bad if example.framework == framework]
    (good,) = [example for example in rule.good if example.framework == framework]
    return function_of(bad), function_of(good)


def array(framework: str, values: Any) -> Any:
    if framework == "pytorch":
        import torch

        return torch.tensor(np.asarray(values), dtype=torch.float32)
    if framework == "tensorflow":
        import tensorflow

        return tensorflow.constant(values, dtype="float32")
    if framework == "keras":
        import keras

        return keras.ops.convert_to_tensor(values, dtype="float32")
    if framework == "jax":
        import jax.numpy

        return jax.numpy.asarray(values, dtype="float32")
    return np.array(values, dtype=float)


def call(function: Any, framework: str, inputs: dict[str, Any], scale: float = 1.0) -> Any:
    names = inspect.signature(function).parameters
    given = {
        name: array(framework, inputs[name] * (1.0 if name in LABELS else scale)) for name in names if name in inputs
    }
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return np.asarray(function(**given))


@pytest.mark.parametrize(("code", "framework"), CASES)
def test_on_ordinary_inputs_both_say_the_same(code: str, framework: str) -> None:
    bad, good = twins(code, framework)
    inputs = CLAIMS[code, framework].ordinary
    np.testing.assert_allclose(
        np.squeeze(call(bad, framework, inputs)).mean(), np.squeeze(call(good, framework, inputs)).mean(), rtol=2e-5
    )


@pytest.mark.parametrize(("code", "framework"), CASES)
def test_on_extreme_inputs_only_the_good_one_holds(code: str, framework: str) -> None:
    bad, good = twins(code, framework)
    claim = CLAIMS[code, framework]
    if not claim.extreme:
        return
    right = call(good, framework, claim.extreme, FAR[framework])
    assert np.isfinite(right).all()
    if claim.breaks == "value":
        assert not np.isfinite(call(bad, framework, claim.extreme, FAR[framework])).all()
    elif claim.breaks == "bent":
        assert abs(right - call(bad, framework, claim.extreme, FAR[framework])).max() > 10
    elif claim.breaks == "gradient":
        assert not np.isfinite(torch_gradient(bad, claim.extreme["scores"] * FAR[framework])).all()
        assert np.isfinite(torch_gradient(good, claim.extreme["scores"] * FAR[framework])).all()
    else:
        with pytest.warns(RuntimeWarning, match="overflow"):
            bad(claim.extreme["x"] * FAR[framework])


def torch_gradient(function: Any, values: Any) -> Any:
    import torch

    scores = torch.tensor(values, dtype=torch.float32, requires_grad=True)
    function(scores).sum().backward()
    return scores.grad.numpy()


@pytest.mark.parametrize(("code", "framework"), [key for key in CLAIMS if key[1] == "numpy"])
def test_every_numpy_example_is_run(code: str, framework: str) -> None:
    assert all(callable(function) for function in twins(code, framework))


def test_a_logit_of_a_sigmoid_has_lost_digits() -> None:
    bad, _ = twins("LGT409", "numpy")
    with np.errstate(all="ignore"):
        p = (1 / (1 + np.exp(-np.array([16.0, 17.0], dtype=np.float32)))).astype(np.float32)
        assert 0.05 < abs(bad(p)[0] - 16) < 1
        assert np.isinf(bad(p)[1])


def test_careful_good_examples_agree_with_scipy() -> None:
    from scipy import special

    far = np.array([[-2000.0, 0.0, 2000.0]])
    np.testing.assert_allclose(twins("LGT406", "numpy")[1](far), special.softmax(far, axis=1))
    np.testing.assert_allclose(twins("LGT407", "numpy")[1](far), special.logsumexp(far, axis=1))
    np.testing.assert_allclose(twins("LGT408", "numpy")[1](far), special.expit(far))
