"""How well values tell: the classifier on the outputs of models that this script trains. Needs PyTorch.

    python benchmarks/classifier.py [--first-seed 10000] [--runs 300] [--site-runs 300]

A *run* is one model, drawn at random from its seed: an MLP, a convolutional network or a small
transformer; 2 to 50,000 classes; untrained, after a few steps or many; plain, overconfident,
tempered, label-smoothed or with masked classes; 1 to 256 rows. Its scores, their softmax and their
log-softmax are judged in every dtype and after casts. A *site run* is 20 steps of training for one or
several yes-or-no questions, by the right loss or by one that takes the sigmoid twice.

Seeds below 20,000 are for development. The thresholds in ``runtime_check`` were not changed after any
seed from 20,000 on was drawn; take ``--first-seed`` higher for a fresh set. Exits with 1 if a softmax or
a log-softmax is missed, or scores of 16 rows or more are taken for something else.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np
import torch
from logit_lint.runtime_check import Site, classify
from torch import nn
from torch.nn import functional as F

from logit_lint.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

DTYPES = {"float64": torch.float64, "float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
CASTS = [
    *((name, name) for name in DTYPES),
    *(("float16", "float32"), ("float16", "float64"), ("bfloat16", "float32"), ("bfloat16", "float64")),
    *(("float32", "float64"), ("float32", "float16"), ("float32", "bfloat16"), ("bfloat16", "float16")),
]
CLASSES = (2, 3, 5, 10, 30, 100, 1000, 10_000, 50_000)
ROWS = (1, 2, 4, 8, 16, 64, 256)
STAGES = {"untrained": 0, "early": 5, "late": 60}
MANNERS = ("plain", "overconfident", "tempered", "smoothed", "masked")
BODIES = ("mlp", "cnn", "transformer")
WIDTH = 32


class Transformer(nn.Module):
    """One layer of attention over eight tokens of eight features."""

    def __init__(self) -> None:
        super().__init__()
        self.into = nn.Linear(8, WIDTH)
        self.layer = nn.TransformerEncoderLayer(WIDTH, 4, 2 * WIDTH, dropout=0.0, batch_first=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """From 64 features to WIDTH."""
        return self.layer(self.into(x.reshape(-1, 8, 8))).mean(dim=1)


def model_of(body: str, outputs: int) -> nn.Sequential:
    if body == "mlp":
        return nn.Sequential(nn.Linear(64, WIDTH), nn.ReLU(), nn.Linear(WIDTH, outputs))
    if body == "cnn":
        layers = (nn.Unflatten(1, (1, 8, 8)), nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(3), nn.Flatten())
        return nn.Sequential(*layers, nn.Linear(32, outputs))
    return nn.Sequential(Transformer(), nn.Linear(WIDTH, outputs))


class Task:
    """Points around as many centres as there are classes (at most 200 of them in use)."""

    def __init__(self, classes: int, random: np.random.Generator) -> None:
        self._random = random
        self._used = random.choice(classes, min(classes, 200), replace=False)
        self._centres = random.normal(size=(len(self._used), 64)) * random.uniform(0.3, 1.5)

    def batch(self, rows: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Fresh points and their classes."""
        which = self._random.integers(0, len(self._used), rows)
        points = self._centres[which] + self._random.normal(size=(rows, 64))
        return torch.tensor(points, dtype=torch.float32), torch.tensor(self._used[which])


def train(model: nn.Module, loss: Callable[[], torch.Tensor], steps: int, rate: float = 1e-2) -> None:
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    for _ in range(steps):
        optimiser.zero_grad()
        loss().backward()
        optimiser.step()


# --- Runs over classes ---------------------------------------------------------------------------


def scores_of(seed: int) -> tuple[dict[str, object], torch.Tensor]:
    """What one run is, and its scores on fresh data, in float64."""
    random = np.random.default_rng(seed)
    torch.manual_seed(seed)
    classes, rows = int(random.choice(CLASSES)), int(random.choice(ROWS))
    body, stage, manner = (str(random.choice(list(kind))) for kind in (BODIES, STAGES, MANNERS))
    model, task = model_of(body, classes), Task(classes, random)

    def loss() -> torch.Tensor:
        points, labels = task.batch(64)
        return F.cross_entropy(model(points), labels, label_smoothing=0.1 if manner == "smoothed" else 0.0)

    train(model, loss, STAGES[stage] if classes < 10_000 else min(STAGES[stage], 15))
    with torch.no_grad():
        scores = model(task.batch(rows)[0]).double()
    if manner == "overconfident":
        scores = scores * 20
    elif manner == "tempered":
        scores = scores / float(random.uniform(2, 10))
    elif manner == "masked":
        scores[:, torch.tensor(random.random(classes) < 0.3) & (torch.arange(classes) > 1)] = -np.inf
    return {"classes": classes, "rows": rows, "body": body, "stage": stage, "manner": manner}, scores


