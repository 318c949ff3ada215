"""The bar at the top: the sign of the program, the tabs, and at the right how to find anything and who is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QSizePolicy, QWidget

from pos_app.ui import tokens
from pos_app.ui.widgets.basics import horizontal
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.painting import box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pos_app.ui.theme import Theme

HEIGHT = 48


class Logo(QWidget):
    """The sign and the name of the program."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._font = theme.font(14, QFont.Weight.Bold)
        self.setFixedSize(round(26 + QFontMetricsF(self._font).horizontalAdvance(name)) + 1, HEIGHT - 1)
        self.setAccessibleName(name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a counter seen from the front, and the name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        box(painter, QRectF(0, middle - 9, 18, 18), 5, self._theme.colour("accent"), None)
        painter.setPen(QPen(self._theme.colour("on_accent"), 2.4, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(5, middle), QPointF(13, middle))
        painter.setPen(self._theme.colour("text"))
        painter.setFont(self._font)
        painter.drawText(QRectF(26, 0, self.width() - 26, self.height()), Qt.AlignmentFlag.AlignVCenter, self._name)


class Tab(QAbstractButton):
    """A tab's title, with a line under the one on screen."""

    def __init__(self, theme: Theme, title: str, key: str) -> None:
        super().__init__()
        self._theme = theme
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(title)
        self.setAccessibleDescription(key)
        self.setToolTip(key)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return room for the title and 14 px at either side."""
        width = QFontMetricsF(self._font()).horizontalAdvance(self.text())
        return QSize(round(width + 28), HEIGHT - 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw title and line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        bright = self.isChecked() or self.underMouse()
        painter.setPen(self._theme.colour("text" if bright else "muted"))
        painter.drawText(QRectF(14, 0, self.width(), self.height() - 2), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.isChecked():
            painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), self._theme.colour("accent"))
        if self.hasFocus():
            box(painter, QRectF(self.rect()).adjusted(1, 6, -1, -6), 6, None, self._theme.colour("accent"), 2)

    def _font(self) -> QFont:
        return self._theme.font(tokens.BASE, QFont.Weight.Medium)


class Header(QFrame):
    """The whole bar."""

    tab_clicked = Signal(int)
    """Place of the tab a person clicked."""

    def __init__(self, theme: Theme, tabs: Sequence[tuple[str, str]], find: tuple[str, str], who: str) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "bar")
        self.setFixedHeight(HEIGHT)
        self.tabs = [Tab(theme, title, key) for title, key in tabs]
        self.finder = KeyButton(theme, *find, height=tokens.TARGET_DESK, ink="muted")
        self.who = KeyButton(theme, who, height=tokens.TARGET_DESK, ink="muted")
        self._lay_out(theme)
        self._group = QButtonGroup(self)
        for place, tab in enumerate(self.tabs):
            self._group.addButton(tab, place)
        self._group.idClicked.connect(self.tab_clicked)

    def show_tab(self, place: int) -> None:
        """Mark the tab on screen."""
        self.tabs[place].setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the hairline beneath."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(QRectF(0, HEIGHT - 1, self.width(), 1), self._theme.colour("line"))

    def _lay_out(self, theme: Theme) -> None:
        row = horizontal((16, 0, 16, 1), 0)
        row.addWidget(Logo(theme, "Countertop"))
        row.addSpacing(24)
        for tab in self.tabs:
            row.addWidget(tab)
            row.addSpacing(7)
        row.addStretch(1)
        row.addWidget(self.finder)
        row.addSpacing(12)
        row.addWidget(self.who)
        self.setLayout(row)
