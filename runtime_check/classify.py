"""What values can tell about their kind, and what they cannot.

Some evidence is certain: a value below 0 is no probability. Some is certain by bound: rows in [0, 1]
that all sum to 1 within rounding are probabilities. Some is statistics: sixteen rows whose sums are
all within 5 % of 1, and closer to it than chance would bring them. And "all in [0, 1]" alone proves
nothing, since scores of two classes, ReLU outputs and labels often look so: `site` decides over
several calls. What cannot be told is called undecided.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from logit_lint.kinds import Kind

from .arrays import read_rows
from .measure import Measurement

NEAR = 0.05
ROWS_FOR_STATISTICS = 16
_DIFFERENT_INDICES = 3


@dataclass(frozen=True)
class Verdict:
    """What some values are, as far as the values can tell.

    Attributes:
        kind: ``Kind.PROBABILITIES``, ``Kind.LOG_PROBABILITIES``, ``Kind.LOGITS`` (neither of the
            two), ``Kind.INDICES`` (whole numbers that count classes), ``Kind.DENSE_LABELS`` (one-hot
            rows), ``Kind.LABELS`` (zeros and ones: indices of two classes, or several labels at
            once), or None where it cannot be told.
        certain: whether ``kind`` and ``ruled_out`` follow from a bound. False for statistics, for
            what is undecided, for log-probabilities, which are valid logits as well, and for labels
            in a floating dtype, which saturated outputs look like.
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
        return self.kind is None and self.ruled_out >= _ALL

    @property
    def words(self) -> str:
        """The verdict as a person says it: ``probabilities (certain)``."""
        if self.kind is None:
            return "neither scores nor probabilities nor log-probabilities" if self.defective else "undecided"
        if self.kind is Kind.LOG_PROBABILITIES:
            return f"{self.kind.words} (valid logits, too)"
        return f"{self.kind.words} ({self.how_sure})"

    @property
    def how_sure(self) -> str:
        """``certain``, ``by statistics`` or ``undecided``."""
        if self.certain:
            return "certain"
        return "undecided" if self.kind is None else "by statistics"

    def __str__(self) -> str:
        return f"{self.words}: {'; '.join(self.evidence)}"


_ALL = frozenset({Kind.LOGITS, Kind.PROBABILITIES, Kind.LOG_PROBABILITIES})
_NO_DISTRIBUTION_IN_LOGS = frozenset({Kind.LOGITS, Kind.LOG_PROBABILITIES})
_NOT_PROBABILITIES = frozenset({Kind.PROBABILITIES})
_NOT_LOG_PROBABILITIES = frozenset({Kind.LOG_PROBABILITIES})


def classify(values: object, axis: int = -1) -> Verdict:
    """Say what kind of values these are: logits, probabilities, log-probabilities, labels, or undecided.

    The tolerances are those of the precision that the values really have, so a bfloat16 softmax
    cast to float32 is recognised; `tolerance` derives them. Of an array with more than about a
    million values, evenly spaced rows are looked at.

    Args:
        values: an array of any framework or nested lists of numbers, shape ``(..., K, ...)``; class
            indices in any shape but that of a single number.
        axis: the axis of the ``K`` classes.

    Returns:
        The verdict. It speaks of the rows along ``axis``; a NaN or +inf anywhere rules out every
        kind, and -inf counts as a mask. An empty array is undecided.

    Raises:
        TypeError: the values cannot be read, or are no real numbers.
        ValueError: there is no such axis.
    """
    return judge(Measurement(read_rows(values, axis, whole_numbers=True)))


def judge(seen: Measurement) -> Verdict:
    """The verdict on measured rows; the rules in the order in which they decide."""
    size = _size(seen)
    if seen.empty:
        return Verdict(None, False, (size,))
    if seen.rows.whole_numbers:
        return _judge_whole_numbers(seen, (size,))
    if math.isnan(seen.lowest) or seen.highest == math.inf:
        return Verdict(None, True, (size, *_defects(seen)), _ALL)
    if -seen.sum_tolerance <= seen.lowest and seen.highest <= 1.0 + seen.sum_tolerance:
        return _judge_unit_interval(seen, (size, "all in [0, 1]"))
    if seen.highest <= seen.logsumexp_tolerance:
        return _judge_nonpositive(seen, (size, *_masks(seen), "no value above 0"))
    if _counts_classes(seen):
        reason = f"whole numbers from {seen.lowest:.0f} to {seen.highest:.0f} only: class indices in a floating dtype"
        return Verdict(Kind.INDICES, False, (size, reason), _NOT_PROBABILITIES | _NOT_LOG_PROBABILITIES)
    evidence = (size, *_masks(seen), f"values from {finite_lowest(seen):.4g} to {seen.highest:.4g}")
    return Verdict(Kind.LOGITS, True, evidence, _NOT_PROBABILITIES | _NOT_LOG_PROBABILITIES)


