"""logit-lint: finds logits where probabilities belong, and probabilities where logits belong."""

from __future__ import annotations

from .version import __version__

TYPE_CHECKING = False  # `typing` is not imported for this: importing logit_lint costs next to nothing
if TYPE_CHECKING:
    from .config import Settings
    from .errors import LogitLintError
    from .findings import Finding, Report
    from .linter import lint_paths, lint_source

__all__ = ["Finding", "LogitLintError", "Report", "Settings", "__version__", "lint_paths", "lint_source"]

_HOMES = {
    "Finding": "findings",
    "LogitLintError": "errors",
    "Report": "findings",
    "Settings": "config",
    "lint_paths": "linter",
    "lint_source": "linter",
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
