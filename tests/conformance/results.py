"""Measuring what comes back: a row's result, evaluated in NumPy, against what the real function gives."""

from __future__ import annotations

import contextlib
from inspect import isclass
from typing import TYPE_CHECKING, Any

import numpy as np

from logit_lint.kinds import Normaliser

from .arguments import Fresh
from .expectation import OF_MANY, SAYS_NOTHING, WITH_AXIS, Expectation, all_the_same, unchanged
from .naming import MISSING, evaluate, place_of, resolve
from .roles import UnmeasuredError
from .samples import ELEMENTWISE, OVER_CLASSES, fitting
from .values import close, leaves, numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from logit_lint.knowledge.rows import Api, Result

    from .calling import Subject
    from .samples import Setting

    Array = np.ndarray[Any, Any]


def claims(result: Result) -> bool:
    """Whether a result says something that can be measured."""
    if result.head in ("if", "tuple", "fields"):
        return any(map(claims, result.args or ()))
    return result.head not in SAYS_NOTHING or (
        result.head not in ("chain", "graph", "variable", "other", "blank", "skipping", "beside", "attribute")
        and any(map(claims, result.args or ()))
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
        arrays = [np.asarray(one) for one in leaves(real)]
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
    if not close(numbers(found), numbers(expected)) or not numbers(found).size:
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
            return np.concatenate([np.ravel(one) for one in leaves(subject.call({**given, name: value}))])
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
    return result.head == "join" or (result.head in OF_MANY and len(args) == 1) or any(map(_takes_several, args))


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
            if place == 1 and result.head in WITH_AXIS and arg.args is None and arg.head in api.by_name:
                axes.setdefault(arg.head)
            else:
                visit(arg)

    visit(api.result)
    return list(tensors), list(axes)
