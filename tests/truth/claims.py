"""The language of claims: a sentence of a rule's page, inputs, and what must hold of the two examples on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .checks import Check

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Claim:
    """A sentence of the page of ``rule``, and what must hold of the bad and the good example for it to be true.

    ``scores`` are what a model would give, one row for each example. They reach the program through its parameters,
    or through the last affine layer of its model (a single row, then).
    """

    rule: str
    frameworks: tuple[str, ...]
    says: str
    """Words of the page, as they stand there."""
    scores: Array
    holds: Check
    given: Mapping[str, Any] = field(default_factory=dict)
    """The other arguments, by the name of the parameter."""
    to_good: Mapping[str, Any] = field(default_factory=dict)
    """Those that the good example is given instead."""
    read: Callable[[Any], Any] | None = None
    """What counts of the result; if it is not said, the first of several."""
    enter: Callable[[dict[str, Any]], Callable[..., Any]] | None = None
    """What is called of the bad example, if not the last function that it defines."""
    pair: int = 0
    """Which of the framework's pairs of examples, if there are several."""
    dtype: str = "float32"
    edge: bool = False
    """Whether the scores are probabilities next to 0 or 1."""
    backend: str = ""
    """The backend of Keras, if not TensorFlow: the examples then run in a process of their own."""

    @property
    def extreme(self) -> bool:
        """Whether only a model that is very sure gives such scores."""
        return self.edge or bool(np.abs(self.scores).max() >= 10)

    @property
    def quotation(self) -> str:
        """The words with single spaces."""
        return " ".join(self.says.split())
