"""Quick keys: pages of tiles for goods without a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton

from pos_app.services.catalog.quick_keys import TILES
from pos_app.ui import tokens
from pos_app.ui.sales.quick_tiles import Tile, TilePage
from pos_app.ui.widgets.basics import BalancedLabel, Card, horizontal, vertical
from pos_app.ui.widgets.painting import box
from pos_app.ui.widgets.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pos_app.domain.formats import Formats
    from pos_app.domain.rows import QuickKey, QuickPage
    from pos_app.ui.actions import Action
    from pos_app.ui.theme import Theme


class PageTab(QAbstractButton):
    """The title of a page of tiles."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._theme = theme
        self.setText(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(title)

    def sizeHint(self) -> QSize:
        """Return room for the title."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 26, tokens.TARGET_DESK)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the title, in a quiet box where its page is in front."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            box(painter, QRectF(self.rect()), 6, self._theme.colour("selection"), None)
        painter.setPen(self._theme.colour("accent" if self.isChecked() else "muted"))
        painter.setFont(self._theme.font(tokens.BASE, QFont.Weight.Medium))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class QuickKeys(Card):
    """The card with the pages. Arrows move between tiles once it has the focus, Esc leaves them."""

    pressed = Signal(object)
    """The `QuickKey` of the tile pressed."""
    off_wanted = Signal(object)
    """The `QuickKey` of a tile to be taken off."""
    left = Signal()
    """Esc on a tile."""
    emptied = Signal()
    """The last tile went while it had the focus."""
    moved = Signal()
    """Other pages are shown."""

    def __init__(self, theme: Theme, formats: Formats, actions: Mapping[str, Action], _: Callable[[str], str]) -> None:
        super().__init__()
        self._theme = theme
        self._formats = formats
        self._any = _("any")
        self._take_off = actions["sales.quick_off"].title
        self._empty = _("No quick keys yet. Ring something up, then press {key} to put it here.").format(
            key=actions["sales.quick_put"].cap
        )
        self._pages = Stack()
        self._tabs: list[PageTab] = []
        self._head = horizontal()
        layout = vertical((12, 10, 12, 12), 12)
        layout.addLayout(self._head)
        layout.addWidget(self._pages, 1)
        self.setLayout(layout)
        self.setAccessibleName(_("Quick keys"))
        self.show_pages(())

    def show_pages(self, pages: Sequence[QuickPage]) -> None:
        """Show other pages; the page in front and the place of the focus stay where there is one."""
        front, focused = self._pages.currentIndex(), self._focused_place()
        self._clear()
        for place, page in enumerate(pages):
            tab = PageTab(self._theme, page.name)
            tab.clicked.connect(lambda _checked=False, place=place: self.show_page(place))
            self._head.addWidget(tab)
            self._tabs.append(tab)
            self._pages.addWidget(self._page(page))
        if pages:
            self._head.addStretch(1)
            self.show_page(max(0, min(front, len(pages) - 1)))
        else:
            self._pages.addWidget(BalancedLabel(self._empty, "muted"))
        if focused >= 0:
            self._focus_near(focused)
        self.moved.emit()

    def show_page(self, place: int) -> None:
        """Bring a page to the front."""
        self._pages.setCurrentIndex(place)
        for other, tab in enumerate(self._tabs):
            tab.setChecked(other == place)

    def tiles(self) -> list[Tile]:
        """Return the tiles of the page in front."""
        page = self._pages.currentWidget()
        return page.findChildren(Tile) if page else []

    def focused(self) -> QuickKey | None:
        """Return the tile that has the focus."""
        place = self._focused_place()
        return self.tiles()[place].key if place >= 0 else None

    def focus_first(self) -> None:
        """Give the focus to the first tile."""
        for tile in self.tiles()[:1]:
            tile.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press a tile with Enter and turn pages; arrows are the buttons' own."""
        tile = next((tile for tile in self.tiles() if tile.hasFocus()), None)
        if tile and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            tile.click()
        elif tile and event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown} and self._tabs:
            step = 1 if event.key() == Qt.Key.Key_PageDown else -1
            self.show_page((self._pages.currentIndex() + step) % len(self._tabs))
            self.focus_first()
        else:
            super().keyPressEvent(event)

    def _page(self, page: QuickPage) -> TilePage:
        return TilePage([self._tile(key) for key in page.keys[:TILES]])

    def _tile(self, key: QuickKey) -> Tile:
        tile = Tile(self._theme, key, self._price_of(key))
        tile.clicked.connect(lambda: self.pressed.emit(key))
        off = QAction(self._take_off, tile)
        off.triggered.connect(lambda: self.off_wanted.emit(key))
        tile.addAction(off)
        return tile

    def _price_of(self, key: QuickKey) -> str:
        return self._any if key.open_price or key.unit_price is None else self._formats.price(key.unit_price)

    def _focused_place(self) -> int:
        return next((place for place, tile in enumerate(self.tiles()) if tile.hasFocus()), -1)

    def _focus_near(self, place: int) -> None:
        tiles = self.tiles()
        if tiles:
            tiles[min(place, len(tiles) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.emptied.emit()

    def _clear(self) -> None:
        self._tabs.clear()
        while (item := self._head.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        while (page := self._pages.widget(0)) is not None:
            self._pages.removeWidget(page)
            page.deleteLater()
