"""Fixes are applied in rounds, checked before anything is written, and files keep everything else."""

from __future__ import annotations

import stat
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from logit_lint.config import Configuration
from logit_lint.findings import Edit, Finding, Fix, Position, Report, Severity, Span
from logit_lint.fixing import Mender, diff, encode, mend, write
from logit_lint.linter import Session
from logit_lint.reading import Unreadable, decode
from logit_lint.source import Source, apply_edits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def span(row: int, first: int, last: int) -> Span:
    return Span(Position(row, first), Position(row, last))


def test_a_failure_to_mend_hides_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    session, source = Session(Configuration()), Source("a.py", "import torch\ndef f(x): return x.softmax(1).log()\n")
    (finding,) = session.check(source).findings

    def fails(*_: object) -> None:
        raise KeyError("sum")

    monkeypatch.setattr("logit_lint.mending.logarithms.log_of", fails)
    report = session.check(source)
    assert [(found.code, found.span, found.fix) for found in report.findings] == [(finding.code, finding.span, None)]
    assert ["LGT401: internal error, please report it: KeyError" in str(problem) for problem in report.problems] == [
        True
    ]


class TestEdits:
    def test_all_at_once_and_nothing_else(self) -> None:
        edits = [Edit("X", span(1, 1, 2)), Edit("yy", span(2, 2, 3)), Edit("+", span(2, 4, 4))]
        assert apply_edits("a b\ncde\n", edits) == "X b\ncyye+\n"

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_new_lines_end_as_the_others(self, end: str) -> None:
        text = end.join(["import a", "\tb = 'ü'  ", "c"])
        edited = apply_edits(text, [Edit("import z\n", span(2, 1, 1)), Edit("x\ny", span(3, 1, 2))])
        assert edited == end.join(["import a", "import z", "\tb = 'ü'  ", "x", "y"])

    def test_other_separators_are_no_lines(self) -> None:
        assert apply_edits("a\x0cb\u2028c\nd", [Edit("D", span(2, 1, 2))]) == "a\x0cb\u2028c\nD"

    def test_the_same_edit_is_made_once(self) -> None:
        assert apply_edits("a\n", [Edit("b", span(1, 1, 1)), Edit("b", span(1, 1, 1))]) == "ba\n"

    def test_to_the_end_of_the_text(self) -> None:
        assert apply_edits("a\nb", [Edit("", Span(Position(2, 1), Position(3, 1)))]) == "a\n"


def fake(code: str, row: int, *edits: Edit, safe: bool = True) -> Finding:
    fix = Fix(safe, f"mend row {row}", edits) if edits else None
    return Finding(code, "name", Severity.ERROR, "what", "f.py", span(row, 1, 2), fix=fix)


def checker(rules: dict[str, tuple[str, str]]) -> Callable[[Source], Report]:
    """Finds each word of ``rules`` that begins a line, to be mended by its replacement."""

    def check(source: Source) -> Report:
        report = Report()
        for row, line in enumerate(source.lines, 1):
            for word, (code, instead) in rules.items():
                if line.startswith(word):
                    report.findings.append(fake(code, row, Edit(instead, span(row, 1, len(word) + 1))))
        return report

    return check


def mended(text: str, rules: dict[str, tuple[str, str]]) -> tuple[str, list[str]]:
    check, source = checker(rules), Source("f.py", text)
    outcome = mend(source, check, check(source))
    return outcome.text, [finding.code for finding in outcome.fixed]


class TestRounds:
    def test_until_nothing_changes(self) -> None:
        assert mended("aa\nbb\n", {"aa": ("A", "x"), "bb": ("B", "y")}) == ("x\ny\n", ["A", "B"])

    def test_a_fix_that_breaks_the_syntax_is_dropped(self) -> None:
        assert mended("aa\nbb\n", {"aa": ("A", "if"), "bb": ("B", "cc")}) == ("aa\ncc\n", ["B"])

    def test_a_fix_that_leaves_the_finding_is_dropped(self) -> None:
        assert mended("aa\nbb\n", {"aa": ("A", "aa + 1"), "bb": ("B", "cc")}) == ("aa\ncc\n", ["B"])

    def test_a_fix_that_brings_another_finding_with_it_is_dropped(self) -> None:
        check, source = checker({"aa": ("A", "bb")}), Source("f.py", "aa\n")

        def worse(changed: Source) -> Report:
            report = check(changed)
            report.findings += [fake("B", 1)] if changed.text.startswith("bb") else []
            return report

        outcome = mend(source, worse, worse(source))
        assert outcome.text == "aa\n"
        assert [finding.fix for finding in outcome.report.findings] == [None]

    def test_unless_that_is_only_worth_a_word(self) -> None:
        check, source = checker({"aa": ("A", "bb")}), Source("f.py", "aa\n")

        def better(changed: Source) -> Report:
            report = check(changed)
            report.findings += [replace(fake("B", 1), severity=Severity.INFO)] if changed.text == "bb\n" else []
            return report

        assert mend(source, better, better(source)).text == "bb\n"

    def test_what_was_hidden_elsewhere_may_come_to_light(self) -> None:
        check, source = checker({"aa": ("A", "bb")}), Source("f.py", "aa\ncc\n")

        def more(changed: Source) -> Report:
            report = check(changed)
            report.findings += [fake("C", 2)] if changed.text.startswith("bb") else []
            return report

        assert mend(source, more, more(source)).text == "bb\ncc\n"

    def test_one_edit_mends_all_that_share_it(self) -> None:
        source, edit = Source("f.py", "aa\nbb\n"), Edit("cc", span(1, 1, 3))

        def check(changed: Source) -> Report:
            found = [fake("A", 1, edit), fake("A", 2, edit)] if changed.text.startswith("aa") else []
            return Report(findings=found)

        outcome = mend(source, check, check(source))
        assert outcome.text == "cc\nbb\n"
        assert len(outcome.fixed) == 2

    def test_overlapping_fixes_wait_for_the_next_round(self) -> None:
        source = Source("f.py", "ab\n")

        def check(changed: Source) -> Report:
            report = Report()
            if "a" in changed.text:
                report.findings.append(fake("A", 1, Edit("x" + changed.text[1], span(1, 1, 3))))
            if "b" in changed.text:
                report.findings.append(fake("B", 1, Edit("y", span(1, 2, 3))))
            return report

        assert mend(source, check, check(source)).text == "xy\n"

    def test_unsafe_fixes_only_where_they_are_wanted(self) -> None:
        source = Source("f.py", "aa\n")

        def check(changed: Source) -> Report:
            return Report(findings=[fake("A", 1, Edit("b", span(1, 1, 3)), safe=False)] if "aa" in changed.text else [])

        assert mend(source, check, check(source)).text == "aa\n"
        assert mend(source, check, check(source), unsafe=True).text == "b\n"


