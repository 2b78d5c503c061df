"""How to write an operation in the user's own framework, under the names that the user's file gave it.

One table says what each framework calls an operation; the file's imports say what the user calls the
framework; the expression at hand says of what, and along which axis.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .analysis.normalisers import is_masked, same_value
from .analysis.terms import Term, is_const, only
from .visibility import means_the_same

if TYPE_CHECKING:
    from collections.abc import Callable

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
        "optax": "optax.softmax_cross_entropy({x}, {y})",
    },
    "cross_entropy_of_indices": {
        "torch": "torch.nn.functional.cross_entropy({x}, {y})",
        "tensorflow": "tensorflow.nn.sparse_softmax_cross_entropy_with_logits(labels={y}, logits={x})",
        "keras": "keras.losses.sparse_categorical_crossentropy({y}, {x}, from_logits=True)",
        "optax": "optax.softmax_cross_entropy_with_integer_labels({x}, {y})",
    },
    "binary_cross_entropy": {
        "torch": "torch.nn.functional.binary_cross_entropy_with_logits({x}, {y})",
        "tensorflow": "tensorflow.nn.sigmoid_cross_entropy_with_logits(labels={y}, logits={x})",
        "optax": "optax.sigmoid_binary_cross_entropy({x}, {y})",
        "jax": "jax.nn.softplus({x}) - {y} * {x}",
        "numpy": "numpy.logaddexp(0, {x}) - {y} * {x}",
    },
    "sum": {
        "tensorflow": "tensorflow.reduce_sum({x})",
        "keras": "keras.ops.sum({x})",
        "jax": "jax.numpy.sum({x})",
        "numpy": "numpy.sum({x})",
    },
    "mean": {
        "tensorflow": "tensorflow.reduce_mean({x})",
        "keras": "keras.ops.mean({x})",
        "jax": "jax.numpy.mean({x})",
        "numpy": "numpy.mean({x})",
    },
}
"""What each framework calls an operation; ``{x}`` are the scores, ``{y}`` the labels."""

_FRAMEWORKS: Final = {
    "torch": "torch",
    "tensorflow": "tensorflow",
    "keras": "keras",
    "tf_keras": "tensorflow",
    "tensorflow_probability": "tensorflow",
    "jax": "jax",
    "flax": "jax",
    "optax": "jax",
    "haiku": "jax",
    "equinox": "jax",
    "numpy": "numpy",
    "scipy": "numpy",
    "math": "numpy",
}

_ARRAYS: Final = frozenset(("autograd", "chainer", "cupy", "mindspore", "mlx", "mxnet", "paddle", "theano"))
"""Other libraries of arrays, on which none of these functions works."""

_IN_WORDS: Final = {
    "softmax": "softmax",
    "log_softmax": "log-softmax",
    "logsumexp": "log-sum-exp",
    "sigmoid": "sigmoid",
    "log_sigmoid": "log-sigmoid",
    "logit": "logit",
    "softplus": "softplus",
}
"""What an operation is called where it is not known what the framework calls it."""

_DOTTED: Final = re.compile(r"(?<![\w.\"'])[a-z]\w*(?:\.\w+)+")

_SIMPLE: Final = re.compile(r"[\w.]+(?:[\[(][^()\[\]]*[\])])*")
"""Code that needs no parentheses anywhere."""

_LONGEST: Final = 40
"""Longer arguments are left to the reader."""


def write(operation: str, candidate: Candidate, *, x: str = "", y: str = "", axis: str = "", more: str = "") -> str:
    """An operation as the user would write it in place of the candidate, for a sentence.

    Texts that are not known become words (``scores``, ``labels``); an axis that is not known is left out. Of a
    framework that is not known, or has no such thing, no function is named. ``more`` are further arguments.
    """
    template = template_of(operation, candidate)
    if not template:
        what = f"{_IN_WORDS[operation]} of {f'`{x}`' if x else 'the scores'}"
        return f"a {what} that can't overflow" if calls_math(candidate) else f"the library's own {what}"
    if axis == "None":
        x, axis = _over_everything(operation, framework_of(candidate), x or "scores")
    return f"`{_fill(template, candidate, x, y, axis, more)}`"


def _over_everything(operation: str, framework: str, x: str) -> tuple[str, str]:
    """The scores and the axis of an operation over everything, where the library's own is along one axis only."""
    if framework == "torch" and operation == "logsumexp":
        return f"{x if _SIMPLE.fullmatch(x) else f'({x})'}.flatten()", "0"
    along_one = framework in ("torch", "tensorflow", "keras") and operation in ("softmax", "log_softmax")
    return x, "-1" if along_one else "None"  # Mostly there is but one.


