"""The examples are the tests."""

import pytest
from house_rules import RULES

from logit_lint import Settings, lint_source

BAD = [(rule.code, example.code) for rule in RULES for example in rule.bad]
GOOD = [(rule.code, example.code) for rule in RULES for example in rule.good]


@pytest.mark.parametrize(("code", "program"), BAD)
def test_bad(code, program):
    assert [finding.code for finding in lint_source(program, settings=Settings(extend_select=[code]))] == [code]


@pytest.mark.parametrize(("code", "program"), GOOD)
def test_good(code, program):
    assert lint_source(program, settings=Settings(extend_select=[code])) == []
