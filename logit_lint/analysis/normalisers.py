"""Softmax and sigmoid written out by hand are softmax and sigmoid all the same.

What was written by hand keeps the formula as its second argument; what a library did has none.
"""

from __future__ import annotations

import ast

from .senses import is_tiny
from .terms import PICKING, Term, is_number, only


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
    if total.op == "sum" and above.op == "exp":
        return _softmax(term, total) or term
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
