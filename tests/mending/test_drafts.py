"""What a fix writes: the user's own names and arguments, the imports it needs, and nothing that is left over."""

from __future__ import annotations

import textwrap

import pytest

from logit_lint import lint_source
from logit_lint.config import Settings
from mending.mended import after, finding_in


def becomes(program: str, wanted: str, *opted: str, unsafe: bool = True) -> None:
    assert after(program, *opted, unsafe=unsafe) == textwrap.dedent(wanted)


class TestNames:
    """An operation is called what the file calls it."""

    @pytest.mark.parametrize(
        ("head", "before", "wanted"),
        [
            ("import torch.nn.functional as F", "F.softmax(x, dim=1).log()", "F.log_softmax(x, dim=1)"),
            ("import torch", "torch.log(torch.softmax(x, 1))", "torch.log_softmax(x, 1)"),
            ("import torch", "torch.log(x.softmax(-1))", "x.log_softmax(-1)"),
            ("import torch", "x.softmax(dim=-1).log()", "x.log_softmax(dim=-1)"),
            ("import torch", "x.softmax(axis).log()", "x.log_softmax(axis)"),
            (
                "import torch",
                "torch.nn.functional.softmax(x, dim=1, dtype=torch.float32).log()",
                "torch.nn.functional.log_softmax(x, dim=1, dtype=torch.float32)",
            ),
            ("from torch.nn import functional as fn", "fn.softmax(x, dim=axis).log()", "fn.log_softmax(x, dim=axis)"),
            ("import torch as th", "1 / (1 + th.exp(-x))", "th.sigmoid(x)"),
            ("import tensorflow as tf", "tf.math.log(tf.nn.softmax(x))", "tf.nn.log_softmax(x)"),
            ("import jax", "jax.numpy.log(jax.nn.softmax(x, axis=0))", "jax.nn.log_softmax(x, axis=0)"),
        ],
    )
    def test_an_alias_and_the_arguments_are_kept(self, head: str, before: str, wanted: str) -> None:
        program = "{}\n\n\ndef f(x, axis):\n    return {}\n"
        assert wanted in after(program.format(head, before), unsafe=False)

    def test_a_name_imported_from_a_module_is_exchanged(self) -> None:
        becomes(
            """\
            from torch import log, softmax


            def f(x):
                return log(softmax(x, 1))
            """,
            """\
            from torch import log_softmax


            def f(x):
                return log_softmax(x, 1)
            """,
            unsafe=False,
        )

    def test_or_added_in_its_order_where_the_old_one_is_still_used(self) -> None:
        becomes(
            """\
            from torch import exp, log, softmax


            def f(x):
                return log(softmax(x, 1)) + log(x) + softmax(exp(x), 1)
            """,
            """\
            from torch import exp, log, log_softmax, softmax


            def f(x):
                return log_softmax(x, 1) + log(x) + softmax(exp(x), 1)
            """,
            unsafe=False,
        )

    def test_an_import_for_type_checkers_is_none(self) -> None:
        program = """\
            from typing import TYPE_CHECKING

            if TYPE_CHECKING:
                import torch


            def f(x: torch.Tensor):
                return 1 / (1 + torch.exp(-x))
            """
        assert after(program) == textwrap.dedent(program)

    def test_a_name_that_is_hidden_is_not_used(self) -> None:
        program = """\
            import torch.nn.functional as F


            def f(x, F):
                return 1 / (1 + torch.exp(-x))


            import torch
            """
        assert after(program) == textwrap.dedent(program)


