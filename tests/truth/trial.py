"""One example, run on one set of inputs: its value, its gradient with respect to the scores, its warnings."""

from __future__ import annotations

import ast
import inspect
import warnings as python_warnings
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from .frameworks import DRIVERS, Driver

if TYPE_CHECKING:
    from logit_lint.rule import Example

    from .claims import Array, Claim

SCORES = ("scores", "student", "margin", "rho", "positive", "mixed", "state", "states", "p")
"""The parameters that are given the scores."""
FEATURES = ("features", "x", "X", "images")
"""Those that a model makes scores of: of an aimed one they don't matter, elsewhere they are the scores themselves."""


@dataclass(frozen=True)
class Trial:
    """An example under a claim. All that it gives are NumPy arrays."""

    example: Example
    claim: Claim
    scores: Array
    more: tuple[tuple[str, Any], ...]
    """The arguments beside the scores."""
    good: bool

    @classmethod
    def of(cls, example: Example, claim: Claim, *, good: bool) -> Trial:
        """The trial that a claim asks for."""
        given = {**claim.given, **(claim.to_good if good else {})}
        return cls(example, claim, np.asarray(claim.scores), tuple(given.items()), good)

    def on(self, scores: Array) -> Trial:
        """The same on other scores."""
        return replace(self, scores=np.asarray(scores))

    def given(self, **arguments: Any) -> Trial:
        """The same with other arguments."""
        return replace(self, more=tuple({**dict(self.more), **arguments}.items()))

    @cached_property
    def value(self) -> Array:
        """What the program gives, or the first of several."""
        with python_warnings.catch_warnings(), np.errstate(all="ignore"):
            python_warnings.simplefilter("ignore")
            return self._read(self._run(self._tensor(self.scores)))

    @cached_property
    def gradient(self) -> Array:
        """How the values, weighted by 1, 2, 3, … (the plain sum of a softmax is constant), depend on the scores."""
        return self._driver.gradient(self._weighted, self._tensor(self.scores)).reshape(self.scores.shape)

    @cached_property
    def warnings(self) -> list[str]:
        """What it warned of."""
        with python_warnings.catch_warnings(record=True) as caught, np.errstate(all="warn"):
            python_warnings.simplefilter("always")
            self._run(self._tensor(self.scores))
        return [str(one.message) for one in caught]

    @property
    def _driver(self) -> Driver:
        return DRIVERS[self.example.framework]

    def _tensor(self, values: Any) -> Any:
        array = np.asarray(values)
        return self._driver.tensor(array.astype(self.claim.dtype) if array.dtype.kind == "f" else array)

    def _read(self, result: Any) -> Array:
        read = (self.claim.read or _first)(self._driver.read_all(result))
        return np.asarray(read if isinstance(read, (np.ndarray, np.generic, float, int)) else None)

    def _weighted(self, scores: Any) -> Any:
        return self._driver.weighted(_first(self._run(scores)))

    def _run(self, scores: Any) -> Any:
        """Run the program anew, on these scores."""
        driver = self._driver
        driver.prepare()
        driver.seed()
        if "placeholder" in self.example.code:
            return driver.script(self.example.code, scores, dict(self.more))
        namespace: dict[str, Any] = {"__name__": "example"}
        exec(compile(self.example.code, "<example>", "exec"), namespace)
        aimed = driver.aim(namespace, scores)
        if self.claim.enter is not None and not self.good:
            function = self.claim.enter(namespace)
        else:
            name = _last_definition(self.example.code)
            if name is None:
                return driver.loss_of(namespace["model"], scores, **dict(self.more))
            function = namespace[name]
        if inspect.isclass(function):
            function, aimed = driver.aimed(function(), scores), True
        return function(**self._arguments(function, scores, aimed))

    def _arguments(self, function: Any, scores: Any, aimed: bool) -> dict[str, Any]:
        """By the names of the parameters. Where weights are asked for, they let the scores through."""
        driver, more = self._driver, dict(self.more)
        width = self.scores.shape[-1]
        weights, bias = np.eye(width, dtype=np.float32), np.zeros(width, dtype=np.float32)
        stand_ins = {
            "key": driver.key,
            "net": lambda: lambda x: x,
            **dict.fromkeys(("policy", "actor", "model"), lambda: lambda x: x),
            "w": lambda: self._tensor(weights),
            "W": lambda: self._tensor(weights),
            "b": lambda: self._tensor(bias),
            "params": lambda: {"w": self._tensor(weights), "b": self._tensor(bias)},
            **(dict.fromkeys(FEATURES, lambda: driver.features(len(self.scores))) if aimed else {}),
        }
        names = list(inspect.signature(getattr(function, "forward", function)).parameters)
        places = [name for name in (SCORES if aimed else SCORES + FEATURES) if name in names and name not in more]
        stand_ins.update(dict.fromkeys(places[:1], lambda: scores))
        given = {name: driver.argument(value, self._tensor) for name, value in more.items() if name in names}
        return given | {name: stand_ins[name]() for name in names if name in stand_ins and name not in given}


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, (tuple, list)) else value


def _last_definition(code: str) -> str | None:
    names = [node.name for node in ast.parse(code).body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    return names[-1] if names else None
