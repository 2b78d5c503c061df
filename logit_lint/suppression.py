"""Comments that silence findings: ``# noqa`` as flake8 understands it, and our own ``# logit-lint: disable``."""

from __future__ import annotations

import io
import re
import tokenize
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .blocks import Blocks
from .findings import Remark

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from .findings import Finding
    from .rule import Rule
    from .source import Source

# flake8's own expression, so that a comment means the same in both tools.
NOQA = re.compile(r"# noqa(?::[\s]?(?P<codes>([A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)
_NOQA_FILE = re.compile(r"\s*# flake8[:=]\s*noqa", re.IGNORECASE)
_WORDS = re.compile(r":\s*([\w-]+(?:[,\s]+[\w-]+)*)")
_SEPARATORS = re.compile(r"[,\s]+")


@dataclass
class Silence:
    """What is left when the comments have been heard."""

    findings: list[Finding]
    remarks: list[Remark] = field(default_factory=list)
    """Comments that do something else than they seem to."""
    unused: list[Remark] = field(default_factory=list)
    """Comments that silence nothing."""


class Suppressions:
    """What the comments of one file silence.

    Args:
        source: The file.
        rules: All rules that comments may name.
    """

    def __init__(self, source: Source, rules: Sequence[Rule] = ()) -> None:
        self._source = source
        self._rules = rules
        self._rows: dict[int, tuple[int, int]] = {}
        self._comments: dict[int, str] = {}
        self._heard: set[tuple[int, str]] = set()
        self._blocks = Blocks(source.filename, rules)
        self.whole_file = False
        try:
            self._read()
        except (tokenize.TokenError, SyntaxError):
            # Code that does not parse may not tokenize either: then every line stands for itself, as in flake8.
            self._rows.clear()
            self._comments = {row: line for row, line in enumerate(source.lines, 1) if NOQA.search(line)}

    def _read(self) -> None:
        first = 0
        for token in tokenize.generate_tokens(io.StringIO("".join(self._source.lines)).readline):
            self._blocks.hear(token)
            if token.type in (tokenize.ENDMARKER, tokenize.DEDENT):
                continue
            first = first or token.start[0]
            if token.type == tokenize.COMMENT:
                if NOQA.search(token.string):
                    self._comments[token.start[0]] = token.string
                elif _NOQA_FILE.match(token.line):
                    self.whole_file = True
            elif token.type in (tokenize.NL, tokenize.NEWLINE):
                # Lines joined by a backslash or inside one string share the comment behind the last of them.
                last = token.start[0]
                if last > first:
                    self._rows.update(dict.fromkeys(range(first, last + 1), (first, last)))
                first = 0

    def row_for(self, row: int) -> int:
        """The row on which a comment has to stand to silence a finding on ``row``."""
        return self._rows.get(row, (row, row))[1]

    def comment_on(self, row: int) -> str:
        """The comment with a ``noqa`` in it that stands on a row; empty where there is none."""
        return self._comments.get(row, "")

    def silences(self, finding: Finding, *, honour_noqa: bool = True) -> bool:
        """Whether a comment silences this finding; every one that does is remembered as used."""
        blocked = self._blocks.silence(finding)
        return (honour_noqa and self._noqa_silences(finding)) or blocked

    def _noqa_silences(self, finding: Finding) -> bool:
        if self.whole_file:
            return True
        row = self.row_for(finding.span.start.row)
        found = NOQA.search(self.comment_on(row))
        if found is None:
            return False
        if found["codes"] is None:
            return True
        matching = [code for code in _codes(found["codes"]) if finding.code.startswith(code)]
        self._heard.update((row, code) for code in matching)
        return bool(matching)

    def remarks(self) -> list[Remark]:
        """A remark for every comment that names a rule where its code belongs, or a rule that there is not."""
        names = {rule.name for rule in self._rules}
        remarks = self._blocks.remarks()
        for row, comment in self._comments.items():
            found = NOQA.search(comment)
            if found is None or found["codes"] is not None:
                continue
            words = _WORDS.match(comment, found.end())
            named = [word for word in _SEPARATORS.split(words[1]) if word in names] if words else []
            if named:
                message = (
                    f"`noqa` followed by a name ({named[0]}) silences everything on the line; write the code instead"
                )
                remarks.append(Remark(self._source.filename, row, message))
        return remarks

    def unused(self, on: Collection[str]) -> list[Remark]:
        """A remark for every code of ours in a comment that silenced nothing, of the rules that are on."""
        listed = [
            (row, code)
            for row, comment in self._comments.items()
            for found in NOQA.finditer(comment)
            for code in _codes(found["codes"] or "")
        ]
        remarks = [
            Remark(self._source.filename, row, f"`noqa: {code}` silences nothing")
            for row, code in listed
            if (row, code) not in self._heard and any(one.startswith(code) for one in on)
        ]
        return remarks + self._blocks.unused(on)


def suppress(
    findings: Sequence[Finding],
    source: Source,
    rules: Sequence[Rule] = (),
    *,
    honour_noqa: bool = True,
    unused_of: Collection[str] | None = None,
) -> Silence:
    """The findings that no comment silences, each with the row for a ``noqa``; and remarks on comments.

    Args:
        findings: The findings on the source.
        source: The file.
        rules: All rules that comments may name.
        honour_noqa: Whether ``noqa`` counts; in flake8 it is flake8 that looks at it.
        unused_of: The codes of the rules that are on, to look for comments that silence nothing; None to save that.
    """
    if not findings and unused_of is None:
        return Silence([])
    lower = source.text.lower()
    commented = "noqa" in lower or "logit-lint:" in lower
    # Tokenizing costs as much as parsing: only where a comment, or lines joined to one, can matter.
    if not commented and not any(_may_be_joined(source, finding.span.start.row) for finding in findings):
        return Silence([replace(finding, noqa_row=finding.span.start.row) for finding in findings])
    suppressions = Suppressions(source, rules)
    kept = [
        replace(finding, noqa_row=suppressions.row_for(finding.span.start.row))
        for finding in findings
        if not suppressions.silences(finding, honour_noqa=honour_noqa)
    ]
    unused = suppressions.unused(unused_of) if unused_of is not None else []
    return Silence(kept, suppressions.remarks(), unused)


def _codes(text: str) -> Iterator[str]:
    return (code for code in _SEPARATORS.split(text.upper()) if code)


def _may_be_joined(source: Source, row: int) -> bool:
    here = source.lines[row - 1] if row <= len(source.lines) else ""
    before = source.lines[row - 2] if 2 <= row <= len(source.lines) + 1 else ""
    return any(line.rstrip("\r\n").endswith("\\") for line in (before, here)) or '"""' in here or "'''" in here
