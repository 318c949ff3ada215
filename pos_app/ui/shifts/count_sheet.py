"""Cash is counted: how many of each note and coin, or the sum; at the end of a shift with a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from pos_app.domain.denominations import counted, denominations, of_sum, parse_pieces
from pos_app.domain.errors import CodedError
from pos_app.domain.money import parse_amount
from pos_app.ui import tokens
from pos_app.ui.typed import plain_figure
from pos_app.ui.widgets.basics import MoneyLabel, Notice, label
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pos_app.domain.denominations import CashCount
    from pos_app.domain.money import Currency
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_COLUMNS = 2
_FIELD = 96
_NOTE_LENGTH = 200


class CountSheet(Sheet):
    """Fields for notes and coins, what they come to, and one button."""

    finished_count = Signal(object, str)
    """The `CashCount`, and the note."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        wording: Wording,
        currency: Currency,
        words: tuple[str, str, str],
        *,
        noted: bool,
    ) -> None:
        """`words` are title, sentence and what the button does; `noted` asks for a note, too."""
        title, sentence, done = words
        super().__init__(parent, title, (560, 0))
        self._wording = wording
        self._currency = currency
        _ = wording.translate
        said = label(sentence, "muted")
        said.setWordWrap(True)
        self.pieces = {value: _line(self._money(value)) for value in denominations(currency)}
        self._worth = {value: label("", "muted", Qt.AlignmentFlag.AlignRight) for value in self.pieces}
        self.sum = _line(_("Sum"))
        self.note = _line(_("Note"))
        self.note.setMaxLength(_NOTE_LENGTH)
        self.total = MoneyLabel(theme, wording.formats.sign, tokens.SECTION)
        self.said = Notice(theme)
        self.button = KeyButton(theme, done, "Ctrl Enter", Kind.PRIMARY, tokens.TARGET_TILL)
        self.button.setShortcut("Ctrl+Return")
        self.button.setAutoDefault(False)  # or Enter in any field would end the count
        self.add([said])
        self.body.addLayout(self._grid())
        rows = [(_("or the sum alone") if self.pieces else _("Sum"), self.sum)]
        self.body.addLayout(self._rows([*rows, (_("Note"), self.note)] if noted else rows))
        self.body.addWidget(self.total)
        self.add([self.said, self.button])
        self.order = [*self.pieces.values(), self.sum, *([self.note] if noted else [])]
        for field in self.order:
            field.textEdited.connect(lambda _text: self._follow())
            field.returnPressed.connect(self._go_on)
        self.button.clicked.connect(self._finish)
        self._follow()
        self.order[0].setFocus()

    def refuse(self, text: str, look: str = "bad") -> None:
        """Say why it was not taken; all that was typed stays."""
        self.button.setEnabled(True)
        self.said.say(text, look)

    def show_outcome(self, text: str, look: str) -> None:
        """Say what came of it in place of the fields; Enter closes."""
        for field in self.order:
            field.setEnabled(False)
        self.said.say(text, look)
        self.button.clicked.disconnect()
        self.button.clicked.connect(self.accept)
        self.button.set_title(self._wording.translate("Close"))
        self.button.set_key("Enter")
        self.button.setShortcut("Return")
        self.button.setEnabled(True)
        self.button.setFocus()

    def count(self) -> CashCount:
        """Return what was counted; raise the `CodedError` of what is no count."""
        pieces = {value: parse_pieces(field.text()) for value, field in self.pieces.items()}
        if any(pieces.values()) or not self.sum.text().strip():
            return counted({value: number for value, number in pieces.items() if number}, self._currency)
        digits = self._currency.digits
        return of_sum(parse_amount(plain_figure(self.sum.text(), self._wording.formats, digits), digits))

    def _money(self, value: int) -> str:
        return self._wording.formats.amount(value)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        rows = -(-len(self.pieces) // _COLUMNS)
        for place, (value, field) in enumerate(self.pieces.items()):
            column, row = divmod(place, max(rows, 1))
            name = label(f"{self._money(value)} ×", "", Qt.AlignmentFlag.AlignRight)
            name.setBuddy(field)
            for offset, widget in enumerate((name, field, self._worth[value])):
                grid.addWidget(widget, row, 4 * column + offset)
            grid.setColumnStretch(4 * column + 2, 1)
            grid.setColumnMinimumWidth(4 * column + 3, 12)
        return grid

    @staticmethod
    def _rows(rows: Sequence[tuple[str, QLineEdit]]) -> QGridLayout:
        """Return wide fields below each other, the one beginning where the other does."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        for place, (title, field) in enumerate(rows):
            name = QLabel(title)
            name.setBuddy(field)
            field.setMaximumWidth(16_777_215)
            grid.addWidget(name, place, 0)
            grid.addWidget(field, place, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _follow(self) -> None:
        """Say what each field and all of them come to."""
        for value, field in self.pieces.items():
            try:
                number = parse_pieces(field.text())
            except CodedError:
                number = 0
            self._worth[value].setText(self._money(value * number) if number else "")
        try:
            self.total.set(self._money(self.count().amount))
            self.said.say("")
        except CodedError as refusal:
            self.total.set("–")
            self.said.say(self._wording.sentence(refusal))

    def _go_on(self) -> None:
        """Follow Enter: to the next field, and from the last one to the button."""
        here = next((place for place, field in enumerate(self.order) if field.hasFocus()), len(self.order))
        if here + 1 < len(self.order):
            self.order[here + 1].setFocus()
            self.order[here + 1].selectAll()
        else:
            self.button.setFocus()

    def _finish(self) -> None:
        try:
            count = self.count()
        except CodedError as refusal:
            self.said.say(self._wording.sentence(refusal))
            return
        self.button.setEnabled(False)
        self.finished_count.emit(count, self.note.text())


def _line(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setMinimumHeight(tokens.TARGET_DESK)
    field.setMaximumWidth(_FIELD)
    field.setAccessibleName(name)
    return field
