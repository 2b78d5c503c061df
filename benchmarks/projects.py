"""What following imports costs: `python benchmarks/projects.py [FOLDER ...]`.

Without folders, on generated projects of 10, 100 and 1,000 files, in which every file imports others, a
model goes from a `models` package through a training loop to a loss of another file, and packages hand
names on. All figures are CPU seconds of one process; each tree is checked with and without following.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from pathlib import Path

from logit_lint import Settings, lint_paths

SIZES = (10, 100, 1_000)
FAMILY = 10
"""So many files belong together and import one another."""

MODEL = '''\
"""Model {n}."""
import torch.nn as nn
import torch.nn.functional as F
{imports}

class Block{n}(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)

    def forward(self, x):
        return F.relu(self.norm(self.first(x))) + x


class Net{n}(nn.Module):
    def __init__(self, width=64, classes=10):
        super().__init__()
        self.blocks = nn.ModuleList([Block{n}(width) for _ in range(4)])
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return F.softmax(self.head(x), dim=1)
'''

LOSS = '''\
"""Losses {n}."""
import torch.nn.functional as F


def compute{n}(scores, labels, weight=1.0):
    return weight * F.cross_entropy(scores, labels)


def accuracy{n}(scores, labels):
    return (scores.argmax(1) == labels).float().mean()
'''

LOOP = '''\
"""Training loop {n}."""
from ..losses.loss{loss} import accuracy{loss}, compute{loss}
from ..models import Net{model}


def train{n}(loader, optimizer, epochs=10):
    net = Net{model}()
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            out = net(x)
            loss = compute{loss}(out, y)
            loss.backward()
            optimizer.step()
        evaluate{n}(net, loader)


def evaluate{n}(net, loader):
    return [accuracy{loss}(net(x), y) for x, y in loader]
'''


def generate(root: Path, files: int) -> None:
    """Write a project: in each family of ten files, three models, three losses and four loops."""
    (root / "pyproject.toml").touch()
    for package in ("project", "project/models", "project/losses", "project/loops"):
        (root / package).mkdir()
        (root / package / "__init__.py").touch()
    names = []
    for n in range(files):
        family, place = divmod(n, FAMILY)
        first = family * FAMILY
        if place < 3:
            imports = f"from .model{n - 1} import Block{n - 1}\n" if place else ""
            (root / f"project/models/model{n}.py").write_text(MODEL.format(n=n, imports=imports))
            names.append(f"from .model{n} import Net{n}\n")
        elif place < 6:
            (root / f"project/losses/loss{n}.py").write_text(LOSS.format(n=n))
        else:
            text = LOOP.format(n=n, model=first + place % 3, loss=first + 3 + place % 3)
            (root / f"project/loops/loop{n}.py").write_text(text)
    (root / "project/models/__init__.py").write_text("".join(names))


def measure(folder: Path, *, follow: bool) -> tuple[float, int, int]:
    """CPU seconds of a run over a folder, its findings, and the characters of its files."""
    gc.collect()
    start = time.process_time()
    report = lint_paths(folder, settings=Settings(follow_imports=follow))
    seconds = time.process_time() - start
    return seconds, len(report.findings), report.files


def show(name: str, folder: Path) -> None:
    measure(folder, follow=True)
    # Machines drift: each is taken twice, in turn, and the smaller counts.
    outcomes = [(measure(folder, follow=False), measure(folder, follow=True)) for _ in range(2)]
    alone, files, found = min(one[0][0] for one in outcomes), outcomes[0][0][2], outcomes[0][0][1]
    together, found_together = min(one[1][0] for one in outcomes), outcomes[0][1][1]
    print(
        f"{name:<28} {files:>6} files  without {alone:7.2f} s, {found:>4} findings"
        f"  with {together:7.2f} s, {found_together:>4} findings"
        f"  ratio {together / alone:5.2f}  with, per file {1000 * together / max(files, 1):6.2f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    folders = parser.parse_args().folders
    for folder in folders:
        show(folder.name, folder)
    if not folders:
        with tempfile.TemporaryDirectory() as place:
            for size in SIZES:
                folder = Path(place) / str(size)
                folder.mkdir()
                generate(folder, size)
                show("generated", folder)


if __name__ == "__main__":
    main()
