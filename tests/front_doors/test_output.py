from __future__ import annotations

from logit_lint.findings import Confidence, Edit, Finding, Fix, Position, Report, Severity, Span, Step
from logit_lint.output import format_names, output_format
from logit_lint.output.excerpt import excerpt
from logit_lint.output.formats import Palette, Sources
from logit_lint.output.json_format import as_object
from logit_lint.source import Source

PLAIN = Palette()


def shown(text: str, start: tuple[int, int], end: tuple[int, int], label: str = "") -> list[str]:
    return list(excerpt(Source("a.py", text), span(start, end), PLAIN, label=label))


def span(start: tuple[int, int], end: tuple[int, int]) -> Span:
    return Span(Position(*start), Position(*end))


def test_the_expression_is_underlined() -> None:
    assert shown("a = 1\nloss(p, y)\n", (2, 6), (2, 7), "wrong here") == [
        "  |",
        "2 | loss(p, y)",
        "  |      ^ wrong here",
    ]


def test_tabs_and_wide_characters_move_the_line_below() -> None:
    assert shown("\tx = loss(p)\n", (1, 11), (1, 12))[1:] == ["1 |     x = loss(p)", "  |              ^"]
    assert shown("x = '宽', p\n", (1, 10), (1, 11))[1:] == ["1 | x = '宽', p", "  |           ^"]
    assert shown("x = e\u0301 + p\n", (1, 10), (1, 11))[1:] == ["1 | x = e\u0301 + p", "  |         ^"]
    assert shown("x = '宽字'\n", (1, 5), (1, 9))[2] == "  |     ^^^^^^"


def test_control_characters_are_shown_not_obeyed() -> None:
    line = shown("\x0cp = '\x1b[31m\u202e'\n", (1, 2), (1, 3))[1]
    assert line == "1 | ␌p = '␛[31m\ufffd'"


def test_several_lines_are_shown_from_first_to_last() -> None:
    assert shown("p = f(\n    x,\n\n  )\n", (1, 5), (4, 4), "here")[1:] == [
        "1 | p = f(",
        "  |     ^^",
        "2 |     x,",
        "  |     ^^",
        "3 |",
        "  | ^",
        "4 |   )",
        "  |   ^ here",
    ]


def test_long_expressions_are_shortened() -> None:
    text = "p = f(\n" + "".join(f"    x{row},\n" for row in range(2, 100)) + ")\n"
    lines = shown(text, (1, 5), (100, 2))
    assert "    :" in lines
    assert [line.split(" |")[0].strip() for line in lines if line[:3].strip()] == ["1", "2", "3", "4", "5", "99", "100"]


def test_long_lines_are_cut_around_the_expression() -> None:
    text = "x = [" + "1, " * 300 + "loss(p, y), " + "2, " * 300 + "]\n"
    column = text.index("p, y") + 1
    _, line, under = shown(text, (1, column), (1, column + 1))
    assert len(line) <= 130
    assert line[under.index("^")] == "p"
    assert line.startswith("1 | …")
    assert line.endswith("…")
    wide = shown("x = f(" + "1, " * 300 + ")\n", (1, 5), (1, 908))
    assert len(wide[1]) <= 130
    assert len(wide[2]) <= 130


def test_a_place_behind_the_end() -> None:
    assert shown("x = (\n", (1, 6), (1, 6))[1:] == ["1 | x = (", "  |      ^"]
    assert shown("", (1, 1), (1, 1)) == ["  |"]


TRACED = Finding(
    "LGT101",
    "double-softmax",
    Severity.ERROR,
    "`p` is probabilities",
    "train.py",
    span((2, 6), (2, 7)),
    trace=(
        Step("softmax applied here", "model.py", span((1, 1), (1, 11))),
        Step("given to the loss here", "train.py", span((2, 6), (2, 7))),
    ),
    confidence=Confidence.LIKELY,
    fix=Fix(True, "drop the softmax", (Edit("z", span((1, 1), (1, 11))),)),
    noqa_row=2,
)

SOURCES = {"train.py": b"from model import p\nloss(p, y)\n", "model.py": b"softmax(z)\n"}


def test_the_full_format_shows_how_the_value_came_there() -> None:
    report = Report(findings=[TRACED])
    assert "".join(output_format("full", Sources(SOURCES), PLAIN).findings(report)) == (
        "train.py:2:6: LGT101 [*] double-softmax: `p` is probabilities\n"
        "  |\n"
        "2 | loss(p, y)\n"
        "  |      ^ given to the loss here\n"
        "note: softmax applied here\n"
        "  --> model.py:1:1\n"
        "  |\n"
        "1 | softmax(z)\n"
        "  | ----------\n"
        "note: likely, not certain: the evidence is a name\n"
        "help: drop the softmax\n"
        "  - from model import p\n"
        "  + z import p\n"
        "help: `logit-lint rule LGT101` explains why this is wrong and how to mend it\n"
        "\n"
    )


def test_steps_on_the_same_line_are_shown_together() -> None:
    text = b"loss(softmax(z), y)\n"
    place = span((1, 6), (1, 16))
    steps = (Step("softmax applied here", "a.py", place), Step("given to `loss` here", "a.py", span((1, 1), (1, 20))))
    finding = Finding("LGT101", "double-softmax", Severity.ERROR, "wrong", "a.py", place, trace=steps)
    shown = "".join(output_format("full", Sources({"a.py": text}), PLAIN).findings(Report(findings=[finding])))
    assert shown.splitlines()[1:5] == [
        "  |",
        "1 | loss(softmax(z), y)",
        "  |      ^^^^^^^^^^ softmax applied here",
        "  | ------------------- given to `loss` here",
    ]


def test_the_full_format_without_the_files() -> None:
    text = "".join(output_format("full", Sources(), PLAIN).findings(Report(findings=[TRACED])))
    assert "note: given to the loss here\n  --> train.py:2:6\n" in text
    assert "|" not in text


def test_json_of_a_fix() -> None:
    assert as_object(TRACED)["fix"] == {
        "applicability": "safe",
        "message": "drop the softmax",
        "edits": [{"content": "z", "location": {"row": 1, "column": 1}, "end_location": {"row": 1, "column": 11}}],
    }


def test_formats_are_found_by_their_files() -> None:
    assert {"concise", "full", "json"} <= set(format_names())
    for name in format_names():
        list(output_format(name, Sources(SOURCES), PLAIN).findings(Report(findings=[TRACED])))
