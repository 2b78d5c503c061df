"""Before and after are run: a safe fix keeps the value, an unsafe one gives what was meant.

Safe ones are compared with the program before in double precision where that is finite, and in every type
with NumPy's reference, on ordinary, large, tiny, equal and masked scores: finite wherever mathematics says finite.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from logit_lint.runtime_check import reference

from logit_lint.registry import load_rules
from mending.mended import after, finding_in

if TYPE_CHECKING:
    from collections.abc import Callable

GENERATOR = np.random.default_rng(7)
SCORES = {
    "random": GENERATOR.normal(0, 3, (4, 5)),
    "large": np.array([[900.0, -900.0, 0.0], [3e4, -3e4, 1e3], [-5e4, -5e4, -6e4], [88.0, 89.0, 90.0]]),
    "tiny": GENERATOR.normal(0, 1e-6, (3, 4)),
    "equal": np.full((2, 3), 17.0),
    "masked": np.array([[1.0, -np.inf, 0.5], [-np.inf, -np.inf, 3.0]]),
    "single": np.array([[2.0], [-3.0]]),
}
"""All of them fit into half precision."""

CHANCES = {
    "random": GENERATOR.uniform(0.01, 0.99, (4, 5)),
    "tiny": np.array([1e-6, 1e-4, 0.5]),
    "sure": np.array([0.0, 1.0, 0.25]),
}


def rows_of(function: Callable[..., Any], axis: int = -1) -> Callable[[Any], Any]:
    return lambda x: function(x, axis=axis)


class Case(NamedTuple):
    """A program with a function ``f`` of scores (or chances), and what it computes."""

    program: str
    truth: Callable[[Any], Any]
    inputs: dict[str, Any] = SCORES


def complement(x: Any) -> Any:
    return reference.log_sigmoid(-np.asarray(x))


CASES: dict[str, list[Case]] = {
    "numpy": [
        Case(
            "from scipy.special import softmax\ndef f(x): return np.log(softmax(x, axis=1))",
            rows_of(reference.log_softmax),
        ),
        Case(
            "import scipy.special as sc\ndef f(x):\n    p = sc.softmax(x * 1, -1)\n    return np.log(p)",
            rows_of(reference.log_softmax),
        ),
        Case("from scipy.special import expit\ndef f(x): return np.log(expit(x))", reference.log_sigmoid),
        Case("from scipy.special import expit\ndef f(x): return np.log(1 - expit(x))", complement),
        Case("from scipy.special import expit\ndef f(x): return np.log1p(-expit(x))", complement),
        Case(
            "import scipy.special\ndef f(x):\n    e = np.exp(x)\n    return e / e.sum(axis=1, keepdims=True)",
            rows_of(reference.softmax),
        ),
        Case(
            "import scipy.special\ndef f(x):\n    e = np.exp(x)\n    e /= np.sum(e, axis=-1)[..., None]\n    return e",
            rows_of(reference.softmax),
        ),
        Case("import scipy.special\ndef f(x): return np.exp(x) / sum(np.exp(x))", rows_of(reference.softmax, 0)),
        Case("import scipy.special\ndef f(x): return np.log(np.exp(x).sum(1))", rows_of(reference.logsumexp)),
        Case(
            "import scipy.special\ndef f(x): return np.log(np.sum(np.exp(x), axis=0, keepdims=True))",
            lambda x: reference.logsumexp(x, axis=0, keepdims=True),
        ),
        Case("import scipy.special\ndef f(x): return 1 / (1 + np.exp(-x))", reference.sigmoid),
        Case("import scipy.special\ndef f(x): return np.exp(x) / (1 + np.exp(x))", reference.sigmoid),
        Case("import scipy.special\ndef f(p): return np.log(p / (1 - p))", reference.logit, CHANCES),
        Case("import scipy.special\ndef f(p): return np.log(p) - np.log(1 - p)", reference.logit, CHANCES),
        Case(
            "from scipy.special import expit\ndef f(x):\n    p = expit(x + 0)\n    return np.log(p / (1 - p))",
            np.asarray,
        ),
        Case("def f(x): return np.log(1 + np.exp(x))", reference.softplus),
        Case("def f(x): return np.log1p(np.exp(-x))", lambda x: reference.softplus(-np.asarray(x))),
        Case(
            "from scipy.special import softmax\ndef f(x): return np.argmax(softmax(x, axis=1), axis=1)",
            lambda x: np.argmax(x, axis=1),
        ),
    ],
    "pytorch": [
        Case(
            "def f(x): return torch.softmax(x, dim=1).topk(1, dim=1).indices",
            lambda x: np.argmax(x, axis=1)[:, None],
        ),
        Case("def f(x): return torch.max(torch.softmax(x, dim=1), 1)[1]", lambda x: np.argmax(x, axis=1)),
        Case("def f(x): return torch.log(torch.softmax(x, dim=1))", rows_of(reference.log_softmax)),
        Case("def f(x): return x.softmax(-1).log()", rows_of(reference.log_softmax)),
        Case("def f(x): return torch.log(F.softmax(x, 1)[:, 0])", lambda x: reference.log_softmax(x, axis=1)[:, 0]),
        Case("def f(x): return torch.log(nn.Softmax(dim=1)(x))", rows_of(reference.log_softmax)),
        Case("def f(x):\n    p = F.softmax(x + 0, dim=0)\n    return p.log()", rows_of(reference.log_softmax, 0)),
        Case("def f(x): return torch.log(torch.sigmoid(x))", reference.log_sigmoid),
        Case("def f(x): return torch.log(1 - x.sigmoid())", complement),
        Case("def f(x): return torch.log1p(-torch.sigmoid(x))", complement),
        Case("def f(x):\n    e = torch.exp(x)\n    return e / e.sum(1, keepdim=True)", rows_of(reference.softmax)),
        Case("def f(x):\n    e = x.exp()\n    return e / e.sum(-1).unsqueeze(-1)", rows_of(reference.softmax)),
        Case("def f(x): return torch.log(torch.sum(torch.exp(x), dim=1))", rows_of(reference.logsumexp)),
        Case("def f(x): return torch.exp(x).sum(-1).log()", rows_of(reference.logsumexp)),
        Case("def f(x): return 1 / (1 + torch.exp(-x))", reference.sigmoid),
        Case("def f(p): return torch.log(p / (1 - p))", reference.logit, CHANCES),
        Case("def f(p): return torch.log(p) - torch.log(1 - p)", reference.logit, CHANCES),
        Case(
            "def f(x): return F.cross_entropy(F.log_softmax(x, dim=1), torch.zeros(len(x), dtype=torch.long))",
            lambda x: reference.sparse_softmax_cross_entropy(x, np.zeros(len(x), dtype=int)).mean(),
        ),
        Case("def f(x): return torch.softmax(x, dim=1).argmax(dim=1)", lambda x: np.argmax(x, axis=1)),
        Case("def f(x): return torch.sigmoid(x).argmax(1)", lambda x: np.argmax(x, axis=1)),
    ],
    "tensorflow": [
        Case("def f(x): return tf.math.log(tf.nn.softmax(x, axis=1))", rows_of(reference.log_softmax)),
        Case("def f(x): return tf.math.log(tf.sigmoid(x))", reference.log_sigmoid),
        Case("def f(x): return tf.math.log(1 - tf.sigmoid(x))", complement),
        Case(
            "def f(x):\n    e = tf.exp(x)\n    return e / tf.reduce_sum(e, -1, keepdims=True)",
            rows_of(reference.softmax),
        ),
        Case("def f(x): return tf.math.log(tf.reduce_sum(tf.exp(x), axis=1))", rows_of(reference.logsumexp)),
        Case("def f(x): return 1 / (1 + tf.exp(-x))", reference.sigmoid),
        Case("def f(p): return tf.math.log(p / (1 - p))", reference.logit, CHANCES),
        Case("def f(x): return tf.math.log(1 + tf.exp(x))", reference.softplus),
        Case("def f(x): return tf.argmax(tf.nn.softmax(x, axis=1), axis=1)", lambda x: np.argmax(x, axis=1)),
    ],
    "jax": [
        Case(
            "def f(x): return jax.lax.top_k(jax.nn.softmax(x, axis=-1), 1)[1]",
            lambda x: np.argmax(x, axis=1)[:, None],
        ),
        Case("def f(x): return jnp.log(jax.nn.softmax(x, axis=1))", rows_of(reference.log_softmax)),
        Case("def f(x): return jnp.log(jax.nn.sigmoid(x))", reference.log_sigmoid),
        Case("def f(x): return jnp.log(1 - jax.nn.sigmoid(x))", complement),
        Case("def f(x):\n    e = jnp.exp(x)\n    return e / e.sum(axis=1, keepdims=True)", rows_of(reference.softmax)),
        Case("def f(x): return jnp.log(jnp.exp(x).sum(axis=1))", rows_of(reference.logsumexp)),
        Case("def f(x): return 1 / (1 + jnp.exp(-x))", reference.sigmoid),
        Case("def f(p): return jnp.log(p) - jnp.log(1 - p)", reference.logit, CHANCES),
        Case("def f(x): return jnp.log1p(jnp.exp(x))", reference.softplus),
        Case("def f(x): return jnp.argmax(jax.nn.softmax(x, axis=1), axis=1)", lambda x: np.argmax(x, axis=1)),
    ],
    "keras": [
        Case("def f(x): return ops.log(ops.softmax(x, axis=1))", rows_of(reference.log_softmax)),
        Case("def f(x): return ops.log(ops.sigmoid(x))", reference.log_sigmoid),
        Case(
            "def f(x):\n    e = ops.exp(x)\n    return e / ops.sum(e, axis=1, keepdims=True)",
            rows_of(reference.softmax),
        ),
        Case("def f(x): return ops.log(ops.sum(ops.exp(x), axis=1))", rows_of(reference.logsumexp)),
        Case("def f(x): return 1 / (1 + ops.exp(-x))", reference.sigmoid),
        Case("def f(p): return ops.log(p / (1 - p))", reference.logit, CHANCES),
    ],
}
HEADS = {
    "numpy": "import numpy as np\n",
    "pytorch": "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n",
    "tensorflow": "import tensorflow as tf\n",
    "jax": "import jax\nimport jax.numpy as jnp\n",
    "keras": "from keras import ops\n",
}
ALL = [(framework, case) for framework, cases in CASES.items() for case in cases]
PARAMS = [
    pytest.param(
        framework, case, marks=[] if framework == "numpy" else pytest.mark.frameworks, id=f"{framework}-{case.program}"
    )
    for framework, case in ALL
]


def tensor(framework: str, values: Any, dtype: str) -> Any:
    array = np.asarray(values).astype(dtype)
    if framework == "pytorch":
        import torch

        return torch.from_numpy(array)
    if framework in ("tensorflow", "keras"):
        import tensorflow as tf

        return tf.constant(array)
    if framework == "jax":
        import jax
        import jax.numpy as jnp

        jax.config.update("jax_enable_x64", True)
        return jnp.asarray(array)
    return array


def run(framework: str, program: str, values: Any, dtype: str) -> Any:
    namespace: dict[str, Any] = {}
    exec(program, namespace)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = namespace["f"](tensor(framework, values, dtype))
    return np.asarray(found.numpy() if hasattr(found, "numpy") else found).astype(np.float64)


EPS = {"float64": 1e-12, "float32": 2e-6, "float16": 4e-3}


@pytest.mark.parametrize(("framework", "case"), PARAMS)
def test_a_safe_fix_keeps_the_value(framework: str, case: Case) -> None:
    before = HEADS[framework] + case.program + "\n"
    program = after(before, "LGT505", unsafe=False)
    assert program != before
    for name, values in case.inputs.items():
        old = run(framework, before, values, "float64")
        new = run(framework, program, values, "float64")
        assert new.shape == old.shape
        usable = np.isfinite(old) & (np.abs(old) > 1e-3)
        if name in ("random", "equal"):
            np.testing.assert_allclose(new[usable], old[usable], rtol=1e-8, err_msg=name)


@pytest.mark.parametrize("dtype", EPS)
@pytest.mark.parametrize(("framework", "case"), PARAMS)
def test_and_is_right_in_every_type(framework: str, case: Case, dtype: str) -> None:
    program = after(HEADS[framework] + case.program + "\n", "LGT505", unsafe=False)
    for name, values in case.inputs.items():
        given = np.asarray(values).astype(dtype)
        with np.errstate(all="ignore"):
            truth = np.asarray(case.truth(given.astype(np.float64)), dtype=np.float64)
        new = run(framework, program, values, dtype)
        largest = np.finfo(dtype).max
        fits = np.abs(truth) < largest
        assert np.isfinite(new[fits & np.isfinite(truth)]).all(), name
        same = np.where(np.abs(truth) > largest, np.inf * np.sign(truth), truth)
        np.testing.assert_allclose(new, same, rtol=EPS[dtype], atol=EPS[dtype] * 2, equal_nan=True, err_msg=name)


def one_hot(indices: Any, classes: int) -> Any:
    return np.eye(classes)[np.asarray(indices)]


X = GENERATOR.normal(0, 2, (6, 4))
Y = GENERATOR.integers(0, 4, 6)
W, B = GENERATOR.normal(0, 1, (4, 4)), GENERATOR.normal(0, 1, 4)
DENSE = one_hot(Y, 4)
HARD = (GENERATOR.uniform(size=(6, 4)) < 0.5) * 1.0
T = GENERATOR.normal(0, 2, (6, 4))


def kl(target: Any, log_p: Any) -> Any:
    return (target * (np.log(target) - log_p)).sum(axis=-1)


class Meant(NamedTuple):
    """The arguments of the function in a rule's bad example, and what it was meant to give."""

    arguments: tuple[Any, ...]
    value: Any
    rtol: float = 2e-5


