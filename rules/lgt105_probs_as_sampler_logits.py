"""LGT105 probs-as-sampler-logits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending, spelling
from logit_lint.analysis.patterns import Consumer, Misuse
from logit_lint.findings import Severity
from logit_lint.kinds import Kind
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal


class ProbsAsSamplerLogits(Rule):
    """Probabilities where a sampler or a distribution takes logits."""

    code = "LGT105"
    name = "probs-as-sampler-logits"
    summary = "probabilities where a sampler or distribution takes logits"
    severity = Severity.ERROR
    what = """\
Probabilities are given to the `logits` of a sampler or of a distribution: `Categorical(logits=p)`,
`jax.random.categorical(key, p)`, `tf.random.categorical(p, n)`, `gumbel_softmax(p)`."""
    why = """\
The sampler normalises its logits itself, so it draws from softmax(p), which is nearly uniform: of ten
classes the surest is drawn in at most 23 % of the cases, not in 100 %. Nothing fails; the policy explores for
ever, the generated text is noise, and the log-probabilities are those of the wrong distribution."""
    mend = "Give the scores; or the probabilities as `probs=` where the API takes them; or their logarithm."
    safety = "The draws change: that they were wrong is the bug."
    ignore = "Never; a flatter distribution is made by dividing the scores by a temperature."
    references = (
        "PyTorch documentation: torch.distributions.Categorical",
        "JAX documentation: jax.random.categorical",
    )
    beats = (
        "LGT101",
        "LGT102",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch
from torch.distributions import Categorical


def act(policy, state):
    probabilities = torch.softmax(policy(state), dim=-1)
    return Categorical(logits=probabilities).sample()
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def act(scores):
    return tf.random.categorical(tf.nn.softmax(scores), 1)
""",
        ),
        Example(
            "jax",
            """\
import jax


def act(key, scores):
    return jax.random.categorical(key, jax.nn.softmax(scores))
""",
        ),
        Example(
            "keras",
            """\
import keras


def sample(scores):
    probs = keras.ops.softmax(scores)
    return keras.random.categorical(probs, num_samples=1)
""",
        ),
    )
    good = (
        Example(
            "pytorch",
            """\
import torch
from torch.distributions import Categorical


def act(policy, state):
    probabilities = torch.softmax(policy(state), dim=-1)
    return Categorical(probs=probabilities).sample()
""",
        ),
        Example(
            "tensorflow",
            """\
import tensorflow as tf


def act(scores):
    return tf.random.categorical(scores, 1)
""",
        ),
        Example(
            "jax",
            """\
import jax
import jax.numpy as jnp


def act(key, mixed):
    return jax.random.categorical(key, jnp.log(mixed))
""",
        ),
        Example(
            "keras",
            """\
import keras


def sample(scores):
    return keras.random.categorical(scores, num_samples=1)
""",
        ),
    )
    absent = (Absence("numpy", "The samplers of NumPy and the distributions of SciPy take probabilities only."),)
    patterns = (Misuse(takes=Kind.LOGITS, gets=((Kind.PROBABILITIES, None),), by=Consumer.SAMPLER),)

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The probabilities by their own name, or the raw scores."""
        return mending.mended(
            candidate,
            lambda draft: mending.arguments.rename_keyword(draft, "logits", "probs"),
            mending.arguments.unwrap,
        )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        return (
            f"{words.value} holds probabilities, and `{words.callee}` takes logits and normalises them itself: "
            f"pass {spelling.raw_scores(candidate)}, or the probabilities' logarithm"
        )
