"""The parts of formulas: what was normalised, along which axis, and how the library's function of it is written."""

from __future__ import annotations

import ast
import re
from typing import Final

import libcst as cst

from .. import spelling
from ..analysis.terms import Term, is_number
from ..visibility import means_the_same
from .code import is_atomic, parenthesised
from .draft import Draft, Unable

COMMUTES: Final = frozenset(
    (
        *("squeeze", "unsqueeze", "reshape", "view", "flatten", "transpose", "permute", "swapaxes", "T", "mT", "t"),
        *("contiguous", "gather", "expand_dims", "take_along_axis", "index_select", "ravel", "clone", "detach"),
        *("cpu", "cuda", "numpy", "select", "narrow", "view_as", "reshape_as", "moveaxis", "movedim"),
    )
)
"""What moves values without changing them, so that a logarithm may be taken before or after it."""


_EDGES: Final = frozenset(("call", "returned"))


def exactly(term: Term) -> Term:
    """A term seen through calls only: all of it, as it is."""
    for _ in range(16):
        if term.op not in _EDGES:
            break
        term = term.args[0] if term.op == "returned" else term.data.result
    return term


def softmax_of(draft: Draft, made: Term, place: ast.expr, operation: str) -> cst.BaseExpression:
    """A softmax (or its logarithm) along the axis of one that was written by hand or called."""
    candidate = draft.candidate
    if len(made.args) > 1:
        formula = made.args[1]
        total = kept_sum(formula.args[1])
        for part in (exactly(formula.args[0]), exactly(total.args[0])):
            if part.op != "exp":
                raise Unable
        axis = axis_of_sum(draft, total)
    else:
        axis = spelling.axis_of(made)
        if not axis:
            raise Unable
    if axis == "None" and spelling.framework_of(candidate) not in ("numpy", "jax"):
        raise Unable
    return written(draft, operation, scores(draft, made, place), axis=axis)


def written(
    draft: Draft, operation: str, x: cst.BaseExpression, *, axis: str = "", more: str = ""
) -> cst.BaseExpression:
    """An operation of the user's framework, under the file's names."""
    template = spelling.template_of(operation, draft.candidate)
    if not template:
        raise Unable
    if template.startswith("keras.ops") and not re.search(r"\bops\.|keras\.ops", draft.source.text):
        imported = draft.candidate.names.values()
        if "tensorflow" in spelling.packages_of(draft.candidate) or any("keras.backend" in name for name in imported):
            raise Unable  # It may be a Keras that has no `keras.ops` yet.
    if template.startswith("scipy."):
        # Another dependency may be missing, and numba knows nothing of it.
        packages = spelling.packages_of(draft.candidate)
        draft.safe = draft.safe and "scipy" in packages and "numba" not in packages
    if operation == "softplus" and spelling.framework_of(draft.candidate) in ("torch", "keras"):
        draft.safe = False  # PyTorch's is the identity from 20 on: 2e-9 away, which double precision can tell.
    template = spelling.qualified(spelling.shaped(template, axis, more), draft.name)
    return draft.template(template.replace("{axis}", axis), x=x)


def scores(draft: Draft, made: Term, place: ast.expr, *, negated: bool = False) -> cst.BaseExpression:
    """What a normaliser was applied to, or its negative, as the user wrote it."""
    candidate = draft.candidate
    if spelling.moved(made):
        raise Unable
    if len(made.args) == 1 and not _settings_allow(made):
        raise Unable
    _check_formula(made)
    given = spelling.argument_of(candidate, made)
    if given is None or not isinstance(given.node, ast.expr) or not is_local(draft, given.node, place):
        given = spelling.scores_made(candidate, made)
    if given is None:
        raise Unable
    return within_place(draft, given, place, negated=negated)


def _settings_allow(made: Term) -> bool:
    """Whether a library's normaliser does nothing besides: it is not told a type or a mask."""
    node = made.node
    if not isinstance(node, ast.Call) or isinstance(node.func, ast.Call):
        return True
    return all(keyword.arg in _HARMLESS for keyword in node.keywords)


_HARMLESS: Final = ("dim", "axis", "input", "x", "logits", "a", "features", "name", "_stacklevel")


def _check_formula(made: Term) -> None:
    """Nothing may be picked or moved inside of a formula written by hand; only its sum may be made to fit."""
    if len(made.args) < 2 or made.op != "sigmoid":
        return
    above, below = made.args[1].args if made.args[1].op == "div" else (made.args[1].args[0],) * 2
    for part in (exactly(above), exactly(below)):
        if not (is_number(part) or part.op in ("exp", "add")):
            raise Unable
        if part.op == "add" and not all(is_number(exactly(arg)) or exactly(arg).op == "exp" for arg in part.args):
            raise Unable


def within_place(draft: Draft, given: spelling.Scores, place: ast.expr, *, negated: bool = False) -> cst.BaseExpression:
    """An operand where it is put: as it stands if it means the same there, or by a name that it is given."""
    node = given.node
    there = draft.candidate.node if draft.syntax.augmented(place) else place
    visible = draft.candidate.tree is not None and means_the_same(draft.candidate.tree, node, there)
    if isinstance(node, ast.arg) and not visible:
        raise Unable
    operand = draft.operand(node, place) if visible or isinstance(node, ast.arg) else draft.hoisted(node, place)
    return negative(operand) if given.negative is not negated else operand


def elsewhere(draft: Draft, argument: ast.expr, place: ast.expr) -> cst.BaseExpression:
    """An argument of a call where the call is moved to."""
    return within_place(draft, spelling.Scores(argument), place)


