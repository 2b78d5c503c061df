"""How instances of the analysed code's classes come about: constructors, fields, and what their bases are made with."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from . import calls, function_calls
from .frames import Frame
from .scopes import Scope
from .terms import NONE, Term
from .values import Arguments, Class, Function, Instance, Made

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE: Final = "<base>"
"""The attribute that stands for what an instance is of its framework's base class: the layers of a Sequential."""


def constructed(owner: Term, frame: Frame) -> Scope:
    """The bindings that the constructor leaves behind."""
    instance: Instance = owner.data
    if instance.made is None:
        found = instance.cls.find("__init__")
        instance.making = True
        try:
            if found is not None and found.op == "function":
                instance.made = Scope()
                instance.made = run_method(owner, found.data, instance.arguments, frame) or Scope()
            else:
                instance.made = _fields(owner)
                _after_fields(owner, frame)
        finally:
            instance.making = False
    return instance.made


def field_names(cls: Class) -> list[str]:
    """The fields that the classes annotate, in the order in which a dataclass takes them."""
    return [
        statement.target.id
        for one in reversed(cls.lineage())
        for statement in one.node.body
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
    ]


def _fields(owner: Term) -> Scope:
    """The fields of a dataclass (or a Flax module) that was made with arguments."""
    instance: Instance = owner.data
    scope = Scope()
    if instance.arguments is not None:
        for name, term in (
            *zip(field_names(instance.cls), instance.arguments.positional),
            *instance.arguments.keywords.items(),
        ):
            scope.bindings["@" + name] = term
    return scope


def _after_fields(owner: Term, frame: Frame) -> None:
    instance: Instance = owner.data
    after = instance.cls.find("__post_init__")
    if after is not None and after.op == "function" and instance.made is not None:
        fields = instance.made
        scope = run_method(owner, after.data, Arguments([], {}), frame)
        instance.made = Scope(None, {**fields.bindings, **own_bindings(scope)})


def own_bindings(scope: Scope | None) -> dict[str, Term]:
    """What a method left bound of its instance."""
    if scope is None:
        return {}
    return {name: value for name, value in scope.bindings.items() if name.startswith("@")}


def run_method(owner: Term, function: Function, arguments: Arguments | None, frame: Frame) -> Scope | None:
    """Interpret a method for what it binds; None where that leads too far."""
    if not frame.may_follow(function):
        return None
    instance: Instance = owner.data
    inner = Frame(
        frame.run,
        Scope(function.scope),
        function=function,
        instance=instance,
        caller=frame,
        informed=instance.arguments is not None,
    )
    if instance.making:
        instance.made = inner.scope
    function_calls.interpret(function, function.scope, owner, arguments, inner)
    return inner.scope


def construct_parent(owner: Term, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """``super().__init__(...)``: what the base's constructor binds is bound here, too."""
    cls, receiver = owner.data
    return run_constructor(cls.lineage()[1:], receiver, arguments, node, frame)


def run_constructor(classes: list[Class], receiver: Term, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """Run the first constructor of these classes, or that of the base that the knowledge base knows."""
    for base in classes:
        term = base.body.bindings.get("__init__")
        if term is not None and term.op == "function":
            scope = run_method(receiver, term.data, arguments, frame)
            if receiver.data.making and scope is not None:
                receiver.data.made = frame.scope
            frame.scope.bindings.update(own_bindings(scope))
            return NONE
    made = make_base(receiver.data.cls, arguments, node, frame)
    if made is not None:
        frame.scope.bindings["@" + BASE] = made
    return NONE


def make_base(cls: Class, arguments: Arguments, node: ast.expr, frame: Frame) -> Term | None:
    """An object of the base that the knowledge base knows."""
    for base in _known_bases(cls, frame):
        made = calls.apply(base, arguments, node, frame)
        return made if made.op == "object" else None
    return None


def any_base(cls: Class, node: ast.expr, frame: Frame) -> Term | None:
    """As `make_base`, whatever its constructor was given."""
    for base in _known_bases(cls, frame):
        return Term("object", (), node, frame.source, Made(frame.run.catalog.find(base.data)[0], {}, {}))
    return None


def _known_bases(cls: Class, frame: Frame) -> Iterator[Term]:
    for base in cls.foreign_bases():
        readings = frame.run.catalog.find(base.data) if base.op == "api" else ()
        if readings and readings[0].is_class:
            yield base


def take_effect(function: Function, receiver: Term, arguments: Arguments, frame: Frame) -> None:
    """A method that the constructor calls to set attributes has done so at once."""
    instance: Instance = receiver.data
    writers = frame.run.far.writers
    if function.name == "__init__" or not any(
        function.name in methods for cls in instance.cls.lineage() for methods in writers.get(cls.node, {}).values()
    ):
        return
    outer = instance.made
    scope = run_method(receiver, function, arguments, frame)
    instance.made = outer
    bound = own_bindings(scope)
    frame.scope.bindings.update(bound)
    if bound and frame.run.source.text.count(f".{function.name}(") == 1:
        instance.settled.add(function.name)
