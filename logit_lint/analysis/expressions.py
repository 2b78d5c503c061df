"""Expressions: from syntax to terms."""

from __future__ import annotations

import ast
import builtins
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from . import bindings, calls, classes, containers, elements, imports, objects, row_results
from .constants import comparison, fold, formatted
from .scopes import Scope
from .terms import DATA_OPS, UNKNOWN, Term, external, is_const, is_number, phi, settled, truth, unknown
from .values import Function

if TYPE_CHECKING:
    from .frames import Frame

_BUILTINS: Final = frozenset(dir(builtins))

_OPERATORS: Final[dict[type[ast.operator], str]] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
}

_KEEPING_ATTRIBUTES: Final = frozenset(("T", "mT", "data", "real", "value"))
"""Attributes of tensors that hold the same values."""


def evaluate(node: ast.expr, frame: Frame) -> Term:
    """The term of an expression."""
    handler = _HANDLERS.get(type(node))
    return UNKNOWN if handler is None else handler(node, frame)


def _name(node: ast.Name, frame: Frame) -> Term:
    return find_name(node.id, frame)


def find_name(name: str, frame: Frame) -> Term:
    """What a name is bound to."""
    term = frame.scope.find(name)
    if term is not None:
        return term
    for module in frame.run.star_imports:
        path = f"{module}.{name}"
        if frame.run.catalog.find(path):
            return external(path)
    if name in _BUILTINS:
        return Term("api", data=f"builtins.{name}")
    return unknown(f"`{name}` is not defined here")


def _constant(node: ast.Constant, frame: Frame) -> Term:
    return Term("const", (), node, frame.source, node.value)


def _formatted(node: ast.JoinedStr, frame: Frame) -> Term:
    parts = [evaluate(part.value, frame) if isinstance(part, ast.FormattedValue) else None for part in node.values]
    return formatted(node, parts, frame)


def _attribute(node: ast.Attribute, frame: Frame) -> Term:
    owner_node = node.value
    if type(owner_node) is ast.Name:
        owner = find_name(owner_node.id, frame)
        if owner.op != "instance" or owner.data is not frame.instance:
            bound = frame.scope.find(f"{owner_node.id}.{node.attr}")
            if bound is not None:
                return bound
    else:
        owner = evaluate(owner_node, frame)
    return member(owner, node.attr, node, frame)


def member(owner: Term, name: str, node: ast.expr, frame: Frame) -> Term:
    """The attribute of a term as it is now: for the ``self`` at hand what was assigned last."""
    if owner.op == "instance" and owner.data is frame.instance:
        bound = frame.scope.find("@" + name)
        if bound is not None:
            return bound
    return attribute(owner, name, node, frame)


def attribute(owner: Term, name: str, node: ast.expr, frame: Frame) -> Term:
    """The attribute ``name`` of a term."""
    if name in frame.run.far.members or name in _OF_CALLABLES:
        owner = settled(owner)
    op = owner.op
    if op == "api":
        return external(f"{owner.data}.{name}", node, frame.source)
    if op == "module":
        return imports.attribute(owner, name, node, frame)
    if op == "instance":
        found = classes.instance_attribute(owner, name, node, frame)
        if found is None and name == _WRAPPED:
            return owner
        return found if found is not None else Term("attr", (owner,), node, frame.source, name)
    if op == "object" and name in owner.data.bindings and name not in frame.run.far.outside:
        return owner.data.bindings[name]  # type: ignore[no-any-return]
    if op in ("object", "distribution"):
        row = objects.member(owner, name, frame)
        if row is not None and row.is_property:
            return row_results.build(row.result, row, {"self": owner}, node, frame)
        if name == _WRAPPED:
            return owner
    if op == "dict":
        return elements.named_part(owner, name)
    if op == "tuple" and name in elements.PARTS_OF_RANKED:
        part = elements.ranked_part(owner, name, node, frame)
        if part is not None:
            return part
    if op == "const" and name == "value":
        return owner  # A member of an enumeration is as good as its value.
    if op == "returned" and elements.structure(owner) is not None:
        return attribute(owner.args[0], name, node, frame)
    if op == "call" and name not in _KEEPING_ATTRIBUTES:
        # Only who asks for it needs to know what is returned.
        return Term("call", (), node, frame.source, owner.data.then(partial(_of_result, name, node, frame)))
    if name == "__name__" and op in ("function", "class"):
        return Term("const", (), node, frame.source, owner.data.name)
    if op in ("class", "super"):
        found = classes.class_attribute(owner, name, node, frame)
        return found if found is not None else Term("attr", (owner,), node, frame.source, name)
    if op == "phi" and owner.data is None:
        alternatives = [branch for branch in owner.args if not is_const(branch, None)]
        if any(branch.op in _WITH_ATTRIBUTES for branch in alternatives):
            return phi([attribute(branch, name, node, frame) for branch in alternatives], node, frame.source)
    if name in _KEEPING_ATTRIBUTES and op not in ("object", "param"):
        return Term("same", (owner,), node, frame.source)
    return Term("attr", (owner,), node, frame.source, name)


