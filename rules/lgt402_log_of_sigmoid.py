"""LGT402 log-of-sigmoid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending, spelling
from logit_lint.analysis.patterns import Number, Op
from logit_lint.findings import Severity
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal

_ONE = Number(lambda value: value == 1)


class LogOfSigmoid(Rule):
    """The logarithm of a sigmoid, or of one minus it."""

    code = "LGT402"
    name = "log-of-sigmoid"
    summary = "`log(sigmoid(x))` or `log(1 - sigmoid(x))`, which are minus infinity where `logsigmoid` is finite"
    severity = Severity.WARNING
    what = """\
The logarithm of a sigmoid output, or of one minus it, is taken in a second step."""
    why = """\
`log(sigmoid(x)) = -softplus(-x)` is finite for all finite x. Taken in two steps, the sigmoid is 0 for x below
-88.7 in single precision, where exp(-x) overflows, and `1 - sigmoid(x)` to 0 already for x above 16.7 (7.7 in
half precision, 5.6 in bfloat16): the logarithm is then -inf and the gradient NaN."""
    mend = """\
Use the framework's log-sigmoid: `F.logsigmoid(x)` for `log(sigmoid(x))` and `F.logsigmoid(-x)` for
`log(1 - sigmoid(x))`; `tf.math.log_sigmoid`, `jax.nn.log_sigmoid`, `scipy.special.log_expit`."""
    safety = "The value is the same wherever the formula's own value is finite."
    ignore = "Where the scores are known to stay within a few units of zero."
    references = (
        "PyTorch documentation: torch.nn.functional.logsigmoid",
        "SciPy documentation: scipy.special.log_expit",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch


def ranking_loss(positive, negative):
    return -torch.log(torch.sigmoid(positive - negative)).mean()
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def generator_loss(scores):
    fake = tf.sigmoid(scores)
    return tf.reduce_mean(tf.math.log(1.0 - fake))
""",
        ),
        Example(
            "jax",
            """\
import jax
import jax.numpy as jnp


def ranking_loss(margin):
    return -jnp.log(jax.nn.sigmoid(margin)).mean()
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np
from scipy.special import expit


def log_likelihood(scores):
    return np.log(expit(scores)).sum()
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def log_likelihood(scores):
    return ops.log(ops.sigmoid(scores))
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def ranking_loss(positive, negative):
    return -F.logsigmoid(positive - negative).mean()
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def generator_loss(scores):
    return tf.reduce_mean(tf.math.log_sigmoid(-scores))
""",
        ),
        Example(
            "jax",
            """\
import jax


def ranking_loss(margin):
    return -jax.nn.log_sigmoid(margin).mean()
""",
        ),
        Example(
            "numpy",
            """\
from scipy.special import log_expit


def log_likelihood(scores):
    return log_expit(scores).sum()
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def log_likelihood(scores):
    return ops.log_sigmoid(scores)
""",
        ),
    )
    beats = ("LGT408",)
    patterns = (
        Op("log", Op("sigmoid", part="sigmoid")),
        Op("log", Op("sub", _ONE, Op("sigmoid", part="complement"))),
        Op("log1p", Op("neg", Op("sigmoid", part="complement"))),
    )

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The log-sigmoid of the scores, or of their negative."""
        complement = candidate.parts.get("complement")
        made = complement or candidate.parts["sigmoid"]
        negated = complement is not None
        return mending.mended(
            candidate,
            lambda draft: mending.logarithms.log_of(draft, candidate.term, made, complement=negated),
            safe=True,
        )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        complement = candidate.parts.get("complement")
        if complement is None:
            of_what, scores = "a sigmoid", spelling.written(candidate, candidate.parts.get("sigmoid"))
        else:
            of_what, scores = "one minus a sigmoid", spelling.negated(spelling.written(candidate, complement))
        instead = words.instead or spelling.write("log_sigmoid", candidate, x=scores)
        return f"{words.value} takes the logarithm of {of_what}, which is -inf once it rounds to zero: use {instead}"
