"""How formulas written by hand become the library's functions.

Every function here replaces one expression and keeps its value; whoever calls it says whether that is all
that is needed. `Unable` is raised where the formula is not, part by part, what its term says.
"""

from __future__ import annotations

import ast
from typing import Final

import libcst as cst

from .. import spelling
from ..analysis.terms import Term, is_number
from ..visibility import means_the_same
from .draft import Draft, Unable, is_atomic, parenthesised

_FAMILIES: Final = frozenset(
    (
        *("torch", "torch.nn.functional", "torch.special", "tensorflow.nn", "tensorflow.compat.v1.nn", "jax.nn"),
        *("flax.linen", "scipy.special", "keras.ops", "keras.activations"),
    )
)
"""Modules that have a `log_softmax` beside their `softmax`, with the same arguments."""

_EDGES: Final = frozenset(("call", "returned"))


def exactly(term: Term) -> Term:
    """A term seen through calls only: all of it, as it is."""
    for _ in range(16):
        if term.op not in _EDGES:
            break
        term = term.args[0] if term.op == "returned" else term.data.result
    return term


# Logarithms of what was normalised.


def log_of(draft: Draft, log: Term, made: Term, *, complement: bool = False, guarded: bool = False) -> None:
    """Replace ``log(softmax(x))``, ``log(sigmoid(x))`` or ``log(1 - sigmoid(x))`` by the logarithmic function."""
    node, made = _call(log), exactly(made)
    _without_settings(node)
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
    if _is_inside(node, place):
        for argument in (*node.args, *node.keywords, *([node.func] if isinstance(node.func, ast.Attribute) else [])):
            draft.keep(argument)
        return call.with_changes(func=function)
    if not _is_local(draft, node, place):
        return None
    arguments = []
    for keyword, argument in [*((None, one) for one in node.args), *((one.arg, one.value) for one in node.keywords)]:
        if isinstance(argument, ast.Starred) or (keyword is None and argument not in node.args):
            raise Unable
        value = draft.code(argument)
        if argument is given.node or not (isinstance(argument, ast.Constant) or _is_minus_one(argument)):
            value = _elsewhere(draft, argument, place)
        arguments.append(_argument_of_call(keyword, value))
    if isinstance(node.func, ast.Attribute) and given.node is node.func.value and isinstance(function, cst.Attribute):
        receiver = _elsewhere(draft, given.node, place)
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


COMMUTES: Final = frozenset(
    (
        *("squeeze", "unsqueeze", "reshape", "view", "flatten", "transpose", "permute", "swapaxes", "T", "mT", "t"),
        *("contiguous", "gather", "expand_dims", "take_along_axis", "index_select", "ravel", "clone", "detach"),
        *("cpu", "cuda", "numpy", "select", "narrow", "view_as", "reshape_as", "moveaxis", "movedim"),
    )
)
"""What moves values without changing them, so that a logarithm may be taken before or after it."""


def _log_within(draft: Draft, node: ast.Call, made: Term) -> None:
    """Take the logarithm where the softmax is, inside of what only moves its values."""
    inner = _argument(draft, node)
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


# Formulas.


def softmax_of(draft: Draft, made: Term, place: ast.expr, operation: str) -> cst.BaseExpression:
    """A softmax (or its logarithm) along the axis of one that was written by hand or called."""
    candidate = draft.candidate
    if len(made.args) > 1:
        formula = made.args[1]
        total = _kept_sum(formula.args[1])
        for part in (exactly(formula.args[0]), exactly(total.args[0])):
            if part.op != "exp":
                raise Unable
        axis = _axis(draft, total)
    else:
        axis = spelling.axis_of(made)
        if not axis:
            raise Unable
    if axis == "None" and spelling.framework_of(candidate) not in ("numpy", "jax"):
        raise Unable
    return written(draft, operation, scores(draft, made, place), axis=axis)


def softmax(draft: Draft, made: Term) -> None:
    """Replace ``exp(x) / sum(exp(x))``."""
    node = _node(made)
    draft.replace(node, softmax_of(draft, made, node, "softmax"))


def log_sum_exp(draft: Draft, log: Term, total: Term) -> None:
    """Replace ``log(sum(exp(x)))``."""
    node = _call(log)
    _without_settings(node)
    if exactly(log.args[0]) is not exactly(total) or exactly(exactly(total).args[0]).op != "exp":
        raise Unable
    total = exactly(total)
    axis = _axis(draft, total)
    if axis == "None" and spelling.framework_of(draft.candidate) == "torch":
        raise Unable
    kept = spelling.kept_axis(draft.candidate, total)
    exponential = exactly(total.args[0])
    given = spelling.argument_of(draft.candidate, exponential)
    if given is None:
        raise Unable
    _without_settings(_call(exponential))
    draft.replace(node, written(draft, "logsumexp", within_place(draft, given, node), axis=axis, more=kept))


def sigmoid(draft: Draft, made: Term) -> None:
    """Replace ``1 / (1 + exp(-x))`` or ``exp(x) / (1 + exp(x))``."""
    node = _node(made)
    draft.replace(node, written(draft, "sigmoid", scores(draft, made, node)))


