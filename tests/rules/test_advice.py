"""What a message advises can be pasted where it points, and does there what stood there."""

from __future__ import annotations

import textwrap

import pytest

from logit_lint import lint_source

HEAD = """\
import numpy as np
import torch
import torch.nn.functional as F
import scipy.special
"""


def advice(program: str, code: str, head: str = HEAD) -> str:
    """The one message of a rule on a program."""
    (message,) = [finding.message for finding in lint_source(head + textwrap.dedent(program)) if finding.code == code]
    return message


class TestOperands:
    """An operand is repeated only where its names mean the same."""

    def test_a_name_that_is_still_the_scores(self) -> None:
        message = advice(
            """
            def loss_of(scores, onehot):
                p = torch.softmax(scores, dim=1)
                return torch.log(p)
            """,
            "LGT401",
        )
        assert "`torch.log_softmax(scores, dim=1)`" in message

    @pytest.mark.parametrize(
        "between",
        [
            "x = p",
            "x[0] = 1",
            "x += 1",
            "x, z = p, p",
            "x.clamp_(0)",
            "for x in p: pass",
            "with p as x: pass",
            "import x",
        ],
    )
    def test_a_name_that_was_bound_again(self, between: str) -> None:
        program = f"""
            def log_p(x):
                p = F.softmax(x, dim=1)
                {between}
                return torch.log(p)
            """
        assert "`F.log_softmax(scores, dim=1)`" in advice(program, "LGT401")

    def test_bound_by_the_statement_of_the_softmax_itself(self) -> None:
        message = advice(
            """
            def log_p(pred):
                pred = F.softmax(pred, dim=1)
                return torch.log(pred)
            """,
            "LGT401",
        )
        assert "`F.log_softmax(scores, dim=1)`" in message

    def test_bound_before_or_afterwards_or_elsewhere(self) -> None:
        message = advice(
            """
            def other(x):
                x = 1

            def log_p(z):
                x = z + 1
                p = F.softmax(x, dim=1)
                y = torch.log(p)
                x = y
                return x
            """,
            "LGT401",
        )
        assert "`F.log_softmax(x, dim=1)`" in message

    def test_an_attribute_that_was_assigned(self) -> None:
        program = """
            def log_p(self):
                p = F.softmax(self.{}, dim=1)
                self.x = 1
                return torch.log(p)
            """
        assert "log_softmax(scores" in advice(program.format("x"), "LGT401")
        assert "log_softmax(self.y" in advice(program.format("y"), "LGT401")

    def test_the_parameter_of_a_function_that_was_called(self) -> None:
        message = advice(
            """
            def sigmoid(x):
                return torch.sigmoid(x)

            def log_p(a):
                return torch.log(sigmoid(a))
            """,
            "LGT402",
        )
        assert "`F.logsigmoid(a)`" in message

    def test_what_such_a_function_was_given(self) -> None:
        message = advice(
            """
            def sigmoid(x):
                return torch.sigmoid(x)

            def log_p(w, b, x):
                return torch.log(sigmoid(w @ x + b))
            """,
            "LGT402",
        )
        assert "`F.logsigmoid(w @ x + b)`" in message

    def test_the_variable_of_a_comprehension(self) -> None:
        message = advice(
            """
            def log_p(rows):
                ps = [F.softmax(row, dim=0) for row in rows]
                return [torch.log(p) for p in ps]
            """,
            "LGT401",
        )
        assert "`F.log_softmax(scores, dim=0)`" in message

    def test_a_variable_of_the_same_comprehension(self) -> None:
        message = advice(
            """
            def log_p(rows):
                return [torch.log(F.softmax(row, dim=0)) for row in rows]
            """,
            "LGT401",
        )
        assert "`F.log_softmax(row, dim=0)`" in message

    def test_the_target_of_a_store(self) -> None:
        message = advice(
            """
            def loss_of(z, n, y):
                targets = np.zeros((n, 10))
                targets[np.arange(n), y] = 1
                p = scipy.special.softmax(z, axis=1)
                return -np.sum(targets * np.log(p), axis=1)
            """,
            "LGT404",
        )
        assert "np.arange" not in message
        assert message.endswith("take `scipy.special.log_softmax(z, axis=1)` for the logarithm of the softmax")

    def test_labels_that_were_stored_into(self) -> None:
        message = advice(
            """
            def loss_of(z, n, y):
                targets = torch.zeros((n, 10))
                targets[range(n), y] = 1
                return -(targets * torch.log(F.softmax(z, dim=1))).sum(1)
            """,
            "LGT404",
        )
        assert '`F.cross_entropy(z, targets, reduction="none")`' in message

    def test_one_of_two_exponentials(self) -> None:
        message = advice(
            """
            def partition(a, b, first):
                e = torch.exp(a)
                if first:
                    e = torch.exp(b)
                return torch.log(e.sum(1))
            """,
            "LGT407",
        )
        assert "`torch.logsumexp(scores, dim=1)`" in message

    def test_a_layer_in_a_row_is_no_scores(self) -> None:
        message = advice(
            """
            model = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.Sigmoid())

            def f(x, y):
                p = model(x)
                return y * torch.log(p) + (1 - y) * torch.log(1 - p)
            """,
            "LGT405",
        )
        assert "with_logits(scores, y, " in message

    def test_the_probability_of_a_logit(self) -> None:
        assert "`torch.logit(p)`" in advice("def f(p): return torch.log(p) - torch.log(1 - p)", "LGT409")
        assert "`torch.logit(q)`" in advice("def f(q): return torch.log(q) - torch.log(1 - q)", "LGT409")

    def test_labels_of_the_module(self) -> None:
        message = advice(
            """
            X, Y = load()
            Z = X @ W
            P = torch.sigmoid(Z)
            loss = Y * torch.log(P) + (1 - Y) * torch.log(1 - P)
            """,
            "LGT405",
        )
        assert "`-F.binary_cross_entropy_with_logits(Z, Y, " in message


