"""Arg-max, sort and top-k: the places of the largest values of a normaliser."""

from __future__ import annotations

from typing import Final

from .normalisers import is_masked, same_value
from .patterns import Match, Shape
from .senses import last_name
from .terms import TRANSPARENT, Term, paths


class Ranking(Shape):
    """The places of the largest (or smallest) values of a softmax, along its own axis, or of a sigmoid."""

    roots = frozenset(("indices",))
    needs = (frozenset(("softmax", "sigmoid", "exp")),)

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        ranked = [made for arg in term.args[:1] for made in paths(arg)]
        ranked = [made for one in ranked for made in (paths(one.args[0]) if one.op == "neg" else (one,))]
        if not ranked or not all(_keeps_order(made, term.data) for made in ranked) or _rearranges(term.args[0]):
            return False
        found.terms += [term, *ranked]
        found.parts["made"] = ranked[0]
        return True


def _rearranges(term: Term) -> bool:
    """Whether rows were mixed, or masked, on the way from the normaliser."""
    for _ in range(16):
        if term.op == "call":
            term = term.data.result
        elif term.op in TRANSPARENT or term.op == "neg":
            if term.op == "same" and last_name(term.node) in _REARRANGING:
                return True
            term = term.args[0]
        else:
            break
    return False


_REARRANGING: Final = frozenset(
    (
        *("masked_fill", "masked_fill_", "reshape", "view", "flatten", "ravel", "permute", "transpose", "t", "T", "mT"),
        *("swapaxes", "moveaxis", "movedim", "rearrange", "permute_dimensions", "batch_flatten", "Flatten", "Reshape"),
    )
)


def _keeps_order(made: Term, axis: Term | None) -> bool:
    """Whether it is a normaliser that keeps the order of its scores along an axis."""
    if is_masked(made):
        return False  # What is masked is no score of the model's.
    return made.op == "sigmoid" or (made.op == "softmax" and _same_axis(made.data, axis))


def _same_axis(one: Term | None, other: Term | None) -> bool:
    """Whether two axes are certainly one: over everything is along the only axis, and in a batch the last is 1."""
    if one is None or other is None or one.op != "const" or other.op != "const":
        return one is not None and other is not None and same_value(one, other)
    return None in (one.data, other.data) or one.data == other.data or {one.data, other.data} == {-1, 1}
