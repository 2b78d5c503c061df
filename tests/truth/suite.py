"""All claims, and how one of them is checked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conformance.frameworks import environment_of

from logit_lint.registry import find_rule, load_rules

from . import axes_and_decisions, exponentials, flags, labels_and_names, logarithms, normalised_twice, wrong_kind
from .trial import Trial

if TYPE_CHECKING:
    from .claims import Claim

TABLES = (normalised_twice, wrong_kind, flags, logarithms, exponentials, axes_and_decisions, labels_and_names)
CLAIMS: tuple[Claim, ...] = tuple(claim for table in TABLES for claim in table.CLAIMS)


def check(claim: Claim, framework: str) -> None:
    """Run the bad and the good example, and have the claim hold."""
    if claim.backend and os.environ.get("KERAS_BACKEND") != claim.backend:
        _elsewhere(claim, framework)
        return
    rule = find_rule(load_rules(), claim.rule)
    bad, good = (
        [example for example in examples if example.framework == framework][claim.pair]
        for examples in (rule.bad, rule.good)
    )
    right = Trial.of(good, claim, good=True)
    claim.holds(Trial.of(bad, claim, good=False), right)
    assert not claim.holds.tells or not _holds_of_both(claim, right), "the claim holds of the good example, too"


def _holds_of_both(claim: Claim, good: Trial) -> bool:
    try:
        claim.holds(good, good)
    except (AssertionError, pytest.fail.Exception):
        return False
    return True


def _elsewhere(claim: Claim, framework: str) -> None:
    """Check in a process of its own, whose Keras has another backend."""
    environment = {**environment_of("keras"), "KERAS_BACKEND": claim.backend}
    done = subprocess.run(
        [sys.executable, "-m", "truth", str([one is claim for one in CLAIMS].index(True)), framework],
        cwd=Path(__file__).parents[1],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
