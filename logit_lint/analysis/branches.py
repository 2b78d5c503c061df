"""Where paths part and meet: ``if``, ``try`` and ``match``."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING, Any

from . import correlations, expressions, statements
from .terms import UNKNOWN, Term, truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from .frames import Entries, Frame, Use
    from .scopes import Scope


def if_statement(node: ast.If, frame: Frame) -> bool:
    """Interpret an ``if``; False where no path leads past it, here and below."""
    known = truth(expressions.evaluate(node.test, frame))
    if known is not None:
        return statements.execute(node.body if known else node.orelse, frame)
    uses = frame.run.uses
    start = len(uses)
    arms: list[tuple[bool, int]] = []
    scopes: list[Scope] = []
    question = correlations.ask(node.test)
    before = correlations.recall(question, frame) if question is not None else None

    def arm(body: list[ast.stmt]) -> bool:
        if question is not None and before is not None:
            correlations.take(before, (body is node.body) is not question.negated, frame.scope)
        scopes.append(frame.scope)
        through = statements.execute(body, frame)
        arms.append((through, len(uses)))
        return through

    through = _paths(frame, [partial(arm, node.body), partial(arm, node.orelse)])
    if question is not None and all(arrived for arrived, _ in arms):
        correlations.remember(question, scopes, frame)
    (body_through, middle), (_, end) = arms
    oppose(uses[start:middle], uses[middle:end])
    if through and not body_through:
        frame.left_early = uses[start:middle]
    return through


def oppose(one: Entries, other: Entries) -> None:
    """Tell the uses of a tensor on one arm of an ``if`` of those of the same tensor on the other."""
    if not one or not other:
        return
    for these, those in ((one, other), (other, one)):
        opposite: dict[int, list[Use]] = {}
        for use in _each_use(those):
            opposite.setdefault(_identity(use.term), []).append(use)
        for use in _each_use(these):
            use.alternatives = (*use.alternatives, *opposite.get(_identity(use.term), ()))


def _each_use(entries: Entries) -> list[Use]:
    return [use for readings in entries for uses in readings for use in uses]


def _identity(term: Term) -> int:
    """The tensor behind views of it."""
    while term.op in ("same", "take", "index") and term.args:
        term = term.args[0]
    return id(term)


def _paths(frame: Frame, alternatives: list[Any]) -> bool:
    """Interpret alternatives from the same state and let those that come through meet."""
    outer = frame.scope
    through = []
    for alternative in alternatives:
        frame.scope = outer.branch()
        try:
            if alternative():
                through.append(frame.scope)
        finally:
            frame.scope = outer
    outer.join(through)
    return bool(through)


def try_statement(node: Any, frame: Frame) -> bool:
    """Interpret a ``try``."""
    outer = frame.scope
    attempt = outer.branch()
    frame.scope = attempt
    try:
        through = statements.execute(node.body, frame)
        if through and node.orelse:
            through = statements.execute(node.orelse, frame)
    finally:
        frame.scope = outer

    def handle(handler: ast.ExceptHandler) -> bool:
        # An exception may have come before or after anything that the body bound.
        frame.scope.join([outer.branch(), attempt])
        if handler.name:
            frame.scope.bindings[handler.name] = UNKNOWN
        return statements.execute(handler.body, frame)

    arrived = [attempt] if through else []
    for handler in node.handlers:
        frame.scope = outer.branch()
        try:
            if handle(handler):
                arrived.append(frame.scope)
        finally:
            frame.scope = outer
    outer.join(arrived)
    finished = statements.execute(node.finalbody, frame) if node.finalbody else True
    return finished and bool(arrived)


def match_statement(node: ast.Match, frame: Frame) -> bool:
    """Interpret a ``match``."""
    subject = expressions.evaluate(node.subject, frame)
    alternatives: list[Callable[[], bool]] = []
    exhaustive = False
    for case in node.cases:
        decided = _case_matches(case, subject)
        if decided is False:
            continue

        alternatives.append(partial(_take_case, case, frame))
        if decided:
            exhaustive = True
            break
    if not exhaustive:
        alternatives.append(lambda: True)
    return _paths(frame, alternatives)


def _take_case(case: ast.match_case, frame: Frame) -> bool:
    for name in _captures(case.pattern):
        frame.scope.bindings[name] = UNKNOWN
    return statements.execute(case.body, frame)


def _case_matches(case: ast.match_case, subject: Term) -> bool | None:
    pattern = case.pattern
    if isinstance(pattern, ast.MatchAs) and pattern.pattern is None:
        return True if case.guard is None else None
    if isinstance(pattern, ast.MatchValue) and isinstance(pattern.value, ast.Constant) and subject.op == "const":
        matches = pattern.value.value == subject.data
        return matches if not matches or case.guard is None else None
    return None


def _captures(pattern: ast.pattern) -> list[str]:
    return [name for node in ast.walk(pattern) if (name := getattr(node, "name", None) or getattr(node, "rest", None))]