def fused(
    operation: str, candidate: Candidate, *, x: str = "", y: str = "", reduction: str = "", minus: bool = False
) -> str:
    """A loss of scores as the user would write it, reduced (``sum``, ``mean`` or not at all), for a sentence.

    Nothing if the user's framework has none.
    """
    template = fused_template(operation, candidate, reduction=reduction, minus=minus)
    return f"`{_fill(template, candidate, x, y)}`" if template else ""


def fused_template(operation: str, candidate: Candidate, *, reduction: str = "", minus: bool = False) -> str:
    """The same with places for the scores and the labels."""
    template = template_of(operation, candidate)
    if not template:
        return ""
    if any(product.op == "mul" and isinstance(product.node, ast.Call) for product in _products(candidate)):
        # Between matrices of NumPy `*` is another product.
        template = template.replace("{y} * {x}", "numpy.multiply({y}, {x})")
    framework = framework_of(candidate)
    more = f', reduction="{reduction or "none"}"' if framework == "torch" and reduction != "mean" else ""
    template = shaped(template, "", more)
    if reduction and framework != "torch":
        template = _WAYS[reduction][framework].replace("{x}", template)
    if minus:
        template = f"-({template})" if " - " in template and not template.endswith("))") else f"-{template}"
    return template


def template_of(operation: str, candidate: Candidate) -> str:
    """How the user's framework, with what the file imports of it, writes an operation."""
    framework, ways = framework_of(candidate), _WAYS[operation]
    if framework == "jax" and "optax" in ways and "optax" in packages_of(candidate):
        framework = "optax"
    return ways.get(framework, "")


def _fill(template: str, candidate: Candidate, x: str, y: str = "", axis: str = "", more: str = "") -> str:
    template = shaped(template, axis, more)
    for place, text, word in (("{x}", x, "scores"), ("{y}", y, "labels")):
        text = text or word
        if not _SIMPLE.fullmatch(text) and re.search(rf"[-*] ?{re.escape(place)}|{re.escape(place)} \*", template):
            text = f"({text})"
        template = template.replace(place, text)
    names = candidate.names
    return qualified(template.replace("{axis}", axis), lambda name: rename(name, names))


def shaped(template: str, axis: str, more: str = "") -> str:
    """A template with a place for the axis only where one is known, and with further arguments."""
    if not axis or (axis == "None" and "jax.nn" not in template):
        template = re.sub(r", (?:dim|axis)=\{axis\}", "", template)
    return template.removesuffix(")") + more + ")" if more else template


def qualified(template: str, name: Callable[[str], str]) -> str:
    """A template under a file's own names; ``name`` says what it calls what."""
    return _DOTTED.sub(lambda found: name(found[0]), template)


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
}
"""The loss that does the same with what another one takes: with other scores, the same labels."""

_TWINS_OF_LABELS: Final = {
    "tensorflow.nn.softmax_cross_entropy_with_logits": "tensorflow.nn.sparse_softmax_cross_entropy_with_logits",
    "tensorflow.nn.sparse_softmax_cross_entropy_with_logits": "tensorflow.nn.softmax_cross_entropy_with_logits",
    "optax.softmax_cross_entropy": "optax.softmax_cross_entropy_with_integer_labels",
    "optax.softmax_cross_entropy_with_integer_labels": "optax.softmax_cross_entropy",
    "keras.losses.categorical_crossentropy": "keras.losses.sparse_categorical_crossentropy",
    "keras.losses.sparse_categorical_crossentropy": "keras.losses.categorical_crossentropy",
    "keras.losses.CategoricalCrossentropy": "keras.losses.SparseCategoricalCrossentropy",
    "keras.losses.SparseCategoricalCrossentropy": "keras.losses.CategoricalCrossentropy",
}
"""The loss that does the same with other labels, and the same scores."""


