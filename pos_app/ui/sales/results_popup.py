"""What typing finds, dropping under the scan line; the scan line keeps the focus."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal

from pos_app.ui import tokens
from pos_app.ui.widgets.basics import Card, label, vertical
from pos_app.ui.widgets.painting import shadow
from pos_app.ui.widgets.table import HairlineTable, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.ui.theme import Theme

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NO_PARENT = QModelIndex()
_VISIBLE_ROWS = 10


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One variant that typing found, as shown."""

    variant_id: int
    name: str
    bold: tuple[tuple[int, int], ...]
    """(start, length) of what matched in the name."""
    sku: str
    stock: str
    """Available pieces; empty where stock is not counted."""
    price: str


class Column(IntEnum):
    """What of a variant helps choosing."""

    NAME = 0
    SKU = 1
    STOCK = 2
    PRICE = 3


class ResultsTableModel(QAbstractTableModel):
    """The first matches."""

    def __init__(self, _: Callable[[str], str]) -> None:
        super().__init__()
        self._titles = (_("Item"), _("SKU"), _("Available"), _("Price"))
        self._rows: tuple[FoundRow, ...] = ()

    def show(self, rows: Sequence[FoundRow]) -> None:
        """Show other matches."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row_at(self, row: int) -> FoundRow | None:
        """Return one match."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        """Return how many matches are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        """Return the columns."""
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title and side."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and section >= Column.STOCK else None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        row, column = self._rows[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.name, row.sku, row.stock, row.price)[column]
        if role == Role.BOLD and column is Column.NAME:
            return list(row.bold)
        if role == Role.TOKEN and column in {Column.SKU, Column.STOCK}:
            return "muted"
        if role == Role.ROW:
            return row
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and column >= Column.STOCK else None


class ResultsPopup(Card):
    """A raised card over the basket."""

    chosen = Signal(object)
    """The `FoundRow` a person clicked."""

    def __init__(self, parent: QWidget, theme: Theme, _: Callable[[str], str]) -> None:
        super().__init__(look="popup")
        self.setParent(parent)
        self._over = parent
        self.moved = False
        """Whether the person chose among the rows."""
        self.model = ResultsTableModel(_)
        self.model.setParent(self)
        self.table = HairlineTable(theme, _("Search results"), ground="raised")
        self.table.setModel(self.model)
        self.table.set_columns({Column.SKU: 150, Column.STOCK: 100, Column.PRICE: 100}, stretch=Column.NAME)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.nothing = label(_("Nothing found. Try fewer letters, or scan the code."), "muted")
        self.nothing.setContentsMargins(16, 12, 16, 12)
        layout = vertical((1, 4, 1, 4))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.nothing)
        self.setLayout(layout)
        self.table.clicked.connect(lambda index: self.chosen.emit(self.model.row_at(index.row())))
        shadow(self, theme)
        self.hide()

    def show_rows(self, rows: Sequence[FoundRow], under: QRect) -> None:
        """Drop down below `under` (in the parent's pixels) with the first row chosen."""
        self.moved = False
        self.model.show(rows)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        height = 33 + 10 + min(len(rows), _VISIBLE_ROWS) * tokens.DESK_ROW if rows else 48
        room = self._over.height() - under.bottom() - 8
        self.setGeometry(under.left(), under.bottom() + 5, under.width(), min(height, room))
        self.table.choose_row(0)
        self.show()
        self.raise_()

    def move_choice(self, step: int) -> None:
        """Move the choice by rows, stopping at the ends."""
        last = self.model.rowCount() - 1
        if last >= 0:
            self.moved = True
            self.table.choose_row(max(0, min(last, self.table.row() + step)))

    def current(self) -> FoundRow | None:
        """Return the chosen match, None where nothing is shown."""
        return self.model.row_at(self.table.row()) if self.isVisibleTo(self._over) else None
