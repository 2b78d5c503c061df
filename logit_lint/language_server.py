"""The language server: findings in editors while one types (Language Server Protocol, on `pygls`).

A document is checked as it stands in the editor, a moment after the last key. Trace steps become related information,
fixes and `# noqa` comments become quick fixes, and the rule's page is shown where the mouse rests on a finding.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls import uris
from pygls.lsp.server import LanguageServer

from .config import FILE, Configuration
from .errors import LogitLintError
from .findings import Problem, Report, Severity
from .linter import SYNTAX_ERROR, Session
from .noqa_writer import noqa_edits
from .output.formats import Sources, rule_url
from .output.page import rule_page
from .reading import NOTEBOOK
from .registry import find_rule, load_rules
from .source import Source
from .version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pygls.workspace import PositionCodec, TextDocument

    from .findings import Edit, Finding, Span, Step

DELAY = 0.2
"""Seconds to wait after a change: a pause in typing."""

_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFO: lsp.DiagnosticSeverity.Information,
}


@dataclass(frozen=True)
class _Checked:
    """What was found in one version of a document, each finding with the diagnostic that tells it."""

    version: int | None
    name: str
    text: str
    findings: tuple[tuple[Finding, lsp.Diagnostic], ...]

    def at(self, wanted: lsp.Range) -> Iterator[tuple[Finding, lsp.Diagnostic]]:
        """The findings that touch a range."""
        for finding, diagnostic in self.findings:
            if _before(diagnostic.range.start, wanted.end) and _before(wanted.start, diagnostic.range.end):
                yield finding, diagnostic


class Server(LanguageServer):
    """One editor's server: its settings, and what was last found in each open document."""

    def __init__(self) -> None:
        super().__init__("logit-lint", __version__)
        self._session: Session | None = None
        self._checked: dict[str, _Checked] = {}
        self._one_at_a_time = asyncio.Lock()

    async def check_soon(self, uri: str) -> None:
        """Check a document when its user pauses."""
        version = self._document(uri).version
        await asyncio.sleep(DELAY)
        if uri in self.workspace.text_documents and self._document(uri).version == version:
            await self.check(uri)

    async def check(self, uri: str) -> None:
        """Check a document as it stands now, and tell the editor."""
        document = self._document(uri)
        name = uris.to_fs_path(uri) or uri
        if name.endswith(NOTEBOOK):  # an editor that hands over a notebook's JSON
            return
        version, text = document.version, document.source
        async with self._one_at_a_time:
            report = await asyncio.to_thread(self._report, name, text)
        if uri not in self.workspace.text_documents or self._document(uri).version != version:
            return  # it has changed meanwhile, and will be checked again
        sources = Sources({name: text.encode("utf-8", "replace")})
        codec = document.position_codec
        told = tuple((finding, _diagnostic(finding, uri, sources, codec)) for finding in report.findings)
        self._checked[uri] = _Checked(version, name, text, told)
        diagnostics = [diagnostic for _, diagnostic in told]
        self.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri=uri, version=version, diagnostics=diagnostics)
        )
        for problem in report.problems:
            self.window_log_message(lsp.LogMessageParams(type=lsp.MessageType.Warning, message=str(problem)))

    def forget(self, uri: str) -> None:
        """A document is closed: nothing is to be said about it any longer."""
        self._checked.pop(uri, None)
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri=uri, diagnostics=[]))

    async def settings_changed(self) -> None:
        """Read all settings again, and check all open documents anew."""
        self._session = None
        for uri in list(self.workspace.text_documents):
            await self.check(uri)

    def quick_fixes(self, uri: str, wanted: lsp.Range) -> list[lsp.CodeAction]:
        """What may be done about the findings in a range: their fixes, and silence."""
        checked = self._checked.get(uri)
        document = self._document(uri)
        if checked is None or checked.version != document.version:
            return []
        actions = []
        for finding, diagnostic in checked.at(wanted):
            if finding.fix is not None:
                title = f"{finding.fix.message} ({finding.code})"
                actions.append(self._action(document, title, finding.fix.edits, diagnostic, preferred=finding.fix.safe))
            if finding.code != SYNTAX_ERROR:
                sources = Sources({checked.name: checked.text.encode("utf-8", "replace")})
                title = f"Silence {finding.code} on this line (# noqa)"
                actions.append(self._action(document, title, tuple(noqa_edits([finding], sources)), diagnostic))
        return actions

    def page(self, uri: str, position: lsp.Position) -> lsp.Hover | None:
        """The pages of the rules that found something at a place."""
        checked = self._checked.get(uri)
        found = list(checked.at(lsp.Range(position, position))) if checked is not None else []
        if not found:
            return None
        pages = [rule_page(find_rule(load_rules(), code)) for code in sorted({finding.code for finding, _ in found})]
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, "\n---\n\n".join(pages)), found[0][1].range)

    def _report(self, name: str, text: str) -> Report:
        path = Path(name)
        try:
            session = self._session = self._session or Session(Configuration())
            if session.excludes(path):
                return Report()
            return session.check(Source(name, text), path)
        except LogitLintError as error:
            return Report(problems=[Problem(name, str(error))])

    def _document(self, uri: str) -> TextDocument:
        return self.workspace.get_text_document(uri)

    def _action(
        self,
        document: TextDocument,
        title: str,
        edits: Sequence[Edit],
        diagnostic: lsp.Diagnostic,
        *,
        preferred: bool = False,
    ) -> lsp.CodeAction:
        changes = [
            lsp.TextEdit(_range(edit.span, document.lines, document.position_codec), edit.content) for edit in edits
        ]
        return lsp.CodeAction(
            title,
            kind=lsp.CodeActionKind.QuickFix,
            diagnostics=[diagnostic],
            is_preferred=preferred,
            edit=lsp.WorkspaceEdit(changes={document.uri: changes}),
        )


def serve() -> None:
    """Speak with an editor over standard input and output until it says goodbye."""
    _server().start_io()


def _server() -> Server:
    server = Server()

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


def _diagnostic(finding: Finding, uri: str, sources: Sources, codec: PositionCodec) -> lsp.Diagnostic:
    return lsp.Diagnostic(
        _range(finding.span, _lines(finding, sources), codec),
        f"{finding.name}: {finding.message}",
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=lsp.CodeDescription(rule_url(finding.code)),
        source="logit-lint",
        related_information=list(_related(finding, uri, sources, codec)),
    )


def _related(
    finding: Finding, uri: str, sources: Sources, codec: PositionCodec
) -> Iterator[lsp.DiagnosticRelatedInformation]:
    for step in finding.trace:
        here = step.filename == finding.filename
        where = uri if here else uris.from_fs_path(os.path.abspath(step.filename))  # noqa: PTH100
        if where is not None:
            location = lsp.Location(where, _range(step.span, _lines(step, sources), codec))
            yield lsp.DiagnosticRelatedInformation(location, step.message)


def _lines(where: Finding | Step, sources: Sources) -> list[str]:
    source = sources.of(where)
    return source.lines if source is not None else []


def _range(span: Span, lines: Sequence[str], codec: PositionCodec) -> lsp.Range:
    """A span in the editor's units, mostly of UTF-16."""

    def position(row: int, column: int) -> lsp.Position:
        inside = lsp.Position(row - 1, column - 1)
        return codec.position_to_client_units(lines, inside) if row <= len(lines) else inside

    return lsp.Range(position(span.start.row, span.start.column), position(span.end.row, span.end.column))


def _before(first: lsp.Position, second: lsp.Position) -> bool:
    return (first.line, first.character) <= (second.line, second.character)
