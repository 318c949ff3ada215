"""The bar at the bottom: whether the books balance, the shift, the printer, the jobs, and what the machine says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from pos_app.ui.messages import Message, Place, Tone
from pos_app.ui.widgets.basics import StatusDot, horizontal, label, set_look

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from pos_app.ui.messages import Messages
    from pos_app.ui.theme import Theme

HEIGHT = 32
_HERE = frozenset({Place.MACHINE, Place.PRINTER, Place.SCANNER})


class StatusBar(QFrame):
    """Quiet facts at the left, messages about the machine at the right."""

    def __init__(self, theme: Theme, messages: Messages) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "bar")
        self.setFixedHeight(HEIGHT)
        self._messages: dict[Place, Message] = {}
        self.books = StatusDot(theme, "")
        self.shift, self.printer, self.jobs, self.backup, self.said = (label("", "small") for _ in range(5))
        self.backup.hide()
        # A long message may be cut at its end, but never makes the window wider.
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = horizontal((16, 1, 16, 0), 22)
        for part in (self.books, self.shift, self.printer, self.jobs, self.backup):
            row.addWidget(part)
        row.addWidget(self.said, 1)
        self.setLayout(row)
        messages.said.connect(self._on_said)
        messages.cleared.connect(self._on_cleared)

    def set_books(self, text: str, token: str, more: str = "") -> None:
        """Say whether the books balance, in good, warn or bad; `more` is told to who points at it."""
        self.books.set(text, token)
        self.books.setToolTip(more)
        self.books.setAccessibleName(more or text)

    def set_fact(self, which: QLabel, text: str, look: str = "small") -> None:
        """Say one of the quiet facts; an empty one takes no room."""
        which.setText(text)
        which.setVisible(bool(text))
        set_look(which, look)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the hairline above."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(QRectF(0, 0, self.width(), 1), self._theme.colour("line"))

    def _on_said(self, message: Message) -> None:
        if message.place in _HERE:
            self._messages.pop(message.place, None)
            self._messages[message.place] = message
            self._show()

    def _on_cleared(self, place: Place, _line_uid: str) -> None:
        if place in _HERE:
            self._messages.pop(place, None)
            self._show()

    def _show(self) -> None:
        """Show what was said last and not taken back: behind a message of the printer another may still be true."""
        last = next(reversed(self._messages.values()), Message(Place.MACHINE, "", Tone.PLAIN))
        self.said.setText(last.text)
        self.said.setToolTip(last.text)
        set_look(self.said, last.tone.value)
