"""The documentation as a site: built strictly, every link and picture followed, what it shows tried."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import tomllib_or_tomli as toml

from logit_lint import lint_source
from logit_lint.output.formats import rule_url
from logit_lint.registry import load_rules

from .processes import Run, start

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SITE_URL = "https://logit-lint.readthedocs.io/"


class Page(HTMLParser):
    """The links of a page, and what can be linked to in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.anchors: set[str] = set()
        self.headings = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links.update(value for name in ("href", "src") if (value := given.get(name)))
        self.anchors.update(value for name in ("id", "name") if (value := given.get(name)))
        self.headings += tag == "h1"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = start(command, ROOT, env={"NO_MKDOCS_2_WARNING": "1"})
    assert done.status == 0, done.err
    assert "WARNING" not in done.err
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    """Every page by its address below the site's."""
    found = {}
    for file in site.rglob("*.html"):
        if file.name != "404.html":
            address = file.relative_to(site).as_posix().removesuffix("index.html")
            found[address] = Page(file.read_text(encoding="utf-8"))
    return found


def test_every_link_leads_somewhere(site: Path, pages: dict[str, Page]) -> None:
    dead = []
    for address, page in pages.items():
        assert page.headings == 1, address
        for link in page.links:
            target = urljoin(SITE_URL + address, link)
            if not target.startswith(SITE_URL):
                continue
            parts = urlsplit(target)
            path = unquote(parts.path).lstrip("/")
            if path in pages:
                if parts.fragment and parts.fragment not in pages[path].anchors:
                    dead.append((address, link))
            elif not (site / path).is_file():
                dead.append((address, link))
    assert dead == []


def test_every_rule_has_the_address_that_findings_name(pages: dict[str, Page]) -> None:
    for rule in load_rules():
        assert rule_url(rule.code).removeprefix(SITE_URL) in pages


def test_addresses_in_the_readme_are_pages(pages: dict[str, Page]) -> None:
    named = re.findall(re.escape(SITE_URL) + r"([\w/]*)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(named) >= 4
    assert [address for address in named if address not in pages] == []


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    loaded = re.compile(r"""<(?:script|link rel="stylesheet"|img)[^>]*(?:src|href)=["']?https?:""")
    assert [page.name for page in site.rglob("*.html") if loaded.search(page.read_text(encoding="utf-8"))] == []


def block(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.S)


def test_the_settings_shown_are_settings(folder: Path, run: Run) -> None:
    (folder / "pyproject.toml").write_text(block("configuration.md", "toml")[0])
    shown = run("check", "--show-settings").out
    assert '"LGT410"' in shown
    assert '"LGT403"' not in shown
    (folder / "pyproject.toml").write_text("[tool.logit-lint]\nextend_select = []\n")
    assert run("check").err.replace(f"{folder}/", "") == block("configuration.md", "text")[0]


def test_the_blocks_shown_are_silent() -> None:
    (program,) = block("old_code.md", "python")
    program = f"import torch\n\n\n{program}".replace("torch.log(p", "torch.log(torch.softmax(p, 1)")
    assert lint_source(program) == []
    heard = [finding.span.start.row for finding in lint_source(re.sub("# logit-lint", "# not", program))]
    assert heard == [6, 14]


def test_the_figures_of_what_bugs_cost_are_measured() -> None:
    """Two of the losses are trained again; seeds and chips leave some room."""
    sys.path.insert(0, str(DOCS / "costs"))
    try:
        from experiment import LOSSES, SETTINGS, train
    finally:
        sys.path.pop(0)
    table = (DOCS / "what_bugs_cost.md").read_text(encoding="utf-8").partition("<!-- standardised -->")[2]
    for name in ("right", "double softmax"):
        found = re.search(rf"\| {name} \| ([\d.]+) \| ([\d.]+)% ", table)
        assert found is not None
        runs = [train(LOSSES[name], SETTINGS[0], float(found[1]), seed) for seed in range(2)]
        accuracy = sum(run.accuracies[-1] for run in runs) / len(runs)
        assert accuracy == pytest.approx(float(found[2]) / 100, abs=0.06)


@pytest.mark.parametrize(
    "name", ["right", "double softmax", "log(softmax + 1e-8)", "log(softmax)", "wrong from_logits"]
)
def test_the_gradients_of_the_experiment_are_derivatives(name: str) -> None:
    import numpy as np

    sys.path.insert(0, str(DOCS / "costs"))
    try:
        from experiment import LOSSES
    finally:
        sys.path.pop(0)
    loss = LOSSES[name]
    scores = np.random.default_rng(0).uniform(0.5, 2, size=(4, 6))
    labels = np.array([0, 2, 5, 3])
    gradient = loss(scores, labels)[1]
    for column in range(6):
        step = np.zeros(6)
        step[column] = 1e-6
        slope = (loss(scores + step, labels)[0] - loss(scores - step, labels)[0]) / 2e-6
        assert gradient[:, column] == pytest.approx(slope, abs=1e-6)


def test_the_table_of_doors_names_tests_that_there_are() -> None:
    table = (DOCS / "doors.md").read_text(encoding="utf-8").partition("## What is tested")[2]
    named = set(re.findall(r"`(test_\w+\.py)`", table))
    there = {path.name for path in Path(__file__).parent.glob("test_*.py")}
    assert named <= there
    # Of the tests here, only what is no door is not in the table.
    assert there - named == {"test_own_apis.py", "test_registry.py"}


def test_the_nav_holds_every_page() -> None:
    import yaml

    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    named = set(re.findall(r"[\w/-]+\.md", str(nav)))
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert pages - named == {f"rules/{rule.code}.md" for rule in load_rules()}


def test_the_example_in_the_page_on_rule_packs_is_the_package() -> None:
    shown = block("rule_packs.md", "python")[0]
    package = (ROOT / "examples" / "rule_pack" / "house_rules.py").read_text(encoding="utf-8")
    lines = [line for line in shown.splitlines() if "…" not in line and "def " not in line]
    assert [line for line in lines if line not in package] == []
    settings = toml.loads(block("rule_packs.md", "toml")[0])
    built = toml.loads((ROOT / "examples" / "rule_pack" / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["project"]["entry-points"] == built["project"]["entry-points"]