def twin_of(candidate: Candidate, *, labels: bool = False) -> str | None:
    """The qualified name of the consuming loss's twin for other scores, or for other labels."""
    twins = _TWINS_OF_LABELS if labels else _TWINS
    return twins.get(candidate.use.api.name) if candidate.use is not None else None


def twin(candidate: Candidate, otherwise: str = "", *, labels: bool = False) -> str:
    """The consuming loss's twin under the user's name for it, or other words."""
    found = twin_of(candidate, labels=labels)
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
    """The framework of the expression at hand: of its consumer, its calls, or else of the file.

    Nothing if it is another array library, of which it is not known how it calls things.
    """
    imported = packages_of(candidate)
    if candidate.use is not None:
        package = candidate.use.api.name.partition(".")[0]
        found = _FRAMEWORKS.get(package, "torch" if "torch" in imported else "")
    else:
        packages = [_package(candidate, term) for term in (candidate.term, *candidate.terms)]
        if any(package in _ARRAYS for package in packages):
            return ""
        known = [_FRAMEWORKS[package] for package in packages if package in _FRAMEWORKS and package != "math"]
        found = known[0] if known else _of_imports(imported)
        if found == "numpy" and any(_is_method(candidate, term) for term in (candidate.term, *candidate.terms)):
            return ""
    # What TensorFlow brings along is TensorFlow's.
    return "tensorflow" if found == "keras" and "keras" not in imported and "tensorflow" in imported else found


def is_part_of_framework(candidate: Candidate) -> bool:
    """Whether the file is a part of the framework whose function would be advised: it makes such functions."""
    private = {name.split(".")[0] for name in candidate.names.values() if name.split(".")[1:2] in (["_src"], ["src"])}
    return framework_of(candidate) in private


def _is_method(candidate: Candidate, term: Term) -> bool:
    """Whether it was made by a method of a value: NumPy's arrays have none for these operations."""
    called = isinstance(term.node, ast.Call) and isinstance(term.node.func, ast.Attribute)
    names = candidate.names
    return called and term.op in _NO_METHODS_OF_NUMPY and root_of(term.node) not in names


_NO_METHODS_OF_NUMPY: Final = ("exp", "log", "softmax", "log_softmax", "sigmoid")


def _of_imports(imported: set[str]) -> str:
    """The framework that a file is likely to mean where an expression does not tell."""
    found = next((framework for root, framework in _FRAMEWORKS.items() if root in imported and root != "math"), "")
    foreign = [root for root in imported if root not in _FRAMEWORKS and root in _ARRAYS]
    return "" if foreign and found in ("", "numpy") else found


def packages_of(candidate: Candidate) -> set[str]:
    """The packages that the file imports."""
    return {name.partition(".")[0] for name in candidate.names.values()}


def calls_math(candidate: Candidate) -> bool:
    """Whether the expression at hand is made with Python's `math`."""
    return any(_package(candidate, term) in ("math", "cmath") for term in (candidate.term, *candidate.terms))


def outcome(candidate: Candidate, otherwise: str) -> str:
    """What an exponential that overflows leads to: Python's `math` raises an error."""
    return "an OverflowError" if calls_math(candidate) else otherwise


def _package(candidate: Candidate, term: Term) -> str:
    """The package of the function whose call made a term."""
    return candidate.names.get(root_of(term.node), "").partition(".")[0]


def root_of(node: ast.AST | None) -> str:
    """The name that a call begins with: ``F`` of ``F.softmax(x)``."""
    found = node.func if isinstance(node, ast.Call) else None
    while isinstance(found, ast.Attribute):
        found = found.value
    return found.id if isinstance(found, ast.Name) else ""


