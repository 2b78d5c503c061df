"""How to write an operation in the user's own framework, under the names that the user's file gave it.

One table says what each framework calls an operation; the file's imports say what the user calls the
framework; the expression at hand says of what, and along which axis.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from .analysis.terms import Term, only

if TYPE_CHECKING:
    from .analysis.candidates import Candidate

_WAYS: Final[dict[str, dict[str, str]]] = {
    "softmax": {
        "torch": "torch.nn.functional.softmax({x}, dim={axis})",
        "tensorflow": "tensorflow.nn.softmax({x}, axis={axis})",
        "keras": "keras.ops.softmax({x}, axis={axis})",
        "jax": "jax.nn.softmax({x}, axis={axis})",
        "numpy": "scipy.special.softmax({x}, axis={axis})",
    },
    "log_softmax": {
        "torch": "torch.nn.functional.log_softmax({x}, dim={axis})",
        "tensorflow": "tensorflow.nn.log_softmax({x}, axis={axis})",
        "keras": "keras.ops.log_softmax({x}, axis={axis})",
        "jax": "jax.nn.log_softmax({x}, axis={axis})",
        "numpy": "scipy.special.log_softmax({x}, axis={axis})",
    },
    "logsumexp": {
        "torch": "torch.logsumexp({x}, dim={axis})",
        "tensorflow": "tensorflow.reduce_logsumexp({x}, axis={axis})",
        "keras": "keras.ops.logsumexp({x}, axis={axis})",
        "jax": "jax.nn.logsumexp({x}, axis={axis})",
        "numpy": "scipy.special.logsumexp({x}, axis={axis})",
    },
    "sigmoid": {
        "torch": "torch.sigmoid({x})",
        "tensorflow": "tensorflow.sigmoid({x})",
        "keras": "keras.ops.sigmoid({x})",
        "jax": "jax.nn.sigmoid({x})",
        "numpy": "scipy.special.expit({x})",
    },
    "log_sigmoid": {
        "torch": "torch.nn.functional.logsigmoid({x})",
        "tensorflow": "tensorflow.math.log_sigmoid({x})",
        "keras": "keras.ops.log_sigmoid({x})",
        "jax": "jax.nn.log_sigmoid({x})",
        "numpy": "scipy.special.log_expit({x})",
    },
    "logit": {
        "torch": "torch.logit({x})",
        "tensorflow": "tensorflow.math.log({x}) - tensorflow.math.log1p(-{x})",
        "keras": "keras.ops.log({x}) - keras.ops.log1p(-{x})",
        "jax": "jax.scipy.special.logit({x})",
        "numpy": "scipy.special.logit({x})",
    },
    "softplus": {
        "torch": "torch.nn.functional.softplus({x})",
        "tensorflow": "tensorflow.math.softplus({x})",
        "keras": "keras.ops.softplus({x})",
        "jax": "jax.nn.softplus({x})",
        "numpy": "numpy.logaddexp(0, {x})",
    },
    "cross_entropy": {
        "torch": "torch.nn.functional.cross_entropy({x}, {y})",
        "tensorflow": "tensorflow.nn.softmax_cross_entropy_with_logits(labels={y}, logits={x})",
        "keras": "keras.losses.categorical_crossentropy({y}, {x}, from_logits=True)",
        "jax": "optax.softmax_cross_entropy({x}, {y})",
        "numpy": "-({y} * scipy.special.log_softmax({x}, axis={axis}))",
    },
    "cross_entropy_of_indices": {
        "torch": "torch.nn.functional.cross_entropy({x}, {y})",
        "tensorflow": "tensorflow.nn.sparse_softmax_cross_entropy_with_logits(labels={y}, logits={x})",
        "keras": "keras.losses.sparse_categorical_crossentropy({y}, {x}, from_logits=True)",
        "jax": "optax.softmax_cross_entropy_with_integer_labels({x}, {y})",
        "numpy": "scipy.special.log_softmax({x}, axis={axis})",
    },
    "binary_cross_entropy": {
        "torch": "torch.nn.functional.binary_cross_entropy_with_logits({x}, {y})",
        "tensorflow": "tensorflow.nn.sigmoid_cross_entropy_with_logits(labels={y}, logits={x})",
        "keras": "keras.losses.binary_crossentropy({y}, {x}, from_logits=True)",
        "jax": "optax.sigmoid_binary_cross_entropy({x}, {y})",
        "numpy": "numpy.logaddexp(0, {x}) - {y} * {x}",
    },
}
"""What each framework calls an operation; ``{x}`` are the scores, ``{y}`` the labels."""

_FRAMEWORKS: Final = {
    "torch": "torch",
    "tensorflow": "tensorflow",
    "keras": "keras",
    "tf_keras": "keras",
    "jax": "jax",
    "flax": "jax",
    "optax": "jax",
    "haiku": "jax",
    "equinox": "jax",
    "numpy": "numpy",
    "scipy": "numpy",
    "math": "numpy",
}

_DOTTED: Final = re.compile(r"(?<![\w.\"'])[a-z]\w*(?:\.\w+)+")

_SIMPLE: Final = re.compile(r"[\w.]+(?:[\[(][^()\[\]]*[\])])*")
"""Code that needs no parentheses anywhere."""

_LONGEST: Final = 40
"""Longer arguments are left to the reader."""


def write(operation: str, candidate: Candidate, *, x: str = "", y: str = "", axis: str = "") -> str:
    """An operation as the user would write it in place of the candidate, for a sentence.

    Texts that are not known become words (``scores``, ``labels``); an axis that is not known is left out.
    """
    template = _WAYS[operation][framework_of(candidate)]
    if not axis:
        template = re.sub(r", (?:dim|axis)=\{axis\}", "", template)
    for place, text, word in (("{x}", x, "scores"), ("{y}", y, "labels")):
        text = text or word
        if not _SIMPLE.fullmatch(text) and re.search(rf"[-*] ?{re.escape(place)}|{re.escape(place)} \*", template):
            text = f"({text})"
        template = template.replace(place, text)
    names = candidate.names
    return "`" + _DOTTED.sub(lambda found: rename(found[0], names), template.replace("{axis}", axis)) + "`"


_TWINS: Final = {
    "torch.nn.BCELoss": "torch.nn.BCEWithLogitsLoss",
    "torch.nn.functional.binary_cross_entropy": "torch.nn.functional.binary_cross_entropy_with_logits",
    "torch.nn.NLLLoss": "torch.nn.CrossEntropyLoss",
    "torch.nn.functional.nll_loss": "torch.nn.functional.cross_entropy",
    "torch.nn.CrossEntropyLoss": "torch.nn.NLLLoss",
    "torch.nn.functional.cross_entropy": "torch.nn.functional.nll_loss",
    "torch.nn.BCEWithLogitsLoss": "torch.nn.BCELoss",
    "torch.nn.functional.binary_cross_entropy_with_logits": "torch.nn.functional.binary_cross_entropy",
    "tensorflow.losses.log_loss": "tensorflow.nn.sigmoid_cross_entropy_with_logits",
    "tensorflow.nn.softmax_cross_entropy_with_logits": "tensorflow.nn.sparse_softmax_cross_entropy_with_logits",
    "tensorflow.nn.sparse_softmax_cross_entropy_with_logits": "tensorflow.nn.softmax_cross_entropy_with_logits",
    "optax.softmax_cross_entropy": "optax.softmax_cross_entropy_with_integer_labels",
    "optax.softmax_cross_entropy_with_integer_labels": "optax.softmax_cross_entropy",
    "keras.losses.categorical_crossentropy": "keras.losses.sparse_categorical_crossentropy",
    "keras.losses.sparse_categorical_crossentropy": "keras.losses.categorical_crossentropy",
    "keras.losses.CategoricalCrossentropy": "keras.losses.SparseCategoricalCrossentropy",
    "keras.losses.SparseCategoricalCrossentropy": "keras.losses.CategoricalCrossentropy",
}
"""The loss that does the same with what another one takes."""


def twin(candidate: Candidate, otherwise: str) -> str:
    """The twin of the consuming loss under the user's name for it, or other words."""
    found = _TWINS.get(candidate.use.api.name) if candidate.use is not None else None
    return otherwise if found is None else f"`{rename(found, candidate.names)}`"


