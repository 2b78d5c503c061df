"""The example scripts run, and each holds exactly one mistake."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from logit_lint import lint_source

SCRIPTS = sorted((Path(__file__).parent.parent / "examples").glob("*.py"))
EXPECTED = {
    "jax_regression": "LGT101",
    "keras_digits": "LGT302",
    "numpy_softmax": "LGT404",
    "pytorch_classifier": "LGT101",
    "tensorflow_binary": "LGT301",
}


def test_every_script_is_expected() -> None:
    assert [script.stem for script in SCRIPTS] == sorted(EXPECTED)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_holds_one_mistake(script: Path) -> None:
    assert [finding.code for finding in lint_source(script.read_text())] == [EXPECTED[script.stem]]


@pytest.mark.frameworks
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_runs_in_spite_of_it(script: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
