"""What comes back from a call of what the knowledge base knows: a row's result expression, as a term."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from . import api_calls, builtin_functions, calls, chains, expressions
from .terms import NONE, UNKNOWN, Term, is_const, phi, unknown
from .values import Arguments

if TYPE_CHECKING:
    import ast

    from ..knowledge.rows import Api, Condition, Result
    from .frames import Frame


def build(result: Result, api: Api, bindings: dict[str, Term], node: ast.expr, frame: Frame) -> Term:
    """The term that a row's result expression stands for."""
    head, args = result.head, result.args
    if result.is_parameter:
        value = bindings.get(head)
        if args is None:
            return UNKNOWN if value is None else named(value, head, api)
        given = _arguments(args, api, bindings, node, frame)
        if api.is_class and head in frame.run.far.outside:
            return unknown(f"`.{head}` is assigned elsewhere", node, frame.source)
        if value is None:
            return unknown(f"`{head}` is not known", node, frame.source)
        if is_const(value, None):
            return given.positional[0] if given.positional else NONE
        with frame.at(value if value.op == "const" else UNKNOWN, node) as place:
            return calls.apply(_instance(named(value, head, api), place, frame), given, place, frame)
    if result.meaning is not None:
        return Term("new", (), node, frame.source, result.meaning)
    if result.condition is not None:
        return _either(result, result.condition, api, bindings, node, frame)
    if args is None:
        if head[0].isdigit() or head[0] in "-'\"" or head in ("None", "True", "False"):
            return api_calls.default_of(head)
        if head == "distribution":
            return Term(head, (), node, frame.source, api)
        ranks = head == "indices" and api.tensor_params and not api.tensor_params[0].roles
        ranked = bindings.get(api.tensor_params[0].name) if ranks else None  # What an arg-max is taken of.
        if ranked is not None:
            return _with_axis(frame.term(head, (ranked,), node), _ranked_along(bindings, NONE))
        return frame.term(head, (), node)
    inner = [build(arg, api, bindings, node, frame) for arg in args]
    if head in ("skipping", "beside", "attribute"):
        return _made_of_function(head, inner, node, frame)
    if head in ("list", "dict"):
        held = [] if is_const(inner[0], None) else inner
        return builtin_functions.BUILTINS[f"builtins.{head}"](Arguments(held, {}), node, frame)
    if head == "tuple":
        return Term("tuple", tuple(inner), node, frame.source)
    if head == "fields":
        return Term("dict", tuple(inner), node, frame.source, [Term("const", data=name) for name in result.names])
    if head == "chain":
        return chains.run_chain(inner[0], _input(api, bindings), node, frame)
    if head == "graph":
        return inner[0]
    if head in ("extremes", "ranked"):
        values = frame.term("max", (inner[0],), node)
        if head == "extremes" and is_const(inner[1], None):
            return values
        # Whoever takes the places alone has an arg-max of it, see `elements.places_alone`.
        places = Term("indices", (inner[0],), node, frame.source, _ranked_along(bindings, Term("const", data=-1)))
        return Term("tuple", (values, places), node, frame.source)
    if head in _AXIS_LAST and len(inner) == 2:
        return _with_axis(frame.term(head, (inner[0],), node), inner[1])
    if head in ("add", "sub", "mul", "div"):
        return _fold(head, inner, node, frame)
    if head == "where" and len(inner) != 2:
        return UNKNOWN
    return frame.term(head, tuple(inner), node)


def _arguments(
    args: tuple[Result, ...], api: Api, bindings: dict[str, Term], node: ast.expr, frame: Frame
) -> Arguments:
    """What a parameter is applied to; variadic parameters are spread."""
    given = Arguments([], {})
    for arg in args:
        term = build(arg, api, bindings, node, frame)
        star = api.by_name[arg.head].star if arg.is_parameter and arg.args is None else ""
        if star == "*" and term.op == "tuple":
            given.positional += term.args
        elif star == "**" and term.op == "dict":
            given.keywords |= {key.data: value for key, value in zip(term.data, term.args)}
        elif not star:
            given.positional.append(term)
    return given


