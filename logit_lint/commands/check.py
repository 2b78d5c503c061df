"""``logit-lint check``: from the command line to a report, and from a report to the exit status."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import LogitLintError
from ..terminal import has_colour, has_hyperlinks, say, write
from .options import Options, with_options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..findings import Report
    from ..linter import Session
    from ..output.formats import Sources

CLEAN, FOUND, COULD_NOT_RUN = 0, 1, 2

STDIN = "-"


@click.command()
@with_options
def check(options: Options) -> None:
    """Check files and folders (default: the current one); `-` stands for standard input.

    Exit status: 0 clean, 1 findings, 2 something could not be checked.
    """
    from ..config import Configuration, Selection
    from ..linter import Session

    given = Selection(options.select, options.extend_select or (), options.ignore or (), place="--{key}")
    configuration = Configuration(overlay=given, file=options.config)
    session = Session(configuration, find_unused=options.show_unused_suppressions)
    _refuse_what_contradicts(options)
    if options.show_settings or options.show_files:
        from .show import show_files, show_settings

        write(show_settings(options, configuration) if options.show_settings else show_files(options, configuration))
        return
    report, sources = _run(options, session)
    say(f"{remark}\n" for remark in sorted(set(report.remarks), key=str))
    problems = len(report.problems)
    say(f"{problem}\n" for problem in report.problems)
    if options.baseline is not None:
        from ..baseline import read_baseline

        say(read_baseline(options.baseline).silence(report, sources))
    if options.add_noqa or options.write_baseline is not None:
        from .adopt import adopt

        write(adopt(options, report, sources))
        say(f"{problem}\n" for problem in report.problems[problems:])
        raise click.exceptions.Exit(COULD_NOT_RUN if report.problems else CLEAN)
    _show(options, report, sources)
    if report.problems:
        raise click.exceptions.Exit(COULD_NOT_RUN)
    raise click.exceptions.Exit(FOUND if report.findings and not options.exit_zero else CLEAN)


def _refuse_what_contradicts(options: Options) -> None:
    piped = STDIN in map(str, options.paths)
    if piped and len(options.paths) > 1:
        raise click.UsageError("`-` cannot be combined with other paths")
    if options.stdin_filename is not None and not piped:
        raise click.UsageError("`--stdin-filename` needs `-` as the path")
    if options.baseline is not None and options.write_baseline is not None:
        raise click.UsageError("`--baseline` and `--write-baseline` cannot be combined: known findings would be lost")
    if piped and options.add_noqa:
        raise click.UsageError("`--add-noqa` needs files, not standard input")


def _run(options: Options, session: Session) -> tuple[Report, Sources]:
    from ..output.formats import Sources
    from ..output.progress import with_progress

    if STDIN in map(str, options.paths):
        name = str(options.stdin_filename) if options.stdin_filename is not None else STDIN
        data = sys.stdin.buffer.read()
        return session.check_bytes(data, name, options.stdin_filename), Sources({name: data})
    paths = options.paths or (Path(),)
    return session.check_paths(paths, force_exclude=options.force_exclude, watch=with_progress), Sources()


def _show(options: Options, report: Report, sources: Sources) -> None:
    from .. import output
    from ..output.formats import Palette
    from ..output.statistics import summary, unresolved

    to_terminal = options.output_file is None
    palette = Palette(to_terminal and has_colour(), to_terminal and has_hyperlinks())
    form = output.output_format(options.output_format, sources, palette)
    shown = form.statistics(report) if options.statistics else form.findings(report)
    if options.output_file is None:
        write(shown)
    else:
        _write_file(options.output_file, shown)
    aside = say if form.for_machines and to_terminal else write
    if options.show_unresolved:
        aside(unresolved(report))
    if options.show_unused_suppressions:
        aside(f"{remark}\n" for remark in report.unused_suppressions)
    if not options.quiet:
        aside([summary(report) + "\n"])


def _write_file(path: Path, pieces: Iterable[str]) -> None:
    try:
        with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
            file.writelines(pieces)
    except OSError as error:
        raise LogitLintError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from None
