"""F7: hold this basket with a note, or bring a held one back."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from pos_app.ui.widgets.basics import HINT_GAP, Card, KeyCap, horizontal, label, vertical
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.short_list import ShortListModel
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pos_app.ui.theme import Theme


_CONTROL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class HeldRow(Struct, frozen=True):
    """A held basket, as shown."""

    uid: bytes
    note: str
    goods: str
    since: str
    total: str


class Column(IntEnum):
    """What tells held baskets apart."""

    NOTE = 0
    SINCE = 1
    TOTAL = 2


def held_model(_: Callable[[str], str]) -> ShortListModel[HeldRow]:
    """Return the model of held baskets: each by its note, else by what is in it."""

    def cells(row: HeldRow) -> tuple[Cell, ...]:
        name = Cell(row.note, row.goods) if row.note else Cell(row.goods)
        return name, Cell(row.since, tint="muted"), Cell(row.total)

    return ShortListModel((_("Note"), _("Since"), _("Total")), Column.SINCE, cells)


class HeldPanel(Card):
    """A note for the basket on the till, and the baskets that wait."""

    hold_wanted = Signal(str)
    """Hold the basket on the till, with this note."""
    recall_wanted = Signal(object)
    """Bring back the basket with this uid (bytes)."""
    left = Signal()
    typed = Signal(str)
    """A letter or figure typed on the list: a scan, or the beginning of a search."""

    def __init__(self, theme: Theme, _: Callable[[str], str]) -> None:
        super().__init__()
        self.note = QLineEdit()
        self.note.setPlaceholderText(HINT_GAP + _("Note for this basket, then Enter holds it"))
        self.note.setAccessibleName(_("Note for this basket"))
        self.note.setMinimumHeight(40)
        self.note.setMaxLength(120)
        self.model = held_model(_)
        self.model.setParent(self)
        self.table = HairlineTable(theme, _("Held baskets"), till=True)
        self.table.setModel(self.model)
        self.table.set_columns({Column.SINCE: 80, Column.TOTAL: 110}, stretch=Column.NOTE)
        self.none = label(_("No basket is held."), "muted", Qt.AlignmentFlag.AlignHCenter)
        head = horizontal((18, 0, 18, 0), 8)
        head.addWidget(label(_("Held baskets"), "strong"), 1)
        head.addWidget(KeyCap(theme, "Esc"))
        field = horizontal((18, 0, 18, 0))
        field.addWidget(self.note)
        layout = vertical((1, 14, 1, 8), 12)
        layout.addLayout(head)
        layout.addLayout(field)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.none, 1)
        self.setLayout(layout)
        self.table.clicked.connect(lambda index: self._recall(index.row()))
        for widget in (self.note, self.table):
            widget.installEventFilter(self)

    def open_panel(self, *, may_hold: bool) -> None:
        """Give the focus to the note, or to the list, still empty, where there is nothing to hold."""
        self.model.show([])
        self.none.hide()
        self.table.show()
        self.note.setVisible(may_hold)
        self.note.clear()
        (self.note if may_hold else self.table).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_rows(self, rows: Sequence[HeldRow]) -> None:
        """Show the held baskets; where the list has the focus already, its first row is lit."""
        self.model.show(rows)
        self.table.setVisible(bool(rows))
        self.none.setVisible(not rows)
        if rows and self.table.hasFocus():
            self.table.choose_row(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter, Esc and the step from the note into the list."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._key(watched, event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif enter and watched is self.note:
            self.hold_wanted.emit(self.note.text().strip())
        elif enter:
            self._recall(self.table.row())
        elif event.key() == Qt.Key.Key_Down and watched is self.note and self.model.rowCount():
            self._enter_list()
        elif watched is self.table and event.text().isprintable() and event.text() and not event.modifiers() & _CONTROL:
            self.typed.emit(event.text())
        elif event.key() == Qt.Key.Key_Up and watched is self.table and self.table.row() == 0:
            self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            return False
        return True

    def _enter_list(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.table.choose_row(0)

    def _recall(self, row: int) -> None:
        held = self.model.row_at(row)
        if held is not None:
            self.recall_wanted.emit(held.uid)
