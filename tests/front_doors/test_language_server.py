"""The language server, spoken to by a real client over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from .processes import CLEAN, PYTORCH, start

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from .processes import Run

PATIENCE = 60


class Editor:
    """An editor with one folder open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.client = LanguageClient("editor", "1")
        self.told: asyncio.Queue[lsp.PublishDiagnosticsParams] = asyncio.Queue()
        self._version = 0
        self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda told: self.told.put_nowait(told))
        self.client.feature(lsp.WINDOW_LOG_MESSAGE)(lambda _: None)
        self.wishes: asyncio.Queue[lsp.RegistrationParams] = asyncio.Queue()
        self.client.feature(lsp.CLIENT_REGISTER_CAPABILITY)(lambda wish: self.wishes.put_nowait(wish))

    def uri(self, name: str = "a.py") -> str:
        return (self.folder / name).as_uri()

    async def open(self, text: str, name: str = "a.py") -> list[lsp.Diagnostic]:
        item = lsp.TextDocumentItem(self.uri(name), "python", self._next(), text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return await self.diagnostics()

    def type(self, text: str, first: lsp.Position, last: lsp.Position, name: str = "a.py") -> None:
        document = lsp.VersionedTextDocumentIdentifier(self._next(), self.uri(name))
        change = lsp.TextDocumentContentChangePartial(range=lsp.Range(first, last), text=text)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [change]))

    async def diagnostics(self) -> list[lsp.Diagnostic]:
        return list((await asyncio.wait_for(self.told.get(), PATIENCE)).diagnostics)

    async def actions(self, where: lsp.Range) -> list[lsp.CodeAction]:
        document = lsp.TextDocumentIdentifier(self.uri())
        params = lsp.CodeActionParams(document, where, lsp.CodeActionContext([]))
        found = await self.client.text_document_code_action_async(params)
        return [action for action in found or () if isinstance(action, lsp.CodeAction)]

    async def hover(self, line: int, character: int) -> str | None:
        document = lsp.TextDocumentIdentifier(self.uri())
        found = await self.client.text_document_hover_async(lsp.HoverParams(document, lsp.Position(line, character)))
        return found.contents.value if found is not None else None  # type: ignore[union-attr]

    def _next(self) -> int:
        self._version += 1
        return self._version


@asynccontextmanager
async def editor(folder: Path, *command: str) -> AsyncIterator[Editor]:
    one = Editor(folder)
    await one.client.start_io(sys.executable, *(command or ("-m", "logit_lint", "server")), cwd=folder, env=os.environ)
    watching = lsp.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    able = lsp.ClientCapabilities(workspace=lsp.WorkspaceClientCapabilities(did_change_watched_files=watching))
    params = lsp.InitializeParams(capabilities=able, root_uri=folder.as_uri())
    await asyncio.wait_for(one.client.initialize_async(params), PATIENCE)
    one.client.initialized(lsp.InitializedParams())
    try:
        yield one
    finally:
        await one.client.shutdown_async(None)
        one.client.exit(None)
        await one.client.stop()


def with_editor(folder: Path, story: Callable[[Editor], Awaitable[None]], *command: str) -> None:
    async def told() -> None:
        async with editor(folder, *command) as one:
            await story(one)

    asyncio.run(asyncio.wait_for(told(), 3 * PATIENCE))


def span(line: int, first: int, last: int) -> lsp.Range:
    return lsp.Range(lsp.Position(line, first), lsp.Position(line, last))


def test_findings_are_told_with_place_way_and_page(folder: Path) -> None:
    async def story(one: Editor) -> None:
        (found,) = await one.open(PYTORCH)
        assert (found.code, found.source, found.severity) == ("LGT101", "logit-lint", lsp.DiagnosticSeverity.Error)
        assert found.range == span(6, 33, 57)
        assert found.message.startswith("double-softmax: `F.softmax(net(x), dim=1)` is already the output of a softmax")
        assert found.code_description is not None
        assert found.code_description.href == "https://logit-lint.readthedocs.io/rules/LGT101/"
        (step,) = found.related_information or ()
        assert step.message == "given to `CrossEntropyLoss` here"
        assert step.location == lsp.Location(one.uri(), span(6, 11, 61))
        assigned = PYTORCH.replace("    return", "    p = F.softmax(net(x), dim=1)\n    return").replace(
            "()(F.softmax(net(x), dim=1)", "()(p"
        )
        (found,) = await one.open(assigned, "b.py")
        first, _ = found.related_information or ()
        assert first.message == "softmax applied here"
        assert first.location == lsp.Location(one.uri("b.py"), span(6, 8, 32))

    with_editor(folder, story)


