"""The list of what waits; Enter leads to where the chosen thing is seen to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from pos_app.ui import tokens
from pos_app.ui.widgets.basics import label
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.sheet import Sheet
from pos_app.ui.widgets.short_list import ShortListModel
from pos_app.ui.widgets.table import HairlineTable
from pos_app.ui.wording.to_do import WHERE, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.domain.to_do import ToDo
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording


class ToDoSheet(Sheet):
    """A list, what is most pressing first."""

    wanted = Signal(str)
    """The id of the action that leads there."""

    def __init__(self, parent: QWidget, theme: Theme, wording: Wording, items: Sequence[ToDo]) -> None:
        _ = wording.translate
        super().__init__(parent, _("To do"), (820, 520))
        self.model: ShortListModel[ToDo] = ShortListModel(
            (_("What waits"), _("Since")), 1, lambda one: _cells(one, wording)
        )
        self.model.setParent(self)
        self.table = HairlineTable(theme, _("To do"), till=True, ground="raised")
        self.table.setModel(self.model)
        self.table.set_columns({1: 190}, stretch=0)
        self.table.let_rows_grow(0)
        self.none = label(_("Nothing waits for anybody."), "muted", Qt.AlignmentFlag.AlignCenter)
        self.go = KeyButton(theme, _("Go there"), "Enter", Kind.PRIMARY, tokens.TARGET_TILL)
        self.model.show(items)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.none, 1)
        self.body.addWidget(self.go)
        self.table.setVisible(bool(items))
        self.none.setVisible(not items)
        self.go.setVisible(bool(items))
        self.go.setAutoDefault(False)
        self.go.setDefault(bool(items))
        self.go.clicked.connect(self._go)
        self.table.choose_row(0)
        self.table.setFocus(Qt.FocusReason.PopupFocusReason)

    def _go(self) -> None:
        one = self.model.row_at(self.table.row())
        if one is not None:
            self.accept()
            self.wanted.emit(WHERE[one.matter])


def _cells(one: ToDo, wording: Wording) -> tuple[Cell, ...]:
    what, why = words_of(one, wording)
    since = "" if one.since is None else wording.moment(one.since)
    return Cell(what, why, sentence=True), Cell(since, tint="muted")
