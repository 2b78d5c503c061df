"""Whatever stands in a file: one clear line, and the other files are still checked."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from .processes import CLEAN, PYTORCH, Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from .processes import Run

HEAD = "import torch.nn.functional as F\n\n\ndef step(x, y):\n    return F.cross_entropy(F.softmax(x, dim=1), y)\n\n\n"


def only_problem(outcome: Outcome) -> str:
    """The one line about the one path; the neighbour's finding is there in spite of it."""
    assert outcome.status == 2
    assert [line.split(":")[0] for line in outcome.findings] == ["neighbour.py"]
    assert "not checked: 1 path" in outcome.out
    assert outcome.err.count("\n") == 1
    return outcome.err.strip()


@pytest.fixture
def folder(folder: Path) -> Path:
    (folder / "neighbour.py").write_text(PYTORCH)
    return folder


def test_not_utf8(folder: Path, check: Run) -> None:
    (folder / "a.py").write_bytes(b"# plain\nname = '\xe9'\n")
    assert only_problem(check()) == "a.py: not UTF-8, and no encoding is declared (line 2)"


def test_an_encoding_that_is_declared_is_read(folder: Path, check: Run) -> None:
    (folder / "neighbour.py").write_bytes(
        b"# -*- coding: latin-1 -*-\n" + PYTORCH.replace("net", "n\u00e9t").encode("latin-1")
    )
    assert check().findings[0].startswith("neighbour.py:8:34: LGT101 ")


@pytest.mark.parametrize(
    ("cookie", "message"),
    [
        (b"# coding: no-such-thing", "unknown encoding 'no-such-thing' declared"),
        (b"# coding: rot13", "unknown encoding 'rot13' declared"),
        (b"# coding: ascii\n# \xe9", "not ascii, as its first lines declare (line 2)"),
        (b"\xef\xbb\xbf# coding: latin-1", "declared as latin-1, but starts with a UTF-8 byte-order mark"),
    ],
)
def test_a_wrong_declaration(folder: Path, check: Run, cookie: bytes, message: str) -> None:
    (folder / "a.py").write_bytes(cookie + b"\nx = 1\n")
    assert only_problem(check()) == f"a.py: {message}"


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + PYTORCH.encode(),
        b"\xef\xbb\xbf# coding: utf-8\n" + PYTORCH.encode().removeprefix(b"import torch\n"),
        PYTORCH.replace("\n", "\r\n").encode(),
        PYTORCH.replace("\n", "\r").encode(),
        PYTORCH.replace("\n\n\n", "\n\x0c\n\n").encode(),
        PYTORCH.rstrip("\n").encode(),
    ],
    ids=["bom", "bom-and-cookie", "crlf", "cr", "form-feed", "no-end-of-line"],
)
def test_marks_and_line_ends_move_nothing(folder: Path, check: Run, data: bytes) -> None:
    (folder / "neighbour.py").write_bytes(data)
    outcome = check()
    assert outcome.findings[0].startswith("neighbour.py:7:34: LGT101 ")
    assert outcome.err == ""


def test_empty_files_are_clean(folder: Path, check: Run) -> None:
    (folder / "a.py").write_bytes(b"")
    (folder / "b.py").write_bytes(b"\n\n")
    (folder / "c.py").write_bytes(b"\xef\xbb\xbf")
    outcome = check("a.py", "b.py", "c.py")
    assert outcome.status == 0
    assert outcome.out.startswith("3 files checked; 0 findings;")


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("def broken(:\n    pass\n", "8:12"),
        ("if 1:\nx = 2\n", "9:1"),
        ("x = 'never closed\n", "8:5"),
        ("\tx = 1\n", "8:1"),
        ("x = 1\0\n", "8:6"),
        ("x = " + "(" * 10_000 + ")" * 10_000 + "\n", "8:"),
    ],
    ids=["syntax", "indentation", "string", "tab", "null-byte", "parentheses"],
)
def test_code_that_does_not_parse_is_a_finding(folder: Path, check: Run, code: str, place: str) -> None:
    (folder / "a.py").write_text(HEAD + code)
    outcome = check()
    assert outcome.status == 1
    assert outcome.err == ""
    first, second = outcome.findings
    assert first.startswith(f"a.py:{place}")
    assert " LGT900 syntax-error: " in first
    assert second.startswith("neighbour.py:7:34: LGT101 ")
    assert check("--ignore", "LGT900").status == 1
    unselected = check("--select", "LGT101")
    assert len(unselected.findings) == 1
    assert unselected.err.startswith(f"a.py:{place.partition(':')[0]}: not checked, as it does not parse: ")


