"""Every row of the knowledge base, asked of the real framework; and rows that lie, which must be found out.

Each table is checked in a process of its own: the frameworks do not all live well together.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from logit_lint.knowledge.catalog import PACKAGES
from logit_lint.knowledge.tables import table

from .conftest import LINES
from .frameworks import environment_of
from .suite import Outcome, summary

pytestmark = pytest.mark.frameworks

TABLES = sorted({name for families in PACKAGES.values() for family in families for name in family.tables})
BACKENDS = [(name, "") for name in TABLES] + [("keras", "jax"), ("keras", "torch")]


def check(name: str, *arguments: str, backend: str = "") -> list[Outcome]:
    """The outcomes of a table's rows, found out by a process of its own."""
    environment = environment_of(name) | ({"KERAS_BACKEND": backend} if backend else {})
    done = subprocess.run(
        [sys.executable, "-m", "conformance", name, "--json", *arguments],
        cwd=Path(__file__).parents[1],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout, done.stderr[-2000:]
    return [Outcome(**one) for one in json.loads(done.stdout.splitlines()[-1])]


@pytest.mark.parametrize(("name", "backend"), BACKENDS, ids=lambda value: value or "default")
def test_the_framework_says_the_same(name: str, backend: str) -> None:
    outcomes = check(name, backend=backend)
    assert len(outcomes) == len(table(name).rows)
    counts = [
        sum(values) for values in zip(*((1, one.aliases, bool(one.measured), bool(one.problems)) for one in outcomes))
    ]
    LINES.append((summary(f"{name} on {backend}" if backend else name, outcomes), *counts))
    problems = [f"{one.name}: {'; '.join(one.problems)}" for one in outcomes if one.problems]
    assert not problems, "\n".join(problems)
    assert all(one.measured or one.unmeasured for one in outcomes)


TRUE = """\
torch.nn.functional.binary_cross_entropy(input: probs(sigmoid), target: dense-labels, weight=None, size_average=None,
    reduce=None, reduction='mean') -> loss
torch.nn.functional.nll_loss(input: log-probs(softmax, 1), target: indices, weight=None, size_average=None,
    ignore_index=-100, reduce=None, reduction='mean') -> loss
torch.nn.functional.cross_entropy(input: logits(softmax, 1), target: labels, weight=None, size_average=None,
    ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0) -> loss
torch.nn.CrossEntropyLoss(weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean',
    label_smoothing=0.0)(input: logits(softmax, 1), target: labels) -> loss
    = torch.nn.modules.loss.CrossEntropyLoss
torch.nn.functional.logsigmoid(input) -> log_sigmoid(input)
"""


@pytest.mark.parametrize(
    ("true", "false", "complaint"),
    [
        # A swapped role.
        ("input: probs(sigmoid)", "input: logits(sigmoid)", "input: logits is not what it takes"),
        (
            "input: logits(softmax, 1), target: labels, weight",
            "input: probs(softmax, 1), target: labels, weight",
            "probs",
        ),
        ("input: log-probs(softmax, 1)", "input: probs(softmax, 1)", "input: probs is not what it takes"),
        ("input: log-probs(softmax, 1)", "input: logits(softmax, 1)", "input: logits is not what it takes"),
        ("input: logits(softmax, 1), target: labels)", "input: logits(sigmoid), target: labels)", "logits"),
        # Another axis.
        ("input: logits(softmax, 1), target: labels)", "input: logits(softmax, -1), target: labels)", "logits"),
        # A wrong default, another order, a parameter that does not exist.
        (
            "reduction='mean',\n    label",
            "reduction='sum',\n    label",
            "the default of reduction is 'mean', not 'sum'",
        ),
        (
            "label_smoothing=0.0) -> loss",
            "label_smoothing=0.1) -> loss",
            "the default of label_smoothing is 0.0, not 0.1",
        ),
        (
            "input: log-probs(softmax, 1), target: indices",
            "target: indices, input: log-probs(softmax, 1)",
            "parameters are",
        ),
        (
            "weight=None, size_average=None,\n    reduce",
            "weights=None, size_average=None,\n    reduce",
            "parameters are",
        ),
        # Another result, an alias that is something else, a name that does not exist.
        ("-> log_sigmoid(input)", "-> sigmoid(input)", "the result is not sigmoid"),
        ("= torch.nn.modules.loss.CrossEntropyLoss", "= torch.nn.modules.loss.NLLLoss", "is something else"),
        ("torch.nn.functional.logsigmoid", "torch.nn.functional.log_sigmoid", "the name does not resolve"),
    ],
)
def test_a_false_row_is_found_out(true: str, false: str, complaint: str, tmp_path: Path) -> None:
    assert true in TRUE
    rows = tmp_path / "rows.api"
    rows.write_text(TRUE.replace(true, false, 1))
    problems = [problem for one in check("torch", f"--rows={rows}") for problem in one.problems]
    assert problems
    assert complaint in problems[0]


def test_true_rows_are_measured(tmp_path: Path) -> None:
    rows = tmp_path / "rows.api"
    rows.write_text(TRUE)
    outcomes = check("torch", f"--rows={rows}")
    assert len(outcomes) == 5
    assert all(one.measured and not one.problems for one in outcomes)