def _of_result(name: str, node: ast.expr, frame: Frame, result: Term) -> Term:
    made = elements.structure(result) or settled(result)
    if made.op in ("dict", "instance", "object", "distribution"):
        return attribute(made, name, node, frame)
    return Term("attr", (result,), node, frame.source, name)


_WITH_ATTRIBUTES: Final = frozenset(("api", "module", "instance", "class", "object", "dict", "tuple"))

_WRAPPED: Final = "module"
"""The attribute of wrappers that holds the model; wrappers are seen through."""


_OF_CALLABLES: Final = frozenset(("apply_fn", "apply", "forward", "call", "module", "layers", "fn", "func"))
"""Attributes of layers, models and partials that tensors do not have."""


def _binary(node: ast.BinOp, frame: Frame) -> Term:
    left, right = evaluate(node.left, frame), evaluate(node.right, frame)
    if left.op == "const" and right.op == "const":
        return fold(node, left.data, right.data, frame)
    if type(node.op) is ast.BitOr and left.op == "dict" and right.op == "dict":
        keys, values = containers.entries(left.data, list(left.args), zip(right.data, right.args))
        return Term("dict", tuple(values), node, frame.source, keys)
    op = _OPERATORS.get(type(node.op))
    if op is None:
        return UNKNOWN
    if op == "mul" and left.op in DATA_OPS:
        return _repeated(left, right, node, frame)
    if op == "add" and any(len(side.args) > _MOST_WRITTEN for side in (left, right) if side.op in DATA_OPS):
        return Term("list", (Term("star", (UNKNOWN,)),), node, frame.source)
    if op == "add" and left.op in DATA_OPS:
        return Term(left.op, (*left.args, *_elements(right)), node, frame.source)
    if op == "add" and right.op in DATA_OPS:
        return Term(right.op, (Term("star", (left,)), *right.args), node, frame.source)
    return frame.term(op, (left, right), node)


def _repeated(display: Term, times: Term, node: ast.expr, frame: Frame) -> Term:
    """``[None] * n``."""
    if is_number(times) and len(display.args) * times.data <= _MOST_ELEMENTS:
        return Term(display.op, display.args * int(times.data), node, frame.source)
    element = phi([elements.each(element) for element in display.args]) if display.args else UNKNOWN
    return Term(display.op, (Term("each", (element,)),), node, frame.source)


_MOST_WRITTEN: Final = 256
"""Longer lists are not written out when they are joined."""

_MOST_ELEMENTS: Final = 16
"""A longer list that is a shorter one, repeated, is any number of its elements."""


def _elements(term: Term) -> tuple[Term, ...]:
    return term.args if term.op in DATA_OPS else (Term("star", (term,)),)


def _unary(node: ast.UnaryOp, frame: Frame) -> Term:
    operand = evaluate(node.operand, frame)
    if isinstance(node.op, ast.Not):
        value = truth(operand)
        return UNKNOWN if value is None else Term("const", (), node, frame.source, not value)
    if isinstance(node.op, ast.USub):
        if is_number(operand):
            return Term("const", (), node, frame.source, -operand.data)
        return frame.term("neg", (operand,), node)
    return operand if isinstance(node.op, ast.UAdd) else UNKNOWN


def _compare(node: ast.Compare, frame: Frame) -> Term:
    left = evaluate(node.left, frame)
    rights = [evaluate(comparator, frame) for comparator in node.comparators]
    if len(rights) != 1:
        return UNKNOWN
    if "compare" in frame.run.watch and isinstance(node.ops[0], _ORDERS):
        frame.term("compare", (left, rights[0]), node)
    value = comparison(node.ops[0], left, rights[0])
    return UNKNOWN if value is None else Term("const", (), node, frame.source, value)


_ORDERS: Final = (ast.Gt, ast.GtE, ast.Lt, ast.LtE)


def _boolean(node: ast.BoolOp, frame: Frame) -> Term:
    wanted = isinstance(node.op, ast.Or)
    values = []
    for operand in node.values:
        value = evaluate(operand, frame)
        known = truth(value)
        if known is None or known is wanted or operand is node.values[-1]:
            values.append(value)
        if known is wanted:
            break
    return phi(values, node, frame.source)


