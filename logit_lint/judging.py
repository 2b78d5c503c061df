"""The judge's bench: the exact source behind a candidate, as LibCST sees it.

Only the expression at hand is parsed, never the file. LibCST's parser takes the whole process down
on code nested thousands of levels deep, so such code never gets here.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from .findings import Finding, Severity

if TYPE_CHECKING:
    from .analysis.candidates import Candidate
    from .findings import Fix
    from .source import Source

MAX_NESTING = 100
"""Expressions nested deeper than this are not handed to LibCST."""

_LONGEST = 48
"""Longer code is shortened when it is quoted in a sentence."""


@dataclass(frozen=True)
class Words:
    """The user's own spelling: the blamed expression, and of the consuming call what is called."""

    blamed: str
    callee: str = ""
    implicit: bool = False
    """Whether the tensor itself is not written there (``compile``)."""
    instead: str = ""
    """What a fix writes instead, quoted; nothing where there is no fix."""

    @property
    def value(self) -> str:
        """The tensor that is blamed, for a sentence."""
        return "the model's output" if self.implicit else f"`{self.blamed}`"


def confirm(candidate: Candidate) -> Words | None:
    """Check on the exact source what the scout believes; None if it is not so.

    The blamed expression must be an argument of the consuming call (or what its method is called
    on, or a part of an argument); a shape must be an expression of its own.
    """
    blamed = parse(candidate.node, candidate.source)
    if blamed is None:
        return None
    if candidate.use is None:
        return Words(quote(blamed))
    call = parse(candidate.use.call, candidate.use.source)
    if not isinstance(call, cst.Call):
        return None
    wanted = code(blamed)
    given = [argument.value for argument in call.args]
    if isinstance(call.func, cst.Attribute):
        given.append(call.func.value)
    if any(code(value) == wanted or (candidate.use.implicit and wanted in code(value)) for value in given):
        return Words(quote(blamed), quote(call.func), candidate.use.implicit)
    return None


def parse(node: ast.expr, source: Source) -> cst.BaseExpression | cst.AugAssign | None:
    """The concrete syntax of one expression, comments and all; None where it is nested too deeply.

    ``x /= y`` is, as an expression, ``x / y``.
    """
    if _nesting_exceeds(node, MAX_NESTING):
        return None
    text = source.segment(node)
    try:
        # Parentheses, because inside the file the expression may go on over several lines.
        return cst.parse_expression(f"({text}\n)")
    except cst.ParserSyntaxError:
        pass
    try:
        statement = cst.parse_statement(text)
    except cst.ParserSyntaxError:
        return None
    inner = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    return inner if isinstance(inner, cst.AugAssign) else None


def _nesting_exceeds(node: ast.AST, limit: int) -> bool:
    level: list[ast.AST] = [node]
    for _ in range(limit):
        level = [child for parent in level for child in ast.iter_child_nodes(parent)]
        if not level:
            return False
    return True


def code(node: cst.BaseExpression | cst.AugAssign) -> str:
    """The code of an expression without the parentheses around it."""
    if isinstance(node, cst.AugAssign):
        return cst.Module([]).code_for_node(node).strip()
    return cst.Module([]).code_for_node(node.with_changes(lpar=[], rpar=[])).strip()


def quote(node: cst.BaseExpression | cst.AugAssign) -> str:
    """The code of an expression as a sentence quotes it: on one line, and not too long."""
    text = " ".join(code(node).split())
    if len(text) > _LONGEST and isinstance(node, cst.Call):
        text = f"{' '.join(code(node.func).split())}(…)"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def find(candidate: Candidate, message: str, *, severity: Severity | None = None, fix: Fix | None = None) -> Finding:
    """The finding of a candidate that was confirmed."""
    span = candidate.source.span(candidate.node)
    return Finding(
        code=candidate.rule.code,
        name=candidate.rule.name,
        severity=severity or candidate.rule.severity,
        message=message,
        filename=candidate.source.filename,
        span=span,
        trace=candidate.trace(),
        confidence=candidate.confidence,
        fix=fix,
        noqa_row=span.start.row,
    )