def negative(node: cst.BaseExpression) -> cst.BaseExpression:
    """The negative of an expression: without its minus sign, if it has one."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        return node.expression
    if isinstance(node, cst.BinaryOperation) and not node.lpar:
        if isinstance(node.operator, (cst.Multiply, cst.Divide)) and _is_negative(node.left):
            return node.with_changes(left=negative(node.left))
        if isinstance(node.operator, (cst.Add, cst.Subtract)) and _is_negative(node.left):
            other = cst.Subtract() if isinstance(node.operator, cst.Add) else cst.Add()
            around = {key: getattr(node.operator, key) for key in ("whitespace_before", "whitespace_after")}
            return node.with_changes(left=negative(node.left), operator=other.with_changes(**around))
        if isinstance(node.operator, cst.Subtract) and all(map(is_atomic, (node.left, node.right))):
            return node.with_changes(left=node.right, right=node.left)
    return cst.UnaryOperation(cst.Minus(), node if is_atomic(node) else parenthesised(node))


def _is_negative(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, (cst.Multiply, cst.Divide)):
        return not node.lpar and _is_negative(node.left)
    return isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus) and not node.lpar


def kept_sum(below: Term) -> Term:
    """The sum below a fraction, if it is shaped so that it divides along its own axis."""
    current, fits = exactly(below), ""
    while current.op in ("same", "index"):
        fits = fits or _restored(current)
        if not fits:
            raise Unable
        current = exactly(current.args[0])
    if current.op != "sum":
        raise Unable
    axis = _constant(current)
    keeps = bool(_keyword(current, ("keepdims", "keepdim", "keep_dims"))) or _third_is_true(current)
    if not keeps and not spelling.is_over_all(current) and axis != "0" and (not fits or fits != axis):
        raise Unable
    return current


def _restored(term: Term) -> str:
    """The axis that ``[:, None]`` or ``unsqueeze`` puts back."""
    node = term.node
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        parts = [ast.unparse(part) for part in node.slice.elts]
        if parts[-1:] in (["None"], ["np.newaxis"], ["tf.newaxis"], ["jnp.newaxis"]):
            return {"...": "-1", ":": "1"}.get(parts[0], "") if len(parts) == 2 else ""
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("unsqueeze", "expand_dims"):
        last = [*node.args, *(keyword.value for keyword in node.keywords)][-1:]
        return ast.unparse(last[0]) if last else ""
    return ""


def _constant(total: Term) -> str:
    axis = total.data
    if _is_builtin(total):
        return "0"
    return str(axis.data) if isinstance(axis, Term) and axis.op == "const" and axis.data is not None else ""


def _is_builtin(total: Term) -> bool:
    node = total.node
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sum"


def _keyword(term: Term, names: tuple[str, ...]) -> ast.expr | None:
    keywords = term.node.keywords if isinstance(term.node, ast.Call) else []
    found = next((keyword.value for keyword in keywords if keyword.arg in names), None)
    return found if isinstance(found, ast.Constant) and found.value is True else None


def _third_is_true(total: Term) -> bool:
    node = total.node
    last = node.args[-1] if isinstance(node, ast.Call) and len(node.args) > 1 else None
    return isinstance(last, ast.Constant) and last.value is True


_SETTINGS_OF_A_SUM: Final = ("axis", "dim", "keepdims", "keepdim", "keep_dims", "input", "x", "a", "input_tensor")


def axis_of_sum(draft: Draft, total: Term) -> str:
    """The axis of a sum: a number, what the user wrote for it, or None for all there is."""
    node = total.node
    if not isinstance(node, ast.Call) or any(keyword.arg not in _SETTINGS_OF_A_SUM for keyword in node.keywords):
        raise Unable
    if spelling.moved(total):
        raise Unable
    if _is_builtin(total):
        if "sum" in draft.candidate.names or len(node.args) != 1:
            raise Unable
        return "0"
    if spelling.is_over_all(total):
        return "None"
    known = spelling.axis_of(total)
    if known:
        return known
    raise Unable


def node_of(term: Term) -> ast.expr:
    """The expression that a term came from."""
    if not isinstance(term.node, ast.expr):
        raise Unable
    return term.node


def call_of(term: Term) -> ast.Call:
    """The call that a term came from."""
    if not isinstance(term.node, ast.Call):
        raise Unable
    return term.node


def argument(draft: Draft, node: ast.Call) -> ast.expr:
    """The first argument of a function, or what a method is called on."""
    if isinstance(node.func, ast.Attribute) and not draft.syntax.is_imported(spelling.root_of(node)):
        return node.func.value
    if node.args:
        return node.args[0]
    if node.keywords:
        return node.keywords[0].value
    raise Unable


def without_settings(node: ast.Call) -> None:
    """A function of one tensor that is given nothing else (no ``out=``, no ``where=``)."""
    if len(node.args) + len(node.keywords) > 1:
        raise Unable


def is_inside(node: ast.AST, place: ast.expr) -> bool:
    """Whether a node is a part of another."""
    return any(part is node for part in ast.walk(place))


def is_local(draft: Draft, node: ast.expr, place: ast.expr) -> bool:
    """Whether a node stands in the function in which another one does."""
    place_or_statement = draft.syntax.augmented(place) or place
    return draft.syntax.has(node) and draft.syntax.function(node) is draft.syntax.function(place_or_statement)


def is_minus_one(node: ast.expr) -> bool:
    """Whether it is a negative number, as an axis may be."""
    return isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant)
