"""Calls of what the knowledge base knows: a row's parameters bound, its uses noted, its result built."""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING, Final

from . import calls, chains
from .frames import Sink, Use, Watched
from .senses import sense
from .terms import NONE, UNKNOWN, Term, is_const, phi, truth, unknown
from .values import Arguments, Made

if TYPE_CHECKING:
    from ..knowledge.rows import Api, Condition, Param, Result, Role, Signature
    from .frames import Frame


def call_row(readings: tuple[Api, ...], arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """A call of something in the knowledge base, which may have to be read in several ways."""
    results: list[Term] = []
    uses: list[tuple[Use, ...]] = []
    for api in readings:
        bound = bind_parameters(api.signature, arguments)
        if bound is None:
            continue
        bindings, nodes = bound
        if api.is_class:
            made = Term("object", (), node, frame.source, Made(api, bindings, nodes))
            results.append(made)
            if "object" in frame.run.watch and any(sense(term) is not None for term in bindings.values()):
                frame.run.watched.append(Watched(made, frame.function, frame.informed))
            continue
        uses.append(note_uses(api, bindings, nodes, node, frame, arguments.blame))
        results.append(build(api.result, api, bindings, node, frame))
    _keep(uses, frame)
    if not results:
        return unknown("the arguments do not fit", node, frame.source)
    first = results[0]
    if all(result.op == first.op and result.args == first.args for result in results):
        return first
    return phi(results, node, frame.source)


def _keep(readings: list[tuple[Use, ...]], frame: Frame) -> None:
    """Only what is wrong in every reading is wrong."""
    if len(readings) == 1:
        frame.run.uses += [((use,),) for use in readings[0]]
    elif len(readings) > 1 and all(readings):
        frame.run.uses.append(tuple(readings))
    if any(readings):
        frame.sinks.append(Sink.USE)


def bind_parameters(
    signature: Signature, arguments: Arguments, *, lenient: bool = False
) -> tuple[dict[str, Term], dict[str, ast.expr]] | None:
    """Which parameter gets which argument, and where it stands; None where they do not fit.

    ``lenient`` where a base class may take keywords that the signature does not name.
    """
    bindings: dict[str, Term] = {}
    nodes: dict[str, ast.expr] = {}
    positional, variadic = signature.positional, signature.variadic
    values = arguments.positional
    for place, term in enumerate(values):
        if term.op in ("star", "each"):
            if variadic is not None and place >= len(positional):
                break
            return bindings, nodes  # Behind it any argument may stand anywhere.
        if place < len(positional):
            name = positional[place]
            if name.startswith("_sentinel"):
                return None
            bindings[name] = term
            if place in arguments.nodes:
                nodes[name] = arguments.nodes[place]
        elif variadic is None:
            return None
    if variadic is not None:
        bindings[variadic] = Term("tuple", tuple(values[len(positional) :]))
    for written, term in arguments.keywords.items():
        name = written if written in signature.names else _SYNONYMS.get(written, written)
        if name in signature.names:
            bindings[name] = term
            if written in arguments.nodes:
                nodes[name] = arguments.nodes[written]
        elif not signature.takes_any_keyword and not lenient:
            return None
    if not arguments.open:
        for name, default in signature.defaults:
            if name not in bindings:
                bindings[name] = _default(default)
    return bindings, nodes


_SYNONYMS: Final = {
    "axis": "dim",
    "keepdims": "keepdim",
    "x": "input",
    "a": "input",
    "input": "inputs",
    "output": "outputs",
}
"""PyTorch's functions take NumPy's names for some of their parameters, too; Keras 1 had others."""


@cache
def _default(text: str) -> Term:
    try:
        return Term("const", data=ast.literal_eval(text))
    except (ValueError, SyntaxError):
        dotted = text.replace(".", "").replace("_", "").isalnum() and "." in text
        return Term("api", data=text) if dotted else UNKNOWN


def active_roles(param: Param, bindings: dict[str, Term]) -> tuple[Role, ...]:
    """The roles of a parameter under the flags that are set; none where that can't be told."""
    roles = []
    for role in param.roles:
        met = [is_met(condition, bindings) for condition in role.conditions]
        if False in met:
            continue
        if None in met:
            return ()
        roles.append(role)
    return tuple(roles)


def is_met(condition: Condition, bindings: dict[str, Term]) -> bool | None:
    """Whether a flag has the value that a row speaks of; None where that can't be told."""
    flag = bindings.get(condition.flag)
    if flag is None:
        return None
    if condition.value is not True:
        return is_const(flag, condition.value) is condition.holds if flag.op == "const" else None
    value = truth(flag)
    return None if value is None else value is condition.holds


def note_uses(
    api: Api,
    bindings: dict[str, Term],
    nodes: dict[str, ast.expr],
    node: ast.expr,
    frame: Frame,
    blame: ast.expr | None = None,
) -> tuple[Use, ...]:
    """Note which tensors a call takes as what; ``blame`` is the expression to blame instead of the argument."""
    uses = []
    asked = False
    for param in api.tensor_params:
        if not param.roles:
            continue
        term = bindings.get(param.name)
        if not _labels(param.roles) and api.is_loss:
            asked = True
            frame.run.loss_calls.setdefault(node, (api, []))[1].append(UNKNOWN if term is None else term)
        roles = active_roles(param, bindings)
        if term is None or not roles or is_const(term, None):
            continue
        flag = nodes.get(roles[0].flag or "")
        if blame is not None and flag is not None and all(part is not flag for part in ast.walk(blame)):
            flag = None
        uses.append(
            Use(
                api=api,
                roles=roles,
                term=term,
                call=node,
                argument=blame or nodes.get(param.name, node),
                source=frame.source,
                function=frame.function,
                flag=flag,
                implicit=blame is not None,
                informed=frame.informed,
            )
        )
    if asked:
        frame.sinks.append(Sink.USE)
    for use in uses:
        use.beside = tuple(other for other in uses if other is not use)
    return tuple(uses)


def _labels(roles: tuple[Role, ...]) -> bool:
    return all(role.meaning.kind.is_label for role in roles)


def build(result: Result, api: Api, bindings: dict[str, Term], node: ast.expr, frame: Frame) -> Term:
    """The term that a row's result expression stands for."""
    head, args = result.head, result.args
    if result.is_parameter:
        value = bindings.get(head)
        if args is None:
            return UNKNOWN if value is None else named(value, head, api)
        inner = [build(arg, api, bindings, node, frame) for arg in args]
        if api.is_class and head in frame.run.far.outside:
            return unknown(f"`.{head}` is assigned elsewhere", node, frame.source)
        if value is None:
            return unknown(f"`{head}` is not known", node, frame.source)
        if is_const(value, None):
            return inner[0] if inner else NONE
        with frame.at(value if value.op == "const" else UNKNOWN, node) as place:
            return calls.apply(named(value, head, api), Arguments(inner, {}), place, frame)
    if result.meaning is not None:
        return Term("new", (), node, frame.source, result.meaning)
    if result.condition is not None:
        return _either(result, result.condition, api, bindings, node, frame)
    if args is None:
        if head[0].isdigit() or head[0] in "-'\"" or head in ("None", "True", "False"):
            return _default(head)
        if head == "distribution":
            return Term(head, (), node, frame.source, api)
        ranks = head == "indices" and api.tensor_params and not api.tensor_params[0].roles
        ranked = bindings.get(api.tensor_params[0].name) if ranks else None  # What an arg-max is taken of.
        if ranked is not None:
            return _with_axis(frame.term(head, (ranked,), node), _ranked_along(bindings, NONE))
        return frame.term(head, (), node)
    inner = [build(arg, api, bindings, node, frame) for arg in args]
    if head == "tuple":
        return Term("tuple", tuple(inner), node, frame.source)
    if head == "fields":
        return Term("dict", tuple(inner), node, frame.source, [Term("const", data=name) for name in result.names])
    if head == "chain":
        return chains.run_chain(inner[0], _input(api, bindings), node, frame)
    if head == "model":
        return inner[0]
    if head in ("extremes", "ranked"):
        values = frame.term("max", (inner[0],), node)
        if head == "extremes" and is_const(inner[1], None):
            return values
        # Whoever takes the places alone has an arg-max of it, see `expressions.places_alone`.
        places = Term("indices", (inner[0],), node, frame.source, _ranked_along(bindings, Term("const", data=-1)))
        return Term("tuple", (values, places), node, frame.source)
    if head in _AXIS_LAST and len(inner) == 2:
        return _with_axis(frame.term(head, (inner[0],), node), inner[1])
    if head in ("add", "sub", "mul", "div"):
        return _fold(head, inner, node, frame)
    if head == "where" and len(inner) != 2:
        return UNKNOWN
    return frame.term(head, tuple(inner), node)


def _either(
    result: Result, condition: Condition, api: Api, bindings: dict[str, Term], node: ast.expr, frame: Frame
) -> Term:
    """One of two results, or whichever of them it is where the flag is not known."""
    yes, no = result.args or ()
    met = is_met(condition, bindings)
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
