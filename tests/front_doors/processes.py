"""Programs to check, and processes to check them with."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

PYTORCH = """\
import torch
import torch.nn as nn
import torch.nn.functional as F


def step(net, x, y):
    return nn.CrossEntropyLoss()(F.softmax(net(x), dim=1), y)
"""
"""One LGT101, at row 7, column 34."""

LOG_SOFTMAX = (
    PYTORCH
    + """

def score(x):
    return torch.log(F.softmax(x, dim=1))
"""
)
"""The same, and an LGT401 at row 11, column 12."""

CLEAN = PYTORCH.replace("F.softmax(net(x), dim=1)", "net(x)")


@dataclass(frozen=True)
class Outcome:
    """What a process said, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def findings(self) -> list[str]:
        """The lines of the concise format, without the summary."""
        return [line for line in self.out.splitlines() if " LGT" in line]


class Run(Protocol):
    def __call__(
        self, *arguments: str, stdin: bytes | str | None = None, env: dict[str, str] | None = None
    ) -> Outcome: ...


def start(
    command: list[str], folder: Path, stdin: bytes | str | None = None, env: dict[str, str] | None = None
) -> Outcome:
    data = stdin.encode() if isinstance(stdin, str) else stdin
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "NO_COLOR", "PRE_COMMIT"))}
    done = subprocess.run(command, cwd=folder, input=data, capture_output=True, env=clean | (env or {}), timeout=300)
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())
