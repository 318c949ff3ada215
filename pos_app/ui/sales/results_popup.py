"""What typing finds, dropping under the scan line; the scan line keeps the focus."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QRect, Qt, Signal

from pos_app.ui import tokens
from pos_app.ui.widgets.basics import Card, label, vertical
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.shade import Shade
from pos_app.ui.widgets.short_list import ShortListModel
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.ui.theme import Theme

_VISIBLE_ROWS = 10


class FoundRow(Struct, frozen=True):
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


def results_model(_: Callable[[str], str]) -> ShortListModel[FoundRow]:
    """Return the model of the first matches."""

    def cells(row: FoundRow) -> tuple[Cell, ...]:
        name = Cell(row.name, bold=row.bold)
        return name, Cell(row.sku, tint="muted"), Cell(row.stock, tint="muted"), Cell(row.price)

    return ShortListModel((_("Item"), _("SKU"), _("Available"), _("Price")), Column.STOCK, cells)


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
        self.model = results_model(_)
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
        self.hide()
        self._shade = Shade(self, theme)

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
        if self.model.rowCount():
            self.moved = True
            self.table.move_choice(step)

    def current(self) -> FoundRow | None:
        """Return the chosen match, None where nothing is shown."""
        return self.model.row_at(self.table.row()) if self.isVisibleTo(self._over) else None