class TestImports:
    """An import is added once, beside those of its package; one that is left over goes."""

    def test_beside_the_others_in_their_order(self) -> None:
        becomes(
            '''\
            """What it does."""

            from __future__ import annotations

            import os

            import numpy as np
            import sys

            print(os, sys, np.pi)


            def f(x):
                return 1 / (1 + np.exp(-x))


            def g(x):
                return np.log(x / (1 - x))
            ''',
            '''\
            """What it does."""

            from __future__ import annotations

            import os

            import numpy as np
            import scipy.special
            import sys

            print(os, sys, np.pi)


            def f(x):
                return scipy.special.expit(x)


            def g(x):
                return scipy.special.logit(x)
            ''',
        )

    def test_one_that_all_fixes_together_leave_unused_goes(self) -> None:
        becomes(
            """\
            import numpy as np
            import scipy.special


            def f(x):
                return 1 / (1 + np.exp(-x))


            def g(x):
                return np.log(np.exp(x).sum(axis=1))
            """,
            """\
            import scipy.special


            def f(x):
                return scipy.special.expit(x)


            def g(x):
                return scipy.special.logsumexp(x, axis=1)
            """,
            unsafe=False,
        )

    @pytest.mark.parametrize(
        "kept",
        ["__all__ = ['np']", "y: 'np.ndarray' = None", "z = np"],
    )
    def test_one_that_is_spoken_of_stays(self, kept: str) -> None:
        text = after(f"import numpy as np\nimport scipy.special\n{kept}\ndef f(x): return 1 / (1 + np.exp(-x))\n")
        assert text.startswith("import numpy as np\n")
        assert "scipy.special.expit(x)" in text

    @pytest.mark.parametrize("comment", ["  # noqa: F401", "  # for the doctests"])
    def test_one_with_a_comment_stays(self, comment: str) -> None:
        program = f"import numpy as np{comment}\nimport scipy.special\ndef f(x): return 1 / (1 + np.exp(-x))\n"
        assert after(program).startswith(f"import numpy as np{comment}\n")

    def test_another_dependency_is_not_safe(self) -> None:
        program = "import numpy as np\n\ndef f(x):\n    return 1 / (1 + np.exp(-x))\n"
        assert finding_in(program, "LGT408").fix.safe is False
        assert finding_in("import scipy.special\n" + program, "LGT408").fix.safe is True
        assert finding_in("import scipy.special\nfrom numba import jit\n" + program, "LGT408").fix.safe is False


