"""Which backups there are and what became of the last, the passphrase, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from pos_app.ui import tokens
from pos_app.ui.widgets.basics import HINT_GAP, Card, Hairline, Notice, horizontal, label, vertical
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.short_list import ShortListModel
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pos_app.services.backups.keep_backups import BackupState
    from pos_app.services.backups.shelf import Kept
    from pos_app.ui.actions import Action
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_ROWS = 5
"""Backups in sight at once."""
MAKE, RESTORE, FILE, PASSPHRASE = "backups.make", "backups.restore", "backups.file", "backups.passphrase"
_BUTTONS = (MAKE, FILE, RESTORE)
_MEGABYTE = 1_000_000
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class BackupCard(Card):
    """Widgets only; the presenter decides."""

    wanted = Signal(str)
    """The id of an action that a button or a key asked for."""

    def __init__(self, theme: Theme, wording: Wording, actions: Mapping[str, Action]) -> None:
        super().__init__()
        self._wording = wording
        _ = wording.translate
        self.state = Notice(theme)
        self.place = label("", "small")
        self.place.setWordWrap(True)
        self.said = Notice(theme)
        self.table = HairlineTable(theme, _("Backups that were verified"))
        self.model: ShortListModel[Kept] = ShortListModel((_("Made"), _("State"), _("Size")), 2, self._cells)
        self.model.setParent(self)
        self.table.setModel(self.model)
        self.table.set_columns({1: 200, 2: 110}, stretch=0)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.table.setFixedHeight((_ROWS + 1) * tokens.DESK_ROW)
        self.table.installEventFilter(self)
        self.table.doubleClicked.connect(lambda _index: self.wanted.emit(RESTORE))
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setMinimumHeight(tokens.TARGET_DESK)
        self.passphrase.setAccessibleName(_("Passphrase"))
        self.passphrase.returnPressed.connect(lambda: self.wanted.emit(PASSPHRASE))
        short = {RESTORE: _("Bring back"), FILE: _("Another file"), PASSPHRASE: _("Set")}
        self.buttons = {
            name: KeyButton(
                theme,
                short.get(name, actions[name].title),
                actions[name].cap,
                Kind.PRIMARY if name == MAKE else Kind.PLAIN,
                height=36,
            )
            for name in (*_BUTTONS, PASSPHRASE)
        }
        for name, button in self.buttons.items():
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, name=name: self.wanted.emit(name))
        self._lay_out()

    def show_state(self, state: BackupState, *, under_way: bool) -> None:
        """Show how it stands; the chosen backup stays chosen, but for a newer one that came."""
        _ = self._wording.translate
        chosen, newest = self.chosen(), self.model.row_at(0)
        self.model.show(state.shelf)
        came = newest is not None and bool(state.shelf) and state.shelf[0].made_at > newest.made_at
        places = [place for place, one in enumerate(state.shelf) if chosen and one.path == chosen.path and not came]
        self.table.choose_row(places[0] if places else (0 if state.shelf else -1))
        self.place.setText(str(state.place))
        hint = HINT_GAP + _("as it is; type a blank to encrypt no more")
        self.passphrase.setPlaceholderText(hint if state.encrypted else "")
        self.state.say(*self._said(state, under_way=under_way))

    def chosen(self) -> Kept | None:
        """Return the backup that is chosen in the list."""
        return self.model.row_at(self.table.row())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter in the list ask for what is chosen there."""
        pressed = watched is self.table and event.type() is QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and Qt.Key(event.key()) in _ENTER:
            self.wanted.emit(RESTORE)
            return True
        return super().eventFilter(watched, event)

    def _said(self, state: BackupState, *, under_way: bool) -> tuple[str, str]:
        _, wording = self._wording.translate, self._wording
        if under_way:
            return _("A backup is being made and verified. You can sell meanwhile."), "muted"
        last = state.last
        if last is not None and last.code:
            return wording.sentence_of(last.code, last.params), "bad"
        if last is None or last.good is None:
            return _("There is no backup yet."), "warn"
        return _("The last backup is of {moment}; it was verified.").format(moment=wording.moment(last.good)), "good"

    def _cells(self, one: Kept) -> tuple[Cell, ...]:
        _, formats = self._wording.translate, self._wording.formats
        state = _("verified, encrypted") if one.encrypted else _("verified")
        size = _("{count} MB").format(count=formats.count(max(1, round(one.size / _MEGABYTE))))
        return Cell(self._wording.moment(one.made_at)), Cell(state, tint="muted"), Cell(size, tint="muted")

    def _lay_out(self) -> None:
        _ = self._wording.translate
        column = vertical((18, 16, 18, 18), 12)
        column.addWidget(self.state)
        column.addWidget(self.place)
        column.addWidget(self.table)
        doing = horizontal(spacing=8)
        for name in _BUTTONS:
            doing.addWidget(self.buttons[name])
            if name == MAKE:
                doing.addStretch(1)
        column.addLayout(doing)
        column.addWidget(self.said)
        column.addWidget(Hairline())
        title = label(_("Passphrase"), "strong")
        title.setBuddy(self.passphrase)
        help_text = _("Encrypts backups from now on. Without it nobody reads them, you neither: write it down.")
        told = label(help_text, "small")
        told.setWordWrap(True)
        field = horizontal(spacing=8)
        field.addWidget(self.passphrase, 1)
        field.addWidget(self.buttons[PASSPHRASE])
        column.addWidget(title)
        column.addLayout(field)
        column.addWidget(told)
        self.setLayout(column)
