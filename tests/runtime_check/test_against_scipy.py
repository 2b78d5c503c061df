"""SciPy's own tests of softmax and log-softmax, with the reference in the place of its functions."""

from __future__ import annotations

import re
import subprocess
import sys

PLUGIN = '''
"""Puts the reference in the place of SciPy's functions, whose axis may be None or several."""

import numpy as np

from logit_lint.runtime_check import reference


def over(function):
    def over_axes(x, axis=None):
        x = np.asarray(x)
        axes = tuple(range(x.ndim)) if axis is None else (axis,) if isinstance(axis, int) else axis
        last = tuple(range(-len(axes), 0))
        moved = np.moveaxis(x, axes, last)
        rows = moved.reshape((*moved.shape[: x.ndim - len(axes)], -1))
        return np.moveaxis(np.reshape(function(rows), moved.shape), last, axes)[()]

    return over_axes


def pytest_collection_modifyitems(items):
    for item in items:
        item.module.softmax = over(reference.softmax)
        item.module.log_softmax = over(reference.log_softmax)
'''


def test_all_of_them_pass(tmp_path):
    (tmp_path / "replaced.py").write_text(PLUGIN, encoding="utf-8")
    quietly = ["-q", "-p", "replaced", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *quietly, "--pyargs", "scipy.special.tests.test_logsumexp"]
    path = {"PYTHONPATH": str(tmp_path)}
    command += ["-k", "TestSoftmax or TestLogSoftmax"]
    finished = subprocess.run(command, env=path, capture_output=True, text=True, cwd=tmp_path)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert int(re.search(r"(\d+) passed", finished.stdout)[1]) >= 17
