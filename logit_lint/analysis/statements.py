"""Statements: which paths there are, and what each binds."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from . import calls, imports
from .expressions import attribute_key, bind, element_of, evaluate
from .scopes import Scope
from .survey import COMPOUND, bodies
from .terms import CALLABLE, DATA_OPS, UNKNOWN, Term, truth, unknown
from .values import Class, Function

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .frames import Entries, Frame, Use

_MUTATORS: Final = frozenset(("add", "append", "extend", "insert", "pop", "add_module", "update"))
"""Methods after which a container is bound again."""


def execute(body: Sequence[ast.stmt], frame: Frame) -> bool:
    """Interpret statements in order; False where no path leads past them."""
    uses = frame.run.uses
    early: list[tuple[Entries, int]] = []
    through = True
    for statement in body:
        if not frame.root:
            frame.run.fuel -= 1
            if frame.run.fuel < 0:
                break
        handler = _HANDLERS.get(type(statement))
        if handler is not None and handler(statement, frame) is False:
            through = False
            break
        if frame.left_early:
            early.append((frame.left_early, len(uses)))
            frame.left_early = []
    for entries, place in early:
        _oppose(entries, uses[place:])  # What follows an arm that returns is the other arm.
    return through


def _expression(node: ast.Expr, frame: Frame) -> None:
    if type(node.value) is not ast.Constant:
        evaluate(node.value, frame)


def _assign(node: ast.Assign, frame: Frame) -> None:
    value = evaluate(node.value, frame)
    for target in node.targets:
        bind(target, value, frame)


def _annotated(node: ast.AnnAssign, frame: Frame) -> None:
    if node.value is not None:
        bind(node.target, evaluate(node.value, frame), frame)


_AUGMENTED: Final = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult)


def _augmented(node: ast.AugAssign, frame: Frame) -> None:
    binary = frame.run.augmented.get(node)
    if binary is None:
        binary = frame.run.augmented[node] = ast.copy_location(ast.BinOp(node.target, node.op, node.value), node)
    value = evaluate(binary, frame) if isinstance(node.op, _AUGMENTED) else UNKNOWN
    bind(node.target, value, frame)


def _return(node: ast.Return, frame: Frame) -> bool:
    value = Term("const") if node.value is None else evaluate(node.value, frame)
    frame.returns.append(Term("returned", (value,), node.value or node, frame.source, frame.function))
    return False


def _raise(node: ast.Raise, frame: Frame) -> bool:
    return False


def _leave_loop(node: ast.Break | ast.Continue, frame: Frame) -> bool:
    if frame.exits:
        frame.exits[-1].append(frame.scope)
    return False


def _if(node: ast.If, frame: Frame) -> bool:
    known = truth(evaluate(node.test, frame))
    if known is not None:
        return execute(node.body if known else node.orelse, frame)
    uses = frame.run.uses
    start = len(uses)
    arms: list[tuple[bool, int]] = []

    def arm(body: list[ast.stmt]) -> bool:
        through = execute(body, frame)
        arms.append((through, len(uses)))
        return through

    through = _paths(frame, [partial(arm, node.body), partial(arm, node.orelse)])
    (body_through, middle), (_, end) = arms
    _oppose(uses[start:middle], uses[middle:end])
    if through and not body_through:
        frame.left_early = uses[start:middle]
    return through


def _oppose(one: Entries, other: Entries) -> None:
    """Tell the uses of a tensor on one arm of an ``if`` of those of the same tensor on the other."""
    if not one or not other:
        return
    for these, those in ((one, other), (other, one)):
        opposite: dict[int, list[Use]] = {}
        for use in _each_use(those):
            opposite.setdefault(_identity(use.term), []).append(use)
        for use in _each_use(these):
            use.alternatives = (*use.alternatives, *opposite.get(_identity(use.term), ()))


def _each_use(entries: Entries) -> list[Use]:
    return [use for readings in entries for uses in readings for use in uses]


def _identity(term: Term) -> int:
    """The tensor behind views of it."""
    while term.op in ("same", "take", "index") and term.args:
        term = term.args[0]
    return id(term)


def _paths(frame: Frame, alternatives: list[Any]) -> bool:
    """Interpret alternatives from the same state and let those that come through meet."""
    outer = frame.scope
    through = []
    for alternative in alternatives:
        frame.scope = outer.branch()
        try:
            if alternative():
                through.append(frame.scope)
        finally:
            frame.scope = outer
    outer.join(through)
    return bool(through)


def _for(node: ast.For | ast.AsyncFor, frame: Frame) -> bool:
    iterable = evaluate(node.iter, frame)

    def before() -> None:
        bind(node.target, element_of(iterable), frame)

    if _are_layers(iterable) and not _leaves(node.body):
        for layer in iterable.args:
            bind(node.target, layer, frame)
            if not execute(node.body, frame):
                return False
        return execute(node.orelse, frame)
    # A loop over a display, or over layers that a comprehension made, is run at least once.
    certain = iterable.op in DATA_OPS and any(
        element.args[0].op in CALLABLE if element.op == "each" else element.op != "star" for element in iterable.args
    )
    return _loop(node, before, frame, at_least_once=certain)


def _are_layers(iterable: Term) -> bool:
    """Whether a loop runs over a few layers (or other callables), each of them known: it is then unrolled."""
    return (
        iterable.op in DATA_OPS
        and 0 < len(iterable.args) <= _MOST_LAYERS
        and all(layer.op in CALLABLE for layer in iterable.args)
    )


_MOST_LAYERS: Final = 16


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Whether a loop's body may leave it early."""
    return any(
        isinstance(statement, (ast.Break, ast.Continue)) or any(_leaves(inner) for inner in bodies(statement))
        for statement in body
    )