def judge_run(seed: int, counts: dict[tuple[str, str, str], Counter[str]]) -> None:
    """Judge the scores of one run, their softmax and log-softmax in all dtypes."""
    about, scores = scores_of(seed)
    rows = int(about["rows"])  # type: ignore[call-overload]
    group = "1 row" if rows == 1 else "2 to 15 rows" if rows < 16 else "16 rows and more"
    for made, held in CASTS:
        narrow = scores.to(DTYPES[made])
        for name, values in (
            ("logits", narrow),
            ("softmax", narrow.softmax(-1)),
            ("log-softmax", narrow.log_softmax(-1)),
        ):
            verdict = classify(values.to(DTYPES[held]))
            if name == "logits":
                outcome = "false alarm" if Kind.LOGITS in verdict.ruled_out else "right"
            elif name == "softmax":
                names = {Kind.PROBABILITIES: "right", Kind.DENSE_LABELS: "one-hot"}
                outcome = "missed" if verdict.kind is None else names.get(verdict.kind, "missed")
            else:
                outcome = "right" if verdict.kind is Kind.LOG_PROBABILITIES else "missed"
            label = made if made == held else f"{made} in {held}"
            counts[name, group, label][outcome] += 1
            if outcome in ("missed", "false alarm"):
                print(f"    {outcome}: {name} {label} seed {seed} {about}: {verdict}", flush=True)


# --- Sites ---------------------------------------------------------------------------------------


def judge_site(seed: int, counts: dict[tuple[str, str], Counter[str]]) -> None:
    """Twenty steps of training for yes-or-no questions, right and with the sigmoid taken twice."""
    random = np.random.default_rng(seed)
    start = ("from scratch", "from scratch", "from scratch", "fine-tuned", "prior bias", "regression")[seed % 6]
    questions, rows = int(random.choice([1, 1, 3, 10])), int(random.choice([1, 4, 16, 64, 256]))
    body, rate = str(random.choice(BODIES)), float(random.choice([1e-3, 3e-3, 1e-2]))
    rare = float(random.uniform(0.02, 0.1)) if start == "prior bias" else float(random.uniform(0.3, 0.7))
    plane = random.normal(size=(64, questions)) / 8.0
    shift = np.quantile(random.normal(size=(1000, 64)) @ plane, 1.0 - rare, axis=0)

    def batch(size: int) -> tuple[torch.Tensor, torch.Tensor]:
        points = random.normal(size=(size, 64))
        answers = points @ plane > shift
        if start == "regression":
            answers = 1.0 / (1.0 + np.exp(-(points @ plane)))
        return torch.tensor(points, dtype=torch.float32), torch.tensor(answers, dtype=torch.float32)

    for wrong in (False, True):
        if wrong and start == "regression":
            continue
        torch.manual_seed(seed)
        model = model_of(body, questions)
        if start == "prior bias":
            nn.init.constant_(model[-1].bias, float(np.log(rare / (1 - rare))))

        def outputs(points: torch.Tensor, model: nn.Module = model, wrong: bool = wrong) -> torch.Tensor:
            return model(points).sigmoid() if wrong else model(points)

        site, found = Site(), 0

        def loss(rows: int, look: bool, outputs: Callable[[torch.Tensor], torch.Tensor] = outputs) -> torch.Tensor:
            nonlocal found
            points, answers = batch(rows)
            given = outputs(points)
            if look and Kind.LOGITS in site.see(given).ruled_out:  # noqa: B023
                found += 1
            if start == "regression":
                return F.mse_loss(given, answers)
            return F.binary_cross_entropy_with_logits(given, answers)

        if start == "fine-tuned":
            train(model, lambda: loss(64, look=False), 150, 1e-2)
        train(model, lambda: loss(rows, look=True), 20, rate)
        counts[start, "sigmoid twice" if wrong else "right"]["alarm" if found else "silent"] += 1
        if bool(found) is not wrong and start == "from scratch":
            print(f"    {'missed' if wrong else 'false alarm'}: seed {seed} {body} {questions} questions {rows} rows")


# --- Tables --------------------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(description="How well values tell, on models trained here.")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--site-runs", type=int, default=60)
    options = parser.parse_args()
    torch.set_num_threads(1)
    start = time.perf_counter()
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for seed in range(options.first_seed, options.first_seed + options.runs):
        judge_run(seed, counts)
    print(f"\n{options.runs} runs from seed {options.first_seed}\n")
    print(
        "| values | rows | dtype | judged | right | as one-hot | missed | false alarms |\n| --- " * 1
        + "|"
        + " --- |" * 7
    )
    for (name, group, label), count in sorted(counts.items()):
        figures = [sum(count.values()), *(count[key] for key in ("right", "one-hot", "missed", "false alarm"))]
        print(f"| {name} | {group} | {label} | {' | '.join(map(str, figures))} |")
    sites: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for seed in range(options.first_seed, options.first_seed + options.site_runs):
        judge_site(seed, sites)
    print(f"\n{options.site_runs} site runs from seed {options.first_seed}, 20 calls each\n")
    print("| start | program | runs | alarms |\n| --- | --- | --- | --- |")
    for (how, program), count in sorted(sites.items()):
        print(f"| {how} | {program} | {sum(count.values())} | {count['alarm']} |")
    print(f"\n{time.perf_counter() - start:.0f} s")
    missed = sum(count["missed"] for count in counts.values())
    alarms = sum(count["false alarm"] for (_, group, _), count in counts.items() if group == "16 rows and more")
    return 1 if missed or alarms else 0


if __name__ == "__main__":
    sys.exit(main())