def test_diagnostics_follow_the_typing(folder: Path) -> None:
    async def story(one: Editor) -> None:
        assert await one.open(CLEAN) == []
        at = lsp.Position(6, 33)
        # Key by key: only what stands there when the typing pauses is told.
        for place, key in enumerate("F.relu("):
            one.type(key, *[lsp.Position(6, 33 + place)] * 2)
        one.type("F.softmax(", at, lsp.Position(6, 40))
        one.type(", 1)", *[lsp.Position(6, 49)] * 2)
        (found,) = await one.diagnostics()
        assert found.code == "LGT101"
        assert found.range == span(6, 33, 53)
        one.type("", lsp.Position(6, 33), lsp.Position(6, 43))
        one.type("", lsp.Position(6, 39), lsp.Position(6, 43))
        assert await one.diagnostics() == []
        assert one.told.empty()

    with_editor(folder, story)


def test_columns_are_counted_in_the_editors_units(folder: Path) -> None:
    async def story(one: Editor) -> None:
        (found,) = await one.open(PYTORCH.replace("return nn", "s = '\N{PARTY POPPER}'; return nn"))
        assert found.range == span(6, 43, 67)  # the emoji is two units of UTF-16
        assert await one.hover(6, 43) is not None
        assert await one.hover(6, 42) is None

    with_editor(folder, story)


def test_the_rules_page_is_shown_on_hover(folder: Path, run: Run) -> None:
    async def story(one: Editor) -> None:
        await one.open(PYTORCH)
        assert await one.hover(6, 40) == run("rule", "LGT101").out
        assert await one.hover(0, 0) is None

    with_editor(folder, story)


def test_silence_is_a_quick_fix(folder: Path) -> None:
    async def story(one: Editor) -> None:
        await one.open(PYTORCH)
        action = (await one.actions(span(6, 40, 40)))[-1]
        assert (action.title, action.kind) == ("Silence LGT101 on this line (# noqa)", lsp.CodeActionKind.QuickFix)
        assert action.edit is not None
        (edit,) = (action.edit.changes or {})[one.uri()]
        assert edit == lsp.TextEdit(span(6, 61, 61), "  # noqa: LGT101")
        assert await one.actions(span(0, 0, 5)) == []

    with_editor(folder, story)


MENDING = """
from dataclasses import replace

from logit_lint.findings import Edit, Fix, Position, Span
from logit_lint.language_server import serve
from logit_lint.linter import Session

check = Session.check


def with_fixes(*arguments):
    report = check(*arguments)
    report.findings = [
        replace(one, fix=Fix(True, "Drop the softmax", (Edit("net(x)", one.span),))) for one in report.findings
    ]
    return report


Session.check = with_fixes
serve()
"""


def test_fixes_are_quick_fixes(folder: Path) -> None:
    async def story(one: Editor) -> None:
        await one.open(PYTORCH)
        action = (await one.actions(span(6, 33, 33)))[0]
        assert action.title == "Drop the softmax (LGT101)"
        assert action.is_preferred
        assert [diagnostic.code for diagnostic in action.diagnostics or ()] == ["LGT101"]
        assert action.edit is not None
        (edit,) = (action.edit.changes or {})[one.uri()]
        one.type(edit.new_text, edit.range.start, edit.range.end)
        assert await one.actions(span(6, 33, 33)) == []  # nothing is offered for what has changed
        assert await one.diagnostics() == []

    with_editor(folder, story, "-c", MENDING)