def _while(node: ast.While, frame: Frame) -> bool:
    through = _loop(node, lambda: evaluate(node.test, frame), frame)
    if isinstance(node.test, ast.Constant) and node.test.value and not _has_break(node.body):
        return False
    return through


def _has_break(body: Sequence[ast.stmt]) -> bool:
    return any(
        isinstance(statement, ast.Break)
        or (
            not isinstance(statement, (ast.For, ast.While, ast.AsyncFor, ast.FunctionDef, ast.ClassDef))
            and any(_has_break(inner) for inner in bodies(statement))
        )
        for statement in body
    )


def _loop(node: ast.For | ast.AsyncFor | ast.While, before: Any, frame: Frame, *, at_least_once: bool = False) -> bool:
    outer = frame.scope
    body = outer.branch()
    carried: dict[str, Term] = {}
    for name in assigned_names(node.body, frame):
        entry = outer.find(name)
        if entry is not None:
            # The value at the top of the body: the one from before, or the one the body ended with.
            carried[name] = body.bindings[name] = Term("phi", (entry,), node, frame.source, [])
    frame.scope = body
    frame.exits.append([])
    try:
        before()
        through = execute(node.body, frame)
    finally:
        frame.scope = outer
        exits = frame.exits.pop()
    ends = [body] if through else []
    for name, top in carried.items():
        values = [scope.find(name) for scope in (*ends, *exits)]
        top.args = (top.args[0], *{id(v): v for v in values if v is not None and v is not top}.values())
    skipped = [] if at_least_once else [outer.branch()]
    outer.join([*skipped, *ends, *(_flattened(scope, outer) for scope in exits)])
    if node.orelse:
        return execute(node.orelse, frame) or bool(exits)
    return True


def _flattened(scope: Scope, outer: Scope) -> Scope:
    """All that a path bound between ``outer`` and where it left the loop, in one scope."""
    chain = []
    current: Scope | None = scope
    while current is not None and current is not outer:
        chain.append(current.bindings)
        current = current.parent
    flat = Scope(outer)
    for bindings in reversed(chain):
        flat.bindings.update(bindings)
    return flat


def assigned_names(body: Sequence[ast.stmt], frame: Frame) -> set[str]:
    """The names that statements may bind, without looking into expressions."""
    names: set[str] = set()
    _collect(body, names, frame)
    return names


def _collect(body: Sequence[ast.stmt], names: set[str], frame: Frame) -> None:
    for statement in body:
        kind = type(statement)
        if kind is ast.Assign:
            for target in statement.targets:  # type: ignore[attr-defined]
                _collect_target(target, names, frame)
        elif kind is ast.AugAssign or kind is ast.AnnAssign:
            _collect_target(statement.target, names, frame)  # type: ignore[attr-defined]
        elif kind is ast.Expr:
            value = statement.value  # type: ignore[attr-defined]
            if type(value) is ast.Call and type(value.func) is ast.Attribute and value.func.attr in _MUTATORS:
                _collect_target(value.func.value, names, frame)
        elif kind in COMPOUND:
            for block in bodies(statement):
                _collect(block, names, frame)
            if kind is ast.For or kind is ast.AsyncFor:
                _collect_target(statement.target, names, frame)  # type: ignore[attr-defined]


def _collect_target(target: ast.expr, names: set[str], frame: Frame) -> None:
    kind = type(target)
    if kind is ast.Name:
        names.add(target.id)  # type: ignore[attr-defined]
    elif kind is ast.Attribute:
        key = attribute_key(target, frame)  # type: ignore[arg-type]
        if key is not None:
            names.add(key)
    elif kind is ast.Tuple or kind is ast.List:
        for element in target.elts:  # type: ignore[attr-defined]
            _collect_target(element, names, frame)
    elif kind is ast.Subscript or kind is ast.Starred:
        _collect_target(target.value, names, frame)  # type: ignore[attr-defined]


def _with(node: ast.With | ast.AsyncWith, frame: Frame) -> bool:
    start = len(frame.run.uses)
    expects_error = False
    for item in node.items:
        context = evaluate(item.context_expr, frame)
        callee = item.context_expr.func if isinstance(item.context_expr, ast.Call) else None
        name = getattr(callee, "attr", getattr(callee, "id", ""))
        expects_error = expects_error or name == "raises" or name.startswith("assertRaises")
        if item.optional_vars is not None:
            bind(item.optional_vars, unknown("a context manager gave it", context.node, frame.source), frame)
    through = execute(node.body, frame)
    if expects_error:
        del frame.run.uses[start:]  # A test that the misuse is refused.
    return through


