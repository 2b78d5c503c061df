"""How a call that takes the wrong thing is given the right one.

For a misuse the trouble is an argument: it is unwrapped (the scores for their softmax), wrapped (`log_softmax` of
the scores), handed over under another name, or the call is that of the function's twin.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from .. import spelling
from ..analysis.senses import sense
from ..findings import Span
from ..kinds import Kind, Normaliser
from .code import code_of, parenthesised
from .consumers import others
from .draft import Draft, Refused, Unable
from .logarithms import logarithm
from .parts import exactly, scores, within_place, written
from .syntax import within

if TYPE_CHECKING:
    import libcst as cst

    from ..analysis.candidates import Candidate
    from ..analysis.frames import Use
    from ..analysis.terms import Term

_ACTIVATION_LAYERS: Final = frozenset(
    ("Softmax", "LogSoftmax", "Sigmoid", "LogSigmoid", "ReLU", "Tanh", "Softplus", "Activation", "Hardtanh", "ReLU6")
)


def use_of(draft: Draft) -> Use:
    """The use that the candidate is about."""
    if draft.candidate.use is None:
        raise Unable
    return draft.candidate.use


# The argument.


def unwrap(draft: Draft) -> None:
    """Give the call what the normaliser (or the activation) of its argument was applied to."""
    use = use_of(draft)
    if use.implicit:
        raise Unable
    made, leaf = _source_of(draft, use.argument, use.term)
    draft.say("Give it the raw scores")
    draft.replace(leaf, _inner(draft, made, leaf))


def logarithmic(draft: Draft) -> None:
    """Give the call the logarithmic twin of its argument: `log_softmax` for `softmax`."""
    use = use_of(draft)
    if use.implicit:
        raise Unable
    made, leaf = _source_of(draft, use.argument, use.term)
    if made.op not in ("softmax", "sigmoid"):
        raise Unable
    draft.replace(leaf, logarithm(draft, made, leaf))


def wrap(draft: Draft, kind: Kind, operation: str, axis: str = "") -> None:
    """Give the call an operation of its argument, which must be of this kind."""
    use, holds = use_of(draft), draft.candidate.sense
    if use.implicit or holds is None or holds.kind is not kind:
        raise Unable
    draft.keep(use.argument)
    draft.replace(use.argument, written(draft, operation, draft.code(use.argument), axis=axis))


def normalise(draft: Draft) -> None:
    """Give the call the softmax or sigmoid of the scores, whichever it takes the output of."""
    takes = use_of(draft).roles[0].meaning.normaliser
    if takes is Normaliser.SIGMOID:
        wrap(draft, Kind.LOGITS, "sigmoid")
    elif takes is Normaliser.SOFTMAX:
        wrap(draft, Kind.LOGITS, "softmax", "-1")
    else:
        raise Unable


def over_classes(candidate: Candidate) -> bool:
    """Whether a log-softmax was taken along the axis along which the consuming loss takes its own."""
    use, made = candidate.use, exactly(candidate.term)
    if use is None or made.op != "log_softmax" or not isinstance(use.call, ast.Call):
        return False
    if any(keyword.arg in ("axis", "dim", "where") for keyword in use.call.keywords):
        return False
    return spelling.axis_of(made) == ("1" if spelling.framework_of(candidate) == "torch" else "-1")


def divide_scores(draft: Draft) -> None:
    """Divide the scores by the temperature, not their softmax."""
    use = use_of(draft)
    quotient = exactly(use.term)
    if quotient.op != "div" or not isinstance(quotient.node, ast.BinOp) or not draft.syntax.has(quotient.node):
        raise Unable
    made, whole = exactly(quotient.args[0]), quotient.node
    if made.op != "softmax" or made.node is not whole.left or not isinstance(made.node, ast.Call) or len(made.args) > 1:
        raise Unable
    given = spelling.argument_of(draft.candidate, made)
    if given is None or not within(given.node, made.node):
        raise Unable
    assert isinstance(given.node, ast.expr)
    divided = draft.template("{x} / {t}", x=draft.code(given.node), t=draft.code(whole.right))
    is_receiver = isinstance(made.node.func, ast.Attribute) and made.node.func.value is given.node
    inner = code_of(parenthesised(divided) if is_receiver else divided)
    start, stop = draft.source.span(made.node).start, draft.source.span(given.node)
    before = draft.source.text_of(Span(start, stop.start))
    after = draft.source.text_of(Span(stop.end, draft.source.span(made.node).end))
    draft.replace(whole, f"{before}{inner}{after}", made.node, whole.right)


def indices(draft: Draft) -> None:
    """Give the call the indices that one-hot rows were made of."""
    use = use_of(draft)
    made = exactly(use.term)
    if made.op != "one_hot" or not isinstance(made.node, ast.Call) or not draft.syntax.has(made.node):
        raise Unable
    if not made.node.args or not isinstance(use.argument, (ast.Call, ast.Name)) or use.implicit:
        raise Unable
    if isinstance(use.argument, ast.Call) and use.argument is not made.node:
        raise Unable
    draft.replace(use.argument, within_place(draft, spelling.Scores(made.node.args[0]), use.argument))


def construct(draft: Draft) -> None:
    """Make the object first, then call it with the tensors."""
    node = draft.candidate.node
    if not isinstance(node, ast.Call) or node.keywords:
        raise Unable
    made = draft.candidate.term.data
    framework = spelling.framework_of(draft.candidate)
    settings = ""
    if framework == "torch" and made.api.short_name in ("Softmax", "LogSoftmax", "Softmin"):
        settings = "dim=-1"
    elif framework != "torch" and any(param.name == "from_logits" for param in made.api.params):
        holds = [sense(term) for term in made.bindings.values()]
        settings = "from_logits=True" if any(one and one.kind is Kind.LOGITS for one in holds) else ""
    draft.say("Make it first, then call it")
    draft.insert(draft.source.span(node.func).end, f"({settings})")


def loss_object(draft: Draft, flag: str) -> None:
    """For the name of a loss given to `compile`, the object, with a flag."""
    use = use_of(draft)
    node = use.argument
    if not (use.implicit and isinstance(node, ast.Constant) and isinstance(node.value, str)):
        raise Unable
    last = "".join(part.capitalize() for part in node.value.replace("crossentropy", "_crossentropy").split("_") if part)
    name = f"keras.losses.{last}"
    if last not in ("BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy"):
        raise Unable
    imported = spelling.packages_of(draft.candidate)
    full = [full for full in draft.candidate.names.values() if full.startswith("tensorflow.keras")]
    if "keras" not in imported or full:
        name = f"tensorflow.{name}"
    draft.replace(node, f"{draft.name(name)}({flag}=True)")


def _source_of(draft: Draft, argument: ast.expr, term: Term) -> tuple[Term, ast.expr]:
    """What made an argument, and the expression in it that stands for that: a call, or a variable."""
    made = exactly(term)
    if made.op in _MADE and made.node is argument:
        return made, argument
    if made.op in _MADE and isinstance(argument, (ast.Name, ast.Attribute)):
        return made, argument
    # What only moves its values, or picks some, may stand around it.
    current, inner = argument, made
    while inner.op in ("same", "take", "index") and inner.args:
        if inner.node is not current:
            raise Unable
        if isinstance(current, ast.Call):
            is_function = draft.syntax.is_imported(spelling.root_of(current))
            function = current.func
            receiver = function.value if isinstance(function, ast.Attribute) and not is_function else None
            if receiver is None and not current.args:
                raise Unable
            current = receiver if receiver is not None else current.args[0]
        elif isinstance(current, (ast.Subscript, ast.Attribute)):
            current = current.value
        else:
            raise Unable
        inner = exactly(inner.args[0])
    if inner.op not in _MADE or not (inner.node is current or isinstance(current, (ast.Name, ast.Attribute))):
        raise Unable
    return inner, current


_MADE: Final = frozenset(
    ("softmax", "sigmoid", "log_softmax", "log_sigmoid", "hidden", "softplus", "clip", "max", "min", "exp", "tanh")
)


def _inner(draft: Draft, made: Term, place: ast.expr) -> cst.BaseExpression:
    """What an activation was applied to."""
    node = made.node
    if not isinstance(node, ast.Call) or not draft.syntax.has(node):
        raise Unable
    if _is_layer(draft, node):
        raise Unable
    if made.op in ("softmax", "sigmoid"):
        return scores(draft, made, place)
    given = spelling.argument_of(draft.candidate, made)
    if given is None:
        raise Unable
    return within_place(draft, given, place)


def _is_layer(draft: Draft, node: ast.Call) -> bool:
    """Whether a call makes a layer rather than applies it."""
    last = getattr(node.func, "attr", getattr(node.func, "id", ""))
    return last in _ACTIVATION_LAYERS or last == "Dense"


# The call.


def retarget(draft: Draft) -> None:
    """Call the twin that takes the scores that are there."""
    _call_twin(draft, spelling.twin_of(draft.candidate))


def relabel(draft: Draft) -> None:
    """Call the twin that takes the labels that are there, where it takes all else that the call gives."""
    use = use_of(draft)
    calls = [use.call] if isinstance(use.call, ast.Call) else []
    calls += [construction(draft)] if use.api.is_class else []
    for call in calls:
        if {keyword.arg for keyword in call.keywords} - _OF_BOTH:
            raise Unable
        # In this order they take the same: labels, scores, whether they are logits.
        if len(call.args) > (2 if call is use.call else 1):
            raise Unable
    _call_twin(draft, spelling.twin_of(draft.candidate, labels=True))


_OF_BOTH: Final = frozenset(
    ("labels", "logits", "y_true", "y_pred", "from_logits", "reduction", "name", "dtype", "sample_weight")
)
"""What losses of class indices and of dense labels both take; not label smoothing, nor always an axis."""


def _call_twin(draft: Draft, twin: str | None) -> None:
    use = use_of(draft)
    if twin is None or use.implicit or not isinstance(use.call, ast.Call):
        raise Unable
    if twin.rpartition(".")[0] != use.api.name.rpartition(".")[0]:
        raise Unable  # It takes other arguments.
    rename_callee(draft, use.api.name, twin)


def rename_callee(draft: Draft, name: str, twin: str) -> None:
    """Call another function, or make another object to be called, in the place of the one that is called."""
    use = use_of(draft)
    assert isinstance(use.call, ast.Call)
    if not use.api.is_class:
        draft.replace(use.call.func, _renamed(draft, use.call.func, name, twin))
        return
    made = construction(draft)
    draft.replace(made.func, _renamed(draft, made.func, name, twin))


def _renamed(draft: Draft, function: ast.expr, name: str, twin: str) -> str:
    """A twin under the name that the user has for it, where the call is one by the qualified name."""
    last, own = twin.rpartition(".")[2], name.rpartition(".")[2]
    if isinstance(function, ast.Attribute) and function.attr == own:
        draft.keep(function.value)
        text = draft.source.segment(function)
        return text[: len(text) - len(own)] + last
    if isinstance(function, ast.Name):
        module, _, imported = draft.candidate.names.get(function.id, "").rpartition(".")
        if imported == own:
            return draft.sibling(last, module)
    raise Unable


def construction(draft: Draft) -> ast.Call:
    """The call that made the object that is called, if all that it is called for is wrong in the same way."""
    use = use_of(draft)
    if isinstance(use.call, ast.Call) and isinstance(use.call.func, ast.Call):
        return use.call.func
    if use.implicit:
        if isinstance(use.argument, ast.Call):
            return use.argument
        name = use.argument
    elif isinstance(use.call, ast.Call):
        name = use.call.func
    else:
        raise Unable
    made = _assigned(draft, name)
    strangers = others(draft, name, made)
    if strangers is not None:
        raise Refused(strangers)
    return made


def _assigned(draft: Draft, name: ast.expr) -> ast.Call:
    """The one call whose result a name, or an attribute of `self`, is ever bound to."""
    path = ast.unparse(name)
    found: list[ast.expr] = []
    for node in ast.walk(draft.syntax.tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.For, ast.NamedExpr, ast.comprehension)):
            targets = [node.target]
        elif isinstance(node, ast.arg) and node.arg == path:
            raise Unable
        for target in targets:
            if any(
                ast.unparse(part) == path for part in ast.walk(target) if isinstance(part, (ast.Name, ast.Attribute))
            ):
                value = getattr(node, "value", None)
                if target is not targets[0] or len(targets) > 1 or not isinstance(value, ast.Call):
                    raise Unable
                if not isinstance(node, (ast.Assign, ast.AnnAssign)) or ast.unparse(target) != path:
                    raise Unable
                found.append(value)
    if len(found) != 1:
        raise Unable
    made = found[0]
    assert isinstance(made, ast.Call)
    return made


def holder(draft: Draft) -> ast.Call:
    """The call that takes the settings: that of the function, or the one that made the object."""
    use = use_of(draft)
    if use.api.is_class:
        return construction(draft)
    if isinstance(use.call, ast.Call) and not use.implicit:
        return use.call
    raise Unable


def set_keyword(draft: Draft, name: str, value: str) -> None:
    """Set a keyword of the call that takes the settings."""
    call = holder(draft)
    given = next((keyword for keyword in call.keywords if keyword.arg == name), None)
    if given is not None:
        draft.replace(given.value, value)
        return
    if any(isinstance(argument, ast.Starred) for argument in call.args) or any(k.arg is None for k in call.keywords):
        raise Unable
    positional = use_of(draft).api.signature.positional
    if name in positional[: len(call.args)]:
        draft.replace(call.args[positional.index(name)], value)
        return
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    if not arguments:
        close = draft.source.span(call).end
        place = type(close)(close.row, close.column - 1)
        draft.insert(place, f"{name}={value}")
        return
    last = max(arguments, key=lambda node: (node.end_lineno or 0, node.end_col_offset or 0))
    draft.insert(draft.after(last, call), f", {name}={value}")


def drop_keyword(draft: Draft, name: str) -> None:
    """Leave a keyword of the call that takes the settings out."""
    call = holder(draft)
    given = next((keyword for keyword in call.keywords if keyword.arg == name), None)
    if given is None:
        raise Unable
    draft.drop_argument(call, given)


def rename_keyword(draft: Draft, name: str, other: str) -> None:
    """Hand the argument over under another name."""
    use = use_of(draft)
    if not isinstance(use.call, ast.Call) or use.implicit:
        raise Unable
    if other not in use.api.by_name or any(keyword.arg == other for keyword in use.call.keywords):
        raise Unable
    for keyword in use.call.keywords:
        if keyword.arg == name and keyword.value is use.argument:
            start = draft.source.span(keyword).start
            draft.overwrite(start, name, other)
            draft.say(f"Pass it as `{other}`")
            return
    positional = use.api.signature.positional
    if len(use.call.args) == 1 and use.call.args[0] is use.argument and positional[:1] == [name]:
        draft.insert(draft.source.span(use.argument).start, f"{other}=")
        draft.say(f"Pass it as `{other}`")
        return
    raise Unable


def swap(draft: Draft) -> None:
    """Swap the argument and the one beside it."""
    use = use_of(draft)
    other = next((one.argument for one in use.beside if one.call is use.call), None)
    if other is None or use.implicit or not draft.syntax.has(other) or not draft.syntax.has(use.argument):
        raise Unable
    one = use.argument
    draft.keep(one)
    draft.keep(other)
    draft.replace(one, draft.source.segment(other))
    draft.replace(other, draft.source.segment(one))
