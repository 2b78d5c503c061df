"""JUnit's XML, which most CI systems show: a suite for each file, a failed test for each finding."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from .formats import OutputFormat, one_line, rule_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..findings import Finding, Report


class Format(OutputFormat):
    """``testsuites``; a run without findings is one test that passed, as empty reports count as broken."""

    for_machines = True

    def findings(self, report: Report) -> Iterator[str]:
        """The findings, in pieces of text."""
        total = len(report.findings) + len(report.problems)
        counts = {"failures": str(len(report.findings)), "errors": str(len(report.problems))}
        root = ElementTree.Element("testsuites", {"name": "logit-lint", "tests": str(total or 1)} | counts)
        for filename, findings in groupby(report.findings, key=lambda finding: finding.filename):
            suite = list(findings)
            element = _suite(root, filename, failures=len(suite))
            for finding in suite:
                _failure(element, finding)
        for problem in report.problems:
            case = ElementTree.SubElement(_suite(root, problem.path, errors=1), "testcase", name="not checked")
            ElementTree.SubElement(case, "error", message=_text(problem.message))
        if not total:
            ElementTree.SubElement(_suite(root, "logit-lint"), "testcase", name="No findings", classname="logit-lint")
        ElementTree.indent(root)
        yield '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _suite(root: ElementTree.Element, name: str, *, failures: int = 0, errors: int = 0) -> ElementTree.Element:
    counts = {"tests": str(failures + errors or 1), "failures": str(failures), "errors": str(errors)}
    return ElementTree.SubElement(root, "testsuite", {"name": _text(name), "package": "logit-lint"} | counts)


def _failure(suite: ElementTree.Element, finding: Finding) -> None:
    start = finding.span.start
    place = {"file": _text(finding.filename), "line": str(start.row), "column": str(start.column)}
    name = f"{finding.code} {finding.name}"
    case = ElementTree.SubElement(suite, "testcase", {"name": name, "classname": _text(finding.filename)} | place)
    failure = ElementTree.SubElement(case, "failure", type=finding.severity.value, message=_text(finding.message))
    failure.text = f"{_text(finding.place)}: {_text(finding.message)}\n{rule_url(finding.code)}"


def _text(text: str) -> str:
    """A text that XML can hold: it has no control characters, nor names that are not Unicode."""
    return one_line(text).encode("utf-8", "backslashreplace").decode().replace("\ufffe", "").replace("\uffff", "")
