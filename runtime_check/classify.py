"""What values can tell about their kind, and what they cannot.

Some evidence is certain: a value below 0 is no probability. Some is certain by bound: rows in [0, 1]
that all sum to 1 within rounding are probabilities. Some is statistics: sixteen rows whose sums are
all within 5 % of 1, and closer to it than chance would bring them. And "all in [0, 1]" alone proves
nothing, since scores of two classes, ReLU outputs and labels often look so. What cannot be told is
called undecided.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..kinds import Kind
from .arrays import read_rows
from .measure import Measurement

NEAR = 0.05
ROWS_FOR_STATISTICS = 16


@dataclass(frozen=True)
class Verdict:
    """What some values are, as far as the values can tell.

    Attributes:
        kind: ``Kind.PROBABILITIES``, ``Kind.LOG_PROBABILITIES``, ``Kind.LOGITS`` (neither of the
            two), or None where it cannot be told.
        certain: whether ``kind`` and ``ruled_out`` follow from a bound. False for statistics, for
            what is undecided, and for log-probabilities, which are valid logits as well.
        evidence: what was seen, in words and numbers, a sentence each.
        ruled_out: the kinds that these values are not.
        elementwise: if these are probabilities (or log-probabilities) at all, then each value is
            one by itself, as a sigmoid gives them, not each row a distribution over the classes.
    """

    kind: Kind | None
    certain: bool
    evidence: tuple[str, ...]
    ruled_out: frozenset[Kind] = frozenset()
    elementwise: bool = False

    @property
    def defective(self) -> bool:
        """Whether the values are of no kind at all: a NaN or +inf is among them."""
        return self.ruled_out >= _ALL

    @property
    def words(self) -> str:
        """The verdict as a person says it: ``probabilities (certain)``."""
        if self.kind is None:
            return "neither scores nor probabilities nor log-probabilities" if self.defective else "undecided"
        if self.kind is Kind.LOG_PROBABILITIES:
            return f"{self.kind.words} (valid logits, too)"
        return f"{self.kind.words} ({'certain' if self.certain else 'by statistics'})"

    def __str__(self) -> str:
        return f"{self.words}: {'; '.join(self.evidence)}"


_ALL = frozenset({Kind.LOGITS, Kind.PROBABILITIES, Kind.LOG_PROBABILITIES})
_NOT_PROBABILITIES = frozenset({Kind.PROBABILITIES})
_NOT_LOG_PROBABILITIES = frozenset({Kind.LOG_PROBABILITIES})


def classify(values: object, axis: int = -1) -> Verdict:
    """Say what kind of values these are: logits, probabilities, log-probabilities, or undecided.

    The tolerances are those of the precision that the values really have, so a bfloat16 softmax
    cast to float32 is recognised. Of an array with more than about a million values, evenly spaced
    rows are looked at.

    Args:
        values: an array of any framework or nested lists of numbers, shape ``(..., K, ...)``.
        axis: the axis of the ``K`` classes.

    Returns:
        The verdict. It speaks of the rows along ``axis``; a NaN or +inf anywhere rules out every
        kind, and -inf counts as a mask. An empty array is undecided.

    Raises:
        TypeError: the values cannot be read, or are not floating point.
        ValueError: there is no such axis.
    """
    return judge(Measurement(read_rows(values, axis)))


def judge(seen: Measurement) -> Verdict:
    """The verdict on measured rows; the rules in the order in which they decide."""
    size = _size(seen)
    if seen.empty:
        return Verdict(None, False, (size,))
    if math.isnan(seen.lowest) or seen.highest == math.inf:
        return Verdict(None, True, (size, *_defects(seen)), _ALL)
    if -seen.sum_tolerance <= seen.lowest and seen.highest <= 1.0 + seen.sum_tolerance:
        return _judge_unit_interval(seen, (size, "all in [0, 1]"))
    if seen.highest <= seen.logsumexp_tolerance:
        return _judge_nonpositive(seen, (size, *_masks(seen), "no value above 0"))
    evidence = (size, *_masks(seen), f"values from {finite_lowest(seen):.4g} to {seen.highest:.4g}")
    return Verdict(Kind.LOGITS, True, evidence, _NOT_PROBABILITIES | _NOT_LOG_PROBABILITIES)


def _judge_unit_interval(seen: Measurement, evidence: tuple[str, ...]) -> Verdict:
    """All in [0, 1]: softmax outputs if the rows sum to 1, otherwise nobody can tell."""
    not_logs = _NOT_LOG_PROBABILITIES if seen.highest > seen.logsumexp_tolerance else frozenset()
    if seen.classes == 1:
        return Verdict(None, False, (*evidence, "one class only: row sums tell nothing"), not_logs, elementwise=True)
    if seen.sum_error > NEAR:
        low, high = float(seen.sums.min()), float(seen.sums.max())
        return Verdict(None, False, (*evidence, f"row sums from {low:.4g} to {high:.4g}"), not_logs, elementwise=True)
    exact = seen.sum_error <= seen.sum_tolerance
    evidence = (*evidence, f"row sums 1 ± {seen.sum_error:.1g} ({explained(seen, seen.sum_tolerance)})")
    if not seen.rows_differ:
        few = "one row only" if len(seen.values) == 1 else "all rows are the same"
        return Verdict(None, False, (*evidence, f"{few}: the sum may be chance"), not_logs)
    if not exact and len(seen.values) < ROWS_FOR_STATISTICS:
        reason = f"fewer than {ROWS_FOR_STATISTICS} rows: sums near 1 may be chance"
        return Verdict(None, False, (*evidence, reason), not_logs)
    if not exact and seen.sum_error > seen.chance_sum_error / 2.0:
        reason = f"values so near 1/{seen.classes} that the sums may be chance"
        return Verdict(None, False, (*evidence, reason), not_logs)
    if seen.only_zeros_and_ones:
        evidence = (*evidence, "only zeros and ones: one-hot labels look the same")
    return Verdict(Kind.PROBABILITIES, exact, evidence, frozenset({Kind.LOGITS, Kind.LOG_PROBABILITIES}))


def _judge_nonpositive(seen: Measurement, evidence: tuple[str, ...]) -> Verdict:
    """None above 0, some below: log-softmax outputs if the rows' logsumexp is 0; they are valid logits all the same."""
    if seen.classes == 1:
        reason = "one class only: the logsumexp tells nothing"
        return Verdict(None, False, (*evidence, reason), _NOT_PROBABILITIES, elementwise=True)
    if seen.logsumexp_error > seen.logsumexp_tolerance:
        low, high = float(seen.logsumexps.min()), float(seen.logsumexps.max())
        reason = f"row logsumexps from {low:.4g} to {high:.4g}"
        return Verdict(None, False, (*evidence, reason), _NOT_PROBABILITIES, elementwise=True)
    reason = f"row logsumexps 0 ± {seen.logsumexp_error:.1g} ({explained(seen, seen.logsumexp_tolerance)})"
    return Verdict(Kind.LOG_PROBABILITIES, False, (*evidence, reason), _NOT_PROBABILITIES)


def finite_lowest(seen: Measurement) -> float:
    """The smallest value that is no mask."""
    if seen.lowest != -math.inf:
        return seen.lowest
    return float(seen.values.min(where=seen.values != -math.inf, initial=math.inf))


def _size(seen: Measurement) -> str:
    looked, total = len(seen.values), seen.rows.total
    rows = f"{total} row{'s' if total != 1 else ''}" if seen.rows.whole else f"{looked} of {total} rows, evenly spaced,"
    return f"{rows} of {seen.classes} ({seen.rows.dtype})"


def explained(seen: Measurement, tolerance: float) -> str:
    """How much rounding explains, and in which precision."""
    return f"rounding in {seen.precision.name} explains {tolerance:.1g}"


def _defects(seen: Measurement) -> tuple[str, ...]:
    counts = ((seen.count(math.nan), "NaN"), (seen.count(math.inf), "+inf"))
    return tuple(f"{count} of {seen.values.size} values {_is(count)} {what}" for count, what in counts if count)


def _masks(seen: Measurement) -> tuple[str, ...]:
    count = seen.count(-math.inf) if seen.lowest == -math.inf else 0
    return (f"{count} of {seen.values.size} values {_is(count)} -inf (masked)",) if count else ()


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
