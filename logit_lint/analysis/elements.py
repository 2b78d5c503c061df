"""Parts of tuples, lists, dictionaries and whatever else has parts."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING, Final

from . import chains, classes
from .terms import DATA_OPS, UNKNOWN, Term, is_const, phi, settled

if TYPE_CHECKING:
    from .frames import Frame


def subscript(owner: Term, index: Term, node: ast.expr, frame: Frame) -> Term:
    """An element or slice of a term."""
    op = owner.op
    if op in DATA_OPS:
        found = _element(owner, index)
        if found is not None:
            return places_alone(found, node, frame)
        if index.op == "slice":
            return Term(op, (Term("star", (owner,)),), node, frame.source)
        return phi([each(element) for element in owner.args], node, frame.source) if owner.args else UNKNOWN
    if op == "dict":
        if index.op == "const" and all(key.op == "const" for key in owner.data):
            named = isinstance(index.data, int) and all(isinstance(key.data, str) for key in owner.data)
            if named and -len(owner.args) <= index.data < len(owner.args):
                part: Term = owner.args[index.data]
                return part  # A named tuple, whose parts have places, too.
            return named_part(owner, index.data)
        return _entry(owner, index, node, frame)
    if op == "object":
        return chains.part_of_chain(owner, index, node, frame)
    if op == "instance":
        return classes.part(owner, index, node, frame)
    if op == "call":
        return Term("call", (), node, frame.source, owner.data.then(partial(_part_of_result, index, node, frame)))
    if op == "returned" and structure(owner) is not None:
        return subscript(owner.args[0], index, node, frame)
    if (
        op == "phi"
        and owner.data is None
        and any(b.op in ("tuple", "list", "dict", "object", "instance") for b in owner.args)
    ):
        return phi([subscript(branch, index, node, frame) for branch in owner.args], node, frame.source)
    if op == "api":
        return owner  # A generic alias such as ``Callable[...]``.
    return Term("index", (owner,), node, frame.source, index)


def _entry(owner: Term, index: Term, node: ast.expr, frame: Frame) -> Term:
    """The value under a key where not all keys are known: what stands there, or what stands under an unknown one."""
    known = [value for key, value in zip(owner.data, owner.args) if index.op == "const" and is_const(key, index.data)]
    if known:
        known += [value for key, value in zip(owner.data, owner.args) if key.op != "const"]
    found = known or list(owner.args)
    return phi(found, node, frame.source) if found else UNKNOWN


def named_part(owner: Term, name: object) -> Term:
    """The value that a dictionary of known keys, or an object with named parts, has under a name."""
    return next((value for key, value in zip(owner.data, owner.args) if is_const(key, name)), UNKNOWN)


def _part_of_result(index: Term, node: ast.expr, frame: Frame, result: Term) -> Term:
    made = settled(result)
    if structure(result) is not None or made.op == "instance":
        return subscript(made, index, node, frame)
    return Term("index", (result,), node, frame.source, index)


def structure(term: Term) -> Term | None:
    """The tuple, list or dict that a call returned, or several of them."""
    while term.op in ("returned", "call"):
        term = term.args[0] if term.op == "returned" else term.data.result
    if term.op in ("tuple", "list", "dict"):
        return term
    if term.op == "phi" and term.data is None and all(structure(branch) is not None for branch in term.args):
        return term
    return None


def _element(owner: Term, index: Term) -> Term | None:
    """The element at a constant place before (or, from the end, behind) which all are known."""
    elements = owner.args
    if index.op == "slice" and len(elements) == 1 and elements[0].op == "each":
        return owner
    if index.op == "slice" and index.data is not None and not any(e.op in ("star", "each") for e in elements):
        return Term(owner.op, elements[index.data], owner.node, owner.source)
    if index.op != "const" or not isinstance(index.data, int):
        return None
    place = index.data
    between = elements[: place + 1] if place >= 0 else elements[place:]
    if any(element.op in ("star", "each") for element in between) or not -len(elements) <= place < len(elements):
        return each(elements[0]) if len(elements) == 1 and elements[0].op == "each" else None
    return elements[place]


PARTS_OF_RANKED: Final = ("values", "indices")
"""What the largest values and their places are called."""


def ranked_part(ranked: Term, name: str, node: ast.expr, frame: Frame) -> Term | None:
    """The largest values or their places, by name; None of any other tuple."""
    if len(ranked.args) != 2 or ranked.args[1].op != "indices":
        return None
    return places_alone(ranked.args[PARTS_OF_RANKED.index(name)], node, frame)


def places_alone(part: Term, node: ast.expr, frame: Frame) -> Term:
    """A part of ranked values: who takes their places alone has an arg-max, and the rules get to see it.

    Alone they are taken of the call itself: of a pair that has a name, the values may be taken, too.
    """
    if part.op != "indices" or not part.args or not isinstance(getattr(node, "value", node), ast.Call):
        return part
    places = frame.term("indices", part.args, node)
    places.data = part.data
    return places


def each(element: Term) -> Term:
    """One of the elements that a place in a display stands for."""
    if element.op == "each":
        return element.args[0]
    if element.op == "star":
        return UNKNOWN
    return element


def element_of(iterable: Term) -> Term:
    """What a loop over a term binds its target to."""
    if iterable.op in DATA_OPS:
        parts = [element_of(e.args[0]) if e.op == "star" else each(e) for e in iterable.args]
        return phi(parts) if parts else UNKNOWN
    if iterable.op == "star":
        return element_of(iterable.args[0])
    if iterable.op in ("call", "returned"):
        found = structure(iterable)
        if found is not None:
            return element_of(found)
    if iterable.op == "phi" and iterable.data is None and structure(iterable) is not None:
        return phi([element_of(branch) for branch in iterable.args])
    if iterable.op == "dict":
        return phi(list(iterable.data)) if iterable.data else UNKNOWN
    if iterable.op == "unknown":
        return iterable
    if iterable.op in ("param", "attr", "api", "part"):
        return Term("part", (iterable,))
    return Term("index", (iterable,), iterable.node, iterable.source)
