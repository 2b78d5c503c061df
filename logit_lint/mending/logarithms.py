"""Logarithms of what was normalised, as one function: `log_softmax` for `log(softmax(x))`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

import libcst as cst

from .. import spelling
from .code import is_atomic, parenthesised
from .draft import Unable
from .parts import (
    COMMUTES,
    argument,
    call_of,
    elsewhere,
    exactly,
    is_inside,
    is_local,
    is_minus_one,
    scores,
    softmax_of,
    without_settings,
    written,
)

if TYPE_CHECKING:
    from ..analysis.terms import Term
    from .draft import Draft

_FAMILIES: Final = frozenset(
    (
        *("torch", "torch.nn.functional", "torch.special", "tensorflow.nn", "tensorflow.compat.v1.nn", "jax.nn"),
        *("flax.linen", "scipy.special", "keras.ops", "keras.activations"),
    )
)
"""Modules that have a `log_softmax` beside their `softmax`, with the same arguments."""


def log_of(draft: Draft, log: Term, made: Term, *, complement: bool = False, guarded: bool = False) -> None:
    """Replace ``log(softmax(x))``, ``log(sigmoid(x))`` or ``log(1 - sigmoid(x))`` by the logarithmic function."""
    node, made = call_of(log), exactly(made)
    without_settings(node)
    inner = log.args[0]
    if guarded:
        inner = _unguarded(exactly(inner))
    if complement:
        inner = exactly(inner)
        wanted = inner.args[1] if inner.op == "sub" else inner.args[0] if inner.op == "neg" else None
        if wanted is None or exactly(wanted) is not made:
            raise Unable
    elif exactly(inner) is not made:
        _log_within(draft, node, made)
        return
    draft.replace(node, logarithm(draft, made, node, complement=complement))


def _unguarded(term: Term) -> Term:
    """What an epsilon was added to, or what was clipped."""
    if term.op == "add":
        return next((arg for arg in term.args if exactly(arg).op in ("softmax", "sigmoid", "sub", "neg")), term)
    if term.op in ("clip", "max") and term.args:
        return next((arg for arg in term.args if exactly(arg).op in ("softmax", "sigmoid", "sub", "neg")), term)
    if term.op == "sub" and exactly(term.args[0]).op == "add":
        return term
    return term


def logarithm(draft: Draft, made: Term, place: ast.expr, *, complement: bool = False) -> cst.BaseExpression:
    """The logarithm of a normaliser's output, in one call."""
    if made.op == "softmax":
        again = _softmax_again(draft, made, place)
        return again if again is not None else softmax_of(draft, made, place, "log_softmax")
    return written(draft, "log_sigmoid", scores(draft, made, place, negated=complement))


def _softmax_again(draft: Draft, made: Term, place: ast.expr) -> cst.BaseExpression | None:
    """The call of a library's softmax as one of its log-softmax, with the same arguments."""
    node = made.node
    if len(made.args) > 1 or not isinstance(node, ast.Call) or not draft.syntax.has(node):
        return None
    function = _function_for(draft, node)
    if function is None:
        return None
    call = draft.code(node)
    assert isinstance(call, cst.Call)
    given = spelling.argument_of(draft.candidate, made)
    if given is None or not isinstance(given.node, ast.expr):
        return None
    if is_inside(node, place):
        for argument in (*node.args, *node.keywords, *([node.func] if isinstance(node.func, ast.Attribute) else [])):
            draft.keep(argument)
        return call.with_changes(func=function)
    if not is_local(draft, node, place):
        return None
    arguments = []
    for keyword, argument in [*((None, one) for one in node.args), *((one.arg, one.value) for one in node.keywords)]:
        if isinstance(argument, ast.Starred) or (keyword is None and argument not in node.args):
            raise Unable
        value = draft.code(argument)
        if argument is given.node or not (isinstance(argument, ast.Constant) or is_minus_one(argument)):
            value = elsewhere(draft, argument, place)
        arguments.append(_argument_of_call(keyword, value))
    if isinstance(node.func, ast.Attribute) and given.node is node.func.value and isinstance(function, cst.Attribute):
        receiver = elsewhere(draft, given.node, place)
        function = function.with_changes(value=receiver if is_atomic(receiver) else parenthesised(receiver))
    return cst.Call(function, arguments)


def _argument_of_call(keyword: str | None, value: cst.BaseExpression) -> cst.Arg:
    if keyword is None:
        return cst.Arg(value)
    none = cst.SimpleWhitespace("")
    return cst.Arg(value, cst.Name(keyword), cst.AssignEqual(none, none))


def _function_for(draft: Draft, node: ast.Call) -> cst.BaseExpression | None:
    """The log-softmax beside the softmax that a call names."""
    names, function = draft.candidate.names, node.func
    if isinstance(function, ast.Name):
        module, _, last = names.get(function.id, "").rpartition(".")
        if last != "softmax" or module not in _FAMILIES:
            return None
        return cst.Name(draft.sibling("log_softmax", module))
    if not isinstance(function, ast.Attribute) or function.attr != "softmax":
        return None
    root: ast.expr = function
    path: list[str] = []
    while isinstance(root, ast.Attribute):
        path.insert(0, root.attr)
        root = root.value
    if isinstance(root, ast.Name) and root.id in names:
        module = ".".join([names[root.id], *path[:-1]])
        if module not in _FAMILIES:
            return None
        draft.name(names[root.id])
    elif spelling.framework_of(draft.candidate) != "torch" or (
        isinstance(root, ast.Name) and root.id in _classes(draft)
    ):
        return None
    renamed = draft.code(function)
    assert isinstance(renamed, cst.Attribute)
    return renamed.with_changes(attr=cst.Name("log_softmax"))


def _classes(draft: Draft) -> set[str]:
    return {node.name for node in ast.walk(draft.syntax.tree) if isinstance(node, ast.ClassDef)}


def _log_within(draft: Draft, node: ast.Call, made: Term) -> None:
    """Take the logarithm where the softmax is, inside of what only moves its values."""
    inner = argument(draft, node)
    target = made.node
    current: ast.AST = inner
    while current is not target:
        if isinstance(current, ast.Subscript) or (isinstance(current, ast.Attribute) and current.attr in ("T", "mT")):
            current = current.value
        elif isinstance(current, ast.Call) and isinstance(current.func, ast.Attribute):
            if current.func.attr not in COMMUTES:
                raise Unable
            is_function = draft.syntax.is_imported(spelling.root_of(current)) and current.args
            current = current.args[0] if is_function else current.func.value
        else:
            raise Unable
    assert isinstance(target, ast.expr)
    outer = draft.source.span(node)
    whole = draft.source.span(inner)
    new = logarithm(draft, made, target)
    draft.delete(outer.start, whole.start)
    draft.delete(whole.end, outer.end)
    draft.replace(target, new, inner)
    draft.gone_besides(node, inner)
