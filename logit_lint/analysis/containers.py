"""Containers that change: lists, dictionaries and containers of layers, by their methods and by assignment to a part.

Whatever changes a container binds its name again, to the container as it is now.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from . import bindings, calls, chains, classes, elements, expressions
from .terms import DATA_OPS, UNKNOWN, Term, is_const, phi, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .frames import Frame
    from .values import Arguments

CHANGING: Final = frozenset(
    ("add", "append", "extend", "insert", "pop", "add_module", "register_module", "update", "setdefault", "clear")
)
"""Methods after which a container is bound again."""

_ADDING_MODULES: Final = ("add_module", "register_module")


def change(node: ast.Call, function: ast.Attribute, frame: Frame) -> Term | None:
    """``model.add(layer)`` and the like bind the container again; None if it is no such call."""
    if function.attr not in CHANGING or type(function.value) not in (ast.Name, ast.Attribute):
        return None
    owner = expressions.evaluate(function.value, frame)
    several = _alternatives(owner)
    known = several[0]
    if known.op == "instance" and function.attr in _ADDING_MODULES:
        return classes.add_module(known, function, calls.read_arguments(node, frame), frame)
    if function.attr in ("update", "setdefault", "clear") and all(one.op == "dict" for one in several):
        arguments = calls.read_arguments(node, frame)
        changed = [_changed_dict(one, function.attr, arguments, node, frame) for one in several]
        bindings.bind(function.value, phi([one for one, _ in changed], node, frame.source), frame)
        return phi([taken for _, taken in changed], node, frame.source)
    if function.attr in ("update", "setdefault") or not (chains.is_chain(known) or known.op == "list"):
        return None
    arguments = calls.read_arguments(node, frame)
    old = (Term("star", (owner,)),) if known is not owner else _elements(known)
    taken = _element_taken(function.attr, old, arguments)
    bindings.bind(function.value, _with_elements(known, _grown(function.attr, old, arguments), node, frame), frame)
    return taken


def _alternatives(owner: Term) -> list[Term]:
    """The containers that it may be; at the top of a loop the one from before, as the body tells what it changes."""
    if owner.op != "phi" or not owner.args:
        return [owner]
    branches = owner.args if owner.data is None else owner.args[:1]
    return [one for branch in branches for one in _alternatives(branch)]


def _elements(container: Term) -> tuple[Term, ...]:
    return container.args if container.op in DATA_OPS else chains.sequence(chains.layers_of(container))


def _with_elements(container: Term, elements: tuple[Term, ...], node: ast.expr, frame: Frame) -> Term:
    if container.op in DATA_OPS:
        return Term("list", elements, container.node, frame.source)
    return chains.with_layers(container, elements, node, frame)


_ANY: Final = Term("star", (UNKNOWN,))


def _grown(method: str, old: tuple[Term, ...], arguments: Arguments) -> tuple[Term, ...]:
    given = arguments.positional
    if method == "clear":
        return ()
    if method == "pop":
        return old[:-1] if not given and old and old[-1].op not in ("star", "each") else (_ANY,)
    if method in _ADDING_MODULES:
        layer = given[1] if len(given) > 1 else arguments.keywords.get("module", UNKNOWN)
        return (*old, layer)
    if method == "insert":
        if len(given) != 2:
            return (_ANY,)
        at_front = is_const(given[0], 0)
        return (given[1], *old) if at_front else (Term("star", (Term("list", (*old, given[1])),)),)
    if not given:
        return (*old, next(iter(arguments.keywords.values()), UNKNOWN))
    if method == "extend":
        added = given[0]
        return (*old, *(added.args if added.op in DATA_OPS else (Term("star", (added,)),)))
    return (*old, given[0])


def _element_taken(method: str, old: tuple[Term, ...], arguments: Arguments) -> Term:
    """What ``pop()`` gives."""
    known = method == "pop" and old and not arguments.positional
    return elements.each(old[-1]) if known else UNKNOWN


def _changed_dict(known: Term, method: str, arguments: Arguments, node: ast.Call, frame: Frame) -> tuple[Term, Term]:
    """A dictionary after a method was called, and what that gave."""
    keys, values = list(known.data), list(known.args)
    taken = UNKNOWN
    if method == "update":
        for given in arguments.positional[:1]:
            if given.op != "dict":
                keys, values = [*keys, UNKNOWN], [*values, unknown("a part of it was assigned", node, frame.source)]
            else:
                keys, values = entries(keys, values, zip(given.data, given.args))
        named = [(Term("const", data=name), term) for name, term in arguments.keywords.items()]
        keys, values = entries(keys, values, named)
        if arguments.open:
            keys, values = [*keys, UNKNOWN], [*values, UNKNOWN]
    elif method == "clear":
        keys, values = [], []
    elif method == "setdefault" and len(arguments.positional) == 2:
        key, value = arguments.positional
        present = any(is_const(one, key.data) for one in keys) if key.op == "const" else None
        if not present:
            keys, values = [*keys, key], [*values, value]
        taken = phi([value for one, value in zip(keys, values) if present is None or is_const(one, key.data)])
    return Term("dict", tuple(values), known.node, known.source, keys), taken


def entries(keys: list[Term], values: list[Term], new: Iterable[tuple[Term, Term]]) -> tuple[list[Term], list[Term]]:
    """The entries of a dictionary with others put in."""
    keys, values = list(keys), list(values)
    for key, value in new:
        place = next((i for i, one in enumerate(keys) if key.op == "const" and is_const(one, key.data)), None)
        if place is None:
            keys.append(key)
            values.append(value)
        else:
            values[place] = value
    return keys, values


def assign_element(target: ast.Subscript, value: Term, frame: Frame) -> None:
    """``d[key] = value``: the container is bound again, with the new element."""
    owner, index = expressions.evaluate(target.value, frame), expressions.evaluate(target.slice, frame)
    several = _alternatives(owner)
    known = several[0]
    if all(one.op == "dict" for one in several):
        changed = phi([_with_entry(one, index, value) for one in several], target, frame.source)
    elif all(one.op == "list" for one in several):
        changed = phi([_replaced(owner, one, index, value, target, frame) for one in several], target, frame.source)
    elif chains.is_chain(known):
        changed = _replaced(owner, known, index, value, target, frame)
    elif all(map(_is_blank, several)):
        changed = Term("filled", (owner, value), target, frame.source)
    else:
        changed = unknown("a part of it was assigned", target, frame.source)
    bindings.bind(target.value, changed, frame)


def _with_entry(known: Term, key: Term, value: Term) -> Term:
    keys, values = entries(known.data, list(known.args), [(key, value)])
    return Term("dict", tuple(values), known.node, known.source, keys)


def _replaced(owner: Term, known: Term, index: Term, value: Term, target: ast.Subscript, frame: Frame) -> Term:
    """A list, or layers in a row, of which one is replaced."""
    old = _elements(known)
    place = _place(index, old)
    if known is owner and place is not None:
        return _with_elements(known, (*old[:place], value, *old[place + 1 :]), target, frame)
    if known.op == "list":
        # Any place; what stood there before it was filled does not count.
        others = [elements.each(element) for element in old if not is_const(element, None)]
        return Term("list", (Term("each", (phi([*others, value]),)),), known.node, frame.source)
    return _with_elements(known, (_ANY,), target, frame)


def delete_element(target: ast.Subscript, frame: Frame) -> None:
    """``del model[-1]``."""
    owner, index = expressions.evaluate(target.value, frame), expressions.evaluate(target.slice, frame)
    if owner.op == "dict":
        return  # What is looked up by other names is still there.
    changed = unknown("a part of it was deleted", target, frame.source)
    if owner.op == "list" or chains.is_chain(owner):
        old = _elements(owner)
        place = _place(index, old)
        rest = (_ANY,) if place is None else (*old[:place], *old[place + 1 :])
        changed = _with_elements(owner, rest, target, frame)
    bindings.bind(target.value, changed, frame)


def _place(index: Term, old: tuple[Term, ...]) -> int | None:
    """The place that an index means, counted from the front, where all elements are known."""
    if index.op != "const" or not isinstance(index.data, int) or any(e.op in ("star", "each") for e in old):
        return None
    return index.data % len(old) if -len(old) <= index.data < len(old) else None


def _is_blank(container: Term) -> bool:
    """Whether it is a tensor that is there to be filled."""
    if container.op in ("same", "filled") and container.args:
        return all(map(_is_blank, _alternatives(container.args[0])))
    return container.op == "blank"
