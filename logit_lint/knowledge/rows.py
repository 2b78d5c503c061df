"""What a row says: an API's parameters with the kinds they take, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..kinds import Meaning

OPERATIONS = frozenset(
    (
        # Normalisers and their inverses; `relaxed` is a random softmax (Gumbel).
        *("softmax", "relaxed", "log_softmax", "sigmoid", "log_sigmoid", "logit"),
        *("logsumexp", "softplus", "one_hot", "hardmax"),
        # Elementary arithmetic; `max` and `min` of one argument are reductions, of two element-wise.
        *("log", "log1p", "exp", "expm1", "neg", "add", "sub", "mul", "div", "pow", "abs"),
        *("max", "min", "clip", "sum", "mean", "prod", "matmul", "where"),
        # To so many decimals; is one greater, or less, than the other.
        *("round", "compare"),
        # The same values (a view, a cast, dropout at inference), some of them (an index, a slice),
        # or those of a whole sequence of tensors (a concatenation, a stack).
        *("same", "take", "join"),
        # The largest or smallest values, with their indices if an axis is given; `ranked` always with them.
        *("extremes", "ranked"),
        # Fresh raw scores, bounded or rectified activations that are no scores, a trainable weight.
        *("affine", "hidden", "variable"),
        # Values that are none of the kinds.
        *("loss", "metric", "indices", "distribution", "other"),
        # Several results, by place or by name.
        *("tuple", "fields"),
        # Containers of layers: each is applied to what the one before gave.
        *("chain", "model"),
    )
)
"""What the result of a row may say; `logit_lint.analysis` knows what each does to a kind."""


VALUES = frozenset(("affine", "hidden", "variable", "loss", "metric", "indices", "distribution", "other"))
"""The operations that need no arguments: what they stand for even where a parameter is called the same."""


class RowError(ValueError):
    """A row that doesn't follow the row language."""


class Condition(NamedTuple):
    """A flag that decides: it is (or is not) true, or a certain value."""

    flag: str
    value: object = True
    holds: bool = True

    @property
    def negation(self) -> Condition:
        """Where this one doesn't hold."""
        return self._replace(holds=not self.holds)


@dataclass(frozen=True)
class Role:
    """What one parameter takes, where all conditions are met."""

    meaning: Meaning
    conditions: tuple[Condition, ...] = ()

    @property
    def flag(self) -> str | None:
        """The parameter that decides, if one does."""
        return self.conditions[-1].flag if self.conditions else None


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
    """A node of the result expression: an operation, a parameter (itself, or applied), or a constant.

    With a ``condition`` it is the first argument where that holds, and otherwise the second; with a
    ``meaning`` it is values of that kind made within; ``names`` are those of ``fields``.
    """

    head: str
    args: tuple[Result, ...] | None = None
    names: tuple[str, ...] = ()
    condition: Condition | None = None
    meaning: Meaning | None = None
    is_parameter: bool = False

    def holds(self, head: str) -> bool:
        """Whether it is, or may be, or has as a part what this head stands for."""
        return self.head == head or (
            self.head in ("if", "tuple", "fields") and any(arg.holds(head) for arg in self.args or ())
        )


@dataclass(frozen=True, eq=False)
class Api:
    """One public API: its parameters (and those of the object it makes) and its result."""

    name: str
    params: tuple[Param, ...]
    call_params: tuple[Param, ...] | None
    result: Result
    is_property: bool = False

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
        """Whether the result is a loss, or has one as a part."""
        return self.result.holds("loss")
