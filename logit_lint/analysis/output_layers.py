"""Output layers: how raw scores were made, and of how many units."""

from __future__ import annotations

from ..kinds import Kind
from .patterns import AlongAxis, Match, Shape, is_const_one
from .terms import Term, only


class SingleUnit(Shape):
    """The softmax, along the last axis, of a layer of one unit as it is: not reshaped, nothing picked out."""

    roots = frozenset(("softmax", "log_softmax"))
    needs = (frozenset(("softmax", "log_softmax")), frozenset(("affine", "matmul")))
    sign = (
        r"[dD]ense\w*\(\s*(?:units\s*=\s*)?1\s*[,)]|[lL]inear\w*\([^()]*(?:,|out_features\s*=)\s*1\s*[,)]"
        r"|[\[(]\s*\w+\s*,\s*1\s*[\])]\s*[,)]"
    )

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        if not AlongAxis(-1).fits(term, found):
            return False
        layer = term.args[0]
        while layer.op in ("returned", "call"):
            layer = layer.args[0] if layer.op == "returned" else layer.data.result
        return has_single_unit(layer)


def has_single_unit(layer: Term) -> bool:
    """Whether it is the output of a layer of one unit, or a product with a trained matrix of one column."""
    if layer.op == "affine":
        return len(layer.args) == 2 and is_const_one(layer.args[1])
    if layer.op == "add":
        # A bias of more columns makes a wider sum.
        return any(_has_one_column(one) and not _is_wider(other) for one, other in (layer.args, layer.args[::-1]))
    return _has_one_column(layer)


def _has_one_column(product: Term) -> bool:
    """Whether it is a product with a trained matrix of one column."""
    if product.op != "matmul" or len(product.args) != 2:
        return False
    shape = _shape_of(product.args[1])
    return len(shape) == 2 and is_const_one(shape[1])


def _is_wider(bias: Term) -> bool:
    """Whether a bias is known to have more than one column."""
    shape = _shape_of(bias)
    return bool(shape) and not is_const_one(shape[-1])


def _shape_of(variable: Term) -> tuple[Term, ...]:
    """The shape of a variable by what it was made of, if that is written out."""
    weights = only(variable)
    shape = only(weights.args[0]) if weights.op == "variable" and weights.args else weights
    shape = only(shape.args[0]) if shape.op in ("other", "blank") and shape.args else shape
    return shape.args if shape.op in ("list", "tuple") else ()


class LinearScores(Shape):
    """Raw scores by how they were made: by a layer, by an API that gives scores, or as ``x @ W + b`` of variables."""

    needs = (frozenset(("affine", "logit", "variable", "new")),)

    def fits(self, term: Term, found: Match) -> bool:  # noqa: D102
        found.terms.append(term)
        if term.op == "new":
            return term.data.kind in (Kind.LOGITS, Kind.SCORES)
        if term.op == "add":
            return any(_is_product(*order) for order in (term.args, term.args[::-1]))
        return term.op in ("affine", "logit")


def _is_product(product: Term, bias: Term) -> bool:
    """Whether it is a product with a variable, to which another is added."""
    product, bias = only(product), only(bias)
    return product.op == "matmul" and bias.op == "variable" and any(only(arg).op == "variable" for arg in product.args)
