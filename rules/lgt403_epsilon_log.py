"""LGT403 epsilon-log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending, spelling
from logit_lint.analysis.patterns import Number, Op, Shape, TinyNumber
from logit_lint.analysis.senses import EPSILON
from logit_lint.analysis.terms import only
from logit_lint.findings import Severity
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal

_ONE = Number(lambda value: value == 1)
ABOVE_ONE = Op("add", _ONE, TinyNumber()) | Number(lambda value: 1 < value <= 1 + EPSILON)
"""One and an epsilon, from which a probability is taken to leave its complement above zero."""
_BELOW_ONE = Number(lambda value: 1 - EPSILON <= value <= 1) | Op("sub", _ONE, TinyNumber())
_PROBABILITY = (
    Op("softmax", part="softmax") | Op("sigmoid", part="sigmoid") | Op("sub", _ONE, Op("sigmoid", part="complement"))
)


def guarded(probability: Shape) -> Shape:
    """A probability that is kept away from zero: by an epsilon, a clip or a maximum, or several of them."""
    tiny = TinyNumber()
    lifted = Op("max", probability | Op("min", probability, _BELOW_ONE), tiny)
    clipped = Op("clip", probability) | lifted | Op("min", lifted, _BELOW_ONE)
    once = Op("add", probability, tiny) | clipped
    return once | Op("add", once, tiny) | Op("clip", once) | Op("sub", _ONE, once)


class EpsilonLog(Rule):
    """The logarithm of a softmax or sigmoid that is kept away from zero by an epsilon."""

    code = "LGT403"
    name = "epsilon-log"
    summary = "`log(softmax(x) + eps)` or `log(clip(softmax(x), eps, …))`, and the same for sigmoid"
    severity = Severity.WARNING
    what = """\
The logarithm of a softmax or sigmoid output is taken after an epsilon was added, or after it was
clipped, so that it can't be minus infinity."""
    why = """\
The epsilon hides the infinity and falsifies what it hides. `log(p + eps)` never falls below log(eps),
-18.4 for 1e-8, where the true value may be -100; its gradient p / (p + eps) · (…) goes to zero just
there, and a clip makes it exactly zero: the examples that are most wrong teach nothing. In half
precision 1e-8 is zero, and 1 - 1e-7 is one, so the guard does nothing at all."""
    mend = """\
Use log-softmax or log-sigmoid on the scores; they need no epsilon."""
    safety = """\
The value changes where the epsilon did something: by about eps / p, which is much just where p is small."""
    ignore = "Where the scores are no longer at hand, because probabilities were averaged or masked in between."
    references = ("PyTorch documentation: torch.nn.functional.log_softmax, torch.nn.functional.logsigmoid",)
    bad = (
        Example(
            "pytorch",
            """\
import torch


def entropy(scores):
    p = torch.softmax(scores, dim=-1)
    return -(p * torch.log(p + 1e-8)).sum(dim=-1)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def log_policy(scores):
    return tf.math.log(tf.clip_by_value(tf.nn.softmax(scores), 1e-10, 1.0))
""",
        ),
        Example(
            "jax",
            """\
import jax
import jax.numpy as jnp

EPSILON = 1e-7


def log_chance(scores):
    return jnp.log(jax.nn.sigmoid(scores) + EPSILON)
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np
from scipy.special import softmax


def log_policy(scores):
    return np.log(np.maximum(softmax(scores, axis=-1), 1e-12))
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def log_policy(scores):
    return ops.log(ops.softmax(scores) + 1e-8)
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch


def entropy(scores):
    log_p = torch.log_softmax(scores, dim=-1)
    return -(log_p.exp() * log_p).sum(dim=-1)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def log_policy(scores):
    return tf.nn.log_softmax(scores)
""",
        ),
        Example(
            "jax",
            """\
import jax


def log_chance(scores):
    return jax.nn.log_sigmoid(scores)
""",
        ),
        Example(
            "numpy",
            """\
from scipy.special import log_softmax


def log_policy(scores):
    return log_softmax(scores, axis=-1)
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def log_policy(scores):
    return ops.log_softmax(scores)
""",
        ),
    )
    beats = ("LGT406", "LGT408")
    patterns = (
        Op("log", guarded(_PROBABILITY)),
        Op("log", Op("sub", ABOVE_ONE, Op("sigmoid", part="complement"))),
    )

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The log-softmax or log-sigmoid of the scores, without the epsilon."""
        parts = candidate.parts
        given = [parts[kind] for kind in ("softmax", "sigmoid", "complement") if kind in parts]
        if len(given) != 1:
            return None
        negated = "complement" in parts
        return mending.mended(
            candidate,
            lambda draft: mending.logarithms.log_of(draft, candidate.term, given[0], complement=negated, guarded=True),
        )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        parts = candidate.parts
        given = [parts[kind] for kind in ("softmax", "sigmoid", "complement") if kind in parts]
        ways = []
        for term in given:
            scores, axis = spelling.written(candidate, term), spelling.spoken_axis(candidate, term)
            scores = spelling.negated(scores) if term is parts.get("complement") else scores
            ways.append(spelling.write(f"log_{only(term).op}", candidate, x=scores, axis=axis))
        kinds = " or ".join(dict.fromkeys(only(term).op for term in given))
        return (
            f"{words.value} guards the logarithm of a {kinds} with an epsilon, which bounds the value "
            f"and, in training, stops the gradient where it matters: use {words.instead or ' or '.join(ways)}"
        )
