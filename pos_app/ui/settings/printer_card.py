"""The printer in use and how it is, what can be done with it, and the list of those that were found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.domain.printing import SERIAL
from pos_app.ui import tokens
from pos_app.ui.settings.printer_words import advice, found_words, trouble_text, way_name
from pos_app.ui.widgets.basics import Card, ElidedLabel, Hairline, Notice, horizontal, label, vertical
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.short_list import ShortListModel
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent

    from pos_app.domain.printing import FoundPrinter
    from pos_app.ui.actions import Action
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_ROWS = 5
"""Printers in sight at once."""
_WAY_WIDTH = 150
_HEIGHTS = {Kind.PRIMARY: 40, Kind.PLAIN: 36}
_MARGINS = (18, 16, 18, 18)
_LIST_MARGINS = (2, 6, 2, 6)
"""A table has square corners, the card around it has not."""
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_MOVES = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Up})


def button_title(action: Action, wording: Wording) -> str:
    """Return what stands on an action's button: short enough for a small screen."""
    _ = wording.translate
    short = {"printer.search": _("Search"), "printer.test": _("Test page"), "printer.drawer": _("Open drawer")}
    return short.get(action.id, action.title)


def found_model(wording: Wording) -> ShortListModel[FoundPrinter]:
    """Return the model of found printers: name with address or trouble, the way to it."""
    _ = wording.translate

    def cells(one: FoundPrinter) -> tuple[Cell, ...]:
        way = way_name(one.kind, _)
        name, *rest = found_words(one, _)
        if one.trouble is not None:
            rest.append(trouble_text(one.trouble, one.kind, wording))
        return Cell(name, " · ".join(rest), sentence=True), Cell(way, tint="muted")

    return ShortListModel((_("Found"), _("Way")), 1, cells)


def _is_mere_port(one: FoundPrinter) -> bool:
    """Tell whether only a port is known, and not that a printer is on it."""
    return one.kind == SERIAL


