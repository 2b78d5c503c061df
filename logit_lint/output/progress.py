"""A progress bar for long runs, where somebody watches."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PATIENCE = 1.0
"""Seconds that a run may take before it shows how far it is; shorter runs show nothing."""

_ERASE = "\r\x1b[K"

T = TypeVar("T")


def with_progress(items: Iterable[T]) -> Iterator[T]:
    """The same items; on standard error, if that is a terminal, a bar that vanishes at the end."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield from items
        return
    start = time.monotonic()
    known = list(items)
    bar = click.progressbar(length=len(known), label="Checking", show_pos=True, file=sys.stderr)
    shown = False
    try:
        for done, item in enumerate(known):
            yield item
            if time.monotonic() - start >= PATIENCE:
                shown = True
                bar.update(done + 1 - bar.pos)
    finally:
        if shown:
            click.echo(_ERASE, err=True, nl=False)
