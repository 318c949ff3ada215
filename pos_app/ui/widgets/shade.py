"""The soft shadow under what drops over the screen, painted once and stretched.

Qt's own effect blurs the whole widget anew with whatever it paints: a list that changes with each letter took twice as
long with it.
"""

from __future__ import annotations

from functools import lru_cache
from math import erf, sqrt
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap, qRgba
from PySide6.QtWidgets import QWidget

from pos_app.ui import tokens

if TYPE_CHECKING:
    from pos_app.ui.theme import Theme

BLUR = 24
"""Pixels from where the shadow is whole to where it ends, on each side of an edge."""
_DROP = 6
"""Pixels that it lies lower."""
_DARKEST = 0.18
_CORNER = 2 * BLUR
_FOLLOWED = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ZOrderChange}


class Shade(QWidget):
    """Lies under `over`, its sibling, wherever that goes. In the dark the raised surface is enough."""

    def __init__(self, over: QWidget, theme: Theme) -> None:
        super().__init__(over.parentWidget())
        self._over = over
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        over.installEventFilter(self)
        theme.changed.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go where the other goes."""
        if event.type() in _FOLLOWED:
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        self.setGeometry(self._over.geometry().adjusted(-BLUR, _DROP - BLUR, BLUR, BLUR + _DROP))
        self.setVisible(not self._over.isHidden() and not self._theme.tokens.dark)
        self.stackUnder(self._over)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the corners, and the edges between them; the middle is never seen."""
        painter = QPainter(self)
        picture, middle = _blurred(), QRect(_CORNER, _CORNER, 1, 1)
        wide, high = self.width() - 2 * _CORNER, self.height() - 2 * _CORNER
        columns = (
            (0, 0, _CORNER, _CORNER),
            (_CORNER, _CORNER, 1, wide),
            (_CORNER + 1, _CORNER + wide, _CORNER, _CORNER),
        )
        rows = ((0, 0, _CORNER, _CORNER), (_CORNER, _CORNER, 1, high), (_CORNER + 1, _CORNER + high, _CORNER, _CORNER))
        for from_x, to_x, width, wide_as in columns:
            for from_y, to_y, height, high_as in rows:
                source = QRect(from_x, from_y, width, height)
                if source != middle:
                    painter.drawPixmap(
                        QRect(QPoint(to_x, to_y), QPoint(to_x + wide_as - 1, to_y + high_as - 1)), picture, source
                    )


@lru_cache(maxsize=1)
def _blurred() -> QPixmap:
    """Return the smallest shadow there is: four corners around one pixel."""
    side = 2 * _CORNER + 1
    picture = QImage(side, side, QImage.Format.Format_ARGB32)
    ink = QColor(tokens.LIGHT.text)
    share = [_whole(min(at, side - 1 - at)) for at in range(side)]
    for x, across in enumerate(share):
        for y, down in enumerate(share):
            picture.setPixel(x, y, qRgba(ink.red(), ink.green(), ink.blue(), round(255 * _DARKEST * across * down)))
    return QPixmap.fromImage(picture)


def _whole(at: int) -> float:
    """Return how much of the shadow there is, 0 to 1, so many pixels from its outer end: a Gauss curve summed."""
    return (1 + erf((at - BLUR) / (BLUR / 2 * sqrt(2)))) / 2
