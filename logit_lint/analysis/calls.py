"""Calls: who is called, with what, and what comes back."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from . import chains, classes, expressions, objects, statements
from .builtin_functions import BUILTINS
from .frames import MAX_DEPTH, Frame, Use
from .scopes import Scope
from .terms import CALLABLE, NONE, UNKNOWN, Term, is_const, phi, settled, truth, unknown
from .values import Arguments, Call, Class, Function, Instance, Made

if TYPE_CHECKING:
    from ..knowledge.rows import Api, Param, Result, Role

_OPAQUE: Final = frozenset(("unknown", "param", "attr", "index"))
"""Terms that tell a callee nothing."""


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
            if function.attr.endswith("_") and type(function.value) is ast.Name and receiver.op != "api":
                expressions.bind(function.value, result, frame)  # In place: `x.sigmoid_()`.
            return result
        return apply(bound, read_arguments(node, frame), node, frame)
    if type(function) is ast.Name and function.id == "super":
        return classes.parent(node, frame)
    return apply(expressions.evaluate(function, frame), read_arguments(node, frame), node, frame)


def read_arguments(node: ast.Call, frame: Frame) -> Arguments:
    """The arguments as they are written, unpacked where they can be."""
    arguments = Arguments([], {})
    for argument in node.args:
        if type(argument) is ast.Starred:
            term = expressions.evaluate(argument.value, frame)
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
        return invoke(function.data, None, arguments, node, frame)
    if op == "bound":
        return invoke(function.data, function.args[0], arguments, node, frame)
    if op == "object":
        return objects.call_object(function, arguments, node, frame)
    if op == "instance":
        return classes.call_instance(function, arguments, node, frame)
    if op == "class":
        return classes.instantiate(function, arguments, node, frame)
    if op == "partial":
        return apply(function.args[0], _with(function.data, arguments), node, frame)
    if op in ("same", "returned"):
        return apply(function.args[0], arguments, node, frame)
    if op == "call":
        return apply(function.data.result, arguments, node, frame)
    if op == "phi":
        if function.data is not None:
            return unknown("what is called changes in a loop", node, frame.source)
        branches = [branch for branch in function.args if not is_const(branch, None)]
        return phi([apply(branch, arguments, node, frame) for branch in branches], node, frame.source)
    if op == "attr":
        return call_method(function.args[0], function.data, arguments, node, frame)
    frame.sinks.append(None)
    return unknown(_reason(function), node, frame.source)


def _reason(function: Term) -> str:
    if op_name := {"param": "is a parameter nobody in this file passes"}.get(function.op):
        return f"`{function.data}` {op_name}"
    return str(function.data or "what is called is not known")


def _with(first: Arguments, then: Arguments) -> Arguments:
    """The arguments of a partial, followed by those of the call."""
    return Arguments(
        [*first.positional, *then.positional],
        {**first.keywords, **then.keywords},
        first.open or then.open,
        {
            **first.nodes,
            **{k + len(first.positional) if isinstance(k, int) else k: n for k, n in then.nodes.items()},
        },
    )


def call_method(receiver: Term, name: str, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """What ``receiver.name(...)`` gives."""
    receiver = settled(receiver)
    op = receiver.op
    if op == "super" and name == "__init__":
        return classes.construct_parent(receiver, arguments, frame)
    if op in ("api", "instance", "class", "super"):
        found = expressions.attribute(receiver, name, node, frame)
        if found.op != "attr":
            return apply(found, arguments, node, frame)
    if op == "phi" and receiver.data is None and any(b.op in CALLABLE for b in receiver.args):
        branches = [branch for branch in receiver.args if not is_const(branch, None)]
        return phi([call_method(branch, name, arguments, node, frame) for branch in branches], node, frame.source)
    special = objects.method(receiver, name, arguments, node, frame)
    if special is not None:
        return special
    api = frame.run.catalog.find_method(name, op in CALLABLE)
    if api is None or op in ("api", "const", "dict", "list", "tuple"):
        return unknown(f"`.{name}()` of something unknown", node, frame.source)
    receiver_node = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
    nodes: dict[int | str, ast.expr] = {
        key + 1 if isinstance(key, int) else key: place for key, place in arguments.nodes.items()
    }
    if receiver_node is not None:
        nodes[0] = receiver_node
    return call_row(
        (api,), Arguments([receiver, *arguments.positional], arguments.keywords, arguments.open, nodes), node, frame
    )


def decorate(decorator: Term, function: Term, node: ast.expr, frame: Frame) -> Term:
    """The function behind a decorator, if it is one that the knowledge base sees through."""
    if decorator.op not in ("api", "partial"):
        return function
    if decorator.op == "api" and not frame.run.catalog.find(decorator.data):
        return function
    return apply(decorator, Arguments([function], {}), node, frame)


def _call_api(name: str, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    readings = frame.run.catalog.find(name)
    if readings:
        return call_row(readings, arguments, node, frame)
    builtin = BUILTINS.get(name)
    if builtin is not None:
        return builtin(arguments, node, frame)
    return unknown(f"`{name.lstrip('.')}` is not known", node, frame.source)


def call_row(readings: tuple[Api, ...], arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """A call of something in the knowledge base, which may have to be read in several ways."""
    results: list[Term] = []
    uses: list[tuple[Use, ...]] = []
    for api in readings:
        bound = bind_parameters(api.params, arguments)
        if bound is None:
            continue
        bindings, nodes = bound
        if api.is_class:
            made = Term("object", (), node, frame.source, Made(api, bindings, nodes))
            results.append(made)
            continue
        uses.append(note_uses(api, bindings, nodes, node, frame))
        results.append(build(api.result, api, bindings, node, frame))
    _keep(uses, frame)
    if not results:
        return unknown("the arguments do not fit", node, frame.source)
    first = results[0]
    if all(result.op == first.op and result.args == first.args for result in results):
        return first
    return phi(results, node, frame.source)


def _keep(readings: list[tuple[Use, ...]], frame: Frame) -> None:
    """Only what is wrong in every reading is wrong."""
    if len(readings) == 1:
        frame.run.uses += [((use,),) for use in readings[0]]
    elif len(readings) > 1 and all(readings):
        frame.run.uses.append(tuple(readings))
    if any(readings):
        frame.sinks.append(None)


def bind_parameters(
    params: tuple[Param, ...], arguments: Arguments
) -> tuple[dict[str, Term], dict[str, ast.expr]] | None:
    """Which parameter gets which argument, and where it stands; None where they do not fit."""
    bindings: dict[str, Term] = {}
    nodes: dict[str, ast.expr] = {}
    positional = [param for param in params if not param.star and not param.keyword_only]
    variadic = next((param for param in params if param.star == "*"), None)
    values = arguments.positional
    for place, term in enumerate(values):
        if term.op in ("star", "each"):
            if variadic is not None and place >= len(positional):
                break
            return bindings, nodes  # Behind it any argument may stand anywhere.
        if place < len(positional):
            name = positional[place].name
            if name.startswith("_sentinel"):
                return None
            bindings[name] = term
            if place in arguments.nodes:
                nodes[name] = arguments.nodes[place]
        elif variadic is None:
            return None
    if variadic is not None:
        bindings[variadic.name] = Term("tuple", tuple(values[len(positional) :]))
    names = {param.name for param in params if param.star != "*"}
    keyword_rest = any(param.star == "**" for param in params)
    for written, term in arguments.keywords.items():
        name = written if written in names else _SYNONYMS.get(written, written)
        if name in names:
            bindings[name] = term
            if written in arguments.nodes:
                nodes[name] = arguments.nodes[written]
        elif not keyword_rest:
            return None
    for param in params:
        if param.name not in bindings and not param.star and not arguments.open and param.default is not None:
            bindings[param.name] = _default(param.default)
    return bindings, nodes


_SYNONYMS: Final = {"axis": "dim", "keepdims": "keepdim", "x": "input", "a": "input"}
"""PyTorch's functions take NumPy's names for some of their parameters, too."""


def _default(text: str) -> Term:
    try:
        return Term("const", data=ast.literal_eval(text))
    except (ValueError, SyntaxError):
        dotted = text.replace(".", "").replace("_", "").isalnum() and "." in text
        return Term("api", data=text) if dotted else UNKNOWN


def active_roles(param: Param, bindings: dict[str, Term]) -> tuple[Role, ...]:
    """The roles of a parameter under the flags that are set; none where that can't be told."""
    roles = []
    for role in param.roles:
        if role.flag is not None:
            flag = bindings.get(role.flag)
            value = None if flag is None else truth(flag)
            if value is None:
                return ()
            if value is not role.when:
                continue
        roles.append(role)
    return tuple(roles)


