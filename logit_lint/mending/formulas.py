"""How formulas written by hand become the library's functions.

Every function here replaces one expression and keeps its value; whoever calls it says whether that is all
that is needed. `Unable` is raised where the formula is not, part by part, what its term says.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import libcst as cst

from .. import spelling
from .code import is_atomic
from .draft import Unable
from .parts import (
    argument,
    axis_of_sum,
    call_of,
    exactly,
    node_of,
    scores,
    softmax_of,
    within_place,
    without_settings,
    written,
)

if TYPE_CHECKING:
    from ..analysis.terms import Term
    from .draft import Draft


def softmax(draft: Draft, made: Term) -> None:
    """Replace ``exp(x) / sum(exp(x))``."""
    node = node_of(made)
    draft.replace(node, softmax_of(draft, made, node, "softmax"))


def log_sum_exp(draft: Draft, log: Term, total: Term) -> None:
    """Replace ``log(sum(exp(x)))``."""
    node = call_of(log)
    without_settings(node)
    if exactly(log.args[0]) is not exactly(total) or exactly(exactly(total).args[0]).op != "exp":
        raise Unable
    total = exactly(total)
    axis = axis_of_sum(draft, total)
    if axis == "None" and spelling.framework_of(draft.candidate) == "torch":
        raise Unable
    kept = spelling.kept_axis(draft.candidate, total)
    exponential = exactly(total.args[0])
    given = spelling.argument_of(draft.candidate, exponential)
    if given is None:
        raise Unable
    without_settings(call_of(exponential))
    draft.replace(node, written(draft, "logsumexp", within_place(draft, given, node), axis=axis, more=kept))


def sigmoid(draft: Draft, made: Term) -> None:
    """Replace ``1 / (1 + exp(-x))`` or ``exp(x) / (1 + exp(x))``."""
    node = node_of(made)
    draft.replace(node, written(draft, "sigmoid", scores(draft, made, node)))


def softplus(draft: Draft, log: Term, exponential: Term) -> None:
    """Replace ``log(1 + exp(x))``."""
    node, exponential = call_of(log), exactly(exponential)
    without_settings(node)
    inner = exactly(log.args[0])
    parts = [exactly(arg) for arg in inner.args] if inner.op == "add" else [inner]
    if exponential not in parts:
        raise Unable
    given = spelling.argument_of(draft.candidate, exponential)
    if given is None:
        raise Unable
    without_settings(call_of(exponential))
    draft.replace(node, written(draft, "softplus", within_place(draft, given, node)))


def logit(draft: Draft, difference: Term, p: Term) -> None:
    """Replace ``log(p / (1 - p))`` or ``log(p) - log(1 - p)``; that of a sigmoid by its scores."""
    node = node_of(difference)
    if difference.op == "log":
        without_settings(call_of(difference))
        ratio = exactly(difference.args[0])
        if ratio.op != "div" or not isinstance(ratio.node, ast.BinOp):
            raise Unable
        chance, written_p = ratio.args[0], ratio.node.left
        complement = exactly(ratio.args[1])
    else:
        one, other = map(exactly, difference.args)
        for log in (one, other):
            without_settings(call_of(log))
        chance, written_p = one.args[0], argument(draft, call_of(one))
        complement = exactly(other.args[0]) if other.op != "sub" else other
    if complement.op not in ("sub", "neg") or exactly(complement.args[-1]) is not exactly(chance):
        raise Unable
    made = exactly(p)
    if made.op == "sigmoid":
        if exactly(chance) is not made:
            raise Unable
        given = scores(draft, made, node)
        if isinstance(given, (cst.Name, cst.Attribute, cst.Subscript)) and not draft.is_fresh(given):
            draft.safe = False  # What is then changed in place is the scores.
        draft.replace(node, given)
        return
    operand = within_place(draft, spelling.Scores(written_p), node)
    if spelling.template_of("logit", draft.candidate).count("{x}") > 1 and not is_atomic(operand):
        raise Unable
    draft.replace(node, written(draft, "logit", operand))


def argument_without(draft: Draft, outer: Term, made: Term) -> None:
    """Give a function what the normaliser in its argument was applied to: ``argmax(softmax(x))``.

    The places may be one of its results: ``topk(softmax(x), 5).indices``.
    """
    node, made = node_of(outer), exactly(made)
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    if not isinstance(node, ast.Call):
        raise Unable
    inner, ranked = argument(draft, node), exactly(outer.args[0])
    if ranked.op == "neg" and isinstance(inner, ast.UnaryOp):
        inner, ranked = inner.operand, exactly(ranked.args[0])
    if ranked is not made:
        raise Unable
    draft.say(f"Leave the {made.op.replace('_', '-')} out")
    draft.replace(inner, scores(draft, made, inner))


def keeps_order(outer: Term, made: Term) -> bool:
    """Whether an arg-max is certainly the same of the scores: a sigmoid's, or along the axis of a softmax."""
    return exactly(made).op == "sigmoid" or spelling.axis_of(outer) == spelling.axis_of(made) != ""


def log_of_scores(draft: Draft, log: Term, operation: str, axis: str) -> None:
    """Replace the logarithm of raw scores by their log-softmax along an axis, or by their log-sigmoid."""
    node = call_of(log)
    without_settings(node)
    inner = argument(draft, node)
    if exactly(log.args[0]).op == "add" and isinstance(inner, ast.BinOp):
        inner = inner.left  # An epsilon was added.
    draft.keep(inner)
    draft.replace(node, written(draft, operation, draft.code(inner), axis=axis))


def sigmoid_for_softmax(draft: Draft, made: Term) -> None:
    """Replace the softmax of a single unit by its sigmoid: a call, a layer, or the name of an activation."""
    node = draft.candidate.node
    if isinstance(node, ast.Constant) and node.value == "softmax":
        draft.replace(node, draft.source.segment(node).replace("softmax", "sigmoid"))
        return
    if not isinstance(node, ast.Call):
        raise Unable
    function = node.func
    last = getattr(function, "attr", "")
    module = draft.candidate.names.get(getattr(getattr(function, "value", None), "id", ""))
    if last == "softmax" and isinstance(function, ast.Attribute) and module in ("flax.linen", "jax.nn"):
        beside = f"{draft.source.segment(function.value)}.sigmoid"
        draft.say(f"Use `{beside}`")
        draft.replace(function, beside, function.value)
        return
    if last == "Softmax" and isinstance(function, ast.Attribute) and spelling.root_of(node) in draft.candidate.names:
        draft.keep(function.value)
        if spelling.framework_of(draft.candidate) == "torch":
            draft.replace(node, f"{draft.source.segment(function.value)}.Sigmoid()")
            return
        raise Unable
    if len(made.args) > 1 or made.node is not node:
        raise Unable
    draft.replace(node, written(draft, "sigmoid", scores(draft, made, node)))


def compare_with_zero(draft: Draft) -> None:
    """Compare raw scores with 0 in the place of 0.5."""
    node = draft.candidate.node
    if not isinstance(node, ast.Compare):
        raise Unable
    halves = [
        part
        for part in (node.left, *node.comparators)
        if isinstance(part, ast.Constant) and isinstance(part.value, float) and part.value == 0.5
    ]
    if len(halves) != 1:
        raise Unable
    draft.say("Compare with 0")
    draft.replace(halves[0], "0")


def round_sigmoid(draft: Draft, rounded: Term) -> None:
    """Round the sigmoid of raw scores, not the scores: it is 1 where they are above 0, and keeps their type."""
    inner = argument(draft, call_of(rounded))
    draft.keep(inner)
    draft.replace(inner, written(draft, "sigmoid", draft.code(inner)))
