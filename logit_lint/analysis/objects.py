"""Objects that the frameworks' own classes make: layers, losses, models; and what their methods do."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from . import api_calls, calls, classes
from .senses import sense
from .terms import NONE, UNKNOWN, Term, is_const, paths, unknown
from .values import Arguments, Made

if TYPE_CHECKING:
    from ..knowledge.rows import Api
    from .frames import Entries, Frame


def call_object(function: Term, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """What calling a layer, a loss or a model gives."""
    made: Made = function.data
    bound = api_calls.bind_parameters(made.api.call_signature, arguments, lenient=True)
    if bound is None:
        return unknown("the arguments do not fit", node, frame.source)
    given, nodes = bound
    # What the call does not say was said when the object was made.
    defaults = {name for name, _ in made.api.call_signature.defaults if name not in nodes and name in made.bindings}
    bindings = {**made.bindings, **{name: term for name, term in given.items() if name not in defaults}}
    uses = api_calls.note_uses(made.api, bindings, {**made.nodes, **nodes}, node, frame, arguments.blame)
    frame.run.uses += [((use,),) for use in uses]
    return api_calls.build(made.api.result, made.api, bindings, node, frame)


def member(owner: Term, name: str, frame: Frame) -> Api | None:
    """The row of a method or property of what the knowledge base's class or distribution made."""
    api: Api | None = owner.data.api if owner.op == "object" else owner.data
    return None if api is None else frame.run.catalog.find_member(api, name)


def method(receiver: Term, name: str, arguments: Arguments, node: ast.expr, frame: Frame) -> Term | None:
    """What a method of an object or an instance gives, beyond those of the knowledge base."""
    if receiver.op not in ("object", "instance"):
        return None
    if name in ("forward", "call", "__call__") or (name == "update_state" and receiver.op == "object"):
        return calls.apply(receiver, arguments, node, frame)
    if name == "compile" and (arguments.keywords or arguments.positional):
        return _compile(receiver, arguments, node, frame)
    if name == "apply" and receiver.op == "instance":
        return classes.apply_instance(receiver, arguments, node, frame)
    return None


def _compile(model: Term, arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """``model.compile(loss=...)``: where a Keras model meets its loss."""
    (api,) = frame.run.catalog.find("keras.Model.compile") or (None,)
    bound = api and api_calls.bind_parameters(api.signature, arguments.after(model))
    if not api or not bound:
        return NONE
    bindings, nodes = bound
    loss, blamed = bindings.get("loss"), nodes.get("loss")
    if loss is None or blamed is None:
        return NONE
    outputs = calls.apply(model, Arguments([UNKNOWN], {}), node, frame)
    start = len(frame.run.uses)
    for single, place, output in _pairs(loss, blamed, outputs):
        _measure(api_calls.named(single, "loss", api), place, output, node, frame)
    if _are_right(frame.run.uses[start:]):
        for single, place in _metrics(bindings.get("metrics"), nodes.get("metrics")):
            metric = _accuracy(outputs) if single.data in ("accuracy", "acc") else single
            metric = api_calls.named(metric, "metrics", api)
            if metric.op != "api" or not any(row.is_loss for row in frame.run.catalog.find(metric.data)):
                _measure(metric, place, outputs, node, frame)
    return NONE


def _measure(measure: Term, place: ast.expr, output: Term, node: ast.expr, frame: Frame) -> None:
    """Apply a loss or a metric to what a model gives."""
    if measure.op == "api" and any(row.is_class for row in frame.run.catalog.find(measure.data)):
        measure = calls.apply(measure, Arguments([], {}), node, frame)  # Keras makes it with its defaults.
    if not is_const(measure, None) and not _is_foreign(measure):  # Others call `loss(output, labels)`.
        calls.apply(measure, Arguments([UNKNOWN, output], {}, blame=place), node, frame)


def _are_right(uses: Entries) -> bool:
    """Whether losses get what they take: then it is known what the outputs are, and metrics are worth a look."""
    given = [use for readings in uses for reading in readings for use in reading if use.term is not UNKNOWN]
    return bool(given) and all(
        (found := sense(use.term)) is not None and all(role.meaning.kind is found.kind for role in use.roles)
        for use in given
    )


def _metrics(metrics: Term | None, blamed: ast.expr | None) -> list[tuple[Term, ast.expr]]:
    """The metrics of a model's one output, and what to blame for each."""
    if metrics is None or blamed is None or metrics.op not in ("list", "tuple"):
        return []
    return [(one, _part(blamed, place)) for place, one in enumerate(metrics.args)]


def _accuracy(output: Term) -> Term:
    """The metric that Keras takes for ``"accuracy"`` where the output has one unit."""
    for part in paths(output):
        if part.op != "affine" or len(part.args) != 2 or not is_const(part.args[1], 1):
            return NONE
    return Term("const", data="binary_accuracy")


def _is_foreign(loss: Term) -> bool:
    """Whether a loss object is another framework's, or of a class that derives from one of these."""
    if loss.op == "object":
        return not loss.data.api.name.startswith("keras.")
    if loss.op != "instance":
        return False
    roots = {base.data.partition(".")[0] for base in loss.data.cls.foreign_bases() if base.op == "api"}
    return not roots <= {"keras", "tensorflow", "tf_keras", "builtins"}


def _pairs(loss: Term, blamed: ast.expr, outputs: Term) -> list[tuple[Term, ast.expr, Term]]:
    """Each loss, and what to blame for it, with the output it is for, where that can be told."""
    several = outputs.args if outputs.op in ("list", "tuple") else (outputs,)
    if loss.op == "dict":
        return _named_pairs(loss, blamed, outputs, several)
    if loss.op in ("list", "tuple"):
        if len(loss.args) != len(several):
            return []
        return [(one, _part(blamed, place), output) for place, (one, output) in enumerate(zip(loss.args, several))]
    return [(loss, blamed, output) for output in several]


def _named_pairs(
    loss: Term, blamed: ast.expr, outputs: Term, several: tuple[Term, ...]
) -> list[tuple[Term, ast.expr, Term]]:
    """Losses by name: of the outputs, or of the layers that made them."""
    if outputs.op == "dict":
        by_name = {key.data: output for key, output in zip(outputs.data, outputs.args) if key.op == "const"}
    else:
        by_name = {name: output for output in several if (name := _layer_name(output))}
    return [
        (one, _part(blamed, place), by_name[key.data])
        for place, (key, one) in enumerate(zip(loss.data, loss.args))
        if key.op == "const" and key.data in by_name
    ]


def _layer_name(output: Term) -> str | None:
    """The name that a layer was given where it was made and called: ``Dense(3, name="class")(x)``."""
    for _ in range(4):
        node = output.node
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Call):
            for keyword in node.func.keywords:
                if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                    return str(keyword.value.value)
            return None
        if not output.args:
            return None
        output = output.args[0]
    return None


def _part(display: ast.expr, place: int) -> ast.expr:
    """The element of a display, if it is written out."""
    if isinstance(display, ast.Dict):
        return display.values[place]
    return display.elts[place] if isinstance(display, (ast.List, ast.Tuple)) else display
