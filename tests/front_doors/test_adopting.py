"""How old code begins to be checked: a baseline, `# noqa` for everything, silence for whole blocks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from logit_lint import lint_source

from .processes import CLEAN, LOG_SOFTMAX, PYTORCH

if TYPE_CHECKING:
    from pathlib import Path

    from .processes import Run


def test_a_baseline_silences_what_it_lists_and_nothing_else(folder: Path, check: Run) -> None:
    (folder / "a.py").write_text(LOG_SOFTMAX)
    (folder / "sub").mkdir()
    (folder / "sub" / "b.py").write_text(PYTORCH)
    written = check("--write-baseline", "known.json")
    assert (written.status, written.out) == (0, "known.json: 3 findings written\n")
    outcome = check("--baseline", "known.json")
    assert outcome.status == 0
    assert outcome.findings == []
    assert outcome.err == "known.json: silent on 3 known findings\n"
    (folder / "a.py").write_text(LOG_SOFTMAX.replace("torch.log(F.", "torch.log(torch."))
    outcome = check("--baseline", "known.json")
    assert outcome.status == 1
    assert [line.split()[1] for line in outcome.findings] == ["LGT401"]


def test_a_baseline_survives_moved_and_reformatted_lines(folder: Path, check: Run) -> None:
    (folder / "a.py").write_text(PYTORCH)
    check("--write-baseline", "known.json")
    moved = PYTORCH.replace("def step", "def other():\n    return 1\n\n\ndef step")
    (folder / "a.py").write_text(moved.replace("F.softmax(net(x), dim=1)", "F.softmax(net(x),\n        dim=1)"))
    assert check("--baseline", "known.json").status == 0


def test_a_baseline_is_not_made_of_what_another_leaves(folder: Path, check: Run) -> None:
    (folder / "a.py").write_text(PYTORCH)
    assert check("--baseline", "known.json", "--write-baseline", "known.json").status == 2
    check("--write-baseline", "known.json")
    assert check("--baseline", "known.json", "--add-noqa").out == ""
    assert (folder / "a.py").read_text() == PYTORCH


def test_one_more_of_the_same_is_new(folder: Path, check: Run) -> None:
    (folder / "a.py").write_text(PYTORCH)
    check("--write-baseline", "known.json")
    (folder / "a.py").write_text(PYTORCH + PYTORCH.partition("functional as F\n")[2])
    outcome = check("--baseline", "known.json")
    assert [line.partition(" ")[0] for line in outcome.findings] == ["a.py:11:34:"]


def test_a_baseline_is_the_same_wherever_it_is_used_from(folder: Path, check: Run, run: Run) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "a.py").write_text(PYTORCH)
    check("--write-baseline", "sub/known.json", "sub")
    first = (folder / "sub" / "known.json").read_bytes()
    assert [*json.loads(first)["findings"]] == ["a.py"]
    check("--write-baseline", str(folder / "sub" / "known.json"), str(folder))
    assert (folder / "sub" / "known.json").read_bytes() == first
    assert check("--baseline", str(folder / "sub" / "known.json"), str(folder / "sub" / "a.py")).status == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot be read: no such file or directory"),
        ("{", "not a baseline: "),
        ("[]", "not a baseline: write it anew with --write-baseline"),
        ('{"version": 2, "findings": {}}', "a baseline of version 2; this one reads 1"),
        ('{"version": 1, "findings": {"a.py": [{"code": 1}]}}', "not a baseline: write it anew"),
    ],
)
def test_what_is_no_baseline_is_an_error(folder: Path, check: Run, text: str | None, message: str) -> None:
    if text is not None:
        (folder / "known.json").write_text(text)
    outcome = check("--baseline", "known.json")
    assert outcome.status == 2
    assert outcome.err.startswith(f"logit-lint: known.json: {message}")
    assert outcome.err.count("\n") == 1


NOQA = """\
import torch.nn.functional as F


def step(z, y):
    a = F.cross_entropy(F.softmax(z, dim=1), y)
    b = F.cross_entropy(F.softmax(z, dim=1), y)  # noqa: E501
    c = F.cross_entropy(F.softmax(z, dim=1), y)  # why not
    d = F.cross_entropy(F.softmax(z, dim=1), F.softmax(F.softmax(y, dim=1), dim=1)) + \\
        1
    e = F.cross_entropy(F.softmax(z, dim=1), y)  # noqa: LGT101
    return a, b, c, d, e
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_noqa_is_added_to_every_finding(folder: Path, check: Run, line_end: str) -> None:
    text = "\ufeff" + NOQA.replace("\n", line_end)
    (folder / "a.py").write_bytes(text.encode())
    (folder / "b.py").write_text(CLEAN)
    outcome = check("--add-noqa")
    assert (outcome.status, outcome.out) == (0, "a.py: 4 lines with a new `# noqa`\n")
    expected = text.split(line_end)
    expected[4] += "  # noqa: LGT101"
    expected[5] += ", LGT101"
    expected[6] += "  # noqa: LGT101"
    expected[8] += "  # noqa: LGT101, LGT104"
    assert (folder / "a.py").read_bytes().decode().split(line_end) == expected
    assert check("--quiet").out == ""
    assert check("--add-noqa").out == ""


