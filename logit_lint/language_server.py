"""The language server: findings in editors while one types (Language Server Protocol, on `pygls`).

A document is checked as it stands in the editor, a moment after the last key; a notebook's cells are checked together.
Trace steps become related information, fixes and `# noqa` comments become quick fixes, and the rule's page is shown
where the mouse rests on a finding.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls import uris
from pygls.lsp.server import LanguageServer

from .config import FILE, Configuration
from .errors import LogitLintError
from .findings import Problem, Report
from .linter import SYNTAX_ERROR, Session
from .lsp_messages import OpenText, action_of, diagnostic_of
from .noqa_writer import noqa_edits
from .output.formats import Sources
from .output.page import rule_page
from .reading import NOTEBOOK
from .registry import find_rule, load_rules
from .version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .findings import Finding

DELAY = 0.2
"""Seconds to wait after a change: a pause in typing."""


@dataclass(frozen=True)
class _Told:
    """What was found in one document, each finding with the diagnostic that tells it."""

    text: OpenText
    findings: tuple[tuple[Finding, lsp.Diagnostic], ...]

    def at(self, wanted: lsp.Range) -> Iterator[tuple[Finding, lsp.Diagnostic]]:
        """The findings that touch a range."""
        for finding, diagnostic in self.findings:
            if _before(diagnostic.range.start, wanted.end) and _before(wanted.start, diagnostic.range.end):
                yield finding, diagnostic


class Server(LanguageServer):
    """One editor's server: its settings, and what was last found in each open document."""

    def __init__(self) -> None:
        cells = lsp.NotebookDocumentFilterWithCells(cells=[lsp.NotebookCellLanguage("python")])
        super().__init__("logit-lint", __version__, notebook_document_sync=lsp.NotebookDocumentSyncOptions([cells]))
        self._session: Session | None = None
        self._told: dict[str, _Told] = {}
        self._one_at_a_time = asyncio.Lock()

    async def check_soon(self, uri: str) -> None:
        """Check a document, or the notebook of a cell, when its user pauses."""
        text = self._text(uri)
        await asyncio.sleep(DELAY)
        if text is not None and text.is_current:
            await self.check(uri)

    async def check(self, uri: str) -> None:
        """Check a document, or the notebook of a cell, as it stands now, and tell the editor."""
        text = self._text(uri)
        if text is None:
            return
        async with self._one_at_a_time:
            report = await asyncio.to_thread(self._report, text)
        if not text.is_current:
            return  # it will be checked again
        sources = Sources({text.name: text.data})
        for document in text.documents:
            if document.uri not in self.workspace.text_documents:
                continue  # closed meanwhile
            here = [finding for finding in report.findings if text.document(finding.cell) is document]
            told = tuple((finding, diagnostic_of(finding, text, sources)) for finding in here)
            self._told[document.uri] = _Told(text, told)
            self._publish(document.uri, [diagnostic for _, diagnostic in told], document.version)
        for problem in report.problems:
            self.window_log_message(lsp.LogMessageParams(type=lsp.MessageType.Warning, message=str(problem)))

    def forget(self, uri: str) -> None:
        """A document is closed: nothing is to be said about it any longer."""
        self._told.pop(uri, None)
        self._publish(uri, [])

    async def settings_changed(self) -> None:
        """Read all settings again, and check all open documents anew."""
        self._session = None
        for uri in {self._first_of(uri) for uri in self.workspace.text_documents}:
            await self.check(uri)

    def quick_fixes(self, uri: str, wanted: lsp.Range) -> list[lsp.CodeAction]:
        """What may be done about the findings in a range: their fixes, and silence."""
        told = self._told.get(uri)
        if told is None or not told.text.is_current:
            return []
        actions = []
        for finding, diagnostic in told.at(wanted):
            if finding.fix is not None:
                title = f"{finding.fix.message} ({finding.code})"
                actions.append(action_of(told.text, title, finding.fix.edits, diagnostic, finding.fix.safe))
            if finding.code != SYNTAX_ERROR:
                edits = tuple(noqa_edits([finding], Sources({told.text.name: told.text.data})))
                actions.append(action_of(told.text, f"Silence {finding.code} on this line (# noqa)", edits, diagnostic))
        return actions

    def page(self, uri: str, position: lsp.Position) -> lsp.Hover | None:
        """The pages of the rules that found something at a place."""
        told = self._told.get(uri)
        found = list(told.at(lsp.Range(position, position))) if told is not None else []
        if not found:
            return None
        pages = [rule_page(find_rule(load_rules(), code)) for code in sorted({finding.code for finding, _ in found})]
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, "\n---\n\n".join(pages)), found[0][1].range)

    def _text(self, uri: str) -> OpenText | None:
        """What a document is checked with; None where it is closed, or is no code."""
        if uri not in self.workspace.text_documents:
            return None
        notebook = self.workspace.get_notebook_document(cell_uri=uri)
        if notebook is None:
            document = self.workspace.get_text_document(uri)
            name = uris.to_fs_path(uri) or uri
            if name.endswith(NOTEBOOK):
                return None  # an editor that shows a notebook's JSON
            return OpenText(name, (document,), (document.version,), document.source.encode("utf-8", "replace"))
        documents = tuple(self.workspace.get_text_document(cell.document) for cell in notebook.cells)
        name = uris.to_fs_path(notebook.uri) or notebook.uri
        name = name if name.endswith(NOTEBOOK) else f"{name}{NOTEBOOK}"
        kinds = ("code" if cell.kind is lsp.NotebookCellKind.Code else "markdown" for cell in notebook.cells)
        cells = [{"cell_type": kind, "source": document.source} for kind, document in zip(kinds, documents)]
        versions = tuple(document.version for document in documents)
        return OpenText(name, documents, versions, json.dumps({"cells": cells}).encode())

    def _first_of(self, uri: str) -> str:
        """The document itself, or the first of the cells that are checked with it."""
        notebook = self.workspace.get_notebook_document(cell_uri=uri)
        return uri if notebook is None else notebook.cells[0].document

    def _report(self, text: OpenText) -> Report:
        path = Path(text.name)
        try:
            session = self._session = self._session or Session(Configuration())
            return Report() if session.excludes(path) else session.check(text.source, path)
        except LogitLintError as error:
            return Report(problems=[Problem(text.name, str(error))])

    def _publish(self, uri: str, diagnostics: list[lsp.Diagnostic], version: int | None = None) -> None:
        params = lsp.PublishDiagnosticsParams(uri=uri, version=version, diagnostics=diagnostics)
        self.text_document_publish_diagnostics(params)