def test_a_syntax_error_is_shown_in_full(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(HEAD + "def broken(:\n")
    assert "8 | def broken(:\n  |            ^" in run("check", "a.py").out


@pytest.mark.parametrize(
    "deep",
    [
        "x = " + "1 + " * 10_000 + "1",
        "x = " + "-" * 10_000 + "1",
        "x = " + "not " * 10_000 + "1",
        "x = a" + ".b" * 10_000,
        "x = f" + "(1)" * 10_000,
        "x = " + "1 if a else " * 10_000 + "1",
        "if a:\n    pass\n" + "elif b:\n    pass\n" * 10_000,
        "x = F.cross_entropy(F.softmax(" + "1 + " * 10_000 + "z, dim=1), y)",
    ],
    ids=["plus", "minus", "not", "attributes", "calls", "conditions", "elif", "argument"],
)
def test_ten_thousand_levels(folder: Path, check: Run, deep: str) -> None:
    (folder / "a.py").write_text(HEAD + deep + "\n")
    outcome = check()
    # Some Pythons parse some of these; then the file is checked like any other. None may take the process down.
    if outcome.status == 2:
        assert only_problem(outcome) == "a.py: nested too deeply to be checked"
    else:
        assert outcome.status == 1
        assert {line.split(":")[0] for line in outcome.findings} >= {"a.py", "neighbour.py"}


@pytest.mark.parametrize("levels", [50, 150, 400, 900, 2_500])
@pytest.mark.parametrize("shape", ["{} + 1", "({})", "-{}", "{}.view(-1)", "F.relu({})", "[{}][0]"])
def test_hundreds_of_levels_inside_what_is_judged(folder: Path, check: Run, levels: int, shape: str) -> None:
    before, after = shape.split("{}")
    value = before * levels + "z" + after * levels
    (folder / "a.py").write_text(
        f"import torch.nn.functional as F\n\ndef step(z, y):\n    return F.cross_entropy(F.softmax({value}, 1), y)\n"
    )
    outcome = check()
    assert outcome.status in (1, 2)
    assert any(line.startswith("neighbour.py:7:34: LGT101 ") for line in outcome.findings)
    assert "Traceback" not in outcome.err
    assert "internal error" not in outcome.err


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_line_of_a_million_characters(folder: Path, run: Run, line_end: str) -> None:
    numbers = ", ".join(["1"] * 300_000)
    text = PYTORCH.replace("    return", f"    x = [{numbers}]; return").replace("\n", line_end)
    (folder / "neighbour.py").write_bytes(text.encode())
    outcome = run("check")
    assert outcome.out.startswith("neighbour.py:7:900040: LGT101 ")
    assert max(map(len, outcome.out.splitlines())) < 300


def test_tabs_and_form_feeds_count_as_one_column(folder: Path, check: Run) -> None:
    (folder / "neighbour.py").write_text(PYTORCH.replace("    return", "\treturn").replace("def", "\x0cdef"))
    assert check().findings[0].startswith("neighbour.py:7:31: LGT101 ")


def test_a_path_that_does_not_exist(folder: Path, check: Run) -> None:
    assert only_problem(check("absent.py", "neighbour.py")) == "absent.py: no such file or folder"


def test_a_broken_symlink(folder: Path, check: Run) -> None:
    (folder / "a.py").symlink_to("nowhere.py")
    assert only_problem(check()) == "a.py: broken symlink"


def test_symlinks_in_a_circle(folder: Path, check: Run) -> None:
    (folder / "a.py").symlink_to("b.py")
    (folder / "b.py").symlink_to("a.py")
    outcome = check()
    assert outcome.status == 2
    assert outcome.err == "a.py: symlink loop\nb.py: symlink loop\n"
    assert len(outcome.findings) == 1


def test_a_folder_that_contains_itself(folder: Path, check: Run) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "again").symlink_to("..")
    outcome = check()
    assert outcome.status == 1
    assert outcome.err == ""
    assert len(outcome.findings) == 1


def test_a_fifo_is_not_waited_for(folder: Path, check: Run) -> None:
    os.mkfifo(folder / "a.py")
    assert only_problem(check()) == "a.py: not a regular file"


def test_a_folder_named_like_a_file(folder: Path, check: Run) -> None:
    (folder / "package.py").mkdir()
    (folder / "package.py" / "inside.py").write_text(CLEAN)
    assert "2 files checked" in check().out


def test_names_that_are_not_utf8(folder: Path, check: Run) -> None:
    name = os.fsencode(folder) + b"/a\xff.py"
    with open(name, "w") as file:  # noqa: PTH123
        file.write(PYTORCH)
    outcome = check()
    assert outcome.status == 1
    assert len(outcome.findings) == 2


CLOSED = """
import os, sys
from logit_lint.cli import main

def run(*arguments):
    sys.argv = ["logit-lint", "check", "--output-format", "concise", *arguments]
    try:
        main()
    except SystemExit as end:
        return end.code

paths = sys.argv[1:]
# Everything is imported while we are root; then only the files under test are out of reach.
if os.geteuid() == 0:
    run("neighbour.py")
    sys.stdout.flush()
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
print("closed:", flush=True)
sys.exit(run(*paths))
"""


@pytest.mark.parametrize("mode", [0o000, 0o444])
def test_a_folder_without_permission(folder: Path, mode: int) -> None:
    (folder / "closed").mkdir()
    (folder / "closed" / "inside.py").write_text(PYTORCH)
    outcome = as_nobody(folder, folder / "closed", mode)
    expected = "closed" if mode == 0 else "closed/inside.py"
    assert only_problem(outcome) == f"{expected}: permission denied"


def test_a_file_without_permission(folder: Path) -> None:
    (folder / "a.py").write_text(PYTORCH)
    assert only_problem(as_nobody(folder, folder / "a.py", 0o000)) == "a.py: permission denied"


def as_nobody(folder: Path, closed: Path, mode: int) -> Outcome:
    """Run as a user to whom permissions mean something, also where the tests run as root."""
    folder.chmod(0o755)
    closed.chmod(mode)
    try:
        done = subprocess.run([sys.executable, "-c", CLOSED, "."], cwd=folder, capture_output=True, timeout=120)
    finally:
        closed.chmod(0o755)
    return Outcome(done.returncode, done.stdout.decode().partition("closed:\n")[2], done.stderr.decode())