def softplus(draft: Draft, log: Term, exponential: Term) -> None:
    """Replace ``log(1 + exp(x))``."""
    node, exponential = _call(log), exactly(exponential)
    _without_settings(node)
    inner = exactly(log.args[0])
    parts = [exactly(arg) for arg in inner.args] if inner.op == "add" else [inner]
    if exponential not in parts:
        raise Unable
    given = spelling.argument_of(draft.candidate, exponential)
    if given is None:
        raise Unable
    _without_settings(_call(exponential))
    draft.replace(node, written(draft, "softplus", within_place(draft, given, node)))


def logit(draft: Draft, difference: Term, p: Term) -> None:
    """Replace ``log(p / (1 - p))`` or ``log(p) - log(1 - p)``; that of a sigmoid by its scores."""
    node = _node(difference)
    if difference.op == "log":
        _without_settings(_call(difference))
        ratio = exactly(difference.args[0])
        if ratio.op != "div" or not isinstance(ratio.node, ast.BinOp):
            raise Unable
        chance, written_p = ratio.args[0], ratio.node.left
        complement = exactly(ratio.args[1])
    else:
        one, other = map(exactly, difference.args)
        for log in (one, other):
            _without_settings(_call(log))
        chance, written_p = one.args[0], _argument(draft, _call(one))
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
    """Give a function what the normaliser in its argument was applied to: ``argmax(softmax(x))``."""
    node, made = _call(outer), exactly(made)
    inner = _argument(draft, node)
    if exactly(outer.args[0]) is not made:
        raise Unable
    draft.say(f"Leave the {made.op.replace('_', '-')} out")
    draft.replace(inner, scores(draft, made, inner))


def keeps_order(outer: Term, made: Term) -> bool:
    """Whether an arg-max is certainly the same of the scores: a sigmoid's, or along the axis of a softmax."""
    if exactly(made).op == "sigmoid":
        return True
    node = outer.node
    keywords = node.keywords if isinstance(node, ast.Call) else []
    axes = [keyword.value for keyword in keywords if keyword.arg in ("dim", "axis", "dimension")]
    if not axes and isinstance(node, ast.Call):
        axes = [arg for arg in node.args[-1:] if _is_minus_one(arg) or isinstance(arg, ast.Constant)]
    return len(axes) == 1 and ast.unparse(axes[0]) == spelling.axis_of(made) != ""


def log_softmax_of(draft: Draft, log: Term) -> None:
    """Replace the logarithm of raw scores by their log-softmax, along the last axis."""
    node = _call(log)
    _without_settings(node)
    inner = _argument(draft, node)
    if exactly(log.args[0]).op == "add" and isinstance(inner, ast.BinOp):
        inner = inner.left  # An epsilon was added.
    draft.keep(inner)
    draft.replace(node, written(draft, "log_softmax", draft.code(inner), axis="-1"))


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


# Parts.


def written(
    draft: Draft, operation: str, x: cst.BaseExpression, *, axis: str = "", more: str = ""
) -> cst.BaseExpression:
    """An operation of the user's framework, under the file's names."""
    template = spelling.template_of(operation, draft.candidate)
    if not template:
        raise Unable
    if "keras." in template:
        imported = draft.candidate.names.values()
        if any("keras.backend" in name for name in imported) and not any("keras.ops" in name for name in imported):
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
    if given is None or not isinstance(given.node, ast.expr) or not _is_local(draft, given.node, place):
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


def _elsewhere(draft: Draft, argument: ast.expr, place: ast.expr) -> cst.BaseExpression:
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


def _kept_sum(below: Term) -> Term:
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


def _axis(draft: Draft, total: Term) -> str:
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


def _node(term: Term) -> ast.expr:
    if not isinstance(term.node, ast.expr):
        raise Unable
    return term.node


def _call(term: Term) -> ast.Call:
    if not isinstance(term.node, ast.Call):
        raise Unable
    return term.node


def _argument(draft: Draft, node: ast.Call) -> ast.expr:
    """The first argument of a function, or what a method is called on."""
    if isinstance(node.func, ast.Attribute) and not draft.syntax.is_imported(spelling.root_of(node)):
        return node.func.value
    if node.args:
        return node.args[0]
    if node.keywords:
        return node.keywords[0].value
    raise Unable


def _without_settings(node: ast.Call) -> None:
    """A function of one tensor that is given nothing else (no ``out=``, no ``where=``)."""
    if len(node.args) + len(node.keywords) > 1:
        raise Unable


def _is_inside(node: ast.AST, place: ast.expr) -> bool:
    return any(part is node for part in ast.walk(place))


def _is_local(draft: Draft, node: ast.expr, place: ast.expr) -> bool:
    """Whether a node stands in the function in which another one does."""
    place_or_statement = draft.syntax.augmented(place) or place
    return draft.syntax.has(node) and draft.syntax.function(node) is draft.syntax.function(place_or_statement)


def _is_minus_one(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant)
