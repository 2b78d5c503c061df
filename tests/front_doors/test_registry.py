from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from logit_lint.config import Selection
from logit_lint.errors import ConfigurationError
from logit_lint.registry import choose, find_rule, load_rules
from logit_lint.rule import Rule

if TYPE_CHECKING:
    from pathlib import Path

    from .processes import Run


def rule(code_: str, name_: str, on: bool = True) -> Rule:
    class Made(Rule):
        code = code_
        name = name_
        default = on

    return Made()


RULES = [
    rule("LGT101", "double-softmax"),
    rule("LGT401", "log-of-softmax"),
    rule("LGT410", "unfused-loss", on=False),
    rule("XY1", "house-rule"),
]


def chosen(*selections: Selection) -> list[str]:
    return sorted(choose(RULES, selections))


def test_defaults_select_and_ignore() -> None:
    assert chosen() == ["LGT101", "LGT401", "XY1"]
    assert chosen(Selection(select=["LGT4"])) == ["LGT401", "LGT410"]
    assert chosen(Selection(select=["all"])) == ["LGT101", "LGT401", "LGT410", "XY1"]
    assert chosen(Selection(extend_select=["unfused-loss"])) == ["LGT101", "LGT401", "LGT410", "XY1"]
    assert chosen(Selection(ignore=["LGT"])) == ["XY1"]
    assert chosen(Selection(select=[])) == []


def test_the_more_specific_selector_wins() -> None:
    assert chosen(Selection(select=["LGT401"], ignore=["LGT4"])) == ["LGT401"]
    assert chosen(Selection(select=["LGT4"], ignore=["LGT401"])) == ["LGT410"]
    assert chosen(Selection(select=["LGT401"], ignore=["log-of-softmax"])) == []


def test_a_later_place_changes_what_an_earlier_chose() -> None:
    assert chosen(Selection(select=["LGT401", "XY1"]), Selection(ignore=["LGT4"])) == ["XY1"]
    assert chosen(Selection(ignore=["LGT401"]), Selection(extend_select=["LGT4"])) == [
        "LGT101",
        "LGT401",
        "LGT410",
        "XY1",
    ]


@pytest.mark.parametrize("selector", ["LG", "L", "LGT6", "LGT1011", "101", "", "softmax"])
def test_what_selects_nothing_is_an_error(selector: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^select: unknown rule "):
        chosen(Selection(select=[selector]))


def test_rules_are_found_by_code_and_name() -> None:
    assert find_rule(RULES, "lgt101").code == find_rule(RULES, "Double-Softmax").code == "LGT101"
    with pytest.raises(ConfigurationError, match="did you mean 'LGT410'"):
        find_rule(RULES, "LGT411")


def test_the_installed_rules_are_sorted_and_complete() -> None:
    codes = [rule.code for rule in load_rules()]
    assert codes == sorted(set(codes))
    assert {"LGT101", "LGT900"} <= set(codes)


def test_an_installed_pack_joins_in(folder: Path, sample_pack: Path, check: Run, run: Run) -> None:
    env = {"PYTHONPATH": str(sample_pack)}
    (folder / "a.py").write_text("import torch\n\n\ndef f(x):\n    return torch.log(torch.softmax(x, dim=1))\n")
    assert [line.split()[1] for line in check(env=env).findings] == ["LGT401"]
    assert [line.split()[1] for line in check("--select", "LGT499", env=env).findings] == ["LGT499"]
    assert "LGT499  sample-rule" in run("rules", env=env).out


def test_two_packs_with_one_code(sample_pack: Path, run: Run) -> None:
    module = sample_pack / "sample_pack.py"
    module.write_text(module.read_text().replace("LGT499", "LGT101"))
    outcome = run("rules", env={"PYTHONPATH": str(sample_pack)})
    assert outcome.status == 2
    assert "rule LGT101 is defined by both 'builtin' (logit_lint.rules) and 'sample' (sample_pack)" in outcome.err
    assert outcome.err.count("\n") == 1


def test_a_pack_that_cannot_be_loaded(sample_pack: Path, run: Run) -> None:
    (sample_pack / "sample_pack.py").write_text("import no_such_module\n")
    outcome = run("rules", env={"PYTHONPATH": str(sample_pack)})
    assert outcome.status == 2
    assert outcome.err.startswith("logit-lint: rule pack 'sample' (sample_pack) cannot be loaded: ModuleNotFoundError")
