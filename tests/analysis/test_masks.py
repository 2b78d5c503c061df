"""Masks in a softmax by hand: before the exponential (as infinities) and behind it (as factors or zeros)."""

from __future__ import annotations

import textwrap

import pytest
from programs import IMPORTS, codes_in

INFINITIES = ("-np.inf", "-np.Inf", "np.NINF", "-math.inf", "-inf", "-torch.inf", "float('-inf')", "-float('inf')")
"""However it is spelled, it is a number: as a filling it keeps no score from being large."""


@pytest.mark.parametrize("filling", [*INFINITIES, "-1e9"])
def test_a_mask_before_the_exponential(filling: str) -> None:
    program = f"""
        import math
        from math import inf

        def softmax(x, mask):
            e = np.exp(np.where(mask, x, {filling}))
            return e / e.sum(axis=-1, keepdims=True)
    """
    assert codes_in(IMPORTS + textwrap.dedent(program)) == ["LGT406"]


def test_a_filling_that_may_be_anything_may_be_a_bound() -> None:
    program = """
        def softmax(x, mask, largest):
            e = np.exp(np.where(mask, x, largest))
            return e / e.sum(axis=-1, keepdims=True)
    """
    assert codes_in(IMPORTS + textwrap.dedent(program)) == []


EXPONENTIALS = {
    "a factor": "e = torch.exp(x) * mask",
    "a factor on the left": "e = mask * torch.exp(x)",
    "a factor in place": "e = torch.exp(x)\n    e *= mask",
    "a factor if there is a mask": "e = torch.exp(x)\n    if mask is not None:\n        e = e * mask",
    "zeros": "e = torch.where(mask, torch.exp(x), 0.0)",
    "zeros of the opposite mask": "e = torch.where(mask, 0, torch.exp(x))",
}
FUNCTION = """
def f(x, mask, y):
    {exponentials}
    p = e / {total}
    return {result}
"""
TOTAL = "e.sum(dim=1, keepdim=True)"


@pytest.mark.parametrize("total", [TOTAL, f"({TOTAL} + 1e-9)"])
@pytest.mark.parametrize("exponentials", EXPONENTIALS.values(), ids=EXPONENTIALS)
class TestAMaskBehindTheExponential:
    def test_it_overflows_all_the_same(self, exponentials: str, total: str) -> None:
        program = FUNCTION.format(exponentials=exponentials, total=total, result="p @ y")
        assert codes_in(IMPORTS + program) == ["LGT406"]

    def test_it_is_right_once_the_maximum_is_subtracted(self, exponentials: str, total: str) -> None:
        shifted = exponentials.replace("exp(x)", "exp(x - x.max(dim=1, keepdim=True).values)")
        assert codes_in(IMPORTS + FUNCTION.format(exponentials=shifted, total=total, result="p @ y")) == []

    def test_it_gives_probabilities(self, exponentials: str, total: str) -> None:
        result = "F.cross_entropy(p, y)"
        program = FUNCTION.format(exponentials=exponentials, total=total, result=result)
        assert codes_in(IMPORTS + program) == ["LGT406", "LGT101"]

    def test_its_largest_value_is_not_that_of_the_scores(self, exponentials: str, total: str) -> None:
        program = FUNCTION.format(exponentials=exponentials, total=total, result="p.argmax(dim=1)")
        assert codes_in(IMPORTS + program, "LGT505") == ["LGT406"]


def test_the_formula_on_one_line() -> None:
    program = "def f(x, m): return np.exp(x) * m / np.sum(np.exp(x) * m, axis=1, keepdims=True)"
    assert codes_in(IMPORTS + program) == ["LGT406"]


OTHERS = {
    "another mask below": "np.exp(x) * m / np.sum(np.exp(x) * n)",
    "some of the exponentials above": "np.exp(x[0]) * m[0] / np.sum(np.exp(x) * m)",
    "two exponentials": "np.exp(x) * np.exp(n) / np.sum(np.exp(x) * np.exp(n))",
    "another filling than 0": "np.where(m, np.exp(x), 1) / np.sum(np.where(m, np.exp(x), 1))",
}


@pytest.mark.parametrize("formula", OTHERS.values(), ids=OTHERS)
def test_no_softmax(formula: str) -> None:
    assert codes_in(IMPORTS + f"def f(x, m, n): return {formula}") == []