MEANT = {
    ("LGT101", "tensorflow"): Meant((X, DENSE, W, B), reference.softmax_cross_entropy(X @ W + B, DENSE).mean()),
    ("LGT101", "jax"): Meant(({"w": W, "b": B}, X, DENSE), reference.softmax_cross_entropy(X @ W + B, DENSE).mean()),
    ("LGT102", "tensorflow"): Meant((X, HARD, W, B), reference.sigmoid_cross_entropy(X @ W + B, HARD)),
    ("LGT102", "jax"): Meant(({"w": W}, X, HARD), reference.sigmoid_cross_entropy(X @ W, HARD).mean()),
    ("LGT103", "jax"): Meant((X, HARD), reference.sigmoid_cross_entropy(X, HARD)),
    ("LGT104", "tensorflow"): Meant((X, W, B), reference.softmax(X @ W + B)),
    ("LGT104", "jax"): Meant((X,), reference.softmax(X)),
    ("LGT104", "numpy"): Meant((X, W, B), reference.softmax(X @ W + B)),
    ("LGT106", "tensorflow"): Meant((X, HARD, W), reference.sigmoid_cross_entropy(X @ W, HARD)),
    ("LGT106", "jax"): Meant((W, X, DENSE), reference.softmax_cross_entropy(X @ W, DENSE).mean()),
    ("LGT203", "pytorch"): Meant(
        (X, T, 2.0), kl(reference.softmax(T / 2), reference.log_softmax(X / 2)).sum() / len(X)
    ),
    ("LGT203", "jax"): Meant((X, T), kl(reference.softmax(T), reference.log_softmax(X)).mean()),
    ("LGT403", "pytorch"): Meant((X,), -(reference.softmax(X) * reference.log_softmax(X)).sum(-1)),
    ("LGT403", "tensorflow"): Meant((X,), reference.log_softmax(X)),
    ("LGT403", "jax"): Meant((X,), reference.log_sigmoid(X)),
    ("LGT403", "numpy"): Meant((X,), reference.log_softmax(X)),
    ("LGT403", "keras"): Meant((X,), reference.log_softmax(X)),
    ("LGT404", "pytorch"): Meant((X, DENSE), reference.softmax_cross_entropy(X, DENSE).mean()),
    ("LGT404", "keras"): Meant((X, DENSE), reference.softmax_cross_entropy(X, DENSE)),
    ("LGT405", "pytorch"): Meant((X, HARD), reference.sigmoid_cross_entropy(X, HARD).mean()),
    ("LGT405", "tensorflow"): Meant((X, HARD), reference.sigmoid_cross_entropy(X, HARD).mean()),
    ("LGT405", "jax"): Meant((X, HARD), reference.sigmoid_cross_entropy(X, HARD).mean()),
    ("LGT405", "numpy"): Meant(
        (W[:, :1], 0.5, X.T, HARD[:, :1].T),
        reference.sigmoid_cross_entropy((W[:, :1].T @ X.T) + 0.5, HARD[:, :1].T).mean(),
    ),
    ("LGT408", "numpy"): Meant((X,), reference.sigmoid(X)),
    ("LGT411", "pytorch"): Meant((X,), reference.softplus(X)),
    ("LGT411", "keras"): Meant((X,), reference.softplus(X)),
    ("LGT410", "tensorflow"): Meant((HARD, X), reference.sigmoid_cross_entropy(X, HARD).mean(axis=-1)),
    ("LGT507", "pytorch"): Meant(
        (X, T, 2.0), kl(reference.softmax(T / 2), reference.log_softmax(X / 2)).sum() / len(X)
    ),
    ("LGT507", "jax"): Meant((X, T, 2.0), kl(reference.softmax(T / 2), reference.log_softmax(X / 2)).mean()),
    ("LGT602", "pytorch"): Meant((X, Y), reference.sparse_softmax_cross_entropy(X, Y).mean()),
    ("LGT602", "tensorflow"): Meant((X, Y), reference.sparse_softmax_cross_entropy(X, Y)),
    ("LGT602", "jax"): Meant((X, Y), reference.sparse_softmax_cross_entropy(X, Y)),
    ("LGT602", "keras"): Meant((X, Y), reference.sparse_softmax_cross_entropy(X, Y).mean()),
    ("LGT603", "tensorflow"): Meant((X, DENSE), reference.sparse_softmax_cross_entropy(X, Y)),
    ("LGT603", "jax"): Meant((X, DENSE), reference.sparse_softmax_cross_entropy(X, Y)),
    ("LGT603", "keras"): Meant((X, DENSE), reference.sparse_softmax_cross_entropy(X, Y).mean()),
    ("LGT604", "tensorflow"): Meant((T, W, X), reference.softmax_cross_entropy(X, reference.softmax(T @ W))),
    ("LGT604", "jax"): Meant((W, T, X), reference.softmax_cross_entropy(X, reference.softmax(T @ W)).mean()),
    ("LGT601", "tensorflow"): Meant((X, W, B, Y), reference.sparse_softmax_cross_entropy(X @ W + B, Y)),
    ("LGT601", "jax"): Meant((W, X, Y), reference.sparse_softmax_cross_entropy(X @ W, Y).mean()),
}
"""Of the other examples, those whose models have weights of their own are run below; samplers have no one value."""


