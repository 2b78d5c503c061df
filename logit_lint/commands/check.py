"""``logit-lint check``: from the command line to a report, and from a report to the exit status."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import LogitLintError
from ..terminal import has_colour, has_hyperlinks, say, write, write_bytes
from .options import Options, with_options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..findings import Report
    from ..fixing import Mender
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
    configuration = Configuration(overlay=given, follow_imports=options.follow_imports, file=options.config)
    session = Session(configuration, find_unused=options.show_unused_suppressions)
    _refuse_what_contradicts(options)
    if options.show_settings or options.show_files:
        from .show import show_files, show_settings

        write(show_settings(options, configuration) if options.show_settings else show_files(options, configuration))
        return
    mender = _mender(options)
    report, sources = _run(options, session, mender)
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
    if mender is not None and options.diff:
        _show_difference(options, mender)
        found = bool(mender.diffs)
    else:
        _show(options, report, sources, mender)
        found = bool(report.findings)
    if report.problems:
        raise click.exceptions.Exit(COULD_NOT_RUN)
    raise click.exceptions.Exit(FOUND if found and not options.exit_zero else CLEAN)


def _mender(options: Options) -> Mender | None:
    if not (options.fix or options.diff):
        return None
    from ..fixing import Mender

    return Mender(unsafe=options.unsafe_fixes, write=not options.diff)


def _refuse_what_contradicts(options: Options) -> None:
    piped = STDIN in map(str, options.paths)
    if piped and len(options.paths) > 1:
        raise click.UsageError("`-` cannot be combined with other paths")
    if options.stdin_filename is not None and not piped:
        raise click.UsageError("`--stdin-filename` needs `-` as the path")
    if options.baseline is not None and options.write_baseline is not None:
        raise click.UsageError("`--baseline` and `--write-baseline` cannot be combined: known findings would be lost")
    if (options.fix or options.diff) and (options.add_noqa or options.write_baseline is not None):
        raise click.UsageError("findings are either mended or silenced: run the two one after the other")
    if piped and options.add_noqa:
        raise click.UsageError("`--add-noqa` needs files, not standard input")


def _run(options: Options, session: Session, mender: Mender | None) -> tuple[Report, Sources]:
    from ..output.formats import Sources
    from ..output.progress import with_progress

    if STDIN in map(str, options.paths):
        name = str(options.stdin_filename) if options.stdin_filename is not None else STDIN
        data = sys.stdin.buffer.read()
        report = session.check_bytes(data, name, options.stdin_filename, mender=mender)
        if mender is not None:
            data = mender.texts.get(name, data)
        return report, Sources({name: data})
    paths = options.paths or (Path(),)
    force = options.force_exclude
    return session.check_paths(paths, force_exclude=force, mender=mender, watch=with_progress), Sources()


def _show_difference(options: Options, mender: Mender) -> None:
    write(mender.diffs)
    if mender.fixed and not options.quiet:
        say([f"Would mend {len(mender.fixed)} of the findings.\n"])


def _show(options: Options, report: Report, sources: Sources, mender: Mender | None) -> None:
    from .. import output
    from ..output.formats import Palette
    from ..output.statistics import summary, unresolved

    to_terminal = options.output_file is None
    # The mended text of a pipe goes down the pipe, and the findings beside it.
    through = mender is not None and STDIN in map(str, options.paths)
    if through:
        write_bytes(sources.given(str(options.stdin_filename or STDIN)))
    palette = Palette(to_terminal and has_colour(), to_terminal and has_hyperlinks())
    form = output.output_format(options.output_format, sources, palette)
    shown = form.statistics(report) if options.statistics else form.findings(report)
    if options.output_file is None:
        (say if through else write)(shown)
    else:
        _write_file(options.output_file, shown)
    aside = say if through or (form.for_machines and to_terminal) else write
    if options.show_unresolved:
        aside(unresolved(report))
    if options.show_unused_suppressions:
        aside(f"{remark}\n" for remark in report.unused_suppressions)
    if not options.quiet:
        aside([summary(report, mender.fixed if mender is not None else ()) + "\n"])


def _write_file(path: Path, pieces: Iterable[str]) -> None:
    try:
        with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
            file.writelines(pieces)
    except OSError as error:
        raise LogitLintError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from None