def note_uses(
    api: Api,
    bindings: dict[str, Term],
    nodes: dict[str, ast.expr],
    node: ast.expr,
    frame: Frame,
    *,
    implicit: ast.expr | None = None,
) -> tuple[Use, ...]:
    """Note which tensors a call takes as what; ``implicit`` is the expression to blame instead."""
    uses = []
    asked = False
    for param in api.tensor_params:
        if not param.roles:
            continue
        term = bindings.get(param.name)
        if not _labels(param.roles) and api.is_loss:
            asked = True
            frame.run.loss_calls.setdefault(node, (api, []))[1].append(UNKNOWN if term is None else term)
        roles = active_roles(param, bindings)
        if term is None or not roles or is_const(term, None):
            continue
        flag_name = roles[0].flag
        uses.append(
            Use(
                api=api,
                roles=roles,
                term=term,
                call=node,
                argument=implicit or nodes.get(param.name, node),
                source=frame.source,
                function=frame.function,
                flag=nodes.get(flag_name) if flag_name else None,
                implicit=implicit is not None,
                informed=frame.informed,
            )
        )
    if asked:
        frame.sinks.append(None)
    return tuple(uses)


def _labels(roles: tuple[Role, ...]) -> bool:
    return all(role.meaning.kind.is_label for role in roles)


