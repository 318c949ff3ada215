"""A short list under a field: one table model for all of them, and arrows that choose while the field has the focus."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent

from pos_app.ui.widgets.rows_model import RowsModel
from pos_app.ui.widgets.table import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.ui.widgets.table import HairlineTable

R = TypeVar("R")
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows."""

    text: str
    note: str = ""
    """The second, smaller row."""
    tint: str = "text"
    """A token."""
    bold: tuple[tuple[int, int], ...] = ()
    """(start, length) of what is written bold."""
    sentence: bool = False
    """The note is wrapped and never cut."""


_READ: dict[int, Callable[[Cell], Any]] = {
    Qt.ItemDataRole.DisplayRole: attrgetter("text"),
    Role.NOTE: attrgetter("note"),
    Role.SENTENCE: attrgetter("sentence"),
    Role.TOKEN: attrgetter("tint"),
    Role.BOLD: lambda cell: list(cell.bold),
}
"""What a cell says to each role."""


class ShortListModel(RowsModel[R]):
    """Rows that are replaced as a whole; from column `figures` on they stand at the right."""

    def __init__(self, titles: Sequence[str], figures: int, cells: Callable[[R], Sequence[Cell]]) -> None:
        super().__init__(titles, range(figures, len(titles)))
        self._cells = cells
        self._shown: list[tuple[Cell, ...]] = []

    def show(self, rows: Sequence[R]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self._shown = [tuple(self._cells(row)) for row in rows]
        self.endResetModel()

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        # Asked six times for each cell that is painted.
        read = _READ.get(role)
        if read is not None:
            return read(self._shown[index.row()][index.column()])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(index.column())
        return self._rows[index.row()] if role == Role.ROW else None


class ListKeys(QObject):
    """Arrows in a field move the choice in a list, and Enter takes it; the field keeps the focus."""

    taken = Signal()

    def __init__(self, field: QWidget, table: HairlineTable) -> None:
        super().__init__(field)
        self._table = table
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that are the list's."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _MOVES:
                self._table.move_choice(_MOVES[key])
                return True
            if key in _ENTER:
                self.taken.emit()
                return True
        return super().eventFilter(watched, event)
