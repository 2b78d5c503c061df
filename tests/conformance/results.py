"""Measuring what comes back: a row's result, evaluated in NumPy, against what the real function gives."""

from __future__ import annotations

import contextlib
from inspect import isclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from logit_lint.runtime_check import reference

from logit_lint.kinds import Kind, Meaning, Normaliser
from logit_lint.knowledge.rows import OPERATIONS

from .arguments import Fresh
from .naming import MISSING, evaluate, place_of, resolve
from .roles import UnmeasuredError, close
from .samples import ELEMENTWISE, OVER_CLASSES, fitting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from logit_lint.knowledge.rows import Api, Result

    from .calling import Subject
    from .frameworks import Framework
    from .samples import Setting

    Array = np.ndarray[Any, Any]

SAYS_NOTHING = frozenset(
    (
        *("loss", "metric", "distribution", "other", "variable", "chain", "graph", "blank", "unknown"),
        *("list", "dict", "attribute", "skipping", "beside"),
    )
)
"""Results that claim no kind; what takes part in them is measured as roles."""


class UncertainError(Exception):
    """What a row says can't be computed: part of it is random, or learned."""


def claims(result: Result) -> bool:
    """Whether a result says something that can be measured."""
    if result.head in ("if", "tuple", "fields"):
        return any(map(claims, result.args or ()))
    return result.head not in SAYS_NOTHING or (
        result.head not in ("chain", "graph", "skipping", "beside", "attribute") and any(map(claims, result.args or ()))
    )


def measure(subject: Subject) -> str:
    """How the stated result was found to hold.

    Raises:
        AssertionError: Something else comes back.
        UnmeasuredError: The function could not be called.
    """
    if subject.api.is_property and subject.api.result.args is None:
        constant = evaluate(subject.api.result.head)
        if constant is not MISSING:
            found = subject.call({})
            if constant != found:
                raise AssertionError(f"{found!r}")
            return "constant"
    if subject.api.result.head == "self" and subject.api.result.args is None:
        return _returns_itself(subject)
    if subject.api.result.args is None and callable(subject.overrides.get(subject.api.result.head)):
        return _returns_function(subject, subject.overrides[subject.api.result.head])
    applied = [name for name in _applied_in(subject.api.result) if name not in subject.overrides]
    if applied:
        with contextlib.suppress(UnmeasuredError):  # It may ask for a layer, or for the name of a function.
            found = _compare(subject, dict.fromkeys(applied, unchanged))
            return found + _compare(subject, dict.fromkeys(applied, all_the_same)).replace("result", " of any function")
    return _compare(subject, {})


def unchanged(values: Any, *_: Any, **__: Any) -> Any:
    """A function to apply: shows what it is given."""
    return values


def all_the_same(values: Any, *_: Any, **__: Any) -> Any:
    """A function to apply: shows that nothing follows it."""
    return values * 0 + 3


def _applied_in(result: Result) -> Iterator[str]:
    """The parameters that a result is made by, or parts of it are."""
    if result.is_parameter and result.args:
        yield result.head
    elif result.head in ("if", "tuple", "fields"):
        for arg in result.args or ():
            yield from _applied_in(arg)


def _compare(subject: Subject, functions: dict[str, Callable[..., Any]]) -> str:
    """How a result was found to be what the row says, with these functions as parameters."""
    problems = []
    tried = 0
    for setting, given in inputs(subject):
        given = {**given, **functions}
        try:
            real = subject.call(given)
        except Exception as error:
            subject.failures.append(" ".join(f"{type(error).__name__}: {error}".split())[:200])
            continue
        arrays = [np.asarray(one) for one in _leaves(real)]
        if not arrays or any(one.dtype.kind == "f" and np.isnan(one).any() for one in arrays):
            continue
        tried += 1
        known = {name: _read(subject, one) for name, one in subject.overrides.items()}
        plain = {name: one for name, one in known.items() if _is_plain(one)}
        expectation = Expectation(subject.api, {**plain, **given}, setting, subject.framework)
        problem = expectation.problem(subject.api.result, real)
        if not problem:
            return "result"
        if subject.api.result.head == "matmul" and _is_bilinear(
            subject, given, np.concatenate([*map(np.ravel, arrays)])
        ):
            return "result: linear in each operand"
        problems.append(problem)
        if tried == 4:
            break
    if not tried:
        raise UnmeasuredError("; ".join(dict.fromkeys(subject.failures[-3:])) or "no call gave numbers")
    raise AssertionError("; ".join(dict.fromkeys(problems)))


def _returns_itself(subject: Subject) -> str:
    """A method that gives back what it is asked of."""
    try:
        receiver = subject.receiver()
        real = subject.ask({"self": receiver})
    except Exception as error:
        raise UnmeasuredError(f"{type(error).__name__}: {error}") from error
    if real is receiver:
        return "result: the object itself"
    owner = resolve(place_of(subject.api.name.rpartition(".")[0], subject.table.name))
    if not isclass(owner) or not isinstance(real, owner):
        raise AssertionError("not the object itself, nor one of its class")
    return "result: an object of the same class"


