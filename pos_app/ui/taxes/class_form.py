"""The form of one tax class: what it is called, its taxes from a day on, what they make of a price, what comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from pos_app.domain.tax_rules import LONGEST_CODE, LONGEST_NAME
from pos_app.ui import tokens
from pos_app.ui.taxes.tax_lines import TaxLines
from pos_app.ui.taxes.words import taxes_text, trial_rows
from pos_app.ui.widgets.basics import Card, Hairline, NamedFigure, Notice, horizontal, label, vertical
from pos_app.ui.widgets.key_button import KeyButton, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pos_app.domain.tax_rules import Rules, Trial
    from pos_app.ui.actions import Action
    from pos_app.ui.theme import Theme
    from pos_app.ui.wording import Wording

_WIDEST = 760
"""Pixels beyond which a form is no easier to read."""
_BUTTONS = ("taxes.line", "taxes.take_back", "taxes.archive", "taxes.leave", "taxes.save")


class ClassForm(QWidget):
    """Widgets only; the presenter decides. Filling it says nothing."""

    edited = Signal()
    """The person changes something."""
    wanted = Signal(str)
    """The id of the action whose button was pressed."""

    def __init__(self, theme: Theme, wording: Wording, actions: Mapping[str, Action]) -> None:
        super().__init__()
        self._theme = theme
        self._wording = wording
        _ = wording.translate
        self.title = label("", "section")
        self.title.setWordWrap(True)
        self.saved = Notice(theme)
        self.said = Notice(theme)
        self.name = self._field(_("Name"), LONGEST_NAME)
        self.code = self._field(_("Code"), LONGEST_CODE)
        self.day = self._field(_("From"), 10)
        self.day.setFixedWidth(120)
        self.lines = TaxLines(theme, wording)
        self.lines.edited.connect(self.edited)
        self.example = vertical((14, 12, 14, 12), 6)
        self.figures: list[NamedFigure] = []
        self.coming = vertical(spacing=8)
        self._coming: list[QWidget] = []
        self.buttons = {name: self._button(actions[name]) for name in _BUTTONS}
        self.buttons["taxes.take_back"].hide()
        self._lay_out()

    def show_example(self, trial: Trial | None) -> None:
        """Show what the taxes make of a price; None where they cannot be read."""
        for row in self.figures:
            self.example.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.figures = []
        rows = trial_rows(trial, self._wording) if trial else []
        for place, (name, figure) in enumerate(rows):
            last = place == len(rows) - 1
            row = NamedFigure(name, "strong" if last else "muted", "strong" if last else "")
            row.figure.setText(figure)
            self.example.addWidget(row)
            self.figures.append(row)
        self._unclear.setVisible(trial is None)

    def show_coming(self, coming: Sequence[Rules]) -> None:
        """Show what will be in force later, the next first; that one can be taken back."""
        for old in self._coming:
            self.coming.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._coming = []
        for rule in coming:
            day = self._wording.formats.date(rule.valid_from)
            text = self._wording.translate("From {day}: {taxes}")
            row = label(text.format(day=day, taxes=taxes_text(rule.taxes, self._wording)))
            row.setWordWrap(True)
            self.coming.addWidget(row)
            self._coming.append(row)
        self._coming_part.setVisible(bool(coming))
        self.buttons["taxes.take_back"].setVisible(bool(coming))

    def _field(self, name: str, most: int) -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(most)
        field.setMinimumHeight(tokens.TARGET_DESK)
        field.setAccessibleName(name)
        field.textEdited.connect(lambda _text: self.edited.emit())
        return field

    def _button(self, action: Action) -> KeyButton:
        kind = Kind.PRIMARY if action.id == "taxes.save" else Kind.PLAIN
        short = {"taxes.save": self._wording.translate("Save"), "taxes.archive": self._wording.translate("Archive")}
        height = 40 if kind is Kind.PRIMARY else 36
        made = KeyButton(self._theme, short.get(action.id, action.title), action.cap, kind, height)
        made.clicked.connect(lambda: self.wanted.emit(action.id))
        return made

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("look", "page")
        inside.setMaximumWidth(_WIDEST)
        column = vertical((8, 16, 24, 12), 16)
        head = horizontal(spacing=12)
        head.addWidget(self.title, 1)
        head.addWidget(self.saved)
        column.addLayout(head)
        column.addWidget(Card(self._fields()))
        column.addStretch(1)
        inside.setLayout(column)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = vertical()
        whole.addWidget(area, 1)
        whole.addWidget(self._foot())
        self.setLayout(whole)

    def _foot(self) -> QWidget:
        """Return what stands below the form at any height of the window: what is refused, and the buttons."""
        foot = QWidget()
        foot.setMaximumWidth(_WIDEST)
        row = horizontal(spacing=8)
        row.addWidget(self.buttons["taxes.archive"])
        row.addStretch(1)
        row.addWidget(self.buttons["taxes.leave"])
        row.addWidget(self.buttons["taxes.save"])
        column = vertical((8, 4, 24, 16), 8)
        column.addWidget(self.said)
        column.addLayout(row)
        foot.setLayout(column)
        return foot

    def _fields(self) -> QVBoxLayout:
        _ = self._wording.translate
        card = vertical((18, 16, 18, 18), 14)
        called = horizontal(spacing=12)
        called.addLayout(_titled(_("Name"), self.name), 3)
        called.addLayout(_titled(_("Code"), self.code), 1)
        card.addLayout(called)
        card.addWidget(Hairline())
        since = horizontal(spacing=12)
        since.addWidget(label(_("Taxes from"), "strong"))
        since.addWidget(self.day)
        note = label(_("Today or later; what was sold before keeps its taxes."), "small")
        note.setWordWrap(True)
        since.addWidget(note, 1)
        card.addLayout(since)
        card.addWidget(self.lines)
        more = horizontal()
        more.addWidget(self.buttons["taxes.line"])
        more.addStretch(1)
        card.addLayout(more)
        card.addWidget(self._example_part())
        card.addWidget(self._coming_box())
        return card

    def _example_part(self) -> Card:
        _ = self._wording.translate
        self._unclear = label(_("An example stands here once every rate can be read."), "muted")
        self.example.addWidget(label(_("Example"), "small"))
        self.example.addWidget(self._unclear)
        return Card(self.example, "quiet")

    def _coming_box(self) -> QWidget:
        self._coming_part = QWidget()
        column = vertical(spacing=8)
        column.addWidget(label(self._wording.translate("What comes"), "strong"))
        column.addLayout(self.coming)
        row = horizontal()
        row.addWidget(self.buttons["taxes.take_back"])
        row.addStretch(1)
        column.addLayout(row)
        self._coming_part.setLayout(column)
        self._coming_part.hide()
        return self._coming_part


def _titled(title: str, field: QLineEdit) -> QVBoxLayout:
    column = vertical(spacing=4)
    name = label(title, "strong")
    name.setBuddy(field)
    column.addWidget(name)
    column.addWidget(field)
    return column
