"""What is known before the program runs: arithmetic and comparisons of constants."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from .terms import DATA_OPS, UNKNOWN, Term, is_const, truth

if TYPE_CHECKING:
    from .frames import Frame


_FOLDS: Final[dict[type[ast.operator], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b if abs(b) < 64 else None,
}


def fold(node: ast.BinOp, left: Any, right: Any, frame: Frame) -> Term:
    """Arithmetic on plain numbers (``10 ** -8``)."""
    fold = _FOLDS.get(type(node.op))
    if fold is None or not isinstance(left, (int, float)) or not isinstance(right, (int, float)):
        return UNKNOWN
    try:
        value = fold(left, right)
    except (ArithmeticError, ValueError):
        return UNKNOWN
    return Term("const", (), node, frame.source, value) if isinstance(value, (int, float)) else UNKNOWN


def comparison(operator: ast.cmpop, left: Term, right: Term) -> bool | None:
    """What a comparison gives, where that is certain."""
    if isinstance(operator, (ast.Is, ast.IsNot)) and is_const(right, None):
        known = truth(left) if left.op != "const" else left.data is not None
        if known is None:
            return None
        return not known if isinstance(operator, ast.Is) else known
    if left.op == "const" and right.op == "const":
        if isinstance(operator, (ast.Eq, ast.Is)):
            return bool(left.data == right.data)
        if isinstance(operator, (ast.NotEq, ast.IsNot)):
            return bool(left.data != right.data)
    if isinstance(operator, (ast.In, ast.NotIn)) and right.op in DATA_OPS:
        constants = [element for element in (left, *right.args) if element.op == "const"]
        if len(constants) == 1 + len(right.args):
            found = any(element.data == left.data for element in constants[1:])
            return found if isinstance(operator, ast.In) else not found
    return None
