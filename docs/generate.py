"""Writes the rules' pages, `docs/rules/*.md`, from the rules themselves: `python docs/generate.py`."""

from __future__ import annotations

from pathlib import Path

from logit_lint.output.page import rule_page
from logit_lint.registry import load_rules

FOLDER = Path(__file__).parent / "rules"


def pages() -> dict[str, str]:
    """The text of every page, by the name of its file."""
    rules = load_rules()
    found = {f"{rule.code}-{rule.name}.md": rule_page(rule) for rule in rules}
    index = [
        "# The rules",
        "",
        "| code | name | what it finds | severity | default |",
        "| --- | --- | --- | --- | --- |",
    ]
    for rule in rules:
        summary = rule.summary.replace("|", "\\|")
        default = "on" if rule.default else "opt-in"
        link = f"[{rule.code}]({rule.code}-{rule.name}.md)"
        index.append(f"| {link} | {rule.name} | {summary} | {rule.severity.value} | {default} |")
    found["README.md"] = "\n".join(index) + "\n"
    return found


def main() -> None:
    """Write all pages, and remove those of rules that are gone."""
    FOLDER.mkdir(exist_ok=True)
    wanted = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
