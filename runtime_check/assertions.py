"""Assertions for test suites, in the manner of ``numpy.testing``: silent, or an AssertionError that explains.

A failure needs proof. What cannot be told passes: scores that happen to lie in [0, 1], one single
row that happens to sum to 1, an empty array. Of an array with more than about a million values
evenly spaced rows are judged, always the same ones, and the message says how many.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from logit_lint.kinds import Kind

from .arrays import read_rows
from .classify import NEAR, Verdict, judge
from .measure import Measurement
from .reference import logsumexp

if TYPE_CHECKING:
    from numpy.typing import NDArray

SLACK = 0.01
_SHOWN = 3
_LABELS = "labels or decisions in place of predictions; were the arguments swapped?"


def assert_logits(values: object, axis: int = -1) -> None:
    """Assert that values can be logits: raw scores, on which a softmax or a loss on logits works.

    Fails on a NaN or +inf, on the output of a softmax (rows in [0, 1] that sum to 1) and on labels
    (many rows of zeros and ones). Passes where the values cannot tell, and on log-probabilities,
    which are valid logits.

    Args:
        values: an array of any framework or nested lists of numbers, shape ``(..., K, ...)``.
        axis: the axis of the ``K`` classes.

    Raises:
        AssertionError: the values are certainly, or by the statistics of 16 rows or more, no logits.
        TypeError: the values cannot be read, or are not floating point.
        ValueError: there is no such axis.
    """
    __tracebackhide__ = True
    seen = Measurement(read_rows(values, axis))
    verdict = judge(seen)
    if Kind.LOGITS not in verdict.ruled_out:
        return
    if verdict.defective:
        _fail(Kind.LOGITS, seen, verdict, _defective(seen), _cause_of_defect(seen))
    if seen.only_zeros_and_ones:
        cause = _LABELS
    else:
        cause = "row sums are 1: softmax seems already applied; a loss on logits would apply it again"
    _fail(Kind.LOGITS, seen, verdict, np.ones(len(seen.values)), cause)


def assert_probabilities(
    values: object, axis: int = -1, multilabel: bool = False, *, tolerance: float | None = None
) -> None:
    """Assert that values are probabilities: in [0, 1], and summing to 1 over the classes.

    Args:
        values: an array of any framework or nested lists of numbers, shape ``(..., K, ...)``.
        axis: the axis of the ``K`` classes.
        multilabel: each value is a probability by itself, as a sigmoid gives them; the rows need
            not sum to 1. Nor need they with one class only.
        tolerance: how far row sums may be from 1. By default 0.01, room for clipping and for
            averages of half-precision outputs, or what rounding explains if that is more.

    Raises:
        AssertionError: a value is a NaN, infinite or out of [0, 1], or a row does not sum to 1.
        TypeError: the values cannot be read, or are not floating point.
        ValueError: there is no such axis.
    """
    __tracebackhide__ = True
    seen = Measurement(read_rows(values, axis))
    verdict = judge(seen)
    if Kind.PROBABILITIES in verdict.ruled_out:
        if verdict.defective:
            _fail(Kind.PROBABILITIES, seen, verdict, _defective(seen), _cause_of_defect(seen))
        excess = _excess(seen, -seen.sum_tolerance, 1.0 + seen.sum_tolerance)
        _fail(Kind.PROBABILITIES, seen, verdict, excess, _cause_of_range(seen, verdict))
    if multilabel or seen.empty or seen.classes == 1:
        return
    allowed = max(SLACK, seen.sum_tolerance) if tolerance is None else tolerance
    if seen.sum_error > allowed:
        _fail(Kind.PROBABILITIES, seen, verdict, np.abs(seen.sums - 1.0), _cause_of_sums(seen), allowed)


def assert_log_probabilities(
    values: object, axis: int = -1, multilabel: bool = False, *, tolerance: float | None = None
) -> None:
    """Assert that values are log-probabilities: none above 0, and with a logsumexp of 0 over the classes.

    Args:
        values: an array of any framework or nested lists of numbers, shape ``(..., K, ...)``. -inf
            is the logarithm of probability 0.
        axis: the axis of the ``K`` classes.
        multilabel: each value is a log-probability by itself, as a log-sigmoid gives them; the rows
            need not have a logsumexp of 0. Nor need they with one class only.
        tolerance: how far the logsumexp of a row may be from 0. By default 0.01, or what rounding
            explains if that is more.

    Raises:
        AssertionError: a value is a NaN or above 0, or a row's logsumexp is not 0.
        TypeError: the values cannot be read, or are not floating point.
        ValueError: there is no such axis.
    """
    __tracebackhide__ = True
    seen = Measurement(read_rows(values, axis))
    verdict = judge(seen)
    if seen.empty:
        return
    if Kind.LOG_PROBABILITIES in verdict.ruled_out:
        if verdict.defective:
            _fail(Kind.LOG_PROBABILITIES, seen, verdict, _defective(seen), _cause_of_defect(seen))
        if seen.only_zeros_and_ones or verdict.kind is Kind.INDICES:
            cause = _LABELS
        elif verdict.kind is Kind.PROBABILITIES:
            cause = "row sums are 1: these are probabilities, whose logarithm was not taken; use log_softmax"
        else:
            cause = "values above 0: raw scores, it seems; log_softmax was not applied"
        _fail(Kind.LOG_PROBABILITIES, seen, verdict, _excess(seen, -math.inf, seen.logsumexp_tolerance), cause)
    if multilabel or seen.classes == 1:
        return
    allowed = max(SLACK, seen.logsumexp_tolerance) if tolerance is None else tolerance
    if seen.logsumexp_error > allowed:
        _fail(Kind.LOG_PROBABILITIES, seen, verdict, np.abs(seen.logsumexps), _cause_of_logsumexps(seen), allowed)


# --- How bad each row is, shape (n,); 0 or below for a good one ------------------------------------


def _defective(seen: Measurement) -> NDArray[np.float64]:
    """How many NaN and +inf each row holds."""
    return np.asarray((np.isnan(seen.values) | (seen.values == math.inf)).sum(axis=1), dtype=np.float64)


def _excess(seen: Measurement, low: float, high: float) -> NDArray[np.float64]:
    """How far the values of each row go below ``low`` or above ``high``."""
    excess = np.asarray(seen.values.max(axis=1), dtype=np.float64) - high
    if low > -math.inf:
        excess = np.maximum(excess, low - np.asarray(seen.values.min(axis=1), dtype=np.float64))
    return excess


# --- Likely causes -------------------------------------------------------------------------------


def _cause_of_defect(seen: Measurement) -> str:
    if math.isnan(seen.lowest):
        return "a NaN comes from 0/0, inf - inf, log of a negative number, or the softmax of a row masked throughout"
    return "an overflow: exp of a large score, a division by zero, or a number too large for half precision"


def _cause_of_range(seen: Measurement, verdict: Verdict) -> str:
    if verdict.kind is Kind.LOG_PROBABILITIES:
        return "row logsumexps are 0: these are log-probabilities; take exp, or use softmax in place of log_softmax"
    if verdict.kind is None:
        return "no value above 0: log-sigmoid outputs or raw scores; softmax or sigmoid was not applied"
    if verdict.kind is Kind.INDICES:
        return _LABELS
    if seen.lowest >= 0.0 and float(np.abs(seen.sums / 100.0 - 1.0).max()) <= NEAR:
        return "row sums are 100: these are percentages"
    return "raw scores, it seems: softmax (or sigmoid) was not applied"


def _cause_of_sums(seen: Measurement) -> str:
    if seen.sum_error <= NEAR:
        return "row sums are near 1: probabilities that were cut off, clipped or rounded and not normalised again"
    other = _axis_summing_to_one(seen, seen.values)
    if other is not None:
        return f"the sums along axis {other} are 1: softmax was taken over that axis"
    return "each value in [0, 1], but the rows do not sum to 1: if they come from a sigmoid, pass multilabel=True"


def _cause_of_logsumexps(seen: Measurement) -> str:
    with np.errstate(all="ignore"):
        other = _axis_summing_to_one(seen, np.exp(seen.values))
    if other is not None:
        return f"the logsumexps along axis {other} are 0: log_softmax was taken over that axis"
    return "raw scores that happen to be negative, or log-sigmoid outputs: for these, pass multilabel=True"


def _axis_summing_to_one(seen: Measurement, values: NDArray[Any]) -> int | None:
    """Another axis of the array along which all sums are 1; None if there is none or not all was read."""
    rows = seen.rows
    if not rows.whole:
        return None
    others = rows.shape[: rows.axis] + rows.shape[rows.axis + 1 :]
    array = np.moveaxis(values.reshape(*others, rows.classes), -1, rows.axis)
    for axis, length in enumerate(rows.shape):
        if axis == rows.axis or length < 2:
            continue
        error = np.abs(array.sum(axis=axis, dtype=np.float64) - 1.0).max()
        if error <= seen.precision.sum_tolerance(length):
            return axis
    return None


# --- The message ---------------------------------------------------------------------------------


def _fail(
    wanted: Kind,
    seen: Measurement,
    verdict: Verdict,
    badness: NDArray[np.float64],
    cause: str,
    allowed: float = 0.0,
) -> NoReturn:
    """Raise the AssertionError: verdict, evidence, the rows of more than the allowed badness, the likely cause."""
    __tracebackhide__ = True
    worst_first = np.argsort(-badness, kind="stable")
    at_fault = int((badness > allowed).sum())
    extent = f"{at_fault} of {len(seen.values)}" + (f" (tolerance {allowed:.1g})" if allowed else "")
    lines = [
        "",
        f"Values are not {wanted.words}" + (" (logits)" if wanted is Kind.LOGITS else ""),
        "",
        f"verdict: {verdict.words}",
        f"evidence: {'; '.join(verdict.evidence)}",
        f"rows at fault: {extent}" + ("; the worst:" if at_fault > _SHOWN else ":"),
        *(_shown(seen, int(row), wanted) for row in worst_first[: min(at_fault, _SHOWN)]),
        f"likely cause: {cause}",
    ]
    raise AssertionError("\n".join(lines))


def _shown(seen: Measurement, index: int, wanted: Kind) -> str:
    """One row: where it stands, its first and last values, its sum or logsumexp, or its first defect."""
    row = seen.values[index].astype(np.float64)
    place = seen.rows.place(index)
    name = f"row {place[0] if len(place) == 1 else place}" if place else "the only row"
    text = np.array2string(row, precision=4, threshold=6, edgeitems=3, separator=", ", max_line_width=200)
    defects = np.flatnonzero(np.isnan(row) | (row == math.inf))
    if defects.size:
        return f"  {name}: {text}, {'NaN' if np.isnan(row[defects[0]]) else '+inf'} at class {defects[0]}"
    if wanted is Kind.LOG_PROBABILITIES:
        return f"  {name}: {text}, logsumexp {float(logsumexp(row)):.6g}"
    return f"  {name}: {text}, sum {row.sum():.6g}"
