"""The conformance suite: ``python -m conformance torch`` asks the real framework about every row of a table.

For each row: the import path resolves, and to the same object under each alias; the parameters, their
order and their defaults are those of `inspect.signature`; and what the row says of kinds is measured
by calling the function. A row that can't be measured says why in the table.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import re
import signal
import sys
import warnings
from collections import Counter
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from logit_lint.kinds import Kind
from logit_lint.knowledge.tables import Table, table

from . import results, roles
from .arguments import overrides_of
from .calling import Subject
from .frameworks import DISTRIBUTIONS, ELSEWHERE, environment_of, framework_of
from .naming import MISSING, by_string, place_of, problems_of_signature, resolve, same

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from logit_lint.knowledge.rows import Api


@dataclass
class Outcome:
    """What was found out about one row."""

    name: str
    aliases: int = 0
    measured: list[str] = field(default_factory=list)
    unmeasured: str = ""
    """Why nothing was measured: the row's own reason, or that it says nothing of kinds."""
    problems: list[str] = field(default_factory=list)


NO_KIND = "carries no kind"
_ANYTHING = {Kind.LOGITS, Kind.PROBABILITIES, Kind.LOG_PROBABILITIES}
"""Who may take all of these claims nothing."""


def check_table(name: str, *, only: str = "", one: Table | None = None) -> Iterator[Outcome]:
    """The outcomes of all rows of a table whose names match a pattern."""
    one = one or table(name)
    framework_of(one.name).prepare()
    for row in one.rows:
        if re.search(only, row):
            yield _check(row, one)


def _check(name: str, one: Table) -> Outcome:
    api = one.find(name)
    assert api is not None
    outcome = Outcome(name)
    reason = one.why_unmeasured(name) or _other_version(one, one.versions_of(name))
    if reason.startswith(("gone", "version")):
        outcome.unmeasured = reason
        return outcome
    real = _find(name, one)
    made = real is MISSING
    if made:
        real = Subject(api, real, one, framework_of(one.name), overrides_of(one.name).get(name, {})).member()
    if real is MISSING:
        outcome.problems.append("the name does not resolve")
        return outcome
    _check_names(outcome, one, real)
    if not reason.startswith("signature"):
        outcome.problems += problems_of_signature(api, real, bound=made, table=one.name)
    if reason:
        outcome.unmeasured = reason
        return outcome
    with _time_limit(outcome):
        _measure(outcome, api, real, one)
    return outcome


def _find(name: str, one: Table) -> Any:
    """The object of a row's name: of a method that a base lacks, the one that an heir has."""
    owner, _, member = name.rpartition(".")
    heirs = [f"{heir}.{member}" for heir, base in one.bases.items() if base == owner]
    places = (place_of(place, one.name) for place in (name, *heirs))
    return next((real for place in places if (real := resolve(place)) is not MISSING), MISSING)


class _OutOfTime(BaseException):
    """Not an `Exception`: those are what frameworks refuse a call with."""


PATIENCE = 60
"""So many seconds may the measuring of one row take."""


@contextlib.contextmanager
def _time_limit(outcome: Outcome) -> Iterator[None]:
    def give_up(*_: object) -> None:
        raise _OutOfTime

    previous = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        yield
    except _OutOfTime:
        outcome.problems.append(f"not measured within {PATIENCE} seconds")
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


def _other_version(one: Table, wanted: str) -> str:
    """Why a row does not hold for what is installed, or nothing."""
    if one.name in ELSEWHERE:
        return ""  # Its releases are gone; what is asked lives on in another package.
    name, specifier = re.match(r"([\w.-]*)(.*)", wanted).groups()  # type: ignore[union-attr]
    if not specifier:
        return ""
    installed = platform.python_version() if name == "python" else version(DISTRIBUTIONS.get(name, name))
    return "" if Version(installed) in SpecifierSet(specifier, prereleases=True) else f"version: holds for {wanted}"


def _check_names(outcome: Outcome, one: Table, real: Any) -> None:
    for alias, canonical in one.aliases.items():
        if canonical != outcome.name:
            continue
        other = resolve(place_of(alias, one.name))
        if other is MISSING:
            other = by_string(place_of(alias, one.name))
        if other is MISSING:
            outcome.problems.append(f"the alias {alias} does not resolve")
        elif not same(real, other):
            outcome.problems.append(f"the alias {alias} is something else")
        else:
            outcome.aliases += 1


def _measure(outcome: Outcome, api: Api, real: Any, one: Table) -> None:
    subject = Subject(api, real, one, framework_of(one.name), overrides_of(one.name).get(api.name, {}))
    reasons = []
    for param in api.by_name.values():
        kinds = [role for role in param.roles if not role.meaning.kind.is_label]
        for role in {one.conditions: one for one in reversed(kinds)}.values():
            alternatives = {one.meaning.kind for one in kinds if one.conditions == role.conditions}
            both = len(alternatives) > 1
            if alternatives >= _ANYTHING:
                continue
            words = f"{param.name}: {role.meaning.kind.value}"
            try:
                outcome.measured.append(f"{words}: {roles.measure(subject, param, role, both=both)}")
            except roles.UnmeasuredError as reason:
                reasons.append(f"{words}: {reason}")
            except AssertionError as error:
                outcome.problems.append(f"{words} is not what it takes: {error}")
    if results.claims(api.result):
        try:
            outcome.measured.append(results.measure(subject))
        except roles.UnmeasuredError as reason:
            reasons.append(f"result: {reason}")
        except AssertionError as error:
            outcome.problems.append(f"the result is {error}")
    elif not outcome.measured and not reasons and not outcome.problems:
        outcome.unmeasured = NO_KIND
    # What can't be measured must be said in the row.
    outcome.problems += [f"not measured: {reason}" for reason in reasons]


def summary(name: str, outcomes: Iterable[Outcome]) -> str:
    """One line of the printed table."""
    outcomes = list(outcomes)
    reasons = Counter(one.unmeasured.partition(":")[0] for one in outcomes if one.unmeasured)
    rows, aliases = len(outcomes), sum(one.aliases for one in outcomes)
    measured, problems = sum(bool(one.measured) for one in outcomes), sum(bool(one.problems) for one in outcomes)
    words = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    return f"{name:28} {rows:5} {aliases:7} {measured:8} {problems:8}   {words}"


HEADER = f"{'table':28} {'rows':>5} {'aliases':>7} {'measured':>8} {'problems':>8}   unmeasured by reason"


def main(arguments: list[str]) -> int:
    """Check the tables that are named.

    ``--only=PATTERN`` takes the rows whose names match; ``--rows=FILE`` other rows than the table's own;
    ``-v`` shows rows without problems, too; ``--json`` is for programs.
    """
    names = [argument for argument in arguments if not argument.startswith("-")]
    options = dict(argument.split("=", 1) for argument in arguments if "=" in argument)
    failed = False
    for name in names:
        os.environ.update(environment_of(name))
        warnings.simplefilter("ignore")
        rows = Table(name, Path(options["--rows"]).read_text(encoding="utf-8")) if "--rows" in options else None
        outcomes = []
        for one in check_table(name, only=options.get("--only", ""), one=rows):
            outcomes.append(one)
            if "--json" not in arguments and (one.problems or "-v" in arguments):
                lines = (*one.problems, *one.measured, one.unmeasured)
                print(one.name, *(f"\n    {line}" for line in lines if line), flush=True)
        if "--json" in arguments:
            print(json.dumps([asdict(one) for one in outcomes]))
        else:
            print(HEADER, summary(name, outcomes), sep="\n")
        failed = failed or any(one.problems for one in outcomes)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
