"""What goes wrong before anything is checked: settings, rule packs, arguments."""

from __future__ import annotations


class LogitLintError(Exception):
    """The run cannot start; the message is one line, for the user."""


class ConfigurationError(LogitLintError):
    """A setting that cannot be meant: an unknown key, a wrong type, an unknown rule."""


class RulePackError(LogitLintError):
    """A rule pack that cannot be loaded, or two that claim the same code."""


class NotChecked(LogitLintError):  # noqa: N818  (says what happened, not that something erred)
    """A single source could not be checked: nested too deeply, for example."""


def nearest(word: str, words: list[str]) -> str:
    """The tail of a message: ``; did you mean 'x'?`` where something similar exists."""
    from difflib import SequenceMatcher

    def likeness(other: str) -> tuple[float, int]:
        alike = next((place for place, pair in enumerate(zip(word, other)) if pair[0] != pair[1]), 0)
        return SequenceMatcher(None, word, other).ratio(), alike

    best = max(words, key=likeness, default="")
    return f"; did you mean {best!r}?" if best and likeness(best)[0] >= 0.6 else ""