PROGRAM = "import torch\n\n\ndef f(x):\n    return torch.log(torch.softmax(x, 1))  # ünïcode\n"
MENDED = PROGRAM.replace("torch.log(torch.softmax(x, 1))", "torch.log_softmax(x, 1)")


class TestBytes:
    @pytest.mark.parametrize(
        ("start", "encoding"),
        [("", "utf-8"), ("\ufeff", "utf-8"), ("# coding: latin-1\n", "latin-1"), ("# coding: cp1252\n", "cp1252")],
    )
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_every_byte_that_is_not_meant_stays(self, start: str, encoding: str, end: str, tmp_path: Path) -> None:
        file = tmp_path / "f.py"
        file.write_bytes((start + PROGRAM).replace("\n", end).encode(encoding))
        file.chmod(0o751)
        report = Session(Configuration()).check_paths([file], mender=Mender())
        assert report.findings == []
        assert file.read_bytes() == (start + MENDED).replace("\n", end).encode(encoding)
        assert stat.S_IMODE(file.stat().st_mode) == 0o751
        assert list(tmp_path.iterdir()) == [file]

    def test_mixed_line_ends(self, tmp_path: Path) -> None:
        file = tmp_path / "f.py"
        text = PROGRAM.replace("\n", "\r\n", 2)
        file.write_bytes(text.encode())
        Session(Configuration()).check_paths([file], mender=Mender())
        assert file.read_bytes().decode() == text.replace("torch.log(torch.softmax(x, 1))", "torch.log_softmax(x, 1)")

    def test_what_the_encoding_lacks_is_not_written(self) -> None:
        with pytest.raises(Unreadable, match="cannot be written as latin-1"):
            encode("# coding: latin-1\n'\u4e2d'\n", b"# coding: latin-1\n'x'\n")

    def test_bytes_that_do_not_come_back_the_same_are_left_alone(self) -> None:
        data = b"# coding: utf-7\nx = 'a'  # +AGE-\n"
        with pytest.raises(Unreadable, match="cannot be written back"):
            encode(decode(data), data)

    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        file, link = tmp_path / "f.py", tmp_path / "link.py"
        file.write_text(PROGRAM)
        link.symlink_to(file)
        Session(Configuration()).check_paths([link], mender=Mender())
        assert link.is_symlink()
        assert file.read_text() == MENDED


class TestWriting:
    def test_a_file_that_has_changed_is_left_alone(self, tmp_path: Path) -> None:
        file = tmp_path / "f.py"
        file.write_bytes(b"new")
        with pytest.raises(Unreadable, match="has changed since it was checked"):
            write(file, b"old", b"mended")
        assert file.read_bytes() == b"new"
        assert list(tmp_path.iterdir()) == [file]

    def test_a_file_that_is_gone(self, tmp_path: Path) -> None:
        with pytest.raises(Unreadable, match="no such file"):
            write(tmp_path / "f.py", b"old", b"mended")

    def test_a_read_only_file(self, tmp_path: Path) -> None:
        file = tmp_path / "f.py"
        file.write_bytes(b"old")
        file.chmod(0o444)
        with pytest.raises(Unreadable, match="read-only"):
            write(file, b"old", b"mended")
        assert file.read_bytes() == b"old"

    def test_a_problem_leaves_the_findings_as_they_were(self, tmp_path: Path) -> None:
        file = tmp_path / "f.py"
        file.write_text(PROGRAM)
        file.chmod(0o444)
        mender = Mender()
        report = Session(Configuration()).check_paths([file], mender=mender)
        assert [finding.code for finding in report.findings] == ["LGT401"]
        assert [str(problem) for problem in report.problems] == [f"{file}: not mended: the file is read-only"]
        assert mender.fixed == []


def test_a_difference_is_a_patch() -> None:
    assert diff("f.py", "a\nb", "a\nc") == (
        "--- f.py\n+++ f.py\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"
    )


def test_nothing_is_mended_in_a_cell() -> None:
    source = Source("f.ipynb", "aa\n")
    check = checker({"aa": ("A", "b")})
    report = check(source)
    report.findings = [replace(finding, cell=1) for finding in report.findings]
    assert mend(source, check, report).text == "aa\n"
