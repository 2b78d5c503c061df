"""Finds rule packs through the entry-point group ``logit_lint.rules``, and chooses among their rules."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from .errors import ConfigurationError, RulePackError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from .config import Selection, Settings
    from .rule import Rule

GROUP = "logit_lint.rules"
EVERYTHING = "ALL"

_SELECTOR = re.compile(r"([A-Z]+)(\d*)")


@cache
def load_rules() -> tuple[Rule, ...]:
    """One instance of every rule of every installed pack, sorted by code; raises `RulePackError`."""
    from importlib.metadata import entry_points

    rules: dict[str, Rule] = {}
    homes: dict[str, str] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        pack = f"{entry.name!r} ({entry.value})"
        try:
            classes: Iterable[type[Rule]] = entry.load().RULES
        except Exception as error:
            raise RulePackError(f"rule pack {pack} cannot be loaded: {type(error).__name__}: {error}") from error
        for rule in classes:
            known = rules.get(rule.code)
            if known is None:
                rules[rule.code] = rule()
                homes[rule.code] = pack
            elif type(known) is not rule:  # the same pack may be installed twice
                raise RulePackError(f"rule {rule.code} is defined by both {homes[rule.code]} and {pack}")
    if not rules:
        raise RulePackError(f"no rules found: nothing installed offers the entry-point group {GROUP!r}")
    return tuple(rules[code] for code in sorted(rules))


def find_rule(rules: Sequence[Rule], word: str) -> Rule:
    """The rule of that code or name; raises `ConfigurationError`."""
    for rule in rules:
        if word.upper() == rule.code or word.lower() == rule.name:
            return rule
    raise ConfigurationError(f"unknown rule {word!r}{_nearest(rules, word)}")


def matching(rules: Sequence[Rule], selector: str, where: str) -> tuple[frozenset[str], int]:
    """The codes that a selector (code, prefix, name, ``ALL``) means, and how specific it is."""
    word = selector.strip().upper()
    if word == EVERYTHING:
        return frozenset(rule.code for rule in rules), 0
    shape = _SELECTOR.fullmatch(word)
    if shape:
        # The letters have to be whole: `LG` is a slip, not the prefix of every rule.
        letters = re.compile(rf"{shape[1]}\d")
        codes = {rule.code for rule in rules if rule.code.startswith(word) and letters.match(rule.code)}
        if codes:
            return frozenset(codes), len(word)
    for rule in rules:
        if rule.name == word.lower():
            return frozenset({rule.code}), len(rule.code)
    raise ConfigurationError(f"{where}: unknown rule {selector!r}{_nearest(rules, selector)}")


def choose(rules: Sequence[Rule], selections: Iterable[Selection]) -> frozenset[str]:
    """The codes of the rules that are on.

    Each selection in turn changes what the ones before it chose. Within one, the more specific selector wins
    (``select = ["LGT401"], ignore = ["LGT4"]`` leaves LGT401 on), and ``ignore`` wins among equals.
    """
    chosen = {rule.code for rule in rules if rule.default}
    for selection in selections:
        if selection.select is not None:
            chosen = set()
        steps: list[tuple[int, bool, frozenset[str]]] = []
        for key, selectors in (("select", selection.select or ()), ("extend-select", selection.extend_select)):
            for selector in selectors:
                codes, specific = matching(rules, selector, selection.where(key))
                steps.append((specific, False, codes))
        for selector in selection.ignore:
            codes, specific = matching(rules, selector, selection.where("ignore"))
            steps.append((specific, True, codes))
        for _, ignored, codes in sorted(steps, key=lambda step: step[:2]):
            chosen = chosen - codes if ignored else chosen | codes
    return frozenset(chosen)


def ignored_in(rules: Sequence[Rule], settings: Settings, path: Path) -> set[str]:
    """The codes that ``per-file-ignores`` holds for a path."""
    where = settings.where("per-file-ignores")
    return {code for selector in settings.ignored_in(path) for code in matching(rules, selector, where)[0]}


def _nearest(rules: Sequence[Rule], word: str) -> str:
    by_code = nearest(word.strip().upper(), [rule.code for rule in rules])
    by_name = nearest(word.strip().lower(), [rule.name for rule in rules])
    return by_code if word[-1:].isdigit() else by_name or by_code
