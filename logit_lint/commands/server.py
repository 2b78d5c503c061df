"""``logit-lint server``: for editors."""

from __future__ import annotations

import click

from ..errors import LogitLintError


@click.command()
@click.option("--stdio", is_flag=True, help="Speak over standard input and output: the only way, and the default.")
def server(stdio: bool) -> None:
    """Start the language server (needs `pip install 'logit-lint[server]'`)."""
    try:
        from ..language_server import serve
    except ModuleNotFoundError as error:
        if error.name is not None and error.name.partition(".")[0] in ("pygls", "lsprotocol"):
            raise LogitLintError("the language server needs pygls: pip install 'logit-lint[server]'") from None
        raise
    serve()
