"""Every rule's own examples: the bad ones give that rule once, the good ones give nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from programs import codes_in

from logit_lint import lint_source
from logit_lint.config import Settings
from logit_lint.registry import load_rules

if TYPE_CHECKING:
    from logit_lint.rule import Example, Rule

BAD = [(rule, example) for rule in load_rules() for example in rule.bad]
GOOD = [(rule, example) for rule in load_rules() for example in rule.good]


def named(pairs: list[tuple[Rule, Example]]) -> list[str]:
    return [f"{rule.code}-{example.framework}" for rule, example in pairs]


@pytest.mark.parametrize(("rule", "example"), BAD, ids=named(BAD))
def test_a_bad_example_gives_its_rule_and_no_other(rule: Rule, example: Example) -> None:
    assert codes_in(example.code, rule.code) == [rule.code]


@pytest.mark.parametrize(("rule", "example"), BAD, ids=named(BAD))
def test_a_rule_finds_its_bad_example_alone(rule: Rule, example: Example) -> None:
    # It must be wrong in every generation of TensorFlow, and in one of them that is another rule's mistake.
    others = ("LGT6",) if (rule.code, example.framework) == ("LGT206", "tensorflow") else ()
    found = lint_source(example.code, settings=Settings(select=(rule.code, *others)))
    assert [finding.code for finding in found] == [rule.code]


@pytest.mark.parametrize(("rule", "example"), GOOD, ids=named(GOOD))
def test_a_good_example_gives_nothing(rule: Rule, example: Example) -> None:
    assert codes_in(example.code, rule.code) == []


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.code)
def test_a_rule_has_a_whole_page(rule: Rule) -> None:
    assert rule.bad
    assert rule.good
    for text in (rule.summary, rule.what, rule.why, rule.mend, *rule.references):
        assert text.strip()
    assert rule.name == rule.name.lower()
    assert rule.summary[-1] != "."


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.code)
def test_each_bad_example_has_a_good_twin(rule: Rule) -> None:
    assert {example.framework for example in rule.bad} <= {example.framework for example in rule.good}


@pytest.mark.parametrize("framework", ["pytorch", "tensorflow", "keras", "jax", "numpy"])
@pytest.mark.parametrize("rule", [rule for rule in load_rules() if rule.patterns], ids=lambda rule: rule.code)
def test_each_framework_has_examples_or_a_reason(rule: Rule, framework: str) -> None:
    examples = [example for example in rule.bad if example.framework == framework]
    reasons = [absence.why for absence in rule.absent if absence.framework == framework]
    assert bool(examples) is not bool(reasons)
    assert all(why.endswith(".") for why in reasons)


def test_what_is_beaten_exists() -> None:
    codes = {rule.code for rule in load_rules()}
    assert all(code in codes for rule in load_rules() for code in rule.beats)
