from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import logit_lint

from .processes import CLEAN, LOG_SOFTMAX, PYTORCH, start

if TYPE_CHECKING:
    from .processes import Run


def test_a_mistake_is_found_explained_and_counted(folder: Path, run: Run) -> None:
    (folder / "train.py").write_text(PYTORCH)
    (folder / "fine.py").write_text(CLEAN)
    outcome = run("check")
    assert outcome.status == 1
    assert outcome.err == ""
    lines = outcome.out.splitlines()
    assert lines[0].startswith("train.py:7:34: LGT101 double-softmax: ")
    assert lines[2] == "7 |     return nn.CrossEntropyLoss()(F.softmax(net(x), dim=1), y)"
    assert lines[3].startswith("  |                                  ^^^^^^^^^^^^^^^^^^^^^^^^")
    assert "`logit-lint rule LGT101`" in outcome.out
    assert lines[-1] == "2 files checked; 1 finding (1 fixable with `--unsafe-fixes`); loss calls: 2 seen, 1 understood"


def test_exit_status(folder: Path, check: Run) -> None:
    (folder / "bad.py").write_text(PYTORCH)
    (folder / "good.py").write_text(CLEAN)
    assert check("good.py").status == 0
    assert check("bad.py").status == 1
    assert check("bad.py", "--exit-zero").status == 0
    assert check("absent.py").status == 2
    assert check("bad.py", "absent.py", "--exit-zero").status == 2
    assert check("--no-such-option").status == 2
    assert check("--output-format", "no-such-format").status == 2


def test_the_console_script_is_installed(folder: Path) -> None:
    script = shutil.which("logit-lint", path=sysconfig.get_path("scripts"))
    assert script is not None
    (folder / "bad.py").write_text(PYTORCH)
    outcome = start([script, "check", "--output-format", "concise", "bad.py"], folder)
    assert outcome.status == 1
    assert outcome.findings[0].startswith("bad.py:7:34: LGT101 ")
    assert start([script, "--version"], folder).out == f"logit-lint {logit_lint.__version__}\n"


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ([], ["LGT101", "LGT401"]),
        (["--select", "LGT1"], ["LGT101"]),
        (["--select", "LGT101,LGT4"], ["LGT101", "LGT401"]),
        (["--select", "lgt401"], ["LGT401"]),
        (["--select", "log-of-softmax"], ["LGT401"]),
        (["--select", "ALL", "--ignore", "LGT4"], ["LGT101"]),
        (["--select", "LGT401", "--ignore", "LGT4"], ["LGT401"]),
        (["--ignore", "LGT"], []),
        (["--ignore", "LGT101", "--ignore", "LGT401"], []),
        (["--select", "LGT2", "--extend-select", "LGT1"], ["LGT101"]),
    ],
)
def test_select_and_ignore(folder: Path, check: Run, options: list[str], codes: list[str]) -> None:
    (folder / "bad.py").write_text(LOG_SOFTMAX)
    assert [line.split()[1] for line in check(*options).findings] == codes


def test_an_unknown_code_is_an_error_in_one_line(folder: Path, check: Run) -> None:
    outcome = check("--select", "LGT10l")
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err == "logit-lint: --select: unknown rule 'LGT10l'; did you mean 'LGT101'?\n"
    assert "did you mean 'double-softmax'?" in check("--ignore", "double-sotfmax").err


def test_an_empty_selection_is_an_error(check: Run) -> None:
    assert check("--select", "").status == 2
    assert "no rule given" in check("--ignore", " , ").err


