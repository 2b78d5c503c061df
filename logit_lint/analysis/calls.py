"""Calls: who is called, with what, and what comes back."""

from __future__ import annotations

import ast
import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from . import api_calls, builtin_functions, chains, classes, expressions, function_calls, objects
from .frames import Sink
from .terms import CALLABLE, Term, is_const, phi, settled, unknown
from .values import Arguments

if TYPE_CHECKING:
    from collections.abc import Callable

    from .frames import Frame


def call(node: ast.Call, frame: Frame) -> Term:
    """The term of a call expression."""
    function = node.func
    if type(function) is ast.Attribute:
        special = chains.mutate(node, function, frame)
        if special is not None:
            return special
        key = expressions.attribute_key(function, frame)
        bound = frame.scope.find(key) if key is not None else None
        if bound is None:
            receiver = expressions.evaluate(function.value, frame)
            result = call_method(receiver, function.attr, read_arguments(node, frame), node, frame)
            _change_in_place(node, function, receiver, result, frame)
            return result
        return apply(bound, read_arguments(node, frame), node, frame)
    if type(function) is ast.Name and function.id == "super":
        return classes.parent(node, frame)
    return apply(expressions.evaluate(function, frame), read_arguments(node, frame), node, frame)


_IN_PLACE_FUNCTION: Final = re.compile(r"[a-z]\w*[a-z0-9]_$")


def _change_in_place(node: ast.Call, function: ast.Attribute, receiver: Term, result: Term, frame: Frame) -> None:
    """``x.sigmoid_()``, ``torch.sigmoid_(x)``, ``f(x, out=y)``, ``net.register_forward_hook(f)``."""
    changed: ast.expr | None = None
    if _IN_PLACE_FUNCTION.match(function.attr):
        changed = function.value if receiver.op != "api" else next(iter(node.args), None)
    elif function.attr.startswith("register_forward_"):
        changed, result = function.value, unknown("a hook may change what it gives", node, frame.source)
    for keyword in node.keywords:
        if keyword.arg == "out":
            changed = keyword.value
    if isinstance(changed, ast.Subscript):
        changed, result = changed.value, unknown("a part of it was changed in place", node, frame.source)
    if isinstance(changed, (ast.Name, ast.Attribute)):
        expressions.bind(changed, result, frame)


def read_arguments(node: ast.Call, frame: Frame) -> Arguments:
    """The arguments as they are written, unpacked where they can be."""
    arguments = Arguments([], {})
    for argument in node.args:
        if type(argument) is ast.Starred:
            written = expressions.evaluate(argument.value, frame)
            term = expressions.structure(written) or written
            if term.op in ("tuple", "list"):
                first = len(arguments.positional)
                arguments.nodes.update((first + place, argument.value) for place in range(len(term.args)))
                arguments.positional += term.args
            else:
                arguments.positional.append(Term("star", (term,), argument, frame.source))
        else:
            if not arguments.open:
                arguments.nodes[len(arguments.positional)] = argument
            arguments.positional.append(expressions.evaluate(argument, frame))
    for keyword in node.keywords:
        term = expressions.evaluate(keyword.value, frame)
        if keyword.arg is not None:
            arguments.keywords[keyword.arg] = term
            arguments.nodes[keyword.arg] = keyword.value
        elif term.op == "dict" and all(key.op == "const" and isinstance(key.data, str) for key in term.data):
            for key, value in zip(term.data, term.args):
                arguments.keywords[key.data] = value
                arguments.nodes[key.data] = keyword.value
        else:
            arguments.open = True
    if any(term.op in ("star", "each") for term in arguments.positional):
        arguments.open = True
    return arguments


