"""The row language: one line says what an API takes and what comes back.

A row is the API's own signature with kinds as annotations::

    torch.nn.functional.cross_entropy(input: logits(softmax), target: labels, weight=None) -> loss
    torch.nn.CrossEntropyLoss(weight=None)(input: logits(softmax), target: labels) -> loss
        = torch.nn.modules.loss.CrossEntropyLoss
    torch.nn.Softmax(dim=None)(input) -> softmax(input, dim)
    keras.losses.binary_crossentropy(
        y_true: labels, y_pred: logits(sigmoid) if from_logits else probs(sigmoid),
        from_logits=False) -> loss
    keras.layers.Dense(units, activation: in keras.activations = None)(inputs) -> activation(affine(inputs))

A second pair of parentheses makes it a class: first the constructor, then the call. Indented
lines belong to the row above; those that start with ``=`` list other names of the same object.
``package.old.* = package.new.*`` says that a whole namespace is another's alias.

**Annotations**: ``logits(softmax)`` (the API itself applies softmax), ``logits(sigmoid)``,
``probs(softmax)``, ``probs(sigmoid)``, ``probs``, ``log-probs(softmax)``, ``log-probs``, ``labels``,
``indices``, ``dense-labels``; alternatives with ``|``; ``A if flag else B`` and ``A if not flag else B``
where a boolean parameter decides; ``in keras.losses`` where a string names an API of that namespace.

**Results**: an expression over parameters. Its heads are the operations of `OPERATIONS`, or the
name of a parameter that is itself applied (``activation(affine(inputs))``); a bare parameter is
returned as it is (``model``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..kinds import Kind, Meaning, Normaliser

if TYPE_CHECKING:
    from collections.abc import Iterator

OPERATIONS = frozenset(
    (
        # Normalisers and their inverses; `relaxed` is a random softmax (Gumbel).
        *("softmax", "relaxed", "log_softmax", "sigmoid", "log_sigmoid", "logit"),
        *("logsumexp", "softplus", "one_hot", "hardmax"),
        # Elementary arithmetic; `max` and `min` of one argument are reductions, of two element-wise.
        *("log", "log1p", "exp", "expm1", "neg", "add", "sub", "mul", "div", "pow", "abs"),
        *("max", "min", "clip", "sum", "mean", "prod", "matmul", "where"),
        # The same values (a view, a cast, dropout at inference), some of them (an index, a slice),
        # or those of a whole sequence of tensors (a concatenation, a stack).
        *("same", "take", "join"),
        # The largest or smallest values, with their indices if an axis is given; `ranked` always with them.
        *("extremes", "ranked"),
        # Fresh raw scores, bounded or rectified activations that are no scores, a trainable weight.
        *("affine", "hidden", "variable"),
        # Values that are none of the kinds.
        *("loss", "indices", "distribution", "other"),
        # Containers of layers: each is applied to what the one before gave.
        *("chain", "model"),
    )
)
"""What the result of a row may say; `logit_lint.analysis` knows what each does to a kind."""


class RowError(ValueError):
    """A row that doesn't follow the row language."""


@dataclass(frozen=True)
class Role:
    """What one parameter takes, while the flag (if any) has the given truth value."""

    meaning: Meaning
    flag: str | None = None
    when: bool = True


@dataclass(frozen=True)
class Param:
    """One parameter: ``star`` is ``*`` or ``**`` for variadics, ``default`` its source text."""

    name: str
    roles: tuple[Role, ...] = ()
    default: str | None = None
    namespace: str | None = None
    star: str = ""
    keyword_only: bool = False


class Signature:
    """The parameters of a function, sorted for binding arguments to them."""

    def __init__(self, params: tuple[Param, ...]) -> None:
        self.params = params
        self.positional = [param.name for param in params if not param.star and not param.keyword_only]
        self.variadic = next((param.name for param in params if param.star == "*"), None)
        self.names = frozenset(param.name for param in params if param.star != "*")
        self.takes_any_keyword = any(param.star == "**" for param in params)
        self.defaults = [
            (param.name, param.default) for param in params if param.default is not None and not param.star
        ]


@dataclass(frozen=True)
class Result:
    """A node of the result expression: an operation, a parameter's name or a constant."""

    head: str
    args: tuple[Result, ...] | None = None


