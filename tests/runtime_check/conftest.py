"""What several of these tests need."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def to_bfloat16():
    """A function to the nearest bfloat16 values, held in float32: NumPy has no bfloat16 of its own."""

    def rounded(values):
        bits = np.asarray(values, dtype=np.float32).view(np.uint32)
        return ((bits + np.uint32(0x7FFF) + ((bits >> 16) & 1)) & np.uint32(0xFFFF0000)).view(np.float32)

    return rounded
