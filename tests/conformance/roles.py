"""Measuring what a parameter takes: the real function is called with scores, their softmax or sigmoid, and logarithms.

A *reference* is the stronger evidence: the value is that of a known quantity (cross-entropy, a divergence, …)
of the probabilities under the stated reading, and of none under another. Where a function computes
something of its own, its *structure* tells: who applies softmax himself does not see a shift of all
scores of a row; who takes log-probabilities sees it in proportion; who applies sigmoid saturates for
large scores and not before; who takes probabilities does none of that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice, product
from typing import TYPE_CHECKING, Any

import numpy as np
from logit_lint.runtime_check.fitting import fits

from logit_lint.kinds import Kind, Normaliser

from .naming import MISSING, evaluate
from .quantities import quantities, reductions
from .samples import ELEMENTWISE, OVER_CLASSES, Setting, fitting
from .values import close, leaves, numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from logit_lint.runtime_check.readings import LabelForm

    from logit_lint.kinds import Meaning
    from logit_lint.knowledge.rows import Condition, Param, Result, Role

    from .calling import Subject

    Array = np.ndarray[Any, Any]
    Function = Callable[[Array], Array]


class UnmeasuredError(Exception):
    """The real function could not be brought to say what it takes."""


@dataclass
class Probe:
    """A real function of one argument, all others being fixed, in one setting."""

    function: Function
    setting: Setting
    others: dict[str, Array]
    binary: bool
    sibling: Function | None = None
    """The same function of another of its parameters: of the probabilities that it takes instead of scores."""
    of_labels: Callable[[Array, Array], Array] | None = None
    """The same function of its argument and its labels, if these are all that it takes of a kind."""

    def at(self, scores: Array) -> Array:
        """The result at an input, in the setting's precision."""
        return self.function(self.setting.float(scores))


def measure(subject: Subject, param: Param, role: Role, *, both: bool = False) -> str:
    """How the stated role was found to hold; ``both`` where logits and probabilities are taken alike.

    Raises:
        AssertionError: The real function takes something else.
        UnmeasuredError: It could not be called, or its values say nothing.
    """
    meaning = role.meaning
    problems = []
    tried = 0
    for probe in probes(subject, param, role):
        tried += 1
        for test in [_reads_both, *_TESTS[meaning.kind]] if both else _TESTS[meaning.kind]:
            try:
                found = test(probe, meaning)
            except UnmeasuredError as reason:
                problems.append(str(reason))
                continue
            if found:
                return found
            problems.append(f"{test.__name__[1:].replace('_', ' ')}: no, with scores of shape {probe.setting.shape}")
        if tried == 3 or (meaning.axis is not None and len(probe.setting.shape) > 2):
            break
    if not tried:
        raise UnmeasuredError("; ".join(dict.fromkeys(subject.failures[-3:])) or "no call succeeded")
    raise AssertionError("; ".join(dict.fromkeys(problems)))


def probes(subject: Subject, param: Param, role: Role) -> Iterator[Probe]:
    """The settings in which the real function takes the stated kind without complaint."""
    meaning = role.meaning
    for setting in _settings(subject, meaning):
        binary = setting in ELEMENTWISE
        for others in _others(subject, param, role.conditions, setting, binary=binary):
            given = {**others, **_axis(subject, meaning, setting)}

            def function(value: Array, given: dict[str, Any] = given) -> Array:
                return numbers(_told(subject.api.result, subject.call({**given, param.name: value}, role.conditions)))

            try:
                result = function(setting.values(meaning, binary=binary)[0])
            except Exception as error:
                subject.failures.append(" ".join(f"{type(error).__name__}: {error}".split())[:200])
                continue
            if result.size and np.isfinite(result).all():
                sibling, of_labels = _sibling(subject, param, given), _of_labels(subject, param, role, given, others)
                yield Probe(function, setting, others, binary, sibling, of_labels)
                break


def _of_labels(
    subject: Subject, param: Param, role: Role, given: dict[str, Any], others: dict[str, Array]
) -> Callable[[Array, Array], Array] | None:
    """A loss as whoever probes it knows it: a function of predictions and labels."""
    if not subject.api.is_loss or len(others) != 1 or not subject.framework.refuses_gently:
        return None
    (name,) = others
    if not all(one.meaning.kind.is_label for one in subject.api.by_name[name].roles):
        return None
    return lambda value, labels: leaves(
        _told(subject.api.result, subject.call({**given, param.name: value, name: labels}, role.conditions))
    )[0]


