"""Calling a row: its parameters are filled by what they are called and by the kinds they take."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from inspect import isclass, ismodule
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import AT_REST, NO_ARGUMENT, Fresh, argument_for, overrides_of
from .naming import MISSING, evaluate, place_of, resolve, room_of
from .samples import ELEMENTWISE, OVER_CLASSES

if TYPE_CHECKING:
    from collections.abc import Callable

    from logit_lint.knowledge.rows import Api, Condition, Param
    from logit_lint.knowledge.tables import Table

    from .frameworks import Framework


class CallError(Exception):
    """The suite does not know how to call a row."""


@dataclass
class Subject:
    """A row under test, with the real thing that it speaks of."""

    api: Api
    real: Any
    table: Table
    framework: Framework
    overrides: dict[str, Any] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    """What calls failed with, for whoever wants to know why nothing was measured."""

    def call(self, given: dict[str, Any], conditions: tuple[Condition, ...] = ()) -> Any:
        """The result (arrays, and lists of them) with some parameters given, as NumPy arrays where they are tensors."""
        given = {**self._flags(conditions), **given}
        return self.framework.run(lambda: self._observed(self._call(given)))

    def ask(self, given: dict[str, Any]) -> Any:
        """The result itself, unread."""
        self.framework.seed()
        with self.framework.context():
            return self._call(given)

    def _observed(self, result: Any) -> Any:
        """What tells of a distribution: the logarithm of the probability of its second value."""
        if self.api.result.head != "distribution":
            return result
        if hasattr(result, "logpmf"):
            with contextlib.suppress(ValueError):
                return result.logpmf(1)
            return result.logpmf(np.eye(4)[1])
        batch, event = (tuple(map(int, _shape(result, name))) for name in ("batch_shape", "event_shape"))
        asks = [getattr(result, name) for name in ("log_prob", "log_pmf") if hasattr(result, name)]
        for ask, values in product(asks, _second_values((*batch, *event), bool(event))):
            try:
                found = ask(self.framework.tensor(values))
                if np.isfinite(self.framework.read(found)).all():
                    return found
            except Exception as error:
                self.failures.append(" ".join(f"{type(error).__name__}: {error}".split())[:200])
        raise CallError("no value has a probability")

    def _flags(self, conditions: tuple[Condition, ...]) -> dict[str, Any]:
        flags = {}
        for condition in conditions:
            if condition.value is True:
                if condition.holds or not self._is_off(condition.flag):
                    flags[condition.flag] = condition.holds
            elif condition.holds and not self._is_default(condition):
                flags[condition.flag] = condition.value
        return flags

    def _is_default(self, condition: Condition) -> bool:
        """Whether a flag has its value if nobody sets it."""
        default = self.api.by_name[condition.flag].default
        return default is not None and evaluate(default) == condition.value and condition.flag not in self.overrides

    def _is_off(self, flag: str) -> bool:
        """Whether a flag is off if nobody sets it, be it by None or by an empty string."""
        default = self.api.by_name[flag].default
        return default is not None and not evaluate(default) and flag not in self.overrides

    def _call(self, given: dict[str, Any]) -> Any:
        api = self.api
        if api.is_property:
            return self.real if self._is_constant() else getattr(self.receiver(), api.short_name)
        if not api.is_class:
            bound = isinstance(self.real, classmethod)
            return self._invoke(self._of_class() if bound else self.real, api.params, given)
        made = self._invoke(self.real, api.params, given)
        if hasattr(made, "train") and callable(getattr(made, "eval", None)):
            made.eval()
        return self._invoke(self._callable(made), api.call_params or (), given)

    def member(self) -> Any:
        """A member that only objects have: their class does not know of it, or a function makes them."""
        try:
            with self.framework.context():
                return getattr(self.receiver(), self.api.short_name, MISSING)
        except Exception:
            return MISSING

    def _is_constant(self) -> bool:
        """Whether it is a value that a module holds."""
        return ismodule(resolve(place_of(self.api.name.rpartition(".")[0], self.table.name)))

    def _of_class(self) -> Any:
        """A class's method, bound to it."""
        owner, _, member = place_of(self.api.name, self.table.name).rpartition(".")
        return getattr(resolve(owner), member)

    def _callable(self, made: Any) -> Callable[..., Any]:
        """How an object is called: metrics (of Keras, Paddle, MindSpore) are updated, then asked."""
        for update, ask in (("update_state", "result"), ("update", "accumulate"), ("update", "eval")):
            if hasattr(made, update) and hasattr(made, ask) and not hasattr(made, "train"):
                updated, asked = getattr(made, update), getattr(made, ask)
                return lambda *args, **kwargs: (updated(*args, **kwargs), asked())[1]
        if callable(made):
            return self.framework.member(made, "__call__")
        raise CallError("what the class makes can't be called")

    def _invoke(self, function: Any, params: tuple[Param, ...], given: dict[str, Any]) -> Any:
        positional: list[Any] = []
        keywords: dict[str, Any] = {}
        gap = False
        room = room_of(function) if not any(param.star for param in params) else None
        for param in params:
            value = self._argument(param, given)
            if param.name == "self" and param is params[0]:
                receiver = self._tensor(value) if value is not NO_ARGUMENT else self.receiver()
                function = self.framework.member(receiver, self.api.short_name)
                if not callable(function):
                    return function  # An attribute that the row writes as a method of the object.
            elif value is NO_ARGUMENT:
                gap = gap or not param.star
            elif param.star == "*":
                positional += [self._tensor(one) for one in value]
            elif param.star == "**":
                keywords.update({name: self._tensor(one) for name, one in value.items()})
            elif gap or param.keyword_only or (room is not None and len(positional) >= room):
                keywords[param.name] = self._tensor(value)
            elif param.default is not None and param.name in AT_REST:  # Keras takes flags by keywords only.
                gap = True
                keywords[param.name] = value
            else:
                positional.append(self._tensor(value))
        try:
            return function(*positional, **keywords)
        except TypeError as error:
            if "only takes keyword" not in str(error):  # Whatever its signature says.
                raise
        names = [param.name for param in params if param.name not in ("self", *keywords)]
        return function(**dict(zip(names, positional)), **keywords)

    def _argument(self, param: Param, given: dict[str, Any]) -> Any:
        if param.name in given:
            return given[param.name]
        if param.default is not None and self._is_asked_again(param):
            return NO_ARGUMENT
        if param.name in self.overrides:
            return self.overrides[param.name]
        if param.name in AT_REST and not param.star:
            return AT_REST[param.name]
        if param.default is not None or param.star:
            return NO_ARGUMENT
        if param.name == "self":
            return NO_ARGUMENT
        value = argument_for(param.name, self.framework)
        if value is NO_ARGUMENT:
            raise CallError(f"no argument for {param.name}")
        return value

    def _is_asked_again(self, param: Param) -> bool:
        """Whether a constructor's parameter is one of the call, too: there it is given."""
        names = {one.name for one in self.api.call_params or ()}
        return param.name in names and any(param is one for one in self.api.params)

    def _tensor(self, value: Any) -> Any:
        if isinstance(value, Fresh):
            return value.make()
        if type(value) is np.ndarray:  # An array of a subclass is meant as it is.
            return self.framework.tensor(value)
        if isinstance(value, list) and value and all(isinstance(one, np.ndarray) for one in value):
            return [self.framework.tensor(one) for one in value]
        return value

    def receiver(self) -> Any:
        """An object whose method or property the row is: of the class itself, or of one that inherits it."""
        if "self" in self.overrides:
            return self._tensor(self.overrides["self"])
        owner, _, member = self.api.name.rpartition(".")
        heirs = [name for name, base in self.table.bases.items() if base == owner]
        for name in (owner, *heirs):
            if name not in self.table.rows:
                continue
            api = self.table.find(name)
            real = resolve(place_of(name, self.table.name))
            if api is None or real is MISSING:
                continue
            maker = Subject(api, real, self.table, self.framework, overrides_of(self.table.name).get(name, {}))
            for first in first_arguments(api):
                given = {name: value for name, value in first.items() if name not in maker.overrides}
                try:
                    made = maker._invoke(real, api.params, given)
                except Exception:
                    continue
                self._fit(made, name)
                if hasattr(made, member):
                    return made
        tensor = self.framework.tensor(np.random.default_rng(3).normal(size=(6, 4)).astype("float32"))
        cls = resolve(place_of(owner, self.table.name))
        if isclass(cls) and isinstance(tensor, cls):
            return tensor
        if isclass(cls) and owner not in self.table.rows:
            with contextlib.suppress(Exception):  # Not every class can be made of nothing.
                return cls()
        raise CallError(f"no object of {owner} to ask")

    def _fit(self, made: Any, name: str) -> None:
        """An estimator is fitted before it is asked: with what the row of its `fit` is measured with."""
        api = self.table.find(f"{name}.fit") if hasattr(made, "fit") else None
        if api is not None:
            given = overrides_of(self.table.name)
            given = given.get(f"{name}.fit", given.get(api.name, {}))
            fit = Subject(api, None, self.table, self.framework, given)
            with contextlib.suppress(Exception):  # It may be asked all the same.
                fit._invoke(None, api.params, {"self": made})


def _shape(distribution: Any, name: str) -> tuple[int, ...]:
    """A distribution's shape; of none in particular where it does not say."""
    try:
        return getattr(distribution, name, ()) or ()
    except AttributeError:
        return ()


def _second_values(shape: tuple[int, ...], of_rows: bool) -> list[np.ndarray]:
    """The second class, in the ways in which distributions write it."""
    ones = np.ones(shape)
    one_hot = np.zeros(shape)
    if of_rows:
        one_hot[..., 1] = 1
        ones = one_hot
    inside = np.full(shape, 0.3) if not of_rows else np.full(shape, 1 / shape[-1])
    return [ones.astype("float32"), ones.astype("int32"), ones.astype("int64"), inside.astype("float32")]


def first_arguments(api: Api) -> list[dict[str, Any]]:
    """What an object may be made with: the first parameter of a kind given, or none."""
    found: list[dict[str, Any]] = []
    for param in api.params:
        if param.roles:
            meaning = param.roles[0].meaning
            settings = ELEMENTWISE if meaning.normaliser == "sigmoid" else OVER_CLASSES
            found += [{param.name: setting.values(meaning)[0]} for setting in settings[:1]]
            break
    return [*found, {}]
