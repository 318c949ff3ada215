"""Where the shop's keys are, on the page of the staff: said plainly, with what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from pos_app.ui.widgets.basics import Card, Notice, horizontal, label, vertical
from pos_app.ui.widgets.key_button import KeyButton, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pos_app.services.people.recovery import KeysLook
    from pos_app.ui.actions import Action
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_MAKE = "keys.make"
_BUTTONS = ("keys.type", _MAKE)


class KeysCard(QWidget):
    """A few sentences and two buttons."""

    wanted = Signal(str)
    """The id of an action that a button asked for."""

    def __init__(self, theme: Theme, wording: Wording, actions: Mapping[str, Action]) -> None:
        super().__init__()
        self._wording = wording
        _ = wording.translate
        self.state = label("", "muted")
        self.state.setWordWrap(True)
        self.key = label("", "small")
        self.said = Notice(theme)
        self.buttons = {
            name: KeyButton(theme, actions[name].title, actions[name].cap, Kind.PLAIN, height=36) for name in _BUTTONS
        }
        column = vertical((18, 16, 18, 18), 8)
        column.addWidget(label(_("Recovery code and keys"), "strong"))
        for widget in (self.state, self.key, self.said):
            column.addWidget(widget)
        doing = horizontal(spacing=8)
        doing.addStretch(1)
        for name in _BUTTONS:
            doing.addWidget(self.buttons[name])
            self.buttons[name].clicked.connect(lambda _checked=False, name=name: self.wanted.emit(name))
        column.addLayout(doing)
        whole = vertical()
        whole.addWidget(Card(column))
        self.setLayout(whole)

    def reveal(self) -> None:
        """Bring the button that makes a code into sight, with the focus on it."""
        self.buttons[_MAKE].setFocus()
        QTimer.singleShot(0, self, self._into_sight)  # the page is laid out when it is shown

    def _into_sight(self) -> None:
        button, page = self.buttons[_MAKE], self.parentWidget()
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        if page is not None and button.hasFocus():
            page.ensureWidgetVisible(button)

    def show_look(self, look: KeysLook) -> None:
        """Say how the keys are kept."""
        _ = self._wording.translate
        if look.made is None:
            code = _("There is no recovery code yet: a forgotten owner's PIN could not be replaced.")
        else:
            code = _("The recovery code was made on {day}.").format(day=self._wording.formats.date(look.made))
        if look.in_files:
            place = _(
                "The keys lie in the shop's folder. That does not protect against theft: whoever takes the folder or"
                " this computer has them. Encrypt its disk."
            )
        else:
            place = _("The keys lie in this computer's keyring; a stolen folder or backup opens nothing.")
        self.state.setText(f"{code} {place}")
        QTimer.singleShot(0, self, self._into_sight)  # these sentences move the buttons
        self.key.setText(_("Fingerprint of the till's key: {key}").format(key=look.key))
