"""Pieces of code as LibCST has them."""

from __future__ import annotations

import libcst as cst


def code_of(node: cst.BaseExpression) -> str:
    """The code of an expression."""
    return cst.Module([]).code_for_node(node)


def is_atomic(node: cst.BaseExpression) -> bool:
    """Whether an expression needs no parentheses anywhere."""
    if node.lpar:
        return True
    return isinstance(node, (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.Integer, cst.Float, cst.List))


def parenthesised(node: cst.BaseExpression) -> cst.BaseExpression:
    """The same in parentheses."""
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def stands_alone(text: str) -> bool:
    """Whether it is an expression without parentheses around it, too: not spread over lines."""
    try:
        cst.parse_expression(text)
    except cst.ParserSyntaxError:
        return False
    return True
