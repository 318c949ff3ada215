"""One value to type, in the page and not over it: quantity, price, discount, a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from pos_app.ui.widgets.basics import Card, ElidedLabel, KeyCap, horizontal, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.ui.theme import Theme


_FIELD = 160
"""Pixels; a reason scrolls in it."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask for."""

    what: str
    """`quantity`, `price`, `open_price`, `discount`, `basket_discount` or `drawer_reason`."""
    title: str
    """In words, with the thing it concerns: `Quantity of Oat milk`."""
    value: str = ""
    """What stands in the field at first, selected."""
    hint: str = ""
    """Shown behind the field: what may be typed."""


class EntryBar(Card):
    """A field with its title beneath the scan line; Enter takes, Esc leaves."""

    answered = Signal(str, str)
    """What was asked for and the text typed."""
    left = Signal()
    """The person pressed Esc."""

    def __init__(self, theme: Theme, _: Callable[[str], str]) -> None:
        super().__init__()
        self._question: Question | None = None
        self.title = ElidedLabel("strong")
        self.field = QLineEdit()
        self.field.setAccessibleName(_("Value"))
        self.field.setMinimumHeight(32)
        self.field.setFixedWidth(_FIELD)
        self.field.setMaxLength(200)
        self.hint = ElidedLabel("muted")
        row = horizontal((16, 5, 12, 5), 12)
        for part in (self.title, self.field, self.hint):
            row.addWidget(part)
        row.addStretch(1)
        # However long the goods are called, the columns of the till stay where they are.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for what, key in ((_("Take"), "Enter"), (_("Leave"), "Esc")):
            row.addWidget(label(what, "muted"))
            row.addWidget(KeyCap(theme, key))
        self.setLayout(row)
        self.field.installEventFilter(self)
        self.hide()

    @property
    def asking(self) -> Question | None:
        """What is asked for at the moment."""
        return self._question

    def ask(self, question: Question) -> None:
        """Show the field with the focus."""
        self._question = question
        self.title.setText(question.title)
        self.hint.setText(question.hint)
        self.field.setAccessibleName(question.title)
        self.field.setText(question.value)
        self.field.selectAll()
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_bar(self) -> None:
        """Take the field away; who asked gives the focus back."""
        self._question = None
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter and Esc for the bar."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                if self._question is not None:
                    self.answered.emit(self._question.what, self.field.text())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)
