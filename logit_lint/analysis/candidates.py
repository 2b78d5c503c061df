"""Candidates: what the scout believes, and how the value came there."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..findings import Confidence, Step
from .terms import TRANSPARENT, Term, is_const

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..rule import Rule
    from ..source import Source
    from .frames import Use
    from .senses import Sense
    from .values import Function

_MAKERS = {
    "softmax": "softmax applied here",
    "sigmoid": "sigmoid applied here",
    "log_softmax": "log-softmax applied here",
    "log_sigmoid": "log-sigmoid applied here",
    "affine": "these raw scores are made here",
    "matmul": "these raw scores are made here",
    "log": "the logarithm is taken here",
    "exp": "the exponential is taken here",
    "param": "only its name says what it is",
    "attr": "only its name says what it is",
}


@dataclass(eq=False)
class Candidate:
    """This rule, at this expression, because of this term."""

    rule: Rule
    source: Source
    node: ast.expr
    """The expression to blame."""
    term: Term
    """The term of the wrong kind, or the one that has the rule's shape."""
    use: Use | None = None
    sense: Sense | None = None
    parts: dict[str, Term] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    """All the terms that belong to the mistake; less specific rules are silent at them."""
    function: Function | None = None
    """The function in which the expression stands."""
    names: dict[str, str] = field(default_factory=dict)
    """What the module's names were imported from."""
    tree: ast.Module | None = None
    """The file's syntax tree."""
    peers: Sequence[Candidate] = ()
    """All candidates of the file, this one among them."""
    failure: Exception | None = None
    """What went wrong when its fix was drafted: a mistake of ours, which hides no finding."""

    @property
    def confidence(self) -> Confidence:
        """Whether the code or only a name is the evidence."""
        return Confidence.LIKELY if self.sense is not None and self.sense.named else Confidence.CERTAIN

    def trace(self) -> tuple[Step, ...]:
        """Where the value was made, which functions handed it on, and who consumed it."""
        steps: list[Step] = []
        if self.use is not None:
            steps += journey(self.term)
            steps.append(_step(f"given to `{self.use.api.short_name}` here", self.use.call, self.use.source))
        else:
            # A product in a formula is one of labels and logarithms, no scores.
            inner = [term for term in self.terms if term is not self.term and term.op != "matmul"]
            for term in sorted(inner, key=_place):
                if term.op in _MAKERS and isinstance(term.node, ast.expr) and term.source is not None:
                    steps.append(_step(_MAKERS[term.op], term.node, term.source))
        blamed = self.source.span(self.node)
        kept: list[Step] = []
        for step in dict.fromkeys(steps):
            if kept and (kept[-1].filename, kept[-1].span) == (step.filename, step.span):
                message = f"{kept.pop().message.removesuffix(' here')}, {step.message}"
                step = Step(message, step.filename, step.span)
            if step.span != blamed or step.filename != self.source.filename or " by " in step.message:
                kept.append(step)
        return tuple(kept)


def _place(term: Term) -> tuple[int, int]:
    node = term.node
    return (node.lineno, node.col_offset) if isinstance(node, ast.expr) else (0, 0)


def _step(message: str, node: ast.expr, source: Source) -> Step:
    return Step(message, source.filename, source.span(node))


def journey(term: Term) -> list[Step]:
    """The stations of a value from where it was made, oldest first."""
    steps: list[Step] = []
    seen: set[int] = set()
    current = term
    while id(current) not in seen:
        seen.add(id(current))
        if current.op == "call":
            current = current.data.result
            continue
        if current.op == "returned":
            if isinstance(current.node, ast.expr) and current.source is not None and current.data is not None:
                words = current.data.words
                if words != "<lambda>":
                    steps.append(_step(f"returned by `{words}` here", current.node, current.source))
            current = current.args[0]
            continue
        if current.op == "phi":
            branches = [branch for branch in current.args if not is_const(branch, None) and branch is not term]
            if not branches:
                break
            current = branches[0]
            continue
        if current.op in TRANSPARENT or current.op in ("neg", "clip", "mean", "max", "min"):
            if not current.args:
                break
            current = current.args[0]
            continue
        if current.op in ("add", "sub", "mul", "div", "where", "join") and current.args:
            nested = next(
                (arg for arg in current.args if arg.op not in ("const", "unknown", "part", "param", "variable")), None
            )
            if nested is None or current.op == "join":
                break
            current = nested
            continue
        break
    message = _MAKERS.get(current.op)
    if message and isinstance(current.node, (ast.expr, ast.arg)) and current.source is not None:
        steps.append(Step(message, current.source.filename, current.source.span(current.node)))
    return steps[::-1]
