"""``# noqa`` comments, understood as flake8 understands them."""

from __future__ import annotations

import io
import re
import tokenize
from dataclasses import replace
from typing import TYPE_CHECKING

from .findings import Remark

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .findings import Finding
    from .source import Source

# flake8's own expression, so that a comment means the same in both tools.
_NOQA = re.compile(r"# noqa(?::[\s]?(?P<codes>([A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)
_NOQA_FILE = re.compile(r"\s*# flake8[:=]\s*noqa", re.IGNORECASE)
_WORDS = re.compile(r":\s*([\w-]+(?:[,\s]+[\w-]+)*)")
_SEPARATORS = re.compile(r"[,\s]+")


class Suppressions:
    """What the comments of one file silence."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._rows: dict[int, tuple[int, int]] = {}
        self._comments: dict[int, str] = {}
        self.whole_file = False
        try:
            self._read()
        except (tokenize.TokenError, SyntaxError):
            # Code that does not parse may not tokenize either: then every line stands for itself, as in flake8.
            self._rows.clear()
            self._comments = {row: line for row, line in enumerate(source.lines, 1) if _NOQA.search(line)}

    def _read(self) -> None:
        first = 0
        for token in tokenize.generate_tokens(io.StringIO("".join(self._source.lines)).readline):
            if token.type in (tokenize.ENDMARKER, tokenize.DEDENT):
                continue
            first = first or token.start[0]
            if token.type == tokenize.COMMENT:
                if _NOQA.search(token.string):
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

    def silences(self, finding: Finding) -> bool:
        """Whether a comment silences this finding."""
        if self.whole_file:
            return True
        comment = self._comments.get(self.row_for(finding.span.start.row))
        found = _NOQA.search(comment) if comment is not None else None
        if found is None:
            return False
        codes = found["codes"]
        if codes is None:
            return True
        return finding.code.startswith(tuple(code for code in _SEPARATORS.split(codes.upper()) if code))

    def remarks(self, names: Collection[str]) -> list[Remark]:
        """A remark for every comment that names a rule where its code belongs."""
        remarks = []
        for row, comment in self._comments.items():
            found = _NOQA.search(comment)
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


def suppress(
    findings: Sequence[Finding], source: Source, names: Collection[str] = ()
) -> tuple[list[Finding], list[Remark]]:
    """The findings that no comment silences, each with the row for such a comment; and remarks on comments."""
    if not findings:
        return [], []
    # Tokenizing costs as much as parsing: only where a comment, or lines joined to one, can matter.
    noqa = "noqa" in source.text.lower()
    if not noqa and not any(_may_be_joined(source, finding.span.start.row) for finding in findings):
        return [replace(finding, noqa_row=finding.span.start.row) for finding in findings], []
    suppressions = Suppressions(source)
    kept = [
        replace(finding, noqa_row=suppressions.row_for(finding.span.start.row))
        for finding in findings
        if not suppressions.silences(finding)
    ]
    return kept, suppressions.remarks(names)


def _may_be_joined(source: Source, row: int) -> bool:
    here = source.lines[row - 1] if row <= len(source.lines) else ""
    before = source.lines[row - 2] if 2 <= row <= len(source.lines) + 1 else ""
    return any(line.rstrip("\r\n").endswith("\\") for line in (before, here)) or '"""' in here or "'''" in here