def written(candidate: Candidate, term: Term | None) -> str:
    """What a normaliser, a logarithm or an exponential is applied to, as the user wrote it.

    Nothing if its names mean something else at the candidate, if it is one of several, or if it was turned,
    reshaped or masked before it was normalised: it is then not what to normalise instead.
    """
    if term is None or only(term).op == "join":
        return ""
    if any(moved(one) or is_masked(one) for one in (only(term), *candidate.terms)):
        return ""
    if _is_one_of_several(candidate, only(term)):
        return ""
    return _given(candidate, term) or _made(candidate, only(term))


def _given(candidate: Candidate, term: Term) -> str:
    """The argument of the call that made a term."""
    given = argument_of(candidate, term)
    text = text_of(candidate, given.node) if given is not None and isinstance(given.node, ast.expr) else ""
    return negated(text) if text and given is not None and given.negative else text


@dataclass(frozen=True)
class Scores:
    """Where scores stand: they are what is written there, or the negative of it."""

    node: ast.expr | ast.arg
    negative: bool = False


def argument_of(candidate: Candidate, term: Term) -> Scores | None:
    """The argument of the call that made a term, wherever that call stands."""
    found = _call_of(only(term))
    if found is None or found.source is not candidate.source or only(found.args[0]).node is found.node:
        return None  # The call may make the scores itself: ``dense(x, activation=softmax)``.
    node = found.node
    assert isinstance(node, ast.Call)
    if _last_name(node)[:1].isupper():
        return None  # What makes a layer: ``Activation(tf.nn.softmax)``.
    tensors = [argument for argument in node.args if not _is_number(argument) and not _is_axis(argument, found)]
    tensors += [keyword.value for keyword in node.keywords if keyword.arg in _TENSORS]
    given = tensors[0] if tensors else None
    if given is None and isinstance(node.func, ast.Attribute) and root_of(node) not in candidate.names:
        given = node.func.value  # A method.
    if given is None or isinstance(given, ast.Starred):
        return None
    if only(term).op == "sigmoid" and found.op == "exp" and not _divides_exponential(only(term)):
        if isinstance(given, ast.UnaryOp) and isinstance(given.op, ast.USub):
            return Scores(given.operand)
        return Scores(given, negative=True)
    return Scores(given)


def _is_axis(argument: ast.expr, term: Term) -> bool:
    """Whether an argument is what the term takes for its axis: the ``d`` of ``x.softmax(d)``."""
    axis = term.data
    if not isinstance(axis, Term) or axis.op == "const":
        return False
    named = getattr(argument, "attr", getattr(argument, "id", None))
    return axis.node is argument or (axis.op in ("param", "attr") and axis.data == named)


_TENSORS: Final = ("input", "x", "logits", "a", "features")


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
    """A factor as the user wrote it, if it is a name."""
    if term is None:
        return ""
    for product in _products(candidate):
        operands = _operands(product)
        for operand, node in zip(product.args, operands):
            plain = node.operand if isinstance(node, ast.UnaryOp) else node
            inner = only(operand)
            inner = only(inner.args[0]) if inner.op == "neg" and plain is not node else inner
            if (
                any(term is one for one in (operand, only(operand), inner))
                and isinstance(plain, _NAMES)
                and (text := text_of(candidate, plain))
            ):
                return text
    if term.op == "param":
        return str(term.data) if _is_visible(candidate, term.node) else ""
    return text_of(candidate, term.node) if isinstance(term.node, _NAMES) else ""


def _products(candidate: Candidate) -> list[Term]:
    """The products of which the candidate is made."""
    products = [term for term in candidate.terms if term.op in ("mul", "matmul")]
    pending, limit = [candidate.term], 24
    while pending and limit:
        limit -= 1
        current = only(pending.pop())
        if current.op in ("add", "sub", "neg", "sum", "mean", "mul", "matmul", "div"):
            products += [current] if current.op in ("mul", "matmul") else []
            pending += current.args
    return products


_NAMES: Final = (ast.Name, ast.Attribute, ast.Subscript)


def _operands(product: Term) -> tuple[ast.expr, ...]:
    """The two factors of a product as they are written."""
    node = product.node
    if isinstance(node, ast.BinOp):
        return node.left, node.right
    if not isinstance(node, ast.Call):
        return ()
    if len(node.args) == 1 and isinstance(node.func, ast.Attribute):
        return node.func.value, node.args[0]
    return (node.args[0], node.args[1]) if len(node.args) == 2 else ()


