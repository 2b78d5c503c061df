"""From findings and edits to the messages of the Language Server Protocol."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls import uris

from .findings import Severity
from .output.formats import rule_url
from .reading import as_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pygls.workspace import PositionCodec, TextDocument

    from .findings import Edit, Finding, Span, Step
    from .output.formats import Sources
    from .source import Source

_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFO: lsp.DiagnosticSeverity.Information,
}


@dataclass(frozen=True)
class OpenText:
    """What is checked as one: a document, or the cells of a notebook, at one moment."""

    name: str
    documents: tuple[TextDocument, ...]
    versions: tuple[int | None, ...]
    data: bytes
    """The file as it would be written now."""

    @property
    def source(self) -> Source:
        """What the engine checks."""
        return as_source(self.name, self.data)

    @property
    def is_current(self) -> bool:
        """Whether nothing has been typed since."""
        return self.versions == tuple(document.version for document in self.documents)

    def document(self, cell: int | None) -> TextDocument:
        """The document of a cell, or the only one."""
        return self.documents[cell - 1 if cell is not None else 0]


def diagnostic_of(finding: Finding, text: OpenText, sources: Sources) -> lsp.Diagnostic:
    """A finding as a diagnostic: place, sentence, rule, and the way of the value as related information."""
    codec = text.document(finding.cell).position_codec
    return lsp.Diagnostic(
        _range(finding.span, _lines(finding, sources), codec),
        f"{finding.name}: {finding.message}",
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=lsp.CodeDescription(rule_url(finding.code)),
        source="logit-lint",
        related_information=list(_related(finding, text, sources, codec)),
    )


def _related(
    finding: Finding, text: OpenText, sources: Sources, codec: PositionCodec
) -> Iterator[lsp.DiagnosticRelatedInformation]:
    for step in finding.trace:
        here = step.filename == text.name
        path = os.path.abspath(step.filename)  # noqa: PTH100
        where = text.document(step.cell).uri if here else uris.from_fs_path(path)
        if where is not None:
            location = lsp.Location(where, _range(step.span, _lines(step, sources), codec))
            yield lsp.DiagnosticRelatedInformation(location, step.message)


def action_of(
    text: OpenText, title: str, edits: Sequence[Edit], diagnostic: lsp.Diagnostic, preferred: bool = False
) -> lsp.CodeAction:
    """Edits as a quick fix of a diagnostic."""
    changes: dict[str, list[lsp.TextEdit]] = {}
    for edit in edits:
        document = text.document(edit.cell)
        change = lsp.TextEdit(_range(edit.span, document.lines, document.position_codec), edit.content)
        changes.setdefault(document.uri, []).append(change)
    return lsp.CodeAction(
        title,
        kind=lsp.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        is_preferred=preferred,
        edit=lsp.WorkspaceEdit(changes=changes),
    )


def _lines(where: Finding | Step, sources: Sources) -> list[str]:
    source = sources.of(where)
    return source.lines if source is not None else []


def _range(span: Span, lines: Sequence[str], codec: PositionCodec) -> lsp.Range:
    """A span in the editor's units, mostly of UTF-16."""

    def position(row: int, column: int) -> lsp.Position:
        inside = lsp.Position(row - 1, column - 1)
        return codec.position_to_client_units(lines, inside) if row <= len(lines) else inside

    return lsp.Range(position(span.start.row, span.start.column), position(span.end.row, span.end.column))