def _read(subject: Subject, value: Any) -> Any:
    """What the framework's own tensors hold, and its tuples of them."""
    read = value.values if isinstance(value, Fresh) else subject.framework.read_all(value)
    return [one for one in read if one is not None] if isinstance(read, list) else read


def _is_plain(value: Any) -> bool:
    """Whether it is a value to compute with, or a function to apply."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, (np.ndarray, int, float)) for one in value)
    return isinstance(value, (np.ndarray, int, float, str, tuple)) or callable(value)


def _returns_function(subject: Subject, function: Callable[..., Any]) -> str:
    """A function that is given back, if wrapped in something: it does what it did."""
    values = np.random.default_rng(3).normal(size=(6, 4)).astype("float32")
    try:
        found = subject.framework.run(lambda: subject.ask({})(subject.framework.tensor(values)))
        expected = subject.framework.run(lambda: function(subject.framework.tensor(values)))
    except Exception as error:
        raise UnmeasuredError(f"{type(error).__name__}: {error}") from error
    if not close(_all_values(found), _all_values(expected)) or not _all_values(found).size:
        raise AssertionError("another function")
    return "result: the same function"


def _is_bilinear(subject: Subject, given: dict[str, Any], found: Array) -> bool:
    """Whether the value is linear in each of two operands, and more than their product element by element."""
    given = {**subject.overrides, **given}
    slots: list[tuple[str, int | None]] = []
    for name in _operands(subject.api)[0]:
        value = given.get(name)
        if isinstance(value, (list, tuple)):
            slots += [(name, place) for place, one in enumerate(value) if isinstance(one, np.ndarray)]
        elif isinstance(value, np.ndarray):
            slots.append((name, None))
    if len(slots) < 2:
        return False
    whole = [given[name] if place is None else given[name][place] for name, place in slots]
    with contextlib.suppress(ValueError):
        if close(found, np.ravel(whole[0] * whole[1])):
            return False

    def at(slot: tuple[str, int | None], value: Array) -> Array:
        name, place = slot
        if place is not None:
            value = [value if number == place else one for number, one in enumerate(given[name])]  # type: ignore[assignment]
        with contextlib.suppress(Exception):
            return np.concatenate([np.ravel(one) for one in _leaves(subject.call({**given, name: value}))])
        return np.empty(0)

    for slot, one in zip(slots[:2], whole):
        other = np.roll(one, 1, axis=-1)
        if not close(at(slot, -one), -found) or not close(at(slot, one + other), found + at(slot, other)):
            return False
    return bool(np.abs(found).max() > 0)


def inputs(subject: Subject) -> Iterator[tuple[Setting, dict[str, Any]]]:
    """What the tensors of a result expression are given, with what the axis is."""
    api = subject.api
    tensors, axes = _operands(api)
    settings = (*OVER_CLASSES[:1], *ELEMENTWISE[:2], *OVER_CLASSES[3:6], *OVER_CLASSES[7:9], OVER_CLASSES[-1])
    for setting in fitting(subject.overrides, settings):
        probabilities = setting.float(setting.normalised(setting.scores, Normaliser.SOFTMAX))
        plain = setting.float(setting.scores)
        for values in (plain, probabilities, setting.indices.astype("int64"), setting.indices.astype("int32")):
            given: dict[str, Any] = {}
            for place, name in enumerate(tensors):
                param = api.by_name[name]
                if name in subject.overrides:
                    continue
                if param.star == "*":
                    given[name] = [values, _other(values)]
                elif param.roles:
                    given[name] = setting.values(param.roles[0].meaning)[0]
                elif place == 0 or param.default is None:
                    given[name] = values if place == 0 else _other(values) + values.dtype.type(1)
            for name in axes:
                if api.by_name[name].default in (None, "None") and name not in subject.overrides:
                    given[name] = setting.axis
            given = {**_required(subject, setting), **given}
            yield setting, given
            whole = {name: setting.whole(one) for name, one in given.items() if name not in tensors}
            if any(one is not given[name] for name, one in whole.items()):
                yield setting, {**given, **whole}
            if tensors and _takes_several(api.result) and not api.by_name[tensors[0]].star:
                yield setting, {**given, tensors[0]: [values, _other(values)]}


def _required(subject: Subject, setting: Setting) -> dict[str, Any]:
    """What goes in without coming back, and is of a kind."""
    binary = setting in ELEMENTWISE
    return {
        param.name: setting.values(param.roles[0].meaning, binary=binary)[0]
        for param in subject.api.by_name.values()
        if param.roles and param.default is None and not param.star and param.name not in subject.overrides
    }


def _takes_several(result: Result) -> bool:
    """Whether an operation may be given a sequence of tensors."""
    args = result.args or ()
    return result.head == "join" or (result.head in _OF_MANY and len(args) == 1) or any(map(_takes_several, args))


def _other(values: Array) -> Array:
    """The same values in other places."""
    return np.roll(values, 1, axis=0) if values.ndim else values


def _operands(api: Api) -> tuple[list[str], list[str]]:
    """The parameters that a result computes with, and those that are axes."""
    tensors: dict[str, None] = {}
    axes: dict[str, None] = {}

    def visit(result: Result) -> None:
        if result.args is None:
            if result.is_parameter:
                tensors.setdefault(result.head)
            return
        if result.is_parameter:
            for arg in result.args:
                visit(arg)
            return
        for place, arg in enumerate(
            result.args[:1] if result.head == "affine" else result.args
        ):  # A width is no operand.
            if place == 1 and result.head in _WITH_AXIS and arg.args is None and arg.head in api.by_name:
                axes.setdefault(arg.head)
            else:
                visit(arg)

    visit(api.result)
    return list(tensors), list(axes)


_WITH_AXIS = frozenset(("softmax", "log_softmax", "logsumexp", "sum", "mean", "prod", "hardmax", "extremes", "relaxed"))


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
            return _looks_wrong(result.meaning, _first(real))
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
            found = _all_values(real)
            return "" if found.size and (found == 3).all() else f"{head} is not what is applied last"
        check = _PROPERTIES.get(head)
        if check is not None:
            return "" if check(self, args, real) else f"not {head}"
        try:
            expected = self.value(result)
        except UncertainError as reason:
            return self._marks(result, real, str(reason))
        found = _first(real)
        if found is None:
            return "no array comes back"
        if isinstance(expected[0], list):  # A sequence that comes back as it is.
            found, expected = _all_values(real), [np.concatenate([*map(np.ravel, expected[0])])]
        return "" if any(_equal(found, one) for one in expected) else f"not {head}: {_short(found)}"

    def _is_none(self, name: str) -> bool:
        """Whether nothing is given for a parameter, so that nothing is applied."""
        param = self.api.by_name[name]
        return self.given.get(name) is None and param.default == "None"

    def _marks(self, result: Result, real: Any, reason: str) -> str:
        """Where the values can't be foretold: what a normaliser leaves in them all the same."""
        found = _first(real)
        meaning = _outer(result)
        if found is None or meaning is None:
            return f"nothing to compare: {reason}"
        return _looks_wrong(meaning, found)

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
        if head not in OPERATIONS or head in _PROPERTIES or head in SAYS_NOTHING or result.meaning is not None:
            raise UncertainError(f"{head} is not computed")
        if head in _WITH_AXIS:
            axis = self._leaf(args[1].head) if len(args) > 1 else None
            axis = tuple(map(int, axis)) if isinstance(axis, list) else axis
            return [out for one in self.value(args[0]) for out in _reduced(head, one, axis)]
        operands = [self.value(arg) for arg in args]
        if len(operands) == 1 and head in _OF_MANY and isinstance(operands[0][0], list):
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