def _conditional(node: ast.IfExp, frame: Frame) -> Term:
    known = truth(evaluate(node.test, frame))
    if known is not None:
        return evaluate(node.body if known else node.orelse, frame)
    return phi([_arm(node.body, frame), _arm(node.orelse, frame)], node, frame.source)


def _arm(node: ast.expr, frame: Frame) -> Term:
    """One arm of a conditional expression: what it changes in place, the other arm does not see."""
    outer, history = frame.scope, frame.history
    frame.scope, frame.history = Scope(outer), None
    try:
        return evaluate(node, frame)
    finally:
        changed = frame.scope.bindings
        frame.scope, frame.history = outer, history
        for name in changed:
            outer.bindings[name] = unknown("it was changed in an arm of a conditional expression", node, frame.source)


def _subscript(node: ast.Subscript, frame: Frame) -> Term:
    return elements.subscript(evaluate(node.value, frame), evaluate(node.slice, frame), node, frame)


def _slice(node: ast.Slice, frame: Frame) -> Term:
    bounds = []
    for bound in (node.lower, node.upper, node.step):
        term = None if bound is None else evaluate(bound, frame)
        if term is not None and not (term.op == "const" and isinstance(term.data, int)):
            return Term("slice", (), node, frame.source)
        bounds.append(None if term is None else term.data)
    return Term("slice", (), node, frame.source, slice(*bounds))


def _display(node: ast.Tuple | ast.List, frame: Frame) -> Term:
    elements: list[Term] = []
    for element in node.elts:
        if isinstance(element, ast.Starred):
            elements += _elements(evaluate(element.value, frame))
        else:
            elements.append(evaluate(element, frame))
    return Term("tuple" if isinstance(node, ast.Tuple) else "list", tuple(elements), node, frame.source)


def _dict(node: ast.Dict, frame: Frame) -> Term:
    keys: list[Term] = []
    values: list[Term] = []
    for key, value in zip(node.keys, node.values):
        term = evaluate(value, frame)
        if key is not None:
            keys.append(evaluate(key, frame))
            values.append(term)
        elif term.op == "dict":
            keys += term.data
            values += term.args
        else:
            keys.append(UNKNOWN)
            values.append(UNKNOWN)
    return Term("dict", tuple(values), node, frame.source, keys)


def _comprehension(node: ast.ListComp | ast.SetComp | ast.GeneratorExp, frame: Frame) -> Term:
    element = _inside(node.generators, node.elt, frame)
    return Term("list", (Term("each", (element,)),), node, frame.source)


def _dict_comprehension(node: ast.DictComp, frame: Frame) -> Term:
    value = _inside(node.generators, node.value, frame)
    return Term("dict", (value,), node, frame.source, [UNKNOWN])


def _inside(generators: list[ast.comprehension], element: ast.expr, frame: Frame) -> Term:
    """The element of a comprehension, which has a scope of its own."""
    outer, history = frame.scope, frame.history
    frame.scope, frame.history = Scope(outer), None
    try:
        for generator in generators:
            bindings.bind(generator.target, elements.element_of(evaluate(generator.iter, frame)), frame)
            for condition in generator.ifs:
                evaluate(condition, frame)
        return evaluate(element, frame)
    finally:
        frame.scope, frame.history = outer, history


def _lambda(node: ast.Lambda, frame: Frame) -> Term:
    function = Function(node, frame.scope)
    frame.note_function(function)
    return Term("function", (), node, frame.source, function)


def _walrus(node: ast.NamedExpr, frame: Frame) -> Term:
    value = evaluate(node.value, frame)
    bindings.bind(node.target, value, frame)
    return value


def _await(node: ast.Await, frame: Frame) -> Term:
    return evaluate(node.value, frame)


def _yield(node: ast.Yield | ast.YieldFrom, frame: Frame) -> Term:
    given = UNKNOWN if node.value is None else evaluate(node.value, frame)
    if frame.yields is None:
        frame.yields = []
    if node.value is not None:
        value = elements.element_of(given) if isinstance(node, ast.YieldFrom) else given
        frame.yields.append(Term("returned", (value,), node.value, frame.source, frame.function))
    return UNKNOWN


def _starred(node: ast.Starred, frame: Frame) -> Term:
    return Term("star", (evaluate(node.value, frame),), node, frame.source)


def _call(node: ast.Call, frame: Frame) -> Term:
    return calls.call(node, frame)


_HANDLERS: Final[dict[type[ast.expr], Any]] = {
    ast.Name: _name,
    ast.Constant: _constant,
    ast.JoinedStr: _formatted,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    ast.IfExp: _conditional,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Tuple: _display,
    ast.List: _display,
    ast.Dict: _dict,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _dict_comprehension,
    ast.Lambda: _lambda,
    ast.NamedExpr: _walrus,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.Starred: _starred,
}
