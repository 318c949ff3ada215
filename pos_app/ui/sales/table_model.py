"""The lines of the basket as a table model; a change touches only the rows it concerns."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from pos_app.ui.widgets.rows_model import NO_PARENT, Cell, RowsModel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pos_app.ui.sales.line_rows import LineRow


class Column(IntEnum):
    """The columns of the till."""

    NUMBER = 0
    ITEM = 1
    QUANTITY = 2
    PRICE = 3
    AMOUNT = 4


_SENTENCES = frozenset({"warn", "bad"})
"""Tints of notes that say what went wrong: they are read to their end."""
_FIGURES = frozenset({Column.QUANTITY, Column.PRICE, Column.AMOUNT})


class LinesTableModel(RowsModel["LineRow"]):
    """Rows of the basket, in the order they were rung up."""

    def __init__(self, _: Callable[[str], str]) -> None:
        super().__init__(("#", _("Item"), _("Quantity"), _("Price"), _("Amount")), _FIGURES)
        self._saving = _("saving")

    def show(self, rows: Sequence[LineRow]) -> None:
        """Show these rows; only what differs is announced."""
        old, new = self._rows, list(rows)
        head = _common([row.uid for row in old], [row.uid for row in new])
        tail = _common([row.uid for row in reversed(old[head:])], [row.uid for row in reversed(new[head:])])
        if head + tail < len(old):
            self.beginRemoveRows(NO_PARENT, head, len(old) - tail - 1)
            self._rows = old[:head] + old[len(old) - tail :]
            self.endRemoveRows()
        if head + tail < len(new):
            self.beginInsertRows(NO_PARENT, head, len(new) - tail - 1)
            self._rows = self._rows[:head] + new[head : len(new) - tail] + self._rows[head:]
            self.endInsertRows()
        self._announce_changed(new)

    def row_of(self, uid: bytes) -> int:
        """Return where a line stands, -1 where it is not."""
        return next((place for place, row in enumerate(self._rows) if row.uid == uid), -1)

    def uid_at(self, row: int) -> bytes | None:
        """Return the line in a row."""
        return self._rows[row].uid if 0 <= row < len(self._rows) else None

    def cell(self, row: int, column: int) -> Cell:
        """Return what a cell shows."""
        line = self._rows[row]
        match column:
            case Column.NUMBER:
                return Cell("…" if line.saving else str(line.number), tint="muted", small=True)
            case Column.ITEM:
                return Cell(line.name, line.note, sentence=line.note_tint in _SENTENCES, note_tint=line.note_tint)
            case Column.QUANTITY:
                return Cell(line.quantity)
            case Column.PRICE:
                return Cell(line.price)
            case _:
                return Cell(line.amount)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says to one role: what made the price, too, for it may be cut at the column's end."""
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, index)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.note if index.column() == Column.ITEM and row.note else None
        return super().data(index, role)

    def _spoken(self, row: LineRow, index: QModelIndex | QPersistentModelIndex) -> str:
        if index.column() == Column.NUMBER and row.saving:
            return f"{row.number} {self._saving}"
        said = str(super().data(index))
        return f"{said}, {row.note}" if index.column() == Column.ITEM and row.note else said

    def _announce_changed(self, new: list[LineRow]) -> None:
        changed = [place for place, row in enumerate(new) if row != self._rows[place]]
        self._rows = new
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(Column) - 1))


def _common(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    """Return how many places at the beginning are the same."""
    same = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        same += 1
    return same
