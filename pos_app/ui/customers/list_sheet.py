"""F6: find a customer and give the basket, open the card, or add a new one; by keys alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from pos_app.ui import tokens
from pos_app.ui.widgets.basics import Notice, SearchField, horizontal
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.sheet import Sheet
from pos_app.ui.widgets.short_list import ListKeys, ShortListModel
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.domain.customers import CustomerRow
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

TYPING_PAUSE_MS = 80


class CustomersSheet(Sheet):
    """A field and the customers it finds; everybody by name while it is empty."""

    search_wanted = Signal(str)
    given = Signal(object)
    """The `CustomerRow` whom the basket is given to; None takes it back from whoever has it."""
    opened = Signal(object)
    """The `CustomerRow` whose card is wanted; None for a new one."""

    def __init__(self, parent: QWidget, theme: Theme, wording: Wording, *, has_customer: bool) -> None:
        _ = wording.translate
        super().__init__(parent, _("Customers"), (720, 560))
        self._translate = _
        self.field = SearchField(_("Name, company, whole phone number or e-mail"), _("Find a customer"))
        self.model = ShortListModel((_("Name"), _("Phone")), 1, _cells)
        self.model.setParent(self)
        self.table = HairlineTable(theme, _("Customers"), till=True, ground="raised")
        self.table.setModel(self.model)
        self.table.set_columns({1: 240}, stretch=0)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.said = Notice(theme)
        self.add([self.field, self.said])
        self.body.addWidget(self.table, 1)
        self.new, self.open_, self.walk_in, self.give = (
            KeyButton(theme, title, cap, kind, tokens.TARGET_TILL)
            for title, cap, kind in (
                (_("New customer"), "Ctrl N", Kind.PLAIN),
                (_("Open the card"), "Ctrl Enter", Kind.PLAIN),
                (_("Walk-in"), "Ctrl Del", Kind.PLAIN),
                (_("Give the basket"), "Enter", Kind.PRIMARY),
            )
        )
        self.walk_in.setVisible(has_customer)
        doing = horizontal(spacing=8)
        for button in (self.new, self.open_, self.walk_in):
            button.setAutoDefault(False)
            doing.addWidget(button)
        self.give.setAutoDefault(False)
        doing.addWidget(self.give, 1)
        self.body.addLayout(doing)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.search)
        self._connect(has_customer=has_customer)
        self.field.setFocus()

    def search(self) -> None:
        """Ask for what stands in the field."""
        self.search_wanted.emit(self.field.text().strip())

    def show_customers(self, text: str, rows: Sequence[CustomerRow]) -> None:
        """Show what `text` found, unless another text was typed meanwhile."""
        if text != self.field.text().strip():
            return
        self.model.show(rows)
        self.table.choose_row(0)
        _ = self._translate
        none = _("Nobody found. Ctrl+N adds a customer.") if text else _("No customers yet. Ctrl+N adds one.")
        self.said.say("" if rows else none, "muted")

    def chosen(self) -> CustomerRow | None:
        """Return who is chosen in the list."""
        return self.model.row_at(self.table.row())

    def _connect(self, *, has_customer: bool) -> None:
        self.field.textEdited.connect(lambda _text: self._pause.start())
        self._keys = ListKeys(self.field, self.table)
        self._keys.taken.connect(self._on_enter)
        self.table.doubleClicked.connect(lambda _index: self._open())
        self.new.clicked.connect(lambda: self.opened.emit(None))
        self.open_.clicked.connect(self._open)
        self.give.clicked.connect(self._give)
        self.walk_in.clicked.connect(lambda: self.given.emit(None))
        QShortcut(QKeySequence("Ctrl+N"), self, lambda: self.opened.emit(None))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._open)
        if has_customer:
            QShortcut(QKeySequence("Ctrl+Del"), self, lambda: self.given.emit(None))

    def _on_enter(self) -> None:
        # fingers are faster than the pause: the first Enter finds, the next one takes
        if self._pause.isActive():
            self._pause.stop()
            self.search()
        else:
            self._give()

    def _give(self) -> None:
        if (row := self.chosen()) is not None:
            self.given.emit(row)

    def _open(self) -> None:
        if (row := self.chosen()) is not None:
            self.opened.emit(row)


def _cells(row: CustomerRow) -> tuple[Cell, ...]:
    below = row.company if row.name else ""
    return Cell(row.title, below), Cell(row.phone, row.email, "muted")
