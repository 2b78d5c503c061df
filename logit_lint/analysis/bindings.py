"""What an assignment changes: names, attributes, parts of containers."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from . import chains, containers, elements, expressions
from .senses import by_name
from .terms import Term, unknown

if TYPE_CHECKING:
    from .frames import Frame


def bind(target: ast.expr, value: Term, frame: Frame) -> None:
    """Bind an assignment's target."""
    kind = type(target)
    if kind is ast.Name:
        name = target.id  # type: ignore[attr-defined]
        if frame.history is not None:
            _remember(frame.history.setdefault(name, []), value, frame.scope.find(name))
            if name in frame.run.far.shared:
                value = unknown(f"`{name}` is shared with other functions", target, frame.source)
        elif name in frame.run.far.nonlocals:
            value = unknown(f"`{name}` is shared with other functions", target, frame.source)
        frame.scope.bindings[name] = value
        if "bind" in frame.run.watch and by_name(name) is not None:
            frame.term("bind", (value,), target).data = name
    elif kind is ast.Attribute:
        key = attribute_key(target, frame)  # type: ignore[arg-type]
        if key is not None:
            frame.scope.bindings[key] = value
        if target.attr == "data" and type(target.value) is ast.Name:  # type: ignore[attr-defined]
            bind(target.value, value, frame)  # type: ignore[attr-defined]
        if key is None or key[0] != "@":
            _change_from_outside(target, value, frame)  # type: ignore[arg-type]
    elif kind is ast.Tuple or kind is ast.List:
        _unpack(target.elts, value, target, frame)  # type: ignore[attr-defined]
    elif kind is ast.Subscript:
        _bind_element(target, value, frame)  # type: ignore[arg-type]


def _remember(history: list[Term], value: Term, before: Term | None) -> None:
    """A value made from the one before it (``model = model.to(device)``) takes its place."""
    if history and before is history[-1] and (value is before or before in value.args or _grown_from(value, before)):
        history[-1] = value
    else:
        history.append(value)


def _grown_from(value: Term, before: Term) -> bool:
    """Whether a container of layers is the one before it, with other layers."""
    return value.op == before.op and value.node is before.node and value.node is not None


def _change_from_outside(target: ast.Attribute, value: Term, frame: Frame) -> None:
    if type(target.value) is ast.Name and target.attr in frame.run.far.members:
        owner = frame.scope.find(target.value.id)
        if owner is not None and owner.op == "instance":
            owner.data.cls.overwritten.add(target.attr)
    _new_head(target, value, frame)


def _new_head(target: ast.Attribute, value: Term, frame: Frame) -> None:
    """``model.fc = layer``: a model that ended in its own head ends in another."""
    if type(target.value) not in (ast.Name, ast.Attribute):
        return
    model = expressions.evaluate(target.value, frame)
    if model.op == "object":
        changed = chains.with_head(model, target.attr, value, frame)
        if changed is not None:
            bind(target.value, changed, frame)


def attribute_key(target: ast.Attribute, frame: Frame) -> str | None:
    """The name under which a scope keeps an attribute that was assigned."""
    if type(target.value) is not ast.Name:
        return None
    owner = frame.scope.find(target.value.id)
    if owner is not None and owner.op == "instance" and owner.data is frame.instance:
        return "@" + target.attr
    return f"{target.value.id}.{target.attr}"


def _unpack(targets: list[ast.expr], value: Term, node: ast.expr, frame: Frame) -> None:
    first = targets[0] if len(targets) == 2 == len(value.args) and value.op == "tuple" else None
    if isinstance(first, ast.Name) and first.id.startswith("_") and isinstance(value.node, ast.Call):
        elements.places_alone(value.args[1], value.node, frame)  # The values are thrown away.
    star = next((place for place, target in enumerate(targets) if isinstance(target, ast.Starred)), len(targets))
    for place, target in enumerate(targets):
        if value.op in ("unknown", "param", "each"):
            part = value if value.op == "unknown" else Term("part", (value,))
        elif isinstance(target, ast.Starred):
            index = Term("slice", data=slice(place, place + 1 - len(targets) or None))
            part = elements.subscript(value, index, node, frame)
            target = target.value
        else:
            # What stands behind the star is counted from the end.
            index = Term("const", data=place if place < star else place - len(targets))
            part = elements.subscript(value, index, node, frame)
        bind(target, part, frame)


def _bind_element(target: ast.Subscript, value: Term, frame: Frame) -> None:
    """``d[key] = value``; ``model.classifier[-1] = layer`` gives a known model another head."""
    if type(target.value) is ast.Attribute and expressions.evaluate(target.value, frame).op == "attr":
        _new_head(target.value, value, frame)
    elif type(target.value) in (ast.Name, ast.Attribute):
        containers.assign_element(target, value, frame)
