"""A rule's page, made from what the rule says of itself; Markdown that reads well in a terminal."""

from __future__ import annotations

from inspect import cleandoc
from itertools import groupby
from textwrap import dedent
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..rule import Example, Rule

FRAMEWORKS = {
    "pytorch": "PyTorch",
    "tensorflow": "TensorFlow",
    "keras": "Keras",
    "jax": "JAX",
    "flax": "Flax",
    "optax": "Optax",
    "numpy": "NumPy",
    "scipy": "SciPy",
}
"""The frameworks of examples, in the order of a page."""


def rule_page(rule: Rule | type[Rule]) -> str:
    """What it finds, why that is wrong, examples, what to write instead, references; in ruff's order."""
    return "\n\n".join(_sections(rule)) + "\n"


def _sections(rule: Rule | type[Rule]) -> Iterator[str]:
    yield f"# {rule.name} ({rule.code})"
    yield cleandoc(rule.summary)
    on = "on by default" if rule.default else "off by default; select it by its code, by a prefix of it, or by `ALL`"
    yield f"Severity: {rule.severity.value}. This rule is {on}."
    yield f"## What it finds\n\n{cleandoc(rule.what)}"
    yield f"## Why this is wrong\n\n{cleandoc(rule.why)}"
    if rule.bad:
        yield "## Example"
        yield from _examples(rule.bad)
    if rule.absent:
        yield "## Where it does not arise"
        yield "\n".join(f"- {FRAMEWORKS[absence.framework]}: {absence.why}" for absence in rule.absent)
    yield f"## Use instead\n\n{cleandoc(rule.mend)}"
    yield from _examples(rule.good)
    if rule.safety:
        yield f"## Does it keep the value?\n\n{cleandoc(rule.safety)}"
    if rule.ignore:
        yield f"## When to ignore it\n\n{cleandoc(rule.ignore)}"
    if rule.references:
        yield "## References"
        yield "\n".join(f"- {reference}" for reference in rule.references)


def _examples(examples: Sequence[Example]) -> Iterator[str]:
    order = list(FRAMEWORKS)

    def rank(example: Example) -> tuple[int, str]:
        known = example.framework in order
        return (order.index(example.framework) if known else len(order), example.framework)

    for (_, framework), group in groupby(sorted(examples, key=rank), key=rank):
        yield f"### {FRAMEWORKS.get(framework, framework)}"
        for example in group:
            yield "```python\n" + dedent(example.code).strip("\n") + "\n```"
