"""Ctrl+K: any action by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent

from pos_app.ui.actions import Action, matching
from pos_app.ui.widgets.basics import SearchField
from pos_app.ui.widgets.sheet import Sheet
from pos_app.ui.widgets.table import HairlineTable, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.ui.theme import Theme

_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}


class ActionTableModel(QAbstractTableModel):
    """Actions with their keys."""

    def __init__(self, headers: tuple[str, str], actions: Sequence[Action]) -> None:
        super().__init__()
        self._headers = headers
        self._rows = list(actions)

    def show(self, actions: Sequence[Action]) -> None:
        """Show other actions."""
        self.beginResetModel()
        self._rows = list(actions)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many actions are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - the same
        """Return the columns: title and key."""
        return 0 if parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return title or key of a row."""
        action = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return action.title if index.column() == 0 else action.cap
        if role == Role.ROW:
            return action
        if role == Role.TOKEN and index.column() == 1:
            return "muted"
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


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
        self.model = ActionTableModel((_("Action"), _("Key")), actions)
        self.model.setParent(self)
        self.table.setModel(self.model)
        self.table.set_columns({1: 140}, stretch=0)
        self.table.horizontalHeader().hide()
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add([self.field])
        self.body.addWidget(self.table, 1)
        self.table.choose_row(0)
        self.field.textEdited.connect(self._on_edited)
        self.field.installEventFilter(self)
        self.table.clicked.connect(self._run_chosen)
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrows and Enter act on the list while the field keeps the focus."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _MOVES:
                last = self.model.rowCount() - 1
                self.table.choose_row(max(0, min(last, self.table.row() + _MOVES[key])))
                return True
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._run_chosen()
                return True
        return super().eventFilter(watched, event)

    def _on_edited(self, text: str) -> None:
        self.model.show(matching(self._actions, text))
        self.table.choose_row(0)

    def _run_chosen(self) -> None:
        row = self.table.row()
        if row < 0:
            return
        action = self.model.data(self.model.index(row, 0), Role.ROW)
        self.accept()
        self._run(action.id)
