"""How findings are mended: drafts of edits in the user's own code.

A rule says what to write; what is here knows how. A `draft` collects edits: it knows which names the file has
(`imports`) and what is then no longer needed (`leftovers`). `formulas`, `logarithms` and `losses` say what a
formula becomes, `arguments` how a call takes its arguments, `consumers` and `flow` who else sees a value. LibCST
builds every expression; only the spans that change become edits.

The modules are imported when a rule first asks for them: without findings, LibCST never is.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..analysis.candidates import Candidate
    from ..findings import Fix
    from . import arguments, consumers, formulas, logarithms, losses
    from .draft import Draft, Refusal

    __all__ = ["arguments", "consumers", "formulas", "logarithms", "losses", "mended"]

_MODULES: Final = ("arguments", "consumers", "formulas", "logarithms", "losses")


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def mended(
    candidate: Candidate, *ways: Callable[[Draft], object], safe: bool = False, message: str = ""
) -> Fix | Refusal | None:
    """The first of several ways that leads to a fix, or why none does where that is worth saying.

    Args:
        candidate: What is mended.
        ways: Each writes into a draft, and raises `Unable` or `Refused` where it can't.
        safe: Whether what is written keeps the value. A draft may know that it does not.
        message: What the fix does; by default, what it writes.
    """
    from .draft import Draft, Refusal, Refused, Unable

    refusal: Refusal | None = None
    for way in ways:
        try:
            draft = Draft(candidate)
            way(draft)
            fix = draft.finish(message or draft.message, safe=safe)
        except Refused as refused:
            refusal = refusal or Refusal(refused.reason)
        except Unable:
            continue
        else:
            if fix is not None:
                return fix
    return refusal
