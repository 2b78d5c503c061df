"""LGT203 kl-div-input-not-log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logit_lint import mending, spelling
from logit_lint.analysis.patterns import Misuse
from logit_lint.findings import Severity
from logit_lint.kinds import Kind
from logit_lint.rule import Absence, Example, Rule

if TYPE_CHECKING:
    from logit_lint.analysis.candidates import Candidate
    from logit_lint.findings import Fix
    from logit_lint.judging import Words
    from logit_lint.mending.draft import Refusal

_NAMES = frozenset(
    ("kl_div", "KLDivLoss", "kl_divergence", "convex_kl_divergence", "kl_divergence_with_log_targets", "KLDivergence")
)


class KlDivInputNotLog(Rule):
    """A KL divergence that takes log-probabilities is given something else."""

    code = "LGT203"
    name = "kl-div-input-not-log"
    summary = "a KL divergence whose first argument must be log-probabilities gets probabilities or logits"
    severity = Severity.ERROR
    what = """\
The first argument of `F.kl_div`, `nn.KLDivLoss` or `optax.kl_divergence` must be log-probabilities, and is
given probabilities or raw scores; or the target is given as log-probabilities without the flag that says so.
The divergences of Keras take probabilities on both sides, and are given log-probabilities."""
    why = """\
`kl_div(input, target)` computes `target * (log(target) - input)`: it takes no logarithm of its input. With
probabilities as input the gradient is -target everywhere, whatever the model says, and the minimum is at p =
1 for all classes at once, where it is smaller than 0: nothing is matched to anything, and the value is not 0
where student and teacher agree, as a divergence's is. Raw scores can lower it without bound. Keras clips
what it takes for probabilities to [1e-7, 1]: negative log-probabilities all become 1e-7, whatever the student
says, and no gradient reaches it."""
    mend = "Give the log-softmax of the scores (and the target as probabilities, or `log_target=True`)."
    safety = "The value changes: it was no divergence."
    ignore = "Never."
    references = (
        "PyTorch documentation: torch.nn.KLDivLoss",
        "Optax documentation: optax.kl_divergence",
    )
    beats = (
        "LGT201",
        "LGT205",
    )
    bad = (
        Example(
            "pytorch",
            """\
import torch.nn.functional as F


def distill(student, teacher, temperature):
    p = F.softmax(student / temperature, dim=1)
    q = F.softmax(teacher / temperature, dim=1)
    return F.kl_div(p, q, reduction="batchmean")
""",
        ),
        Example(
            "jax",
            """\
import jax
import optax


def distill(student, teacher):
    return optax.kl_divergence(jax.nn.softmax(student), jax.nn.softmax(teacher)).mean()
""",
        ),
        Example(
            "keras",
            """\
import keras
from keras import ops

divergence = keras.losses.KLDivergence()


def distill(student, teacher):
    return divergence(ops.softmax(teacher), ops.log_softmax(student))
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


def distill(student, teacher):
    return optax.kl_divergence(jax.nn.log_softmax(student), jax.nn.softmax(teacher)).mean()
""",
        ),
        Example(
            "keras",
            """\
import keras
from keras import ops

divergence = keras.losses.KLDivergence()


def distill(student, teacher):
    return divergence(ops.softmax(teacher), ops.softmax(student))
""",
        ),
    )
    absent = (
        Absence(
            "tensorflow",
            "No divergence of TensorFlow takes log-probabilities; TensorFlow Probability's takes distributions.",
        ),
        Absence("numpy", "The divergences of SciPy take probabilities on both sides; raw scores there are LGT201."),
    )
    patterns = (
        Misuse(takes=Kind.LOG_PROBABILITIES, gets=((Kind.PROBABILITIES, None), (Kind.LOGITS, None)), names=_NAMES),
        Misuse(takes=Kind.PROBABILITIES, gets=((Kind.LOG_PROBABILITIES, None),), names=_NAMES),
        Misuse(takes=Kind.DENSE_LABELS, gets=((Kind.LOG_PROBABILITIES, None),), names=_NAMES),
    )

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """The log-softmax of the scores, or the flag for a target in log space."""
        if candidate.sense is not None and candidate.sense.kind is Kind.LOG_PROBABILITIES:
            return mending.mended(candidate, lambda draft: mending.arguments.set_keyword(draft, "log_target", "True"))
        return mending.mended(
            candidate,
            mending.arguments.logarithmic,
            lambda draft: mending.arguments.wrap(draft, Kind.LOGITS, "log_softmax", "-1"),
        )

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, in the user's own words."""
        holds = candidate.sense.kind if candidate.sense else Kind.OTHER
        if holds is Kind.LOG_PROBABILITIES:
            says = f"{words.value} holds log-probabilities, and `{words.callee}` takes"
            if candidate.use is not None and candidate.use.roles[0].flag == "log_target":
                return f"{says} its target as probabilities unless `log_target=True`"
            scores = spelling.written(candidate, candidate.term)
            axis = spelling.spoken_axis(candidate, candidate.term)
            instead = spelling.write("softmax", candidate, x=scores, axis=axis)
            return f"{says} probabilities there: use {instead}"
        scores = spelling.written(candidate, candidate.term) if holds is Kind.PROBABILITIES else words.blamed
        axis = spelling.spoken_axis(candidate, candidate.term)
        instead = spelling.write("log_softmax", candidate, x=scores, axis=axis)
        return f"{words.value} holds {holds.words}, and `{words.callee}` takes log-probabilities: use {instead}"
