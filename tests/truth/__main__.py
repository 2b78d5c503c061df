"""`python -m truth 12 keras` (in `tests/`): checks a claim, by its number, in this process."""

from __future__ import annotations

import sys

from .suite import CLAIMS, check

check(CLAIMS[int(sys.argv[1])], sys.argv[2])