def serve() -> None:
    """Speak with an editor over standard input and output until it says goodbye."""
    _server().start_io()


def _server() -> Server:
    server = Server()

    @server.feature(lsp.INITIALIZED)
    async def initialized(ls: Server, _: lsp.InitializedParams) -> None:
        workspace = ls.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace is not None else None
        if watching is not None and watching.dynamic_registration:
            options = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher(f"**/{FILE}")])
            wish = lsp.Registration("settings", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            await ls.client_register_capability_async(lsp.RegistrationParams([wish]))

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def opened(ls: Server, params: lsp.DidOpenTextDocumentParams) -> None:
        await ls.check(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(ls: Server, params: lsp.DidChangeTextDocumentParams) -> None:
        await ls.check_soon(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def saved(ls: Server, params: lsp.DidSaveTextDocumentParams) -> None:
        if params.text_document.uri.endswith(f"/{FILE}"):
            await ls.settings_changed()

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: lsp.DidCloseTextDocumentParams) -> None:
        ls.forget(params.text_document.uri)

    @server.feature(lsp.NOTEBOOK_DOCUMENT_DID_OPEN)
    async def notebook_opened(ls: Server, params: lsp.DidOpenNotebookDocumentParams) -> None:
        if params.cell_text_documents:
            await ls.check(params.cell_text_documents[0].uri)

    @server.feature(lsp.NOTEBOOK_DOCUMENT_DID_CHANGE)
    async def notebook_changed(ls: Server, params: lsp.DidChangeNotebookDocumentParams) -> None:
        changed = params.change.cells
        gone = changed.structure.did_close if changed is not None and changed.structure is not None else None
        for document in gone or ():
            ls.forget(document.uri)
        notebook = ls.workspace.get_notebook_document(notebook_uri=params.notebook_document.uri)
        if notebook is not None and notebook.cells:
            await ls.check_soon(notebook.cells[0].document)

    @server.feature(lsp.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def notebook_closed(ls: Server, params: lsp.DidCloseNotebookDocumentParams) -> None:
        for document in params.cell_text_documents:
            ls.forget(document.uri)

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def files_changed(ls: Server, params: lsp.DidChangeWatchedFilesParams) -> None:
        if any(change.uri.endswith(f"/{FILE}") for change in params.changes):
            await ls.settings_changed()

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix]))
    def actions(ls: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        return ls.quick_fixes(params.text_document.uri, params.range)

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(ls: Server, params: lsp.HoverParams) -> lsp.Hover | None:
        return ls.page(params.text_document.uri, params.position)

    return server


def _before(first: lsp.Position, second: lsp.Position) -> bool:
    return (first.line, first.character) <= (second.line, second.character)
