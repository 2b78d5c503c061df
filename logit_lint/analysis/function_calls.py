"""Calls of functions of the analysed code, followed with the arguments of the call."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from . import classes, expressions, statements
from .frames import Frame
from .scopes import Scope
from .terms import CALLABLE, NONE, Term, phi, unknown
from .values import Arguments, Call, Class, Function, Instance

if TYPE_CHECKING:
    from collections.abc import Callable

_OPAQUE: Final = frozenset(("unknown", "param", "attr", "index"))
"""Terms that tell a callee nothing."""


def _informs(term: Term) -> bool:
    """Whether an argument tells the callee anything."""
    return term.op not in _OPAQUE and not (term.op == "const" and not isinstance(term.data, (str, bool)))


def _is_callable(term: Term) -> bool:
    """Whether an argument may be called in turn, or hold something that may."""
    return term.op in CALLABLE or term.op in ("api", "call", "dict", "list")


def _any_argument(accepts: Callable[[Term], bool], arguments: Arguments, receiver: Term | None) -> bool:
    """Whether there is such an argument, of the call or of what made its receiver."""
    if receiver is not None and receiver.op == "instance":
        made_with = receiver.data.arguments
        if made_with is not None and _any_argument(accepts, made_with, None):
            return True
    return any(map(accepts, (*arguments.positional, *arguments.keywords.values())))


def invoke(function: Function, receiver: Term | None, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """A call of a function of the analysed code, to be followed when somebody asks for its result."""
    if not _fits(function, receiver, arguments):
        # What is called is something else than it seems.
        return unknown(f"the arguments do not fit `{function.words}`", node, frame.source)
    function.calls += 1
    informed = _any_argument(_informs, arguments, receiver)
    # A closure sees the bindings of this moment, not those of later.
    scope = frame.scope.snapshot() if function.scope is frame.scope else function.scope

    instance = _instance(receiver) if receiver is not None else frame.instance

    def follow() -> Term:
        if not frame.may_follow(function):
            return unknown(f"calls lead too far to follow `{function.words}` here", node, frame.source)
        inner = Frame(frame.run, Scope(scope), function=function, instance=instance, caller=frame, informed=informed)
        return interpret(function, scope, receiver, arguments, inner)

    called = Call(function, informed, _any_argument(_is_callable, arguments, receiver), follow)
    frame.run.calls.append(called)
    frame.sinks.append(function)
    return Term("call", (), node, frame.source, called)


def _fits(function: Function, receiver: Term | None, arguments: Arguments) -> bool:
    """Whether a call can be one of the function: nothing that it needs is missing, and it takes what it is given."""
    node = function.node
    if arguments.open or getattr(node, "decorator_list", None) or function.name == "call":
        return True  # Decorators may change what a function takes, and Keras adds arguments of its own.
    spec = node.args
    names = [arg.arg for arg in (*spec.posonlyargs, *spec.args)]
    given = len(arguments.positional) + (receiver is not None and function.kind != "static")
    if given > len(names) and spec.vararg is None:
        return False
    needed = [*names[given : len(names) - len(spec.defaults)]]
    needed += [arg.arg for arg, default in zip(spec.kwonlyargs, spec.kw_defaults) if default is None]
    taken = {*names, *(arg.arg for arg in spec.kwonlyargs)}
    keywords = arguments.keywords.keys()
    return keywords >= set(needed) and (spec.kwarg is not None or keywords <= taken)


def _instance(receiver: Term | None) -> Instance | None:
    return receiver.data if receiver is not None and receiver.op == "instance" else None


def interpret(
    function: Function, scope: Scope, receiver: Term | None, arguments: Arguments | None, frame: Frame
) -> Term:
    """Interpret a body; ``arguments`` is None where nobody calls the function."""
    node = function.node
    _bind_arguments(function, scope, receiver, arguments, frame)
    if isinstance(node, ast.Lambda):
        value = expressions.evaluate(node.body, frame)
        frame.returns.append(Term("returned", (value,), node.body, frame.source, function))
    else:
        statements.execute(node.body, frame)
    if frame.generator:
        return unknown(f"`{function.words}` is a generator", node, frame.source)
    if frame.run.fuel < 0 and not frame.root:
        return unknown("the file is too large to follow all calls", node, frame.source)
    if not frame.returns:
        return NONE
    return phi(frame.returns, node, frame.source)


def _bind_arguments(
    function: Function, scope: Scope, receiver: Term | None, arguments: Arguments | None, frame: Frame
) -> None:
    spec = function.node.args
    names = [arg.arg for arg in (*spec.posonlyargs, *spec.args)]
    bindings = frame.scope.bindings
    values = [] if arguments is None else list(arguments.positional)
    if receiver is not None and function.kind != "static":
        values.insert(0, receiver)
    elif arguments is None and function.owner is not None and function.kind != "static" and names:
        values.insert(0, _own(function, function.owner, frame))
    certain = arguments is not None and not arguments.open
    for place, name in enumerate(names):
        if place < len(values) and not any(v.op in ("star", "each") for v in values[: place + 1]):
            bindings[name] = values[place]
    rest = values[len(names) :]
    if spec.vararg is not None:
        bindings[spec.vararg.arg] = (
            Term("tuple", tuple(rest))
            if arguments is not None
            else Term("param", (), spec.vararg, frame.source, spec.vararg.arg)
        )
    named_args = {} if arguments is None else dict(arguments.keywords)
    defaults = dict(zip(reversed(names), reversed(spec.defaults)))
    defaults |= {arg.arg: default for arg, default in zip(spec.kwonlyargs, spec.kw_defaults) if default is not None}
    for arg in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs):
        name = arg.arg
        if name in named_args:
            bindings[name] = named_args.pop(name)
        elif name not in bindings:
            default = defaults.get(name)
            if certain and default is not None:
                outer, frame.scope = frame.scope, scope
                bindings[name] = expressions.evaluate(default, frame)
                frame.scope = outer
            else:
                bindings[name] = _annotated(arg, scope, frame)
    if spec.kwarg is not None:
        name = spec.kwarg.arg
        if certain:
            keys = [Term("const", data=key) for key in named_args]
            bindings[name] = Term("dict", tuple(named_args.values()), None, frame.source, keys)
        else:
            bindings[name] = Term("param", (), spec.kwarg, frame.source, name)


def _annotated(arg: ast.arg, scope: Scope, frame: Frame) -> Term:
    """A parameter nobody passes: an instance of the class that it is annotated with, if that is of this file."""
    name = arg.annotation.id if isinstance(arg.annotation, ast.Name) else ""
    annotation = scope.find(name) if name else None
    if annotation is not None and annotation.op == "class" and annotation.source is frame.source:
        return classes.blueprint(annotation.data, frame)
    return Term("param", (), arg, frame.source, arg.arg)


def _own(function: Function, owner: Class, frame: Frame) -> Term:
    """The ``self`` (or ``cls``) of a method that nobody calls."""
    if function.kind == "class":
        return Term("class", (), owner.node, frame.source, owner)
    return classes.blueprint(owner, frame)
