"""LGT507 temperature-after-softmax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint.analysis.patterns import Holds, Misuse, Op, Temperature
from logit_lint.findings import Severity
from logit_lint.kinds import Kind, Normaliser
from logit_lint.rule import Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.judging import Words


class TemperatureAfterSoftmax(Rule):
    """A softmax output divided by a temperature."""

    code = "LGT507"
    name = "temperature-after-softmax"
    summary = "a softmax output divided by a temperature, and then used as a distribution"
    severity = Severity.WARNING
    what = """\
The output of a softmax is divided by a temperature and then given to a loss, a sampler or a distribution
that takes probabilities."""
    why = """\
A temperature belongs inside: softmax(z / T). Divided afterwards, the values sum to 1 / T and are no
distribution. A sampler that divides by the sum undoes the temperature altogether; NumPy's refuses them. A
divergence gets a target that is too small everywhere, which only scales its gradient: nothing becomes softer.
Where it is the student that is divided, the divergence only grows by log T."""
    mend = "Divide the scores: `softmax(scores / T)`."
    safety = "The value changes: it was no distribution."
    ignore = "Never."
    references = ("G. Hinton, O. Vinyals, J. Dean: Distilling the knowledge in a neural network, 2015",)
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def distill(student, teacher, temperature):
    log_p = F.log_softmax(student / temperature, dim=1)
    q = F.softmax(teacher, dim=1) / temperature
    return F.kl_div(log_p, q, reduction="batchmean")
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def distill(student, teacher, temperature):
    q = jax.nn.softmax(teacher) / temperature
    return optax.kl_divergence(jax.nn.log_softmax(student / temperature), q).mean()
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np
from scipy.special import softmax


def sample(scores, temperature):
    p = softmax(scores) / temperature
    return np.random.choice(len(scores), p=p)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf
import tensorflow_probability as tfp


def sample(scores, temperature):
    p = tf.nn.softmax(scores) / temperature
    return tfp.distributions.Categorical(probs=p).sample()
""",
        ),
        Example(
            "keras",
            """\
import keras


def distill(student, teacher, temperature):
    p = keras.ops.softmax(student) / temperature
    q = keras.ops.softmax(teacher / temperature)
    return keras.losses.kl_divergence(q, p)
""",
        ),
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def distill(student, teacher, temperature):
    q = F.softmax(teacher, dim=1) / temperature
    return F.cross_entropy(student / temperature, q)
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def distill(student, teacher, temperature):
    log_p = F.log_softmax(student / temperature, dim=1)
    q = F.softmax(teacher / temperature, dim=1)
    return F.kl_div(log_p, q, reduction="batchmean")
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def distill(student, teacher, temperature):
    q = jax.nn.softmax(teacher / temperature)
    return optax.kl_divergence(jax.nn.log_softmax(student / temperature), q).mean()
""",
        ),
        Example(
            "numpy",
            """\
import numpy as np
from scipy.special import softmax


def sample(scores, temperature):
    p = softmax(scores / temperature)
    return np.random.choice(len(scores), p=p)
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf
import tensorflow_probability as tfp


def sample(scores, temperature):
    return tfp.distributions.Categorical(logits=scores / temperature).sample()
""",
        ),
        Example(
            "keras",
            """\
import keras


def distill(student, teacher, temperature):
    p = keras.ops.softmax(student / temperature)
    q = keras.ops.softmax(teacher / temperature)
    return keras.losses.kl_divergence(q, p)
""",
        ),
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def distill(student, teacher, temperature):
    q = F.softmax(teacher / temperature, dim=1)
    return F.cross_entropy(student / temperature, q)
""",
        ),
    )
    # A target may be a distribution, too: the labels of a distillation.
    patterns = tuple(
        Misuse(takes=takes, shape=Op("div", Holds(Kind.PROBABILITIES, Normaliser.SOFTMAX), Temperature()))
        for takes in (Kind.PROBABILITIES, Kind.LABELS, Kind.DENSE_LABELS)
    )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        return (
            f"{words.value} is a softmax that was divided by a temperature, which is no distribution: "
            "divide the scores before the softmax"
        )
