"""Expressions: from syntax to terms."""

from __future__ import annotations

import ast
import builtins
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from . import api_calls, calls, chains, classes, imports, objects
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


def _attribute(node: ast.Attribute, frame: Frame) -> Term:
    owner_node = node.value
    if type(owner_node) is ast.Name:
        owner = find_name(owner_node.id, frame)
        if owner.op == "instance" and owner.data is frame.instance:
            bound = frame.scope.find("@" + node.attr)
        else:
            bound = frame.scope.find(f"{owner_node.id}.{node.attr}")
        if bound is not None:
            return bound
    else:
        owner = evaluate(owner_node, frame)
    return attribute(owner, node.attr, node, frame)


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
        return found if found is not None else Term("attr", (owner,), node, frame.source, name)
    if op == "object" and name in owner.data.bindings and name not in frame.run.far.outside:
        return owner.data.bindings[name]  # type: ignore[no-any-return]
    if op in ("object", "distribution"):
        member = objects.member(owner, name, frame)
        if member is not None and member.is_property:
            return api_calls.build(member.result, member, {}, node, frame)
    if op == "dict":
        return named_part(owner, name)
    if op == "tuple" and name in _PARTS_OF_RANKED and len(owner.args) == 2 and owner.args[1].op == "indices":
        return places_alone(owner.args[_PARTS_OF_RANKED.index(name)], node, frame)
    if op in ("class", "super"):
        found = classes.class_attribute(owner, name, node, frame)
        return found if found is not None else Term("attr", (owner,), node, frame.source, name)
    if op == "phi" and owner.data is None:
        alternatives = [branch for branch in owner.args if not is_const(branch, None)]
        if any(branch.op in ("api", "module", "instance", "class", "object", "tuple") for branch in alternatives):
            return phi([attribute(branch, name, node, frame) for branch in alternatives], node, frame.source)
    if name in _KEEPING_ATTRIBUTES and op not in ("object", "param"):
        return Term("same", (owner,), node, frame.source)
    return Term("attr", (owner,), node, frame.source, name)


_PARTS_OF_RANKED: Final = ("values", "indices")
"""What the largest values and their places are called."""


def places_alone(part: Term, node: ast.expr, frame: Frame) -> Term:
    """A part of ranked values: who takes their places alone has an arg-max, and the rules get to see it.

    Alone they are taken of the call itself: of a pair that has a name, the values may be taken, too.
    """
    if part.op != "indices" or not part.args or not isinstance(getattr(node, "value", node), ast.Call):
        return part
    places = frame.term("indices", part.args, node)
    places.data = part.data
    return places


_OF_CALLABLES: Final = frozenset(("apply_fn", "apply", "forward", "call", "module", "layers", "fn", "func"))
"""Attributes of layers, models and partials that tensors do not have."""


def _binary(node: ast.BinOp, frame: Frame) -> Term:
    left, right = evaluate(node.left, frame), evaluate(node.right, frame)
    op = _OPERATORS.get(type(node.op))
    if op is None:
        return UNKNOWN
    if left.op == "const" and right.op == "const":
        return _fold(node, left.data, right.data, frame)
    if op == "add" and left.op in DATA_OPS:
        return Term(left.op, (*left.args, *_elements(right)), node, frame.source)
    if op == "add" and right.op in DATA_OPS:
        return Term(right.op, (Term("star", (left,)), *right.args), node, frame.source)
    return frame.term(op, (left, right), node)


def _elements(term: Term) -> tuple[Term, ...]:
    return term.args if term.op in DATA_OPS else (Term("star", (term,)),)