class TestOperands:
    """An operand is moved only where it means, and costs, the same."""

    def test_what_is_computed_elsewhere_gets_a_name_there(self) -> None:
        becomes(
            """\
            import torch
            import torch.nn.functional as F


            def f(net, x):
                p = F.softmax(net(x), dim=1)  # the chances
                print(p)
                return torch.log(p)
            """,
            """\
            import torch.nn.functional as F


            def f(net, x):
                scores = net(x)
                p = F.softmax(scores, dim=1)  # the chances
                print(p)
                return F.log_softmax(scores, dim=1)
            """,
            unsafe=False,
        )

    def test_what_has_a_name_there_keeps_it(self) -> None:
        becomes(
            """\
            import torch


            def f(net, x):
                z = net(x) + 1
                p = g(z)
                return torch.log(p)


            def g(z):
                return torch.sigmoid(z)
            """,
            """\
            import torch


            def f(net, x):
                z = net(x) + 1
                p = g(z)
                return torch.nn.functional.logsigmoid(z)


            def g(z):
                return torch.sigmoid(z)
            """,
        )

    def test_scores_under_another_name_are_not_safe(self) -> None:
        program = "import torch\ndef f(x):\n    p = torch.sigmoid({})\n    return p.log() - (1 - p).log()\n"
        assert finding_in(program.format("x"), "LGT409").fix.safe is False
        assert after(program.format("x")).endswith("    return x\n")

    def test_a_name_that_is_taken_is_not_given(self) -> None:
        text = after("import torch\ndef f(net, x, scores):\n    p = net(x).softmax(1)\n    return scores * p.log()\n")
        assert "    logits = net(x)\n    return scores * logits.log_softmax(1)\n" in text

    def test_a_variable_that_is_left_unused_goes(self) -> None:
        becomes(
            """\
            import numpy as np
            import scipy.special as sc


            def f(x):
                e = np.exp(x)
                total = e.sum(axis=1, keepdims=True)
                return e / total
            """,
            """\
            import scipy.special as sc


            def f(x):
                return sc.softmax(x, axis=1)
            """,
            unsafe=False,
        )

    def test_a_value_that_is_bound_again_goes_too(self) -> None:
        becomes(
            """\
            import torch


            def f(x):
                x = torch.softmax(x, 1)
                x = torch.log(x)
                return x
            """,
            """\
            import torch


            def f(x):
                x = torch.log_softmax(x, 1)
                return x
            """,
            unsafe=False,
        )

    @pytest.mark.parametrize("between", ["x[0] = 1", "x += 1", "x = g(x)", "x.clamp_(0)"])
    def test_a_tensor_that_was_changed_is_not_used(self, between: str) -> None:
        program = f"import torch\ndef f(x):\n    p = torch.softmax(x, 1)\n    {between}\n    return torch.log(p)\n"
        assert after(program) == program

    def test_an_attribute_that_a_call_may_change_is_not_used(self) -> None:
        program = (
            "import torch\ndef f(self):\n    p = torch.softmax(self.x, 1)\n    {}\n    return torch.log(p), self.x\n"
        )
        assert after(program.format("self.step()")) == program.format("self.step()")
        assert "torch.log_softmax(self.x, 1), self.x" in after(program.format("y = 1"))

    @pytest.mark.parametrize(
        ("given", "wanted"),
        [
            ("-x", "x"),
            ("-(x + 1)", "x + 1"),
            ("-x / t", "x / t"),
            ("-2.0 * x", "2.0 * x"),
            ("a - b", "b - a"),
            ("x", "-x"),
            ("x * t", "-(x * t)"),
            ("-x + b", "x - b"),
            ("-x.dot(a) - b", "x.dot(a) + b"),
            ("x + b", "-(x + b)"),
        ],
    )
    def test_a_sign_is_turned(self, given: str, wanted: str) -> None:
        text = after(f"import torch\ndef f(x, a, b, t):\n    return 1 / (1 + torch.exp({given}))\n")
        assert f"return torch.sigmoid({wanted})\n" in text

    def test_parentheses_that_are_no_longer_needed_go(self) -> None:
        text = after("import torch\ndef f(x, y):\n    return y * (1 / (1 + torch.exp(-x))).mean()\n")
        assert "return y * torch.sigmoid(x).mean()\n" in text

    def test_parentheses_that_are_needed_come(self) -> None:
        text = after("from keras import ops\ndef f(p):\n    return 2 * ops.log(p / (1 - p))\n")
        assert "return 2 * (ops.log(p) - ops.log1p(-p))\n" in text

    def test_in_place(self) -> None:
        text = after("import torch\ndef f(x):\n    w = torch.exp(x)\n    w /= w.sum(-1, keepdim=True)\n    return w\n")
        assert text.endswith("def f(x):\n    w = torch.nn.functional.softmax(x, dim=-1)\n    return w\n")

    def test_what_only_moves_values_stays_around_them(self) -> None:
        text = after("import torch\ndef f(x, y):\n    return torch.log(torch.softmax(x, 1).gather(1, y).squeeze(1))\n")
        assert "return torch.log_softmax(x, 1).gather(1, y).squeeze(1)\n" in text

    @pytest.mark.parametrize("around", ["torch.dropout(p, 0.5, True)", "p.mean(0)", "p.half()"])
    def test_what_changes_them_keeps_the_fix_away(self, around: str) -> None:
        program = f"import torch\ndef f(x):\n    p = torch.softmax(x, 1)\n    return torch.log({around})\n"
        assert after(program) == program


