"""How reports are shown. Each module ``<name>_format`` here is an output format; a new format is a new file."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .formats import OutputFormat, Palette, Sources

_SUFFIX = "_format"


@cache
def format_names() -> tuple[str, ...]:
    """The names that ``--output-format`` takes: those of the files, with dashes."""
    modules = (module.name for module in iter_modules(__path__))
    return tuple(sorted(name[: -len(_SUFFIX)].replace("_", "-") for name in modules if name.endswith(_SUFFIX)))


def output_format(name: str, sources: Sources, palette: Palette) -> OutputFormat:
    """The format of that name, drawing on these."""
    module = import_module(f"{__name__}.{name.replace('-', '_')}{_SUFFIX}")
    shown: OutputFormat = module.Format(sources, palette)
    return shown
