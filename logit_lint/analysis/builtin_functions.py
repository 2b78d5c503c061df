"""Python's own functions that hand tensors, layers and losses on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from . import calls, expressions
from .terms import Term, is_const, is_number, phi, unknown
from .values import Arguments

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable

    from .frames import Frame


def _list(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    if not arguments.positional:
        return Term("list", (), node, frame.source)
    given = arguments.positional[0]
    if given.op in ("list", "tuple"):
        return Term("list", given.args, node, frame.source)
    return Term("list", (Term("star", (given,)),), node, frame.source)


def _dict(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    keys: list[Term] = []
    values: list[Term] = []
    for given in arguments.positional[:1]:
        if given.op == "dict":
            keys, values = list(given.data), list(given.args)
        elif given.op in ("list", "tuple") and all(pair.op == "tuple" and len(pair.args) == 2 for pair in given.args):
            keys, values = [pair.args[0] for pair in given.args], [pair.args[1] for pair in given.args]
        else:
            return unknown("its entries are not known", node, frame.source)
    for name, term in arguments.keywords.items():
        keys.append(Term("const", data=name))
        values.append(term)
    return Term("dict", tuple(values), node, frame.source, keys)


def _zip(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    element = Term("tuple", tuple(expressions.element_of(given) for given in arguments.positional), node, frame.source)
    return Term("list", (Term("each", (element,)),), node, frame.source)


def _enumerate(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    if not arguments.positional:
        return unknown("nothing to enumerate", node, frame.source)
    count = unknown("a count", node, frame.source)
    element = Term("tuple", (count, expressions.element_of(arguments.positional[0])), node, frame.source)
    return Term("list", (Term("each", (element,)),), node, frame.source)


def _same(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    return arguments.positional[0] if arguments.positional else unknown("nothing given", node, frame.source)


def _float(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """A number, also one that is spelled (``float("-inf")``), or what was given."""
    given = arguments.positional[:1]
    if given and (is_number(given[0]) or (given[0].op == "const" and isinstance(given[0].data, str))):
        try:
            return Term("const", (), node, frame.source, float(given[0].data))
        except (ValueError, OverflowError):
            return unknown("it is no number", node, frame.source)
    return Term("same", tuple(given), node, frame.source)


def _reversed(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    given = _same(arguments, node, frame)
    return Term("list", given.args[::-1], node, frame.source) if given.op in ("list", "tuple") else given


def _sum(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    given = _same(arguments, node, frame)
    if given.op == "list" and len(given.args) == 1 and given.args[0].op == "each":
        given = given.args[0].args[0]
    return frame.term("sum", (given,), node)


def _abs(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    return frame.term("abs", (_same(arguments, node, frame),), node)


def _round(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    if not 0 < len(arguments.positional) <= 2 or arguments.keywords:
        return unknown("rounded", node, frame.source)
    given, *decimals = arguments.positional
    return frame.term("round", (given, *(decimals or (Term("const", data=0),))), node)


def _extreme(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """The largest or smallest of several, or of the elements of one."""
    if not 0 < len(arguments.positional) <= 2 or arguments.open:
        return unknown("one of several", node, frame.source)
    return frame.term("max", tuple(arguments.positional), node)


def _partial(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    if not arguments.positional:
        return unknown("nothing to call", node, frame.source)
    return Term("partial", (arguments.positional[0],), node, frame.source, arguments.without_first())


def _getattr(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    given = arguments.positional
    if len(given) == 2 and given[1].op == "const" and isinstance(given[1].data, str):
        return expressions.attribute(given[0], given[1].data, node, frame)
    return unknown("the attribute's name is not known", node, frame.source)


def _map(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    if len(arguments.positional) < 2 or is_const(arguments.positional[0], None):
        return unknown("nothing to map", node, frame.source)
    elements = [expressions.element_of(given) for given in arguments.positional[1:]]
    result = calls.apply(arguments.positional[0], Arguments(elements, {}), node, frame)
    return Term("list", (Term("each", (result,)),), node, frame.source)


def dict_method(receiver: Term, name: str, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """What a dictionary's method gives."""
    if name in ("get", "pop", "setdefault") and arguments.positional:
        found = expressions.subscript(receiver, arguments.positional[0], node, frame)
        return phi([found, *arguments.positional[1:2]], node, frame.source)
    if name == "values":
        return Term("list", receiver.args, node, frame.source)
    if name == "items":
        pairs = tuple(Term("tuple", pair, node, frame.source) for pair in zip(receiver.data, receiver.args))
        return Term("list", pairs, node, frame.source)
    if name == "copy":
        return receiver
    return unknown(f"`.{name}()` of a dictionary", node, frame.source)


def _all(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """What is handed back as it was given: one thing, or several as a tuple."""
    given = arguments.positional
    return given[0] if len(given) == 1 else Term("tuple", tuple(given), node, frame.source)


BUILTINS: Final[dict[str, Callable[[Arguments, ast.expr, Frame], Term]]] = {
    "builtins.list": _list,
    "builtins.tuple": _list,
    "builtins.dict": _dict,
    "collections.OrderedDict": _dict,
    "builtins.zip": _zip,
    "builtins.enumerate": _enumerate,
    "builtins.iter": _same,
    "builtins.reversed": _reversed,
    "builtins.float": _float,
    "builtins.sum": _sum,
    "builtins.abs": _abs,
    "builtins.round": _round,
    "builtins.max": _extreme,
    "builtins.min": _extreme,
    "builtins.getattr": _getattr,
    "builtins.map": _map,
    "functools.partial": _partial,
    "apex.amp.initialize": _all,
    "copy.copy": _same,
    "copy.deepcopy": _same,
    "tqdm.tqdm": _same,
    "tqdm.auto.tqdm": _same,
    "tqdm.notebook.tqdm": _same,
}
