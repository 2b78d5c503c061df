from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from logit_lint.config import Configuration
from logit_lint.discovery import EXCLUDED, discover

if TYPE_CHECKING:
    import pytest


def found(*paths: str, force_exclude: bool = False) -> list[str]:
    return [str(file) for file in discover(map(Path, paths), Configuration(), force_exclude=force_exclude)]


def plant(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_folders_are_searched_in_order(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    plant(folder, "b.py", "a.py", "stub.pyi", "notes.txt", "sub/c.py", "sub/deep/d.py", "other/e.py", ".hidden.py")
    assert found(".") == [".hidden.py", "a.py", "b.py", "stub.pyi", "other/e.py", "sub/c.py", "sub/deep/d.py"]
    assert found("./sub") == ["sub/c.py", "sub/deep/d.py"]
    assert found(str(folder / "sub")) == [str(folder / "sub/c.py"), str(folder / "sub/deep/d.py")]


def test_a_named_file_is_checked_whatever_it_is_called(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    plant(folder, "script", "build/a.py")
    assert found("script", "build/a.py") == ["script", "build/a.py"]


def test_each_file_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    plant(folder, "a.py", "sub/b.py")
    (folder / "link.py").symlink_to("a.py")
    assert found("a.py", ".", "./a.py", "sub/../a.py", str(folder / "a.py"), "sub") == ["a.py", "sub/b.py"]


def test_what_is_nobodys_source_is_not_entered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    plant(folder, "a.py", *(f"{name}/b.py" for name in EXCLUDED), "sub/.venv/lib/c.py")
    assert found(".") == ["a.py"]
    assert found("build") == ["build/b.py"]
    assert found("build/b.py", force_exclude=True) == []


def test_symlinked_folders_are_not_entered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    plant(folder, "real/a.py")
    (folder / "link").symlink_to("real")
    (folder / "link.py").symlink_to("real")
    assert found(".") == ["real/a.py"]
    assert found("link") == ["link/a.py"]


def test_a_very_deep_tree(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    for _ in range(1_100):
        Path("d").mkdir()
        os.chdir("d")
    Path("a.py").touch()
    monkeypatch.chdir(folder)
    assert found(".") == ["d/" * 1_100 + "a.py"]
    # Too deep for what removes temporary folders in some Pythons.
    for level in range(1_100, 0, -50):
        os.chdir(folder / ("d/" * (level - 50)))
        for depth in range(50, 0, -1):
            Path("d/" * depth + "a.py").unlink(missing_ok=True)
            Path("d/" * depth).rmdir()
    monkeypatch.chdir(folder)


def test_a_null_byte_in_a_path_is_left_to_the_reader() -> None:
    assert found("a\0.py") == ["a\0.py"]


def ignoring(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


TREE = ("a.py", "data/b.py", "out/c.py", "src/d.py", "src/gen_e.py", "src/gen/f.py", "src/keep/gen_g.py")
IGNORES = {
    ".gitignore": "/data/\n*.log\ngen*\n\n# comment\n[\n",
    "src/keep/.gitignore": "!gen_*\n",
    ".git/info/exclude": "out\n",
}


def test_what_git_ignores_is_passed_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    plant(folder, *TREE)
    ignoring(folder, IGNORES)
    expected = ["a.py", "src/d.py", "src/keep/gen_g.py"]
    assert found(".") == expected
    assert found("src") == expected[1:]
    # What is named explicitly is checked, and inside of it the rest of the repository's wishes do not count.
    assert found("data", "src/gen_e.py") == ["data/b.py", "src/gen_e.py"]
    (folder / "pyproject.toml").write_text("[tool.logit-lint]\nrespect-gitignore = false\n")
    assert found(".") == sorted(TREE, key=lambda name: (name.count("/") > 0, name.rpartition("/")[0], name))


def test_git_itself_agrees(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    subprocess.run(["git", "init", "--quiet"], check=True)
    plant(folder, *TREE)
    ignoring(folder, IGNORES)
    listed = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard", "*.py"], capture_output=True, text=True, check=True
    )
    assert sorted(found(".")) == sorted(listed.stdout.split())


def test_without_a_repository_the_files_below_count(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    plant(folder, "sub/a.py", "sub/b.py")
    ignoring(folder, {".gitignore": "a.py\n", "sub/.gitignore": "b.py\n"})
    assert found(".") == []
    assert found("sub") == ["sub/a.py"]