def test_settings_are_read_and_read_again(folder: Path) -> None:
    file = folder / "pyproject.toml"
    file.write_text('[tool.logit-lint]\nignore = ["LGT101"]\n')

    async def story(one: Editor) -> None:
        assert await one.open(PYTORCH) == []
        (wish,) = (await asyncio.wait_for(one.wishes.get(), PATIENCE)).registrations
        assert wish.method == lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
        file.write_text("[tool.logit-lint]\n")
        event = lsp.FileEvent(file.as_uri(), lsp.FileChangeType.Changed)
        one.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([event]))
        assert [found.code for found in await one.diagnostics()] == ["LGT101"]
        file.write_text('[tool.logit-lint]\nexclude = ["a.py"]\n')
        one.client.text_document_did_save(lsp.DidSaveTextDocumentParams(lsp.TextDocumentIdentifier(file.as_uri())))
        assert await one.diagnostics() == []

    with_editor(folder, story)


def test_a_closed_document_is_forgotten(folder: Path) -> None:
    async def story(one: Editor) -> None:
        assert len(await one.open(PYTORCH)) == 1
        document = lsp.TextDocumentIdentifier(one.uri())
        one.client.text_document_did_close(lsp.DidCloseTextDocumentParams(document))
        assert await one.diagnostics() == []

    with_editor(folder, story)


@pytest.mark.parametrize("text", ["def broken(:\n", "import torch\nx = " + "(" * 5000, "import torch\n\0"])
def test_broken_code_does_not_end_the_server(folder: Path, text: str) -> None:
    async def story(one: Editor) -> None:
        assert {found.code for found in await one.open(text)} <= {"LGT900"}
        assert len(await one.open(PYTORCH, "b.py")) == 1

    with_editor(folder, story)


def test_without_pygls_the_way_to_it_is_said(folder: Path) -> None:
    script = (
        "import sys\nsys.modules['pygls'] = None\nsys.argv = ['logit-lint', 'server']\n"
        "from logit_lint.cli import main\nmain()\n"
    )
    outcome = start([sys.executable, "-c", script], folder)
    assert outcome.status == 2
    assert outcome.err == "logit-lint: the language server needs pygls: pip install 'logit-lint[server]'\n"


CELLS = (
    "import torch\nimport torch.nn.functional as F",
    "%cd x\np = F.softmax(x, dim=1)",
    "loss = F.cross_entropy(p, y)",
)


def test_the_cells_of_a_notebook_are_one_program(folder: Path) -> None:
    async def story(one: Editor) -> None:
        names = [f"cell{number}" for number in range(4)]
        texts = [lsp.TextDocumentItem(one.uri(name), "python", 1, text) for name, text in zip(names[1:], CELLS)]
        texts.insert(0, lsp.TextDocumentItem(one.uri("cell0"), "markdown", 1, "# softmax ("))
        kinds = [lsp.NotebookCellKind.Markup, *[lsp.NotebookCellKind.Code] * 3]
        cells = [lsp.NotebookCell(kind, text.uri) for kind, text in zip(kinds, texts)]
        notebook = lsp.NotebookDocument(one.uri("a.ipynb"), "jupyter-notebook", 1, cells)
        one.client.notebook_document_did_open(lsp.DidOpenNotebookDocumentParams(notebook, texts))
        told = {}
        for _ in texts:
            params = await asyncio.wait_for(one.told.get(), PATIENCE)
            told[params.uri] = list(params.diagnostics)
        assert [len(told[text.uri]) for text in texts] == [0, 0, 0, 1]
        (found,) = told[texts[3].uri]
        assert found.range == span(0, 23, 24)
        first, second = found.related_information or ()
        assert first.location == lsp.Location(texts[2].uri, span(1, 4, 23))
        assert second.location.uri == texts[3].uri
        # The mistake is mended in another cell than the one that it is told in.
        content = lsp.NotebookDocumentCellContentChanges(
            lsp.VersionedTextDocumentIdentifier(2, texts[2].uri),
            [lsp.TextDocumentContentChangeWholeDocument("p = torch.nn.Linear(2, 2)(x)")],
        )
        change = lsp.NotebookDocumentChangeEvent(cells=lsp.NotebookDocumentCellChanges(text_content=[content]))
        known = lsp.VersionedNotebookDocumentIdentifier(2, notebook.uri)
        one.client.notebook_document_did_change(lsp.DidChangeNotebookDocumentParams(known, change))
        again = [await asyncio.wait_for(one.told.get(), PATIENCE) for _ in texts]
        assert [list(params.diagnostics) for params in again] == [[]] * 4

    with_editor(folder, story)