class TestAxes:
    """An axis that has a name keeps it; one that nobody knows is left to the reader where it must be said."""

    def test_a_name(self) -> None:
        message = advice("def f(x, d):\n    return np.exp(x) / np.sum(np.exp(x), axis=d)\n", "LGT406")
        assert "`scipy.special.softmax(x, axis=d)`" in message


class TestWhatIsNoOperand:
    """What was put together of several outputs was not normalised as a whole."""

    def test_a_concatenation(self) -> None:
        message = advice(
            """
            def f(a, b, y):
                both = torch.cat((torch.sigmoid(a), torch.sigmoid(b)))
                return F.binary_cross_entropy_with_logits(both, y)
            """,
            "LGT102",
        )
        assert "pass the raw scores," in message

    def test_a_matrix(self) -> None:
        message = advice(
            """
            def f(X, y, w):
                h = 1 / (1 + np.exp(-(X * w)))
                return np.sum(np.multiply(-y, np.log(h)) - np.multiply(1 - y, np.log(1 - h)))
            """,
            "LGT405",
        )
        assert "np.multiply(y, X * w)" in message

    def test_a_tensor_of_somebody_else(self) -> None:
        message = advice("def f(x):\n    e = x.exp()\n    return e / e.sum(1)\n", "LGT406", "import numpy as np\n")
        assert "scipy" not in message


class TestTransposed:
    """Where an axis was moved between the exponential and its sum, it is nobody's axis."""

    def test_a_softmax(self) -> None:
        message = advice(
            """
            def both(scores, text):
                e = torch.exp(text @ scores)
                return e.T / e.T.sum(dim=0)
            """,
            "LGT406",
        )
        assert "text @ scores" not in message
        assert "`F.softmax(scores, dim=…)`" in message

    def test_a_sum(self) -> None:
        message = advice(
            """
            def partition(x):
                return torch.log(torch.exp(x).transpose(0, 1).sum(0))
            """,
            "LGT407",
        )
        assert "`torch.logsumexp(scores)`" in message

    def test_a_sum_that_was_made_to_fit(self) -> None:
        message = advice(
            """
            def attend(x):
                e = torch.exp(x)
                return e / e.sum(dim=1).unsqueeze(1)
            """,
            "LGT406",
        )
        assert "`F.softmax(x, dim=1)`" in message