def axis_of(term: Term | None) -> str:
    """The axis of a normaliser, or of a sum, if it is a number and still the same axis of the scores."""
    if term is None or moved(only(term)):
        return ""
    axis = only(term).data
    if isinstance(axis, Term) and axis.op == "const" and isinstance(axis.data, int):
        return str(axis.data)
    return ""


def sum_axis_of(candidate: Candidate, term: Term | None) -> str:
    """The axis of a sum, or of a softmax by it, if it is known; None if it is over everything.

    Python's own `sum` is over the first axis.
    """
    found = None if term is None else only(term)
    if found is not None and found.op == "softmax" and len(found.args) > 1 and found.args[1].op == "div":
        found = _total(found.args[1])
    if found is None or found.op != "sum" or moved(found):
        return axis_of(term)
    builtin = isinstance(found.node, ast.Call) and isinstance(found.node.func, ast.Name) and found.node.func.id == "sum"
    if builtin and "sum" not in candidate.names:
        return "0"
    return "None" if is_over_all(found) else axis_of(term)


def spoken_axis(candidate: Candidate, term: Term | None) -> str:
    """The axis for a sentence: known, by its name, or three dots where it must be said and the reader knows better."""
    if term is None:
        return ""
    framework = framework_of(candidate)
    unsaid = "…" if framework in ("torch", "numpy") else ""  # The others take the last axis.
    axis = only(term).data
    if not isinstance(axis, Term) or moved(only(term)) or _is_one_of_several(candidate, only(term)):
        return unsaid
    known = sum_axis_of(candidate, term)
    if known or is_const(axis, None):
        return known or ("" if framework == "numpy" else unsaid)
    if isinstance(axis.node, ast.arg):
        return axis.node.arg if _is_visible(candidate, axis.node) else unsaid
    return (text_of(candidate, axis.node) if isinstance(axis.node, ast.expr) else "") or unsaid


def is_over_all(reduction: Term) -> bool:
    """Whether a sum or a mean is over everything."""
    axis = reduction.data
    return isinstance(axis, Term) and is_const(axis, None) and not _old_axis(reduction)


def _old_axis(reduction: Term) -> ast.expr | None:
    """The axis under the name that TensorFlow first had for it."""
    keywords = reduction.node.keywords if isinstance(reduction.node, ast.Call) else ()
    return next((keyword.value for keyword in keywords if keyword.arg == "reduction_indices"), None)


def is_over_classes(reduction: Term) -> bool:
    """Whether a sum or a mean is over the second or the last axis, and no other."""
    axis, old = reduction.data, _old_axis(reduction)
    if old is not None:
        return ast.unparse(old) in ("1", "-1", "[1]", "[-1]")
    if isinstance(axis, Term) and axis.op in ("list", "tuple") and len(axis.args) == 1:
        axis = axis.args[0]
    return isinstance(axis, Term) and axis.op == "const" and axis.data in (1, -1)


def kept_axis(candidate: Candidate, term: Term | None) -> str:
    """The argument with which a sum keeps its axis, if it does, as the user's framework has it."""
    node = None if term is None else only(term).node
    if not isinstance(node, ast.Call):
        return ""
    given = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg in _KEEPING}
    if not given and len(node.args) > 1:
        given = {"keepdims": node.args[-1]}
    for name, value in given.items():
        if isinstance(value, ast.Constant) and value.value is True:
            own = name if framework_of(candidate) == "tensorflow" else "keepdims"
            return f", {'keepdim' if framework_of(candidate) == 'torch' else own}=True"
    return ""


_KEEPING: Final = ("keepdims", "keepdim", "keep_dims")


def is_guarded(candidate: Candidate) -> bool:
    """Whether an epsilon or a clip keeps every logarithm of the candidate from zero."""
    logarithms = [term for term in candidate.terms if term.op in ("log", "log1p")]
    return bool(logarithms) and all(_keeps_from_zero(term.args[0]) for term in logarithms)


