"""A short list under a field: one table model for all of them, and arrows that choose while the field has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from pos_app.ui.widgets.rows_model import RowsModel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.ui.widgets.rows_model import Cell
    from pos_app.ui.widgets.table import HairlineTable

R = TypeVar("R")
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}


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

    def cell(self, row: int, column: int) -> Cell:
        """Return what a cell shows."""
        return self._shown[row][column]


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
