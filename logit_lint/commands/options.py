"""What can be said to ``logit-lint check``: one field below for each option, in groups as ``--help`` shows them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..output import format_names

if TYPE_CHECKING:
    from collections.abc import Callable

    Decorator = Callable[[Callable[..., None]], Callable[..., None]]


@dataclass(frozen=True)
class Options:
    """The options of one run."""

    paths: tuple[Path, ...]
    # Which rules
    select: tuple[str, ...] | None
    extend_select: tuple[str, ...] | None
    ignore: tuple[str, ...] | None
    # Which files and settings
    config: Path | None
    follow_imports: bool | None
    force_exclude: bool
    stdin_filename: Path | None
    show_files: bool
    show_settings: bool
    # What is shown, and where
    output_format: str
    output_file: Path | None
    statistics: bool
    show_unresolved: bool
    quiet: bool
    exit_zero: bool
    # Fixes
    fix: bool
    unsafe_fixes: bool
    diff: bool
    # Old code
    baseline: Path | None
    write_baseline: Path | None
    add_noqa: bool
    show_unused_suppressions: bool


def with_options(function: Callable[[Options], None]) -> Callable[..., None]:
    """A function that click calls with everything on the command line, and that gets `Options`."""

    def called(**given: Any) -> None:
        function(Options(**given))

    called.__name__, called.__doc__ = function.__name__, function.__doc__
    decorated: Callable[..., None] = called
    for decorator in reversed(_OPTIONS):
        decorated = decorator(decorated)
    return decorated


def _codes(name: str, text: str) -> Decorator:
    def split(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...] | None:
        if not values:
            return None
        codes = tuple(word for value in values for word in value.replace(",", " ").split())
        if not codes:
            # More likely an unset variable in somebody's CI than a wish to check nothing.
            raise click.BadParameter("no rule given")
        return codes

    return click.option(name, multiple=True, metavar="CODES", callback=split, help=text)


def _flag(name: str, text: str, *short: str) -> Decorator:
    return click.option(*short, name, is_flag=True, help=text)


def _path(name: str, text: str) -> Decorator:
    return click.option(name, type=click.Path(path_type=Path), metavar="FILE", help=text)


_OPTIONS: tuple[Decorator, ...] = (
    click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True)),
    # Which rules
    _codes("--select", "Rules to use instead of the default ones: codes, prefixes, names or ALL; comma-separated."),
    _codes("--extend-select", "Rules to use besides."),
    _codes("--ignore", "Rules not to use."),
    # Which files and settings
    _path("--config", "A TOML file whose `[tool.logit-lint]` holds for all paths, instead of the nearest one."),
    click.option(
        "--follow-imports/--no-follow-imports",
        default=None,
        help="Read the project's other files where a checked one imports them (default: yes).",
    ),
    _flag("--force-exclude", "Apply excludes to files named explicitly, too (for pre-commit)."),
    _path("--stdin-filename", "What to call standard input, and whose settings to use for it."),
    _flag("--show-files", "List the files that would be checked, and check nothing."),
    _flag("--show-settings", "Show the settings that hold for the first path, and check nothing."),
    # What is shown, and where
    click.option(
        "--output-format",
        type=click.Choice(format_names()),
        default="full",
        show_default=True,
        help="How to show findings.",
    ),
    _path("--output-file", "Write the findings to this file instead of standard output."),
    _flag("--statistics", "Show counts by rule instead of findings."),
    _flag("--show-unresolved", "List the loss calls that were not understood, and why."),
    _flag("--quiet", "Show findings and problems only.", "-q"),
    _flag("--exit-zero", "Exit with 0 even where there are findings."),
    # Fixes
    _flag("--fix", "Mend what can be mended without changing a value."),
    _flag("--unsafe-fixes", "With --fix or --diff: also mend what changes what is computed."),
    _flag("--diff", "Show what --fix would change, and change nothing; exit with 1 if anything."),
    # Old code
    _path("--baseline", "Be silent on the findings that this file lists."),
    _path("--write-baseline", "List all findings in this file, for `--baseline`, and exit with 0."),
    _flag("--add-noqa", "Add a `# noqa` with its code to the line of each finding, and exit with 0."),
    _flag("--show-unused-suppressions", "List the comments for our rules that silence nothing."),
)
