from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from logit_lint.findings import Finding, Position, Severity, Span
from logit_lint.registry import load_rules
from logit_lint.source import Source
from logit_lint.suppression import suppress

if TYPE_CHECKING:
    from pathlib import Path

    from .processes import Run


def at(row: int, code: str = "LGT101") -> Finding:
    place = Position(row, 1)
    return Finding(code, "double-softmax", Severity.ERROR, "…", "a.py", Span(place, place))


def kept(text: str, row: int = 1, code: str = "LGT101") -> list[int]:
    """The noqa rows of what is left of one finding."""
    return [finding.noqa_row for finding in suppress([at(row, code)], Source("a.py", text)).findings]


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "# NOQA",
        "# noqa: LGT101",
        "# noqa:LGT101",
        "# noqa: lgt101",
        "# noqa: E501,LGT101",
        "# noqa: E501, LGT101",
        "# noqa: E501 LGT101",
        "# noqa: LGT1",
        "# noqa: LGT",
        "# noqa: LGT101 because",
        "# because  # noqa: LGT101",
        "# noqa : E501",
        "# noqa: double-softmax",
    ],
)
def test_what_silences(comment: str) -> None:
    assert kept(f"loss(p, y)  {comment}\n") == []


@pytest.mark.parametrize(
    "comment", ["", "# noqa: E501", "# noqa: LGT102,LGT2", "# no qa", "# type: ignore", "# flake8: noqa"]
)
def test_what_does_not(comment: str) -> None:
    # The last would silence the whole file, but only from a line of its own.
    assert kept(f"loss(p, y)  {comment}\n") == [1]


def test_another_line_does_not_count() -> None:
    assert kept("# noqa\nloss(p, y)\n# noqa\n", row=2) == [2]
    assert kept("loss(\n    p,\n    y,\n)  # noqa\n", row=2) == [2]


def test_a_string_is_not_a_comment() -> None:
    assert kept("loss(p, '# noqa')\n") == [1]
    assert kept('loss(p, """\n# noqa\n""")\n') == [3]


def test_joined_lines_share_the_comment_behind_the_last() -> None:
    assert kept("x = \\\n    loss(p, y)  # noqa\n", row=1) == []
    assert kept("x = \\\n    loss(p, y)  # noqa\n", row=2) == []
    assert kept("x = \\\n    loss(p, \\\n    y)\n", row=2) == [3]
    assert kept('x = loss(p, """\n\n""", y)  # noqa\n', row=1) == []
    assert kept('x = loss(p, """\n\n""", y)\n', row=1) == [3]
    assert kept("x = [\n    loss(p, '''\n''')]\n", row=2) == [3]


def test_a_whole_file() -> None:
    assert kept("# flake8: noqa\nloss(p, y)\n", row=2) == []


def test_code_that_does_not_tokenize() -> None:
    assert kept("x = (\nloss(p, y]  # noqa\n", row=2) == []
    assert kept("x = '''\nloss(p, y)  # noqa: LGT9\n", row=2, code="LGT900") == []


def test_a_name_silences_everything_and_is_remarked_once() -> None:
    text = "loss(p, y)  # noqa: double-softmax\nloss(p, y)  # noqa: LGT101 double-softmax\nx = 1  # noqa: some-words\n"
    silence = suppress([at(1), at(1, "LGT401"), at(2)], Source("a.py", text), load_rules())
    assert silence.findings == []
    (remark,) = silence.remarks
    assert str(remark).startswith("a.py:1: `noqa` followed by a name (double-softmax) silences everything on the line")


def test_without_a_comment_nothing_is_tokenized(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tokenize.generate_tokens", lambda _: pytest.fail("tokenized"))
    assert kept('"""Text."""\nloss(p, y)\n', row=2) == [2]


def test_the_remark_goes_to_standard_error(folder: Path, check: Run) -> None:
    (folder / "a.py").write_text(
        "import torch.nn.functional as F\n\n\ndef step(x, y):\n"
        "    return F.cross_entropy(F.softmax(x, dim=1), y)  # noqa: double-softmax\n"
    )
    outcome = check()
    assert outcome.status == 0
    assert outcome.findings == []
    assert outcome.err.startswith("a.py:5: `noqa` followed by a name")
