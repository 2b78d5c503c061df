"""The bad examples of the rules' pages are mended: what was found is gone, and nothing new is found."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from logit_lint import lint_source
from logit_lint.config import Settings
from logit_lint.registry import load_rules
from mending.mended import after, finding_in

if TYPE_CHECKING:
    from logit_lint.rule import Example, Rule

NO_FIX = {
    *("LGT502", "LGT503", "LGT504", "LGT701", "LGT900"),
    # What takes probabilities has no twin that takes scores, and does not say how it normalises them.
    ("LGT201", "keras"),
    ("LGT201", "jax"),
    ("LGT201", "numpy", "decision_function"),
    # A classifier gives one score for each example where there are two classes: no axis to take a softmax along.
    ("LGT204", "numpy"),
    # The probabilities were reduced before they were handed over.
    ("LGT205", "tensorflow", "expected_calibration_error"),
    # The arg-max of the labels is all there is, and the loss has no twin.
    ("LGT603", "pytorch"),
}
SAFE = {"LGT103", "LGT401", "LGT402", "LGT404", "LGT405", "LGT406", "LGT407", "LGT408", "LGT409", "LGT411", "LGT505"}


def has_no_fix(rule: Rule, example: Example) -> bool:
    keys = [rule.code, (rule.code, example.framework)]
    keys += [key for key in NO_FIX if len(key) == 3 and key[:2] == keys[1] and key[2] in example.code]
    return any(key in NO_FIX for key in keys)


EXAMPLES = [(rule, example) for rule in load_rules() for example in rule.bad]
NAMES = [f"{rule.code}-{example.framework}" for rule, example in EXAMPLES]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=NAMES)
def test_a_bad_example_is_mended(rule: Rule, example: Example) -> None:
    settings = Settings(extend_select=(rule.code,))
    text = after(example.code, rule.code)
    if has_no_fix(rule, example):
        assert text == example.code
        return
    ast.parse(text)
    assert text != example.code
    assert lint_source(text, settings=settings) == []
    assert after(text, rule.code) == text


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=NAMES)
def test_only_some_rules_have_safe_fixes(rule: Rule, example: Example) -> None:
    if rule.code != "LGT900":
        fix = finding_in(example.code, rule.code).fix
        assert fix is None or not fix.safe or rule.code in SAFE


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=NAMES)
def test_the_message_advises_what_the_fix_writes(rule: Rule, example: Example) -> None:
    if rule.code in ("LGT401", "LGT402", "LGT403", "LGT406", "LGT407", "LGT408", "LGT409", "LGT411"):
        finding = finding_in(example.code, rule.code)
        assert finding.fix is not None
        assert f"use `{finding.fix.code}`" in finding.message
        assert finding.fix.code in after(example.code, rule.code)
