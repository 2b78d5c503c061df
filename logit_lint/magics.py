"""IPython's additions to Python: lines that only a notebook understands become Python that does as little.

Rows stay what they are, and so do the columns of all code that is kept.
"""

from __future__ import annotations

import ast
import re
import warnings

_CELL_MAGIC = re.compile(r"\s*%%(\w*)")
_RUN_HERE = frozenset({"capture", "debug", "ipytest", "memit", "mprun", "prun", "time", "timeit"})
"""The cell magics whose body is Python code of this notebook; other bodies are somebody else's (`%%bash`)."""

_LINE = re.compile(
    r"""(?P<indent>\s*)
    (?: [%!?] .*                                                # %matplotlib inline, !ls, ?print
      | [\w.]+ \s* \?{1,2} \s* (?:\#.*)?                        # print?
      | (?P<target>[\w., ]+?) \s* = \s* [%!] .*                 # files = !ls
      | (?:cat|cd|conda|cp|ls|mamba|mkdir|mv|pip|pip3|pwd|rm|uv) (?:\s.*)?    # automagic: pip install torch
    )""",
    re.VERBOSE,
)
_TIMED = re.compile(r"(\s*)%time(?=\s+\S)")


def as_python(cell: str) -> tuple[str, SyntaxError | None]:
    """A cell's code without magics, and why it does not parse, if it does not.

    A cell that does not parse runs nothing, so nothing of it is left: each of its rows is empty.
    """
    lines = cell.splitlines(keepends=True)
    first = next((row for row, line in enumerate(lines) if line.strip()), None)
    magic = _CELL_MAGIC.match(lines[first]) if first is not None else None
    if first is not None and magic:
        if magic[1] not in _RUN_HERE:
            return _emptied(lines), None
        lines[first] = _end(lines[first])
    error = _why_not("".join(lines))
    replaced = -1
    # The parser stops at the first line that is no Python; a magic there is replaced, and the rest tried again.
    while error is not None:
        row = (error.lineno or 1) - 1
        if row <= replaced or row >= len(lines) or not _replace(lines, row):
            return _emptied(lines), error
        replaced = row
        error = _why_not("".join(lines))
    return "".join(lines), None


def _replace(lines: list[str], row: int) -> bool:
    """Put Python in the place of the magic that stands on a row, with the rows that it is continued on."""
    body, end = lines[row].rstrip("\r\n"), _end(lines[row])
    timed = _TIMED.sub(r"\1if 1:", body)  # just as wide
    if timed != body and not body.endswith("\\"):
        lines[row] = timed + end
        if _why_not(timed.strip()) is None:
            return True
        lines[row] = body + end
    found = _LINE.fullmatch(body)
    if found is None:
        return False
    target = found["target"]
    lines[row] = found["indent"] + (f"{target} = get_ipython()" if target else "pass") + end
    while body.endswith("\\") and row + 1 < len(lines):
        row += 1
        body = lines[row].rstrip("\r\n")
        lines[row] = _end(lines[row])
    return True


def _why_not(code: str) -> SyntaxError | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(code)
        except SyntaxError as error:
            return error
        except (ValueError, RecursionError, MemoryError) as error:
            return SyntaxError(str(error) or "too complex", ("", 1, 1, ""))
    return None


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _emptied(lines: list[str]) -> str:
    return "".join(map(_end, lines))
