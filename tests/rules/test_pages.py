"""The pages in `docs/` that are made from the code say what the code says."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from logit_lint.registry import load_rules

DOCS = Path(__file__).parents[2] / "docs"
GENERATE = runpy.run_path(str(DOCS / "generate.py"))
PAGES = GENERATE["pages"]()


def test_the_pages_are_those_that_the_rules_give() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "rules").glob("*.md")}
    assert written == PAGES, "run `python docs/generate.py`"


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.code)
def test_a_page_says_everything(rule) -> None:
    page = PAGES[f"{rule.code}.md"]
    for part in ("## What it finds", "## Why this is wrong", "## Example", "## Use instead", "## When to ignore it"):
        assert part in page
    assert "## Does it keep the value?" in page


def test_the_settings_page_lists_the_keys_that_there_are() -> None:
    page = (DOCS / "configuration.md").read_text(encoding="utf-8")
    assert page == GENERATE["settings_page"](page), "run `python docs/generate.py`"
    assert "| `respect-gitignore` | boolean |" in page
