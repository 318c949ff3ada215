"""The recovery code is typed: an owner gets another PIN, and the keys are opened where they were not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit

from pos_app.domain.errors import CodedError
from pos_app.domain.recovery_code import read_recovery_code
from pos_app.domain.signing_in import PIN_LENGTHS, refuse_unfit_pin
from pos_app.ui import tokens
from pos_app.ui.widgets.basics import Notice, horizontal, label
from pos_app.ui.widgets.inputs import ComboBox
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from pos_app.domain.people import Person
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_NAMES = 130


class NoCodeSheet(Sheet):
    """Says that no code can be typed, for none was ever made, and what can be done instead."""

    def __init__(self, parent: QWidget, theme: Theme, wording: Wording) -> None:
        _ = wording.translate
        super().__init__(parent, _("There is no recovery code"), (520, 0))
        self.said = label(
            _(
                "None was made for this shop yet, so none can be typed. Another owner can give a new PIN in Settings,"
                " Staff. So that it helps the next time: sign in as an owner, and make the code there with"
                " Ctrl+Shift+M."
            )
        )
        self.said.setWordWrap(True)
        self.button = KeyButton(theme, _("Close"), "Enter", Kind.PRIMARY, tokens.TARGET_TILL)
        self.button.clicked.connect(self.accept)
        self.add([self.said, self.button])
        self.fit()
        self.button.setFocus()


class ForgotSheet(Sheet):
    """Code, owner, and the new PIN twice."""

    typed = Signal(str, object, str)
    """The code, the `Person` and the PIN."""

    def __init__(self, parent: QWidget, theme: Theme, wording: Wording) -> None:
        _ = wording.translate
        super().__init__(parent, _("Type the recovery code"), (520, 0))
        self._wording = wording
        said = label(_("It stands on the set-up sheet of this shop. It gives an owner another PIN."), "muted")
        said.setWordWrap(True)
        self.add([said])
        self.code, self.pin, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        self.owner = ComboBox(theme)
        for field in (self.pin, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setMaxLength(PIN_LENGTHS.stop - 1)
        self.said = Notice(theme)
        self.button = KeyButton(theme, _("Set the PIN"), "Enter", Kind.PRIMARY, tokens.TARGET_TILL)
        self.button.setAutoDefault(False)  # Enter leads from field to field, and only in the last it is over
        for title, row in (
            (_("Recovery code"), self.code),
            (_("Owner"), self.owner),
            (_("New PIN"), self.pin),
            (_("Once more"), self.again),
        ):
            self._add_row(title, row)
        self.add([self.said, self.button])
        self.code.returnPressed.connect(self._see_code)
        self.pin.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self._finish)
        self.button.clicked.connect(self._finish)
        self.code.setFocus()

    def show_owners(self, owners: Sequence[Person]) -> None:
        """Offer these; the first is chosen."""
        for one in owners:
            self.owner.addItem(one.name, one)

    def wait(self) -> None:
        """Take nothing until `refuse`: what was typed is being looked at."""
        self.button.setEnabled(False)
        self.said.say(self._wording.translate("One moment …"), "muted")

    def refuse(self, text: str) -> None:
        """Say why it was not taken; what was typed stays."""
        self.button.setEnabled(True)
        self.said.say(text)

    def _add_row(self, title: str, field: QWidget) -> None:
        name = QLabel(title)
        name.setFixedWidth(_NAMES)
        name.setBuddy(field)
        field.setMinimumHeight(tokens.TARGET_DESK)
        field.setAccessibleName(title)
        row = horizontal(spacing=12)
        row.addWidget(name)
        row.addWidget(field, 1)
        self.body.addLayout(row)

    def _see_code(self) -> None:
        """Say at once that a letter is wrong: the next fields wait."""
        try:
            read_recovery_code(self.code.text())
        except CodedError as refusal:
            self.said.say(self._wording.sentence(refusal))
            return
        self.said.say("")
        (self.owner if self.owner.count() > 1 else self.pin).setFocus()

    def _finish(self) -> None:
        if not self.button.isEnabled():
            return
        try:
            read_recovery_code(self.code.text())
        except CodedError as refusal:
            self.said.say(self._wording.sentence(refusal))
            self.code.setFocus()
            return
        try:
            refuse_unfit_pin(self.pin.text())
        except CodedError as refusal:
            self.said.say(self._wording.sentence(refusal))
            self.pin.setFocus()
            return
        if self.pin.text() != self.again.text():
            self.said.say(self._wording.translate("The two PINs are not the same. Type both anew."))
            self.pin.clear()
            self.again.clear()
            self.pin.setFocus()
            return
        person = self.owner.currentData()
        if person is not None:
            self.typed.emit(self.code.text(), person, self.pin.text())
