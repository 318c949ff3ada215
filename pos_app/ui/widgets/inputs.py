"""Check boxes and choices drawn from the tokens: a style sheet could only take ready-coloured pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox

from pos_app.ui import tokens
from pos_app.ui.widgets.painting import box

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from pos_app.ui.theme import Theme

_SIDE = 18


class CheckBox(QCheckBox):
    """A box and its label."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(text)
        self._theme = theme
        self.setMinimumHeight(tokens.TARGET_DESK)

    def sizeHint(self) -> QSize:
        """Return room for box and label."""
        width = QFontMetricsF(self._theme.font()).horizontalAdvance(self.text())
        return QSize(round(_SIDE + 10 + width) + 4, tokens.TARGET_DESK)

    def hitButton(self, pos: QPoint) -> bool:
        """Take a click on the label as well."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw box, tick and label."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour, top = self._theme.colour, (self.height() - _SIDE) / 2
        rect = QRectF(1, top, _SIDE, _SIDE)
        fill = colour("accent") if self.isChecked() else colour("surface")
        box(painter, rect, 4, fill, colour("accent") if self.isChecked() or self.hasFocus() else colour("field"))
        if self.hasFocus():
            box(painter, rect.adjusted(-1, -1, 1, 1), 5, None, colour("accent"), 2)
        if self.isChecked():
            painter.setPen(QPen(colour("on_accent"), 2, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
            painter.drawPolyline([QPointF(5.5, top + 9.5), QPointF(8.7, top + 12.7), QPointF(14.5, top + 5.5)])
        painter.setPen(colour("text"))
        painter.setFont(self._theme.font())
        label = QRectF(_SIDE + 10, 0, self.width(), self.height())
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, self.text())


class ComboBox(QComboBox):
    """A choice with an arrow in the colour of the theme."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setMinimumHeight(tokens.TARGET_DESK)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: scrolling past a choice must not change it."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow over what the style draws."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("muted"), 1.6, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        left, middle = self.width() - 20.0, self.height() / 2
        painter.drawPolyline([QPointF(left, middle - 2), QPointF(left + 4, middle + 2), QPointF(left + 8, middle - 2)])
