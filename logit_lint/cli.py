"""The command line, in ruff's manners. Each command stands in a file of `logit_lint/commands/`."""

from __future__ import annotations

import sys

import click

from .commands.check import check
from .commands.explain import rule, rules
from .commands.server import server
from .errors import LogitLintError
from .terminal import forget_stdout, tolerate_all_characters
from .version import __version__

CLEAN, COULD_NOT_RUN, INTERRUPTED = 0, 2, 130


def main() -> None:
    """The console script: exit status 0 clean, 1 findings, 2 could not run."""
    tolerate_all_characters()
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
        forget_stdout()
        status = CLEAN
    except OSError as error:  # standard output is full, the current folder is gone
        click.echo(f"logit-lint: {error}", err=True)
        forget_stdout()
        status = COULD_NOT_RUN
    sys.exit(status)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="logit-lint", message="%(prog)s %(version)s")
def cli() -> None:
    """Find logits where probabilities belong, and probabilities where logits belong."""


for command in (check, rule, rules, server):
    cli.add_command(command)