CALLED = ("loss_of", "predict", "distill", "entropy", "log_policy", "log_chance", "sigmoid", "scale", "softplus")
"""What the functions of the examples are called, the one that matters first."""


def arguments_of(framework: str, arguments: tuple[Any, ...]) -> list[Any]:
    def convert(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: convert(inner) for key, inner in value.items()}
        if isinstance(value, float):
            return value
        whole = np.asarray(value).dtype.kind == "i"
        return tensor(framework, value, "int64" if whole else "float32")

    return [convert(argument) for argument in arguments]


def example_of(code: str, framework: str) -> str:
    return next(
        example.code
        for rule in load_rules()
        if rule.code == code
        for example in rule.bad
        if example.framework == framework
    )


@pytest.mark.parametrize(
    ("code", "framework"),
    [pytest.param(*key, marks=[] if key[1] == "numpy" else pytest.mark.frameworks) for key in MEANT],
)
def test_an_unsafe_fix_gives_what_was_meant(code: str, framework: str) -> None:
    meant, before = MEANT[code, framework], example_of(code, framework)
    fix = finding_in(before, code).fix
    assert fix is not None
    assert not fix.safe
    program = after(before, code)
    # The examples speak of ten classes; what is computed is the same for four.
    program = program.replace("10)", "4)")
    namespace: dict[str, Any] = {}
    exec(program, namespace)
    called = next(namespace[name] for name in CALLED if name in namespace)
    found = called(*arguments_of(framework, meant.arguments))
    found = np.asarray(found.detach().numpy() if hasattr(found, "detach") else found).astype(np.float64)
    np.testing.assert_allclose(found, meant.value, rtol=meant.rtol, atol=1e-5)