class TestShape:
    """What is advised has the shape, the sign and the axis of what is there."""

    @pytest.mark.parametrize("keeping", ["dim=1, keepdim=True", "1, True", "axis=1, keepdims=True"])
    def test_a_log_sum_exp_that_keeps_its_axis(self, keeping: str) -> None:
        message = advice(f"def f(x): return torch.log(torch.sum(torch.exp(x), {keeping}))", "LGT407")
        assert "`torch.logsumexp(x, dim=1, keepdim=True)`" in message

    @pytest.mark.parametrize("keeping", ["keepdims", "keep_dims"])
    def test_a_log_sum_exp_of_tensorflow(self, keeping: str) -> None:
        program = f"def f(x): return tf.math.log(tf.reduce_sum(tf.exp(x), -1, {keeping}=True))"
        assert f"axis=-1, {keeping}=True)`" in advice(program, "LGT407", "import tensorflow as tf\n")

    @pytest.mark.parametrize("masked", ["np.exp(x) * mask", "np.where(mask, np.exp(x), 0)"])
    def test_no_softmax_of_all_scores_for_one_of_some(self, masked: str) -> None:
        message = advice(f"def f(x, mask): return {masked} / np.sum({masked})", "LGT406")
        assert "subtract the maximum first" in message
        assert "softmax(" not in message

    def test_pythons_own_sum_is_over_the_first_axis(self) -> None:
        message = advice("def softmax(z): return np.exp(z) / sum(np.exp(z))", "LGT406")
        assert "`scipy.special.softmax(z, axis=0)`" in message

    @pytest.mark.parametrize(
        ("formula", "code", "wanted"),
        [
            ("torch.log(torch.exp(x).sum())", "LGT407", "use `torch.logsumexp(x.flatten(), dim=0)`"),
            ("torch.log(torch.exp(x + y).sum())", "LGT407", "use `torch.logsumexp((x + y).flatten(), dim=0)`"),
            ("np.log(np.sum(np.exp(x)))", "LGT407", "use `scipy.special.logsumexp(x)`"),
            ("torch.exp(x) / torch.exp(x).sum()", "LGT406", "use `F.softmax(x, dim=-1)`, or"),
            ("torch.exp(x) / (torch.exp(x).sum(1, keepdim=True) + 1e-8)", "LGT406", "use `F.softmax(x, dim=1)`, or"),
        ],
    )
    def test_a_sum_over_everything(self, formula: str, code: str, wanted: str) -> None:
        assert wanted in advice(f"def f(x, y): return {formula}", code)

    @pytest.mark.parametrize(
        ("formula", "wanted"),
        [
            (
                "torch.log(torch.exp(x).mean(1))",
                "`torch.logsumexp(x, dim=1)` minus the logarithm of the number of terms",
            ),
            (
                "torch.log(torch.exp(x).sum(1) / n)",
                "`torch.logsumexp(x, dim=1)` minus the logarithm of what the sum is divided by",
            ),
        ],
    )
    def test_a_log_mean_exp_stays_a_mean(self, formula: str, wanted: str) -> None:
        assert advice(f"def f(x, n): return {formula}", "LGT407").endswith(f"use {wanted}")

    def test_masked_labels_are_no_labels_of_a_fused_loss(self) -> None:
        program = "def f(z, y, mask): return -(mask * y * torch.log(F.softmax(z, dim=1))).sum(1)"
        assert "take `F.log_softmax(z, dim=1)` for the logarithm" in advice(program, "LGT404")

    def test_what_goes_into_a_layer_with_an_activation_is_no_scores(self) -> None:
        program = """
            def f(hidden, y):
                p = tf.layers.dense(hidden, 4, activation=tf.nn.softmax)
                return tf.reduce_sum(-tf.log(p + 1e-10) * y, axis=1)
            """
        message = advice(program, "LGT404", "import tensorflow as tf\n")
        assert "`tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=scores)`" in message

    def test_a_sum_of_one_cross_entropy_per_row(self) -> None:
        program = "def f(z, y): return -(y * torch.log(F.softmax(z, dim=1))){}"
        for reduction, wanted in ((".sum(1)", "none"), (".sum()", "sum")):
            message = advice(program.format(reduction), "LGT404")
            assert f'use `F.cross_entropy(z, y, reduction="{wanted}")`' in message
        assert message.endswith('"sum")`')

    def test_a_mean_over_everything_is_not_one_over_rows(self) -> None:
        message = advice("def f(z, y): return -(y * torch.log(F.softmax(z, dim=1))).mean()", "LGT404")
        assert "take `F.log_softmax(z, dim=1)` for the logarithm of the softmax" in message

    def test_classes_on_the_last_axis(self) -> None:
        message = advice("def f(z, y): return -(y * torch.log(F.softmax(z, dim=-1))).sum(-1)", "LGT404")
        assert "cross_entropy(" not in message
        assert "take `F.log_softmax(z, dim=-1)` for the logarithm of the softmax" in message

    def test_the_sum_around_a_fused_loss(self) -> None:
        program = "def f(z, y): return -tf.reduce_sum(y * tf.math.log(tf.nn.softmax(z)))"
        message = advice(program, "LGT404", "import tensorflow as tf\n")
        assert "`tf.reduce_sum(tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=z))`" in message

    def test_a_softmax_over_everything(self) -> None:
        program = """
            def softmax(x):
                return jnp.exp(x) / jnp.exp(x).sum()

            def f(z, y):
                return -(y * jnp.log(softmax(z) + 1e-8)).sum(axis=-1)
            """
        message = advice(program, "LGT404", "import jax.numpy as jnp\nimport jax\nimport optax\n")
        assert message.endswith("take `jax.nn.log_softmax(z, axis=None)` for the logarithm of the softmax")

    @pytest.mark.parametrize("axis", ["reduction_indices=[1]", "reduction_indices=1", "axis=1", "[1]"])
    def test_the_axis_under_the_name_that_it_first_had(self, axis: str) -> None:
        program = f"def f(z, y): return -tf.reduce_sum(y * tf.log(tf.nn.softmax(z)), {axis})"
        message = advice(program, "LGT404", "import tensorflow as tf\n")
        assert "use `tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=z)`" in message

    def test_probabilities_picked_by_an_index(self) -> None:
        program = "def f(z, y): return -np.log(scipy.special.softmax(z, axis=1)[range(len(y)), y]).mean()"
        assert advice(program, "LGT404").endswith(
            "take `scipy.special.log_softmax(z, axis=1)` for the logarithm of the softmax, "
            "and pick the labels' entries from that"
        )

    @pytest.mark.parametrize(
        ("formula", "what", "wanted"),
        [
            ("y * log(p) + (1 - y) * log(1 - p)", "minus a binary", '-F.b{}(z, y, reduction="none")'),
            ("-y * log(p) - (1 - y) * log(1 - p)", "a binary", 'F.b{}(z, y, reduction="none")'),
            ("-torch.sum(y * log(p)) - torch.sum((1 - y) * log(1 - p))", "a binary", 'F.b{}(z, y, reduction="sum")'),
            ("torch.mean(y * log(p)) + torch.mean((1 - y) * log(1 - p))", "minus a binary", "-F.b{}(z, y)"),
        ],
    )
    def test_the_sign_of_a_binary_cross_entropy(self, formula: str, what: str, wanted: str) -> None:
        program = f"""
            from torch import log
            def f(z, y):
                p = torch.sigmoid(z)
                return {formula}
            """
        message = advice(program, "LGT405")
        assert f"` is {what} cross-entropy written by hand" in message
        assert f"use `{wanted.format('inary_cross_entropy_with_logits')}`" in message

    def test_a_weighted_binary_cross_entropy(self) -> None:
        program = """
            def f(z, y, w):
                p = torch.sigmoid(z)
                return -(w * y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
            """
        message = advice(program, "LGT405")
        assert "take `F.logsigmoid(z)` for the logarithm of the sigmoid, and `F.logsigmoid(-z)` for that of" in message


