"""Programs of several files: what a value is when it comes from another one.

Each project in `projects/*.txt` is a title, its files, and on the lines that are wrong the code that
is found there. ``handed on`` marks what is found only if the file that hands the value on is checked, too.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from logit_lint import lint_paths
from logit_lint.config import Settings

_FOLDER = Path(__file__).parent / "projects"
_TITLE = re.compile(r"^=== (found|right): (.*)\n", re.M)
_FILE = re.compile(r"^# file: (\S+)\n", re.M)
_EXPECTED = re.compile(r"# (LGT\d+)( handed on)?$")

Place = tuple[str, int, str]


def _projects() -> dict[str, str]:
    found = {}
    for path in sorted(_FOLDER.glob("*.txt")):
        _, *parts = _TITLE.split(path.read_text(encoding="utf-8"))
        for kind, title, body in zip(parts[::3], parts[1::3], parts[2::3]):
            assert (kind == "found") == any(code != "LGT900" for code in re.findall(r"# (LGT\d+)", body)), title
            assert title not in found, title
            found[title] = body
    return found


PROJECTS = _projects()


def _files(body: str) -> dict[str, str]:
    _, *parts = _FILE.split(body)
    return dict(zip(parts[::2], parts[1::2]))


def _expected(files: dict[str, str], *, handed_on: bool) -> set[Place]:
    return {
        (name, row, found[1])
        for name, text in files.items()
        for row, line in enumerate(text.splitlines(), 1)
        if (found := _EXPECTED.search(line)) is not None and (handed_on or not found[2])
    }


def _write(files: dict[str, str], root: Path) -> None:
    (root / "pyproject.toml").touch()
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def _found(paths: list[Path], root: Path, settings: Settings | None = None) -> list[Place]:
    report = lint_paths(paths, settings=settings or Settings())
    assert not report.problems
    return [
        (Path(finding.filename).relative_to(root).as_posix(), finding.span.start.row, finding.code)
        for finding in report.findings
    ]


@pytest.mark.parametrize("title", PROJECTS)
def test_a_project_as_a_whole(title: str, tmp_path: Path) -> None:
    files = _files(PROJECTS[title])
    _write(files, tmp_path)
    found = _found([tmp_path], tmp_path)
    assert set(found) == _expected(files, handed_on=True)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("title", PROJECTS)
def test_each_file_alone_tells_the_same(title: str, tmp_path: Path) -> None:
    files = _files(PROJECTS[title])
    _write(files, tmp_path)
    alone = [place for name in files for place in _found([tmp_path / name], tmp_path)]
    assert set(alone) == _expected(files, handed_on=False)


@pytest.mark.parametrize("title", PROJECTS)
def test_the_order_of_the_files_does_not_matter(title: str, tmp_path: Path) -> None:
    files = _files(PROJECTS[title])
    _write(files, tmp_path)
    backwards = [tmp_path / name for name in reversed(files)]
    assert set(_found(backwards, tmp_path)) == _expected(files, handed_on=True)


@pytest.mark.parametrize("title", PROJECTS)
def test_without_following_imports_nothing_of_it_is_known(title: str, tmp_path: Path) -> None:
    files = _files(PROJECTS[title])
    _write(files, tmp_path)
    found = _found([tmp_path], tmp_path, Settings(follow_imports=False))
    assert [place for place in found if place[2] != "LGT900"] == []


def test_half_of_the_projects_are_right() -> None:
    wrong = [title for title, body in PROJECTS.items() if _EXPECTED.search(body.replace("LGT900", ""), re.M)]
    assert len(PROJECTS) >= 40
    assert len(wrong) <= len(PROJECTS) / 2 + 5
