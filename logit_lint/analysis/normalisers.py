"""Softmax and sigmoid written out by hand are softmax and sigmoid all the same.

What was written by hand keeps the formula as its second argument; what a library did has none.
"""

from __future__ import annotations

import ast
from math import inf
from typing import Final

from .senses import is_tiny
from .terms import PICKING, Term, is_number, only, paths, phi


def recognise(term: Term) -> Term:
    """A quotient as what it is: ``exp(x) / sum(exp(x))``, ``1 / (1 + exp(-x))``, or just a quotient."""
    if term.op == "pow":
        if not (is_number(term.args[1]) and term.args[1].data == -1):
            return term
        above, below = Term("const", data=1), only(term.args[0])
    else:
        above, below = only(term.args[0]), only(term.args[1])
    total = below
    if below.op == "add":  # An epsilon keeps the sum from zero.
        total = next((only(one) for one, other in (below.args, below.args[::-1]) if is_tiny(only(other))), below)
    if total.op == "sum" and above.op in ("exp", *_MASKED):
        return (_softmax if above.op == "exp" else _masked_softmax)(term, total) or term
    if below.op == "add":
        for one, other in (below.args, below.args[::-1]):
            exponential = only(other)
            if is_number(one) and one.data == 1 and exponential.op == "exp":
                if is_number(above) and above.data == 1:
                    inner = only(exponential.args[0])
                    scores = (
                        inner.args[0] if inner.op == "neg" else Term("neg", exponential.args, inner.node, inner.source)
                    )
                    return Term("sigmoid", (scores, term), term.node, term.source)
                if above.op == "exp" and same_value(above, exponential):
                    return Term("sigmoid", (above.args[0], term), term.node, term.source)
    return term


def _softmax(term: Term, total: Term) -> Term | None:
    """A quotient of exponentials and their sum; what was picked of them before is picked of the softmax."""
    summed = only(total.args[0])
    above = only(term.args[0], whole=True)
    pick = above if above.op in PICKING else None
    if pick is not None:
        above = only(pick.args[0], whole=True)
    if summed.op != "exp" or above.op != "exp" or not same_value(above, summed):
        return None
    inner = only(above.args[0], whole=True)
    if pick is None and inner.op in PICKING and only(summed.args[0], whole=True).op not in PICKING:
        pick = inner
    if pick is None:
        return Term("softmax", (summed.args[0], term), term.node, term.source, total.data)
    whole = Term("div", (summed, term.args[1]), term.node, term.source)
    softmax = Term("softmax", (summed.args[0], whole), term.node, term.source, total.data)
    return Term(pick.op, (softmax, *pick.args[1:]), term.node, term.source, pick.data)


_MASKED: Final = ("mul", "where", "phi")
"""What exponentials under a mask are, or under one that may be None."""


def _masked_softmax(term: Term, total: Term) -> Term | None:
    """A softmax of some of the scores: a quotient of masked exponentials and their sum."""
    above, summed = only(term.args[0], whole=True), only(total.args[0], whole=True)
    if above is not summed and not (same_value(above, summed) and _code(above) == _code(summed)):
        return None
    scores = _masked_scores(summed)
    return None if scores is None else Term("softmax", (scores, term), term.node, term.source, total.data)


def _masked_scores(term: Term) -> Term | None:
    """What masked exponentials are the exponentials of: ``exp(x) * m`` is ``exp(x + log(m))``, and 0 ``exp(-inf)``."""
    if term.op == "exp":
        return term.args[0]
    if term.op == "phi" and term.data is None:
        branches = [_masked_scores(only(branch)) for branch in term.args]
        known = [branch for branch in branches if branch is not None]
        return phi(known, term.node, term.source) if len(known) == len(branches) else None
    if term.op not in ("mul", "where"):
        return None
    for one, other in (term.args, term.args[::-1]):
        exponential = only(one)
        if exponential.op != "exp" or any(part.op == "exp" for part in paths(other)):
            continue  # A product of exponentials is more than a softmax of one.
        if term.op == "mul" and not is_number(other):
            return Term("add", (exponential.args[0], Term("log", (other,))))
        if term.op == "where" and is_number(other) and other.data == 0:
            return Term("where", (exponential.args[0], Term("const", data=-inf)))
    return None


def _code(term: Term) -> str | None:
    return ast.dump(term.node) if isinstance(term.node, ast.expr) else None


def is_masked(softmax: Term) -> bool:
    """Whether what a formula divides by its sum are exponentials under a mask."""
    if softmax.op != "softmax" or len(softmax.args) < 2:
        return False
    return any(part.op in ("mul", "where") for part in paths(softmax.args[1].args[0]))


def same_value(one: Term, other: Term) -> bool:
    """Whether two terms are the same value: the same term, or the same code over the same terms."""
    if one is other:
        return True
    if one.op != other.op or len(one.args) != len(other.args):
        return False
    if one.op in ("const", "param", "api"):
        return bool(one.data == other.data)
    if one.op == "attr" and one.data != other.data:
        return False
    if one.args:
        return all(same_value(only(a), only(b)) for a, b in zip(one.args, other.args))
    return one.node is not None and isinstance(one.node, ast.expr) and one.node is other.node
