"""Ctrl+K: any action by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from pos_app.ui.actions import Action, matching
from pos_app.ui.widgets.basics import SearchField, label
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.sheet import Sheet
from pos_app.ui.widgets.short_list import ListKeys, ShortListModel
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.ui.theme import Theme


def action_model(_: Callable[[str], str]) -> ShortListModel[Action]:
    """Return the model of actions with their keys."""
    return ShortListModel(
        (_("Action"), _("Key")), 1, lambda action: (Cell(action.title), Cell(action.cap, tint="muted"))
    )


class Palette(Sheet):
    """A field and the actions that match; arrows choose, Enter runs."""

    def __init__(
        self,
        parent: QWidget | None,
        theme: Theme,
        actions: Sequence[Action],
        run: Callable[[str], None],
        _: Callable[[str], str],
    ) -> None:
        super().__init__(parent, _("Find any action"), (560, 440))
        self._actions = list(actions)
        self._run = run
        self.field = SearchField(_("Type what you want to do"), _("Find any action"))
        self.table = HairlineTable(theme, _("Actions"), ground="raised")
        self.model = action_model(_)
        self.model.setParent(self)
        self.table.setModel(self.model)
        self.table.set_columns({1: 140}, stretch=0)
        self.table.horizontalHeader().hide()
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add([self.field])
        self.nothing = label(_("Nothing matches"), "muted", Qt.AlignmentFlag.AlignHCenter)
        self.nothing.hide()
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.nothing, 1)
        self.model.show(self._actions)
        self.table.choose_row(0)
        self._keys = ListKeys(self.field, self.table)
        self._keys.taken.connect(self._run_chosen)
        self.field.textEdited.connect(self._on_edited)
        self.table.clicked.connect(self._run_chosen)
        self.field.setFocus()

    def _on_edited(self, text: str) -> None:
        found = matching(self._actions, text)
        self.model.show(found)
        self.table.choose_row(0)
        self.table.setVisible(bool(found))
        self.nothing.setVisible(not found)

    def _run_chosen(self) -> None:
        action = self.model.row_at(self.table.row())
        if action is None:
            return
        self.accept()
        self._run(action.id)