def build(result: Result, api: Api, bindings: dict[str, Term], node: ast.expr, frame: Frame) -> Term:
    """The term that a row's result expression stands for."""
    head, args = result.head, result.args
    if head in bindings or any(param.name == head for param in (*api.params, *(api.call_params or ()))):
        value = bindings.get(head)
        if args is None:
            return UNKNOWN if value is None else named(value, head, api)
        inner = [build(arg, api, bindings, node, frame) for arg in args]
        if value is None:
            return unknown(f"`{head}` is not known", node, frame.source)
        if is_const(value, None):
            return inner[0] if inner else NONE
        place = value.node if value.op == "const" and isinstance(value.node, ast.expr) else node
        return apply(named(value, head, api), Arguments(inner, {}), place, frame)
    if args is None:
        if head[0].isdigit() or head[0] in "-'\"" or head in ("None", "True", "False"):
            return _default(head)
        return frame.term(head, (), node)
    inner = [build(arg, api, bindings, node, frame) for arg in args]
    if head == "chain":
        return chains.run_chain(inner[0], _input(api, bindings), node, frame)
    if head == "model":
        return inner[0]
    if head in ("extremes", "ranked"):
        values = frame.term("max", (inner[0],), node)
        if head == "extremes" and is_const(inner[1], None):
            return values
        return Term("tuple", (values, Term("indices", (), node, frame.source)), node, frame.source)
    if head in _AXIS_LAST and len(inner) == 2:
        return _with_axis(frame.term(head, (inner[0],), node), inner[1])
    if head in ("add", "sub", "mul", "div"):
        return _fold(head, inner, node, frame)
    if head == "where" and len(inner) != 2:
        return UNKNOWN
    return frame.term(head, tuple(inner), node)


def _fold(op: str, operands: list[Term], node: ast.expr, frame: Frame) -> Term:
    """An operation on two tensors, or on all of a list (``Add()([a, b, c])``)."""
    if len(operands) == 1 and operands[0].op in ("list", "tuple"):
        operands = list(operands[0].args)
    if not operands or any(operand.op in ("star", "each") for operand in operands):
        return UNKNOWN
    result = operands[0]
    for operand in operands[1:]:
        result = frame.term(op, (result, operand), node)
    return result


def _input(api: Api, bindings: dict[str, Term]) -> Term:
    """What an object of the knowledge base is called on: its first argument."""
    first = (api.call_params or api.params)[0]
    value = bindings.get(first.name, UNKNOWN)
    return (value.args[0] if value.args else UNKNOWN) if first.star else value


_AXIS_LAST: Final = frozenset(("softmax", "log_softmax", "logsumexp", "sum", "mean", "prod", "hardmax"))
"""Operations whose second argument is an axis, which is data and not a tensor."""


def _with_axis(term: Term, axis: Term) -> Term:
    term.data = axis
    return term


def named(value: Term, param_name: str, api: Api) -> Term:
    """A string such as ``'softmax'`` as the API that it names."""
    if value.op != "const" or not isinstance(value.data, str):
        return value
    for param in (*api.params, *(api.call_params or ())):
        if param.name == param_name and param.namespace is not None:
            return Term("api", (), value.node, value.source, f"{param.namespace}.{value.data}")
    return value


def informs(arguments: Arguments, receiver: Term | None) -> bool:
    """Whether a call tells the callee anything."""
    if receiver is not None and receiver.op == "instance" and receiver.data.arguments is not None:
        return True
    return any(
        term.op not in _OPAQUE and not (term.op == "const" and not isinstance(term.data, (str, bool)))
        for term in (*arguments.positional, *arguments.keywords.values())
    )


def invoke(function: Function, receiver: Term | None, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """A call of a function of the analysed code, to be followed when somebody asks for its result."""
    function.calls += 1
    run, depth = frame.run, frame.depth + 1
    informed = informs(arguments, receiver)
    # A closure sees the bindings of this moment, not those of later.
    scope = frame.scope.snapshot() if function.scope is frame.scope else function.scope

    instance = _instance(receiver) if receiver is not None else frame.instance

    def follow() -> Term:
        if depth > MAX_DEPTH:
            return unknown("calls are nested too deeply", node, frame.source)
        if run.fuel <= 0:
            return unknown("the file is too large to follow all calls", node, frame.source)
        inner = Frame(run, Scope(scope), function=function, instance=instance, depth=depth, informed=informed)
        return interpret(function, scope, receiver, arguments, inner)

    called = Call(function, informed, follow)
    run.calls.append(called)
    frame.sinks.append(function)
    return Term("call", (), node, frame.source, called)


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
                bindings[name] = Term("param", (), arg, frame.source, name)
    if spec.kwarg is not None:
        name = spec.kwarg.arg
        if certain:
            keys = [Term("const", data=key) for key in named_args]
            bindings[name] = Term("dict", tuple(named_args.values()), None, frame.source, keys)
        else:
            bindings[name] = Term("param", (), spec.kwarg, frame.source, name)


def _own(function: Function, owner: Class, frame: Frame) -> Term:
    """The ``self`` (or ``cls``) of a method that nobody calls."""
    if function.kind == "class":
        return Term("class", (), owner.node, frame.source, owner)
    return classes.blueprint(owner, frame)
