"""Workflows and issue forms, by GitHub's own schemas."""

from __future__ import annotations

import re
from pathlib import Path

import official_schemas
import pytest
import yaml

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
FILES = [
    *((path, official_schemas.WORKFLOW) for path in sorted((GITHUB / "workflows").glob("*.yml"))),
    *((path, official_schemas.ISSUE_FORM) for path in sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.yml"))),
    (GITHUB / "dependabot.yml", official_schemas.DEPENDABOT),
]


class Loader(yaml.SafeLoader):
    """YAML as GitHub reads it, to whom `on` is a word."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first not in "oOyYnN"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize(("path", "schema"), FILES, ids=lambda value: getattr(value, "name", ""))
def test_a_file_is_of_its_form(path: Path, schema: str) -> None:
    official_schemas.check(yaml.load(path.read_text(encoding="utf-8"), Loader), schema)


def test_there_are_workflows_for_test_and_release_and_three_forms() -> None:
    assert len(FILES) == 6
    assert {"test.yml", "release.yml"} <= {path.name for path, _ in FILES}


def test_the_version_stands_in_one_place() -> None:
    from logit_lint import __version__

    holding = [
        path
        for path in [ROOT / "pyproject.toml", *ROOT.glob("logit_lint/**/*.py")]
        if re.search(rf"""["']{re.escape(__version__)}["']""", path.read_text(encoding="utf-8"))
    ]
    assert holding == [ROOT / "logit_lint" / "version.py"]
    assert f"\n## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
