"""The journal tab's widgets: a row of filters, what an owner looks for first, and the entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from pos_app.domain.journal_view import GLANCES
from pos_app.ui import tokens
from pos_app.ui.journal.table_model import DETAILS, WIDTHS
from pos_app.ui.widgets.basics import EmptyState, Hairline, Notice, horizontal, label, vertical
from pos_app.ui.widgets.inputs import ComboBox
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.left_keys import LeftKeys
from pos_app.ui.widgets.stack import Stack
from pos_app.ui.widgets.table import HairlineTable
from pos_app.ui.wording.journal import GLANCES as GLANCE_NAMES
from pos_app.ui.wording.journal import TAGS, action_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QHBoxLayout

    from pos_app.domain.journal_view import JournalRow
    from pos_app.ui.actions import Action
    from pos_app.ui.theme import Theme
    from pos_app.ui.widgets.paged_model import PagedTableModel
    from pos_app.ui.wording import Wording

TYPING_PAUSE_MS = 300
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -12, Qt.Key.Key_PageDown: 12}


class JournalPage(QWidget):
    """Renders; the screen decides."""

    changed = Signal()
    """A filter is another."""
    entry_wanted = Signal(int)
    """The row whose entry somebody wants to read whole."""

    def __init__(
        self, theme: Theme, wording: Wording, model: PagedTableModel[JournalRow], actions: Mapping[str, Action]
    ) -> None:
        super().__init__()
        _ = wording.translate
        self._wording = wording
        self.model = model
        model.setParent(self)
        self.person = ComboBox(theme)
        self.person.addItem(_("Everybody"), None)
        self.person.setAccessibleName(_("Person"))
        self.what = ComboBox(theme)
        self.what.setAccessibleName(_("What"))
        self._fill_what()
        self.since, self.until, self.least = QLineEdit(), QLineEdit(), QLineEdit()
        for field, name in (
            (self.since, _("From, as 2026-11-23")),
            (self.until, _("To, as 2026-11-23")),
            (self.least, _("Amount from")),
        ):
            field.setPlaceholderText(name)
            field.setAccessibleName(name)
            field.setMinimumHeight(tokens.TARGET_DESK)
            field.setFixedWidth(150)
        self.glances = {
            name: KeyButton(theme, _(title), height=tokens.TARGET_DESK) for name, title in GLANCE_NAMES.items()
        }
        export = actions["journal.export"]
        self.export = KeyButton(theme, export.title, export.cap, height=tokens.TARGET_DESK)
        self.table = HairlineTable(theme, _("Journal"))
        self.table.setModel(model)
        self.table.set_columns(WIDTHS, stretch=DETAILS)
        self.empty = EmptyState(theme, "", "")
        self.said = Notice(theme)
        self.foot = label("", "muted")
        self._stack = Stack()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._lay_out()
        self._connect()

    def show_people(self, people: Sequence[tuple[bytes, str]]) -> None:
        """Offer these people in the filter, keeping who is chosen."""
        chosen = self.person.currentData()
        self.person.blockSignals(True)
        while self.person.count() > 1:
            self.person.removeItem(1)
        for uid, name in people:
            self.person.addItem(name, uid)
        self.person.setCurrentIndex(max(0, self.person.findData(chosen)))
        self.person.blockSignals(False)

    def show_glance(self, counts: Mapping[str, int]) -> None:
        """Say how often each of the things happened that an owner looks for first."""
        _, formats = self._wording.translate, self._wording.formats
        for name, button in self.glances.items():
            button.set_title(f"{_(GLANCE_NAMES[name])}  {formats.count(counts[name])}")
            button.set_faint(not counts[name])
        self.foot.setText(_("{count} entries in these days").format(count=formats.count(counts["all"])))

    def show_list(self, empty_title: str, empty_sentence: str) -> None:
        """Show the rows, or why there are none."""
        self.empty.title.setText(empty_title)
        self.empty.sentence.setText(empty_sentence)
        self._stack.setCurrentWidget(self.table if self.model.rowCount() else self.empty)

    def show_closed(self, title: str, sentence: str) -> None:
        """Show that somebody else may read it: nothing of it stays in sight."""
        self.show_glance(dict.fromkeys((*self.glances, "all"), 0))
        self.foot.setText("")
        self.said.say("")
        self.empty.title.setText(title)
        self.empty.sentence.setText(sentence)
        self._stack.setCurrentWidget(self.empty)

    def wanted_tags(self) -> frozenset[str]:
        """Return which entries are chosen; none for all."""
        chosen = self.what.currentData()
        return frozenset() if chosen is None else GLANCES.get(chosen, frozenset({chosen}))

    def focus_filter(self) -> None:
        """Give the first filter the focus."""
        self.since.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.since.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lead arrows from the fields into the list, Enter to the entry."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            move = _MOVES.get(Qt.Key(event.key()))
            if move is not None:
                self.table.move_choice(move)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_enter()
                return True
        return super().eventFilter(watched, event)

    def _fill_what(self) -> None:
        _ = self._wording.translate
        self.what.addItem(_("Everything"), None)
        for name, title in GLANCE_NAMES.items():
            self.what.addItem(_(title), name)
        self.what.insertSeparator(self.what.count())
        for tag in sorted(TAGS, key=lambda tag: action_name(tag, _)):
            self.what.addItem(action_name(tag, _), str(tag))
        self.what.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.what.setMinimumContentsLength(22)

    def _lay_out(self) -> None:
        layout = vertical()
        layout.addLayout(self._filters())
        layout.addLayout(self._glance_row())
        layout.addWidget(Hairline())
        layout.addWidget(self.said)
        layout.addWidget(self._stack, 1)
        layout.addWidget(Hairline())
        foot = horizontal((16, 0, 16, 0), 8)
        self.foot.setMinimumHeight(40)
        foot.addWidget(self.foot)
        foot.addStretch(1)
        layout.addLayout(foot)
        self.setLayout(layout)
        self.setProperty("look", "desk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def _filters(self) -> QHBoxLayout:
        row = horizontal((16, 12, 16, 8), 8)
        self.person.setFixedWidth(190)
        for field in (self.since, self.until, self.person, self.what, self.least):
            row.addWidget(field)
        row.addStretch(1)
        row.addWidget(self.export)
        return row

    def _glance_row(self) -> QHBoxLayout:
        row = horizontal((16, 0, 16, 12), 8)
        for button in self.glances.values():
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        for field in (self.since, self.until, self.least):
            field.textEdited.connect(lambda _text: self._pause.start())
            field.installEventFilter(self)
        LeftKeys(self, "Ctrl+E").watch(self.since, self.until, self.least)
        self.table.installEventFilter(self)
        self._pause.timeout.connect(self.changed)
        for choice in (self.person, self.what):
            choice.currentIndexChanged.connect(lambda _place: self._on_chosen())
        for name, button in self.glances.items():
            button.clicked.connect(lambda _checked=False, name=name: self._choose(name))
        self.table.doubleClicked.connect(lambda index: self.entry_wanted.emit(index.row()))

    def _choose(self, name: str) -> None:
        """Show what was counted, or everything again."""
        place = self.what.findData(name)
        self.what.setCurrentIndex(0 if self.what.currentIndex() == place else place)

    def _on_chosen(self) -> None:
        chosen = self.what.currentData()
        for name, button in self.glances.items():
            button.set_chosen(name == chosen)
        self.changed.emit()

    def _on_enter(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self.changed.emit()
        elif (row := self.table.row()) >= 0:
            self.entry_wanted.emit(row)
