"""Programs before and after all their fixes."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from logit_lint import lint_source
from logit_lint.config import Configuration, Settings
from logit_lint.fixing import mend
from logit_lint.linter import Session
from logit_lint.source import Source

if TYPE_CHECKING:
    from logit_lint.findings import Finding


def after(program: str, *opted: str, unsafe: bool = True) -> str:
    """What all fixes make of a program; ``opted`` are turned on, too."""
    source = Source("program.py", textwrap.dedent(program))
    session = Session(Configuration(fixed=Settings(extend_select=opted)))
    return mend(source, session.check, session.check(source), unsafe=unsafe).text


def finding_in(program: str, code: str) -> Finding:
    """The first finding of a rule on a program."""
    settings = Settings(extend_select=(code,))
    return next(found for found in lint_source(textwrap.dedent(program), settings=settings) if found.code == code)
