"""Classes of the analysed code: how instances are made, what their attributes are, what a call does."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from . import bindings, calls, chains, construction, elements, function_calls
from .terms import UNKNOWN, Term, phi, unknown
from .values import Arguments, Class, Function, Instance

if TYPE_CHECKING:
    from .frames import Frame

CALLED: Final = ("__call__", "forward", "call")
"""The methods that a call of an instance runs, in the order in which frameworks look for them."""


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
    if function_calls.hands_on_callables(arguments):
        frame.run.instances.append(term)
    return term


def call_instance(function: Term, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """What calling an instance gives."""
    cls: Class = function.data.cls
    for name in CALLED:
        if name in cls.overwritten or _may_be_overridden(function.data, name, frame):
            return unknown(f"subclasses say what calling `{cls.name}` does", node, frame.source)
        found = cls.find(name)
        if found is not None and found.op == "function":
            return function_calls.invoke(found.data, function, arguments, node, frame)
    foreign = _foreign(function, cls, node, frame)
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


def part(owner: Term, index: Term, node: ast.expr, frame: Frame) -> Term:
    """``instance[index]``: what its class says, a named tuple's part, a layer of a Sequential."""
    cls: Class = owner.data.cls
    getter = cls.find("__getitem__")
    if getter is not None and getter.op == "function":
        return function_calls.invoke(getter.data, owner, Arguments([index], {}), node, frame)
    tuple_like = any(base.op == "api" and base.data.endswith("NamedTuple") for base in cls.foreign_bases())
    if tuple_like and index.op == "const" and isinstance(index.data, int):
        names = construction.field_names(cls)
        if -len(names) <= index.data < len(names):
            return instance_attribute(owner, names[index.data], node, frame) or UNKNOWN
    base = _foreign(owner, cls, node, frame)
    return (
        Term("index", (owner,), node, frame.source, index)
        if base is None
        else elements.subscript(base, index, node, frame)
    )


def add_module(owner: Term, function: ast.Attribute, arguments: Arguments, frame: Frame) -> Term:
    """``self.add_module("fc", layer)``: an attribute, and one more layer of what is a Sequential."""
    named = [arguments.keywords[name] for name in ("name", "module") if name in arguments.keywords]
    name, layer = [*arguments.positional, *named, UNKNOWN, UNKNOWN][:2]
    if name.op == "const":
        target = ast.copy_location(ast.Attribute(function.value, str(name.data), ast.Store()), function)
        bindings.bind(target, layer, frame)
    instance: Instance = owner.data
    if instance is frame.instance:
        base = frame.scope.find("@" + construction.BASE)
        base = construction.make_base(instance.cls, Arguments([], {}), function, frame) if base is None else base
        if base is not None and chains.is_chain(base):
            layers = (*chains.sequence(chains.layers_of(base)), layer)
            frame.scope.bindings["@" + construction.BASE] = chains.with_layers(base, layers, function, frame)
    return UNKNOWN


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
    value = construction.constructed(owner, frame).find(key)
    if value is not None:
        values.append(value)
    for cls in instance.cls.lineage():
        for method in frame.run.far.writers.get(cls.node, {}).get(name, ()):
            if method in ("__init__", "__post_init__") or (value is not None and method in instance.settled):
                continue
            found = cls.body.bindings.get(method)
            if found is None or found.op != "function" or found.data is frame.function:
                continue
            scope = construction.run_method(owner, found.data, None, frame)
            values.append((scope.find(key) if scope is not None else None) or UNKNOWN)
    if values and name in frame.run.far.outside:
        values.append(unknown(f"`.{name}` is assigned from outside of its class"))
    return phi(values) if values else None


def _from_class(cls: Class, owner: Term, name: str, node: ast.expr, frame: Frame) -> Term | None:
    term = cls.find(name)
    if term is None:
        return None
    if term.op != "function":
        if owner.data.arguments is None and cls.find("__init__") is None and name in construction.field_names(cls):
            return phi([term, unknown(f"`.{name}` may be set where `{cls.name}` is made")], node, frame.source)
        return term
    function: Function = term.data
    if name in cls.overwritten:
        return unknown(f"`.{name}` is assigned from outside of its class", node, frame.source)
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
    return _foreign(receiver, cls, node, frame) if name in CALLED else None


def _foreign(receiver: Term | None, cls: Class, node: ast.expr, frame: Frame) -> Term | None:
    """What an instance is of the base that the knowledge base knows, as its constructor made that, if it says."""
    if receiver is not None and receiver.op == "instance":
        made = instance_attribute(receiver, construction.BASE, node, frame)
        if made is not None and made.op == "object":
            return made
        instance: Instance = receiver.data
        if made is None and instance.arguments is not None and cls.find("__init__") is None:
            return construction.make_base(cls, instance.arguments, node, frame)
    return construction.any_base(cls, node, frame)


def parent(node: ast.Call, frame: Frame) -> Term:
    """What ``super()`` gives: the bases of the class at hand, with the instance at hand."""
    function = frame.function
    if function is None or function.owner is None or frame.instance is None:
        return unknown("super() outside of a method", node, frame.source)
    receiver = Term("instance", (), node, frame.source, frame.instance)
    return Term("super", (), node, frame.source, (function.owner, receiver))
