"""``logit-lint rule`` and ``logit-lint rules``: what the rules say about themselves."""

from __future__ import annotations

import click

from ..terminal import write


@click.command()
@click.argument("code")
def rule(code: str) -> None:
    """Explain a rule, given by its code or its name."""
    from ..output.page import rule_page
    from ..registry import find_rule, load_rules

    write([rule_page(find_rule(load_rules(), code))])


@click.command()
def rules() -> None:
    """List all rules."""
    from ..output.rule_table import rule_table
    from ..registry import load_rules

    write([rule_table(load_rules())])
