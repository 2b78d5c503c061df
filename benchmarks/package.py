"""What checking a package costs, against parsing it: `python benchmarks/package.py FOLDER`.

All figures are CPU time of one process, taken in one run on one tree.
"""

from __future__ import annotations

import argparse
import ast
import gc
import json
import statistics
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

ROUNDS = 5


def cpu(task: Callable[[], object]) -> float:
    """The CPU seconds of one run."""
    gc.collect()
    start = time.process_time()
    task()
    return time.process_time() - start


def ratio(task: Callable[[], object], standard: Callable[[], object]) -> float:
    """The median of CPU ratios, each of two runs right after one another: machines drift, pairs hardly do."""
    task()
    return statistics.median(cpu(task) / max(cpu(standard), 1e-9) for _ in range(ROUNDS))


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

    scouting = ratio(scout_passing, lambda: parse(passing))
    total = ratio(lambda: lint_paths(folder), lambda: parse(texts))

    bare, bare_peak = process_figures("-c", "pass")
    importing, _ = process_figures("-c", "import logit_lint")
    clean = Path(__file__).parent / "clean.py"
    checking_clean, _ = process_figures("-m", "logit_lint", "check", str(clean))
    _, peak = process_figures("-m", "logit_lint", "check", "--quiet", str(folder))

    rows = [
        ("files", f"{len(texts)} ({characters / 1e6:.1f} million characters)"),
        ("gated away, files", f"{1 - len(passing) / max(len(texts), 1):.1%}"),
        ("gated away, characters", f"{1 - sum(map(len, passing.values())) / max(characters, 1):.1%}"),
        ("scouting / ast.parse, files that pass (goal <= 4)", f"{scouting:.2f}"),
        ("total / ast.parse, all files (goal <= 1)", f"{total:.2f}"),
        ("import over bare Python, CPU (goal <= 0.1 s)", f"{importing - bare:.3f} s"),
        ("a clean file over bare Python, CPU (goal <= 0.1 s)", f"{checking_clean - bare:.3f} s"),
        ("peak memory over bare Python", f"{peak - bare_peak:.0f} MiB"),
    ]
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"{name:<{width}}  {value}")


if __name__ == "__main__":
    main()