def _judge_whole_numbers(seen: Measurement, evidence: tuple[str, ...]) -> Verdict:
    """An integer or boolean dtype: labels, of which one negative number may mark what is ignored."""
    if seen.only_zeros_and_ones:
        if seen.classes > 1 and seen.sum_error == 0.0 and seen.rows_differ:
            return Verdict(
                Kind.DENSE_LABELS, True, (*evidence, "a single one in each row"), _ALL - {Kind.PROBABILITIES}
            )
        reason = "zeros and ones: indices of two classes, or several labels at once"
        return Verdict(Kind.LABELS, True, (*evidence, reason), _ALL)
    evidence = (*evidence, f"whole numbers from {seen.lowest:.0f} to {seen.highest:.0f}")
    negatives = np.unique(seen.values[seen.values < 0])
    if negatives.size > 1:
        return Verdict(
            None, False, (*evidence, "several negative numbers: neither labels nor scores"), _NOT_PROBABILITIES
        )
    ignored = (f"{negatives[0]:.0f} seems to mark what is ignored",) if negatives.size else ()
    return Verdict(Kind.INDICES, True, (*evidence, *ignored), _ALL)


def _counts_classes(seen: Measurement) -> bool:
    """Whether these floats are whole numbers from 0 on, too many to be chance and too small to be coarse."""
    return (
        seen.lowest >= 0.0
        and seen.values.size >= ROWS_FOR_STATISTICS
        and seen.rows.dtype not in ("float16", "bfloat16")
        and bool((seen.values == np.floor(seen.values)).all())
        and len(np.unique(seen.values[:1000])) >= _DIFFERENT_INDICES
    )


def _judge_unit_interval(seen: Measurement, evidence: tuple[str, ...]) -> Verdict:
    """All in [0, 1]: softmax outputs if the rows sum to 1, otherwise nobody can tell."""
    not_logs = _NOT_LOG_PROBABILITIES if seen.highest > seen.logsumexp_tolerance else frozenset()
    if seen.classes == 1:
        return Verdict(None, False, (*evidence, "one class only: row sums tell nothing"), not_logs, elementwise=True)
    if seen.only_zeros_and_ones and seen.lowest < seen.highest and seen.sum_error > 0.0:
        return _judge_zeros_and_ones(seen, evidence)
    if seen.sum_error > NEAR:
        low, high = float(seen.sums.min()), float(seen.sums.max())
        return Verdict(None, False, (*evidence, f"row sums from {low:.4g} to {high:.4g}"), not_logs, elementwise=True)
    exact = seen.sum_error <= seen.sum_tolerance
    evidence = (*evidence, f"row sums 1 ± {seen.sum_error:.1g} ({explained(seen, seen.sum_tolerance)})")
    if not seen.rows_differ:
        few = "one row only" if len(seen.values) == 1 else "all rows are the same"
        # Statistics enough to say so, not to rule out scores: that would need a second row.
        kind = Kind.PROBABILITIES if exact else None
        return Verdict(kind, False, (*evidence, f"{few}: the sum may be chance"), not_logs)
    if not exact and len(seen.values) < ROWS_FOR_STATISTICS:
        reason = f"fewer than {ROWS_FOR_STATISTICS} rows: sums near 1 may be chance"
        return Verdict(None, False, (*evidence, reason), not_logs)
    if not exact and seen.sum_error > seen.chance_sum_error / 2.0:
        reason = f"values so near 1/{seen.classes} that the sums may be chance"
        return Verdict(None, False, (*evidence, reason), not_logs)
    if seen.only_zeros_and_ones:
        reason = "only zeros and ones: one-hot labels, or outputs of a saturated softmax"
        return Verdict(Kind.DENSE_LABELS, False, (*evidence, reason), _NO_DISTRIBUTION_IN_LOGS)
    return Verdict(Kind.PROBABILITIES, exact, evidence, _NO_DISTRIBUTION_IN_LOGS)


def _judge_zeros_and_ones(seen: Measurement, evidence: tuple[str, ...]) -> Verdict:
    """Zeros and ones in a floating dtype, rows not summing to 1: labels, if they are many."""
    if len(seen.values) < ROWS_FOR_STATISTICS:
        reason = f"only zeros and ones, in fewer than {ROWS_FOR_STATISTICS} rows"
        return Verdict(None, False, (*evidence, reason), _NOT_LOG_PROBABILITIES, elementwise=True)
    reason = "only zeros and ones: several labels at once, decisions, or outputs of saturated sigmoids"
    return Verdict(Kind.LABELS, False, (*evidence, reason), _NO_DISTRIBUTION_IN_LOGS, elementwise=True)


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
