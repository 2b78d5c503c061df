"""What checking a package costs, against parsing it: `python benchmarks/package.py FOLDER`.

All CPU figures are taken in one run on one tree, the best of several rounds each, and quoted as
ratios: machines differ, ratios hardly do.
"""

from __future__ import annotations

import argparse
import ast
import gc
import json
import resource
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from logit_lint import lint_paths
from logit_lint.analysis.scout import scout
from logit_lint.gate import Gate
from logit_lint.registry import load_rules
from logit_lint.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 3


def cpu(task: Callable[[], object]) -> float:
    """The least CPU time of several rounds, in seconds."""
    best = float("inf")
    for _ in range(ROUNDS):
        gc.collect()
        start = time.process_time()
        task()
        best = min(best, time.process_time() - start)
    return best


def parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def readable(folder: Path) -> dict[str, str]:
    texts = {}
    for path in sorted(folder.rglob("*.py")):
        try:
            texts[str(path)] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
    return texts


def process_figures(*arguments: str) -> tuple[float, float]:
    """CPU seconds and peak MiB of a Python process."""
    script = (
        "import json, resource, subprocess, sys\n"
        "subprocess.run([sys.executable, *sys.argv[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))\n"
    )
    outcomes = []
    for _ in range(ROUNDS):
        done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
        outcomes.append(json.loads(done.stdout))
    return min(seconds for seconds, _ in outcomes), min(peak for _, peak in outcomes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    warnings.simplefilter("ignore")
    rules = [rule for rule in load_rules() if rule.default]
    gate = Gate(rules)
    texts = readable(folder)
    passing = {name: text for name, text in texts.items() if gate.passes(text) and parsed(text) is not None}
    characters = sum(map(len, texts.values()))

    def parse(some: dict[str, str]) -> None:
        for text in some.values():
            parsed(text)  # Not kept: trees that pile up would make the garbage collector's work the measure.

    def scout_passing() -> None:
        for name, text in passing.items():
            scout(Source(name, text), rules)

    parse_all = cpu(lambda: parse(texts))
    parse_passing = cpu(lambda: parse(passing))
    scouting = cpu(scout_passing)
    total = cpu(lambda: lint_paths(folder))

    bare, bare_peak = process_figures("-c", "pass")
    importing, _ = process_figures("-c", "import logit_lint")
    clean = Path(__file__).parent / "clean.py"
    checking_clean, _ = process_figures("-m", "logit_lint", "check", str(clean))
    _, peak = process_figures("-m", "logit_lint", "check", "--quiet", str(folder))

    rows = [
        ("files", f"{len(texts)} ({characters / 1e6:.1f} million characters)"),
        ("gated away, files", f"{1 - len(passing) / max(len(texts), 1):.1%}"),
        ("gated away, characters", f"{1 - sum(map(len, passing.values())) / max(characters, 1):.1%}"),
        ("scouting / ast.parse, files that pass (goal <= 4)", f"{scouting / max(parse_passing, 1e-9):.2f}"),
        ("total / ast.parse, all files (goal <= 1)", f"{total / max(parse_all, 1e-9):.2f}"),
        ("import over bare Python, CPU (goal <= 0.1 s)", f"{importing - bare:.3f} s"),
        ("a clean file over bare Python, CPU (goal <= 0.1 s)", f"{checking_clean - bare:.3f} s"),
        ("peak memory over bare Python", f"{peak - bare_peak:.0f} MiB"),
        ("ast.parse of all files, CPU", f"{parse_all:.2f} s"),
        ("peak memory of this benchmark", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB"),
    ]
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"{name:<{width}}  {value}")


if __name__ == "__main__":
    main()