class PrinterCard(Card):
    """Widgets only; the presenter decides."""

    wanted = Signal(str)
    """The id of the action whose button was pressed, or whose key in the list."""
    seen = Signal(bool)
    """It has come to sight, or is out of it."""

    def __init__(self, theme: Theme, wording: Wording, actions: Mapping[str, Action]) -> None:
        super().__init__()
        self._theme = theme
        self._wording = wording
        _ = wording.translate
        self.way = label("", "strong")
        self.address = ElidedLabel("muted")
        self.state = Notice(theme)
        self.said = Notice(theme)
        self.progress = label("", "muted")
        self.progress.setWordWrap(True)
        names = ("printer.search", "printer.test", "printer.drawer", "printer.use")
        self.buttons = {name: self._button(actions[name]) for name in names}
        self.model = found_model(wording)
        self.model.setParent(self)
        self.table = HairlineTable(theme, _("Printers that were found"), till=True)
        self.table.setModel(self.model)
        self.table.set_columns({1: _WAY_WIDTH}, stretch=0)
        self.table.let_rows_grow(0)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.table.installEventFilter(self)
        self.table.doubleClicked.connect(lambda _index: self.wanted.emit("printer.use"))
        self._found: list[FoundPrinter] = []
        self._list = QWidget()
        self._lay_out()
        self._list.hide()
        self.progress.hide()

    def show_printer(self, way: str, address: str, text: str, look: str) -> None:
        """Show which printer is in use and how it is."""
        self.way.setText(way)
        self.address.setText(address)
        self.state.say(text, look)

    def put_search_first(self, first: bool) -> None:
        """Make searching the one primary action, or a button as the others."""
        kind = Kind.PRIMARY if first else Kind.PLAIN
        self.buttons["printer.search"].set_kind(kind, _HEIGHTS[kind])

    def begin_list(self, text: str) -> None:
        """Show an empty list that is being filled, and what is searched."""
        self.show_found(())
        self.show_progress(text)

    def show_progress(self, text: str) -> None:
        """Say how the search stands; empty for nothing."""
        self.progress.setText(text)
        self.progress.setVisible(bool(text))

    def show_found(self, found: Sequence[FoundPrinter]) -> None:
        """Show the list, keeping the chosen one: printers first, then the ports that one may be on.

        Nobody has said that on such a port there is a printer: a person chooses it, it is not chosen already.
        """
        chosen = self.chosen()
        self._found = sorted(found, key=_is_mere_port)
        self.model.show(self._found)
        first = 0 if self._found and not _is_mere_port(self._found[0]) else -1
        place = next((at for at, one in enumerate(self._found) if chosen and one.address == chosen.address), first)
        self.table.choose_row(place)
        self._list.setVisible(bool(found))
        self._fit()

    @property
    def has_printer(self) -> bool:
        """Whether the list shows a printer, and not only ports that one may be on."""
        return any(not _is_mere_port(one) for one in self._found)

    @property
    def found(self) -> tuple[FoundPrinter, ...]:
        """What the list shows."""
        return tuple(self._found)

    def chosen(self) -> FoundPrinter | None:
        """Return the chosen printer of the list."""
        return self.model.row_at(self.table.row())

    def has_focus(self) -> bool:
        """Return whether the focus is in the card."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter in the list as the word to use the chosen printer, and follow its width."""
        if watched is self.table and event.type() is QEvent.Type.KeyPress:
            pressed: QKeyEvent = event  # type: ignore[assignment]  # a key press is one
            if Qt.Key(pressed.key()) in _ENTER:
                self.wanted.emit("printer.use")
                return True
            if Qt.Key(pressed.key()) in _MOVES and self.chosen() is None:
                # Qt has a current row, which it would move on from, though none is chosen
                self.table.choose_row(0)
                return True
        if watched is self.table and event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self._frame.setProperty("lit", event.type() is QEvent.Type.FocusIn)
            self._frame.style().unpolish(self._frame)
            self._frame.style().polish(self._frame)
        if watched is self.table and event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Say that it is in sight."""
        super().showEvent(event)
        self.seen.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that it is out of sight."""
        super().hideEvent(event)
        self.seen.emit(False)

    def _fit(self) -> None:
        """Give the list the height of its rows."""
        rows = [self.table.rowHeight(row) for row in range(min(self.model.rowCount(), _ROWS))]
        height = self.table.horizontalHeader().height() + sum(rows)
        if self.table.height() != height:
            self.table.setFixedHeight(max(height, tokens.TILL_ROW))

    def _button(self, action: Action) -> KeyButton:
        title = button_title(action, self._wording)
        made = KeyButton(self._theme, title, action.cap, height=_HEIGHTS[Kind.PLAIN])
        made.clicked.connect(lambda: self.wanted.emit(action.id))
        return made

    def _lay_out(self) -> None:
        column = vertical(_MARGINS, 12)
        head = horizontal(spacing=12)
        head.addWidget(self.way)
        head.addWidget(self.address, 1)
        top = vertical(spacing=6)
        top.addLayout(head)
        top.addWidget(self.state)
        column.addLayout(top)
        row = horizontal(spacing=8)
        for name in ("printer.search", "printer.test", "printer.drawer"):
            row.addWidget(self.buttons[name])
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.said)
        column.addWidget(self.progress)
        inside = vertical(_LIST_MARGINS)
        inside.addWidget(self.table)
        self._frame = Card(inside)
        listed = vertical(spacing=8)
        listed.addWidget(self._frame)
        use = horizontal()
        use.addWidget(self.buttons["printer.use"])
        use.addStretch(1)
        listed.addLayout(use)
        self._list.setLayout(listed)
        column.addWidget(self._list)
        self.setLayout(column)


class AdviceCard(Card):
    """How each way to a printer is set up."""

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        _ = wording.translate
        column = vertical(_MARGINS, 12)
        column.addWidget(label(_("How to connect a printer"), "strong"))
        for place, (name, text) in enumerate(advice(_)):
            if place:
                column.addWidget(Hairline())
            words = label(text, "muted")
            words.setWordWrap(True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            part = vertical(spacing=4)
            part.addWidget(label(name))
            part.addWidget(words)
            column.addLayout(part)
        self.setLayout(column)
