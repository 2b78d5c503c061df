"""Who else sees a value: where it is changed at its source, they would see it changed, too."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from .. import spelling
from .draft import Unable
from .flow import Flow, last_name
from .logarithms import logarithm as logarithm_of
from .parts import argument, exactly, without_settings
from .syntax import within

if TYPE_CHECKING:
    from .draft import Draft


def others(draft: Draft, name: ast.expr, made: ast.Call) -> str | None:
    """What else an object is used for than what is found wrong in the same way; None if nothing.

    ``name`` is what it is called by, ``made`` the call that made it.
    """
    path = ast.unparse(name)
    wrong = {peer.use.call for peer in draft.candidate.peers if peer.use is not None and _alike(peer, draft)}
    for node in _mentions(draft, path):
        parent = draft.syntax.parent(node)
        called = isinstance(parent, ast.Call) and parent.func is node
        if called and parent in wrong:
            continue
        if any(peer.node is node for peer in draft.candidate.peers if _alike(peer, draft)):
            continue  # Given to `compile`.
        if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute) and parent.func.attr == "compile":
            continue
        if isinstance(parent, ast.keyword) and any(parent in getattr(call, "keywords", ()) for call in wrong):
            continue
        return f"`{path}` is also used on line {getattr(node, 'lineno', 0)}"
    return None


def _alike(peer: object, draft: Draft) -> bool:
    return getattr(peer, "rule", None) is draft.candidate.rule


def _mentions(draft: Draft, path: str) -> list[ast.expr]:
    """Where a name or an attribute is read."""
    last = path.rpartition(".")[2]
    found: list[ast.expr] = []
    for node in ast.walk(draft.syntax.tree):
        if isinstance(node, ast.Attribute) and node.attr == last and "." in path:
            if isinstance(node.ctx, ast.Load):
                found.append(node)
        elif isinstance(node, ast.Name) and node.id == path and isinstance(node.ctx, ast.Load):
            found.append(node)
    return found


# What a model, or a function, gives.


def at_source(draft: Draft, *, logarithm: bool = False) -> None:
    """Take an activation away where a model, or a function, applies it, if nobody else sees what it gives.

    With ``logarithm`` it becomes its logarithmic twin instead.
    """
    use = draft.candidate.use
    inner = use.term if use is not None else draft.candidate.parts.get("inner")
    if inner is None:
        raise Unable
    made = exactly(inner)
    for _ in range(4):  # What moves or picks values on the way to the loss does so without it, too.
        if made.op not in ("same", "take", "index") or not made.args:
            break
        made = exactly(made.args[0])
    node = made.node
    if logarithm and made.op not in ("softmax", "sigmoid"):
        raise Unable
    if made.source is not draft.source or not isinstance(node, ast.expr) or not draft.syntax.has(node):
        raise Unable
    flow = Flow(draft, node)
    layer = _layer(draft, node)
    if layer is None:
        given = spelling.argument_of(draft.candidate, made)
        if given is None or len(made.args) > 1 or not isinstance(given.node, ast.expr) or not within(given.node, node):
            raise Unable
        flow.follow(node)
        if logarithm:
            draft.say("Make the model give log-probabilities")
            draft.replace(node, logarithm_of(draft, made, node))
        else:
            draft.say("Make the model give raw scores")
            draft.replace(node, draft.code(given.node), given.node)
        return
    call, part = layer
    flow.follow_layer(call, part)
    if not logarithm:
        draft.say("Make the model give raw scores")
        draft.drop_argument(call, part)
        return
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "Softmax":
        raise Unable
    if spelling.framework_of(draft.candidate) != "torch":
        raise Unable
    draft.say("Make the model give log-probabilities")
    draft.replace(node.func, draft.source.segment(node.func.value) + ".LogSoftmax", node.func.value)


def log_at_source(draft: Draft) -> None:
    """Make a formula's probability a log-probability where it is made, if nobody else sees it.

    That is the log-softmax for a softmax, ``log_prob`` for ``prob``, or what the exponential was taken of.
    """
    made = exactly(draft.candidate.parts["inner"])
    node = made.node
    if made.op not in ("new", "exp"):
        draft.say("Take the log-softmax")
        at_source(draft, logarithm=True)
        return
    if made.source is not draft.source or not isinstance(node, ast.Call) or not draft.syntax.has(node):
        raise Unable
    Flow(draft, node).follow(node)
    if made.op == "exp":
        without_settings(node)
        inner = argument(draft, node)
        draft.say("Leave the exponential out")
        draft.keep(inner)
        draft.replace(node, draft.code(inner))
        return
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr != "prob":
        raise Unable
    draft.say("Use `log_prob`")
    draft.replace(function, draft.source.segment(function).removesuffix("prob") + "log_prob", function.value)


def _layer(draft: Draft, node: ast.expr) -> tuple[ast.Call | ast.List | ast.Tuple, ast.expr | ast.keyword] | None:
    """What to leave out of a model for a layer: an argument, an element of a list, or an ``activation=``."""
    parent = draft.syntax.parent(node)
    if isinstance(parent, ast.keyword) and isinstance(node, ast.Constant):
        call = draft.syntax.parent(parent)
        return (call, parent) if isinstance(call, ast.Call) else None
    if not isinstance(node, ast.Call):
        raise Unable
    last = last_name(node.func)
    if last not in _LAYERS:
        return None
    if isinstance(parent, ast.Call) and node in parent.args and last_name(parent.func) == "Sequential":
        return parent, node
    if isinstance(parent, (ast.List, ast.Tuple)):
        outer = draft.syntax.parent(parent)
        if isinstance(outer, ast.Call) and last_name(outer.func) == "Sequential":
            return parent, node
    raise Unable


_LAYERS: Final = frozenset(
    ("Softmax", "LogSoftmax", "Sigmoid", "LogSigmoid", "ReLU", "Tanh", "Softplus", "Activation", "Hardtanh", "ReLU6")
)
