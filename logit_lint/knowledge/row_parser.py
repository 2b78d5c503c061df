"""The row language: one line says what an API takes and what comes back.

A row is the API's own signature with kinds as annotations::

    torch.nn.functional.cross_entropy(input: logits(softmax, 1), target: labels, weight=None) -> loss
    torch.nn.CrossEntropyLoss(weight=None)(input: logits(softmax, 1), target: labels) -> loss
        = torch.nn.modules.loss.CrossEntropyLoss
    torch.nn.Softmax(dim=None)(input) -> softmax(input, dim)
    torch.distributions.Categorical.probs -> new(probs(softmax))
    keras.losses.binary_crossentropy(
        y_true: dense-labels, y_pred: logits(sigmoid) if from_logits else probs(sigmoid),
        from_logits=False) -> loss
    keras.layers.Dense(units, activation: in keras.activations = None)(inputs) -> activation(affine(inputs))

A second pair of parentheses makes it a class: first the constructor, then the call. No parentheses
make it a property. What else belongs to a row stands indented below it, see `tables`.

**Annotations** are kinds, as in `logit_lint.kinds`, with the normaliser that belongs to them and the
class axis (a number, or the parameter that says it): ``logits(softmax, axis)`` (the API itself
applies softmax), ``probs(sigmoid)``, ``log-probs``, ``indices``. Alternatives stand between ``|``.
Where a parameter decides: ``A if flag else B``, ``A if not flag else B``, ``A if mode == 'x' else B``,
and chains of these; ``A if one and other`` takes anything otherwise. ``in keras.losses`` where a
string names an API of that namespace.

**Results** are expressions over parameters. Their heads are the operations of `rows.OPERATIONS`, or
the name of a parameter that is itself applied (``activation(affine(inputs))``); a bare parameter is
returned as it is (``model``), unless it is called like one of `rows.VALUES`. A kind stands for values
of it that are made within (``new(probs)`` where a parameter is called ``probs``), ``tuple(a, b)`` and
``fields(logits=a, loss=b)`` for several results; ``A if flag else B`` as above. ``variable(shape)`` and
``other(shape)`` say what gives their shape.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from ..kinds import Kind, Meaning, Normaliser
from .rows import OPERATIONS, VALUES, Api, Condition, Param, Result, Role, RowError

if TYPE_CHECKING:
    from collections.abc import Iterator

_KINDS = {kind.value: kind for kind in Kind if kind is not Kind.OTHER}
_NORMALISERS = {one.value: one for one in Normaliser}
_MEANING = re.compile(r"([a-z-]+)\s*(?:\((.*)\))?$")
_CONDITION = re.compile(r"(?P<negated>not\s+)?(?P<flag>\w+)(?:\s*==\s*(?P<value>.+))?$")
_PARAM = re.compile(r"(?P<star>\*{0,2})(?P<name>\w+)\s*(?::(?P<note>.*))?$", re.S)
_NAME = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*$")


def parse_row(text: str) -> Api:
    """Read one row (without what stands below it); `RowError` says what is wrong with it."""
    signature, arrow, result = text.rpartition("->")
    name, parenthesis, rest = signature.partition("(")
    name = name.strip()
    if not arrow or not _NAME.match(name):
        raise RowError(f"expected 'name(parameters) -> result': {text!r}")
    groups = []
    rest = ("(" + rest.strip()) if parenthesis else ""
    while rest:
        inside, rest = _parenthesised(rest, name)
        groups.append(tuple(_params(inside, name)))
    if len(groups) > 2:
        raise RowError(f"{name}: at most two groups of parameters")
    known = {param.name for group in groups for param in group}
    _check_conditions(groups, known, name)
    return Api(
        name,
        groups[0] if groups else (),
        groups[1] if len(groups) == 2 else None,
        _result(result.strip(), known, name),
        is_property=not groups,
    )


def _check_conditions(groups: list[tuple[Param, ...]], known: set[str], api: str) -> None:
    for param in (param for group in groups for param in group):
        for role in param.roles:
            for condition in role.conditions:
                if condition.flag not in known:
                    raise RowError(f"{api}: {param.name!r} depends on {condition.flag!r}, which is no parameter")


def _levels(text: str) -> Iterator[tuple[int, str, int]]:
    """Each character outside of quotes: its place, itself, and how deep in brackets it stands."""
    depth, quote = 0, ""
    for position, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
            continue
        if letter in "'\"":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        yield position, letter, depth


def _parenthesised(text: str, name: str) -> tuple[str, str]:
    """The text within the leading parentheses, and what follows them."""
    if not text.startswith("("):
        raise RowError(f"{name}: expected '(' at {text!r}")
    for position, _, depth in _levels(text):
        if depth == 0:
            return text[1:position], text[position + 1 :].strip()
    raise RowError(f"{name}: parentheses are not closed")


def _split(text: str, separator: str = ",") -> list[str]:
    """Split at the separators of the outermost level."""
    parts, start = [], 0
    for position, letter, depth in _levels(text):
        if letter == separator and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def _partition(text: str, separator: str) -> tuple[str, str, str]:
    """As `str.partition`, at the outermost level."""
    for position, letter, depth in _levels(text):
        if letter == separator[0] and depth == 0 and text.startswith(separator, position):
            return text[:position], separator, text[position + len(separator) :]
    return text, "", ""


def _default_of(text: str) -> tuple[str, str | None]:
    """A parameter and its default, apart: at the first ``=`` that is not half of a ``==``."""
    for position, letter, depth in _levels(text):
        if letter == "=" and depth == 0 and "=" not in (text[position - 1], text[position + 1 : position + 2]):
            return text[:position].strip(), text[position + 1 :].strip()
    return text, None


def _params(text: str, api: str) -> list[Param]:
    params = []
    keyword_only = False
    for part in _split(text):
        if part == "*":
            keyword_only = True
            continue
        if part == "/":
            continue
        written, default = _default_of(part)
        match = _PARAM.match(written)
        if match is None:
            raise RowError(f"{api}: not a parameter: {part!r}")
        note = (match["note"] or "").strip()
        namespace = note[3:].strip() if note.startswith("in ") else None
        roles = tuple(_roles(note, (), api)) if note and namespace is None else ()
        params.append(Param(match["name"], roles, default, namespace, match["star"], keyword_only))
        keyword_only = keyword_only or match["star"] == "*"
    return params


def _choice(text: str, api: str) -> tuple[str, list[Condition], str] | None:
    """The parts of ``A if condition else B``; B may hold further conditions, and may be missing."""
    yes, found, rest = _partition(text, " if ")
    if not found:
        return None
    conditions, _, no = _partition(rest, " else ")
    return yes.strip(), [_condition(one.strip(), api) for one in conditions.split(" and ")], no.strip()


def _condition(text: str, api: str) -> Condition:
    match = _CONDITION.match(text)
    if match is None:
        raise RowError(f"{api}: not a condition: {text!r}")
    value = True if match["value"] is None else _literal(match["value"], api)
    return Condition(match["flag"], value, not match["negated"])


def _single(conditions: list[Condition], text: str, api: str) -> list[Condition]:
    """The one condition of a choice that says what holds otherwise."""
    if len(conditions) != 1:
        raise RowError(f"{api}: 'else' does not follow on 'and': {text!r}")
    return conditions


def _literal(text: str, api: str) -> object:
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError):
        raise RowError(f"{api}: not a literal: {text.strip()!r}") from None


def _roles(note: str, met: tuple[Condition, ...], api: str) -> list[Role]:
    choice = _choice(note, api)
    if choice is None:
        return [Role(_meaning(part, api), met) for part in _split(note, "|")]
    yes, conditions, no = choice
    roles = _roles(yes, (*met, *conditions), api)
    if no:
        (condition,) = _single(conditions, note, api)
        roles += _roles(no, (*met, condition.negation), api)
    return roles


def _meaning(text: str, api: str) -> Meaning:
    match = _MEANING.match(text.strip())
    if match is None or match[1] not in _KINDS:
        kind = text.partition("(")[0].strip()
        raise RowError(f"{api}: not a kind: {kind!r} (one of {', '.join(_KINDS)})")
    inside = _split(match[2] or "")
    normaliser = _NORMALISERS.get(inside[0]) if inside else None
    if inside and (normaliser is None or len(inside) > 2):
        raise RowError(f"{api}: not a normaliser and an axis: {match[2]!r} (softmax or sigmoid, then an axis)")
    return Meaning(_KINDS[match[1]], normaliser, inside[1] if len(inside) == 2 else None)


def _result(text: str, params: set[str], api: str, *, operand: bool = False) -> Result:
    choice = _choice(text, api)
    if choice is not None:
        yes, conditions, no = choice
        (condition,) = _single(conditions, text, api)
        if condition.flag not in params or not no:
            raise RowError(f"{api}: a result depends on a parameter, and says what comes back otherwise: {text!r}")
        return Result("if", (_result(yes, params, api), _result(no, params, api)), condition=condition)
    head, parenthesis, _ = text.partition("(")
    head = head.strip()
    if not parenthesis:
        return _leaf(text.strip(), params, api, operand=operand)
    if head in _KINDS and head not in params:
        return Result("new", meaning=_meaning(text, api))
    if head not in OPERATIONS and head not in params and head != "new":
        raise RowError(f"{api}: neither an operation nor a parameter: {head!r}")
    inside, rest = _parenthesised(text[len(head) :].strip(), api)
    if rest:
        raise RowError(f"{api}: unexpected {rest!r}")
    if head == "new":
        return Result(head, meaning=_meaning(inside, api))
    if head == "fields":
        named = [_default_of(part) for part in _split(inside)]
        if any(value is None for _, value in named):
            raise RowError(f"{api}: fields have names: {inside!r}")
        parts = tuple(_result(value or "", params, api) for _, value in named)
        return Result(head, parts, names=tuple(name for name, _ in named))
    operands = tuple(_result(part, params, api, operand=head != "tuple") for part in _split(inside))
    return Result(head, operands, is_parameter=head in params and head not in OPERATIONS)


def _leaf(text: str, params: set[str], api: str, *, operand: bool) -> Result:
    """A parameter, a kind, an operation without arguments, or a constant."""
    if text in params and (operand or text not in VALUES):
        return Result(text, is_parameter=True)
    if text in _KINDS and text not in OPERATIONS:
        return Result("new", meaning=_meaning(text, api))
    if text not in OPERATIONS:
        _literal(text, api)
    return Result(text)
