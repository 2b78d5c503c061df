"""The kinds of tensors: what the numbers in it mean."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Kind(str, Enum):
    """What the values of a tensor mean.

    ``LOGITS`` are raw, unnormalised scores; ``PROBABILITIES`` lie in [0, 1]; ``LOG_PROBABILITIES``
    are their logarithms; ``SCORES`` are margins, as hinge losses take them; ``FEATURES`` are what
    an output layer makes logits of. ``INDICES`` are class indices, ``DENSE_LABELS`` one-hot or soft
    label rows, ``LABELS`` either of the two, ``SIGNED_LABELS`` are -1 and 1; ``OTHER`` is known to
    be none of these.
    """

    LOGITS = "logits"
    PROBABILITIES = "probs"
    LOG_PROBABILITIES = "log-probs"
    SCORES = "scores"
    FEATURES = "features"
    LABELS = "labels"
    INDICES = "indices"
    DENSE_LABELS = "dense-labels"
    SIGNED_LABELS = "signed-labels"
    OTHER = "other"

    @property
    def is_label(self) -> bool:
        """Whether it says what the answer is, not what a model thinks."""
        return self in (Kind.LABELS, Kind.INDICES, Kind.DENSE_LABELS, Kind.SIGNED_LABELS)

    @property
    def words(self) -> str:
        """The kind as a person says it."""
        return _WORDS[self]


_WORDS = {
    Kind.LOGITS: "raw scores",
    Kind.PROBABILITIES: "probabilities",
    Kind.LOG_PROBABILITIES: "log-probabilities",
    Kind.SCORES: "margin scores",
    Kind.FEATURES: "features",
    Kind.LABELS: "labels",
    Kind.INDICES: "class indices",
    Kind.DENSE_LABELS: "one-hot or dense labels",
    Kind.SIGNED_LABELS: "labels of -1 and 1",
    Kind.OTHER: "other values",
}


class Normaliser(str, Enum):
    """The function between scores and probabilities: over classes, or each score by itself."""

    SOFTMAX = "softmax"
    SIGMOID = "sigmoid"


class Meaning(NamedTuple):
    """A kind together with the normaliser it belongs to and the class axis, if these are known.

    The axis is a number, or the name of the parameter that says it.
    """

    kind: Kind
    normaliser: Normaliser | None = None
    axis: str | None = None
