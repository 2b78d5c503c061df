"""What is claimed of every formula written by hand."""

from __future__ import annotations

import numpy as np

from .checks import Breaks, Same
from .claims import Claim
from .inputs import EVERY, FAR, GRADED, ROWS

BESIDE = {"negative": np.zeros((1, 3), dtype=np.float32), "values": np.eye(3, dtype=np.float32), "temperature": 2.0}
"""What some examples want beside the scores."""
KEEPS = "The value is the same wherever the formula's own value is finite"


def formula(rule: str, breaks: str, value: str, gradient: str) -> tuple[Claim, ...]:
    """Right on ordinary scores; on extreme ones the value breaks as these words of the page say, and the gradient."""
    claims = [
        Claim(rule, EVERY, KEEPS, ROWS, Same(), BESIDE),
        Claim(rule, EVERY, value, FAR, Breaks(breaks), BESIDE),
    ]
    if gradient:
        claims.append(Claim(rule, GRADED, gradient, FAR, Breaks("nan", "gradient"), BESIDE))
    return tuple(claims)
