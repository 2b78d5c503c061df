"""What is known before the program runs: arithmetic and comparisons of constants."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any, Final

from .terms import DATA_OPS, UNKNOWN, Term, is_const, truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from .frames import Frame
    from .values import Arguments


_FOLDS: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.FloorDiv: lambda a, b: a // b,
    ast.Mod: lambda a, b: a % b,
    ast.Pow: lambda a, b: a**b if abs(b) < 64 else None,
}

_ORDERS: Final[dict[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Eq: lambda a, b: bool(a == b),
    ast.Is: lambda a, b: bool(a == b),
    ast.NotEq: lambda a, b: bool(a != b),
    ast.IsNot: lambda a, b: bool(a != b),
    ast.Lt: lambda a, b: bool(a < b),
    ast.LtE: lambda a, b: bool(a <= b),
    ast.Gt: lambda a, b: bool(a > b),
    ast.GtE: lambda a, b: bool(a >= b),
    ast.In: lambda a, b: bool(a in b),
    ast.NotIn: lambda a, b: bool(a not in b),
}

_STRING_METHODS: Final = frozenset(
    (
        *("lower", "upper", "strip", "lstrip", "rstrip", "title", "capitalize", "casefold", "replace", "format"),
        *("startswith", "endswith", "removeprefix", "removesuffix", "split", "partition", "rpartition"),
    )
)

_LONGEST: Final = 200
"""A longer string is not kept."""

_WIDE: Final = re.compile(r"\d{4}|\*|\{[^}]*\{")
"""In a format: a field so wide, or of such a width, that the string might be enormous."""


def fold(node: ast.BinOp, left: Any, right: Any, frame: Frame) -> Term:
    """Arithmetic on plain numbers (``10 ** -8``) and on strings (``name + "Loss"``)."""
    operation = _FOLDS.get(type(node.op))
    numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
    strings = isinstance(left, str) and (
        isinstance(right, str) if isinstance(node.op, ast.Add) else _WIDE.search(left) is None
    )
    if operation is None or not (numbers or (strings and isinstance(node.op, (ast.Add, ast.Mod)))):
        return UNKNOWN
    try:
        value = operation(left, right)
    except (ArithmeticError, ValueError, TypeError):
        return UNKNOWN
    return _constant(value, node, frame)


def _constant(value: object, node: ast.AST, frame: Frame) -> Term:
    small = isinstance(value, (int, float)) or (isinstance(value, str) and len(value) <= _LONGEST)
    return Term("const", (), node, frame.source, value) if small else UNKNOWN


def formatted(node: ast.JoinedStr, parts: list[Term | None], frame: Frame) -> Term:
    """A string with values in it: ``f"{name}Loss"``; parts that are written out are None."""
    texts = []
    for written, term in zip(node.values, parts):
        if isinstance(written, ast.Constant):
            texts.append(str(written.value))
        elif (
            isinstance(written, ast.FormattedValue)
            and written.format_spec is None
            and written.conversion < 0
            and term is not None
            and term.op == "const"
        ):
            texts.append(str(term.data))
        else:
            return UNKNOWN
    return _constant("".join(texts), node, frame)


def string_method(receiver: Term, name: str, arguments: Arguments, node: ast.expr, frame: Frame) -> Term | None:
    """What a method of a string that is known gives: ``name.lower()``."""
    if name not in _STRING_METHODS or not isinstance(receiver.data, str) or arguments.open:
        return None
    given = [*arguments.positional, *arguments.keywords.values()]
    if name == "format" and _WIDE.search(receiver.data):
        return None
    if any(term.op != "const" for term in given):
        return None
    keywords = {key: term.data for key, term in arguments.keywords.items()}
    try:
        value = getattr(receiver.data, name)(*[term.data for term in arguments.positional], **keywords)
    except (ValueError, TypeError, LookupError, AttributeError):
        return None
    if isinstance(value, (list, tuple)):
        parts = tuple(_constant(part, node, frame) for part in value)
        return Term("tuple" if isinstance(value, tuple) else "list", parts, node, frame.source)
    return _constant(value, node, frame)


def comparison(operator: ast.cmpop, left: Term, right: Term) -> bool | None:
    """What a comparison gives, where that is certain."""
    if isinstance(operator, (ast.Is, ast.IsNot)) and is_const(right, None):
        known = truth(left) if left.op != "const" else left.data is not None
        if known is None:
            return None
        return not known if isinstance(operator, ast.Is) else known
    if left.op == "const" and right.op == "const":
        try:
            return _ORDERS[type(operator)](left.data, right.data)
        except TypeError:
            return None
    if isinstance(operator, (ast.In, ast.NotIn)):
        found = _among(left, right)
        return found if found is None or isinstance(operator, ast.In) else not found
    if isinstance(operator, (ast.Eq, ast.Is, ast.NotEq, ast.IsNot)):
        equal = _equal(left, right)
        return equal if equal is None or isinstance(operator, (ast.Eq, ast.Is)) else not equal
    return None


def _equal(left: Term, right: Term) -> bool | None:
    """Whether two constants, functions or classes are the same one; None where that is not known."""
    if left.op == right.op == "const":
        return bool(left.data == right.data)
    if left.op == right.op == "api":
        return True if left.data == right.data else None  # One function may go by several names.
    if left.op == right.op and left.op in ("function", "class"):
        return left.data is right.data
    return None


def _among(value: Term, container: Term) -> bool | None:
    """Whether it is one of the elements, or the keys, of a display."""
    if container.op not in (*DATA_OPS, "dict"):
        return None
    among = [_equal(value, element) for element in (container.data if container.op == "dict" else container.args)]
    return True if True in among else None if None in among else False
