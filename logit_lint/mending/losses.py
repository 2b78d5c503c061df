"""How a loss written by hand becomes the fused one, or at least gets logarithms that are finite."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import libcst as cst

from .. import spelling
from .arguments import loss_object, retarget, set_keyword, unwrap, use_of
from .consumers import at_source
from .draft import Unable
from .logarithms import log_of
from .parts import exactly, scores

if TYPE_CHECKING:
    from ..analysis.terms import Term
    from .draft import Draft

_FORMULA = frozenset(("neg", "sum", "mean", "mul", "add", "sub", "div", "log", "log1p", "clip", "max", "const"))


def fused(
    draft: Draft, operation: str, made: Term, labels: Term | None, *, reduction: str, minus: bool = False
) -> None:
    """Replace the whole formula by the framework's loss of the scores and the labels."""
    candidate = draft.candidate
    sign = _minus_around(draft) if minus else None
    minus = minus and sign is None
    template = spelling.fused_template(operation, candidate, reduction=reduction, minus=minus)
    named = spelling.labels(candidate, labels)
    if not template or not named:
        raise Unable
    _check(candidate.term, exactly(made), labels)
    x = scores(draft, exactly(made), candidate.node)
    y = cst.parse_expression(named)
    if sign is not None:
        span = draft.source.span(sign)
        draft.delete(span.start, draft.source.span(sign.operand).start)
    draft.replace(candidate.node, draft.template(spelling.qualified(template, draft.name), x=x, y=y))


def _minus_around(draft: Draft) -> ast.UnaryOp | None:
    """The minus sign around the formula, or around its mean or sum: ``-mean(-loss)`` is ``mean(loss)``."""
    node: ast.AST = draft.candidate.node
    for parent in draft.syntax.ancestors(node):
        if isinstance(parent, ast.UnaryOp):
            span, inner = draft.source.span(parent), draft.source.span(parent.operand)
            between = draft.source.text_of(type(span)(span.start, inner.start))
            return parent if isinstance(parent.op, ast.USub) and between.strip() == "-" else None
        name = getattr(parent, "attr", getattr(getattr(parent, "func", None), "attr", ""))
        if name not in ("mean", "sum", "reduce_mean", "reduce_sum"):
            return None
        if isinstance(parent, ast.Call) and parent.args and parent.args[0] is not node:
            return None
        node = parent
    return None


def _check(term: Term, made: Term, labels: Term | None) -> None:
    """Nothing may be picked or moved between the parts of the formula: it would have another shape."""
    pending, limit = [exactly(term)], 64
    while pending and limit:
        limit -= 1
        current = pending.pop()
        if current is made or current is labels or (labels is not None and current is exactly(labels)):
            continue
        if current.op in ("same", "take", "index", "phi"):
            raise Unable
        if current.op in _FORMULA:
            pending += [exactly(arg) for arg in current.args]


def logarithms(draft: Draft, *made: tuple[Term, bool], guarded: bool = False) -> None:
    """Replace only the logarithms: of each normaliser's output, or (if told so) of one minus it."""
    logs = [term for term in draft.candidate.terms if term.op in ("log", "log1p")]
    if guarded:
        draft.safe = False
    written: set[object] = set()
    for term, complement in made:
        for log in logs:
            if log.node in written or _is_of_complement(log) is not complement:
                continue
            log_of(draft, log, term, complement=complement, guarded=guarded)
            written.add(log.node)
    if len(written) < len({log.node for log in logs}):
        raise Unable


def _is_of_complement(log: Term) -> bool:
    """Whether it is the logarithm of one minus something, guarded or not."""
    if log.op == "log1p":
        return True
    pending = [exactly(log.args[0])]
    for _ in range(4):
        inner = pending.pop()
        if inner.op == "sub":
            return True
        parts = [exactly(arg) for arg in inner.args if exactly(arg).op != "const"]
        if inner.op not in ("add", "clip", "max") or not parts:
            return False
        pending = [next((part for part in parts if part.op == "sub"), parts[0])]
    return False


def fuse_pair(draft: Draft, *, in_model: bool = False) -> None:
    """Give the loss that takes logits the scores: the twin, or the same one with its flag."""
    use = use_of(draft)
    flag = use.roles[0].flag
    if flag is None:
        retarget(draft)
    elif use.implicit and not use.api.is_class:
        loss_object(draft, flag)
    else:
        try:
            set_keyword(draft, flag, "True")
        except Unable:
            loss_object(draft, flag)
    if in_model:
        at_source(draft)
    else:
        unwrap(draft)