class TestClaims:
    """An epsilon keeps a loss from being infinite; it is then something else that is wrong."""

    @pytest.mark.parametrize("guarded", ["p + 1e-8", "torch.clamp(p, 1e-8, 1)"])
    def test_a_guarded_cross_entropy(self, guarded: str) -> None:
        message = advice(
            f"""
            def f(z, y):
                p = F.softmax(z, dim=1)
                return -(y * torch.log({guarded})).sum()
            """,
            "LGT404",
        )
        assert "NaN" not in message
        assert "whose epsilon bounds the loss" in message

    @pytest.mark.parametrize(
        ("one", "other", "finite"),
        [("p + 1e-8", "1 - p + 1e-8", True), ("p + 1e-8", "1 - p", False), ("p", "1 - p", False)],
    )
    def test_a_guarded_binary_cross_entropy(self, one: str, other: str, finite: bool) -> None:
        message = advice(
            f"""
            def f(z, y):
                p = torch.sigmoid(z)
                return -(y * torch.log({one}) + (1 - y) * torch.log({other})).mean()
            """,
            "LGT405",
        )
        assert ("infinite or NaN" not in message) is finite
        assert ("whose epsilon bounds the loss" in message) is finite


class TestLibraries:
    """Only what the user's own framework has is advised."""

    def test_an_unknown_library_of_arrays(self) -> None:
        program = "def f(x):\n    e = mx.nd.exp(x)\n    return e / (1 + e)"
        message = advice(program, "LGT408", "import mxnet as mx\nimport numpy as np\n")
        assert "use the library's own sigmoid of `x`" in message

    def test_python_alone(self) -> None:
        message = advice("def f(x): return 1 / (1 + math.exp(-x))", "LGT408", "import math\n")
        assert "scipy" not in message
        assert "use a sigmoid of `x` that can't overflow" in message

    def test_jax_without_optax(self) -> None:
        program = "def f(z, y):\n    p = jax.nn.sigmoid(z)\n    return y * jnp.log(p) + (1 - y) * jnp.log(1 - p)"
        head = "import jax\nimport jax.numpy as jnp\n"
        assert "use `-(jax.nn.softplus(z) - y * z)`" in advice(program, "LGT405", head)
        assert "-optax.sigmoid_binary_cross_entropy(z, y)`" in advice(program, "LGT405", head + "import optax\n")

    def test_the_keras_of_tensorflow(self) -> None:
        program = "def f(z): return K.log(K.softmax(z))"
        message = advice(program, "LGT401", "from tensorflow.keras import backend as K\nimport tensorflow as tf\n")
        assert "`tf.nn.log_softmax(z" in message


