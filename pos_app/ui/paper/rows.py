"""The tables of papers: jobs in the queue and receipts found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from pos_app.ui.widgets.table import Role
from pos_app.ui.wording import job_name, job_state

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pos_app.domain.rows import JobRow, ReceiptRow
    from pos_app.ui.wording import Wording

R = TypeVar("R")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NO_PARENT = QModelIndex()
_TINTS = {"done": "good", "doubtful": "warn", "sending": "accent", "discarded": "muted"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows."""

    text: str
    note: str = ""
    tint: str = "text"


class PapersTableModel(QAbstractTableModel, Generic[R]):
    """A short list, replaced as a whole; the last column holds figures."""

    def __init__(self, titles: Sequence[str], cells: Callable[[R], Sequence[Cell]]) -> None:
        super().__init__()
        self._titles = tuple(titles)
        self._cells = cells
        self._rows: list[R] = []
        self._shown: list[tuple[Cell, ...]] = []

    def show(self, rows: Sequence[R]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self._shown = [tuple(self._cells(row)) for row in rows]
        self.endResetModel()

    def row_at(self, row: int) -> R | None:
        """Return the row behind a place."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        """Return the columns."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title and side."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and self._is_last(section) else None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        cell = self._shown[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Role.NOTE:
            return cell.note
        if role == Role.TOKEN:
            return cell.tint
        if role == Role.ROW:
            return self._rows[index.row()]
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and self._is_last(index.column()) else None

    def _is_last(self, column: int) -> bool:
        return column == len(self._titles) - 1


def jobs_model(wording: Wording) -> PapersTableModel[JobRow]:
    """Return the model of the print queue."""
    _ = wording.translate

    def cells(row: JobRow) -> Sequence[Cell]:
        problem = wording.sentence(row.problem) if row.problem is not None else ""
        return (
            Cell(f"{job_name(row.kind, _)} {row.number}".strip(), problem),
            Cell(job_state(row.state, _), tint=_TINTS.get(row.state, "text")),
            Cell(wording.moment(row.created_at), tint="muted"),
        )

    return PapersTableModel((_("Document"), _("State"), _("Since")), cells)


def receipts_model(wording: Wording) -> PapersTableModel[ReceiptRow]:
    """Return the model of receipts found again."""
    _, formats = wording.translate, wording.formats

    def cells(row: ReceiptRow) -> Sequence[Cell]:
        tenders = ", ".join(wording.tender(tender) for tender in row.tenders)
        lines = _("1 line") if row.line_count == 1 else _("{count} lines").format(count=row.line_count)
        return (
            Cell(row.number, f"{lines} · {tenders}" if tenders else lines),
            Cell(wording.moment(row.placed_at), row.person, "muted"),
            Cell(formats.amount(row.total)),
        )

    return PapersTableModel((_("Receipt"), _("When"), _("Total")), cells)
