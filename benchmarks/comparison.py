"""What other linters say about the mistakes that our rules are about: `python benchmarks/comparison.py`.

Every rule's bad examples are written to files, and the linters that are on the path run over them with all their rules
on. What counts is a finding on a line that logit-lint blames; the page `docs/comparison.md` tells which these were.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from logit_lint import Settings, lint_source
from logit_lint.registry import load_rules

LINTERS = {
    "ruff": ["ruff", "check", "--isolated", "--select", "ALL", "--output-format", "concise"],
    "flake8 with bugbear and TorchFix": [
        "flake8",
        "--isolated",
        "--extend-select",
        "B,TOR",
        "--max-line-length",
        "200",
    ],
    "pylint": [
        "pylint",
        "--rcfile=/dev/null",
        "--enable-all-extensions",
        "--enable=all",
        "--disable=import-error",
        "--msg-template={path}:{line}:{column}: {msg_id} {symbol}",
    ],
}
_FINDING = re.compile(r"(?P<name>\w+)\.py:(?P<row>\d+):\d+: (?P<code>[A-Z]+\d+)(?: (?P<text>.*))?")


def main() -> None:
    """Print, for each linter, how many blamed lines it says anything about, and what."""
    blamed: set[tuple[str, int]] = set()
    with tempfile.TemporaryDirectory() as folder:
        for rule in load_rules():
            for number, example in enumerate(rule.bad if rule.patterns else ()):
                name = f"{rule.code.lower()}_{number}"
                (Path(folder) / f"{name}.py").write_text(example.code, encoding="utf-8")
                found = lint_source(example.code, settings=Settings(extend_select=[rule.code]))
                blamed.update((name, finding.span.start.row) for finding in found)
        programs = len(list(Path(folder).glob("*.py")))
        print(f"{programs} programs, {len(blamed)} blamed lines")
        for title, command in LINTERS.items():
            if shutil.which(command[0]) is None:
                print(f"{title}: not installed", file=sys.stderr)
                continue
            done = subprocess.run([*command, "."], cwd=folder, capture_output=True, text=True, check=False)
            if title == "pylint":
                files = sorted(path.name for path in Path(folder).glob("*.py"))
                done = subprocess.run([*command, *files], cwd=folder, capture_output=True, text=True, check=False)
            hits = [found for line in done.stdout.splitlines() if (found := _FINDING.match(line.removeprefix("./")))]
            here = [hit for hit in hits if (hit["name"], int(hit["row"])) in blamed]
            lines = {(hit["name"], hit["row"]) for hit in here}
            print(f"{title}: {len(hits)} findings, on blamed lines: {len(here)} on {len(lines)}")
            for (code, text), count in Counter((hit["code"], hit["text"]) for hit in here).most_common():
                print(f"  {count:3} {code} {text}")


if __name__ == "__main__":
    main()
