"""The probability of what happened, and formulas of policies that are made of it."""

from __future__ import annotations

import ast
import re
from typing import Final

from ..kinds import Kind
from .patterns import Match, Op, Picked, Shape
from .senses import names_factor
from .terms import Term, is_number, only


class ProbabilityOfEvent(Shape):
    """The probability of one event for each row, not of all: ``dist.prob(a)``, ``exp(dist.log_prob(a))``.

    Also what was picked of a softmax, by an index or by one-hot rows.
    """

    whole = True

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        if not any(fits(term) for fits in (_is_of_distribution, _is_picked, _is_masked)):
            return False
        found.terms.append(term)
        found.parts["event"] = term
        return True


def _is_of_distribution(term: Term) -> bool:
    kind = Kind.PROBABILITIES
    if term.op == "exp":
        term, kind = only(term.args[0], whole=True), Kind.LOG_PROBABILITIES
    # A method that was given the event; a property holds those of all events.
    return term.op == "new" and term.data.kind is kind and isinstance(term.node, ast.Call)


def _is_picked(term: Term) -> bool:
    return _PICKED.fits(term, Match())


_PICKED: Final = Picked(Op("softmax"))


def _is_masked(term: Term) -> bool:
    """Whether it is the sum of a softmax times one-hot rows."""
    return term.op == "sum" and bool(term.args) and Op("mul", Op("softmax"), Op("one_hot")).match(term.args[0], Match())


class TimesAdvantage(Shape):
    """A product of a shape and what the code calls an advantage or a return."""

    sign = r"(?i)\*\s*[\w.]*(?:advs?|advantages?|returns?|td_errors?)\b|(?:advs?|advantages?|returns?|td_errors?)\s*\*"

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.whole = shape.whole
        self.needs = shape.needs

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        if term.op != "mul" or not names_factor(term.node, _ADVANTAGE):
            return False
        factors = [factor.args[0] if factor.op == "neg" else factor for factor in term.args]
        if not any(self.shape.match(factor, found) for factor in factors):
            return False
        found.parts["inner"] = found.parts["event"]
        found.terms.append(term)
        return True


_ADVANTAGE: Final = re.compile(r"(?:\w+_)?(?:advs?|advantages?|returns?|td_errors?)(?:_\w+)?$", re.I)


class DifferenceOfEvents(Shape):
    """The exponential of a difference that starts with the probability of an event: no ratio of probabilities."""

    roots = frozenset(("exp",))
    needs = (frozenset(("exp",)),)
    sign = r"exp\(.*prob.*-"

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        difference = only(term.args[0]) if term.op == "exp" else term
        if difference.op != "sub" or not ProbabilityOfEvent().match(difference.args[0], found):
            return False
        found.terms.append(term)
        other = only(difference.args[1])
        return not is_number(other) and other.op not in ("max", "min", "mean", "sum")