def _try(node: Any, frame: Frame) -> bool:
    outer = frame.scope
    attempt = outer.branch()
    frame.scope = attempt
    try:
        through = execute(node.body, frame)
        if through and node.orelse:
            through = execute(node.orelse, frame)
    finally:
        frame.scope = outer

    def handle(handler: ast.ExceptHandler) -> bool:
        # An exception may have come before or after anything that the body bound.
        frame.scope.join([outer.branch(), attempt])
        if handler.name:
            frame.scope.bindings[handler.name] = UNKNOWN
        return execute(handler.body, frame)

    arrived = [attempt] if through else []
    for handler in node.handlers:
        frame.scope = outer.branch()
        try:
            if handle(handler):
                arrived.append(frame.scope)
        finally:
            frame.scope = outer
    outer.join(arrived)
    finished = execute(node.finalbody, frame) if node.finalbody else True
    return finished and bool(arrived)


def _match(node: ast.Match, frame: Frame) -> bool:
    subject = evaluate(node.subject, frame)
    alternatives: list[Callable[[], bool]] = []
    exhaustive = False
    for case in node.cases:
        decided = _case_matches(case, subject)
        if decided is False:
            continue

        alternatives.append(partial(_take_case, case, frame))
        if decided:
            exhaustive = True
            break
    if not exhaustive:
        alternatives.append(lambda: True)
    return _paths(frame, alternatives)


def _take_case(case: ast.match_case, frame: Frame) -> bool:
    for name in _captures(case.pattern):
        frame.scope.bindings[name] = UNKNOWN
    return execute(case.body, frame)


def _case_matches(case: ast.match_case, subject: Term) -> bool | None:
    pattern = case.pattern
    if isinstance(pattern, ast.MatchAs) and pattern.pattern is None:
        return True if case.guard is None else None
    if isinstance(pattern, ast.MatchValue) and isinstance(pattern.value, ast.Constant) and subject.op == "const":
        matches = pattern.value.value == subject.data
        return matches if not matches or case.guard is None else None
    return None


def _captures(pattern: ast.pattern) -> list[str]:
    return [name for node in ast.walk(pattern) if (name := getattr(node, "name", None) or getattr(node, "rest", None))]


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
    frame.scope.bindings[node.name] = _as_declared(node, define_function(node, frame, None), frame)


def _as_declared(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, defined: Term, frame: Frame) -> Term:
    """What a definition binds: what the project declares of it is taken at its word."""
    name = frame.run.catalog.declared(node.name) if frame.history is not None else None
    return defined if name is None else Term("api", (), node, frame.source, name)


def define_function(node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame, owner: Class | None) -> Term:
    """The function that a ``def`` binds, seen through its decorators."""
    function = Function(node, frame.scope, owner, node.name)
    frame.note_function(function)
    term = Term("function", (), node, frame.source, function)
    for decorator in reversed(node.decorator_list):
        applied = evaluate(decorator, frame)
        if applied.op == "api":
            name = applied.data
            if name in ("builtins.staticmethod", "builtins.classmethod", "builtins.property"):
                function.kind = name.rpartition(".")[2].removesuffix("method")
            elif name.endswith("cached_property"):
                function.kind = "property"
            elif name.endswith("contextmanager"):
                return UNKNOWN
        term = calls.decorate(applied, term, decorator, frame)
        if term.op == "function" and term.data is not function:
            term.data.owner, term.data.kind = owner, function.kind
    return term


def _class(node: ast.ClassDef, frame: Frame) -> None:
    bases = tuple(evaluate(base, frame) for base in node.bases if not isinstance(base, ast.Starred))
    outer = frame.scope
    body = Scope(outer)
    cls = Class(node, outer, body, bases)
    for base in bases:
        if base.op == "class":
            base.data.subclasses.append(cls)
    history = frame.history
    frame.scope, frame.history = body, None
    try:
        for statement in node.body:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                # Methods close over the scope around the class, not over its body.
                frame.scope = outer
                method = define_function(statement, frame, cls)
                frame.scope = body
                previous = body.bindings.get(statement.name)
                if previous is not None and previous.op == "function" and previous.data.kind == "property":
                    continue  # A setter: the property stays what its getter says.
                body.bindings[statement.name] = method
            else:
                execute((statement,), frame)
    finally:
        frame.scope, frame.history = outer, history
    outer.bindings[node.name] = _as_declared(node, Term("class", (), node, frame.source, cls), frame)


def _delete(node: ast.Delete, frame: Frame) -> None:
    for target in node.targets:
        bind(target, UNKNOWN, frame)


def _assert(node: ast.Assert, frame: Frame) -> None:
    evaluate(node.test, frame)


_HANDLERS: Final[dict[type[ast.stmt], Any]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Break: _leave_loop,
    ast.Continue: _leave_loop,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.Match: _match,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Import: imports.bind_modules,
    ast.ImportFrom: imports.bind_names,
    ast.Delete: _delete,
    ast.Assert: _assert,
}
if hasattr(ast, "TryStar"):
    _HANDLERS[ast.TryStar] = _try
