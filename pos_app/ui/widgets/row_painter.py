"""Rows of a table drawn by hand, each text laid out once however often it is painted.

Qt asks a delegate of Python for each cell with three objects made for it, and lays each text out anew: that took more
than twice what the painting does.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import bidirectional

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QStaticText, QTransform

from pos_app.ui import tokens
from pos_app.ui.widgets.painting import fitting, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from pos_app.ui.theme import Theme
    from pos_app.ui.widgets.rows_model import Cell

PADDING = 8
_NOTE_ROW, _NOTE_ROWS = 16, 4
"""Height in pixels and greatest number of the rows of a sentence under a cell's text."""
_KEPT = 1024
"""Texts laid out; a screen shows some hundred."""
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
"""Classes of signs of scripts that are written so."""


class Place(NamedTuple):
    """Where a column writes, in pixels of the viewport: without the room at its sides."""

    left: float
    width: float
    figure: bool
    """What it says stands at the right."""


class _Piece(NamedTuple):
    """A text laid out."""

    font: QFont
    text: QStaticText
    left: float
    """From where its column writes."""
    height: float


class RowPainter:
    """Paints what the cells of a `RowsModel` show, with the tokens. `edge` is the room at a table's sides."""

    def __init__(self, theme: Theme, size: int, row_height: int, edge: int, ground: str) -> None:
        self._theme = theme
        self._size = size
        self._height = row_height
        self._edge = edge
        self._ground = ground
        self._line = lru_cache(maxsize=_KEPT)(self._laid_out)
        self._note = lru_cache(maxsize=_KEPT)(self._laid_out_note)
        self._note_rows = lru_cache(maxsize=_KEPT)(self._wrapped)
        self._prepare()
        theme.changed.connect(self._prepare)

    def _prepare(self) -> None:
        # Fonts are made once: building one for each cell costs more than the painting.
        self._font = self._theme.font(self._size)
        self._bold = self._theme.font(self._size, QFont.Weight.Bold)
        self._note_font = self._theme.font(tokens.SMALL)
        for kept in (self._line, self._note, self._note_rows):
            kept.cache_clear()

    def place(self, column: int, count: int, left: int, width: int, *, figure: bool) -> Place:
        """Return where a column of `count` writes: first and last column keep the table's edge."""
        before = self._edge if column == 0 else PADDING
        after = self._edge if column == count - 1 else PADDING
        return Place(left + before, width - before - after, figure)

    def paint(
        self, painter: QPainter, area: QRectF, cells: Sequence[Cell], places: Sequence[Place], *, lit: bool
    ) -> None:
        """Draw one row over `area`."""
        # marks over marks reach further than a row is high
        painter.setClipRect(area)
        painter.fillRect(area, self._theme.colour("selection" if lit else self._ground))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), self._theme.colour("line"))
        top, height = area.top(), area.height() - 1
        for cell, place in zip(cells, places, strict=True):
            painter.setPen(self._theme.colour(cell.tint))
            if not cell.note:
                self._write(painter, self._text(cell, place), place.left, top + height / 2)
                continue
            rows = self.note_rows(cell, place.width)
            middle = top + height / 2 - (len(rows) - 1) * _NOTE_ROW / 2
            self._write(painter, self._text(cell, place), place.left, middle - 9)
            painter.setPen(self._theme.colour(cell.note_tint))
            for number, row in enumerate(rows):
                note = self._note(row, place.width if place.figure else None)
                self._write(painter, note, place.left, middle + 10 + number * _NOTE_ROW)

    def note_rows(self, cell: Cell, width: float) -> tuple[str, ...]:
        """Return the rows of a cell's note, written `width` pixels wide."""
        return self._note_rows(cell.note, width, _NOTE_ROWS if cell.sentence else 1)

    def height_of(self, cell: Cell, place: Place) -> int:
        """Return how high the row of a cell is that writes there."""
        if not cell.sentence:
            return self._height
        return self._height + (len(self.note_rows(cell, place.width)) - 1) * _NOTE_ROW

    def _text(self, cell: Cell, place: Place) -> tuple[_Piece, ...]:
        return self._line(cell.text, cell.bold, cell.small, place.width, place.figure)

    def _write(self, painter: QPainter, pieces: tuple[_Piece, ...], left: float, middle: float) -> None:
        for piece in pieces:
            painter.setFont(piece.font)
            painter.drawStaticText(QPointF(left + piece.left, middle - piece.height / 2), piece.text)

    def _wrapped(self, note: str, width: float, most: int) -> tuple[str, ...]:
        return tuple(wrapped(note, self._note_font, width, most))

    def _laid_out(
        self, text: str, bold: tuple[tuple[int, int], ...], small: bool, width: float, figure: bool
    ) -> tuple[_Piece, ...]:
        font = self._note_font if small else self._font
        if figure:
            font = fitting(font, text, width, tokens.CAP)
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
        if bold and runs_both_ways(shown):
            bold = ()  # pieces stand from left to right, and letters that join must not be parted
        parts = [(part, self._bold if strong else font) for part, strong in pieces(shown, bold)]
        return _in_a_row(parts, width if figure else None)

    def _laid_out_note(self, row: str, end: float | None) -> tuple[_Piece, ...]:
        # not elided once more: measured alone, what was cut within a word may be a little wider than its room
        return _in_a_row([(row, self._note_font)], end)


def _in_a_row(parts: Sequence[tuple[str, QFont]], end: float | None) -> tuple[_Piece, ...]:
    """Lay texts out one behind the other: from the left, or so that the last one stops at `end`."""
    made = list[_Piece]()
    left = 0.0
    for text, font in parts:
        laid = QStaticText(text)
        laid.setTextFormat(Qt.TextFormat.PlainText)
        laid.prepare(QTransform(), font)
        made.append(_Piece(font, laid, left, laid.size().height()))
        left += QFontMetricsF(font).horizontalAdvance(text)
    if end is None or not made:
        return tuple(made)
    before = end - made[-1].left - made[-1].text.size().width()
    return tuple(piece._replace(left=piece.left + before) for piece in made)


def runs_both_ways(text: str) -> bool:
    """Tell whether some of a text is read from right to left."""
    return not text.isascii() and any(bidirectional(sign) in _RIGHT_TO_LEFT for sign in text)


def pieces(text: str, bold: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Cut `text` into (piece, is bold); spans beyond an elided end are dropped."""
    found: list[tuple[str, bool]] = []
    at = 0
    for start, length in sorted(bold):
        if start >= len(text):
            break
        found += [(text[at:start], False), (text[start : start + length], True)]
        at = start + length
    return [(piece, strong) for piece, strong in [*found, (text[at:], False)] if piece]