def raw_scores(candidate: Candidate) -> str:
    """The scores that the candidate's normaliser was applied to, for a sentence."""
    return scores_of(candidate, candidate.term)


def scores_of(candidate: Candidate, term: Term) -> str:
    """The scores that a normaliser was applied to, for a sentence: as the user wrote them if that can be."""
    text = written(candidate, term)
    return f"the raw scores `{text}`" if text else "the raw scores"


def rename(qualified: str, names: dict[str, str]) -> str:
    """A qualified name as a file calls it: with its longest imported prefix under its own name."""
    best, replaced = "", qualified
    for own, imported in names.items():
        # The compatibility modules of TensorFlow stand for TensorFlow itself.
        full = re.sub(r"^tensorflow\.compat\.v[12]", "tensorflow", imported)
        if len(full) > len(best) and (qualified == full or qualified.startswith(full + ".")):
            best, replaced = full, own + qualified[len(full) :]
    return replaced


def framework_of(candidate: Candidate) -> str:
    """The framework of the expression at hand: of its consumer, its calls, or else of the file."""
    if candidate.use is not None:
        return _FRAMEWORKS.get(candidate.use.api.name.partition(".")[0], "torch")
    names = candidate.names
    for term in (candidate.term, *candidate.terms):
        if (found := _FRAMEWORKS.get(_package(candidate, term))) is not None:
            return found
    imported = {name.partition(".")[0] for name in names.values()}
    return next((framework for root, framework in _FRAMEWORKS.items() if root in imported), "numpy")