def _instance(function: Term, node: ast.expr, frame: Frame) -> Term:
    """What is applied to tensors is an instance, where a class is given."""
    made_by = function.op == "class" or (
        function.op == "api" and any(row.is_class for row in frame.run.catalog.find(function.data))
    )
    return calls.apply(function, Arguments([], {}, open=True), node, frame) if made_by else function


def _made_of_function(head: str, inner: list[Term], node: ast.expr, frame: Frame) -> Term:
    function = inner[0]
    if head == "attribute":
        return expressions.attribute(function, str(inner[1].data), node, frame)
    if head == "beside":
        return Term("beside", (function,), node, frame.source)
    count = inner[1].data
    if function.op == "beside":
        return Term("beside", (_made_of_function(head, [function.args[0], inner[1]], node, frame),), node, frame.source)
    if function.op == "skipping":
        function, count = function.args[0], function.data + count
    return Term("skipping", (function,), node, frame.source, count)


def take_effect(api: Api, bindings: dict[str, Term], nodes: dict[str, ast.expr], node: ast.expr, frame: Frame) -> None:
    """What calling it does besides: a trainer applies its loss to what its model gives."""
    effect = api.effect
    while effect is not None and effect.condition is not None:
        met = api_calls.is_met(effect.condition, bindings)
        effect = None if met is None else (effect.args or ())[0 if met else 1]
    if effect is None or not effect.is_parameter:
        return
    blamed = next((nodes[name] for name in _parameters(effect) if name in nodes), None)
    function = bindings.get(effect.head)
    if blamed is None or function is None or function.op == "const":
        return
    given = _arguments(effect.args or (), api, bindings, node, frame)
    given.blame = blamed
    calls.apply(_instance(named(function, effect.head, api), node, frame), given, node, frame)


def _parameters(result: Result) -> list[str]:
    """The parameters that a result speaks of, outermost first."""
    own = [result.head] if result.is_parameter else []
    return [*own, *(name for arg in result.args or () for name in _parameters(arg))]


def _either(
    result: Result, condition: Condition, api: Api, bindings: dict[str, Term], node: ast.expr, frame: Frame
) -> Term:
    """One of two results, or whichever of them it is where the flag is not known."""
    yes, no = result.args or ()
    met = api_calls.is_met(condition, bindings)
    if met is not None:
        return build(yes if met else no, api, bindings, node, frame)
    return phi([build(one, api, bindings, node, frame) for one in (yes, no)], node, frame.source)


def _fold(op: str, operands: list[Term], node: ast.expr, frame: Frame) -> Term:
    """An operation on two tensors, or on all of a list (``Add()([a, b, c])``)."""
    if len(operands) == 1 and operands[0].op in ("list", "tuple"):
        operands = list(operands[0].args)
    if not operands or any(operand.op in ("star", "each") for operand in operands):
        return UNKNOWN
    result = operands[0]
    for operand in operands[1:]:
        result = frame.term(op, (result, operand), node)
    return result


def _input(api: Api, bindings: dict[str, Term]) -> Term:
    """What an object of the knowledge base is called on: its first argument."""
    first = (api.call_params or api.params)[0]
    value = bindings.get(first.name, UNKNOWN)
    return (value.args[0] if value.args else UNKNOWN) if first.star else value


def _ranked_along(bindings: dict[str, Term], otherwise: Term) -> Term:
    """The axis along which values are ranked."""
    given = (bindings.get(name) for name in ("axis", "dim", "dimension"))
    return next((axis for axis in given if axis is not None), otherwise)


_AXIS_LAST: Final = frozenset(("softmax", "log_softmax", "logsumexp", "sum", "mean", "prod", "hardmax"))
"""Operations whose second argument is an axis, which is data and not a tensor."""


def _with_axis(term: Term, axis: Term) -> Term:
    term.data = axis
    return term


def named(value: Term, param_name: str, api: Api) -> Term:
    """A string such as ``'softmax'`` as the API that it names."""
    if value.op != "const" or not isinstance(value.data, str):
        return value
    param = api.by_name.get(param_name)
    if param is None or param.namespace is None:
        return value
    return Term("api", (), value.node, value.source, f"{param.namespace}.{value.data}")
