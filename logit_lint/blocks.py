"""``# logit-lint: disable=LGT101`` … ``# logit-lint: enable``: comments that silence rules for some lines.

On a line of its own, ``disable`` holds until ``enable``, and at the latest to the end of the block that it stands in (a
function, a loop, the file). Behind code it holds for that line.
"""

from __future__ import annotations

import re
import tokenize
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import ConfigurationError
from .findings import Remark

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .findings import Finding
    from .rule import Rule

_COMMENT = re.compile(r"#\s*logit-lint:\s*(?P<verb>[\w-]+)\s*(?:=\s*(?P<selectors>[\w-]+(?:\s*,\s*[\w-]+)*))?")
_LAYOUT = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


@dataclass
class _Block:
    """From a comment to where it ends; ``codes`` are those that its selector means."""

    selector: str
    codes: frozenset[str]
    row: int
    first: int
    column: int
    last: int | None = None
    used: bool = False


class Blocks:
    """The comments of one file, heard token by token."""

    def __init__(self, filename: str, rules: Sequence[Rule]) -> None:
        self._filename = filename
        self._rules = rules
        self._blocks: list[_Block] = []
        self._remarks: list[Remark] = []
        self._line_begins = True
        self._first_row = 1

    def hear(self, token: tokenize.TokenInfo) -> None:
        """Take in the next token."""
        if token.type == tokenize.COMMENT:
            found = _COMMENT.match(token.string)
            if found is not None:
                self._obey(found, token)
        elif token.type == tokenize.NEWLINE:
            self._line_begins = True
        elif token.type not in _LAYOUT and self._line_begins:
            self._line_begins = False
            self._first_row, column = token.start
            # The first code further to the left ends the block.
            for block in self._open():
                if column < block.column:
                    block.last = self._first_row - 1

    def silence(self, finding: Finding) -> bool:
        """Whether a block silences this finding; it is then used."""
        row = finding.span.start.row
        silent = False
        for block in self._blocks:
            if finding.code in block.codes and block.first <= row and (block.last is None or row <= block.last):
                block.used = silent = True
        return silent

    def remarks(self) -> list[Remark]:
        """Comments that do not do what they seem to."""
        return list(self._remarks)

    def unused(self, on: Collection[str]) -> list[Remark]:
        """Comments that silenced nothing, of the rules that are on."""
        idle = [block for block in self._blocks if not block.used and not block.codes.isdisjoint(on)]
        return [Remark(self._filename, block.row, f"`disable={block.selector}` silences nothing") for block in idle]

    def _open(self) -> list[_Block]:
        return [block for block in self._blocks if block.last is None]

    def _obey(self, found: re.Match[str], token: tokenize.TokenInfo) -> None:
        row, column = token.start
        selectors = re.split(r"\s*,\s*", found["selectors"].upper()) if found["selectors"] else ["ALL"]
        if found["verb"] == "disable":
            own_line = not token.line[: token.start[1]].strip() and self._line_begins
            first, last = (row, None) if own_line else (self._first_row, row)
            for selector in selectors:
                codes = self._codes(selector, row)
                if codes:
                    self._blocks.append(_Block(selector, codes, row, first, column, last))
        elif found["verb"] == "enable":
            self._end(selectors if found["selectors"] else None, row)
        else:
            message = f"neither `disable` nor `enable`: {found['verb']!r}"
            self._remarks.append(Remark(self._filename, row, message))

    def _end(self, selectors: Sequence[str] | None, row: int) -> None:
        ended = [block for block in self._open() if selectors is None or block.selector in selectors]
        for block in ended:
            block.last = row
        if not ended:
            self._remarks.append(Remark(self._filename, row, "`enable` without a `disable` above it"))

    def _codes(self, selector: str, row: int) -> frozenset[str]:
        from .registry import matching

        try:
            return matching(self._rules, selector, "disable")[0]
        except ConfigurationError as error:
            self._remarks.append(Remark(self._filename, row, str(error)))
            return frozenset()
