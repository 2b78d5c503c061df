"""What raw scores are for: who else in the file takes them tells what a threshold on them means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..kinds import Kind, Normaliser
from .patterns import Match, Shape
from .senses import sense
from .terms import Term, paths

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable

    from .frames import Use


class LogitsOfSigmoid(Shape):
    """A shape whose part ``scores`` are the logits of a sigmoid, and no predictions of a regression.

    They are if somebody in the file takes them as such, or if an API made them as logits.
    """

    evidence = frozenset((Kind.LOGITS,))
    sign = r"(?i)logits|sigmoid_\w*cross_entropy|decision_function"

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.roots = shape.roots
        self.needs = shape.needs
        if shape.sign:
            self.sign = shape.sign

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        return self.shape.fits(term, found)

    def is_confirmed(self, found: Match, uses: Iterable[Use]) -> bool:
        """Whether some use says what the scores are."""
        scores = found.parts["scores"]
        if all(part.op in ("new", "logit") for part in paths(scores)):
            return True
        origins = _origins(scores)
        return any(takes_logits_of_sigmoid(use) and not origins.isdisjoint(_origins(use.term)) for use in uses)


def takes_logits_of_sigmoid(use: Use) -> bool:
    """Whether a use takes raw scores and applies a sigmoid to them."""
    return all(role.meaning.kind is Kind.LOGITS and role.meaning.normaliser is Normaliser.SIGMOID for role in use.roles)


def _origins(term: Term) -> set[ast.AST]:
    """Where the raw scores were made that a term may be."""
    made = (part for part in paths(term) if part.node is not None)
    return {part.node for part in made if (found := sense(part)) is not None and found.kind is Kind.LOGITS}  # type: ignore[misc]
