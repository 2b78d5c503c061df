"""Does the suite notice? The reference with one mistake in it, as people make them: the tests must fail on each."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from logit_lint.runtime_check import reference

SOURCES = Path(reference.__file__).parent
TESTS = [
    str(Path(__file__).with_name(name))
    for name in ("test_reference.py", "test_reference_losses.py", "test_against_mpmath.py")
]
MUTANTS = {
    "missing maximum": ("arithmetic.py", "np.where(np.isfinite(largest), rows - largest, np.nan)", "rows * 1.0"),
    "lost remainder": (
        "arithmetic.py",
        "np.exp(shifted) * (1.0 + np.where(np.isfinite(lost), lost, 0.0))",
        "np.exp(shifted)",
    ),
    "log of one plus": (
        "arithmetic.py",
        "np.log1p(others.sum(axis=-1, keepdims=True))",
        "np.log(1 + others.sum(-1, keepdims=True))",
    ),
    "scores minus logsumexp": (
        "arithmetic.py",
        "return shifted - log_sum(shifted, weights)",
        "return rows - (rows.max(axis=-1, keepdims=True) + log_sum(shifted, weights))",
    ),
    "naive softplus": (
        "arithmetic.py",
        "np.maximum(scores, 0.0) + np.log1p(np.exp(-np.abs(scores)))",
        "np.log(1.0 + np.exp(scores))",
    ),
    "naive sigmoid": (
        "functions.py",
        "np.where(scores >= 0, 1.0, small) / (1.0 + small)",
        "1.0 / (1.0 + np.exp(-scores))",
    ),
    "naive logit": ("functions.py", "np.where(central, near, np.log(", "np.where(False, near, np.log("),
    "swapped sign": ("functions.py", "-softplus_values(-scores)", "-softplus_values(scores)"),
    "a clip": (
        "losses.py",
        "losses = times(targets, -np.log(rows))",
        "losses = times(targets, -np.log(np.maximum(rows, 1e-7)))",
    ),
    "nothing times infinity": ("arithmetic.py", "np.where(factor == 0.0, 0.0, factor * values)", "factor * values"),
    "mean over all": ("arithmetic.py", "total / shares.sum()", "total / max(shares.size, 1)"),
    "ignored places count": (
        "arithmetic.py",
        "shares if counted is None else np.where(counted, shares, 0.0)",
        "shares",
    ),
    "smoothing over the others": ("arithmetic.py", "label_smoothing / classes", "label_smoothing / (classes - 1)"),
    "one dtype for all": ("arithmetic.py", "result.astype(dtype)[()]", "result[()]"),
    "logarithms as probabilities": (
        "losses.py",
        "(targets, np.exp(targets)) if log_target",
        "(targets, targets) if log_target",
    ),
    "labels that sum to one": (
        "gradients.py",
        "_softmax_rows(rows) * targets.sum(axis=-1, keepdims=True)",
        "_softmax_rows(rows)",
    ),
    "half a focal gradient": ("gradients.py", "+ times(bend * (1.0 - 2.0 * targets), costs)", ""),
}

PLUGIN = """
import importlib.util, sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "logit_lint.runtime_check.reference":
            folder = {folder!r}
            where = dict(submodule_search_locations=[folder])
            return importlib.util.spec_from_file_location(name, folder + "/__init__.py", **where)

sys.meta_path.insert(0, Finder())
"""


def run(folder):
    """The exit status of the tests of the reference, with the reference of that folder."""
    folder.parent.joinpath("mutated.py").write_text(PLUGIN.format(folder=str(folder)), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-qx", "-p", "mutated", "-p", "no:cacheprovider", *TESTS]
    path = {"PYTHONPATH": str(folder.parent), "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, env=path, capture_output=True, text=True, cwd=Path(__file__).parents[2])


def test_the_suite_passes_without_a_mistake(tmp_path):
    shutil.copytree(SOURCES, tmp_path / "reference")
    finished = run(tmp_path / "reference")
    assert finished.returncode == 0, finished.stdout


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mistake_is_noticed(name, tmp_path):
    file, right, wrong = MUTANTS[name]
    shutil.copytree(SOURCES, tmp_path / "reference")
    text = (SOURCES / file).read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "reference" / file).write_text(text.replace(right, wrong), encoding="utf-8")
    finished = run(tmp_path / "reference")
    assert finished.returncode == 1, finished.stdout