A = GENERATOR.normal(0, 1, 6)
LOG_P = reference.log_softmax(X)
GRADIENT = -(LOG_P[np.arange(6), Y] * A).mean()


class Form(NamedTuple):
    """A program with a function ``f``, its arguments and what it was meant to give."""

    code: str
    framework: str
    program: str
    arguments: tuple[Any, ...]
    value: Any


FORMS = [
    Form(
        "LGT205",
        "pytorch",
        """\
def f(scores, actions, advantages):
    probs = torch.softmax(scores, dim=-1)
    return -(probs.gather(1, actions.unsqueeze(1)).squeeze(1) * advantages).mean()
""",
        (X, Y, A),
        GRADIENT,
    ),
    Form(
        "LGT205",
        "pytorch",
        """\
def f(scores, actions, advantages):
    dist = torch.distributions.Categorical(logits=scores)
    return -(dist.log_prob(actions).exp() * advantages).mean()
""",
        (X, Y, A),
        GRADIENT,
    ),
    Form(
        "LGT205",
        "keras",
        """\
def f(scores, actions, advantages):
    probs = ops.softmax(scores)
    return -ops.mean(ops.take_along_axis(probs, actions, axis=1) * advantages)
""",
        (X, Y[:, None], A[:, None]),
        GRADIENT,
    ),
    Form(
        "LGT205",
        "numpy",
        """\
from scipy.special import softmax
def f(scores, actions, advantages):
    probs = softmax(scores, axis=1)
    return -np.mean(probs[np.arange(len(actions)), actions] * advantages)
""",
        (X, Y, A),
        GRADIENT,
    ),
    Form(
        "LGT205",
        "pytorch",
        """\
def f(scores):
    p = torch.softmax(scores, dim=-1)
    return -(torch.exp(p) * p).sum(-1)
""",
        (X,),
        -(np.exp(LOG_P) * LOG_P).sum(-1),
    ),
    Form(
        "LGT204",
        "pytorch",
        """\
head = nn.Linear(4, 1)
nn.init.ones_(head.weight)
nn.init.zeros_(head.bias)
def f(x):
    log_probs = torch.log(head(x))
    return log_probs
""",
        (X,),
        reference.log_sigmoid(X.sum(axis=1, keepdims=True)),
    ),
    Form(
        "LGT506",
        "pytorch",
        """\
head = nn.Linear(4, 1)
nn.init.ones_(head.weight)
nn.init.zeros_(head.bias)
def f(x, y):
    scores = head(x)
    loss = F.binary_cross_entropy_with_logits(scores, y)
    return torch.round(scores) + 0 * loss
""",
        (X, HARD[:, :1]),
        X.sum(axis=1, keepdims=True) > 0,
    ),
]
"""Forms that the examples above do not have, and those that come second there."""


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(
            form,
            marks=[] if form.framework == "numpy" else pytest.mark.frameworks,
            id=f"{form.code}-{form.framework}-{place}",
        )
        for place, form in enumerate(FORMS)
    ],
)
def test_an_unsafe_fix_of_another_form(form: Form) -> None:
    before = HEADS[form.framework] + form.program
    fix = finding_in(before, form.code).fix
    assert fix is not None
    assert not fix.safe
    namespace: dict[str, Any] = {}
    exec(after(before, form.code), namespace)
    found = namespace["f"](*arguments_of(form.framework, form.arguments))
    found = np.asarray(found.detach().numpy() if hasattr(found, "detach") else found).astype(np.float64)
    np.testing.assert_allclose(found, form.value, rtol=2e-5, atol=1e-6)


