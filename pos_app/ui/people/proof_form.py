"""Who is it, and is it true: a person is chosen by name, then a PIN or a password is typed; a badge does both."""

from __future__ import annotations

import math
import time
from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pos_app.domain.one_line import one_line
from pos_app.domain.signing_in import LONGEST_PASSWORD, PIN_LENGTHS
from pos_app.services.people.sign_in import PASSWORD, PIN
from pos_app.ui import tokens
from pos_app.ui.widgets.basics import HINT_GAP, Notice, SearchField, label, vertical
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.rows_model import Cell
from pos_app.ui.widgets.short_list import ListKeys, ShortListModel
from pos_app.ui.widgets.table import HairlineTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pos_app.domain.errors import CodedError
    from pos_app.domain.people import Person
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_ROWS = 5
"""People in sight at once."""
_ROW = 44
"""Pixels of a row that a finger hits."""
_WAITS = ("wait", "seconds")
"""What refusals call the seconds until something is taken again."""


class ProofForm(QWidget):
    """A list of people with a field to find one, then a field for the PIN, or for the password of one who has none.

    One step is on screen at a time.
    """

    typed = Signal(object, str, str)
    """A `Person`, `PIN` or `PASSWORD`, and what was typed."""
    badge = Signal(str)
    """What was scanned, or typed, that is nobody's name."""
    left = Signal()
    """Esc where there is nothing more to go back from."""

    def __init__(self, theme: Theme, done: str, _: Callable[[str], str], *, passwords: bool = False) -> None:
        """`done` is what the one button does: `Sign in`, `Allow it`. With `passwords` one will do for want of a PIN."""
        super().__init__()
        self._passwords = passwords
        self._translate = _
        self._people: tuple[Person, ...] = ()
        self._names: Counter[str] = Counter()
        self._chosen: Person | None = None
        self._busy = False
        self._second = QTimer(self, interval=1000)
        self.who = SearchField(_("Name, or scan a badge"), _("Who is it?"))
        self.table = HairlineTable(theme, _("People"), ground="raised")
        self.model = ShortListModel((_("Name"), _("Roles")), 1, self._cells)
        self.model.setParent(self)
        self.table.setModel(self.model)
        self.table.set_columns({1: 150}, stretch=0)
        self.table.horizontalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setFixedHeight(_ROWS * _ROW + 2)
        self.name = label("", "section")
        self.name.setWordWrap(True)
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setMaxLength(LONGEST_PASSWORD)
        self.secret.setMinimumHeight(tokens.TARGET_TILL)
        self.said = Notice(theme)
        self.button = KeyButton(theme, done, "Enter", Kind.PRIMARY, tokens.TARGET_TILL)
        self.button.setAutoDefault(False)  # the fields know what Enter means
        self._lay_out()
        self._keys = ListKeys(self.who, self.table)
        self._keys.taken.connect(self._take_row)
        self.who.textEdited.connect(lambda _text: self._filter())
        self.table.clicked.connect(lambda _index: self._take_row())
        self.secret.returnPressed.connect(self._finish)
        self.button.clicked.connect(self._go_on)
        for field in (self.who, self.secret):
            field.installEventFilter(self)

    def show_people(self, people: Sequence[Person]) -> None:
        """Offer these. One alone is chosen by Enter, too: a badge may be scanned instead."""
        self._people = tuple(people)
        self._names = Counter(map(_alike, self._people))
        self.begin()

    def begin(self) -> None:
        """Begin with the question who it is."""
        self._stop_counting()
        self.said.say("")
        self.who.clear()
        self._chosen = None
        self._filter()
        self._show_step()

    def focus(self) -> None:
        """Give the focus to what is asked now."""
        (self.who if self._chosen is None else self.secret).setFocus()

    def wait(self, text: str) -> None:
        """Take nothing until `refuse` or `begin`: what was typed is being looked at."""
        self._stop_counting()
        self._busy = True
        self.button.setEnabled(False)
        self.said.say(text, "muted")

    def refuse(self, text: str) -> None:
        """Say why it was not taken; it is typed anew."""
        self._free()
        self.secret.clear()
        self.said.say(text)
        self.focus()

    def refuse_for(self, problem: CodedError, wording: Wording) -> None:
        """Say why it was not taken; what is to be waited is counted down, and nothing is said when it is over."""
        self.refuse(wording.sentence(problem))
        name = next((name for name in _WAITS if problem.params.get(name)), "")
        seconds = problem.params.get(name)
        if isinstance(seconds, int):
            until = time.monotonic() + seconds
            self._second.timeout.connect(lambda: self._count_down(problem, wording, name, until))
            self._second.start()

    def _count_down(self, problem: CodedError, wording: Wording, name: str, until: float) -> None:
        left = math.ceil(until - time.monotonic())
        if left <= 0:
            self._stop_counting()
        self.said.say(wording.sentence_of(problem.code, {**problem.params, name: left}) if left > 0 else "")

    def _stop_counting(self) -> None:
        if self._second.isActive():
            self._second.stop()
            self._second.timeout.disconnect()

    def taken(self) -> None:
        """Forget what was typed: it was right."""
        self._free()
        self.secret.clear()
        self.begin()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go back with Esc: from the PIN to the name, from there away."""
        is_escape = (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and Qt.Key(event.key()) == Qt.Key.Key_Escape
        )
        if not is_escape:
            return super().eventFilter(watched, event)
        if not self._busy:
            self._back()
        return True

    def _back(self) -> None:
        field = self.who if self._chosen is None else self.secret
        if field.text():
            field.clear()
            self._filter()
        elif self._chosen is not None:
            self.begin()
        else:
            self.left.emit()

    def _free(self) -> None:
        self._stop_counting()
        self._busy = False
        self.button.setEnabled(True)

    def _lay_out(self) -> None:
        column = vertical(spacing=12)
        for widget in (self.who, self.table, self.name, self.secret, self.said):
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(self.button)
        self.setLayout(column)
        self._show_step()
        # both steps have the room of the first: nothing jumps
        self.setMinimumHeight(self.sizeHint().height())

    def _show_step(self) -> None:
        asking = self._chosen is None
        steps: tuple[tuple[QWidget, bool], ...]
        steps = ((self.who, asking), (self.table, asking), (self.name, not asking), (self.secret, not asking))
        for widget, shown in steps:
            widget.setVisible(shown)
        self.name.setText(self._chosen.name if self._chosen else "")
        _ = self._translate
        asked, named = (
            (_("Password"), _("Password of {name}")) if self._kind == PASSWORD else (_("PIN"), _("PIN of {name}"))
        )
        self.secret.setPlaceholderText(HINT_GAP + asked)
        self.secret.setAccessibleName(named.format(name=self.name.text()))
        self.secret.clear()
        self.focus()

    def _cells(self, person: Person) -> tuple[Cell, ...]:
        what = ", ".join(self._translate(role) for role in person.roles)
        if self._names[_alike(person)] > 1:
            what = f"{person.login} · {what}"  # of two of that name this one
        return Cell(person.name), Cell(what, tint="muted")

    def _filter(self) -> None:
        typed = self.who.text().strip().casefold()
        found = [one for one in self._people if typed in one.name.casefold() or typed in one.login.casefold()]
        self.model.show(found)
        self.table.choose_row(0)

    def _go_on(self) -> None:
        if self._chosen is None:
            self._take_row()
        else:
            self._finish()

    def _take_row(self) -> None:
        """Choose the person in the list; what is nobody's name is a badge's code."""
        person = self.model.row_at(self.table.row())
        if person is not None:
            self._choose(person)
        elif self.who.text().strip() and not self._busy:
            self.badge.emit(self.who.text().strip())
            self.who.clear()
            self._filter()

    def _choose(self, person: Person) -> None:
        self._chosen = person
        self._stop_counting()
        self.said.say("")
        self._show_step()

    @property
    def _kind(self) -> str:
        person = self._chosen
        has_none_else = person is not None and person.has_password and not person.has_pin
        return PASSWORD if self._passwords and has_none_else else PIN

    def _finish(self) -> None:
        typed = self.secret.text()
        if self._chosen is None or not typed or self._busy:
            return
        if self._kind == PIN and _is_badge(typed):
            self.secret.clear()
            self.badge.emit(typed.strip())
        else:
            self.typed.emit(self._chosen, self._kind, typed)


def _is_badge(typed: str) -> bool:
    """Tell whether a reader that types has written a badge's code where a PIN was asked for."""
    return not typed.isdigit() or len(typed) >= PIN_LENGTHS.stop


def _alike(person: Person) -> str:
    """Return what two names have in common that look alike; those that earlier versions kept were not tidied."""
    return one_line(person.name).casefold()
