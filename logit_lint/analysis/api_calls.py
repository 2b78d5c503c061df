"""Calls of what the knowledge base knows: a row's parameters bound, its uses noted, its result built."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from . import row_results
from .frames import Sink, Use, Watched
from .senses import sense
from .terms import UNKNOWN, Term, is_const, phi, truth, unknown
from .values import Arguments, Made

if TYPE_CHECKING:
    from ..knowledge.rows import Api, Condition, Param, Role, Signature
    from .frames import Frame


def call_row(readings: tuple[Api, ...], arguments: Arguments, node: ast.expr, frame: Frame) -> Term:
    """A call of something in the knowledge base, which may have to be read in several ways."""
    results: list[Term] = []
    uses: list[tuple[Use, ...]] = []
    for api in readings:
        bound = bind_parameters(api.signature, arguments)
        if bound is None:
            continue
        bindings, nodes = bound
        if api.effect is not None:
            row_results.take_effect(api, bindings, nodes, node, frame)
        if api.is_class:
            made = Term("object", (), node, frame.source, Made(api, bindings, nodes))
            results.append(made)
            if "object" in frame.run.watch and any(sense(term) is not None for term in bindings.values()):
                frame.run.watched.append(Watched(made, frame.function, frame.informed))
            continue
        uses.append(note_uses(api, bindings, nodes, node, frame, arguments.blame))
        results.append(row_results.build(api.result, api, bindings, node, frame))
    _keep(uses, frame)
    if not results:
        return unknown("the arguments do not fit", node, frame.source)
    first = results[0]
    if all(result.op == first.op and result.args == first.args for result in results):
        return first
    return phi(results, node, frame.source)


def _keep(readings: list[tuple[Use, ...]], frame: Frame) -> None:
    """Only what is wrong in every reading is wrong."""
    if len(readings) == 1:
        frame.run.uses += [((use,),) for use in readings[0]]
    elif len(readings) > 1 and all(readings):
        frame.run.uses.append(tuple(readings))
    if any(readings):
        frame.sinks.append(Sink.USE)


def bind_parameters(
    signature: Signature, arguments: Arguments, *, lenient: bool = False
) -> tuple[dict[str, Term], dict[str, ast.expr]] | None:
    """Which parameter gets which argument, and where it stands; None where they do not fit.

    ``lenient`` where a base class may take keywords that the signature does not name.
    """
    bindings: dict[str, Term] = {}
    nodes: dict[str, ast.expr] = {}
    others: dict[str, Term] = {}
    positional, variadic = signature.positional, signature.variadic
    values = arguments.positional
    for place, term in enumerate(values):
        if term.op in ("star", "each"):
            if variadic is not None and place >= len(positional):
                break
            return bindings, nodes  # Behind it any argument may stand anywhere.
        if place < len(positional):
            name = positional[place]
            if name.startswith("_sentinel"):
                return None
            bindings[name] = term
            if place in arguments.nodes:
                nodes[name] = arguments.nodes[place]
        elif variadic is None:
            return None
    if variadic is not None:
        bindings[variadic] = Term("tuple", tuple(values[len(positional) :]))
    for written, term in arguments.keywords.items():
        name = written if written in signature.names else _SYNONYMS.get(written, written)
        if name in signature.names:
            bindings[name] = term
            if written in arguments.nodes:
                nodes[name] = arguments.nodes[written]
        elif not signature.takes_any_keyword and not lenient:
            return None
        elif signature.rest is not None:
            others[written] = term
    if others and signature.rest is not None:
        keys = [Term("const", data=name) for name in others]
        bindings[signature.rest] = Term("dict", tuple(others.values()), data=keys)
    if not arguments.open:
        for name, default in signature.defaults:
            if name not in bindings:
                bindings[name] = default_of(default)
    return bindings, nodes


_SYNONYMS: Final = {
    "axis": "dim",
    "keepdims": "keepdim",
    "x": "input",
    "a": "input",
    "input": "inputs",
    "output": "outputs",
}
"""PyTorch's functions take NumPy's names for some of their parameters, too; Keras 1 had others."""


_IDENTITY: Final = re.compile(r"lambda (\w+): \1$")


@cache
def default_of(text: str) -> Term:
    """A default, or another constant of a row."""
    try:
        return Term("const", data=ast.literal_eval(text))
    except (ValueError, SyntaxError):
        if _IDENTITY.match(text):
            return Term("api", data="builtins.identity")
        dotted = text.replace(".", "").replace("_", "").isalnum() and "." in text
        return Term("api", data=text) if dotted else UNKNOWN


def active_roles(param: Param, bindings: dict[str, Term]) -> tuple[Role, ...]:
    """The roles of a parameter under the flags that are set; none where that can't be told."""
    roles = []
    for role in param.roles:
        met = [is_met(condition, bindings) for condition in role.conditions]
        if False in met:
            continue
        if None in met:
            return ()
        roles.append(role)
    return tuple(roles)


def is_met(condition: Condition, bindings: dict[str, Term]) -> bool | None:
    """Whether a flag has the value that a row speaks of; None where that can't be told."""
    flag = bindings.get(condition.flag)
    if flag is None:
        return None
    if condition.value is not True:
        equal: bool | None = None
        if flag.op == "const":
            equal = is_const(flag, condition.value)
        elif condition.value is None:
            equal = False if truth(flag) else None
        elif flag.op in ("api", "object"):
            name = flag.data if flag.op == "api" else flag.data.api.name
            equal = name.rpartition(".")[2] == condition.value
        return None if equal is None else equal is condition.holds
    value = truth(flag)
    return None if value is None else value is condition.holds


def note_uses(
    api: Api,
    bindings: dict[str, Term],
    nodes: dict[str, ast.expr],
    node: ast.expr,
    frame: Frame,
    blame: ast.expr | None = None,
) -> tuple[Use, ...]:
    """Note which tensors a call takes as what; ``blame`` is the expression to blame instead of the argument."""
    uses = []
    asked = False
    for param in api.tensor_params:
        if not param.roles:
            continue
        term = bindings.get(param.name)
        if not _labels(param.roles) and api.is_loss:
            asked = True
            frame.run.loss_calls.setdefault(node, (api, []))[1].append(UNKNOWN if term is None else term)
        roles = active_roles(param, bindings)
        if term is None or not roles or is_const(term, None):
            continue
        flag = nodes.get(roles[0].flag or "")
        if blame is not None and flag is not None and all(part is not flag for part in ast.walk(blame)):
            flag = None
        uses.append(
            Use(
                api=api,
                roles=roles,
                term=term,
                call=node,
                argument=blame or nodes.get(param.name, node),
                source=frame.source,
                function=frame.function,
                flag=flag,
                implicit=blame is not None,
                informed=frame.informed,
            )
        )
    if asked:
        frame.sinks.append(Sink.USE)
    for use in uses:
        use.beside = tuple(other for other in uses if other is not use)
    return tuple(uses)


def _labels(roles: tuple[Role, ...]) -> bool:
    return all(role.meaning.kind.is_label for role in roles)
