"""A customer's card: its fields, and what can be done with a person's data."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from pos_app.domain.customers import CustomerCard
from pos_app.services.language import LANGUAGE_NAMES
from pos_app.ui import tokens
from pos_app.ui.widgets.basics import Notice, horizontal, label
from pos_app.ui.widgets.inputs import CheckBox, ComboBox
from pos_app.ui.widgets.key_button import KeyButton, Kind
from pos_app.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_LINES_HEIGHT = 72
_LINES = ("name", "company", "phone", "email", "tax_number")


class CustomerSheet(Sheet):
    """Fields of one customer; `card` is None for a new one."""

    saved = Signal(object)
    """The `CustomerCard` as typed."""
    export_wanted = Signal()
    erase_wanted = Signal()

    def __init__(self, parent: QWidget, theme: Theme, wording: Wording, card: CustomerCard | None) -> None:
        _ = wording.translate
        title = _("New customer") if card is None else card.name or card.company
        super().__init__(parent, title, (640, 0))
        self._translate = _
        self.lines = {name: QLineEdit() for name in _LINES}
        self.address, self.note = QPlainTextEdit(), QPlainTextEdit()
        for field in (self.address, self.note):
            field.setFixedHeight(_LINES_HEIGHT)
            field.setTabChangesFocus(True)
        self.language = ComboBox(theme)
        self.language.addItem(_("As the shop"), "")
        for code, name in LANGUAGE_NAMES.items():
            self.language.addItem(name, code)
        self.consent = CheckBox(theme, _("Agreed to be written to"))
        self.said = Notice(theme)
        self.save, self.export, self.erase = (
            KeyButton(theme, words, cap, kind, tokens.TARGET_TILL)
            for words, cap, kind in (
                (_("Save"), "Ctrl S", Kind.PRIMARY),
                (_("Hand over the data"), "Ctrl Shift E", Kind.PLAIN),
                (_("Erase"), "Ctrl Shift Del", Kind.PLAIN),
            )
        )
        self._lay_out(known=card is not None)
        self._fill(card or CustomerCard())
        self._connect(known=card is not None)
        self.lines["name"].setFocus()

    def typed(self) -> CustomerCard:
        """Return what stands in the fields."""
        lines = {name: field.text() for name, field in self.lines.items()}
        return CustomerCard(
            **lines,
            address=self.address.toPlainText(),
            note=self.note.toPlainText(),
            language=str(self.language.currentData()),
            consent=self.consent.isChecked(),
        )

    def _fill(self, card: CustomerCard) -> None:
        for name, field in self.lines.items():
            field.setText(getattr(card, name))
            field.setCursorPosition(0)  # a long name is read from its beginning
        self.address.setPlainText(card.address)
        self.note.setPlainText(card.note)
        self.language.setCurrentIndex(max(0, self.language.findData(card.language)))
        self.consent.setChecked(card.consent)

    def _lay_out(self, *, known: bool) -> None:
        _ = self._translate
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        fields: tuple[tuple[str, QWidget], ...] = (
            (_("Name"), self.lines["name"]),
            (_("Company"), self.lines["company"]),
            (_("Phone"), self.lines["phone"]),
            (_("E-mail"), self.lines["email"]),
            (_("Address"), self.address),
            (_("Note"), self.note),
            (_("Tax number"), self.lines["tax_number"]),
            (_("Language"), self.language),
        )
        for place, (title, field) in enumerate(fields):
            name = label(title, "small")
            name.setBuddy(field)
            field.setAccessibleName(title)
            if not isinstance(field, QPlainTextEdit):
                field.setMinimumHeight(tokens.TARGET_DESK)
            row, column = divmod(place, 2)
            grid.addWidget(name, 2 * row, column)
            grid.addWidget(field, 2 * row + 1, column)
        for column in range(2):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.add([self.consent, self.said])
        doing = horizontal(spacing=8)
        for button in (self.export, self.erase, self.save):
            button.setAutoDefault(False)
            doing.addWidget(button, 1 if button is self.save else 0)
        self.export.setVisible(known)
        self.erase.setVisible(known)
        self.body.addLayout(doing)

    def _connect(self, *, known: bool) -> None:
        for name, following in pairwise(_LINES):
            self.lines[name].returnPressed.connect(self.lines[following].setFocus)
        self.save.clicked.connect(self._save)
        QShortcut(QKeySequence("Ctrl+S"), self, self._save)
        if known:
            self.export.clicked.connect(self.export_wanted)
            self.erase.clicked.connect(self.erase_wanted)
            QShortcut(QKeySequence("Ctrl+Shift+E"), self, self.export_wanted.emit)
            QShortcut(QKeySequence("Ctrl+Shift+Del"), self, self.erase_wanted.emit)

    def _save(self) -> None:
        self.saved.emit(self.typed())
