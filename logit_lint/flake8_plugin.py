"""The flake8 plugin: the same findings, on the tree that flake8 has parsed already."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from .config import Configuration
from .errors import LogitLintError
from .knowledge.catalog import Knowledge
from .linter import SYNTAX_ERROR, Linter
from .project import Project
from .registry import load_rules
from .source import Source
from .version import __version__

if TYPE_CHECKING:
    import argparse
    import ast
    from collections.abc import Iterator, Sequence

    from flake8.options.manager import OptionManager

    from .config import Settings
    from .rule import Rule

_LOG = logging.getLogger(__name__)


class LogitLintPlugin:
    """What flake8 calls, once for each file. Suppressing is left to flake8, for all plugins alike."""

    name = "logit-lint"
    version = __version__
    _rules: ClassVar[Sequence[Rule] | None] = None
    _linters: ClassVar[dict[int, tuple[Settings, Linter]]] = {}
    _configuration: ClassVar[Configuration] = Configuration()
    _project: ClassVar[Project] = Project()

    def __init__(self, tree: ast.Module, filename: str, lines: Sequence[str]) -> None:
        self._tree = tree
        self._filename = filename
        self._lines = lines

    @classmethod
    def add_options(cls, manager: OptionManager) -> None:
        """Tell flake8 which rules are off unless selected."""
        try:
            rules = load_rules()
        except LogitLintError as error:
            from flake8.exceptions import ExecutionError

            raise ExecutionError(f"logit-lint: {error}") from error
        manager.extend_default_ignore([rule.code for rule in rules if not rule.default])

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Leave out the rules that flake8 would not show: another may speak in their place, as in our own command."""
        cls._rules = [rule for rule in load_rules() if _is_on(rule, options)]

    def run(self) -> Iterator[tuple[int, int, str, type[LogitLintPlugin]]]:
        """Row, column (from 0: flake8 adds one), text and origin of each finding."""
        source = Source(self._filename, "".join(self._lines))
        report = self._linter().check(source, self._tree, path=Path(self._filename), honour_noqa=False)
        for problem in report.problems:
            # A file too deep for us is no reason to end a run that has other plugins and other files.
            _LOG.warning("%s", problem)
        for finding in report.findings:
            start = finding.span.start
            text = f"{finding.code} {finding.name}: {' '.join(finding.message.split())}"
            yield start.row, start.column - 1, text, type(self)

    def _linter(self) -> Linter:
        """The linter with flake8's choice of rules and the project's own APIs."""
        cls = type(self)
        settings = cls._configuration.settings_for(Path(self._filename).parent)
        if id(settings) not in cls._linters:
            rules = cls._rules
            if rules is None:
                rules = [rule for rule in load_rules() if rule.default and rule.code != SYNTAX_ERROR]
            # The settings are kept too, so that their identity stays theirs.
            cls._linters[id(settings)] = (
                settings,
                Linter(
                    rules, knowledge=Knowledge(settings.apis), project=cls._project if settings.follow_imports else None
                ),
            )
        return cls._linters[id(settings)][1]


def _is_on(rule: Rule, options: argparse.Namespace) -> bool:
    from flake8.style_guide import Decision, DecisionEngine

    if rule.code == SYNTAX_ERROR:
        return False  # flake8 says E999 itself
    if not rule.default:
        # `--ignore` of anything else would switch off flake8's list of rules that are off by default.
        chosen = (*(options.select or ()), *(options.extend_select or ()))
        if not rule.code.startswith(tuple(chosen)):
            return False
    return DecisionEngine(options).decision_for(rule.code) is Decision.Selected
