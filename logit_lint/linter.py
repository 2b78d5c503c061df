"""One source or many: gate, scout, judge, suppress."""

from __future__ import annotations

import gc
import warnings
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from .config import Configuration, Settings
from .discovery import discover
from .errors import NotChecked
from .findings import Finding, Position, Problem, Remark, Report, Span
from .gate import Gate
from .knowledge.catalog import Knowledge
from .reading import NotPython, Unreadable, as_source, read_source
from .registry import choose, ignored_in, load_rules, matching
from .source import Source
from .suppression import suppress

if TYPE_CHECKING:
    import ast
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .analysis.candidates import Candidate
    from .rule import Rule

    Files = Iterable[Path | Problem]

SYNTAX_ERROR = "LGT900"
"""The one rule whose finding is made here: where it applies, there is no tree to match a pattern on."""

SYNTAX_ALLOWANCE = 300_000
"""Of files that no rule could find anything in, so many characters are parsed in a run, in search of syntax errors."""

_TOO_DEEP = "nested too deeply to be checked"


def lint_source(text: str, *, filename: str = "<string>", settings: Settings | None = None) -> list[Finding]:
    """Check a program given as text.

    Args:
        text: The program.
        filename: What findings call it; nothing is read from there, nor any configuration beside it.
        settings: Which rules to use; by default those that are on by default.

    Returns:
        The findings, from top to bottom.

    Raises:
        LogitLintError: Where settings are wrong, or the text cannot be checked (nested too deeply).
    """
    session = Session(Configuration(fixed=settings or Settings()))
    report = session.check(Source(filename, text.removeprefix("\ufeff")))
    for problem in report.problems:
        raise NotChecked(str(problem))
    return report.findings


def lint_paths(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], *, settings: Settings | None = None
) -> Report:
    """Check files and folders.

    Args:
        paths: Files, and folders that are searched for Python files.
        settings: What holds for all of them; by default each file's nearest ``pyproject.toml`` says.

    Returns:
        The findings, and everything that could not be checked.

    Raises:
        LogitLintError: Where settings are wrong.
    """
    some = [paths] if isinstance(paths, str) or hasattr(paths, "__fspath__") else paths
    return Session(Configuration(fixed=settings)).check_paths([Path(path) for path in some])  # type: ignore[arg-type]


class Session:
    """A run: its configuration, and one linter for every choice of rules it meets."""

    def __init__(
        self, configuration: Configuration, rules: Sequence[Rule] | None = None, *, find_unused: bool = False
    ) -> None:
        self._configuration = configuration
        self._find_unused = find_unused
        self._rules = load_rules() if rules is None else tuple(rules)
        self._linters: dict[object, Linter] = {}
        self._chosen: dict[int, tuple[Settings, Linter]] = {}
        # An unknown code is an error even where there is no file to check.
        choose(self._rules, configuration.given)

    def check_paths(
        self, paths: Sequence[Path], *, force_exclude: bool = False, watch: Callable[[Files], Files] = iter
    ) -> Report:
        """Check files and folders; what cannot be read becomes a problem, and the rest is checked.

        ``watch`` is handed the files and hands them on, one after another: a progress bar, for example.
        """
        report = Report()
        with _rare_garbage_collection():
            self._check_files(watch(discover(paths, self._configuration, force_exclude=force_exclude)), report)
        report.findings.sort(key=lambda finding: finding.sort_key)
        return report

    def _check_files(self, files: Iterable[Path | Problem], report: Report) -> None:
        for file in files:
            if isinstance(file, Problem):
                report.problems.append(file)
                continue
            try:
                source = read_source(file)
            except NotPython as problem:
                report.remarks.append(Remark(str(file), None, f"not checked: {problem}"))
                continue
            except Unreadable as problem:
                report.problems.append(Problem(str(file), str(problem)))
                continue
            report.merge(self.check(source, file))

    def excludes(self, path: Path) -> bool:
        """Whether the settings that hold for a file exclude it."""
        return self._configuration.settings_for(path.parent).excludes(path)

    def check_bytes(self, data: bytes, filename: str, path: Path | None = None) -> Report:
        """Check what came through a pipe, as if it stood in ``path``."""
        try:
            return self.check(as_source(filename, data), path)
        except Unreadable as problem:
            return Report(problems=[Problem(filename, str(problem))])

    def check(self, source: Source, path: Path | None = None) -> Report:
        """Check one source, with the settings that hold at ``path``."""
        settings = self._configuration.settings_for(path.parent if path is not None else Path())
        report = self._linter_for(settings).check(source)
        source.localise(report)
        if report.findings and path is not None:
            ignored = ignored_in(self._rules, settings, path)
            report.findings = [finding for finding in report.findings if finding.code not in ignored]
        return report

    def _linter_for(self, settings: Settings) -> Linter:
        known = self._chosen.get(id(settings))
        if known is not None:
            return known[1]
        for layer in settings.layers:
            for selector in chain.from_iterable((layer.per_file_ignores or {}).values()):
                matching(self._rules, selector, layer.where("per-file-ignores"))
        codes = choose(self._rules, settings.selections)
        apis = settings.all_apis
        key = (codes, tuple(apis.items()))
        linter = self._linters.get(key)
        if linter is None:
            chosen = [rule for rule in self._rules if rule.code in codes]
            linter = Linter(chosen, self._rules, Knowledge(apis), find_unused=self._find_unused)
            self._linters[key] = linter
        # The settings are kept too, so that their identity stays theirs.
        self._chosen[id(settings)] = (settings, linter)
        return linter


