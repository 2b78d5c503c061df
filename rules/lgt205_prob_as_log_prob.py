"""LGT205 prob-as-log-prob."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending, spelling
from logit_lint.analysis.events import DifferenceOfEvents, ProbabilityOfEvent, TimesAdvantage
from logit_lint.analysis.patterns import Misuse, NegatedReduction, Op, Same
from logit_lint.findings import Severity
from logit_lint.kinds import Kind
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal

_DIVERGENCE = Op(
    "mul",
    Op("softmax") | Op("exp", Op("log_softmax")),
    Op("sub", Op("log_softmax"), Op("softmax", part="taken"))
    | Op("sub", Op("softmax", part="taken"), Op("log_softmax")),
)


class ProbAsLogProb(Rule):
    """Probabilities where log-probabilities are taken."""

    code = "LGT205"
    name = "prob-as-log-prob"
    summary = "probabilities where an API or a formula takes log-probabilities"
    severity = Severity.ERROR
    what = """\
Probabilities are given to a function or a loss that takes log-probabilities, outside of the negative
log-likelihood, divergence and CTC losses, which have rules of their own. Or they stand in a formula that
needs log-probabilities: the policy gradient (`-(dist.prob(a) * advantage).mean()`), the ratio of two policies
(`exp(p_new - p_old)`), an entropy (`exp(p) * p`) or a divergence (`p * (log_p - q)`)."""
    why = """\
What expects log p and is given p treats a probability of 0.9 as if it were e^0.9 = 2.46: sums of
log-probabilities are no longer products of probabilities, gradients lack the factor 1 / p, and a divergence
is not 0 between a distribution and itself. A policy gradient without that factor hardly moves what is rare:
an action of probability 0.01 gets a hundredth of its step."""
    mend = "Give the logarithm: `log_prob` for `prob`, log-softmax for softmax."
    safety = "The value changes: it was wrong."
    ignore = "Never."
    references = ("PyTorch documentation: torch.distributions.Distribution.log_prob",)
    bad = (
        Example(
            "jax",
            """\
import jax
import optax


def distill(student, teacher):
    log_p = jax.nn.log_softmax(student)
    return optax.losses.generalized_kl_divergence(jax.nn.softmax(student), jax.nn.softmax(teacher)).mean(), log_p
""",
        ),
        Example(
            "pytorch",
            """\
import torch.nn.functional as F
from torchmetrics.functional.regression import jensen_shannon_divergence


def distance(student, teacher):
    log_p = F.log_softmax(student, dim=1)
    q = F.softmax(teacher, dim=1)
    return jensen_shannon_divergence(log_p, q, log_prob=True)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf
import tensorflow_probability as tfp


def calibration_error(scores, hit):
    confidence = tf.reduce_max(tf.nn.softmax(scores), axis=1)
    return tfp.stats.expected_calibration_error_quantiles(hit, confidence, num_buckets=10)
""",
        ),
        Example(
            "pytorch",
            """\
import torch


def loss_of(policy, states, actions, advantages):
    probs = torch.softmax(policy(states), dim=-1)
    chosen = probs.gather(1, actions.unsqueeze(1)).squeeze(1)
    return -(chosen * advantages).mean()
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf
import tensorflow_probability as tfp


def loss_of(policy, states, actions, advantages):
    dist = tfp.distributions.Categorical(logits=policy(states))
    return -tf.reduce_mean(dist.prob(actions) * advantages)
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def loss_of(actor, states, actions, advantages):
    probs = ops.softmax(actor(states))
    chosen = ops.take_along_axis(probs, actions, axis=1)
    return -ops.mean(chosen * advantages)
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np
from scipy.special import softmax


def loss_of(scores, actions, advantages):
    probs = softmax(scores, axis=1)
    return -np.mean(probs[np.arange(len(actions)), actions] * advantages)
""",
        ),
    )
    good = (
        Example(
            "jax",
            """\
import jax
import optax


def distill(student, teacher):
    log_p = jax.nn.log_softmax(student)
    return optax.losses.generalized_kl_divergence(log_p, jax.nn.softmax(teacher)).mean(), log_p
""",
        ),
        Example(
            "pytorch",
            """\
import torch.nn.functional as F
from torchmetrics.functional.regression import jensen_shannon_divergence


def distance(student, teacher):
    log_p = F.log_softmax(student, dim=1)
    log_q = F.log_softmax(teacher, dim=1)
    return jensen_shannon_divergence(log_p, log_q, log_prob=True)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf
import tensorflow_probability as tfp


def calibration_error(scores, hit):
    confidence = tf.reduce_max(tf.nn.log_softmax(scores), axis=1)
    return tfp.stats.expected_calibration_error_quantiles(hit, confidence, num_buckets=10)
""",
        ),
        Example(
            "pytorch",
            """\
import torch


def loss_of(policy, states, actions, advantages):
    log_probs = torch.log_softmax(policy(states), dim=-1)
    chosen = log_probs.gather(1, actions.unsqueeze(1)).squeeze(1)
    return -(chosen * advantages).mean()
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf
import tensorflow_probability as tfp


def loss_of(policy, states, actions, advantages):
    dist = tfp.distributions.Categorical(logits=policy(states))
    return -tf.reduce_mean(dist.log_prob(actions) * advantages)
""",
        ),
        Example(
            "keras",
            """\
from keras import ops


def loss_of(actor, states, actions, advantages):
    log_probs = ops.log_softmax(actor(states))
    chosen = ops.take_along_axis(log_probs, actions, axis=1)
    return -ops.mean(chosen * advantages)
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np
from scipy.special import log_softmax


def loss_of(scores, actions, advantages):
    log_probs = log_softmax(scores, axis=1)
    return -np.mean(log_probs[np.arange(len(actions)), actions] * advantages)
""",
        ),
    )
    patterns = (
        Misuse(takes=Kind.LOG_PROBABILITIES, gets=((Kind.PROBABILITIES, None),)),
        NegatedReduction(TimesAdvantage(ProbabilityOfEvent())),
        DifferenceOfEvents(),
        NegatedReduction(
            Same(Op("mul", Op("exp", Op("softmax", part="p")), Op("softmax", part="inner")), "p", "inner")
        ),
        Op("sum", _DIVERGENCE) | Op("mean", _DIVERGENCE),
    )

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The logarithm of what is there in one call, where it is made; for a ratio both would have to be known."""
        if candidate.use is not None:
            return mending.mended(candidate, mending.arguments.logarithmic)
        return mending.mended(candidate, mending.consumers.log_at_source) if "inner" in candidate.parts else None

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        if candidate.use is not None:
            return f"{words.value} holds probabilities, and `{words.callee}` takes log-probabilities there"
        event = candidate.parts.get("event")
        if event is None:
            formula, part = ("an entropy", "inner") if "p" in candidate.parts else ("a divergence", "taken")
            taken = spelling.written(candidate, candidate.parts[part])
            axis = spelling.spoken_axis(candidate, candidate.parts[part])
            instead = words.instead or spelling.write("log_softmax", candidate, x=taken, axis=axis)
            return f"{words.value} has a softmax where {formula} takes log-probabilities: use {instead}"
        formula = "the ratio of two policies" if candidate.term.op == "exp" else "a policy gradient"
        instead = "the log-softmax for the softmax"
        if event.op == "new":
            instead = "`log_prob` for `prob`"
        elif event.op == "exp":
            instead = "`log_prob` without the exponential"
        return f"{words.value} has probabilities where {formula} takes log-probabilities: use {instead}"
