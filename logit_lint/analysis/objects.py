"""Objects that the frameworks' own classes make: layers, losses, models; and what their methods do."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from . import api_calls, calls, classes
from .terms import NONE, UNKNOWN, Term, is_const, unknown
from .values import Arguments, Made

if TYPE_CHECKING:
    from .frames import Frame


def call_object(function: Term, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """What calling a layer, a loss or a model gives."""
    made: Made = function.data
    bound = api_calls.bind_parameters(made.api.call_params or (), arguments)
    if bound is None:
        return unknown("the arguments do not fit", node, frame.source)
    bindings, nodes = {**made.bindings, **bound[0]}, bound[1]
    uses = api_calls.note_uses(made.api, bindings, {**made.nodes, **nodes}, node, frame)
    frame.run.uses += [((use,),) for use in uses]
    return api_calls.build(made.api.result, made.api, bindings, node, frame)


def method(receiver: Term, name: str, arguments: Arguments, node: ast.expr, frame: Frame) -> Term | None:
    """What a method of an object or an instance gives, beyond those of the knowledge base."""
    if receiver.op not in ("object", "instance"):
        return None
    if name in ("forward", "call", "__call__") or (name == "update_state" and receiver.op == "object"):
        return calls.apply(receiver, arguments, node, frame)
    if name == "compile" and (arguments.keywords or arguments.positional):
        return _compile(receiver, arguments, node, frame)
    if name == "apply" and receiver.op == "instance":
        return classes.apply_instance(receiver, arguments, node, frame)
    return None


def _compile(model: Term, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """``model.compile(loss=...)``: where a Keras model meets its loss."""
    (api,) = frame.run.catalog.find("keras.Model.compile") or (None,)
    bound = api and api_calls.bind_parameters(
        api.params,
        Arguments(
            [model, *arguments.positional],
            arguments.keywords,
            arguments.open,
            {key + 1 if isinstance(key, int) else key: place for key, place in arguments.nodes.items()},
        ),
    )
    if not api or not bound:
        return NONE
    bindings, nodes = bound
    loss, blamed = bindings.get("loss"), nodes.get("loss")
    if loss is None or blamed is None:
        return NONE
    outputs = calls.apply(model, Arguments([UNKNOWN], {}), node, frame)
    for single, place, output in _pairs(loss, blamed, outputs):
        _meet(api_calls.named(single, "loss", api), place, output, node, frame)
    return NONE


def _pairs(loss: Term, blamed: ast.expr, outputs: Term) -> list[tuple[Term, ast.expr, Term]]:
    """Each loss with the output it is for, where that can be told."""
    several = outputs.args if outputs.op in ("list", "tuple") else (outputs,)
    if loss.op in ("list", "tuple") and isinstance(blamed, (ast.List, ast.Tuple)):
        if len(loss.args) == len(several) == len(blamed.elts):
            return list(zip(loss.args, blamed.elts, several))
        return []
    if loss.op in ("dict", "list", "tuple"):
        return []
    return [(loss, blamed, output) for output in several]


def _meet(loss: Term, blamed: ast.expr, output: Term, node: ast.expr, frame: Frame) -> None:
    if loss.op == "object":
        made: Made = loss.data
        call_params = made.api.call_params or ()
        bindings, nodes = dict(made.bindings), {k: n for k, n in made.nodes.items() if _within(n, blamed)}
    elif loss.op == "api" and (readings := frame.run.catalog.find(loss.data)):
        api = readings[0]
        if api.is_class:
            # A class's name as a string: Keras makes it with its defaults.
            made_bound = api_calls.bind_parameters(api.params, Arguments([], {}))
            made = Made(api, made_bound[0] if made_bound else {}, {})
            _meet(Term("object", (), loss.node, frame.source, made), blamed, output, node, frame)
            return
        bound = api_calls.bind_parameters(api.params, Arguments([UNKNOWN, output], {}))
        if bound is not None:
            uses = api_calls.note_uses(api, bound[0], {}, node, frame, implicit=blamed)
            frame.run.uses += [((use,),) for use in uses]
        return
    else:
        if not is_const(loss, None):
            calls.apply(loss, Arguments([UNKNOWN, output], {}), node, frame)
        return
    bound = api_calls.bind_parameters(call_params, Arguments([UNKNOWN, output], {}))
    if bound is not None:
        uses = api_calls.note_uses(made.api, {**bindings, **bound[0]}, nodes, node, frame, implicit=blamed)
        frame.run.uses += [((use,),) for use in uses]


def _within(inner: ast.expr, outer: ast.expr) -> bool:
    start, end = (outer.lineno, outer.col_offset), (outer.end_lineno or 0, outer.end_col_offset or 0)
    return start <= (inner.lineno, inner.col_offset) < end