def test_standard_output_is_full(folder: Path) -> None:
    (folder / "bad.py").write_text(PYTORCH)
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "logit_lint", "check"]
        done = subprocess.run(command, cwd=folder, stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 2
    assert done.stderr.decode() == "logit-lint: [Errno 28] No space left on device\n"


def test_standard_input(folder: Path, check: Run) -> None:
    outcome = check("-", stdin=PYTORCH)
    assert outcome.status == 1
    assert outcome.findings[0].startswith("-:7:34: LGT101 ")
    (folder / "pyproject.toml").write_text('[tool.logit-lint.per-file-ignores]\n"tests/*" = ["LGT101"]\n')
    assert check("-", "--stdin-filename", "src/a.py", stdin=PYTORCH).findings[0].startswith("src/a.py:7:34: ")
    assert check("-", "--stdin-filename", "tests/a.py", stdin=PYTORCH).status == 0
    assert check("-", stdin=CLEAN).status == 0
    assert check("-", stdin=b"softmax = '\xff' + cross_entropy").status == 2
    assert check("-", "other.py", stdin=CLEAN).status == 2
    assert check("--stdin-filename", "other.py").status == 2


def test_standard_input_is_shown_in_full(run: Run) -> None:
    assert "return nn.CrossEntropyLoss()(" in run("check", "-", stdin=PYTORCH).out


def test_json_keys_are_the_contract(folder: Path, run: Run) -> None:
    (folder / "bad.py").write_text(PYTORCH)
    outcome = run("check", "--output-format", "json")
    assert outcome.status == 1
    assert (
        "1 file checked; 1 finding (1 fixable with `--unsafe-fixes`); loss calls: 1 seen, 1 understood" in outcome.err
    )
    (finding,) = json.loads(outcome.out)
    assert list(finding) == [
        "code",
        "name",
        "severity",
        "confidence",
        "message",
        "filename",
        "cell",
        "location",
        "end_location",
        "trace",
        "fix",
        "noqa_row",
        "url",
    ]
    assert finding["code"] == "LGT101"
    assert finding["name"] == "double-softmax"
    assert finding["severity"] == "error"
    assert finding["confidence"] == "certain"
    assert finding["filename"] == "bad.py"
    assert finding["cell"] is None
    assert finding["location"] == {"row": 7, "column": 34}
    assert finding["end_location"] == {"row": 7, "column": 58}
    assert finding["noqa_row"] == 7
    assert finding["url"] == "https://logit-lint.readthedocs.io/rules/LGT101/"
    assert finding["trace"]
    for step in finding["trace"]:
        assert list(step) == ["message", "filename", "location", "end_location"]


def test_json_is_a_list_even_where_nothing_is_found(folder: Path, run: Run) -> None:
    (folder / "good.py").write_text(CLEAN)
    outcome = run("check", "--output-format", "json", "--quiet")
    assert json.loads(outcome.out) == []
    assert outcome.err == ""


def test_statistics(folder: Path, run: Run) -> None:
    (folder / "one.py").write_text(PYTORCH)
    (folder / "two.py").write_text(LOG_SOFTMAX)
    outcome = run("check", "--statistics")
    assert outcome.status == 1
    assert outcome.out.splitlines() == [
        "2  LGT101  double-softmax",
        "1  LGT401  log-of-softmax",
        "2 files checked; 3 findings (1 fixable with `--fix`, 2 more fixable with `--unsafe-fixes`); "
        "loss calls: 2 seen, 2 understood",
    ]
    counted = json.loads(run("check", "--statistics", "--output-format", "json").out)
    assert counted["loss_calls"] == {"seen": 2, "understood": 2}
    assert counted["rules"][0] == {"code": "LGT101", "name": "double-softmax", "count": 2}


def test_what_was_not_understood_is_listed(folder: Path, check: Run) -> None:
    (folder / "fine.py").write_text(CLEAN)
    (line, _) = check("--show-unresolved").out.splitlines()
    assert line.startswith("fine.py:7:12: ")
    assert "CrossEntropyLoss not understood: " in line


def test_quiet(folder: Path, check: Run) -> None:
    (folder / "bad.py").write_text(PYTORCH)
    outcome = check("--quiet")
    assert outcome.out.splitlines() == outcome.findings
    assert len(outcome.findings) == 1


def test_a_rule_is_explained_by_code_and_by_name(run: Run) -> None:
    by_code = run("rule", "LGT101")
    assert by_code.status == 0
    assert by_code.out == run("rule", "double-softmax").out == run("rule", "lgt101").out
    headings = [line for line in by_code.out.splitlines() if line.startswith(("# ", "## "))]
    assert headings[:4] == ["# double-softmax (LGT101)", "## What it finds", "## Why this is wrong", "## Example"]
    assert "## Use instead" in headings
    outcome = run("rule", "LGT999")
    assert outcome.status == 2
    assert outcome.err.startswith("logit-lint: unknown rule 'LGT999'")
    assert outcome.err.count("\n") == 1


def test_every_rule_has_a_page_and_a_row(run: Run) -> None:
    from logit_lint.output.page import rule_page
    from logit_lint.registry import load_rules

    table = run("rules").out.splitlines()
    assert table[0].split()[:4] == ["code", "name", "default", "severity"]
    for rule, row in zip(load_rules(), table[1:], strict=True):
        assert row.split()[:2] == [rule.code, rule.name]
        assert rule_page(rule).startswith(f"# {rule.name} ({rule.code})\n")


def test_a_reader_that_stops_listening_is_no_error(folder: Path) -> None:
    for number in range(200):
        (folder / f"bad{number}.py").write_text(PYTORCH)
    process = subprocess.Popen(
        [sys.executable, "-m", "logit_lint", "check"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 1


def test_a_terminal_without_the_characters_ends_nothing(folder: Path, check: Run) -> None:
    (folder / "bad.py").write_text(PYTORCH.replace("net", "сеть"), encoding="utf-8")
    outcome = check(env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert outcome.status == 1
    assert outcome.findings


@pytest.mark.parametrize(("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colours_on_a_terminal_only(folder: Path, run: Run, env: dict[str, str], coloured: bool) -> None:
    import pty

    (folder / "bad.py").write_text(PYTORCH)
    ours, theirs = pty.openpty()
    clean = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | {"TERM": "xterm"}
    process = subprocess.Popen(
        [sys.executable, "-m", "logit_lint", "check"], cwd=folder, stdout=theirs, env=clean | env
    )
    assert process.wait(60) == 1
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert ("\x1b[" in shown) is coloured
    assert "\x1b[" not in run("check").out


def test_help_names_every_option(run: Run) -> None:
    text = run("check", "--help").out
    for option in ("--select", "--extend-select", "--ignore", "--output-format", "--statistics", "--exit-zero"):
        assert option in text
    for option in ("--stdin-filename", "--quiet", "--show-unresolved", "--force-exclude"):
        assert option in text
