"""SARIF 2.1.0, for code-scanning services and editors: with the value's way as code flow, and fixes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_from_bytes

from ..findings import Severity
from ..fingerprints import fingerprints
from ..version import __version__
from .formats import OutputFormat, relative_to, rule_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..findings import Finding, Fix, Problem, Report, Span, Step
    from ..rule import Rule

Json = dict[str, Any]

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ROOT = "SRCROOT"
_HOME = "https://logit-lint.readthedocs.io/"


class Format(OutputFormat):
    """One log of one run; paths are relative to the current folder where they can be."""

    for_machines = True

    def findings(self, report: Report) -> Iterator[str]:
        """The findings, in pieces of text."""
        import json

        yield json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [self._run(report)]}, indent=2) + "\n"

    def _run(self, report: Report) -> Json:
        codes = sorted({finding.code for finding in report.findings})
        paths = [relative_to(os.curdir, finding.filename) for finding in report.findings]
        prints = fingerprints(report.findings, self.sources, paths)
        here = Path.cwd().as_uri()
        return {
            "tool": {
                "driver": {
                    "name": "logit-lint",
                    "version": __version__,
                    "informationUri": _HOME,
                    "rules": list(_descriptors(codes, report.findings)),
                }
            },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {_ROOT: {"uri": here if here.endswith("/") else f"{here}/"}},
            "invocations": [_invocation(report.problems)],
            "results": [
                _result(finding, codes.index(finding.code), fingerprint)
                for finding, fingerprint in zip(report.findings, prints)
            ],
        }


def _descriptors(codes: Sequence[str], findings: Sequence[Finding]) -> Iterator[Json]:
    from ..registry import load_rules

    known = {rule.code: rule for rule in load_rules()}
    names = {finding.code: finding.name for finding in findings}
    for code in codes:
        yield {"id": code, "name": names[code], "helpUri": rule_url(code)} | _explained(known.get(code))


def _explained(rule: Rule | None) -> Json:
    if rule is None:
        return {}
    from .page import rule_page

    page = rule_page(rule)
    return {
        "shortDescription": {"text": " ".join(rule.summary.split())},
        "fullDescription": {"text": " ".join(rule.what.split())},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity], "enabled": rule.default},
    }


def _invocation(problems: Sequence[Problem]) -> Json:
    notes = [
        {
            "level": "error",
            "message": {"text": str(problem)},
            "locations": [{"physicalLocation": {"artifactLocation": _artifact(problem.path)}}],
        }
        for problem in problems
    ]
    return {"executionSuccessful": not problems, "toolExecutionNotifications": notes}


def _result(finding: Finding, rule: int, fingerprint: str) -> Json:
    result: Json = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(finding)],
        "partialFingerprints": {"logitLint/v1": fingerprint},
        "properties": {"confidence": finding.confidence.value},
    }
    if finding.trace:
        stations = [{"location": _location(step)} for step in finding.trace]
        result["codeFlows"] = [{"threadFlows": [{"locations": stations}]}]
    if finding.fix is not None and finding.cell is None:  # of a notebook, there are no places in the file to name
        result["fixes"] = [_fix(finding.fix, finding.filename)]
    return result


def _location(where: Finding | Step) -> Json:
    location: Json = {
        "physicalLocation": {"artifactLocation": _artifact(where.filename), "region": _region(where.span)},
        "message": {"text": where.message},
    }
    if where.cell is not None:
        # SARIF has no cells: the region counts from the cell's first line, and this says which cell it is.
        location["logicalLocations"] = [{"name": f"cell {where.cell}", "kind": "member"}]
    return location


def _fix(fix: Fix, filename: str) -> Json:
    replacements = [
        {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.content}} for edit in fix.edits
    ]
    return {
        "description": {"text": fix.message},
        "artifactChanges": [{"artifactLocation": _artifact(filename), "replacements": replacements}],
        "properties": {"applicability": "safe" if fix.safe else "unsafe"},
    }


def _region(span: Span) -> Json:
    return {
        "startLine": span.start.row,
        "startColumn": span.start.column,
        "endLine": span.end.row,
        "endColumn": span.end.column,
    }


def _artifact(filename: str) -> Json:
    path = relative_to(os.curdir, filename)
    uri = quote_from_bytes(os.fsencode(path))
    return {"uri": f"file://{uri}"} if os.path.isabs(path) else {"uri": uri, "uriBaseId": _ROOT}  # noqa: PTH117
