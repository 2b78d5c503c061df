"""Layers in a row: sequential models and lists of layers, how they grow and what they do."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from . import calls, expressions
from .terms import UNKNOWN, Term, is_const, unknown
from .values import Arguments, Made

if TYPE_CHECKING:
    from .frames import Frame

_GROWING: Final = frozenset(("add", "append", "extend", "add_module", "pop"))


def is_chain(term: Term) -> bool:
    """Whether it is a container whose layers run one after the other."""
    return term.op == "object" and term.data.api.result.head == "chain"


def layers_of(chain: Term) -> Term:
    """The layers of a chain as one term."""
    made: Made = chain.data
    return made.bindings.get(_layers_name(made), UNKNOWN)


def _layers_name(chain: Made) -> str:
    """What the constructor calls its layers."""
    args = chain.api.result.args
    return args[0].head if args else ""


def run_chain(layers: Term, value: Term, node: ast.expr, frame: Frame) -> Term:
    """What layers that run one after the other make of a value."""
    for layer in _sequence(layers):
        if layer.op == "star":
            inner = layer.args[0]
            chain = next((branch for branch in (inner, *inner.args) if is_chain(branch)), None)
            value = (
                calls.apply(inner, Arguments([value], {}), node, frame)
                if chain is inner
                else unknown("not all layers are known", node, frame.source)
            )
        elif not is_const(layer, None):
            # What a layer makes is traced to the layer, wherever the chain is called.
            with frame.at(layer, node) as place:
                value = calls.apply(expressions.each(layer), Arguments([value], {}), place, frame)
    return value


def _sequence(layers: Term) -> tuple[Term, ...]:
    if layers.op == "call":
        layers = layers.data.result
    while layers.op == "returned":
        layers = layers.args[0]
    if layers.op not in ("list", "tuple", "dict"):
        return () if is_const(layers, None) else (Term("star", (layers,)),)
    if len(layers.args) == 1 and layers.args[0].op in ("list", "tuple", "dict"):
        return _sequence(layers.args[0])
    return layers.args


def part_of_chain(owner: Term, index: Term, node: ast.expr, frame: Frame) -> Term:
    """One layer of a chain, or a slice of it."""
    if not is_chain(owner):
        return unknown("a part of an object", node, frame.source)
    layers = Term("list", _sequence(layers_of(owner)))
    if index.op == "slice":
        if index.data is None or any(layer.op in ("star", "each") for layer in layers.args):
            return unknown("not all layers are known", node, frame.source)
        return _with_layers(owner, layers.args[index.data], node, frame)
    if index.op != "const":
        return unknown("which layer it is is not known", node, frame.source)
    return expressions.subscript(layers, index, node, frame)


def _with_layers(chain: Term, layers: tuple[Term, ...], node: ast.expr, frame: Frame) -> Term:
    made: Made = chain.data
    bindings = {**made.bindings, _layers_name(made): Term("list", layers)}
    return Term("object", (), chain.node or node, frame.source, Made(made.api, bindings, made.nodes))


_HEADS: Final = frozenset(("fc", "classifier", "head", "heads", "last_linear", "output"))
"""What the models of the vision libraries call their last layer."""


def with_head(model: Term, name: str, head: Term, frame: Frame) -> Term | None:
    """The model with another head; None if the attribute is not a head."""
    if name not in _HEADS or ".models." not in model.data.api.name:
        return None
    sequential = frame.run.catalog.find("torch.nn.Sequential")
    if not sequential:
        return unknown("its head was replaced", model.node, frame.source)
    layers = Term("tuple", (Term("star", (unknown("the model's body"),)), head))
    made = Made(sequential[0], {sequential[0].params[0].name: layers}, {})
    return Term("object", (), model.node, frame.source, made)


def mutate(node: ast.Call, function: ast.Attribute, frame: Frame) -> Term | None:
    """``model.add(layer)`` and the like bind the container again; None if it is no such call."""
    if function.attr not in _GROWING or type(function.value) not in (ast.Name, ast.Attribute):
        return None
    owner = expressions.evaluate(function.value, frame)
    # At the top of a loop it is the container from before or one that the body has grown.
    known = owner.args[0] if owner.op == "phi" and owner.args else owner
    prefix = (Term("star", (owner,)),) if known is not owner else None
    if not is_chain(known) and known.op != "list":
        return None
    arguments = calls.read_arguments(node, frame)
    old = prefix or (known.args if known.op == "list" else _sequence(layers_of(known)))
    new = _grown(function.attr, old, arguments)
    grown = Term("list", new, known.node, frame.source) if known.op == "list" else _with_layers(known, new, node, frame)
    expressions.bind(function.value, grown, frame)
    return UNKNOWN


def _grown(method: str, old: tuple[Term, ...], arguments: Arguments) -> tuple[Term, ...]:
    given = arguments.positional
    if method == "pop":
        return old[:-1] if not given and old and old[-1].op not in ("star", "each") else (Term("star", (UNKNOWN,)),)
    if method == "add_module":
        layer = given[1] if len(given) > 1 else arguments.keywords.get("module", UNKNOWN)
        return (*old, layer)
    if not given:
        return (*old, next(iter(arguments.keywords.values()), UNKNOWN))
    if method == "extend":
        added = given[0]
        return (*old, *(added.args if added.op in ("list", "tuple") else (Term("star", (added,)),)))
    return (*old, given[0])
