"""Writes what follows from the code: the rules' pages, the settings' schema and their table.

`python docs/generate.py`
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from logit_lint.output.page import FRAMEWORKS, rule_page
from logit_lint.registry import load_rules
from logit_lint.settings_file import KEYS, json_schema

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from truth.suite import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from truth.claims import Claim

    from logit_lint.rule import Rule

FOLDER = Path(__file__).parent / "rules"
SCHEMAS = (Path(__file__).parents[1] / "logit_lint" / "settings.schema.json", FOLDER.parent / "settings.schema.json")
SETTINGS = FOLDER.parent / "configuration.md"
COVERED = ("pytorch", "tensorflow", "keras", "jax", "numpy")
"""The frameworks for each of which every rule has examples, or says why not."""


def pages() -> dict[str, str]:
    """The text of every page, by the name of its file."""
    rules = load_rules()
    found = {f"{rule.code}.md": rule_page(rule) for rule in rules}
    index = [
        "# The rules",
        "",
        "| code | name | what it finds | severity | default |",
        "| --- | --- | --- | --- | --- |",
    ]
    for rule in rules:
        summary = rule.summary.replace("|", "\\|")
        default = "on" if rule.default else "opt-in"
        link = f"[{rule.code}]({rule.code}.md)"
        index.append(f"| {link} | {rule.name} | {summary} | {rule.severity.value} | {default} |")
    found["README.md"] = "\n".join([*index, "", *coverage(rules), "", *executed(rules)]) + "\n"
    return found


def coverage(rules: Sequence[Rule]) -> list[str]:
    """Rule by framework: how many examples, bad and good, or a footnote that says why there are none."""
    lines = [
        "## Examples by framework",
        "",
        "In each cell, the number of examples (bad + good), which the tests run through the linter; or a dash and",
        "the number of the footnote that says why the mistake does not arise there. Examples of PyTorch use its",
        "add-ons, too; those of JAX use Flax and Optax, those of NumPy SciPy and scikit-learn.",
        "",
        f"| rule | {' | '.join(FRAMEWORKS[framework] for framework in COVERED)} |",
        f"| --- |{' --- |' * len(COVERED)}",
    ]
    notes: list[str] = []
    for rule in rules:
        cells = [_cell(rule, framework, notes) for framework in COVERED]
        if any(cells):
            lines.append(f"| {rule.code} | {' | '.join(cells)} |")
    return [*lines, "", *(f"{number}. {why}" for number, why in enumerate(notes, 1))]


def _cell(rule: Rule, framework: str, notes: list[str]) -> str:
    bad, good = (sum(one.framework == framework for one in examples) for examples in (rule.bad, rule.good))
    if bad or good:
        return f"{bad} + {good}"
    for absence in rule.absent:
        if absence.framework == framework:
            if absence.why not in notes:
                notes.append(absence.why)
            return f"— ({notes.index(absence.why) + 1})"
    return ""


def executed(rules: Sequence[Rule]) -> list[str]:
    """Rule by framework: what was found true when the examples were run."""
    lines = [
        "## What is executed",
        "",
        "The tests run the bad and the good example of every cell, on ordinary and on extreme scores, and have the",
        "sentences of the page hold (`tests/truth`). What was found of the bad example, beside the good one:",
        "",
        f"| rule | {' | '.join(FRAMEWORKS[framework] for framework in COVERED)} |",
        f"| --- |{' --- |' * len(COVERED)}",
    ]
    for rule in rules:
        of_rule = [claim for claim in CLAIMS if claim.rule == rule.code]
        labels = [
            dict.fromkeys(claim.holds.label + backend(claim) for claim in of_rule if framework in claim.frameworks)
            for framework in COVERED
        ]
        if of_rule:
            lines.append(f"| {rule.code} | {' | '.join(', '.join(cell) or '—' for cell in labels)} |")
    return lines


def backend(claim: Claim) -> str:
    """Keras's backend, where it is not the usual one."""
    return f" ({FRAMEWORKS[{'torch': 'pytorch'}.get(claim.backend, claim.backend)]} backend)" if claim.backend else ""


def settings_page(page: str) -> str:
    """The page on settings, with its table of keys as the code has them."""
    rows = "".join(f"| `{key.name}` | {_type(key.schema)} | {key.about} |\n" for key in KEYS)
    table = f"\n| key | type | what it says |\n| --- | --- | --- |\n{rows}\n"
    return re.sub(r"(?<=<!-- keys -->\n).*?(?=<!-- end -->)", lambda _: table, page, flags=re.S)


def _type(schema: dict[str, Any]) -> str:
    if schema["type"] == "array":
        return f"list of {schema['items']['type']}s"
    if schema["type"] == "object":
        return f"table of {_type(schema['additionalProperties'])}s".replace("list of strings", "lists of string")
    return str(schema["type"])


def main() -> None:
    """Write all pages, and remove those of rules that are gone."""
    FOLDER.mkdir(exist_ok=True)
    wanted = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    for schema in SCHEMAS:
        schema.write_text(json.dumps(json_schema(), indent=2) + "\n", encoding="utf-8")
    SETTINGS.write_text(settings_page(SETTINGS.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
