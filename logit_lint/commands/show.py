"""``--show-settings`` and ``--show-files``: what a run would do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from ..discovery import discover
from ..registry import choose, load_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..config import Configuration, Settings
    from .options import Options


def show_files(options: Options, configuration: Configuration) -> Iterator[str]:
    """The files that would be checked, one in each line; paths that lead nowhere with the reason."""
    for file in discover(options.paths or (Path(),), configuration, force_exclude=options.force_exclude):
        yield f"{file}\n"


def show_settings(options: Options, configuration: Configuration) -> Iterator[str]:
    """The settings that hold for the first path, as TOML that could stand in a `pyproject.toml`."""
    path = options.stdin_filename or (options.paths or (Path(),))[0]
    settings = configuration.settings_for(path if path.is_dir() else path.parent)
    yield f"# The settings for {path}\n"
    for layer in settings.layers:
        if layer.file is not None:
            yield f"# from {layer.file}\n"
    yield "[tool.logit-lint]\n"
    yield f"select = {_array(choose(load_rules(), settings.selections))}\n"
    yield f"exclude = {json.dumps([pattern for layer in settings.layers for pattern in layer.exclude])}\n"
    yield f"respect-gitignore = {json.dumps(settings.respects_gitignore)}\n"
    yield from _ignores(settings)
    if settings.all_apis:
        yield "\n[tool.logit-lint.apis]\n"
        for name, row in settings.all_apis.items():
            yield f"{json.dumps(name)} = {json.dumps(row)}\n"


def _ignores(settings: Settings) -> Iterator[str]:
    ignores: dict[str, set[str]] = {}
    for layer in settings.layers:
        for pattern, codes in (layer.per_file_ignores or {}).items():
            ignores.setdefault(pattern, set()).update(codes)
    if ignores:
        yield "\n[tool.logit-lint.per-file-ignores]\n"
        for pattern, selectors in ignores.items():
            yield f"{json.dumps(pattern)} = {json.dumps(sorted(selectors))}\n"


def _array(codes: frozenset[str]) -> str:
    return "[\n" + "".join(f"    {json.dumps(code)},\n" for code in sorted(codes)) + "]"