@pytest.mark.frameworks
def test_a_metric_with_its_threshold() -> None:
    """Of LGT506: the metric counts what the scores say."""
    import keras

    scores = GENERATOR.normal(0, 1, (64, 1))
    program = (
        "import keras\nmodel = keras.Sequential([keras.layers.Dense(1)])\n"
        "model.compile(loss=keras.losses.BinaryCrossentropy(from_logits=True), metrics=[keras.metrics.{}()])\n"
    )
    truth = (GENERATOR.uniform(size=(64, 1)) < 0.5) * 1.0
    hit = (scores > 0) == (truth > 0)
    wanted = {
        "BinaryAccuracy": hit.mean(),
        "Recall": (hit & (truth > 0)).sum() / truth.sum(),
        "Precision": (hit & (truth > 0)).sum() / (scores > 0).sum(),
    }
    for name, value in wanted.items():
        (line,) = [line for line in after(program.format(name)).splitlines() if f"{name}(" in line]
        metric = eval(line.partition("metrics=[")[2].removesuffix("])"), {"keras": keras})
        metric.update_state(truth, scores)
        np.testing.assert_allclose(float(metric.result()), value, rtol=1e-6, err_msg=name)


@pytest.mark.frameworks
def test_a_model_that_gives_scores_again() -> None:
    """Of LGT101, 102, 201 and 202: layers with weights of their own."""
    import torch

    x, y = torch.randn(6, 30), torch.randint(0, 2, (6,))
    for code, width, wanted in (
        ("LGT101", 784, reference.sparse_softmax_cross_entropy),
        ("LGT102", 64, None),
        ("LGT201", 30, reference.sigmoid_cross_entropy),
        ("LGT202", 784, reference.sparse_softmax_cross_entropy),
    ):
        namespace: dict[str, Any] = {}
        exec(after(example_of(code, "pytorch"), code), namespace)
        model = namespace.get("model") or namespace.get("discriminator") or namespace["Net"]()
        x = torch.randn(6, width)
        scores = model(x).detach().numpy().astype(np.float64)
        if code == "LGT102":
            found, truth = namespace["loss_on_real"](x), reference.sigmoid_cross_entropy(scores, np.ones((6, 1)))
        elif code == "LGT101":
            found, truth = torch.nn.CrossEntropyLoss()(model(x), y), wanted(scores, y.numpy())
        else:
            given = y.float() if code == "LGT201" else y
            found, truth = namespace["loss_of"](x, given), wanted(scores.squeeze(), y.numpy())
        np.testing.assert_allclose(found.item(), truth.mean(), rtol=1e-5, err_msg=code)
        assert (scores < 0).any(), code
