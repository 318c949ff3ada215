"""The pages of a screen as a list at its left; arrows move, and the page follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from pos_app.ui import tokens
from pos_app.ui.widgets.basics import KeyCap, label, vertical
from pos_app.ui.widgets.painting import box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pos_app.ui.theme import Theme

_PADDING = 12


class PageTab(QAbstractButton):
    """The title of a page; the one on screen is lit."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._theme = theme
        self.setText(title)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return room for the title."""
        width = QFontMetricsF(self._font()).horizontalAdvance(self.text())
        return QSize(round(width) + 2 * _PADDING, tokens.DESK_ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it: the chosen one on the colour of chosen things, the ring where the focus is."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour, rect = self._theme.colour, QRectF(self.rect())
        if self.isChecked() or self.underMouse():
            box(painter, rect, tokens.RADIUS, colour("selection" if self.isChecked() else "tile"), None)
        if self.hasFocus():
            box(painter, rect, tokens.RADIUS, None, colour("accent"), 2)
        painter.setFont(self._font())
        painter.setPen(colour("accent" if self.isChecked() else "text"))
        painter.drawText(rect.adjusted(_PADDING, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, self.text())

    def _font(self) -> QFont:
        return self._theme.font(tokens.BASE, QFont.Weight.Medium)


def _key_hint(theme: Theme, turning: str, keys: Sequence[str]) -> QWidget:
    whole = QWidget()
    rows = vertical((_PADDING, 0, 0, 0), 4)
    rows.addWidget(label(turning, "small"))
    for key in keys:
        rows.addWidget(KeyCap(theme, key))
    whole.setLayout(rows)
    return whole


class PageList(QWidget):
    """Titles below each other, one of them chosen, and at the foot the keys that turn the pages from any field."""

    chosen = Signal(int)
    """Place of the page that a person chose."""

    def __init__(self, theme: Theme, titles: Sequence[str], name: str, turning: str, keys: Sequence[str]) -> None:
        """Build the list; `turning` says what the `keys` (their caps) do."""
        super().__init__()
        self.setAccessibleName(name)
        self.tabs = [PageTab(theme, title) for title in titles]
        self._group = QButtonGroup(self)
        column = vertical((12, 16, 0, 16), 2)
        for place, tab in enumerate(self.tabs):
            self._group.addButton(tab, place)
            column.addWidget(tab)
        column.addStretch(1)
        column.addWidget(_key_hint(theme, turning, keys))
        self.setLayout(column)
        self.setFixedWidth(156)
        # clicked by the mouse, by Space, or reached with an arrow: all of them toggle
        self._group.idToggled.connect(lambda place, on: self.chosen.emit(place) if on else None)
        self.tabs[0].setChecked(True)

    @property
    def place(self) -> int:
        """The place of the page on screen."""
        return self._group.checkedId()

    def choose(self, place: int) -> None:
        """Choose a page by its place; beyond the ends nothing happens."""
        if 0 <= place < len(self.tabs):
            self.tabs[place].setChecked(True)
