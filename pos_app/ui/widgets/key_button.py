"""Buttons that show their key: plain, chosen, or the one primary action of a screen."""

from __future__ import annotations

from enum import Enum
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from pos_app.ui import tokens
from pos_app.ui.widgets.painting import CAP_HEIGHT, box, cap_width, mixed, paint_cap

if TYPE_CHECKING:
    from pos_app.ui.theme import Theme

_GAP = 8
_DISABLED = 0.4
_LOOKS = 4
"""Pictures of a button that are kept: with each line of a basket the same few come and go."""


class Kind(Enum):
    """How much a button weighs."""

    PLAIN = "plain"
    PRIMARY = "primary"
    FIGURE = "figure"
    """A figure to choose, for example a note."""


_SIZES = {Kind.PLAIN: tokens.BASE, Kind.PRIMARY: 19, Kind.FIGURE: tokens.LINES}
_WEIGHTS = {Kind.PLAIN: QFont.Weight.Medium, Kind.PRIMARY: QFont.Weight.Bold, Kind.FIGURE: QFont.Weight.Medium}


class KeyButton(QPushButton):
    """A label and the cap of its key, `ink` a token. Never takes the focus by a click: the scan line keeps it."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        key: str = "",
        kind: Kind = Kind.PLAIN,
        height: int = tokens.TARGET_TILL,
        ink: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent)
        self._theme = theme
        self._key = key
        self._kind = kind
        self._height = height
        self._ink = ink
        self._chosen = self._faint = False
        self._pictures: dict[tuple[object, ...], QPixmap] = {}
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(title)
        self.setAccessibleDescription(key)

    def set_title(self, title: str) -> None:
        """Show another label."""
        self.setText(title)
        self.setAccessibleName(title)
        self.updateGeometry()

    def set_key(self, key: str) -> None:
        """Show another key's cap."""
        self._key = key
        self.setAccessibleDescription(key)
        self._pictures.clear()
        self.updateGeometry()

    @property
    def kind(self) -> Kind:
        """How much it weighs."""
        return self._kind

    def set_kind(self, kind: Kind, height: int) -> None:
        """Weigh otherwise from now on, `height` pixels high: on one screen the first thing to do may change."""
        if kind is not self._kind:
            self._kind, self._height = kind, height
            self._pictures.clear()
            self.updateGeometry()
            self.update()

    @property
    def chosen(self) -> bool:
        """Whether it is the chosen one of its row."""
        return self._chosen

    def set_chosen(self, chosen: bool) -> None:
        """Mark as the chosen one of its row."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    @property
    def faint(self) -> bool:
        """Whether it looks as if it were off."""
        return self._faint

    def set_faint(self, faint: bool) -> None:
        """Look as if it were off: its key only says that there is nothing to do."""
        if faint != self._faint:
            self._faint = faint
            self.update()

    def sizeHint(self) -> QSize:
        """Return room for label, cap and air."""
        return QSize(round(self._content_width()) + 24, self._height)

    def minimumSizeHint(self) -> QSize:
        """Return room for label and cap, hardly any air."""
        return QSize(round(self._content_width()) + 12, self._height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Show the picture of how it looks now."""
        QPainter(self).drawPixmap(0, 0, self._picture())

    def _picture(self) -> QPixmap:
        look = (
            *(self.width(), self.height(), self.devicePixelRatioF(), self._theme.tokens.dark, self.text()),
            *(self.isEnabled(), self._faint, self._chosen, self.hasFocus(), self.isDown(), self.underMouse()),
        )
        if look not in self._pictures:
            if len(self._pictures) == _LOOKS:
                self._pictures.clear()
            self._pictures[look] = self._drawn()
        return self._pictures[look]

    def _drawn(self) -> QPixmap:
        """Draw the box, the label and the cap."""
        scale = self.devicePixelRatioF()
        picture = QPixmap(ceil(self.width() * scale), ceil(self.height() * scale))
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if (self._faint or not self.isEnabled()) and self._kind is not Kind.PRIMARY:
            painter.setOpacity(_DISABLED)
        fill, border, ink = self._colours()
        rect = QRectF(self.rect())
        box(painter, rect, tokens.RADIUS, fill, border)
        if self.hasFocus():
            ring = self._theme.colour("text" if self._kind is Kind.PRIMARY else "accent")
            box(painter, rect, tokens.RADIUS, None, ring, 2)
        self._paint_content(painter, rect, ink)
        painter.end()
        return picture

    def _paint_content(self, painter: QPainter, rect: QRectF, ink: QColor) -> None:
        label_width = self._label_width()
        left = rect.left() + (rect.width() - self._content_width()) / 2
        painter.setFont(self._label_font())
        painter.setPen(ink)
        label = QRectF(left, rect.top(), label_width + 1, rect.height())
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self._key:
            top = rect.top() + (rect.height() - CAP_HEIGHT) / 2
            cap = QRectF(left + label_width + _GAP, top, cap_width(self._theme, self._key), CAP_HEIGHT)
            paint_cap(painter, cap, self._key, self._theme, ink if self._kind is Kind.PRIMARY else None)

    def _colours(self) -> tuple[QColor, QColor | None, QColor]:
        colour = self._theme.colour
        over = 0.10 if self.isDown() else 0.05 if self.underMouse() and self.isEnabled() else 0.0
        if self._kind is Kind.PRIMARY and not self.isEnabled():
            return colour("tile"), colour("line"), colour("muted")
        if self._kind is Kind.PRIMARY:
            return mixed(colour("accent"), colour("text"), over * 1.5), None, colour("on_accent")
        if self._chosen:
            border = colour("accent") if self._kind is Kind.PLAIN else None
            return colour("selection"), border, colour("accent")
        return mixed(colour("surface"), colour("text"), over), colour("line"), colour(self._ink)

    def _label_font(self) -> QFont:
        # beside the fields of a desk's page the one button is known by its colour
        kind = Kind.PLAIN if self._height < tokens.TARGET_TILL else self._kind
        return self._theme.font(_SIZES[kind], _WEIGHTS[self._kind])

    def _label_width(self) -> float:
        return QFontMetricsF(self._label_font()).horizontalAdvance(self.text())

    def _content_width(self) -> float:
        return self._label_width() + (_GAP + cap_width(self._theme, self._key) if self._key else 0)
