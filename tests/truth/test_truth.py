"""Executed truth: the bad and the good example of every rule are run, and do what their page says."""

from __future__ import annotations

import pytest

from logit_lint.registry import find_rule, load_rules

from .suite import CLAIMS, check

CASES = [(claim, framework) for claim in CLAIMS for framework in claim.frameworks]


def named(cases: list) -> list[str]:
    names: list[str] = []
    for claim, framework in cases:
        name = f"{claim.rule}-{framework}-{claim.holds.label.replace(' ', '-')}"
        names.append(f"{name}-{sum(other.startswith(name) for other in names)}")
    return names


def marked(cases: list) -> list:
    return [
        pytest.param(*case, id=name, marks=[] if case[1] == "numpy" else [pytest.mark.frameworks])
        for case, name in zip(cases, named(cases))
    ]


@pytest.mark.parametrize(("claim", "framework"), marked(CASES))
def test_the_page_tells_the_truth(claim, framework: str) -> None:
    check(claim, framework)


RULES = load_rules()
PAIRS = [(rule, framework) for rule in RULES for framework in sorted({example.framework for example in rule.bad})]
"""The rules and the frameworks for which they have examples."""


@pytest.mark.parametrize(("rule", "framework"), PAIRS, ids=[f"{rule.code}-{framework}" for rule, framework in PAIRS])
def test_every_pair_is_run_on_ordinary_and_on_extreme_inputs(rule, framework: str) -> None:
    claims = [claim for claim in CLAIMS if claim.rule == rule.code and framework in claim.frameworks]
    bad, good = (
        [example for example in examples if example.framework == framework] for examples in (rule.bad, rule.good)
    )
    pairs = range(len(bad))
    assert len(good) == len(bad)
    found = {(claim.pair, claim.extreme) for claim in claims}
    if rule.patterns:
        assert found >= {(pair, extreme) for pair in pairs for extreme in (False, True)}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"{claim.rule}: {claim.quotation[:30]}")
def test_what_is_claimed_stands_on_the_page(claim) -> None:
    rule = find_rule(RULES, claim.rule)
    page = " ".join(" ".join((rule.summary, rule.what, rule.why, rule.mend, rule.safety)).split())
    assert claim.quotation in page
    examples = {example.framework for example in rule.bad}
    assert set(claim.frameworks) <= examples
