"""Cash comes or goes without a sale: what for, how much, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from pos_app.domain.errors import CodedError
from pos_app.domain.money import parse_amount
from pos_app.domain.shift import DROP, PAY_IN, PAY_OUT
from pos_app.ui import tokens
from pos_app.ui.typed import plain_figure
from pos_app.ui.widgets.basics import Notice, horizontal
from pos_app.ui.widgets.inputs import ComboBox
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording
    from pos_app.ui.wording.makers import Translate

_NAMES = 120
_LONGEST = 200


def kinds(_: Translate) -> dict[str, str]:
    """Return what may be done with cash, in words."""
    return {PAY_IN: _("Put in"), PAY_OUT: _("Take out"), DROP: _("Bring to the safe")}


class CashSheet(Sheet):
    """A kind, an amount and a reason."""

    moved = Signal(str, int, str)
    """`pay_in`, `pay_out` or `drop`; minor units; why."""

    def __init__(self, parent: QWidget, theme: Theme, wording: Wording, digits: int) -> None:
        _ = wording.translate
        super().__init__(parent, _("Cash in or out"), (460, 0))
        self._wording = wording
        self._digits = digits
        self.kind = ComboBox(theme)
        for value, name in kinds(_).items():
            self.kind.addItem(name, value)
        self.amount, self.reason = QLineEdit(), QLineEdit()
        self.reason.setMaxLength(_LONGEST)
        self.said = Notice(theme)
        self.button = KeyButton(theme, _("Write it down"), "Enter", Kind.PRIMARY, tokens.TARGET_TILL)
        self.button.setAutoDefault(False)  # Enter leads from the amount to the reason, and only there it is over
        for title, field in ((_("What"), self.kind), (_("Amount"), self.amount), (_("Reason"), self.reason)):
            self._add_row(title, field)
        self.add([self.said, self.button])
        self.amount.returnPressed.connect(self.reason.setFocus)
        self.reason.returnPressed.connect(self._finish)
        self.button.clicked.connect(self._finish)
        self.kind.setFocus()

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

    def _finish(self) -> None:
        formats = self._wording.formats
        try:
            amount = parse_amount(plain_figure(self.amount.text(), formats, self._digits), self._digits)
        except CodedError as refusal:
            self.said.say(self._wording.sentence(refusal))
            self.amount.setFocus()
            return
        self.button.setEnabled(False)
        self.moved.emit(str(self.kind.currentData()), amount, self.reason.text())
