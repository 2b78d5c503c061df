"""The command line, in ruff's manners."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .errors import LogitLintError
from .output import format_names
from .version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CLEAN, FOUND, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 130

STDIN = "-"


def main() -> None:
    """The console script: exit status 0 clean, 1 findings, 2 could not run."""
    for stream in (sys.stdout, sys.stderr):
        # Sources hold characters that a terminal's encoding may lack; that must not end the run.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = cli.main(standalone_mode=False)
    except LogitLintError as error:
        click.echo(f"logit-lint: {error}", err=True)
        status = COULD_NOT_RUN
    except click.ClickException as error:
        error.show()
        status = COULD_NOT_RUN
    except (click.Abort, KeyboardInterrupt):
        status = INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        status = CLEAN
    except OSError as error:  # standard output is full, the current folder is gone
        click.echo(f"logit-lint: {error}", err=True)
        _forget_stdout()
        status = COULD_NOT_RUN
    sys.exit(status)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="logit-lint", message="%(prog)s %(version)s")
def cli() -> None:
    """Find logits where probabilities belong, and probabilities where logits belong."""


def _codes_option(name: str, text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def split(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...] | None:
        if not values:
            return None
        codes = tuple(word for value in values for word in value.replace(",", " ").split())
        if not codes:
            # More likely an unset variable in somebody's CI than a wish to check nothing.
            raise click.BadParameter("no rule given")
        return codes

    return click.option(name, multiple=True, metavar="CODES", callback=split, help=text)


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@_codes_option("--select", "Rules to use instead of the default ones: codes, prefixes, names or ALL; comma-separated.")
@_codes_option("--extend-select", "Rules to use besides.")
@_codes_option("--ignore", "Rules not to use.")
@click.option(
    "--output-format",
    type=click.Choice(format_names()),
    default="full",
    show_default=True,
    help="How to show findings.",
)
@click.option("--statistics", is_flag=True, help="Show counts by rule instead of findings.")
@click.option("--show-unresolved", is_flag=True, help="List the loss calls that were not understood, and why.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even where there are findings.")
@click.option(
    "--follow-imports/--no-follow-imports",
    default=None,
    help="Read the project's other files where a checked one imports them (default: yes).",
)
@click.option("--force-exclude", is_flag=True, help="Apply excludes to files named explicitly, too (for pre-commit).")
@click.option(
    "--stdin-filename",
    type=click.Path(path_type=Path),
    help="What to call standard input, and whose settings to use for it.",
)
@click.option("-q", "--quiet", is_flag=True, help="Show findings and problems only.")
def check(
    paths: tuple[Path, ...],
    select: tuple[str, ...] | None,
    extend_select: tuple[str, ...] | None,
    ignore: tuple[str, ...] | None,
    output_format: str,
    statistics: bool,
    show_unresolved: bool,
    exit_zero: bool,
    follow_imports: bool | None,
    force_exclude: bool,
    stdin_filename: Path | None,
    quiet: bool,
) -> None:
    """Check files and folders (default: the current one); `-` stands for standard input.

    Exit status: 0 clean, 1 findings, 2 something could not be checked.
    """
    from . import output
    from .config import Configuration, Selection
    from .linter import Session
    from .output.formats import Palette, Sources
    from .output.statistics import summary, unresolved

    given = Selection(select, extend_select or (), ignore or (), place="--{key}")
    session = Session(Configuration(overlay=given, follow_imports=follow_imports))
    if STDIN in map(str, paths):
        if len(paths) > 1:
            raise click.UsageError("`-` cannot be combined with other paths")
        name = str(stdin_filename) if stdin_filename is not None else STDIN
        data = sys.stdin.buffer.read()
        report = session.check_bytes(data, name, stdin_filename)
        sources = Sources({name: data})
    elif stdin_filename is not None:
        raise click.UsageError("`--stdin-filename` needs `-` as the path")
    else:
        report = session.check_paths(paths or (Path(),), force_exclude=force_exclude)
        sources = Sources()

    form = output.output_format(output_format, sources, Palette(_has_colour()))
    _say(f"{remark}\n" for remark in sorted(set(report.remarks), key=str))
    _say(f"{problem}\n" for problem in report.problems)
    _print(form.statistics(report) if statistics else form.findings(report))
    aside = _say if form.for_machines else _print
    if show_unresolved:
        aside(unresolved(report))
    if not quiet:
        aside([summary(report) + "\n"])
    if report.problems:
        raise click.exceptions.Exit(COULD_NOT_RUN)
    raise click.exceptions.Exit(FOUND if report.findings and not exit_zero else CLEAN)


@cli.command()
@click.argument("code")
def rule(code: str) -> None:
    """Explain a rule, given by its code or its name."""
    from .output.page import rule_page
    from .registry import find_rule, load_rules

    _print([rule_page(find_rule(load_rules(), code))])


@cli.command()
def rules() -> None:
    """List all rules."""
    from .output.rule_table import rule_table
    from .registry import load_rules

    _print([rule_table(load_rules())])


def _print(pieces: Iterable[str]) -> None:
    """To standard output; where nobody listens any longer, quietly to nowhere."""
    try:
        for piece in pieces:
            sys.stdout.write(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()


def _say(pieces: Iterable[str]) -> None:
    """To standard error."""
    for piece in pieces:
        click.echo(piece, err=True, nl=False)


def _forget_stdout() -> None:
    # The interpreter flushes standard output once more at its end, and would complain.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _has_colour() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
