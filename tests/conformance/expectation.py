"""What a row says of one call: its result expression, evaluated in NumPy."""

from __future__ import annotations

import contextlib
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from logit_lint.runtime_check import reference

from logit_lint.knowledge.rows import OPERATIONS

from .naming import evaluate
from .properties import MADE_BY, PROPERTIES, looks_wrong
from .values import close, first, numbers, short

if TYPE_CHECKING:
    from collections.abc import Callable

    from logit_lint.knowledge.rows import Api, Result

    from .frameworks import Framework
    from .samples import Setting

    Array = np.ndarray[Any, Any]

SAYS_NOTHING = frozenset(("loss", "metric", "distribution", "other", "variable", "chain", "model"))
"""Results that claim no kind; what takes part in them is measured as roles."""

WITH_AXIS = frozenset(("softmax", "log_softmax", "logsumexp", "sum", "mean", "prod", "hardmax", "extremes", "relaxed"))
OF_MANY = frozenset(("add", "mul", "max", "min", "sub", "mean", "matmul"))


class UncertainError(Exception):
    """What a row says can't be computed: part of it is random, or learned."""


def unchanged(values: Any, *_: Any, **__: Any) -> Any:
    """A function to apply: shows what it is given."""
    return values


def all_the_same(values: Any, *_: Any, **__: Any) -> Any:
    """A function to apply: shows that nothing follows it."""
    return values * 0 + 3


class Expectation:
    """What a row says of one call."""

    def __init__(self, api: Api, given: dict[str, Any], setting: Setting, framework: Framework) -> None:
        self.api = api
        self.given = given
        self.setting = setting
        self.framework = framework

    def problem(self, result: Result, real: Any) -> str:
        """What is wrong with a real result, or nothing."""
        if result.condition is not None:
            return self.problem(self._chosen(result), real)
        if result.meaning is not None:
            return looks_wrong(result.meaning, first(real))
        head, args = result.head, result.args or ()
        if result.is_parameter and len(args) == 1 and self._is_none(head):
            return self.problem(args[0], real)
        if head in SAYS_NOTHING:
            return ""
        if head in ("tuple", "fields"):
            if head == "fields" and isinstance(real, dict):
                parts = [real.get(name) for name in result.names]
            elif isinstance(real, list) and len(real) >= len(args):
                parts = real
            else:
                return f"{len(args)} results are claimed"
            return next((found for arg, part in zip(args, parts) if (found := self.problem(arg, part))), "")
        if result.is_parameter and args and self.given.get(head) is unchanged:
            return self.problem(args[0], real)
        if result.is_parameter and args and self.given.get(head) is all_the_same:
            found = numbers(real)
            return "" if found.size and (found == 3).all() else f"{head} is not what is applied last"
        check = PROPERTIES.get(head)
        if check is not None:
            return "" if check(self._operands(args) or [np.empty(0)], real) else f"not {head}"
        try:
            expected = self.value(result)
        except UncertainError as reason:
            return self._marks(result, real, str(reason))
        found = first(real)
        if found is None:
            return "no array comes back"
        if isinstance(expected[0], list):  # A sequence that comes back as it is.
            found, expected = numbers(real), [np.concatenate([*map(np.ravel, expected[0])])]
        return "" if any(_equal(found, one) for one in expected) else f"not {head}: {short(found)}"

    def _operands(self, args: tuple[Result, ...]) -> list[Array]:
        """By operand: all values that go in, in one row; none where they are not known."""
        return [np.concatenate([*map(np.ravel, self._operand(arg))] or [np.empty(0)]) for arg in args]

    def _operand(self, arg: Result) -> list[Array]:
        try:
            value = self.value(arg)[0]
        except UncertainError:
            return []
        return [np.asarray(part, dtype=np.float64) for part in (value if isinstance(value, list) else [value])]

    def _is_none(self, name: str) -> bool:
        """Whether nothing is given for a parameter, so that nothing is applied."""
        param = self.api.by_name[name]
        return self.given.get(name) is None and param.default == "None"

    def _marks(self, result: Result, real: Any, reason: str) -> str:
        """Where the values can't be foretold: what a normaliser leaves in them all the same."""
        found = first(real)
        meaning = MADE_BY.get(result.head)
        if found is None or meaning is None:
            return f"nothing to compare: {reason}"
        return looks_wrong(meaning, found)

    def _chosen(self, result: Result) -> Result:
        condition = result.condition
        assert condition is not None
        assert result.args is not None
        param = self.api.by_name[condition.flag]
        value = self.given.get(condition.flag, evaluate(param.default) if param.default is not None else None)
        met = bool(value) if condition.value is True else value == condition.value
        return result.args[0 if met is condition.holds else 1]

    def value(self, result: Result) -> list[Any]:
        """The possible values of an expression: several where an axis may mean several things."""
        if result.condition is not None:
            return self.value(self._chosen(result))
        head, args = result.head, result.args
        if args is None:
            return [self._leaf(head)]
        if result.is_parameter:
            if not callable(self.given.get(head)):
                raise UncertainError(f"{head} is applied")
            try:
                return [self._applied(self.given[head], chosen) for chosen in product(*map(self.value, args))]
            except Exception as error:
                raise UncertainError(f"{head} is applied: {error}") from error
        if head == "join" and isinstance((parts := self.value(args[0]))[0], list):
            return parts
        if head not in OPERATIONS or head in PROPERTIES or head in SAYS_NOTHING or result.meaning is not None:
            raise UncertainError(f"{head} is not computed")
        if head in WITH_AXIS:
            axis = self._leaf(args[1].head) if len(args) > 1 else None
            axis = tuple(map(int, axis)) if isinstance(axis, list) else axis
            return [out for one in self.value(args[0]) for out in _reduced(head, one, axis)]
        operands = [self.value(arg) for arg in args]
        if len(operands) == 1 and head in OF_MANY and isinstance(operands[0][0], list):
            operands = [[part] for part in operands[0][0]]
        with np.errstate(all="ignore"):
            return [out for chosen in product(*operands) for out in _applied(head, chosen)]

    def _applied(self, function: Callable[..., Any], chosen: tuple[Any, ...]) -> Array:
        """What a function gives for arrays, or for the framework's tensors."""
        operands = [one for value in chosen for one in (value if isinstance(value, list) else [value])]
        with contextlib.suppress(Exception):
            return np.asarray(function(*operands))
        tensors = [self.framework.tensor(np.asarray(one, dtype="float32")) for one in operands]
        return np.asarray(self.framework.run(lambda: function(*tensors)))

    def _leaf(self, head: str) -> Any:
        if head in self.given:
            value = self.given[head]
            if isinstance(value, list):
                return [np.asarray(one, dtype=np.float64) for one in value]
            return np.asarray(value, dtype=np.float64) if isinstance(value, np.ndarray) else value
        param = self.api.by_name.get(head)
        value = evaluate(param.default if param is not None and param.default is not None else head)
        if param is not None and not isinstance(value, (int, float, type(None), tuple)):
            raise UncertainError(f"{head} is not given")
        return value


