"""Classes of the analysed code: how instances are made, what their attributes are, what a call does."""

from __future__ import annotations

import ast
from typing import Final

from . import calls, function_calls
from .frames import Frame
from .scopes import Scope
from .terms import NONE, UNKNOWN, Term, phi, unknown
from .values import Arguments, Class, Function, Instance, Made

CALLED: Final = ("__call__", "forward", "call")
"""The methods that a call of an instance runs, in the order in which frameworks look for them."""

_FLAX: Final = ("flax.linen.Module", "flax.linen.module.Module")


def blueprint(owner: Class, frame: Frame) -> Term:
    """The ``self`` of a method nobody calls: an instance made with unknown arguments."""
    if owner.blueprint is None:
        owner.blueprint = Instance(owner, None)
    return Term("instance", (), owner.node, frame.source, owner.blueprint)


def instantiate(function: Term, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """What calling a class of the analysed code makes."""
    instance = Instance(function.data, arguments)
    term = Term("instance", (), node, frame.source, instance)
    found = function.data.find("__init__")
    if found is not None and found.op == "function":
        frame.sinks.append(found.data)
    return term


def call_instance(function: Term, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """What calling an instance gives."""
    cls: Class = function.data.cls
    for name in CALLED:
        if _may_be_overridden(function.data, name, frame):
            return unknown(f"subclasses say what calling `{cls.name}` does", node, frame.source)
        found = cls.find(name)
        if found is not None and found.op == "function":
            return function_calls.invoke(found.data, function, arguments, node, frame)
    foreign = _foreign(cls, node, frame)
    if foreign is not None:
        return calls.apply(foreign, arguments, node, frame)
    return unknown(f"nothing here says what calling `{cls.name}` does", node, frame.source)


def _may_be_overridden(instance: Instance, name: str, frame: Frame) -> bool:
    """Whether an instance of which nobody knows how it was made may be of a subclass that says otherwise."""
    if instance.arguments is not None:
        return False
    pending = list(instance.cls.subclasses)
    for cls in pending:
        if name in cls.body.bindings or name in frame.run.far.writers.get(cls.node, ()):
            return True
        pending += cls.subclasses
    return False


def apply_instance(function: Term, arguments: Arguments, node: ast.expr, frame: Frame) -> Term | None:
    """Flax's ``model.apply(variables, ...)``: the call itself, without the variables."""
    bases = [base.data for base in function.data.cls.foreign_bases() if base.op == "api"]
    if not any(base in _FLAX for base in bases) or {"mutable", "method"} & arguments.keywords.keys():
        return None
    rest = arguments.without_first()
    rest.keywords = {key: term for key, term in rest.keywords.items() if key != "rngs"}
    return call_instance(function, rest, node, frame)


def instance_attribute(owner: Term, name: str, node: ast.expr, frame: Frame) -> Term | None:
    """The attribute of an instance; None where the analysed code does not say."""
    instance: Instance = owner.data
    if _may_be_overridden(instance, name, frame):
        return unknown(f"subclasses say what `.{name}` is", node, frame.source)
    if name not in instance.attributes:
        instance.attributes[name] = None  # What asks for itself while it is being found is unknown.
        found = _assigned(owner, name, frame)
        if instance.making:
            del instance.attributes[name]
            if found is not None:
                return found
        else:
            instance.attributes[name] = found
    known = instance.attributes.get(name)
    return known if known is not None else _from_class(instance.cls, owner, name, node, frame)


def _assigned(owner: Term, name: str, frame: Frame) -> Term | None:
    """What the constructor and other methods assign to the attribute, taken together."""
    instance: Instance = owner.data
    key = "@" + name
    values = []
    made = _construct(owner, frame)
    value = made.find(key) if made is not None else None
    if value is not None:
        values.append(value)
    for cls in instance.cls.lineage():
        for method in frame.run.far.writers.get(cls.node, {}).get(name, ()):
            if method == "__init__":
                continue
            found = cls.body.bindings.get(method)
            if found is None or found.op != "function" or found.data is frame.function:
                continue
            scope = _run_method(owner, found.data, None, frame)
            values.append((scope.find(key) if scope is not None else None) or UNKNOWN)
    if values and name in frame.run.far.outside:
        values.append(unknown(f"`.{name}` is assigned from outside of its class"))
    return phi(values) if values else None


def _construct(owner: Term, frame: Frame) -> Scope | None:
    """The bindings that the constructor leaves behind."""
    instance: Instance = owner.data
    if instance.made is None:
        found = instance.cls.find("__init__")
        if found is None or found.op != "function":
            instance.made = _fields(owner)
            return instance.made
        instance.making = True
        try:
            instance.made = Scope()
            scope = _run_method(owner, found.data, instance.arguments, frame)
            instance.made = scope if scope is not None else Scope()
        finally:
            instance.making = False
    return instance.made


def _fields(owner: Term) -> Scope:
    """The fields of a dataclass (or a Flax module) that was made with arguments."""
    instance: Instance = owner.data
    scope = Scope()
    if instance.arguments is not None:
        names = [
            statement.target.id
            for cls in reversed(instance.cls.lineage())
            for statement in cls.node.body
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
        ]
        for name, term in (
            *zip(names, instance.arguments.positional),
            *instance.arguments.keywords.items(),
        ):
            scope.bindings["@" + name] = term
    return scope


def _run_method(owner: Term, function: Function, arguments: Arguments | None, frame: Frame) -> Scope | None:
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


def _from_class(cls: Class, owner: Term, name: str, node: ast.expr, frame: Frame) -> Term | None:
    term = cls.find(name)
    if term is None:
        return None
    if term.op != "function":
        return term
    function: Function = term.data
    if function.owner is None or function.kind == "static":
        return term
    if function.kind == "property":
        return function_calls.invoke(function, owner, Arguments([], {}), node, frame)
    receiver = Term("class", (), cls.node, frame.source, cls) if function.kind == "class" else owner
    return Term("bound", (receiver,), node, frame.source, function)


def class_attribute(owner: Term, name: str, node: ast.expr, frame: Frame) -> Term | None:
    """The attribute of a class, or of what ``super()`` gave."""
    if owner.op == "class":
        own: Term | None = owner.data.find(name)
        if own is not None and own.op == "function" and own.data.kind == "class":
            return Term("bound", (owner,), node, frame.source, own.data)
        return own
    cls, receiver = owner.data
    for base in cls.lineage()[1:]:
        term = base.body.bindings.get(name)
        if term is not None and term.op == "function":
            return Term("bound", (receiver,), node, frame.source, term.data)
    return _foreign(cls, node, frame) if name in CALLED else None


def _foreign(cls: Class, node: ast.expr, frame: Frame) -> Term | None:
    """An object of the base that the knowledge base knows, whatever its constructor was given."""
    for base in cls.foreign_bases():
        readings = frame.run.catalog.find(base.data) if base.op == "api" else ()
        if readings and readings[0].is_class:
            return Term("object", (), node, frame.source, Made(readings[0], {}, {}))
    return None


def parent(node: ast.Call, frame: Frame) -> Term:
    """What ``super()`` gives: the bases of the class at hand, with the instance at hand."""
    function = frame.function
    if function is None or function.owner is None or frame.instance is None:
        return unknown("super() outside of a method", node, frame.source)
    receiver = Term("instance", (), node, frame.source, frame.instance)
    return Term("super", (), node, frame.source, (function.owner, receiver))


def construct_parent(owner: Term, arguments: Arguments, frame: Frame) -> Term:
    """``super().__init__(...)``: what the base's constructor binds is bound here, too."""
    cls, receiver = owner.data
    for base in cls.lineage()[1:]:
        term = base.body.bindings.get("__init__")
        if term is not None and term.op == "function":
            scope = _run_method(receiver, term.data, arguments, frame)
            if receiver.data.making and scope is not None:
                receiver.data.made = frame.scope
            if scope is not None:
                frame.scope.bindings.update(
                    {name: value for name, value in scope.bindings.items() if name.startswith("@")}
                )
            break
    return NONE