def test_noqa_keeps_the_encoding(folder: Path, check: Run) -> None:
    text = "# coding: latin-1\n" + PYTORCH.replace("net", "n\u00e9t")
    (folder / "a.py").write_bytes(text.encode("latin-1"))
    check("--add-noqa")
    assert (folder / "a.py").read_bytes() == text.replace("y)\n", "y)  # noqa: LGT101\n").encode("latin-1")


def test_noqa_is_added_to_notebooks(folder: Path, check: Run) -> None:
    cells = [{"cell_type": "code", "source": line} for line in ("%cd x", PYTORCH, "1")]
    text = json.dumps({"cells": cells, "metadata": {}})
    (folder / "a.ipynb").write_text(text)
    check("--add-noqa")
    assert (folder / "a.ipynb").read_text() == text.replace("y)\\n", "y)  # noqa: LGT101\\n")
    assert check().status == 0


def test_a_syntax_error_gets_no_comment(folder: Path, check: Run) -> None:
    (folder / "a.py").write_text("import torch\ndef broken(:\n")
    assert check("--add-noqa").out == ""
    assert (folder / "a.py").read_text() == "import torch\ndef broken(:\n"


HEAD = "import torch.nn.functional as F\n\n\n"
BAD = "F.cross_entropy(F.softmax(z, dim=1), y)"


def rows(program: str) -> list[int]:
    """The rows with findings, counted from the line behind the imports."""
    program = program.replace("BAD", BAD)
    return [finding.span.start.row - 3 for finding in lint_source(HEAD + program)]


@pytest.mark.parametrize(
    ("program", "left"),
    [
        ("BAD\n", [1]),
        ("# logit-lint: disable=LGT101\nBAD\nBAD\n", []),
        ("# logit-lint: disable=LGT102\nBAD\n", [2]),
        ("# logit-lint: disable\nBAD\n", []),
        ("# logit-lint: disable = LGT1, LGT2\nBAD\n", []),
        ("# logit-lint: disable=double-softmax\nBAD\n", []),
        ("#logit-lint:disable=lgt101  (old code)\nBAD\n", []),
        ("BAD\n# logit-lint: disable=LGT101\nBAD\n# logit-lint: enable=LGT101\nBAD\n", [1, 5]),
        ("# logit-lint: disable=LGT101,LGT102\nBAD\n# logit-lint: enable=LGT102\nBAD\n", []),
        ("# logit-lint: disable=LGT101\nBAD\n# logit-lint: enable\nBAD\n", [4]),
        ("def f(z, y):\n    # logit-lint: disable=LGT101\n    BAD\n    return BAD\n\n\nBAD\n", [7]),
        ("def f(z, y):\n    # logit-lint: disable\n    if z:\n        BAD\n    return BAD\n\n\nBAD\n", [8]),
        ("def f(z, y):\n    if z:\n        # logit-lint: disable\n        BAD\n    # a comment\n    return BAD\n", [6]),
        ("BAD  # logit-lint: disable=LGT101\nBAD\n", [2]),
        ("x = [\n    BAD,\n]  # logit-lint: disable=LGT101\n", []),
        ("x = '# logit-lint: disable'\nBAD\n", [2]),
    ],
)
def test_blocks(program: str, left: list[int]) -> None:
    assert rows(program) == left


@pytest.mark.parametrize(
    ("comment", "remark"),
    [
        ("# logit-lint: disable=LGT10l", "disable: unknown rule 'LGT10L'; did you mean 'LGT101'?"),
        ("# logit-lint: enable", "`enable` without a `disable` above it"),
        ("# logit-lint: disabel=LGT101", "neither `disable` nor `enable`: 'disabel'"),
    ],
)
def test_comments_that_do_nothing_are_remarked(folder: Path, check: Run, comment: str, remark: str) -> None:
    (folder / "a.py").write_text(f"{comment}\n{HEAD}{BAD}\n")
    outcome = check()
    assert outcome.status == 1
    assert outcome.err == f"a.py:1: {remark}\n"


def test_unused_suppressions_are_listed(folder: Path, check: Run) -> None:
    (folder / "a.py").write_text(
        f"{HEAD}{BAD}  # noqa: LGT101, LGT401, E501\n"
        "x = 1  # noqa: LGT101\n"
        "x = 2  # noqa\n"
        "x = '# noqa: LGT101'\n"
        "# logit-lint: disable=LGT2\n"
        "# logit-lint: disable=LGT101\n"
        f"{BAD}\n"
    )
    (folder / "clean.py").write_text("x = 1  # noqa: LGT101\n")
    outcome = check("--show-unused-suppressions")
    assert outcome.status == 0
    assert outcome.out.splitlines()[:-1] == [
        "a.py:4: `noqa: LGT401` silences nothing",
        "a.py:5: `noqa: LGT101` silences nothing",
        "a.py:8: `disable=LGT2` silences nothing",
        "clean.py:1: `noqa: LGT101` silences nothing",
    ]
    # Of a rule that is off, nobody knows.
    assert "LGT401" not in check("--show-unused-suppressions", "--ignore", "LGT401").out
