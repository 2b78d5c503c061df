"""LGT401 log-of-softmax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending, spelling
from logit_lint.analysis.patterns import Op
from logit_lint.findings import Severity
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal


class LogOfSoftmax(Rule):
    """The logarithm of a softmax."""

    code = "LGT401"
    name = "log-of-softmax"
    summary = "`log(softmax(x))`, which is minus infinity where `log_softmax(x)` is finite"
    severity = Severity.WARNING
    what = """\
The logarithm of a softmax output is taken in a second step, in one expression or through variables."""
    why = """\
`log_softmax(x) = x - logsumexp(x)` is finite for all finite scores. The softmax in between rounds to 0 as
soon as a score lies far enough below the largest: 87 in single precision where the smallest numbers are
flushed to zero, as TensorFlow and JAX do it, 104 where they are kept; 17 in half precision. Then its
logarithm is -inf and the gradient 0 · inf = NaN. Well before that the small probabilities have lost their
digits."""
    mend = """\
Use the framework's log-softmax on the scores: `F.log_softmax(x, dim=1)`, `tf.nn.log_softmax(x)`,
`jax.nn.log_softmax(x)`, `scipy.special.log_softmax(x, axis=1)`."""
    safety = "The value is the same wherever the formula's own value is finite."
    ignore = """\
Where the softmax is averaged or masked in between in a way that the code does not show, so that there are
no scores to take the log-softmax of."""
    references = (
        "PyTorch documentation: torch.nn.functional.log_softmax",
        "SciPy documentation: scipy.special.log_softmax",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch
import torch.nn.functional as F


def token_scores(scores):
    p = F.softmax(scores, dim=-1)
    return torch.log(p)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def token_scores(scores):
    return tf.math.log(tf.nn.softmax(scores, axis=-1))
""",
        ),
        Example(
            "jax",
            """\
import jax
import jax.numpy as jnp


def token_scores(scores):
    return jnp.log(jax.nn.softmax(scores))
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np
from scipy.special import softmax


def token_scores(scores):
    return np.log(softmax(scores, axis=1))
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def log_probs_of(scores):
    return ops.log(ops.softmax(scores))
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def token_scores(scores):
    return F.log_softmax(scores, dim=-1)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def token_scores(scores):
    return tf.nn.log_softmax(scores, axis=-1)
""",
        ),
        Example(
            "jax",
            """\
import jax


def token_scores(scores):
    return jax.nn.log_softmax(scores)
""",
        ),
        Example(
            "numpy",
            """\
from scipy.special import log_softmax


def token_scores(scores):
    return log_softmax(scores, axis=1)
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def log_probs_of(scores):
    return ops.log_softmax(scores)
""",
        ),
    )
    beats = ("LGT406",)
    patterns = (Op("log", Op("softmax", part="softmax")),)

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The log-softmax with the arguments of the softmax."""
        made = candidate.parts["softmax"]
        return mending.mended(
            candidate, lambda draft: mending.logarithms.log_of(draft, candidate.term, made), safe=True
        )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        softmax = candidate.parts.get("softmax")
        scores, axis = spelling.written(candidate, softmax), spelling.spoken_axis(candidate, softmax)
        instead = words.instead or spelling.write("log_softmax", candidate, x=scores, axis=axis)
        return (
            f"{words.value} takes the logarithm of a softmax, which is -inf once a probability rounds to zero: "
            f"use {instead}"
        )
