"""Each format as those who read it see it: validated by its official schema, or read by a reader of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import junitparser
import official_schemas
import pytest

from logit_lint.findings import Edit, Finding, Fix, Position, Problem, Report, Severity, Span, Step
from logit_lint.output import output_format
from logit_lint.output.formats import Palette, Sources

from .processes import CLEAN, LOG_SOFTMAX, PYTORCH

if TYPE_CHECKING:
    from .processes import Run


def span(row: int, first: int, last: int) -> Span:
    return Span(Position(row, first), Position(row, last))


FINDING = Finding(
    "LGT101",
    "double-softmax",
    Severity.ERROR,
    "`p` is 100% a softmax,\nhere",
    "a b/träin.py",
    span(2, 6, 7),
    trace=(
        Step("softmax applied here", "model.py", span(1, 1, 11)),
        Step("given to the loss here", "a b/träin.py", span(2, 1, 11)),
    ),
    fix=Fix(False, "drop the softmax", (Edit("z", span(1, 5, 15)), Edit("", span(2, 6, 7)))),
)
REPORT = Report(findings=[FINDING], problems=[Problem("gone.py", "no such file or folder")])
FILES = {"a b/träin.py": b"p = softmax(z)\nloss(p, y)\n", "model.py": b"softmax(z)\n"}


def text(name: str, report: Report = REPORT) -> str:
    return "".join(output_format(name, Sources(FILES), Palette()).findings(report))


def sarif(report: Report = REPORT) -> dict[str, Any]:
    log = json.loads(text("sarif", report))
    official_schemas.check(log, official_schemas.SARIF)
    (run,) = log["runs"]
    return run


def test_sarif_has_place_way_and_fix() -> None:
    (result,) = sarif()["results"]
    assert result["ruleId"] == "LGT101"
    assert result["level"] == "error"
    (location,) = result["locations"]
    region = {"startLine": 2, "startColumn": 6, "endLine": 2, "endColumn": 7}
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20b/tr%C3%A4in.py", "uriBaseId": "SRCROOT"},
        "region": region,
    }
    (flow,) = result["codeFlows"]
    stations = [station["location"] for station in flow["threadFlows"][0]["locations"]]
    assert [station["message"]["text"] for station in stations] == ["softmax applied here", "given to the loss here"]
    assert stations[0]["physicalLocation"]["artifactLocation"]["uri"] == "model.py"
    (fix,) = result["fixes"]
    assert fix["description"]["text"] == "drop the softmax"
    (change,) = fix["artifactChanges"]
    assert change["replacements"][1] == {"deletedRegion": region, "insertedContent": {"text": ""}}
    assert change["replacements"][0]["insertedContent"]["text"] == "z"


def test_sarif_explains_the_rules_it_names() -> None:
    (rule,) = sarif()["tool"]["driver"]["rules"]
    assert (rule["id"], rule["name"]) == ("LGT101", "double-softmax")
    assert "## Why this is wrong" in rule["help"]["markdown"]


def test_sarif_says_what_could_not_be_checked() -> None:
    (invocation,) = sarif()["invocations"]
    assert invocation["executionSuccessful"] is False
    (note,) = invocation["toolExecutionNotifications"]
    assert note["message"]["text"] == "gone.py: no such file or folder"
    assert sarif(Report())["invocations"][0]["executionSuccessful"] is True


def test_sarif_of_a_real_run(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LOG_SOFTMAX)
    (folder / os.fsdecode(b"b\xff.py")).write_text(PYTORCH)
    log = json.loads(run("check", "--output-format", "sarif").out)
    official_schemas.check(log, official_schemas.SARIF)
    results = log["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["LGT101", "LGT401", "LGT101"]
    assert len({result["partialFingerprints"]["logitLint/v1"] for result in results}) == 3
    assert results[2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "b%FF.py"
    assert all(result["codeFlows"] for result in results)


def test_the_schema_is_one_that_can_say_no() -> None:
    log = json.loads(text("sarif"))
    log["runs"][0]["results"][0]["level"] = "dreadful"
    with pytest.raises(official_schemas.jsonschema.ValidationError):
        official_schemas.check(log, official_schemas.SARIF)


def test_github_escapes_what_would_end_a_command() -> None:
    (line,) = text("github").splitlines()
    path = str(Path("a b/träin.py").absolute()).replace(":", "%3A")
    assert line == (
        f"::error title=logit-lint (LGT101),file={path},line=2,endLine=2,col=6,endColumn=7"
        "::träin.py:2:6: LGT101 double-softmax: `p` is 100%25 a softmax, here"
    )


def test_gitlab() -> None:
    (issue,) = json.loads(text("gitlab"))
    assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
    assert issue["check_name"] == "LGT101"
    assert issue["severity"] == "major"
    assert issue["location"]["path"] == "a b/träin.py"
    assert issue["location"]["positions"]["begin"] == {"line": 2, "column": 6}


def test_gitlab_paths_are_the_projects(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(PYTORCH)
    out = run("check", "--output-format", "gitlab", env={"CI_PROJECT_DIR": str(folder.parent)}).out
    assert [issue["location"]["path"] for issue in json.loads(out)] == [f"{folder.name}/a.py"]


def test_fingerprints_survive_moved_lines(folder: Path, run: Run) -> None:
    def prints() -> list[str]:
        return [issue["fingerprint"] for issue in json.loads(run("check", "--output-format", "gitlab").out)]

    twice = PYTORCH + PYTORCH.partition("functional as F\n")[2]
    (folder / "a.py").write_text(twice)
    before = prints()
    (folder / "a.py").write_text("# A new first line.\n\n" + twice)
    assert prints() == before
    assert len(set(before)) == 2


def test_junit_is_read_by_a_reader_of_junit() -> None:
    read = junitparser.JUnitXml.fromstring(text("junit"))
    assert (read.tests, read.failures, read.errors) == (2, 1, 1)
    suites = list(read)
    (case,) = suites[0]
    assert case.name == "LGT101 double-softmax"
    assert isinstance(case.result[0], junitparser.Failure)
    assert case.result[0].message == "`p` is 100% a softmax, here"
    (case,) = suites[1]
    assert isinstance(case.result[0], junitparser.Error)


def test_junit_of_a_clean_run_is_a_test_that_passed() -> None:
    (suite,) = junitparser.JUnitXml.fromstring(text("junit", Report()))
    (case,) = suite
    assert case.is_passed


def test_json_lines(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LOG_SOFTMAX)
    lines = [json.loads(line) for line in run("check", "--output-format", "json-lines").out.splitlines()]
    assert lines == json.loads(run("check", "--output-format", "json").out)
    assert len(lines) == 2


@pytest.mark.parametrize("name", ["full", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit"])
def test_every_format_shows_every_file(folder: Path, run: Run, name: str) -> None:
    (folder / "a.py").write_text(PYTORCH)
    (folder / os.fsdecode(b"b\xff.py")).write_text(PYTORCH.replace("net", "\N{SNOWMAN}"))  # does not parse
    (folder / "c.py").write_bytes(PYTORCH.replace("net", "n\x00et").encode())
    outcome = run("check", "--output-format", name)
    assert outcome.status == 1
    assert "LGT101" in outcome.out
    assert outcome.out.count("LGT900") >= 2
    assert "Traceback" not in outcome.err


def test_the_output_may_go_to_a_file(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(PYTORCH)
    outcome = run("check", "--output-format", "sarif", "--output-file", "report.sarif")
    assert outcome.status == 1
    assert (
        outcome.out == "1 file checked; 1 finding (1 fixable with `--unsafe-fixes`); loss calls: 1 seen, 1 understood\n"
    )
    official_schemas.check(json.loads((folder / "report.sarif").read_text()), official_schemas.SARIF)
    outcome = run("check", "--output-file", "no/such/folder.txt")
    assert outcome.status == 2
    assert outcome.err == "logit-lint: no/such/folder.txt: cannot be written: no such file or directory\n"


def on_a_terminal(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> tuple[str, str]:
    """Standard output and standard error of a run whose streams are terminals."""
    import pty
    import threading

    ends = [pty.openpty(), pty.openpty()]
    shown = ["", ""]

    def listen(stream: int) -> None:
        with os.fdopen(ends[stream][0], "rb", buffering=0) as end:
            while True:
                try:
                    piece = end.read(65536)
                except OSError:  # the other end is closed
                    return
                shown[stream] += piece.decode()

    listeners = [threading.Thread(target=listen, args=(stream,)) for stream in (0, 1)]
    for listener in listeners:
        listener.start()
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM_PROGRAM", "VTE_VERSION")}
    subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        stdout=ends[0][1],
        stderr=ends[1][1],
        env=kept | {"TERM": "xterm"} | (env or {}),
        timeout=120,
    )
    for _, theirs in ends:
        os.close(theirs)
    for listener in listeners:
        listener.join()
    return shown[0], shown[1]


@pytest.mark.parametrize(
    ("env", "linked"),
    [({"VTE_VERSION": "7200"}, True), ({}, False), ({"VTE_VERSION": "7200", "NO_COLOR": "1"}, False)],
)
def test_codes_lead_to_their_pages_where_the_terminal_can(folder: Path, env: dict[str, str], linked: bool) -> None:
    (folder / "a.py").write_text(PYTORCH)
    out, _ = on_a_terminal(folder, "-m", "logit_lint", "check", env=env)
    assert ("\x1b]8;;https://logit-lint.readthedocs.io/rules/LGT101/\x1b\\" in out) is linked


SLOW = """
import sys
from logit_lint.cli import main
from logit_lint.output import progress

progress.PATIENCE = {patience}
sys.argv = ["logit-lint", "check"]
main()
"""


def test_a_long_run_on_a_terminal_shows_how_far_it_is(folder: Path) -> None:
    for number in range(3):
        (folder / f"a{number}.py").write_text(CLEAN)
    _, err = on_a_terminal(folder, "-c", SLOW.format(patience=0))
    assert "3/3" in err
    assert err.endswith("\r\x1b[K")
    assert on_a_terminal(folder, "-c", SLOW.format(patience=60))[1] == ""


def test_elsewhere_there_is_no_progress_bar(folder: Path) -> None:
    (folder / "a.py").write_text(CLEAN)
    done = subprocess.run([sys.executable, "-c", SLOW.format(patience=0)], cwd=folder, capture_output=True)
    assert done.stderr == b""
