"""Softmax and sigmoid written out by hand are softmax and sigmoid all the same."""

from __future__ import annotations

import ast

from .terms import Term, is_number, only


def by_hand(numerator: Term, denominator: Term) -> tuple[str, tuple[Term, ...]]:
    """What a quotient is: ``exp(x) / sum(exp(x))``, ``1 / (1 + exp(-x))``, or just a quotient."""
    above, below = only(numerator), only(denominator)
    if below.op == "sum" and above.op == "exp" and same_value(above, only(below.args[0])):
        return "softmax", above.args
    if below.op == "add":
        for one, other in (below.args, below.args[::-1]):
            exponential = only(other)
            if is_number(one) and one.data == 1 and exponential.op == "exp":
                if is_number(above) and above.data == 1:
                    inner = only(exponential.args[0])
                    return "sigmoid", inner.args if inner.op == "neg" else (Term("neg", exponential.args),)
                if above.op == "exp" and same_value(above, exponential):
                    return "sigmoid", above.args
    return "div", (numerator, denominator)


def same_value(one: Term, other: Term) -> bool:
    """Whether two terms are the same value: the same term, or the same code over the same terms."""
    if one is other:
        return True
    if one.op != other.op or len(one.args) != len(other.args):
        return False
    if one.op == "const":
        return bool(one.data == other.data)
    if one.op in ("param", "api"):
        return bool(one.data == other.data)
    if one.args:
        return all(same_value(only(a), only(b)) for a, b in zip(one.args, other.args))
    return one.node is not None and isinstance(one.node, ast.expr) and one.node is other.node
