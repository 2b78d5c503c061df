"""What a finding is: a place, a sentence, the way the value came there, and perhaps a cure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Severity(str, Enum):
    """How bad it is: wrong training or results, fragile numerics, or merely worth saying."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Confidence(str, Enum):
    """``LIKELY`` where the evidence is a name, ``CERTAIN`` where it is the code itself."""

    CERTAIN = "certain"
    LIKELY = "likely"


@dataclass(frozen=True, order=True)
class Position:
    """A place in a file; rows and columns count from 1, in characters."""

    row: int
    column: int


@dataclass(frozen=True)
class Span:
    """From the first character to just behind the last."""

    start: Position
    end: Position


def place(filename: str, row: int | None = None, column: int | None = None, cell: int | None = None) -> str:
    """``path:row:column``; in a notebook, with the cell that rows are counted in."""
    inside = filename if cell is None else f"{filename}:cell {cell}"
    return ":".join([inside, *(str(number) for number in (row, column) if number is not None)])


@dataclass(frozen=True)
class Step:
    """One station of a value on its way: what happened to it, and where."""

    message: str
    filename: str
    span: Span
    cell: int | None = None

    @property
    def place(self) -> str:
        """Where it happened."""
        return place(self.filename, self.span.start.row, self.span.start.column, self.cell)


@dataclass(frozen=True)
class Edit:
    """Replace what stands in ``span`` by ``content``."""

    content: str
    span: Span
    cell: int | None = None


@dataclass(frozen=True)
class Fix:
    """Edits that mend a finding; ``safe`` ones keep the mathematical value."""

    safe: bool
    message: str
    edits: tuple[Edit, ...]
    code: str = ""
    """What it writes in the finding's place, if that is short."""


@dataclass(frozen=True)
class Finding:
    """One mistake. ``trace`` leads from where the value was made to where it is consumed."""

    code: str
    name: str
    severity: Severity
    message: str
    filename: str
    span: Span
    trace: tuple[Step, ...] = ()
    confidence: Confidence = Confidence.CERTAIN
    fix: Fix | None = None
    noqa_row: int = 0
    cell: int | None = None
    """The cell of a notebook that all rows are counted in, itself counted from 1; None in other files."""

    @property
    def place(self) -> str:
        """Where it stands."""
        return place(self.filename, self.span.start.row, self.span.start.column, self.cell)

    @property
    def sort_key(self) -> tuple[str, int, Position, str]:
        """Findings are shown file by file, from top to bottom."""
        return (self.filename, self.cell or 0, self.span.start, self.code)


@dataclass(frozen=True)
class LossCall:
    """A loss call that was seen; ``reason`` says why it was not understood, if it was not."""

    filename: str
    span: Span
    loss: str
    reason: str | None = None
    cell: int | None = None

    @property
    def place(self) -> str:
        """Where it stands."""
        return place(self.filename, self.span.start.row, self.span.start.column, self.cell)


@dataclass(frozen=True)
class Problem:
    """A path that could not be checked, in one line naming it."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


@dataclass(frozen=True)
class Remark:
    """Something worth saying about a place, which is neither a finding nor keeps the file from being checked."""

    filename: str
    row: int | None
    message: str
    cell: int | None = None

    def __str__(self) -> str:
        return f"{place(self.filename, self.row, cell=self.cell)}: {self.message}"


@dataclass
class Report:
    """The outcome of a run over any number of files."""

    findings: list[Finding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    loss_calls: list[LossCall] = field(default_factory=list)
    unused_suppressions: list[Remark] = field(default_factory=list)
    files: int = 0
    gated: int = 0
    elsewhere: Report | None = None
    """What was found in other files, by what the checked ones hand to their functions."""

    def merge(self, other: Report) -> None:
        """Add what another report holds."""
        self.findings += other.findings
        self.problems += other.problems
        self.remarks += other.remarks
        self.loss_calls += other.loss_calls
        self.unused_suppressions += other.unused_suppressions
        self.files += other.files
        self.gated += other.gated
        if other.elsewhere is not None:
            if self.elsewhere is None:
                self.elsewhere = Report()
            self.elsewhere.merge(other.elsewhere)