_OF_MANY = frozenset(("add", "mul", "max", "min", "sub", "mean", "matmul"))


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
}


def _first(real: Any) -> Array | None:
    leaves = _leaves(real)
    return np.asarray(leaves[0]) if leaves else None


def _leaves(real: Any) -> list[Any]:
    if isinstance(real, dict):
        return [leaf for value in real.values() for leaf in _leaves(value)]
    if isinstance(real, list):
        return [leaf for value in real for leaf in _leaves(value)]
    return [real] if isinstance(real, (int, float, bool, np.generic, np.ndarray)) else []


def _operand(expectation: Expectation, args: tuple[Result, ...]) -> Array:
    """All values that go in."""
    parts = []
    for arg in args:
        try:
            value = expectation.value(arg)[0]
        except UncertainError:
            continue
        several = value if isinstance(value, list) else [value]
        parts += [np.asarray(part, dtype=np.float64).reshape(-1) for part in several]
    return np.concatenate(parts) if parts else np.empty(0)


def _all_values(real: Any) -> Array:
    leaves = [np.asarray(leaf).reshape(-1) for leaf in _leaves(real)]
    leaves = [leaf for leaf in leaves if leaf.dtype.kind in "biuf"]
    return np.concatenate(leaves).astype(np.float64) if leaves else np.empty(0)


def _are_the_same(expectation: Expectation, args: tuple[Result, ...], real: Any) -> bool:
    """All values are there, and no others."""
    given, found = np.unique(_operand(expectation, args).round(3)), np.unique(_all_values(real).round(3))
    return found.size > 0 and given.size == found.size and close(given, found)


