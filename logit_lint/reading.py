"""From a path or bytes to a `Source`: encodings, and everything that keeps a file from being read."""

from __future__ import annotations

import errno
import os
import re
import stat
from typing import TYPE_CHECKING

from .source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .findings import Edit

NOTEBOOK = ".ipynb"

BOM = b"\xef\xbb\xbf"
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_NON_BLOCKING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Unreadable(Exception):  # noqa: N818  (a state of the file, told to the user in one line)
    """The file's text cannot be had; the message says why."""


class NotPython(Unreadable):
    """A notebook in another language: nothing is wrong with it, and nothing is to be checked."""


def read_source(path: Path) -> Source:
    """Read a file; raises `Unreadable`."""
    return as_source(str(path), read_bytes(path))


def as_source(filename: str, data: bytes) -> Source:
    """What stands in a file: Python code, or a notebook if its name says so; raises `Unreadable`."""
    if filename.endswith(NOTEBOOK):
        from .notebook import Notebook

        return Notebook(filename, data)
    return Source(filename, decode(data))


def with_edits(filename: str, data: bytes, edits: Sequence[Edit]) -> bytes:
    """A file's bytes with edits made: encoding, byte-order mark and line ends stay; raises `Unreadable`."""
    if filename.endswith(NOTEBOOK):
        from .notebook import Notebook

        return Notebook(filename, data).edited(edits)
    from .editing import apply_edits

    mark = BOM if data.startswith(BOM) else b""
    text = apply_edits(decode(data), edits)
    return mark + text.encode(_cookie(data[len(mark) :]) or "utf-8")


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file; raises `Unreadable`."""
    try:
        # Without O_NONBLOCK, opening a FIFO that nobody writes to would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | _NON_BLOCKING)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Unreadable("not a regular file")
            return file.read()
    except OSError as error:
        raise Unreadable(why_not(error, path)) from None
    except ValueError as error:  # a null byte in the path
        raise Unreadable(str(error)) from None


def why_not(error: OSError, path: Path) -> str:
    """An operating system's error in a user's words."""
    if error.errno == errno.ENOENT:
        return "broken symlink" if path.is_symlink() else "no such file or folder"
    if error.errno == errno.ELOOP:
        return "symlink loop"
    if error.errno in (errno.EACCES, errno.EPERM):
        return "permission denied"
    if error.errno == errno.EISDIR:
        return "not a regular file"
    return (error.strerror or str(error)).lower()


def decode(data: bytes) -> str:
    """The text as Python would read it: byte-order mark, coding cookie, UTF-8; raises `Unreadable`."""
    encoding = "utf-8"
    marked = data.startswith(BOM)
    if marked:
        data = data[len(BOM) :]
    cookie = _cookie(data)
    if cookie is not None:
        encoding = cookie
        if marked and encoding.lower().replace("_", "-") not in ("utf-8", "utf8", "utf-8-sig"):
            raise Unreadable(f"declared as {encoding}, but starts with a UTF-8 byte-order mark")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        declared = f"not {encoding}, as its first lines declare" if cookie else "not UTF-8, and no encoding is declared"
        raise Unreadable(f"{declared} (line {row})") from None
    except (LookupError, UnicodeError, ValueError):
        raise Unreadable(f"unknown encoding {encoding!r} declared") from None


def encoding_of(data: bytes) -> str:
    """The encoding of text that `decode` has decoded."""
    encoding = _cookie(data.removeprefix(BOM)) or "utf-8"
    return "utf-8" if encoding.lower().replace("_", "-") == "utf-8-sig" else encoding


def _cookie(data: bytes) -> str | None:
    """The encoding that a comment in the first two lines declares (PEP 263)."""
    head = data[:400]
    if b"coding" not in head:
        return None
    for line in head.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")[:2]:
        found = _COOKIE.match(line)
        if found:
            return found[1].decode("ascii", "replace")
        if not _BLANK.match(line):
            return None
    return None
