"""One source or many: gate, scout, judge, suppress."""

from __future__ import annotations

import gc
import warnings
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from .analysis.reach import Reach
from .config import Configuration, Settings
from .discovery import discover
from .errors import NotChecked
from .findings import Finding, Position, Problem, Remark, Report, Span
from .gate import Gate
from .knowledge.catalog import Knowledge
from .project import Project, absolute
from .reading import NotPython, Unreadable, as_source, read_bytes
from .registry import choose, load_rules, matching
from .source import Source
from .suppression import suppress

if TYPE_CHECKING:
    import ast
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .analysis.candidates import Candidate
    from .fixing import Mender
    from .project import File
    from .rule import Rule

    Files = Iterable[Path | Problem]

SYNTAX_ERROR = "LGT900"
"""The one rule whose finding is made here: where it applies, there is no tree to match a pattern on."""

SYNTAX_ALLOWANCE = 300_000
"""Of files that no rule could find anything in, so many characters are parsed in a run, in search of syntax errors."""

_TOO_DEEP = "nested too deeply to be checked"


def lint_source(
    text: str,
    *,
    filename: str = "<string>",
    settings: Settings | None = None,
    path: str | os.PathLike[str] | None = None,
) -> list[Finding]:
    """Check a program given as text.

    Args:
        text: The program.
        filename: What findings call it; nothing is read from there, nor any configuration beside it.
        settings: Which rules to use; by default those that are on by default.
        path: Where the text is to be saved: its imports are followed from there. The text itself is not read there.
            By default no other file is read.

    Returns:
        The findings, from top to bottom.

    Raises:
        LogitLintError: Where settings are wrong, or the text cannot be checked (nested too deeply).
    """
    session = Session(Configuration(fixed=settings or Settings()))
    source = Source(filename, text.removeprefix("\ufeff"))
    report = session.check(source, Path(path) if path is not None else None)
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
        self._project = Project()
        self._linters: dict[object, Linter] = {}
        self._chosen: dict[int, tuple[Settings, Linter]] = {}
        # An unknown code is an error even where there is no file to check.
        choose(self._rules, configuration.given)

    def check_paths(
        self,
        paths: Sequence[Path],
        *,
        force_exclude: bool = False,
        mender: Mender | None = None,
        watch: Callable[[Files], Files] = iter,
    ) -> Report:
        """Check files and folders, and mend them if there is a mender; what cannot be read becomes a problem.

        ``watch`` is handed the files and hands them on, one after another: a progress bar, for example.
        """
        report = Report()
        with _rare_garbage_collection():
            files = list(discover(paths, self._configuration, force_exclude=force_exclude))
            self._project.name(file for file in files if isinstance(file, Path))
            self._check_files(watch(files), report, mender)
            self._settle(report)
        report.findings.sort(key=lambda finding: finding.sort_key)
        return report

    def _check_files(self, files: Iterable[Path | Problem], report: Report, mender: Mender | None) -> None:
        for file in files:
            if isinstance(file, Problem):
                report.problems.append(file)
                continue
            try:
                data = read_bytes(file)
                source = as_source(str(file), data)
            except NotPython as problem:
                report.remarks.append(Remark(str(file), None, f"not checked: {problem}"))
                continue
            except Unreadable as problem:
                report.problems.append(Problem(str(file), str(problem)))
                continue
            report.merge(self._check_and_mend(source, data, file, mender, file))

    def _settle(self, report: Report) -> None:
        """Add what was found in the checked files by what others hand to their functions."""
        seen, report.elsewhere = report.elsewhere, None
        if seen is None:
            return
        understood = {(call.filename, call.span) for call in seen.loss_calls}
        report.loss_calls = [
            replace(call, reason=None) if (call.filename, call.span) in understood else call
            for call in report.loss_calls
        ]
        known = {(finding.filename, finding.span) for finding in report.findings}
        by_file: dict[str, list[Finding]] = {}
        for finding in seen.findings:
            if (finding.filename, finding.span) not in known:
                by_file.setdefault(finding.filename, []).append(finding)
        for filename, findings in by_file.items():
            path = Path(filename)
            file = self._project.file(absolute(path))
            if file is not None:
                linter = self._linter_for(self._configuration.settings_for(path.parent))
                kept = linter.accept(_in_order(findings), file.source)
                report.findings += self._not_ignored(kept, path)

    def excludes(self, path: Path) -> bool:
        """Whether the settings that hold for a file exclude it."""
        return self._configuration.settings_for(path.parent).excludes(path)

    def check_bytes(
        self, data: bytes, filename: str, path: Path | None = None, *, mender: Mender | None = None
    ) -> Report:
        """Check (and mend) what came through a pipe, as if it stood in ``path``."""
        try:
            source = as_source(filename, data)
        except Unreadable as problem:
            return Report(problems=[Problem(filename, str(problem))])
        return self._check_and_mend(source, data, path, mender, None)

    def _check_and_mend(
        self, source: Source, data: bytes, path: Path | None, mender: Mender | None, target: Path | None
    ) -> Report:
        report = self.check(source, path)
        if mender is None or all(finding.fix is None for finding in report.findings):
            return report
        return mender.mend(source, data, report, lambda changed: self.check(changed, path), target)

    def check(self, source: Source, path: Path | None = None) -> Report:
        """Check one source, with the settings that hold at ``path``."""
        settings = self._configuration.settings_for(path.parent if path is not None else Path())
        report = self._linter_for(settings).check(source, path=path)
        source.localise(report)
        if path is not None:
            report.findings = self._not_ignored(report.findings, path)
        return report

    def _not_ignored(self, findings: list[Finding], path: Path) -> list[Finding]:
        if not findings:
            return findings
        settings = self._configuration.settings_for(path.parent)
        ignored: set[str] = set()
        for selector in settings.ignored_in(path):
            ignored |= matching(self._rules, selector, settings.where("per-file-ignores"))[0]
        return [finding for finding in findings if finding.code not in ignored]

    def _linter_for(self, settings: Settings) -> Linter:
        known = self._chosen.get(id(settings))
        if known is not None:
            return known[1]
        for layer in settings.layers:
            for selector in chain.from_iterable((layer.per_file_ignores or {}).values()):
                matching(self._rules, selector, layer.where("per-file-ignores"))
        codes = choose(self._rules, settings.selections)
        apis = settings.all_apis
        key = (codes, tuple(apis.items()), settings.follows_imports)
        linter = self._linters.get(key)
        if linter is None:
            chosen = [rule for rule in self._rules if rule.code in codes]
            project = self._project if settings.follows_imports else None
            linter = Linter(chosen, self._rules, Knowledge(apis), project, find_unused=self._find_unused)
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
        project: Project | None = None,
        *,
        find_unused: bool = False,
    ) -> None:
        self._rules = [rule for rule in rules if rule.code != SYNTAX_ERROR]
        self._syntax_error = next((rule for rule in rules if rule.code == SYNTAX_ERROR), None)
        self._knowledge = knowledge or Knowledge()
        self._gate = Gate(self._rules, self._knowledge)
        self._reach: Reach | None = None
        if project is not None:
            patterns = [pattern for rule in self._rules for pattern in rule.patterns]
            self._reach = Reach(project, self._gate.passes, patterns, self._knowledge)
        self._known = rules if known is None else known
        self._unused_of = frozenset(rule.code for rule in rules) if find_unused else None
        self._syntax_allowance = SYNTAX_ALLOWANCE

    def check(
        self, source: Source, tree: ast.Module | None = None, *, path: Path | None = None, honour_noqa: bool = True
    ) -> Report:
        """From a source, and its tree if somebody has parsed it already, to a report on it.

        Its imports are followed from ``path``, if it has one.
        """
        report = Report(files=1)
        file = None
        if self._reach is not None and path is not None and not source.syntax_errors:
            file = self._reach.project.add(absolute(path), source, tree)
            source = file.source
        for error in source.syntax_errors:
            self._does_not_parse(source, error, report)
        if not self._may_find(source, file):
            report.gated = 1
            if tree is None and self._syntax_error is not None:
                self._check_syntax(source, report)
        else:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the checked code's invalid escapes are not our business
                self._examine(source, tree, report, file)
        silence = suppress(
            _in_order(report.findings), source, self._known, honour_noqa=honour_noqa, unused_of=self._unused_of
        )
        report.findings = silence.findings
        report.remarks += silence.remarks
        report.unused_suppressions += silence.unused
        return report

    def accept(self, findings: Sequence[Finding], source: Source) -> list[Finding]:
        """Of findings in a source that were made when others were checked, those that this linter would show."""
        codes = {rule.code for rule in self._rules}
        return suppress([finding for finding in findings if finding.code in codes], source, self._known).findings

    def _may_find(self, source: Source, file: File | None) -> bool:
        """Whether some rule could find something in a source, or in what it hands to the files that it imports."""
        if self._reach is None or file is None:
            return self._gate.passes(source.text)
        return self._reach.is_open(file) or bool(self._reach.imported_words(file))

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

    def _examine(self, source: Source, tree: ast.Module | None, report: Report, file: File | None = None) -> None:
        from .analysis.program import Program
        from .analysis.scout import scout

        try:
            if "\0" in source.text:  # ValueError in older Pythons, and without a place in all
                raise SyntaxError("source code cannot contain null bytes", _null_byte(source))
            program = None
            if self._reach is not None and file is not None and file.tree is not None:
                tree, program = file.tree, Program(file, self._reach, self._knowledge)
            scouting = scout(source, self._rules, tree, self._knowledge, program)
        except SyntaxError as error:
            self._does_not_parse(source, error, report)
            return
        except (RecursionError, MemoryError):
            report.problems.append(Problem(source.filename, _TOO_DEEP))
            return
        except Exception as error:
            report.problems.append(Problem(source.filename, _internal_error(error)))
            return
        for candidate in scouting.candidates:
            self._judge(source, candidate, report)
        report.loss_calls = [call for call in scouting.loss_calls if call.filename == source.filename]
        project = self._reach.project if self._reach is not None else None
        if project is None or program is None:
            return
        seen = report.elsewhere = Report()
        others = (call for call in scouting.loss_calls if call.filename != source.filename)
        seen.loss_calls = [call for call in others if call.reason is None]
        for candidate in scouting.elsewhere:
            if project.is_named(candidate.source.filename):
                self._judge(candidate.source, candidate, seen)
        report.problems += seen.problems

    def _judge(self, source: Source, candidate: Candidate, report: Report) -> None:
        failure: Exception | None = None
        try:
            finding = candidate.rule.judge(candidate)
        except Exception as error:
            failure = error
        else:
            failure = candidate.failure
            if finding is not None:
                report.findings.append(finding)
        if failure is not None:
            too_deep = isinstance(failure, (RecursionError, MemoryError))
            what = _TOO_DEEP if too_deep else _internal_error(failure)
            report.problems.append(Problem(source.filename, f"{candidate.rule.code}: {what}"))

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