def _keeps_from_zero(term: Term) -> bool:
    found = only(term)
    if found.op in ("add", "clip", "max"):
        return True
    return found.op in ("sub", "neg", "min") and any(map(_keeps_from_zero, found.args))


def text_of(candidate: Candidate, node: ast.expr) -> str:
    """The code of an expression on one line; nothing if it is long, or means something else at the candidate."""
    if not _is_visible(candidate, node):
        return ""
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
    return isinstance(node, ast.Constant) or _last_name(node) in ("dim", "axis")


def _is_visible(candidate: Candidate, node: ast.AST | None) -> bool:
    """Whether an expression, or the name of a parameter, means the same where the candidate stands."""
    if not isinstance(node, (ast.expr, ast.arg)) or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return False
    return candidate.tree is not None and means_the_same(candidate.tree, node, candidate.node)


def _made(candidate: Candidate, term: Term) -> str:
    """The scores of a normaliser as they were made, where they stand under the candidate's eyes."""
    made = scores_made(candidate, term)
    if made is None:
        return ""
    if isinstance(made.node, ast.arg):
        return made.node.arg if _is_visible(candidate, made.node) else ""
    return text_of(candidate, made.node)


def scores_made(candidate: Candidate, term: Term) -> Scores | None:
    """Where the scores of a normaliser were made, if that is an expression that stands for them."""
    if term.op not in ("softmax", "sigmoid") or term.source is not candidate.source:
        return None
    scores = term.args[0]
    if scores.op == "param":
        return Scores(scores.node) if isinstance(scores.node, ast.arg) else None
    # A call may be that of a layer's class rather than of the layer.
    shapes = (ast.BinOp, ast.Call, *_NAMES) if scores.op == "matmul" else (ast.BinOp, *_NAMES)
    plain = isinstance(scores.node, shapes) and scores.op not in ("neg", "phi", "call")
    return Scores(scores.node) if plain and isinstance(scores.node, ast.expr) else None


def moved(term: Term) -> bool:
    """Whether what a formula sums or divides is its exponential turned, reshaped, or a part of it.

    What becomes of the sum before it divides is no matter: that makes its shape fit.
    """
    formula = term.args[1] if term.op == "softmax" and len(term.args) > 1 else term
    if formula.op == "div":
        below = _total(formula)
        return _moves(formula.args[0]) or (below.op == "sum" and _moves(below.args[0]))
    return formula.op == "sum" and _moves(formula.args[0])


def _total(quotient: Term) -> Term:
    """The sum that a softmax by hand divides by, without an epsilon."""
    below = only(quotient.args[1])
    return next((only(arg) for arg in below.args if only(arg).op == "sum"), below) if below.op == "add" else below


def _moves(term: Term) -> bool:
    pending, limit = [(term, False)], 24
    while pending and limit:
        limit -= 1
        current, changed = pending.pop()
        if current.op == "exp" and changed:
            return True
        changed = changed or current.op in _PARTS or (current.op == "same" and _last_name(current.node) in _MOVING)
        if current.op in (*_PARTS, "same", "returned") or (current.op == "phi" and current.data is None):
            pending += [(arg, changed) for arg in current.args]
    return False


_PARTS: Final = ("take", "index")


_MOVING: Final = frozenset(
    (
        *("T", "mT", "H", "mH", "t", "transpose", "permute", "permute_dimensions", "swapaxes", "swapdims", "rollaxis"),
        *("moveaxis", "movedim", "rearrange", "einsum", "reshape", "view", "flatten", "ravel", "adjoint", "transpose_"),
        *("squeeze", "unsqueeze", "expand_dims", "batch_flatten", "contiguous_view", "view_as", "reshape_as"),
    )
)
"""Methods and functions after which an axis is another one."""


def _last_name(node: ast.AST | None) -> str:
    found = node.func if isinstance(node, ast.Call) else node
    return getattr(found, "attr", getattr(found, "id", ""))


def _is_one_of_several(candidate: Candidate, term: Term) -> bool:
    """Whether the candidate is made of several such terms, and they are not the same value."""
    if term.op not in ("exp", "softmax", "sigmoid"):
        return False
    return any(other.op == term.op and not same_value(other, term) for other in candidate.terms)