class TestShape:
    """A fix keeps the shape, or there is none."""

    @pytest.mark.parametrize(
        "total",
        ["e.sum(1)", "e.sum(-1)", "e.sum(1).reshape(-1, 1)", "e.sum(1)[None, :]", "e.T.sum(0)[:, None]", "e[0].sum()"],
    )
    def test_a_sum_that_divides_along_another_axis(self, total: str) -> None:
        program = f"import numpy as np\ndef f(x):\n    e = np.exp(x)\n    return e / {total}\n"
        assert after(program) == program

    @pytest.mark.parametrize(
        ("total", "wanted"),
        [
            ("e.sum(1, keepdims=True)", "(x, axis=1)"),
            ("e.sum(axis=-1)[..., None]", "(x, axis=-1)"),
            ("np.expand_dims(e.sum(1), 1)", "(x, axis=1)"),
            ("sum(e)", "(x, axis=0)"),
            ("e.sum()", "(x)"),
        ],
    )
    def test_a_sum_along_its_own(self, total: str, wanted: str) -> None:
        text = after(f"import numpy as np\ndef f(x):\n    e = np.exp(x)\n    return e / {total}\n")
        assert f"return scipy.special.softmax{wanted}\n" in text

    @pytest.mark.parametrize("setting", ["out=y", "where=m"])
    def test_a_logarithm_with_settings(self, setting: str) -> None:
        program = (
            f"import numpy as np\nfrom scipy.special import expit\ndef f(x, y, m): return np.log(expit(x), {setting})\n"
        )
        assert after(program) == program


class TestArgMax:
    """An arg-max is certainly the same of the scores only along the axis of the softmax."""

    @pytest.mark.parametrize(
        ("call", "safe"),
        [
            ("torch.softmax(x, dim=1).argmax(dim=1)", True),
            ("torch.softmax(x, dim=1).argmax(1)", True),
            ("torch.sigmoid(x).argmax()", True),
            ("torch.softmax(x, dim=1).argmax()", False),
            ("torch.softmax(x, dim=-1).argmax(dim=1)", False),
            ("torch.softmax(x, dim=1).topk(5, dim=1).indices", True),
            ("torch.softmax(x, dim=-1).topk(5)[1]", True),
            ("torch.softmax(x, dim=1).topk(5).indices", False),
            ("torch.max(torch.softmax(x, dim=1), 1)[1]", True),
            ("torch.argsort(-torch.softmax(x, dim=1), dim=1)", True),
            ("torch.sigmoid(x).sort(descending=True)[1]", True),
        ],
    )
    def test_safe_or_not(self, call: str, safe: bool) -> None:
        finding = finding_in(f"import torch\ndef f(x):\n    return {call}\n", "LGT505")
        assert finding.fix is not None
        assert finding.fix.safe is safe

    @pytest.mark.parametrize("call", ["argmax(dim=1)", "topk(5)[1]", "sort().indices"])
    def test_along_another_axis_they_are_others(self, call: str) -> None:
        program = f"import torch\ndef f(x):\n    return torch.softmax(x, dim=0).{call}\n"
        assert lint_source(program, settings=Settings(extend_select=("LGT505",))) == []

    @pytest.mark.parametrize(
        ("call", "wanted"),
        [
            ("F.softmax(x, dim=1).topk(5, dim=1).indices", "x.topk(5, dim=1).indices"),
            ("torch.topk(F.softmax(x, -1), 5)[1]", "torch.topk(x, 5)[1]"),
            ("torch.argsort(-F.softmax(x + 1, dim=1), dim=1)", "torch.argsort(-(x + 1), dim=1)"),
        ],
    )
    def test_places_beside_values(self, call: str, wanted: str) -> None:
        text = after(f"import torch\nimport torch.nn.functional as F\ndef f(x):\n    return {call}\n", "LGT505")
        assert text.endswith(f"    return {wanted}\n")


class TestWithoutFix:
    """What would come out wrong is found all the same, but left to a person."""

    @pytest.mark.parametrize(
        ("code", "line"),
        [
            # Of a mean the number of terms would have to be known, and of what type the count is.
            ("LGT407", "return torch.log(torch.exp(x).mean(1))"),
            ("LGT407", "return torch.log(torch.exp(x).sum(1) / n)"),
            # The other probability of a ratio comes from elsewhere.
            ("LGT205", "return torch.exp(torch.softmax(x, 1).gather(1, n) - old_prob)"),
            # The twin for other labels takes no smoothing, and no axis.
            ("LGT603", "return keras.losses.CategoricalCrossentropy(label_smoothing=0.1)(keras.ops.argmax(n, 1), x)"),
            ("LGT603", "return tf.nn.softmax_cross_entropy_with_logits(tf.argmax(n, 1), x, axis=1)"),
            ("LGT603", "return keras.losses.categorical_crossentropy(keras.ops.argmax(n, 1), x, True, 0.1)"),
        ],
    )
    def test_a_formula_or_a_loss(self, code: str, line: str) -> None:
        program = f"import keras\nimport tensorflow as tf\nimport torch\ndef f(x, n, old_prob):\n    {line}\n"
        assert finding_in(program, code).fix is None

    @pytest.mark.parametrize(
        ("units", "metric"),
        [
            (1, '"accuracy"'),  # It is called by a name.
            (5, "keras.metrics.BinaryAccuracy()"),  # They may be those of a softmax.
            (1, "keras.metrics.F1Score(threshold=0.5)"),  # It refuses a threshold of 0.
        ],
    )
    def test_a_metric(self, units: int, metric: str) -> None:
        assert finding_in(COMPILED.format(units=units, metric=metric), "LGT506").fix is None