@dataclass(frozen=True)
class Api:
    """One public API: its parameters (and those of the object it makes) and its result."""

    name: str
    params: tuple[Param, ...]
    call_params: tuple[Param, ...] | None
    result: Result

    @property
    def is_class(self) -> bool:
        """Whether calling it makes an object that is called in turn."""
        return self.call_params is not None

    @property
    def short_name(self) -> str:
        """The last part of the name, as people write it."""
        return self.name.rpartition(".")[2]

    @property
    def tensor_params(self) -> tuple[Param, ...]:
        """The parameters that take tensors: a class's are those of the call."""
        return self.params if self.call_params is None else self.call_params

    @cached_property
    def signature(self) -> Signature:
        """How it is called: a class's constructor."""
        return Signature(self.params)

    @cached_property
    def call_signature(self) -> Signature:
        """How the object that a class makes is called."""
        return Signature(self.call_params or ())

    @cached_property
    def by_name(self) -> dict[str, Param]:
        """All its parameters."""
        return {param.name: param for param in (*(self.call_params or ()), *self.params)}

    @cached_property
    def is_loss(self) -> bool:
        """Whether the result is a loss."""
        return self.result.head == "loss"


_KINDS = {kind.value: kind for kind in Kind}
_MEANING = re.compile(r"([a-z-]+)(?:\((\w+)\))?$")
_CONDITION = re.compile(r"(?P<yes>.+?)\s+if\s+(?P<negated>not\s+)?(?P<flag>\w+)(?:\s+else\s+(?P<no>.+))?$")
_PARAM = re.compile(r"(?P<star>\*{0,2})(?P<name>\w+)\s*(?::(?P<note>[^=]+))?(?:=(?P<default>.+))?$", re.S)


def parse_row(text: str) -> Api:
    """Read one row (without its alias lines); `RowError` says what is wrong with it."""
    signature, arrow, result = text.rpartition("->")
    name, parenthesis, rest = signature.partition("(")
    name = name.strip()
    if not arrow or not parenthesis:
        raise RowError(f"expected 'name(parameters) -> result': {text!r}")
    groups = []
    rest = "(" + rest.strip()
    while rest:
        inside, rest = _parenthesised(rest, name)
        groups.append(tuple(_params(inside, name)))
    if len(groups) > 2:
        raise RowError(f"{name}: at most two groups of parameters")
    known = {param.name for group in groups for param in group}
    return Api(name, groups[0], groups[1] if len(groups) == 2 else None, _result(result.strip(), known, name))


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


def _split(text: str) -> list[str]:
    """Split at the commas of the outermost level."""
    parts, start = [], 0
    for position, letter, depth in _levels(text):
        if letter == "," and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def _params(text: str, api: str) -> list[Param]:
    params = []
    keyword_only = False
    for part in _split(text):
        if part == "*":
            keyword_only = True
            continue
        if part == "/":
            continue
        match = _PARAM.match(part)
        if match is None:
            raise RowError(f"{api}: not a parameter: {part!r}")
        note = (match["note"] or "").strip()
        namespace = note[3:].strip() if note.startswith("in ") else None
        roles = tuple(_roles(note, api)) if note and namespace is None else ()
        default = match["default"].strip() if match["default"] else None
        params.append(Param(match["name"], roles, default, namespace, match["star"], keyword_only))
        keyword_only = keyword_only or match["star"] == "*"
    return params


def _roles(note: str, api: str) -> list[Role]:
    match = _CONDITION.match(note)
    if match is None:
        return [Role(meaning) for meaning in _meanings(note, api)]
    flag, when = match["flag"], not match["negated"]
    roles = [Role(meaning, flag, when) for meaning in _meanings(match["yes"], api)]
    if match["no"]:
        roles += [Role(meaning, flag, not when) for meaning in _meanings(match["no"], api)]
    return roles


def _meanings(text: str, api: str) -> list[Meaning]:
    meanings = []
    for part in text.split("|"):
        match = _MEANING.match(part.strip())
        if match is None or match[1] not in _KINDS:
            raise RowError(f"{api}: not a kind: {part.strip()!r}")
        meanings.append(Meaning(_KINDS[match[1]], Normaliser(match[2]) if match[2] else None))
    return meanings


def _result(text: str, params: set[str], api: str) -> Result:
    head, parenthesis, _ = text.partition("(")
    head = head.strip()
    if not parenthesis:
        return Result(head)
    if head not in OPERATIONS and head not in params:
        raise RowError(f"{api}: neither an operation nor a parameter: {head!r}")
    inside, rest = _parenthesised(text[len(head) :].strip(), api)
    if rest:
        raise RowError(f"{api}: unexpected {rest!r}")
    return Result(head, tuple(_result(part, params, api) for part in _split(inside)))
