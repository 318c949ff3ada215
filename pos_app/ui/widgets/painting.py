"""Shared strokes: mixed colours, rounded boxes, key caps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption

from pos_app.ui import tokens

if TYPE_CHECKING:
    from pos_app.ui.theme import Theme

CAP_HEIGHT = 20
_CAP_PADDING = 6


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """Return `one` with `share` (0 to 1) of `other` in it."""
    pairs = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]  # the stub says object
    return QColor(*(round(a + (b - a) * share) for a, b in pairs))


def box(
    painter: QPainter, rect: QRectF, radius: float, fill: QColor | None, border: QColor | None, width: int = 1
) -> None:
    """Draw a rounded box whose border lies inside `rect`, on whole pixels."""
    inset = width / 2
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(border, width) if border is not None else Qt.PenStyle.NoPen)
    inner = rect.adjusted(inset, inset, -inset, -inset) if border is not None else rect
    painter.drawRoundedRect(inner, radius, radius)


def fitting(font: QFont, text: str, room: float, least: int) -> QFont:
    """Return the font, down to `least` pixels where the room is too narrow: a cut figure would be another figure."""
    size = font.pixelSize()
    while size > least and QFontMetricsF(font).horizontalAdvance(text) > room:
        size -= 1
        font = QFont(font)
        font.setPixelSize(size)
    return font


def wrapped(text: str, font: QFont, width: float, most: int) -> list[str]:
    """Return the rows of a text: turned between words, within one that is longer than a row, and cut after `most`."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    # Qt counts in units of UTF-16, of which an emoji has two and a letter of Python is one
    units = text.encode("utf-16-le", "surrogatepass")
    rows: list[str] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start, length = 2 * line.textStart(), 2 * line.textLength()
        if len(rows) == most - 1:
            rest = units[start:].decode("utf-16-le", "surrogatepass")
            rows.append(QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, width))
            break
        rows.append(units[start : start + length].decode("utf-16-le", "surrogatepass").rstrip())
    layout.endLayout()
    return rows


def cap_font(theme: Theme) -> QFont:
    """Return the font of key caps."""
    return theme.font(tokens.CAP, QFont.Weight.Medium)


def cap_width(theme: Theme, key: str) -> float:
    """Return how wide the cap of a key is; 0 for none."""
    return QFontMetricsF(cap_font(theme)).horizontalAdvance(key) + 2 * _CAP_PADDING if key else 0.0


def paint_cap(painter: QPainter, rect: QRectF, key: str, theme: Theme, ink: QColor | None = None) -> None:
    """Draw a key cap; with `ink` it is an outline in that colour, for use on the accent."""
    if ink is None:
        box(painter, rect, 4, theme.colour("tile"), theme.colour("line"))
        painter.setPen(theme.colour("muted"))
    else:
        edge = QColor(ink)
        edge.setAlphaF(0.55)
        box(painter, rect, 4, None, edge)
        painter.setPen(ink)
    painter.setFont(cap_font(theme))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, key)
