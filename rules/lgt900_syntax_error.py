"""LGT900 syntax-error."""

from __future__ import annotations

from logit_lint.findings import Severity
from logit_lint.rule import Example, Rule


class SyntaxErrorRule(Rule):
    """A file that is not Python. Found by the parser, so there is no pattern and nothing to judge."""

    code = "LGT900"
    name = "syntax-error"
    summary = "the file cannot be parsed"
    severity = Severity.ERROR
    what = """\
The file is not valid Python for the interpreter that runs logit-lint, so nothing in it was checked.
Files in which no other rule could find anything are parsed only for this rule's sake, and only as long
as that costs next to nothing: the first 300,000 characters of them in a run."""
    why = """\
A file that can't be parsed must not look like a clean one."""
    mend = """\
Correct the syntax, run logit-lint on the Python version that the code is written for, or exclude the
file."""
    safety = "Nothing is changed."
    ignore = "Where the file is a template and no Python yet: exclude it."
    references = ("Python documentation: ast.parse",)
    bad = (Example("python", "def loss(x:\n    return x\n"),)
    good = (Example("python", "def loss(x):\n    return x\n"),)