def _sibling(subject: Subject, param: Param, given: dict[str, Any]) -> Function | None:
    """The function of the probabilities that it takes where these scores are left out."""
    for other in subject.api.by_name.values():
        optional = None not in (param.default, other.default) and other.name not in given
        if optional and any(role.meaning.kind is Kind.PROBABILITIES for role in other.roles):
            return lambda value: numbers(subject.call({**given, other.name: value}))
    return None


def _settings(subject: Subject, meaning: Meaning) -> list[Setting]:
    over, each = list(OVER_CLASSES), list(ELEMENTWISE)
    if meaning.axis is not None:
        over.sort(key=lambda setting: -len(setting.shape))  # What tells axes apart comes first.
        fixed = _fixed_axis(subject, meaning.axis)
        if fixed is not None:
            over = [one for one in over if -len(one.shape) <= fixed < len(one.shape)]
            over = [one for one in over if fixed % len(one.shape) == one.axis % len(one.shape)]
    over, each = (fitting(subject.overrides, settings) for settings in (over, each))
    if meaning.normaliser is Normaliser.SIGMOID:
        return each
    return over if meaning.normaliser is Normaliser.SOFTMAX else over + each


def _fixed_axis(subject: Subject, axis: str) -> int | None:
    """The number of an axis: written, or the default of the parameter that says it."""
    param = subject.api.by_name.get(axis)
    text = axis if param is None else param.default
    value = None if text is None else evaluate(text)
    return value if isinstance(value, int) else None


def _axis(subject: Subject, meaning: Meaning, setting: Setting) -> dict[str, Any]:
    param = subject.api.by_name.get(meaning.axis or "")
    return {} if param is None or _fixed_axis(subject, param.name) is not None else {param.name: setting.axis}


def _others(
    subject: Subject, param: Param, conditions: tuple[Condition, ...], setting: Setting, *, binary: bool
) -> Iterator[dict[str, Array]]:
    """What the other parameters that take kinds are given, likeliest first."""
    names, choices = [], []
    for other in subject.api.by_name.values():
        if other.name == param.name or not other.roles or other.star or other.name in subject.overrides:
            continue
        roles = [one for one in other.roles if _agree(one.conditions, conditions)]
        roles = [one for one in roles if _are_met(subject, one.conditions, conditions)] or roles
        meanings = [one.meaning for one in roles]
        optional = other.default is not None
        if optional and not any(meaning.kind.is_label for meaning in meanings):
            continue
        scores = np.roll(setting.scores, 1, axis=0) * 0.7
        values = [value for meaning in meanings for value in setting.values(meaning, scores, binary=binary)]
        names.append(other.name)
        choices.append(values[:4])
    for chosen in islice(product(*choices), 12):
        yield dict(zip(names, chosen))


def _are_met(subject: Subject, some: tuple[Condition, ...], others: tuple[Condition, ...]) -> bool:
    """Whether conditions hold for flags that the call leaves at what they are anyway."""
    decided = {one.flag for one in others}
    for condition in some:
        param = subject.api.by_name[condition.flag]
        default = MISSING if param.default is None else evaluate(param.default)
        value = subject.overrides.get(condition.flag, default)
        met = bool(value) if condition.value is True else value == condition.value
        if value is not MISSING and condition.flag not in decided and met is not condition.holds:
            return False
    return True


def _agree(some: tuple[Condition, ...], others: tuple[Condition, ...]) -> bool:
    return all(condition.negation not in others for condition in some)


def _told(result: Result, real: Any) -> Any:
    """Of several results those of which the row says more than that they are something else."""
    if result.head != "tuple" or not isinstance(real, list) or len(real) != len(result.args or ()):
        return real
    return [one for part, one in zip(result.args or (), real) if part.head != "other"] or real


def _try(probe: Probe, scores: Array) -> Array | None:
    """The result at an input that the function may refuse."""
    try:
        found = probe.at(scores)
    except Exception:
        return None
    return found if np.isfinite(found).all() else None


def _readings(probe: Probe) -> dict[tuple[Kind, Normaliser], tuple[Array, Array]]:
    """By kind and normaliser: what is given, and the probabilities that it stands for."""
    found = {}
    for normaliser in Normaliser:
        probabilities = probe.setting.normalised(probe.setting.scores, normaliser)
        found[Kind.LOGITS, normaliser] = (probe.setting.scores, probabilities)
        found[Kind.PROBABILITIES, normaliser] = (probabilities, probabilities)
        found[Kind.LOG_PROBABILITIES, normaliser] = (np.log(probabilities), probabilities)
    return found


