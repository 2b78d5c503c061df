"""Jupyter notebooks: one program across cells, places told by cell, edits that touch nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from logit_lint.editing import apply_edits
from logit_lint.findings import Edit, Finding, Fix, Position, Report, Severity, Span
from logit_lint.magics import as_python
from logit_lint.notebook import Notebook

from .processes import PYTORCH

if TYPE_CHECKING:
    from pathlib import Path

    from .processes import Run

IMPORTS = "import torch\nimport torch.nn.functional as F"
SOFTMAX = "p = F.softmax(torch.nn.Linear(3, 2)(x), dim=1)"
LOSS = "loss = F.cross_entropy(p, y)"


def code(text: str, *, split: bool = True) -> dict[str, Any]:
    source = text.splitlines(keepends=True) if split else text
    return {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": source}


def prose(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": [text]}


def notebook(*cells: dict[str, Any], language: str = "python", **more: Any) -> str:
    kernel = {"display_name": "K", "language": language, "name": "k"}
    document = {"cells": list(cells), "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document | more, indent=1) + "\n"


def test_a_value_is_followed_from_cell_to_cell(folder: Path, check: Run, run: Run) -> None:
    cells = [prose("# Training"), code(IMPORTS), code("%matplotlib inline\n" + SOFTMAX), code("\n" + LOSS)]
    (folder / "a.ipynb").write_text(notebook(*cells))
    outcome = check()
    assert outcome.status == 1
    (line,) = outcome.findings
    assert line.startswith("a.ipynb:cell 4:2:24: LGT101 double-softmax: ")
    (finding,) = json.loads(run("check", "--output-format", "json").out)
    assert (finding["cell"], finding["location"], finding["noqa_row"]) == (4, {"row": 2, "column": 24}, 2)
    assert [(step["cell"], step["location"]["row"]) for step in finding["trace"]] == [(3, 2), (4, 2)]
    shown = run("check").out
    assert "2 | loss = F.cross_entropy(p, y)\n" in shown
    assert f"  --> a.ipynb:cell 3:2:5\n  |\n2 | {SOFTMAX}\n" in shown


def test_noqa_and_other_reports_are_told_by_cell(folder: Path, check: Run) -> None:
    noqa = [code(IMPORTS), code(SOFTMAX), code(f"{LOSS}  # noqa: LGT101"), code(f"{LOSS}  # noqa: double-softmax")]
    (folder / "a.ipynb").write_text(notebook(*noqa, code("def f(q, y):\n    return F.cross_entropy(q, y)")))
    outcome = check("--show-unresolved")
    assert outcome.status == 0
    assert outcome.err.startswith("a.ipynb:cell 4:1: `noqa` followed by a name (double-softmax)")
    assert "a.ipynb:cell 5:2:12: " in outcome.out


@pytest.mark.parametrize(
    ("cell", "program"),
    [
        ("x = 1\n", "x = 1\n"),
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("  %cd ..\nx = 1", "  %cd ..\nx = 1"),
        ("if x:\n    %cd ..\n    !ls {x}\n", "if x:\n    pass\n    pass\n"),
        ("!pip install \\\n  torch\nx = 1", "pass\n\nx = 1"),
        ("pip install torch\nimport torch", "pass\nimport torch"),
        ("files = !ls\na, b = %magic\n", "files = get_ipython()\na, b = get_ipython()\n"),
        ("torch.softmax?\n?torch\ntorch??\n", "pass\npass\npass\n"),
        ("%time y = f(x)\n", "if 1: y = f(x)\n"),
        ("%timeit f(x)\n", "pass\n"),
        ("x = (a\n     % b)\n", "x = (a\n     % b)\n"),
        ('"""\n%not magic\n!nor this\n"""\n', '"""\n%not magic\n!nor this\n"""\n'),
        ("%%time\nx = 1\n", "\nx = 1\n"),
        ("\n%%capture out\n%cd x\nx = 1\n", "\n\npass\nx = 1\n"),
        ("%%bash\nfor x in (\n", "\n\n"),
        ("%%writefile a.py\nx = 1\n", "\n\n"),
        ("await f()\n", "await f()\n"),
        ("", ""),
    ],
)
def test_magics_become_python_row_by_row(cell: str, program: str) -> None:
    made, error = as_python(cell)
    if cell.startswith("  %cd"):  # an indented line that nothing has opened is an error of the user's
        assert error is not None
    else:
        assert (made, error) == (program, None)
    assert made.count("\n") == cell.count("\n")


def test_a_broken_cell_is_a_finding_and_the_others_are_checked(folder: Path, check: Run) -> None:
    broken = code("x = 1\ndef broken(:\n    p = y")
    (folder / "a.ipynb").write_text(notebook(code(IMPORTS), code(SOFTMAX), broken, code(LOSS)))
    first, second = check().findings
    assert first.startswith("a.ipynb:cell 3:2:12: LGT900 syntax-error: ")
    assert second.startswith("a.ipynb:cell 4:1:24: LGT101 ")
    assert check("--ignore", "LGT900").err.startswith("a.ipynb:cell 3:2: not checked, as it does not parse: ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a notebook: expecting value (line 1)"),
        ('{"cells": [\n', "not a notebook: expecting value (line 2)"),
        ("[]", "not a notebook: its JSON is no object"),
        ("{}", "not a notebook: it has no cells"),
        ('{"cells": {}}', "not a notebook: it has no cells"),
        ('{"cells": [1]}', "not a notebook: cell 1 is no object"),
        ('{"cells": [{"cell_type": "code", "source": 1}]}', "not a notebook: the source of cell 1 is no text"),
        ('{"worksheets": []}', "a notebook of format 3; opening and saving it in Jupyter makes it a current one"),
        ("[" * 100_000, "not a notebook: nested too deeply"),
    ],
)
def test_what_is_no_notebook_is_said_and_the_rest_checked(folder: Path, check: Run, text: str, message: str) -> None:
    (folder / "a.ipynb").write_text(text)
    (folder / "b.py").write_text(PYTORCH)
    outcome = check()
    assert outcome.status == 2
    assert outcome.err == f"a.ipynb: {message}\n"
    assert len(outcome.findings) == 1


def test_not_utf8(folder: Path, check: Run) -> None:
    (folder / "a.ipynb").write_bytes(b'{\n"cells": "\xff"}')
    assert check().err == "a.ipynb: not UTF-8, and no encoding is declared (line 2)\n"


def test_other_languages_are_no_error(folder: Path, check: Run) -> None:
    (folder / "a.ipynb").write_text(notebook(code("x <- softmax(y)"), language="R"))
    outcome = check()
    assert outcome.status == 0
    assert outcome.err == "a.ipynb: not checked: a notebook in R\n"
    scala = code("val x = 1") | {"metadata": {"vscode": {"languageId": "scala"}}}
    (folder / "a.ipynb").write_text(notebook(scala, code(IMPORTS), code(SOFTMAX), code(LOSS)))
    assert check().findings[0].startswith("a.ipynb:cell 4:1:24: LGT101 ")


def test_a_notebook_without_code_or_with_bad_characters_is_clean(folder: Path, check: Run) -> None:
    (folder / "a.ipynb").write_text(notebook(prose("softmax cross_entropy"), code(""), code("# torch softmax")))
    (folder / "b.ipynb").write_text(notebook())
    outcome = check()
    assert (outcome.status, outcome.err) == (0, "")
    (folder / "c.ipynb").write_text(notebook(code("x = '\ud800'"), code(IMPORTS), code(SOFTMAX), code(LOSS)))
    assert [line.split()[2] for line in check().findings] == ["LGT900", "LGT101"]


def test_standard_input_is_a_notebook_if_its_name_says_so(check: Run) -> None:
    text = notebook(code(IMPORTS), code(SOFTMAX), code(LOSS))
    assert check("-", "--stdin-filename", "a.ipynb", stdin=text).findings[0].startswith("a.ipynb:cell 3:1:24: LGT101 ")


def edit(cell: int, row: int, first: int, last: int, content: str) -> Edit:
    return Edit(content, Span(Position(row, first), Position(row, last)), cell)


ODD = """\ufeff{ "nbformat" : 4,
 "metadata": {"kernelspec": {"language": "python"}, "source": ["not a cell"]},\r
\t"cells": [
  {"cell_type": "markdown", "source": "é", "attachments": {"a": "\\u00e9"}},
  {"outputs": [{"text": ["1e3\\n"], "data": 1.0e+3}], "cell_type": "code",
     "source": [ "a = 1\\n" ,\n       "b = \\u00e9\\n",\n  "c = 3" ], "metadata": {"cells": []}},
  {"cell_type": "code", "source": "d = 1\\ne = 2", "id": "x"}, {"cell_type":"code","source":[]}
 ]}"""


def test_edits_change_the_source_of_their_cell_only() -> None:
    data = ODD.encode()
    book = Notebook("a.ipynb", data)
    assert book.edited([]) == data
    changed = book.edited([edit(2, 1, 5, 6, "100"), edit(3, 2, 5, 6, "ü")]).decode()
    assert changed == ODD.replace('"a = 1\\n"', '"a = 100\\n"').replace('"d = 1\\ne = 2"', '"d = 1\\ne = ü"')


def test_a_new_line_gets_the_white_space_of_the_others() -> None:
    book = Notebook("a.ipynb", notebook(code("a = 1\nb = 2")).encode())
    changed = book.edited([edit(1, 2, 1, 1, "import é\n")]).decode()
    assert changed == notebook(code("a = 1\nimport \0\nb = 2")).replace("\\u0000", "é")
    assert book.edited([edit(1, 1, 1, 6, ""), edit(1, 2, 1, 6, "")]).decode() == notebook(code("\n"))
    whole = Edit("", Span(Position(1, 1), Position(2, 6)), 1)
    assert json.loads(book.edited([whole]))["cells"][0]["source"] == []


def test_edits_in_the_program_are_told_by_cell_and_written_back() -> None:
    cells = [code(IMPORTS), prose("…"), code("%cd x\n" + SOFTMAX), code(LOSS)]
    book = Notebook("a.ipynb", notebook(*cells).encode())
    edits = (
        Edit("torch.nn.Linear(3, 2)(x)", Span(Position(5, 24), Position(5, 25))),
        Edit("# …\n", Span(Position(4, 1), Position(4, 1))),
    )
    place = edits[0].span
    report = Report([Finding("LGT101", "n", Severity.ERROR, "…", "a.ipynb", place, fix=Fix(False, "…", edits))])
    book.localise(report)
    (finding,) = report.findings
    assert finding.fix is not None
    assert [one.cell for one in finding.fix.edits] == [4, 3]
    cells[2:] = [code("%cd x\n# …\n" + SOFTMAX), code(LOSS.replace("p,", "torch.nn.Linear(3, 2)(x),"))]
    assert json.loads(book.edited(finding.fix.edits)) == json.loads(notebook(*cells))


@pytest.mark.parametrize(
    ("text", "edits", "expected"),
    [
        ("a\r\nb\r\n", [edit(1, 2, 1, 1, "x\n")], "a\r\nx\r\nb\r\n"),
        ("a\rb", [edit(1, 2, 2, 2, "!")], "a\rb!"),
        ("a\x0cb\n", [edit(1, 1, 3, 4, "c")], "a\x0cc\n"),
        ("", [edit(1, 1, 1, 1, "x")], "x"),
        ("ab", [edit(1, 1, 2, 3, "2"), edit(1, 1, 1, 2, "1")], "12"),
        ("ab", [edit(1, 1, 2, 2, "1"), edit(1, 1, 2, 2, "2")], "a12b"),
    ],
)
def test_edits_keep_the_line_ends(text: str, edits: list[Edit], expected: str) -> None:
    assert apply_edits(text, edits) == expected


def test_edits_that_overlap_or_miss_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abc", [edit(1, 1, 1, 3, ""), edit(1, 1, 2, 4, "")])
    with pytest.raises(ValueError, match="row 2"):
        apply_edits("abc", [edit(1, 2, 1, 1, "")])