def _are_taken(expectation: Expectation, args: tuple[Result, ...], real: Any) -> bool:
    """What is there was given (zeros may fill up)."""
    given, found = _operand(expectation, args), _all_values(real)
    given = np.append(given, 0.0)
    return found.size > 0 and all(np.abs(given - one).min() < 1e-3 for one in found)


def _are_ranked(expectation: Expectation, args: tuple[Result, ...], real: Any) -> bool:
    """Values that were given, and places."""
    parts = _leaves(real)
    if len(parts) != 2 or np.asarray(parts[1]).dtype.kind not in "iu":
        return False
    return _are_taken(expectation, args[:1], parts[0])


def _are_extremes(expectation: Expectation, args: tuple[Result, ...], real: Any) -> bool:
    return _are_taken(expectation, args[:1], _leaves(real)[0])


def _are_indices(expectation: Expectation, args: tuple[Result, ...], real: Any) -> bool:
    """Whole numbers from zero."""
    found = _all_values(real)
    return bool(found.size and (found == found.round()).all() and found.min() >= -1)


def _are_one_hot(expectation: Expectation, args: tuple[Result, ...], real: Any) -> bool:
    found = _first(real)
    return found is not None and set(np.unique(found.astype(float))) <= {0.0, 1.0}


def _are_raw(expectation: Expectation, args: tuple[Result, ...], real: Any) -> bool:
    """Neither probabilities nor their logarithms: rows do not sum to one, and numbers in [0, 1] lie not around a half.

    The scores of fresh layers are small, so a sigmoid of them would be close to a half.
    """
    found = _first(real)
    if found is None or found.dtype.kind != "f" or not found.size:
        return False
    of_sigmoid = found.min() >= 0 and found.max() <= 1 and abs(found.mean() - 0.5) < 0.2
    return not of_sigmoid and all(_looks_wrong(_MADE_BY[head], found) for head in ("softmax", "log_softmax"))


def _are_hidden(expectation: Expectation, args: tuple[Result, ...], real: Any) -> bool:
    """Not the softmax or sigmoid of what went in, nor what went in itself."""
    found = _first(real)
    given = _operand(expectation, args)
    if found is None or found.dtype.kind not in "fiu":
        return False
    return found.size != given.size or not any(
        close(found.reshape(-1).astype(float), one) for one in (given, reference.sigmoid(given))
    )


_PROPERTIES: dict[str, Callable[[Expectation, tuple[Result, ...], Any], bool]] = {
    "same": _are_the_same,
    "take": _are_taken,
    "join": _are_taken,
    "where": _are_taken,
    "ranked": _are_ranked,
    "extremes": _are_extremes,
    "indices": _are_indices,
    "one_hot": _are_one_hot,
    "affine": _are_raw,
    "hidden": _are_hidden,
    "relaxed": lambda expectation, args, real: _looks_wrong(_MADE_BY["relaxed"], _first(real)) == "",
}


def _outer(result: Result) -> Meaning | None:
    """What the outermost operation makes, whatever it is given."""
    return _MADE_BY.get(result.head)


_MADE_BY = {
    "softmax": Meaning(Kind.PROBABILITIES, Normaliser.SOFTMAX),
    "relaxed": Meaning(Kind.PROBABILITIES, Normaliser.SOFTMAX),
    "sigmoid": Meaning(Kind.PROBABILITIES, Normaliser.SIGMOID),
    "log_softmax": Meaning(Kind.LOG_PROBABILITIES, Normaliser.SOFTMAX),
    "log_sigmoid": Meaning(Kind.LOG_PROBABILITIES, Normaliser.SIGMOID),
    "log": Meaning(Kind.LOG_PROBABILITIES),
}


def _several(values: Array) -> list[int]:
    """The axes along which there is more than one value."""
    return [axis for axis, length in enumerate(values.shape) if length > 1]


def _looks_wrong(meaning: Meaning, found: Array | None) -> str:
    """Why values can't be of a kind, or nothing."""
    if found is None or found.dtype.kind not in "biuf":
        return "no numbers come back"
    values = found.astype(np.float64)
    if not values.size or np.isnan(values).any():
        return "no numbers come back"
    if meaning.kind is Kind.LOG_PROBABILITIES:
        if values.max() > 1e-4:
            return "some log-probabilities are above zero"
        values = np.exp(values)
    elif meaning.kind is not Kind.PROBABILITIES:
        return ""
    if values.min() < -1e-5 or values.max() > 1 + 1e-4:
        return "some probabilities are outside of [0, 1]"
    if meaning.normaliser is Normaliser.SOFTMAX and not any(
        np.allclose(values.sum(axis), 1, atol=1e-3) for axis in (*_several(values), None)
    ):
        return "probabilities do not sum to one"
    return ""


def _short(found: Array) -> str:
    return np.array2string(found.reshape(-1)[:4], precision=4)