def _probed(probe: Probe, meaning: Meaning) -> str:
    """The probe of losses that users have, which knows nothing of the row, finds the stated kind."""
    setting = probe.setting
    if probe.of_labels is None or setting.index_axis:
        return ""
    (given,) = probe.others.values()
    form: LabelForm = "indices" if given.ndim < len(setting.shape) else "multi-hot" if probe.binary else "one-hot"
    found = fits(probe.of_labels, form, shape=setting.shape, axis=setting.axis)
    readings = {(fit.kind, fit.reading.normaliser) for fit in found}
    wanted = {(meaning.kind, one) for one in Normaliser if meaning.normaliser in (None, one)}
    return f"probe: {found[0].reading.name}" if readings and readings <= wanted else ""


def _reference(probe: Probe, meaning: Meaning) -> str:
    """The value is that of a known quantity of the probabilities, read as stated."""
    readings = _readings(probe)
    wanted = [key for key in readings if key[0] is meaning.kind and meaning.normaliser in (None, key[1])]
    for key in wanted:
        given, probabilities = readings[key]
        result = _try(probe, given)
        if result is None:
            continue
        for name, values in quantities(probabilities, probe.setting, list(probe.others.values())):
            for how, value in reductions(values, probe.setting):
                value = np.asarray(value, dtype=np.float64).reshape(-1)
                if close(result, value) and _moves(probe, given, result):
                    return f"reference: {name}{how}"
                # Densities have constants of their own.
                same = result.size == value.size > 5 and np.ptp(value) > 0.05
                same = same and close(result - result[0], value - value[0])
                if same and _moves(probe, given, result):
                    return f"reference: {name}{how}, up to a constant"
    return ""


def _reference_of_logits(probe: Probe, meaning: Meaning) -> str:
    """The value is that of a known quantity if what is given is read as logits."""
    return _reference(probe, meaning._replace(kind=Kind.LOGITS))


def _moves(probe: Probe, given: Array, result: Array) -> bool:
    """Whether the value depends on the input at all."""
    rolled = np.roll(given, 1, axis=-1) if probe.setting.shape[-1] > 1 else 0.5 * given
    weighed = given * np.linspace(0.4, 1, given.size).reshape(given.shape)  # For what asks for no order.
    others = (_try(probe, one) for one in (rolled, weighed))
    return any(other is None or not close(other, result) for other in others)


def _is_as_of_probabilities(probe: Probe, meaning: Meaning) -> str:
    """Scores: what the function gives for them is what it gives for their probabilities, given as such."""
    probabilities = probe.setting.normalised(probe.setting.scores, meaning.normaliser)
    base = _try(probe, probe.setting.scores)
    if probe.sibling is None or base is None or meaning.normaliser is None:
        return ""
    found = _try(replace(probe, function=probe.sibling), probabilities)
    same = found is not None and close(found, base) and _moves(probe, probe.setting.scores, base)
    return "structure: what their probabilities give" if same else ""


def _ignores_shifts(probe: Probe, meaning: Meaning) -> str:
    """Softmax is applied inside: a shift of all scores of a row is not seen, another change is."""
    if meaning.normaliser is Normaliser.SIGMOID:
        return ""
    scores, setting = probe.setting.scores, probe.setting
    base, shifted = _try(probe, scores), _try(probe, scores + setting.shift(0.7))
    if base is None or shifted is None or not close(base, shifted):
        return ""
    changed = [_try(probe, 2 * scores), _try(probe, setting.normalised(scores, Normaliser.SOFTMAX))]
    if any(one is not None and close(one, base) for one in changed):
        return ""
    return "structure: shifts of a row are not seen"


def _ignores_shifts_of_maps(probe: Probe, meaning: Meaning) -> str:
    """The same where softmax runs over the places of each map."""
    scores, setting = probe.setting.scores, probe.setting
    if meaning.normaliser is Normaliser.SIGMOID or meaning.axis is not None or scores.ndim < 4:
        return ""
    base, shifted, doubled = (_try(probe, one) for one in (scores, scores + setting.shift_of_maps(0.7), 2 * scores))
    if base is None or shifted is None or doubled is None or not close(base, shifted):
        return ""
    linear = close(doubled, 2 * base)  # Whoever sums up what is given to him may be blind to the shift, too.
    return "" if linear or close(doubled, base) else "structure: shifts of a map are not seen"


