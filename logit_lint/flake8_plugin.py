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
from .registry import choose, ignored_in, load_rules
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
    _options: ClassVar[argparse.Namespace | None] = None
    _linters: ClassVar[dict[int, tuple[Settings, Linter]]] = {}
    _configuration: ClassVar[Configuration] = Configuration()
    _project: ClassVar[Project] = Project()

    def __init__(self, tree: ast.Module, filename: str, lines: Sequence[str]) -> None:
        self._tree = tree
        self._filename = filename
        self._lines = lines

    @classmethod
    def add_options(cls, manager: OptionManager) -> None:
        """Tell flake8 which rules are off unless selected: there, or in the settings of the current folder."""
        try:
            rules = load_rules()
            on = choose(rules, cls._configuration.settings_for(Path()).selections)
        except LogitLintError as error:
            from flake8.exceptions import ExecutionError

            raise ExecutionError(f"logit-lint: {error}") from error
        manager.extend_default_ignore([rule.code for rule in rules if not rule.default and rule.code not in on])

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Remember what flake8 was asked for."""
        cls._options = options

    def run(self) -> Iterator[tuple[int, int, str, type[LogitLintPlugin]]]:
        """Row, column (from 0: flake8 adds one), text and origin of each finding."""
        path = Path(self._filename)
        settings = self._configuration.settings_for(path.parent)
        if settings.excludes(path):
            return
        source = Source(self._filename, "".join(self._lines))
        report = self._linter(settings).check(source, self._tree, path=path, honour_noqa=False)
        for problem in report.problems:
            # A file too deep for us is no reason to end a run that has other plugins and other files.
            _LOG.warning("%s", problem)
        ignored = ignored_in(load_rules(), settings, path)
        for finding in report.findings:
            if finding.code in ignored:
                continue
            start = finding.span.start
            text = f"{finding.code} {finding.name}: {' '.join(finding.message.split())}"
            yield start.row, start.column - 1, text, type(self)

    def _linter(self, settings: Settings) -> Linter:
        """The linter with the project's choice of rules, flake8's on top, and the project's own APIs."""
        cls = type(self)
        if id(settings) not in cls._linters:
            on = choose(load_rules(), settings.selections)
            # Rules that flake8 would not show are left out: another may speak in their place, as in our own command.
            rules = [rule for rule in load_rules() if _is_on(rule, on, cls._options)]
            # The settings are kept too, so that their identity stays theirs.
            project = cls._project if settings.follows_imports else None
            linter = Linter(rules, load_rules(), Knowledge(settings.all_apis), project)
            cls._linters[id(settings)] = settings, linter
        return cls._linters[id(settings)][1]


def _is_on(rule: Rule, on: frozenset[str], options: argparse.Namespace | None) -> bool:
    """Whether a rule is on: flake8's ``select`` and ``ignore`` come on top of what the project chose."""
    if rule.code == SYNTAX_ERROR:
        return False  # flake8 says E999 itself
    if options is None:
        return rule.code in on
    from flake8.style_guide import Decision, DecisionEngine

    # `--ignore` of anything else would switch off flake8's list of rules that are off by default.
    asked_for = rule.code.startswith((*(options.select or ()), *(options.extend_select or ())))
    return (asked_for or rule.code in on) and DecisionEngine(options).decision_for(rule.code) is Decision.Selected