COMPILED = """\
import keras

model = keras.Sequential([keras.layers.Dense({units})])
model.compile(loss=keras.losses.BinaryCrossentropy(from_logits=True), metrics=[{metric}])
"""


class TestSettings:
    """A setting is written where the call already has it, or added as a keyword."""

    @pytest.mark.parametrize(
        ("metric", "wanted"),
        [
            ("keras.metrics.Recall()", "keras.metrics.Recall(thresholds=0)"),
            ("keras.metrics.Recall(thresholds=None)", "keras.metrics.Recall(thresholds=0)"),
            ('keras.metrics.BinaryAccuracy("a")', 'keras.metrics.BinaryAccuracy("a", threshold=0)'),
            ('keras.metrics.BinaryAccuracy("a", None, 0.5)', 'keras.metrics.BinaryAccuracy("a", None, 0)'),
        ],
    )
    def test_the_threshold_of_a_metric(self, metric: str, wanted: str) -> None:
        assert after(COMPILED.format(units=1, metric=metric)) == COMPILED.format(units=1, metric=wanted)

    def test_a_flag_that_is_given_without_its_name(self) -> None:
        program = """\
            import keras
            def f(x, y):
                scores = keras.layers.Dense(1)(x)
                return keras.losses.BinaryCrossentropy({})(y, scores)
            """
        assert after(program.format("False")) == textwrap.dedent(program.format("True"))


class TestPolicies:
    """A probability in a formula becomes a log-probability where it is made, if nobody else sees it."""

    PROGRAM = """\
        import torch


        def loss_of(policy, states, actions, advantages):
            probs = torch.{}(policy(states), dim=-1)
            chosen = probs.gather(1, actions)
            return -(chosen * advantages).mean(){}
        """

    def test_the_softmax(self) -> None:
        becomes(self.PROGRAM.format("softmax", ""), self.PROGRAM.format("log_softmax", ""))

    @pytest.mark.parametrize("other", [", probs", " - 0.1 * probs.std()"])
    def test_that_somebody_else_sees(self, other: str) -> None:
        program = self.PROGRAM.format("softmax", other)
        becomes(program, program)
        assert "(it is not mended automatically: line 7 uses" in finding_in(program, "LGT205").message

    @pytest.mark.parametrize("chosen", ["dist.log_prob(a).exp()", "torch.exp(dist.log_prob(a))"])
    def test_the_exponential_of_a_log_probability(self, chosen: str) -> None:
        program = (
            "import torch\ndef f(z, a, advantages):\n    dist = torch.distributions.Categorical(logits=z)\n"
            "    return -({} * advantages).mean()\n"
        )
        assert after(program.format(chosen)) == program.format("dist.log_prob(a)")


class TestKeras:
    """Keras 2 has no `keras.ops`."""

    def test_no_function_that_an_old_keras_lacks(self) -> None:
        program = "from keras import backend as K\ndef f(x):\n    return K.log(K.softmax(x))\n"
        assert after(program) == program

    def test_a_layer_with_an_activation_has_no_scores(self) -> None:
        program = """\
            import tensorflow as tf
            def f(h):
                p = tf.layers.dense(h, 1, tf.nn.sigmoid)
                return tf.log(p)
            """
        assert finding_in(program, "LGT402").fix is None