def _settles_when_right(probe: Probe, meaning: Meaning) -> str:
    """Raw scores of no one normaliser: right ones cost nothing more as they grow, wrong ones cost in proportion."""
    right = _right_signs(probe)
    if meaning.normaliser is not None or right is None:
        return ""
    good = [_try(probe, size * right) for size in (1.0, 12.0, 15.5)]
    bad = [_try(probe, -size * right) for size in (4.0, 8.0, 16.0)]
    if any(one is None for one in (*good, *bad)) or not close(good[1], good[2]) or close(good[0], good[1]):
        return ""
    first, second = bad[1].sum() - bad[0].sum(), bad[2].sum() - bad[1].sum()
    if first < 0.1 or not np.isclose(second, 2 * first, rtol=0.1):
        return ""
    return "structure: settles where large scores are right, grows in proportion where they are wrong"


def _right_signs(probe: Probe) -> Array | None:
    """One where the labels that are given say so, minus one elsewhere."""
    for labels in probe.others.values():
        if labels.shape == probe.setting.shape and set(np.unique(labels)) <= {0.0, 1.0}:
            return np.where(labels > 0, 1.0, -1.0)
        if labels.dtype.kind == "i":
            axis, count = probe.setting.axis, probe.setting.shape[probe.setting.axis]
            indices = labels if labels.ndim == len(probe.setting.shape) else np.expand_dims(labels, axis)
            places = np.arange(count).reshape([-1 if one == axis % indices.ndim else 1 for one in range(indices.ndim)])
            return np.where(places == indices, 1.0, -1.0)
    return None


def _saturates(probe: Probe, meaning: Meaning) -> str:
    """Sigmoid is applied inside: the value settles for large scores, and not before."""
    if meaning.normaliser is Normaliser.SOFTMAX:
        return ""
    sign = np.where(probe.setting.bits > 0, 1.0, -1.0)
    near = [_try(probe, size * sign) for size in (1.0, 2.0, 3.0)]
    far = [_try(probe, size * sign) for size in (12.0, 15.5)]
    if any(one is None for one in (*near, *far)) or not close(far[0], far[1]) or _ignores_some_shift(probe):
        return ""
    if close(near[0], near[1]) or np.allclose(near[1], near[2], rtol=1e-6, atol=1e-7):
        return ""
    return "structure: settles for large scores"


def _ignores_some_shift(probe: Probe) -> bool:
    """Whether scores compete along some axis, which they do not under a sigmoid."""
    scores = probe.setting.scores
    base = _try(probe, scores)
    axes = [axis for axis, length in enumerate(scores.shape) if length > 1]
    moved = [_try(probe, scores + replace(probe.setting, axis=axis).shift(0.7)) for axis in axes]
    return base is not None and any(one is not None and close(base, one) for one in moved)


def _follows_shifts(probe: Probe, meaning: Meaning) -> str:
    """Log-probabilities: a shift of a row moves the value in proportion."""
    given = np.log(probe.setting.normalised(probe.setting.scores, meaning.normaliser))
    found = [_try(probe, given - size * np.ones_like(given)) for size in (0.0, 1.0, 2.0)]
    if any(one is None for one in found):
        return ""
    first, second = found[1] - found[0], found[2] - found[1]
    return "structure: follows shifts in proportion" if close(first, second) and np.abs(first).max() > 1e-3 else ""


def _is_taken_as_it_is(probe: Probe, meaning: Meaning) -> str:
    """Probabilities: none of the marks of what turns scores into them, and the value depends on the input."""
    given = probe.setting.normalised(probe.setting.scores, meaning.normaliser)
    base = _try(probe, given)
    if base is None or not _moves(probe, given, base):
        return ""
    marks = (_reference_of_logits, _ignores_shifts, _saturates, _follows_shifts)
    if any(mark(probe, meaning._replace(normaliser=None)) for mark in marks):
        return ""
    return "structure: taken as it is"


def _is_best_at_labels(probe: Probe, meaning: Meaning) -> str:
    """Probabilities: it costs least to give the labels themselves, and more to give less or more than them."""
    right = _right_signs(probe)
    if right is None:
        return ""
    found = [_try(probe, size * (right > 0)) for size in (0.8, 1.0, 1.25)]
    if any(one is None for one in found):
        return ""
    less, exact, more = (one.sum() for one in found)
    return "structure: least where it is the labels" if exact + 1e-3 < min(less, more) else ""


