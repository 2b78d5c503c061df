"""What a rule is: its page, its examples, its pattern for the scout, its verdict as the judge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from .analysis.candidates import Candidate
    from .analysis.patterns import Pattern
    from .findings import Finding, Fix, Severity
    from .judging import Words
    from .mending.draft import Refusal


@dataclass(frozen=True)
class Example:
    """A small program; ``framework`` names whose it is (``pytorch``, ``tensorflow``, ``keras``, ``jax``, ``numpy``)."""

    framework: str
    code: str


@dataclass(frozen=True)
class Absence:
    """Why a rule has no example for a framework: the mistake can't be made there, or another rule speaks."""

    framework: str
    why: str


class Rule:
    """One mistake to look for. A rule never walks a tree: it gives patterns and judges candidates."""

    code: ClassVar[str]
    name: ClassVar[str]
    summary: ClassVar[str]
    """One line: what is found."""
    severity: ClassVar[Severity]
    default: ClassVar[bool] = True
    """Whether it is on unless ignored; others must be selected."""
    what: ClassVar[str]
    """What it finds, in a paragraph."""
    why: ClassVar[str]
    """Why it is wrong, with the mathematics."""
    mend: ClassVar[str]
    """What to write instead."""
    safety: ClassVar[str] = ""
    """Whether what to write instead keeps the value."""
    ignore: ClassVar[str] = ""
    """When to ignore it."""
    references: ClassVar[tuple[str, ...]] = ()
    bad: ClassVar[tuple[Example, ...]] = ()
    """Programs in which the rule, and no other, finds exactly one mistake."""
    good: ClassVar[tuple[Example, ...]] = ()
    """Programs in which no rule finds anything."""
    absent: ClassVar[tuple[Absence, ...]] = ()
    """The frameworks in which it finds nothing, and why; of the others there are examples."""
    beats: ClassVar[tuple[str, ...]] = ()
    """Codes of the less specific rules that are silent where this one speaks."""
    patterns: ClassVar[tuple[Pattern, ...]] = ()

    def judge(self, candidate: Candidate) -> Finding | None:
        """Confirm a candidate on its exact source and word the finding, or drop it."""
        from .judging import confirm, find  # LibCST is needed only where there is a candidate.
        from .mending.draft import Refusal

        words = confirm(candidate)
        if words is None:
            return None
        try:
            fix = self.fix(candidate, words)
        except Exception as error:  # What we know is wrong is told, even if we fail to mend it.
            fix, candidate.failure = None, error
        refused = f" (it is not mended automatically: {fix.reason})" if isinstance(fix, Refusal) else ""
        fix = None if isinstance(fix, Refusal) else fix
        words = replace(words, instead=f"`{fix.code}`" if fix is not None and fix.code else "")
        message = self.sentence(candidate, words) + refused
        return find(candidate, message, severity=self.severity_of(candidate), fix=fix)

    def fix(self, candidate: Candidate, words: Words) -> Fix | Refusal | None:
        """How to mend it, or why that is left to a person; None where there is no fix to speak of.

        Its code is what `sentence` advises, as ``words.instead``.
        """
        return None

    def sentence(self, candidate: Candidate, words: Words) -> str:
        """What was seen, why it is wrong and what to write instead, in the user's own words."""
        raise NotImplementedError

    def severity_of(self, candidate: Candidate) -> Severity:
        """How bad this one is."""
        return self.severity
