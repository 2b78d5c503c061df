"""Python's own functions that hand tensors, layers and losses on."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from . import bindings, calls, elements, expressions
from .terms import NONE, UNKNOWN, Term, is_const, is_number, phi, unknown
from .values import Arguments

if TYPE_CHECKING:
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
        elif given.op in ("list", "tuple") and all(
            pair.op in ("list", "tuple") and len(pair.args) == 2 for pair in given.args
        ):
            keys, values = [pair.args[0] for pair in given.args], [pair.args[1] for pair in given.args]
        else:
            return unknown("its entries are not known", node, frame.source)
    for name, term in arguments.keywords.items():
        keys.append(Term("const", data=name))
        values.append(term)
    return Term("dict", tuple(values), node, frame.source, keys)


def _zip(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    displays = [given.args for given in arguments.positional if _is_written_out(given)]
    if len(displays) == len(arguments.positional) and len({len(display) for display in displays}) == 1:
        return Term("list", tuple(Term("tuple", pair, node, frame.source) for pair in zip(*displays)))
    element = Term("tuple", tuple(elements.element_of(given) for given in arguments.positional), node, frame.source)
    return Term("list", (Term("each", (element,)),), node, frame.source)


def _enumerate(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    if not arguments.positional:
        return unknown("nothing to enumerate", node, frame.source)
    count = unknown("a count", node, frame.source)
    given = arguments.positional[0]
    given = elements.structure(given) or given
    if given.op not in ("list", "tuple") or len(arguments.positional) > 1 or arguments.keywords:
        element = Term("tuple", (count, elements.element_of(given)), node, frame.source)
        return Term("list", (Term("each", (element,)),), node, frame.source)
    pairs: list[Term] = []
    counted = True
    for place, part in enumerate(given.args):
        counted = counted and part.op not in ("star", "each")
        number = Term("const", (), node, frame.source, place) if counted else count
        several = part.op in ("star", "each")
        inner = elements.element_of(Term("list", (part,))) if several else part
        pair = Term("tuple", (number, inner), node, frame.source)
        pairs.append(Term("each", (pair,)) if several else pair)
    return Term("list", tuple(pairs), node, frame.source)


def _len(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    given = arguments.positional[:1]
    if given and _is_written_out(given[0]):
        return Term("const", (), node, frame.source, len(given[0].args))
    return unknown("a length", node, frame.source)


def _is_written_out(display: Term) -> bool:
    """Whether it is a list or tuple of elements that are all known; an empty one may have been filled elsewhere."""
    return (
        display.op in ("list", "tuple")
        and bool(display.args)
        and all(part.op not in ("star", "each") for part in display.args)
    )


def _element(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """One of them: ``next(iterator)``."""
    given = arguments.positional
    return elements.element_of(given[0]) if given else unknown("nothing given", node, frame.source)


def _reordered(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """The same elements, nobody knows in which order."""
    return Term("list", (Term("each", (_element(arguments, node, frame),)),), node, frame.source)


def _namedtuple(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """``namedtuple("Point", "x y")``: what makes such tuples."""
    given = [*arguments.positional[1:2], *(arguments.keywords.get(name) for name in ("field_names",))]
    fields = next((term for term in given if term is not None), None)
    if fields is None:
        return unknown("its fields are not known", node, frame.source)
    if fields.op == "const" and isinstance(fields.data, str):
        names = [Term("const", data=name) for name in fields.data.replace(",", " ").split()]
    elif fields.op in ("list", "tuple") and all(field.op == "const" for field in fields.args):
        names = list(fields.args)
    else:
        return unknown("its fields are not known", node, frame.source)
    return Term("record", (), node, frame.source, names)


def make_record(record: Term, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """A named tuple: its parts, by their names."""
    values = [*arguments.positional, *[UNKNOWN] * (len(record.data) - len(arguments.positional))]
    values = [arguments.keywords.get(key.data, value) for key, value in zip(record.data, values)]
    if any(term.op in ("star", "each") for term in arguments.positional):
        return unknown("its parts are not known", node, frame.source)
    return Term("dict", tuple(values), node, frame.source, list(record.data))


def _field(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """``dataclasses.field(default_factory=...)``: what the field is unless somebody says otherwise."""
    factory = arguments.keywords.get("default_factory")
    if factory is not None:
        return calls.apply(factory, Arguments([], {}), node, frame)
    return arguments.keywords.get("default", unknown("it has no default", node, frame.source))


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
    if len(given) in (2, 3) and given[1].op == "const" and isinstance(given[1].data, str):
        found = expressions.member(given[0], given[1].data, node, frame)
        return found if len(given) == 2 else phi([found, given[2]], node, frame.source)
    return unknown("the attribute's name is not known", node, frame.source)


def _setattr(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    given = arguments.positional
    if len(given) == 3 and given[1].op == "const" and isinstance(node, ast.Call) and len(node.args) == 3:
        target = ast.copy_location(ast.Attribute(node.args[0], str(given[1].data), ast.Store()), node)
        bindings.bind(target, given[2], frame)
    return NONE


def _hasattr(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """At first an attribute is not there that only a name put together ever sets: a property that is computed once."""
    given = arguments.positional
    if len(given) != 2 or given[0].op != "instance" or given[1].op != "const":
        return unknown("whether it has the attribute", node, frame.source)
    name = str(given[1].data)
    if any(base.op != "api" or base.data != "builtins.object" for base in given[0].data.cls.foreign_bases()):
        return unknown("whether it has the attribute", node, frame.source)
    if name in frame.run.far.members or given[0].data.cls.find(name) is not None:
        return unknown("whether it has the attribute", node, frame.source)
    return Term("const", (), node, frame.source, frame.scope.find("@" + name) is not None)


def _map(arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    if len(arguments.positional) < 2 or is_const(arguments.positional[0], None):
        return unknown("nothing to map", node, frame.source)
    given = [elements.element_of(iterable) for iterable in arguments.positional[1:]]
    result = calls.apply(arguments.positional[0], Arguments(given, {}), node, frame)
    return Term("list", (Term("each", (result,)),), node, frame.source)


def dict_method(receiver: Term, name: str, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """What a dictionary's method gives."""
    if name in ("get", "pop", "setdefault") and arguments.positional:
        key, default = arguments.positional[0], [*arguments.positional[1:2], NONE][:1]
        # An empty display may have been filled by somebody else; keyword arguments have no display.
        certain = receiver.node is None or receiver.args
        if certain and key.op == "const" and all(one.op == "const" for one in receiver.data):
            present = any(is_const(one, key.data) for one in receiver.data)
            return elements.named_part(receiver, key.data) if present else default[0]
        found = elements.subscript(receiver, key, node, frame)
        return phi([found, *default], node, frame.source)
    if name in ("values", "items", "keys"):
        parts = []
        for key, value in zip(receiver.data, receiver.args):
            pair = Term("tuple", (key, value), node, frame.source)
            part = value if name == "values" else pair if name == "items" else key
            parts.append(part if key.op == "const" else Term("each", (part,)))
        return Term("list", tuple(parts), node, frame.source)
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
    "builtins.len": _len,
    "builtins.identity": _same,
    "builtins.iter": _same,
    "builtins.next": _element,
    "builtins.sorted": _reordered,
    "builtins.set": _reordered,
    "builtins.frozenset": _reordered,
    "builtins.reversed": _reversed,
    "builtins.float": _float,
    "builtins.sum": _sum,
    "builtins.abs": _abs,
    "builtins.round": _round,
    "builtins.max": _extreme,
    "builtins.min": _extreme,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.hasattr": _hasattr,
    "builtins.map": _map,
    "functools.partial": _partial,
    "functools.partialmethod": _partial,
    "collections.namedtuple": _namedtuple,
    "dataclasses.field": _field,
    "flax.struct.field": _field,
    "types.SimpleNamespace": _dict,
    "argparse.Namespace": _dict,
    "easydict.EasyDict": _dict,
    "collections.deque": _list,
    "itertools.islice": _same,
    "itertools.cycle": _same,
    "apex.amp.initialize": _all,
    "copy.copy": _same,
    "copy.deepcopy": _same,
    "tqdm.tqdm": _same,
    "tqdm.auto.tqdm": _same,
    "tqdm.notebook.tqdm": _same,
}