def _equal(found: Array, expected: Any) -> bool:
    expected = np.asarray(expected, dtype=np.float64)
    if found.dtype.kind not in "biuf":
        return False
    found = found.astype(np.float64)
    if found.shape != expected.shape and found.size == expected.size:
        expected = expected.reshape(found.shape)
    return close(found, expected)


def _reduced(head: str, values: Any, axis: Any) -> list[Any]:
    """An operation over an axis; over any axis, or all, where the row does not say which."""
    values = np.asarray(values, dtype=np.float64)
    axis = tuple(map(int, axis)) if isinstance(axis, list) else axis
    if isinstance(axis, (int, np.integer)) and not -values.ndim <= axis < values.ndim:
        return []
    told = axis is not None and not isinstance(axis, str)  # A pattern says it in its own language.
    axes: list[Any] = [axis] if told else [*range(values.ndim), None]
    return [out for one in axes for out in _over(head, values, one)]


def _over(head: str, values: Array, axis: Any) -> list[Any]:
    shape = values.shape
    if axis is None or isinstance(axis, tuple):
        flat = values.reshape(-1) if axis is None else values
        axis = -1 if axis is None else axis
        if isinstance(axis, tuple) and len(axis) == 1:
            axis = axis[0]
        if isinstance(axis, tuple):
            return [getattr(np, head)(flat, axis=axis)] if head in ("sum", "mean", "prod") else []
        values = flat
    if head in ("softmax", "relaxed"):
        return [reference.softmax(values, axis=axis).reshape(shape)]
    if head == "log_softmax":
        return [reference.log_softmax(values, axis=axis).reshape(shape)]
    if head == "logsumexp":
        return [reference.logsumexp(values, axis=axis)]
    if head == "hardmax":
        return [(values == values.max(axis=axis, keepdims=True)).astype(float).reshape(shape)]
    return [getattr(np, head)(values, axis=axis)]


def _applied(head: str, chosen: tuple[Any, ...]) -> list[Any]:
    if head in ("max", "min") and len(chosen) == 1:
        values = np.asarray(chosen[0])
        return [getattr(values, head)(axis) for axis in (None, *range(values.ndim))]
    if head == "mean":
        return [sum(chosen) / len(chosen)]
    if head in ("same", "take", "join"):
        return [chosen[0]]
    function = _FUNCTIONS.get(head)
    if function is None:
        raise UncertainError(f"{head} is not computed")
    result = chosen[0] if len(chosen) > 1 else None
    if len(chosen) > 2 and head in ("add", "mul", "max", "min"):
        for other in chosen[1:]:
            result = function(result, other)
        return [result]
    try:
        return [function(*chosen)]
    except (ValueError, TypeError) as error:
        raise UncertainError(f"{head}: {error}") from error


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sigmoid": reference.sigmoid,
    "log_sigmoid": reference.log_sigmoid,
    "logit": reference.logit,
    "softplus": reference.softplus,
    "log": np.log,
    "log1p": np.log1p,
    "exp": np.exp,
    "expm1": np.expm1,
    "neg": np.negative,
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "pow": np.power,
    "abs": np.abs,
    "max": np.maximum,
    "min": np.minimum,
    "clip": lambda x, low=None, high=None: np.clip(
        x, -np.inf if low is None else low, np.inf if high is None else high
    ),
    "matmul": np.matmul,
    "round": lambda x, decimals=0: np.round(x, int(decimals)),
}