def apply(function: Term, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """What calling ``function`` gives."""
    op = function.op
    if op == "api":
        return _call_api(function.data, arguments, node, frame)
    if op == "function":
        return function_calls.invoke(function.data, None, arguments, node, frame)
    if op == "bound":
        return function_calls.invoke(function.data, function.args[0], arguments, node, frame)
    if op == "object":
        return objects.call_object(function, arguments, node, frame)
    if op == "instance":
        return classes.call_instance(function, arguments, node, frame)
    if op == "class":
        return classes.instantiate(function, arguments, node, frame)
    if op == "partial":
        return apply(function.args[0], function.data.followed_by(arguments), node, frame)
    if op in ("same", "returned"):
        return apply(function.args[0], arguments, node, frame)
    if op == "call":
        return apply(function.data.result, arguments, node, frame)
    if op == "phi":
        if function.data is not None:
            # At the top of a loop: in its first round it is what it was before.
            return apply(function.args[0], arguments, node, frame)
        return on_every_path(function, lambda branch: apply(branch, arguments, node, frame), node, frame)
    if op == "attr":
        return call_method(function.args[0], function.data, arguments, node, frame)
    if _given(function):
        frame.sinks.append(Sink.CALLED)
    return unknown(_reason(function), node, frame.source)


def on_every_path(several: Term, act: Callable[[Term], Term], node: ast.expr, frame: Frame) -> Term:
    """Call whatever it may be that is called; an argument is misused only if all of them misuse it."""
    all_uses, calls = frame.run.uses, frame.run.calls
    start = len(all_uses)
    branches = [branch for branch in several.args if not is_const(branch, None)]
    results = []
    per_path = []
    for branch in branches:
        first_call = len(calls)
        results.append(act(branch))
        if len(branches) > 1:
            # What is used in the functions that are called belongs to this path, too.
            for called in islice(calls, first_call, None):  # Grows while calls lead to calls.
                if called.informed:
                    called.result  # noqa: B018 - what happens in the call is noted
        per_path.append(tuple(use for readings in all_uses[start:] for reading in readings for use in reading))
        del all_uses[start:]
    if per_path and all(per_path):
        all_uses.append(tuple(per_path))
    return phi(results, node, frame.source)


def _given(function: Term) -> bool:
    """Whether it is a parameter, or a part of one: the call of the function tells what it is."""
    while function.op in ("attr", "index", "same", "phi") and function.args:
        function = function.args[0]
    return function.op == "param"


def _reason(function: Term) -> str:
    if function.op == "param":
        return f"`{function.data}` is a parameter nobody in this file passes"
    if function.op == "unknown" and function.data:
        return str(function.data)
    return "what is called is not known"


def call_method(receiver: Term, name: str, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """What ``receiver.name(...)`` gives."""
    if name in frame.run.far.members or frame.run.catalog.find_method(name, False) is None:
        receiver = settled(receiver)  # Otherwise it must be a tensor, whatever was called to make it.
    op = receiver.op
    if op == "super" and name == "__init__":
        return classes.construct_parent(receiver, arguments, frame)
    if op in ("api", "module", "instance", "class", "super", "object"):
        found = expressions.attribute(receiver, name, node, frame)
        if found.op != "attr" or found.args[0] is not receiver:
            return apply(found, arguments, node, frame)
    if op == "phi" and receiver.data is None and any(b.op in CALLABLE for b in receiver.args):
        return on_every_path(receiver, lambda branch: call_method(branch, name, arguments, node, frame), node, frame)
    if op == "dict":
        return builtin_functions.dict_method(receiver, name, arguments, node, frame)
    special = objects.method(receiver, name, arguments, node, frame)
    if special is not None:
        return special
    api = objects.member(receiver, name, frame) if op in ("object", "distribution") else None
    api = api or frame.run.catalog.find_method(name, op in CALLABLE)
    if api is None or api.is_property or op in ("api", "const", "dict", "list", "tuple"):
        if name in ("forward", "call", "__call__", "apply", "compile") and _given(receiver):
            frame.sinks.append(Sink.CALLED)
        return unknown(f"`.{name}()` of something unknown", node, frame.source)
    return api_calls.call_row((api,), arguments.after(receiver, _receiver_node(node)), node, frame)


def _receiver_node(node: ast.expr) -> ast.expr | None:
    return node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None


def decorate(decorator: Term, function: Term, node: ast.expr, frame: Frame) -> Term:
    """What a decorator of the analysed code, or one that the knowledge base sees through, makes of a function."""
    known = decorator.op == "function" or (decorator.op == "call" and settled(decorator) is not decorator)
    if decorator.op == "partial" or (decorator.op == "api" and frame.run.catalog.find(decorator.data)):
        wrapped = settled(apply(decorator, Arguments([function], {}), node, frame))
        return wrapped if wrapped.op in ("function", "partial") else function
    if not known:
        return function  # Decorators from elsewhere mostly leave what a function returns as it is.
    wrapped = settled(apply(decorator, Arguments([function], {}), node, frame))
    return wrapped if wrapped.op in ("function", "partial") else unknown("a decorator changed it", node, frame.source)


def _call_api(name: str, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    readings = frame.run.catalog.find(name)
    if readings:
        return api_calls.call_row(readings, arguments, node, frame)
    builtin = builtin_functions.BUILTINS.get(name)
    if builtin is not None:
        return builtin(arguments, node, frame)
    return unknown(f"`{name.lstrip('.')}` is not known", node, frame.source)
