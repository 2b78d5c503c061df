"""Runs the experiment, draws plots, writes figures into the page: `python docs/costs/draw.py`, half a minute."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from experiment import CLASSES, LOSSES, SETTINGS, Course, Setting, courses

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent
PAGE = FOLDER.parent / "what_bugs_cost.md"

COLOURS = ("#1b7837", "#d6604d", "#e08214", "#762a83", "#4393c3")
STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))


def table(outcomes: dict[str, list[Course]]) -> str:
    """The outcome of one setting, as Markdown."""
    lines = [
        "| loss | learning rate | accuracy | loss shown | loss meant | gradient, first epoch | gradient, last epoch |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, runs in outcomes.items():
        accuracies = [run.accuracies[-1] for run in runs]
        lines.append(
            f"| {name} | {runs[0].rate:g} | {np.mean(accuracies):.1%} ± {np.std(accuracies):.1%} "
            f"| {number(run.losses[-1] for run in runs)} | {number(run.meant for run in runs)} "
            f"| {number(run.gradients[0] for run in runs)} | {number(run.gradients[-1] for run in runs)} |"
        )
    return "\n".join(lines)


def number(values: Iterable[float]) -> str:
    """The mean, with two or three digits."""
    mean = float(np.mean(list(values)))
    return "NaN" if np.isnan(mean) else f"{mean:.2g}" if abs(mean) < 1 else f"{mean:.3g}"


def plot(setting: Setting, outcomes: dict[str, list[Course]]) -> None:
    """Loss, accuracy and gradient norm by epoch, one line for each loss: the mean over seeds, and their range."""
    figure, panels = plt.subplots(1, 3, figsize=(12, 3.6), layout="constrained")
    titles = ("training loss shown (nats)", "accuracy on held-out data", "gradient norm at the scores")
    for panel, title, what in zip(panels, titles, ("losses", "accuracies", "gradients")):
        for (name, runs), colour, style in zip(outcomes.items(), COLOURS, STYLES):
            values = np.stack([getattr(run, what) for run in runs])
            epochs = np.arange(1, values.shape[1] + 1)
            panel.plot(epochs, values.mean(axis=0), color=colour, linestyle=style, label=name)
            panel.fill_between(epochs, values.min(axis=0), values.max(axis=0), color=colour, alpha=0.15, linewidth=0)
        panel.set_title(title, fontsize=10)
        panel.set_xlabel("epoch")
    panels[0].axhline(np.log(CLASSES), color="grey", linewidth=0.8)
    panels[0].text(0.99, np.log(CLASSES), " guessing", color="grey", fontsize=8, va="bottom", ha="right",
                   transform=panels[0].get_yaxis_transform())  # fmt: skip
    panels[0].set_yscale("symlog", linthresh=1)
    panels[1].set_ylim(0, 1)
    panels[2].set_yscale("log")
    figure.legend(*panels[1].get_legend_handles_labels(), loc="outside lower center", ncols=len(LOSSES), frameon=False)
    figure.savefig(FOLDER / f"{setting.name}.svg", metadata={"Date": None})
    plt.close(figure)


def shares() -> None:
    """How strongly an example pulls, by how wrong it is: the gradient by the label's score, for ten classes."""
    margins = np.linspace(-30, 10, 401)
    scores = np.zeros((len(margins), 10))
    scores[:, 0] = margins
    labels = np.zeros(len(margins), int)
    figure, panel = plt.subplots(figsize=(7, 3.2), layout="constrained")
    for (name, loss), colour, style in zip(LOSSES.items(), COLOURS, STYLES):
        if name in ("right", "double softmax", "log(softmax + 1e-8)"):
            panel.plot(margins, -loss(scores, labels)[1][:, 0], color=colour, linestyle=style, label=name)
    panel.set_xlabel("the label's score, over the other nine")
    panel.set_ylabel("pull on the label's score")
    panel.legend(frameon=False)
    figure.savefig(FOLDER / "pull.svg", metadata={"Date": None})
    plt.close(figure)


def main() -> None:
    """Everything that is measured, anew."""
    mpl.rcParams["svg.hashsalt"] = "logit-lint"
    mpl.rcParams["svg.fonttype"] = "none"
    page = PAGE.read_text(encoding="utf-8")
    for setting in SETTINGS:
        outcomes = {name: courses(name, setting) for name in LOSSES}
        plot(setting, outcomes)
        marked = rf"(<!-- {setting.name} -->\n\n).*?(\n\n<!-- end -->)"
        page = re.sub(marked, lambda found, outcomes=outcomes: found[1] + table(outcomes) + found[2], page, flags=re.S)
    shares()
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