def test_an_augmented_assignment_is_one_finding() -> None:
    program = """
        def sigmoid(x):
            return 1 / (1 + np.exp(-np.clip(x, -9, 9)))

        def loss_of(z, y):
            p = sigmoid(z)
            loss = y * -np.log(p + 1e-8)
            loss += (1 - y) * -np.log(1 - p + 1e-8)
            return np.mean(loss)

        def train(w, x, y):
            return loss_of(x @ w, y)
        """
    assert "a binary cross-entropy" in advice(program, "LGT405")


@pytest.mark.parametrize("exponent", ["(x**2).sum(1)", "-(x**3).sum(1)", "-(x * y).sum(1)", "-(x**2 - y).sum(1)"])
def test_an_exponent_that_may_be_positive_is_reported(exponent: str) -> None:
    program = f"def f(x, y):\n    e = torch.exp({exponent})\n    return e / e.sum()"
    assert "a softmax written by hand" in advice(program, "LGT406")


class TestTwins:
    """Another loss is advised only if it takes what is given, and the same labels."""

    @pytest.mark.parametrize(
        ("call", "wanted"),
        [
            ("F.cross_entropy(F.log_softmax(z, 1), y)", "pass the raw scores `z`, or use `F.nll_loss`"),
            ("optax.softmax_cross_entropy(jax.nn.log_softmax(z), y)", "pass the raw scores `z`"),
            (
                "keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, keras.ops.log_softmax(z))",
                "pass the raw scores `z`",
            ),
        ],
    )
    def test_of_a_loss_of_logits(self, call: str, wanted: str) -> None:
        message = advice(f"def f(z, y): return {call}", "LGT103", HEAD + "import jax\nimport keras\nimport optax\n")
        assert message.endswith(wanted)

    @pytest.mark.parametrize(
        ("call", "wanted"),
        [
            (
                "F.binary_cross_entropy(head(x), y)",
                "use `F.binary_cross_entropy_with_logits`, or normalise the scores first",
            ),
            ("torch.distributions.Categorical(head(x))", "pass them as `logits=`, or normalise the scores first"),
            ("torch.multinomial(head(x), 1)", "takes probabilities: normalise the scores first"),
        ],
    )
    def test_of_what_takes_probabilities(self, call: str, wanted: str) -> None:
        message = advice(f"head = torch.nn.Linear(3, 4)\ndef f(x, y): return {call}", "LGT201")
        assert message.endswith(wanted)

    @pytest.mark.parametrize(
        ("layer", "wanted"),
        [("Linear(3, 1)", "`F.logsigmoid(head(x))`"), ("Linear(3, 4)", "`F.log_softmax(head(x), dim=-1)`")],
    )
    def test_the_logarithm_of_one_unit_or_several(self, layer: str, wanted: str) -> None:
        message = advice(f"head = torch.nn.{layer}\ndef log_prob(x): return torch.log(head(x))", "LGT204")
        assert message.endswith(f"use {wanted}")


class TestThresholds:
    """What a metric is to be given instead depends on the metric and on the number of units."""

    @pytest.mark.parametrize(
        ("units", "metric", "wanted"),
        [
            (1, '"accuracy"', "use `BinaryAccuracy(threshold=0)`"),
            (1, "keras.metrics.Recall()", "use `Recall(thresholds=0)`"),
            (
                5,
                '"binary_accuracy"',
                "`BinaryAccuracy(threshold=0)`, if each is a sigmoid's, or normalise the scores first",
            ),
            (5, "keras.metrics.F1Score(threshold=0.5)", "give it the sigmoid of the scores"),
        ],
    )
    def test_in_compile(self, units: int, metric: str, wanted: str) -> None:
        program = f"""
            model = keras.Sequential([keras.layers.Dense({units})])
            model.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True), metrics=[{metric}])
            """
        assert advice(program, "LGT506", "import keras\n").endswith(wanted)
