"""The tiles of the quick keys and the page they stand on, in as many columns as there is room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QSizePolicy, QWidget

from pos_app.services.catalog.quick_keys import TILES
from pos_app.ui import tokens
from pos_app.ui.widgets.painting import box, mixed, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pos_app.domain.rows import QuickKey
    from pos_app.ui.theme import Theme

COLUMNS = 4
ROWS = TILES // COLUMNS
_NARROW = 88
"""Pixels of width below which a tile would cut most names: a column less then."""
_LEAST, _MOST = 40, 120
"""Pixels of height in which a row of the name and the price just stand, and beyond which a tile looks empty."""
_TWO_ROWS, _TALL = 58, 72
"""Pixels of height from which a tile has room for two rows of the name, and for air around them as in the drawings."""
_GAP = 8
_NAME_ROW, _PRICE_ROW = 17, 16


class Tile(QAbstractButton):
    """A quick key: a bar of colour, the name on one row or two, and always the price."""

    reached = Signal()
    """It got the focus."""

    def __init__(self, theme: Theme, key: QuickKey, price: str) -> None:
        super().__init__()
        self._theme = theme
        self.key = key
        self._price = price
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setText(key.label)
        self.setToolTip(key.label)
        self.setAccessibleName(f"{key.label} {price}")

    def sizeHint(self) -> QSize:
        """Return the size in the drawings."""
        return QSize(101, 88)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that it is reached, so that it is scrolled into sight."""
        super().focusInEvent(event)
        self.reached.emit()

    def name_rows(self) -> list[str]:
        """Return the name as it is written: cut with an ellipsis, on two rows where the tile is tall enough."""
        font = self._theme.font(tokens.BASE, QFont.Weight.Medium)
        room = self.width() - (16 if self._tall() else 19)
        return wrapped(self.key.label, font, room, 2 if self.height() >= _TWO_ROWS else 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tile."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, rect = self._theme, QRectF(self.rect())
        over = 0.10 if self.isDown() else 0.05 if self.underMouse() else 0.0
        ring = theme.colour("accent") if self.hasFocus() else None
        box(painter, rect, tokens.RADIUS, mixed(theme.colour("tile"), theme.colour("text"), over), ring, 2)
        bar = QRectF(10, 8, 22, 3) if self._tall() else QRectF(6, 9, 3, rect.height() - 18)
        box(painter, bar, 1.5, theme.tile_colour(self.key.colour), None)
        rows = self.name_rows()
        name = self._name_area(len(rows))
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font(tokens.BASE, QFont.Weight.Medium))
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
        for place, row in enumerate(rows):
            painter.drawText(name.translated(0, place * _NAME_ROW), middle, row)
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font(tokens.SMALL, QFont.Weight.Medium))
        foot = self.height() - 8 - _PRICE_ROW if self._tall() else name.top() + len(rows) * _NAME_ROW
        painter.drawText(QRectF(name.left(), foot, name.width(), _PRICE_ROW), middle, self._price)

    def _tall(self) -> bool:
        return self.height() >= _TALL

    def _name_area(self, rows: int) -> QRectF:
        """Return where the first row of the name stands."""
        if self._tall():
            return QRectF(10, 16, self.width() - 12, _NAME_ROW)
        return QRectF(15, (self.height() - rows * _NAME_ROW - _PRICE_ROW) / 2, self.width() - 15, _NAME_ROW)


class TilePage(QScrollArea):
    """A page of tiles in equal rows and columns; what is too much for a low screen is scrolled to."""

    def __init__(self, tiles: Sequence[Tile]) -> None:
        super().__init__()
        self._tiles = tiles
        self._inside = QWidget()
        self._inside.setProperty("look", "page")
        for tile in tiles:
            tile.setParent(self._inside)
            tile.reached.connect(lambda tile=tile: self.ensureWidgetVisible(tile, 0, _GAP))
        self.setWidget(self._inside)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    @property
    def columns(self) -> int:
        """How many tiles stand beside each other."""
        return max(1, min(COLUMNS, (self.contentsRect().width() + _GAP) // (_NARROW + _GAP)))

    def minimumSizeHint(self) -> QSize:
        """Return the room of one row: the others can be scrolled to."""
        return QSize(0, _LEAST)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by no key: arrows and pages belong to the tiles and the card."""
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the tiles out in the room there is."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        whole = self.contentsRect().size()
        columns = self.columns
        used = -(-len(self._tiles) // columns)
        # A page in the drawings' number of columns keeps its tiles' size however few they are.
        rows = max(used, ROWS) if columns == COLUMNS else used
        height = max(_LEAST, min(_MOST, (whole.height() + _GAP) // max(rows, 1) - _GAP))
        needed = used * (height + _GAP) - _GAP
        bar = self.verticalScrollBar().sizeHint().width() + 2 if needed > whole.height() else 0
        width = (whole.width() - bar + _GAP) / columns - _GAP
        self._inside.resize(whole.width() - bar, max(needed, 0))
        for place, tile in enumerate(self._tiles):
            row, column = divmod(place, columns)
            left, right = round(column * (width + _GAP)), round(column * (width + _GAP) + width)
            tile.setGeometry(QRect(left, row * (height + _GAP), right - left, height))
