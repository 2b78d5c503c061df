"""Checks of values at run time: are these logits, probabilities or log-probabilities?

In a test suite::

    from logit_lint.runtime_check import assert_logits

    assert_logits(model(batch))

Nothing is imported but NumPy, whichever framework the arrays come from. ``reference`` holds the
stable forms of the functions in question.
"""

from __future__ import annotations

from . import reference
from .assertions import assert_log_probabilities, assert_logits, assert_probabilities
from .classify import Verdict, classify
from .probe import LossReport, assert_loss_takes, probe_loss
from .site import Site

__all__ = [
    "LossReport",
    "Site",
    "Verdict",
    "assert_log_probabilities",
    "assert_logits",
    "assert_loss_takes",
    "assert_probabilities",
    "classify",
    "probe_loss",
    "reference",
]
