"""The measurements of `docs/runtime-figures.md`, each in small. Needs the frameworks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.frameworks

ROOT = Path(__file__).parents[2]


def run(*command):
    """What a script prints; it must end well."""
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "OMP_NUM_THREADS": "1"}
    finished = subprocess.run([sys.executable, *command], env=quiet, capture_output=True, text=True, cwd=ROOT)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def test_no_installed_loss_is_probed_wrong():
    printed = run("benchmarks/probe_knowledge.py", "--tables", "torch,tensorflow,scipy")
    counts = dict(re.findall(r"'([a-z ]+)': (\d+)", printed.splitlines()[-1]))
    assert "wrong" not in counts
    assert int(counts["right"]) >= 45


def test_the_wrong_kind_is_noticed_by_values_alone():
    """97 of 112 was the goal; what is not noticed are sigmoid outputs where scores belong."""
    printed = run("benchmarks/wrong_kinds.py")
    calls, wrong, noticed = map(
        int, re.search(r"(\d+) calls; of (\d+) wrong .* notice \d+, we (\d+);", printed).groups()
    )
    assert calls >= 34
    assert noticed >= wrong * 97 / 112
    assert printed.rstrip().endswith("we to 0")
    assert printed.count("nobody") == wrong - noticed


def test_softmax_and_log_softmax_of_trained_models_are_recognised():
    printed = run("benchmarks/classifier.py", "--first-seed", "40000", "--runs", "30", "--site-runs", "12")
    assert "30 runs from seed 40000" in printed
    assert "| from scratch | right | 6 | 0 |" in printed
    assert "| from scratch | sigmoid twice | 6 | 6 |" in printed
