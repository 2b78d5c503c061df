"""Standard output and error: who reads them, and what they can show."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable


def tolerate_all_characters() -> None:
    """Sources hold characters that a terminal's encoding may lack; that must not end the run."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def write(pieces: Iterable[str]) -> None:
    """To standard output; where nobody listens any longer, quietly to nowhere."""
    try:
        for piece in pieces:
            sys.stdout.write(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        forget_stdout()


def write_bytes(data: bytes) -> None:
    """Bytes to standard output, as they are."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        forget_stdout()


def say(pieces: Iterable[str]) -> None:
    """To standard error."""
    for piece in pieces:
        click.echo(piece, err=True, nl=False)


def forget_stdout() -> None:
    """Let nothing more be written: the interpreter flushes standard output once more at its end, and would complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def has_colour() -> bool:
    """Whether standard output is a terminal that shows colours, or somebody insists (``FORCE_COLOR``)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def has_hyperlinks() -> bool:
    """Whether standard output is a terminal known to show hyperlinks (OSC 8); others may print the address."""
    if not sys.stdout.isatty() or not has_colour():
        return False
    known = os.environ.get("TERM_PROGRAM", "") in ("Hyper", "WezTerm", "ghostty", "iTerm.app", "vscode")
    named = os.environ.get("TERM", "") in ("alacritty", "foot", "xterm-kitty", "xterm-ghostty")
    vte = os.environ.get("VTE_VERSION", "")
    return known or named or "WT_SESSION" in os.environ or (vte.isdigit() and int(vte) >= 5000)