def calls_math(candidate: Candidate) -> bool:
    """Whether the expression at hand is made with Python's `math`."""
    return any(_package(candidate, term) in ("math", "cmath") for term in (candidate.term, *candidate.terms))


def _package(candidate: Candidate, term: Term) -> str:
    """The package of the function whose call made a term."""
    return candidate.names.get(_root(term.node), "").partition(".")[0]


def _root(node: ast.AST | None) -> str:
    """The name that a call begins with: ``F`` of ``F.softmax(x)``."""
    found = node.func if isinstance(node, ast.Call) else None
    while isinstance(found, ast.Attribute):
        found = found.value
    return found.id if isinstance(found, ast.Name) else ""


def written(candidate: Candidate, term: Term | None) -> str:
    """What a normaliser, a logarithm or an exponential is applied to, as the user wrote it.

    Nothing if it stands in another function than the candidate, where its names mean something else.
    """
    if term is None:
        return ""
    found = _call_of(only(term))
    if found is None or not _near(candidate, found):
        return ""
    node = found.node
    assert isinstance(node, ast.Call)
    tensors = [argument for argument in node.args if not _is_number(argument)]
    tensors += [keyword.value for keyword in node.keywords if keyword.arg in ("input", "x", "logits", "a")]
    given = tensors[0] if tensors else None
    if given is None and isinstance(node.func, ast.Attribute) and _root(node) not in candidate.names:
        given = node.func.value  # A method.
    if given is None or isinstance(given, ast.Starred):
        return ""
    if only(term).op == "sigmoid" and found.op == "exp" and not _divides_exponential(only(term)):
        if isinstance(given, ast.UnaryOp) and isinstance(given.op, ast.USub):
            return text_of(candidate, given.operand)
        text = text_of(candidate, given)
        return text and negated(text)
    return text_of(candidate, given)


def dividend(candidate: Candidate, term: Term) -> str:
    """What is divided in the only argument of a call, as the user wrote it: ``p`` of ``log(p / q)``."""
    node = term.node
    parts = [*node.args, node.func] if isinstance(node, ast.Call) else []
    for part in parts:
        inner = part.value if isinstance(part, ast.Attribute) else part
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Div):
            return text_of(candidate, inner.left)
    return ""


def negated(text: str) -> str:
    """The negative of what the text says; of nothing, the negative of the scores."""
    text = text or "scores"
    if text.startswith("-") and _SIMPLE.fullmatch(text[1:]):
        return text[1:]
    return f"-{text}" if _SIMPLE.fullmatch(text) else f"-({text})"


def labels(candidate: Candidate, term: Term | None) -> str:
    """A factor as the user wrote it in the product at hand, if it is a name."""
    node = None if term is None else term.node
    if term is not None and term.op == "param":
        return str(term.data)
    return text_of(candidate, node) if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)) else ""


def axis_of(term: Term | None) -> str:
    """The axis of a normaliser, if it is a number."""
    axis = None if term is None else only(term).data
    if isinstance(axis, Term) and axis.op == "const" and isinstance(axis.data, int):
        return str(axis.data)
    return ""


def text_of(candidate: Candidate, node: ast.expr) -> str:
    """The code of an expression on one line; nothing if it is long."""
    text = " ".join(candidate.source.segment(node).split())
    return text if len(text) <= _LONGEST else ""


def _call_of(term: Term) -> Term | None:
    """The term that a call made: of a normaliser written by hand, its exponential."""
    if term.op in ("softmax", "sigmoid") and len(term.args) > 1:
        parts = [only(arg) for arg in term.args[1].args]
        term = next(
            (part for part in (*parts, *(only(arg) for one in parts for arg in one.args)) if part.op == "exp"), term
        )
    return term if isinstance(term.node, ast.Call) and term.args else None


def _divides_exponential(sigmoid: Term) -> bool:
    """Whether it is ``exp(x) / (1 + exp(x))`` rather than ``1 / (1 + exp(-x))``."""
    return len(sigmoid.args) > 1 and only(sigmoid.args[1].args[0]).op == "exp"


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant)


def _near(candidate: Candidate, term: Term) -> bool:
    """Whether a term stands in the candidate's own function (or, like it, in none)."""
    if term.source is not candidate.source or not isinstance(term.node, ast.expr):
        return False
    if candidate.function is None:
        return term.node.col_offset >= 0 and abs(term.node.lineno - candidate.node.lineno) < 40
    function = candidate.function.node
    return function.lineno <= term.node.lineno <= (function.end_lineno or function.lineno)