def _reads_both(probe: Probe, meaning: Meaning) -> str:
    """Scores and their probabilities give one value: the function looks at what it was given.

    Of log-probabilities, it may be that rows of them are compared, for which those of scores do as well.
    """
    scores = probe.setting.scores
    logarithms = meaning.kind is Kind.LOG_PROBABILITIES
    for normaliser in Normaliser:
        if meaning.normaliser in (None, normaliser):
            probabilities = probe.setting.normalised(scores, normaliser)
            one, other = _try(probe, scores), _try(probe, np.log(probabilities) if logarithms else probabilities)
            if one is None or other is None or not close(one, other) or not _moves(probe, scores, one):
                continue
            if not logarithms:
                return "structure: scores and their probabilities give one value"
            plain = _try(probe, probabilities)
            if plain is None or not close(one, plain):
                return "structure: scores and their log-probabilities give one value, their probabilities another"
    return ""


def _turns_at(probe: Probe, meaning: Meaning) -> str:
    """A decision inside: between which constant inputs the value jumps."""
    grid = np.linspace(-1.2, 1.2, 49) + 0.01
    values = [_try(probe, np.full(probe.setting.shape, one)) for one in grid]
    jumps = [
        (low + high) / 2
        for low, high, one, other in zip(grid, grid[1:], values, values[1:])
        if one is not None and other is not None and not close(one, other)
    ]
    expected = {Kind.PROBABILITIES: 0.5, Kind.LOGITS: 0.0, Kind.LOG_PROBABILITIES: np.log(0.5)}[meaning.kind]
    return f"structure: decides at {expected:.2g}" if len(jumps) == 1 and abs(jumps[0] - expected) < 0.1 else ""


def _frequencies(probe: Probe, meaning: Meaning) -> str:
    """A sampler: how often each class, or a one, is drawn."""
    row = np.array([0.2, 1.5, -0.7, 0.6])
    for normaliser in Normaliser:
        if meaning.normaliser not in (None, normaliser):
            continue
        setting = Setting((3000, 4), -1, floating=probe.setting.floating)
        for shape in ((3000, 4), (4,), (1,)):
            scores = np.broadcast_to(row[: shape[-1]], shape)
            p = setting.normalised(np.broadcast_to(row, (1, 4)), normaliser)[0][: shape[-1]]
            given = {Kind.LOGITS: scores, Kind.PROBABILITIES: np.broadcast_to(p, shape)}.get(meaning.kind)
            drawn = None if given is None else _try(probe, given)
            if drawn is None or drawn.size < 300:
                continue
            if normaliser is Normaliser.SOFTMAX:
                if shape == (1,):
                    continue
                found = np.array([(drawn == place).mean() for place in range(4)])
            elif shape == (1,):
                found = np.array([drawn.mean()])
            elif drawn.size == 12000:
                found = drawn.reshape(3000, 4).mean(0)
            else:
                continue
            if np.abs(found - p).max() < 0.04:
                return "frequencies of draws"
    return ""


def _is_a_margin(probe: Probe, meaning: Meaning) -> str:
    """Margin scores: neither normalised nor bounded inside; the value depends on them."""
    scores = probe.setting.scores
    base = _try(probe, scores)
    if base is None or not _moves(probe, scores, base) or _saturates(probe, meaning):
        return ""
    return "structure: unbounded scores, not normalised"


def _is_accepted(probe: Probe, meaning: Meaning) -> str:
    """Labels and features: the call with them gives finite values."""
    return f"accepted as {meaning.kind.value}"


_TESTS: dict[Kind, list[Callable[[Probe, Meaning], str]]] = {
    Kind.LOGITS: [
        *(
            _probed,
            _reference,
            _is_as_of_probabilities,
            _ignores_shifts,
            _ignores_shifts_of_maps,
            _saturates,
            _turns_at,
            _frequencies,
        ),
        _settles_when_right,
    ],
    Kind.PROBABILITIES: [_probed, _reference, _frequencies, _turns_at, _is_taken_as_it_is, _is_best_at_labels],
    Kind.LOG_PROBABILITIES: [_probed, _reference, _follows_shifts],
    Kind.SCORES: [_is_a_margin],
    Kind.FEATURES: [_is_accepted],
    **{kind: [_is_accepted] for kind in Kind if kind.is_label},
}
