"""What was rung up last, large, for the customer's eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent

from pos_app.ui import tokens
from pos_app.ui.widgets.basics import Card

if TYPE_CHECKING:
    from pos_app.ui.theme import Theme

HEIGHT = 58


class LastLine(Card):
    """A name at the left, cut before its figure is, and the amount at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._name = ""
        self._amount = ""
        self.setFixedHeight(HEIGHT)

    def clear_line(self) -> None:
        """Show nothing and take no room: the basket is empty."""
        self._name = self._amount = ""
        self.hide()

    def show_line(self, name: str, amount: str) -> None:
        """Show a line."""
        self._name, self._amount = name, amount
        self.show()
        self.setAccessibleName(f"{name} {amount}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        """Return a width that any column has."""
        return QSize(300, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name and amount."""
        super().paintEvent(event)
        painter = QPainter(self)
        font = self._theme.font(tokens.SECTION, QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text"))
        inner = QRectF(self.rect()).adjusted(18, 0, -18, 0)
        side = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignRight, self._amount)
        room = inner.width() - metrics.horizontalAdvance(self._amount) - 16
        name = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignLeft, name)