class Linter:
    """Checks one source after another with one set of rules.

    Args:
        rules: The rules that are on.
        known: All rules that comments may name; by default those that are on.
        knowledge: What is known of APIs.
        find_unused: Whether to look for comments that silence nothing.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        known: Sequence[Rule] | None = None,
        knowledge: Knowledge | None = None,
        *,
        find_unused: bool = False,
    ) -> None:
        self._rules = [rule for rule in rules if rule.code != SYNTAX_ERROR]
        self._syntax_error = next((rule for rule in rules if rule.code == SYNTAX_ERROR), None)
        self._knowledge = knowledge or Knowledge()
        self._gate = Gate(self._rules, self._knowledge)
        self._known = rules if known is None else known
        self._unused_of = frozenset(rule.code for rule in rules) if find_unused else None
        self._syntax_allowance = SYNTAX_ALLOWANCE

    def check(self, source: Source, tree: ast.Module | None = None, *, honour_noqa: bool = True) -> Report:
        """From a source, and its tree if somebody has parsed it already, to a report on it."""
        report = Report(files=1)
        for error in source.syntax_errors:
            self._does_not_parse(source, error, report)
        if not self._gate.passes(source.text):
            report.gated = 1
            if tree is None and self._syntax_error is not None:
                self._check_syntax(source, report)
        else:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the checked code's invalid escapes are not our business
                self._examine(source, tree, report)
        silence = suppress(
            _in_order(report.findings), source, self._known, honour_noqa=honour_noqa, unused_of=self._unused_of
        )
        report.findings = silence.findings
        report.remarks += silence.remarks
        report.unused_suppressions += silence.unused
        return report

    def _check_syntax(self, source: Source, report: Report) -> None:
        """Look for syntax errors where the gate stays shut, as long as that costs next to nothing.

        Broken code must not look clean, but a large tree must not be parsed for that alone.
        """
        self._syntax_allowance -= len(source.text)
        if self._syntax_allowance < 0:
            return
        import symtable

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                # Parses without making the tree's Python objects, at half the cost.
                symtable.symtable(source.text, source.filename, "exec")
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                self._examine(source, None, report)

    def _examine(self, source: Source, tree: ast.Module | None, report: Report) -> None:
        from .analysis.scout import scout

        try:
            if "\0" in source.text:  # ValueError in older Pythons, and without a place in all
                raise SyntaxError("source code cannot contain null bytes", _null_byte(source))
            scouting = scout(source, self._rules, tree, self._knowledge)
        except SyntaxError as error:
            self._does_not_parse(source, error, report)
            return
        except (RecursionError, MemoryError):
            report.problems.append(Problem(source.filename, _TOO_DEEP))
            return
        except Exception as error:
            report.problems.append(Problem(source.filename, _internal_error(error)))
            return
        report.loss_calls = list(scouting.loss_calls)
        for candidate in scouting.candidates:
            self._judge(source, candidate, report)

    def _judge(self, source: Source, candidate: Candidate, report: Report) -> None:
        code = candidate.rule.code
        try:
            finding = candidate.rule.judge(candidate)
        except (RecursionError, MemoryError):
            report.problems.append(Problem(source.filename, f"{code}: {_TOO_DEEP}"))
        except Exception as error:
            report.problems.append(Problem(source.filename, f"{code}: {_internal_error(error)}"))
        else:
            if finding is not None:
                report.findings.append(finding)

    def _does_not_parse(self, source: Source, error: SyntaxError, report: Report) -> None:
        row = min(max(error.lineno or 1, 1), max(len(source.lines), 1))
        message = " ".join((error.msg or "invalid syntax").split())
        rule = self._syntax_error
        if rule is None:
            # Silence would read as "clean".
            report.remarks.append(Remark(source.filename, row, f"not checked, as it does not parse: {message}"))
            return
        # Of what is left out of the program there is an empty line, and the error has the user's.
        line = source.lines[row - 1].rstrip("\n") if source.lines else ""
        width = len(line or (error.text or "").rstrip("\r\n"))
        start = Position(row, min(max(error.offset or 1, 1), width + 1))
        end = start
        if error.end_lineno == error.lineno and error.end_offset and error.end_offset > start.column:
            end = Position(row, min(error.end_offset, width + 1))
        finding = Finding(rule.code, rule.name, rule.severity, message, source.filename, Span(start, end))
        report.findings.append(finding)


@contextmanager
def _rare_garbage_collection() -> Iterator[None]:
    """Syntax trees are many objects without cycles: at the usual pace, looking for cycles takes a third of a run."""
    thresholds = gc.get_threshold()
    gc.set_threshold(max(thresholds[0], 50_000), *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


def _null_byte(source: Source) -> tuple[str, int, int, str]:
    for row, line in enumerate(source.lines, 1):
        if "\0" in line:
            return source.filename, row, line.index("\0") + 1, line
    raise AssertionError


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each place and rule once, from top to bottom."""
    once: dict[object, Finding] = {}
    for finding in findings:
        once.setdefault((finding.filename, finding.cell, finding.span, finding.code), finding)
    return sorted(once.values(), key=lambda finding: finding.sort_key)


def _internal_error(error: Exception) -> str:
    """A mistake of ours, in one line that helps to find it; the other files are still checked."""
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    said = " ".join(f"{type(error).__name__}: {error}".split())
    return f"internal error, please report it: {said} ({'/'.join(Path(last.filename).parts[-3:])}:{last.lineno})"