_FOLDS: Final[dict[type[ast.operator], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b if abs(b) < 64 else None,
}


def _fold(node: ast.BinOp, left: Any, right: Any, frame: Frame) -> Term:
    """Arithmetic on plain numbers (``10 ** -8``)."""
    fold = _FOLDS.get(type(node.op))
    if fold is None or not isinstance(left, (int, float)) or not isinstance(right, (int, float)):
        return UNKNOWN
    try:
        value = fold(left, right)
    except (ArithmeticError, ValueError):
        return UNKNOWN
    return Term("const", (), node, frame.source, value) if isinstance(value, (int, float)) else UNKNOWN


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
    value = _comparison(node.ops[0], left, rights[0])
    return UNKNOWN if value is None else Term("const", (), node, frame.source, value)


_ORDERS: Final = (ast.Gt, ast.GtE, ast.Lt, ast.LtE)


def _comparison(operator: ast.cmpop, left: Term, right: Term) -> bool | None:
    if isinstance(operator, (ast.Is, ast.IsNot)) and is_const(right, None):
        known = truth(left) if left.op != "const" else left.data is not None
        if known is None:
            return None
        return not known if isinstance(operator, ast.Is) else known
    if isinstance(operator, (ast.Eq, ast.Is, ast.NotEq, ast.IsNot)):
        equal = _equal(left, right)
        return equal if equal is None or isinstance(operator, (ast.Eq, ast.Is)) else not equal
    if isinstance(operator, (ast.In, ast.NotIn)) and right.op in DATA_OPS:
        among = [_equal(left, element) for element in right.args]
        found = True if True in among else None if None in among else False
        return found if found is None or isinstance(operator, ast.In) else not found
    return None


def _equal(left: Term, right: Term) -> bool | None:
    """Whether two constants, functions or classes are the same one; None where that is not known."""
    if left.op == right.op == "const":
        return bool(left.data == right.data)
    if left.op == right.op == "api":
        return True if left.data == right.data else None  # One function may go by several names.
    if left.op == right.op and left.op in ("function", "class"):
        return left.data is right.data
    return None


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
    return subscript(evaluate(node.value, frame), evaluate(node.slice, frame), node, frame)


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
            return named_part(owner, index.data)
        return phi(list(owner.args), node, frame.source) if owner.args else UNKNOWN
    if op == "object":
        return chains.part_of_chain(owner, index, node, frame)
    if op == "call":
        return Term("call", (), node, frame.source, owner.data.then(partial(_part_of_result, index, node, frame)))
    if op == "returned" and structure(owner) is not None:
        return subscript(owner.args[0], index, node, frame)
    if op == "phi" and owner.data is None and any(b.op in ("tuple", "list", "dict", "object") for b in owner.args):
        return phi([subscript(branch, index, node, frame) for branch in owner.args], node, frame.source)
    if op == "api":
        return owner  # A generic alias such as ``Callable[...]``.
    return Term("index", (owner,), node, frame.source, index)


def named_part(owner: Term, name: object) -> Term:
    """The value that a dictionary of known keys, or an object with named parts, has under a name."""
    return next((value for key, value in zip(owner.data, owner.args) if is_const(key, name)), UNKNOWN)


def _part_of_result(index: Term, node: ast.expr, frame: Frame, result: Term) -> Term:
    if structure(result) is not None:
        return subscript(result, index, node, frame)
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
    if index.op == "slice" and index.data is not None and not any(e.op in ("star", "each") for e in elements):
        return Term(owner.op, elements[index.data], owner.node, owner.source)
    if index.op != "const" or not isinstance(index.data, int):
        return None
    place = index.data
    between = elements[: place + 1] if place >= 0 else elements[place:]
    if any(element.op in ("star", "each") for element in between) or not -len(elements) <= place < len(elements):
        return each(elements[0]) if len(elements) == 1 and elements[0].op == "each" else None
    return elements[place]


def each(element: Term) -> Term:
    """One of the elements that a place in a display stands for."""
    if element.op == "each":
        return element.args[0]
    if element.op == "star":
        return UNKNOWN
    return element


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
            bind(generator.target, element_of(evaluate(generator.iter, frame)), frame)
            for condition in generator.ifs:
                evaluate(condition, frame)
        return evaluate(element, frame)
    finally:
        frame.scope, frame.history = outer, history


def element_of(iterable: Term) -> Term:
    """What a loop over a term binds its target to."""
    if iterable.op in DATA_OPS:
        return phi([each(element) for element in iterable.args]) if iterable.args else UNKNOWN
    if iterable.op in ("call", "returned"):
        found = structure(iterable)
        if found is not None and found.op in DATA_OPS:
            return element_of(found)
    if iterable.op == "unknown":
        return iterable
    if iterable.op in ("param", "attr", "api"):
        return unknown(f"it comes from iterating over `{iterable.data}`")
    return Term("index", (iterable,), iterable.node, iterable.source)


def bind(target: ast.expr, value: Term, frame: Frame) -> None:
    """Bind an assignment's target."""
    kind = type(target)
    if kind is ast.Name:
        name = target.id  # type: ignore[attr-defined]
        if frame.history is not None:
            if name in frame.run.far.shared:
                value = unknown(f"`{name}` is shared with other functions", target, frame.source)
            _remember(frame.history.setdefault(name, []), value, frame.scope.find(name))
        frame.scope.bindings[name] = value
        if "bind" in frame.run.watch:
            frame.term("bind", (value,), target).data = name
    elif kind is ast.Attribute:
        key = attribute_key(target, frame)  # type: ignore[arg-type]
        if key is not None:
            frame.scope.bindings[key] = value
        if target.attr == "data" and type(target.value) is ast.Name:  # type: ignore[attr-defined]
            bind(target.value, value, frame)  # type: ignore[attr-defined]
        _new_head(target, value, frame)  # type: ignore[arg-type]
    elif kind is ast.Tuple or kind is ast.List:
        _unpack(target.elts, value, target, frame)  # type: ignore[attr-defined]
    elif kind is ast.Starred:
        bind(target.value, UNKNOWN, frame)  # type: ignore[attr-defined]
    elif kind is ast.Subscript:
        _bind_element(target, value, frame)  # type: ignore[arg-type]


def _remember(history: list[Term], value: Term, before: Term | None) -> None:
    """A value made from the one before it (``model = model.to(device)``) takes its place."""
    if history and before is history[-1] and (value is before or before in value.args or _grown_from(value, before)):
        history[-1] = value
    else:
        history.append(value)


def _grown_from(value: Term, before: Term) -> bool:
    """Whether a container of layers is the one before it, with other layers."""
    return value.op == before.op and value.node is before.node and value.node is not None


def _new_head(target: ast.Attribute, value: Term, frame: Frame) -> None:
    """``model.fc = layer``: a model that ended in its own head ends in another."""
    if type(target.value) not in (ast.Name, ast.Attribute):
        return
    model = evaluate(target.value, frame)
    if model.op == "object":
        changed = chains.with_head(model, target.attr, value, frame)
        if changed is not None:
            bind(target.value, changed, frame)


def attribute_key(target: ast.Attribute, frame: Frame) -> str | None:
    """The name under which a scope keeps an attribute that was assigned."""
    if type(target.value) is not ast.Name:
        return None
    owner = frame.scope.find(target.value.id)
    if owner is not None and owner.op == "instance" and owner.data is frame.instance:
        return "@" + target.attr
    return f"{target.value.id}.{target.attr}"


def _unpack(targets: list[ast.expr], value: Term, node: ast.expr, frame: Frame) -> None:
    starred = any(isinstance(target, ast.Starred) for target in targets)
    first = targets[0] if len(targets) == 2 == len(value.args) and value.op == "tuple" else None
    if isinstance(first, ast.Name) and first.id.startswith("_") and isinstance(value.node, ast.Call):
        places_alone(value.args[1], value.node, frame)  # The values are thrown away.
    for place, target in enumerate(targets):
        if starred:
            bind(target, UNKNOWN, frame)
        elif value.op in ("unknown", "param", "each"):
            bind(target, value if value.op == "unknown" else unknown(f"it is a part of `{value.data}`"), frame)
        else:
            bind(target, subscript(value, Term("const", data=place), node, frame), frame)


def _bind_element(target: ast.Subscript, value: Term, frame: Frame) -> None:
    """``d[key] = value``: the container is bound again, with the new element."""
    if type(target.value) not in (ast.Name, ast.Attribute):
        return
    owner, index = evaluate(target.value, frame), evaluate(target.slice, frame)
    if owner.op == "attr" and type(target.value) is ast.Attribute:
        _new_head(target.value, value, frame)
    elif owner.op == "dict" and index.op == "const":
        keys, values = list(owner.data), list(owner.args)
        for place, key in enumerate(keys):
            if key.op == "const" and key.data == index.data:
                values[place] = value
                break
        else:
            keys.append(index)
            values.append(value)
        bind(target.value, Term("dict", tuple(values), owner.node, owner.source, keys), frame)
    else:
        # Part of it was overwritten with something else.
        bind(target.value, unknown("a part of it was assigned", target, frame.source), frame)


def _lambda(node: ast.Lambda, frame: Frame) -> Term:
    function = Function(node, frame.scope)
    frame.note_function(function)
    return Term("function", (), node, frame.source, function)


def _walrus(node: ast.NamedExpr, frame: Frame) -> Term:
    value = evaluate(node.value, frame)
    bind(node.target, value, frame)
    return value


def _await(node: ast.Await, frame: Frame) -> Term:
    return evaluate(node.value, frame)


def _yield(node: ast.Yield | ast.YieldFrom, frame: Frame) -> Term:
    if node.value is not None:
        evaluate(node.value, frame)
    frame.generator = True
    return UNKNOWN


def _starred(node: ast.Starred, frame: Frame) -> Term:
    return Term("star", (evaluate(node.value, frame),), node, frame.source)


def _call(node: ast.Call, frame: Frame) -> Term:
    return calls.call(node, frame)


_HANDLERS: Final[dict[type[ast.expr], Any]] = {
    ast.Name: _name,
    ast.Constant: _constant,
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
