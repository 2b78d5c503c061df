"""What one ``if`` tells about a later one that asks the same: the same arm is taken again."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .frames import Frame
    from .scopes import Scope
    from .terms import Term


class Question(NamedTuple):
    """A test without its negation, and the names that decide it."""

    text: str
    negated: bool
    names: tuple[str, ...]


class Parting(NamedTuple):
    """Where paths parted on a question: what decided it, and what names were bound to on either path."""

    deciding: tuple[Term | None, ...]
    met: dict[str, tuple[Term, Term | None, Term | None]]
    """By name: where the paths met again, where the question was met, and where it was not."""


def ask(test: ast.expr) -> Question | None:
    """The question that a test asks; None where it is not one of names, attributes and constants."""
    negated = False
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        negated, test = not negated, test.operand
    names: list[str] = []
    if not isinstance(test, ast.Compare):
        text = _text(test, names)
    else:
        operator = type(test.ops[0])
        sides = [_text(side, names) for side in (test.left, test.comparators[0])]
        if len(test.ops) != 1 or None in sides or operator not in _OPERATORS:
            return None
        positive = _OPERATORS[operator]
        negated ^= positive is not operator
        text = f"{sides[0]} {positive.__name__} {sides[1]}"
    return Question(text, negated, tuple(names)) if text and names else None


_OPERATORS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.Eq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.Is,
    ast.IsNot: ast.Is,
    ast.Gt: ast.Gt,
    ast.Lt: ast.Lt,
}


def _text(node: ast.expr, names: list[str]) -> str | None:
    if isinstance(node, ast.Name):
        names.append(node.id)
        return node.id
    if isinstance(node, ast.Constant):
        return repr(node.value)
    if isinstance(node, ast.Attribute):
        owner = _text(node.value, names)
        names += [f"{owner}.{node.attr}", "@" + node.attr]
        return f"{owner}.{node.attr}" if owner else None
    return None


def recall(question: Question, frame: Frame) -> Parting | None:
    """The earlier parting on the same question, if nothing that decides it was bound again."""
    parting = frame.partings.get(question.text)
    if parting is None or parting.deciding != tuple(map(frame.scope.find, question.names)):
        return None
    return parting


def take(parting: Parting, met: bool, scope: Scope) -> None:
    """Bind, on a path where the question is met or not, what was bound on such a path before."""
    for name, (meeting, yes, no) in parting.met.items():
        value = yes if met else no
        if value is not None and scope.find(name) is meeting:
            scope.bindings[name] = value


def remember(question: Question, arms: list[Scope], frame: Frame) -> None:
    """Note what the arms of an ``if`` (body first) bound, now that their paths have met."""
    met = {}
    for name in dict.fromkeys(name for arm in arms for name in arm.bindings):
        meeting = frame.scope.bindings.get(name)
        if meeting is not None and meeting.op == "phi":
            yes, no = (arm.find(name) for arm in (arms[::-1] if question.negated else arms))
            met[name] = (meeting, yes, no)
    if met:
        frame.partings[question.text] = Parting(tuple(map(frame.scope.find, question.names)), met)
