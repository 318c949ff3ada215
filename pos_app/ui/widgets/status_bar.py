"""The bar at the bottom: whether the books balance, the shift, the printer, the jobs, and what the machine says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from pos_app.ui.messages import Place
from pos_app.ui.widgets.basics import StatusDot, horizontal, label, set_look

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from pos_app.ui.messages import Message, Messages
    from pos_app.ui.theme import Theme

HEIGHT = 32


class StatusBar(QFrame):
    """Quiet facts at the left, messages about the machine at the right."""

    def __init__(self, theme: Theme, messages: Messages) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "bar")
        self.setFixedHeight(HEIGHT)
        self.books = StatusDot(theme, "")
        self.shift, self.printer, self.jobs, self.said = (label("", "small") for _ in range(4))
        # A long message may be cut at its end, but never makes the window wider.
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = horizontal((16, 1, 16, 0), 22)
        for part in (self.books, self.shift, self.printer, self.jobs):
            row.addWidget(part)
        row.addWidget(self.said, 1)
        self.setLayout(row)
        messages.said.connect(self._on_said)
        messages.cleared.connect(self._on_cleared)

    def set_books(self, text: str, token: str) -> None:
        """Say whether the books balance, in good, warn or bad."""
        self.books.set(text, token)

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
        if message.place is Place.MACHINE:
            self.said.setText(message.text)
            self.said.setToolTip(message.text)
            set_look(self.said, message.tone.value)

    def _on_cleared(self, place: Place, _line_uid: str) -> None:
        if place is Place.MACHINE:
            self.said.clear()
            self.said.setToolTip("")
