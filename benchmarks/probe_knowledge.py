"""Probe every installed loss of the knowledge base: does calling it tell what its row says?

    python benchmarks/probe_knowledge.py [--tables torch,keras,optax,tensorflow,tensorflow1,scipy] [--all]

A row is *right* if the probe finds the kind that it says (or, for a loss of no kind, claims none) and
the order of its arguments; *undecided* if the probe says that it cannot tell; *wrong* otherwise. Rows
with a flag (``from_logits``) are probed with either value. Losses that need more than predictions and
labels are counted apart. Exits with 1 if anything is wrong.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import sys
import time
import warnings
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from logit_lint.runtime_check import LossReport, probe_loss

from logit_lint.kinds import Kind
from logit_lint.knowledge.tables import table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from logit_lint.knowledge.rows import Api, Condition, Param

TABLES = ("torch", "keras", "optax", "tensorflow", "tensorflow1", "scipy")
JUDGED = (Kind.LOGITS, Kind.PROBABILITIES, Kind.LOG_PROBABILITIES)

# Arguments that some losses require and that leave them what they are.
PLAIN = {"pos_weight": 1.0, "reduction": 1, "weight": None}

# TensorFlow 1 has defaults for what it requires.
NEEDED = {("tensorflow.nn.weighted_cross_entropy_with_logits", "pos_weight")}


class Result(NamedTuple):
    """One loss, with one value of its flag."""

    name: str
    outcome: str
    expected: str
    report: LossReport | None


def losses_of(name: str) -> list[Api]:
    """The rows of a table that are losses."""
    one = table(name)
    rows = [one.find(row) for row in one.rows]
    return [row for row in rows if row is not None and row.is_loss]


def results_of(name: str) -> Iterator[Result]:
    for api in losses_of(name):
        target = installed(api.name.replace("tensorflow.", "tensorflow.compat.v1.", 1) if name[-1] == "1" else api.name)
        if target is None:
            yield Result(api.name, "not installed", "", None)
            continue
        for flags in flags_of(api):
            yield judged(api, target, flags)


def judged(api: Api, target: Callable[..., object], flags: dict[str, bool]) -> Result:
    named = api.name + "".join(f"({flag}={value})" for flag, value in flags.items())
    tensors = [param for param in api.tensor_params if not param.star and param.name not in PLAIN]
    needed = [param for param in tensors if param.default is None and not param.keyword_only]
    inputs = [param for param in tensors if param.roles] or needed
    inputs = (inputs + [param for param in (*needed, *tensors) if param not in inputs])[:2]
    extra = [param.name for param in needed if param not in inputs]
    if len(inputs) < 2 or extra:
        return Result(named, "more arguments", ", ".join(extra), None)
    inputs.sort(key=tensors.index)
    expected = [kinds_of(param, flags) for param in inputs]
    plain = {
        param.name: PLAIN[param.name]
        for param in api.tensor_params
        if param.name in PLAIN and (param.default is None or (api.name, param.name) in NEEDED)
    }
    try:
        loss = target(**flags) if api.is_class else functools.partial(target, **flags)
    except TypeError as error:
        return Result(named, "more arguments", str(error)[:60], None)
    names = [param.name for param in inputs]
    by_position = tensors[:2] == inputs and ".raw_ops." not in api.name
    report = probe_loss(bound(loss, [] if by_position else names, plain))
    return Result(named, outcome_of(report, expected), " / ".join(map(words, expected)), report)


def bound(loss: Callable[..., object], names: list[str], plain: dict[str, object]) -> Callable[..., object]:
    """The loss as a function of two arguments, called by their names if any, of the module that it comes from."""

    def call(first: object, second: object) -> object:
        if not names:
            return loss(first, second, **plain)
        return loss(**dict(zip(names, (first, second))), **plain)

    inner = getattr(loss, "func", loss)
    call.__module__ = getattr(inner, "__module__", None) or type(inner).__module__
    return call


def outcome_of(report: LossReport, expected: list[set[Kind]]) -> str:
    """Right, wrong or undecided, given what the row says of the two arguments."""
    judgeable = [kinds & set(JUDGED) for kinds in expected]
    if report.kind is None:
        return "undecided" if any(judgeable) else "right"
    orders = {True: [0], False: [1], None: [0, 1]}[report.predictions_first]
    return "right" if any(report.kind in judgeable[order] for order in orders) else "wrong"


def _is_met(condition: Condition, flags: dict[str, bool]) -> bool:
    """Whether a condition holds; what is compared with a value is left at its default, which nothing is said of."""
    return (flags.get(condition.flag) == condition.value) is condition.holds


def kinds_of(param: Param, flags: dict[str, bool]) -> set[Kind]:
    return {role.meaning.kind for role in param.roles if all(_is_met(one, flags) for one in role.conditions)}


def words(kinds: set[Kind]) -> str:
    return "|".join(sorted(kind.value for kind in kinds)) or "any"


def flags_of(api: Api) -> list[dict[str, bool]]:
    """The settings of the flag that decides over its kinds, if there is one."""
    roles = [role for param in api.tensor_params for role in param.roles]
    flags = {one.flag for role in roles for one in role.conditions if one.value is True}
    return [dict.fromkeys(flags, value) for value in (False, True)] if flags else [{}]


def installed(name: str) -> Callable[..., object] | None:
    """The object of a qualified name, importing what must be; None if it is not there."""
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:end]))
            for part in parts[end:]:
                found = getattr(found, part)
        except Exception:
            continue
        return found  # type: ignore[return-value]
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description="Probe every installed loss of the knowledge base.")
    parser.add_argument("--tables", default=",".join(TABLES))
    parser.add_argument("--all", action="store_true", help="print every loss, not only what is not right")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    start = time.perf_counter()
    total: Counter[str] = Counter()
    for name in options.tables.split(","):
        counts: Counter[str] = Counter()
        for result in results_of(name):
            counts[result.outcome] += 1
            if options.all or result.outcome != "right":
                said = result.report and f"{result.report.words}, {result.report.loss}, {result.report.evidence[-1]}"
                print(f"  {result.outcome:15} {result.name}  [{result.expected}]  {said or ''}", flush=True)
        print(f"{name}: {dict(counts)}", flush=True)
        total += counts
    print(f"all: {dict(total)} in {time.perf_counter() - start:.0f} s")
    return 1 if total["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
