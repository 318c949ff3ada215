"""Tables drawn with hairlines only: two-line rows, tabular figures on the right, the lit row in one quiet colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from pos_app.ui import tokens
from pos_app.ui.widgets.painting import fitting, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pos_app.ui.theme import Theme
    from pos_app.ui.widgets.rows_model import Cell, RowsModel

PADDING = 8
_NOTE_ROW, _NOTE_ROWS = 16, 4
"""Height in pixels and greatest number of the rows of a sentence under a cell's text."""


class HairlineDelegate(QStyledItemDelegate):
    """Paints what the cells of a `RowsModel` show, with the tokens."""

    def __init__(self, theme: Theme, size: int, row_height: int, edge: int, ground: str) -> None:
        super().__init__()
        self._theme = theme
        self._height = row_height
        self._edge = edge
        self._ground = ground
        self._size = size
        self._prepare()
        theme.changed.connect(self._prepare)

    def _prepare(self) -> None:
        # Fonts are made once: building one for each cell costs more than the painting.
        self._font = self._theme.font(self._size)
        self._bold = self._theme.font(self._size, QFont.Weight.Bold)
        self._note_font = self._theme.font(tokens.SMALL)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the row's height; columns set their own widths."""
        return QSize(48, self._height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell."""
        painter.save()
        area = QRectF(option.rect)
        lit = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(area, self._theme.colour("selection" if lit else self._ground))
        line = self._theme.colour("line")
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), line)
        model: RowsModel[Any] = index.model()  # type: ignore[assignment]  # a hairline table has no other
        self._write(
            painter, self._inner(area, index), model.cell(index.row(), index.column()), model.is_figure(index.column())
        )
        painter.restore()

    def _write(self, painter: QPainter, inner: QRectF, cell: Cell, figure: bool) -> None:
        flags = (Qt.AlignmentFlag.AlignRight if figure else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
        font = self._note_font if cell.small else self._font
        painter.setPen(self._theme.colour(cell.tint))
        if not cell.note:
            self._write_text(painter, inner, flags, cell.text, font, cell.bold)
            return
        rows = self.note_rows(cell, inner.width())
        middle = inner.center().y() - (len(rows) - 1) * _NOTE_ROW / 2
        upper = QRectF(inner.left(), middle - 20, inner.width(), 22)
        self._write_text(painter, upper, flags, cell.text, font, cell.bold)
        painter.setFont(self._note_font)
        painter.setPen(self._theme.colour(cell.note_tint))
        for place, row in enumerate(rows):
            painter.drawText(QRectF(inner.left(), middle + 1 + place * _NOTE_ROW, inner.width(), 18), flags, row)

    def note_rows(self, cell: Cell, width: float) -> list[str]:
        """Return the rows of a cell's note, written `width` pixels wide."""
        return wrapped(cell.note, self._note_font, width, _NOTE_ROWS if cell.sentence else 1)

    def height_of(self, index: QModelIndex | QPersistentModelIndex, width: int) -> int:
        """Return how high the row of a cell is, where the cell is `width` pixels wide."""
        model: RowsModel[Any] = index.model()  # type: ignore[assignment]  # as above
        cell = model.cell(index.row(), index.column())
        if not cell.sentence:
            return self._height
        inner = self._inner(QRectF(0, 0, width, self._height), index)
        return self._height + (len(self.note_rows(cell, inner.width())) - 1) * _NOTE_ROW

    def _inner(self, area: QRectF, index: QModelIndex | QPersistentModelIndex) -> QRectF:
        """Return where to write: first and last column keep the table's edge."""
        left = self._edge if index.column() == 0 else PADDING
        right = self._edge if index.column() == index.model().columnCount() - 1 else PADDING
        return area.adjusted(left, 0, -right, -1)

    def _write_text(
        self,
        painter: QPainter,
        area: QRectF,
        flags: Qt.AlignmentFlag,
        text: str,
        font: QFont,
        bold: tuple[tuple[int, int], ...],
    ) -> None:
        if flags & Qt.AlignmentFlag.AlignRight:
            font = fitting(font, text, area.width(), tokens.CAP)
        shown = _elided(text, font, area.width())
        painter.setFont(font)
        if not bold:
            painter.drawText(area, flags, shown)
            return
        left = area.left()
        for part, strong in _pieces(shown, bold):
            face = self._bold if strong else font
            painter.setFont(face)
            painter.drawText(QRectF(left, area.top(), area.right() - left, area.height()), flags, part)
            left += QFontMetricsF(face).horizontalAdvance(part)


def _elided(text: str, font: QFont, width: float) -> str:
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


def _pieces(text: str, bold: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Cut `text` into (piece, is bold); spans beyond an elided end are dropped."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, length in sorted(bold):
        if start >= len(text):
            break
        pieces += [(text[at:start], False), (text[start : start + length], True)]
        at = start + length
    return [(piece, strong) for piece, strong in [*pieces, (text[at:], False)] if piece]


class HairlineTable(QTableView):
    """A table without grid, frame or vertical header, whose rows are chosen as a whole.

    `ground` is the token it lies on: `surface`, or `raised` in what drops over the screen.
    """

    def __init__(self, theme: Theme, name: str, *, till: bool = False, ground: str = "surface") -> None:
        super().__init__()
        height = tokens.TILL_ROW if till else tokens.DESK_ROW
        self._delegate = HairlineDelegate(theme, tokens.LINES if till else tokens.BASE, height, 16, ground)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setProperty("ground", ground)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self._growing: int | None = None
        self._dress_headers(theme, height, ground)

    def _dress_headers(self, theme: Theme, height: int, ground: str) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(height)
        columns = EdgeHeader(theme, ground)
        self.setHorizontalHeader(columns)
        columns.setFixedHeight(32)

    def set_columns(self, widths: Mapping[int, int], stretch: int) -> None:
        """Give columns their widths in pixels; `stretch` takes what is left."""
        header = self.horizontalHeader()
        header.setMinimumSectionSize(24)
        for column, width in widths.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)

    def let_rows_grow(self, column: int) -> None:
        """Make rows as high as the sentences in `column` need, and keep the chosen one in sight meanwhile."""
        self._growing = column
        model = self.model()
        model.dataChanged.connect(lambda first, last: self._fit_rows(first.row(), last.row()))
        model.rowsInserted.connect(lambda _parent, first, last: self._fit_rows(first, last))
        model.modelReset.connect(self._fit_all_rows)

    def _fit_all_rows(self) -> None:
        if self._growing is not None:
            self._fit_rows(0, self.model().rowCount() - 1)

    def _fit_rows(self, first: int, last: int) -> None:
        if self._growing is None:
            return
        width = self.columnWidth(self._growing)
        for row in range(first, last + 1):
            height = self._delegate.height_of(self.model().index(row, self._growing), width)
            if height != self.rowHeight(row):
                self.setRowHeight(row, height)
                self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        """Scroll to the chosen row again: it grew, or the table did not."""
        if self._growing is not None and self.row() >= 0:
            # The scroll bar learns of a grown row only later by itself.
            self.updateGeometries()
            self.scrollTo(self.model().index(self.row(), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the rows to their new width, and keep the chosen one in sight when something else takes room."""
        super().resizeEvent(event)
        self._fit_all_rows()
        self._keep_in_sight()

    def row(self) -> int:
        """Return the chosen row, -1 for none."""
        rows = self.selectionModel().selectedRows() if self.selectionModel() else []
        return rows[0].row() if rows else -1

    def choose_row(self, row: int) -> None:
        """Choose a row and bring it into sight."""
        if not 0 <= row < self.model().rowCount():
            self.clearSelection()
            return
        self.selectRow(row)
        self.scrollTo(self.model().index(row, 0))

    def move_choice(self, step: int) -> None:
        """Move the choice by rows, stopping at the ends."""
        last = self.model().rowCount() - 1
        if last >= 0:
            self.choose_row(max(0, min(last, self.row() + step)))


class EdgeHeader(QHeaderView):
    """Column titles in small muted letters over one hairline, aligned as their figures are."""

    def __init__(self, theme: Theme, ground: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self._ground = ground
        self.setHighlightSections(False)
        self.setSectionsClickable(False)

    def paintSection(self, painter: QPainter, rect: Any, logical_index: int) -> None:
        """Draw one title with the table's own edges, which a style sheet cannot give to single sections."""
        painter.save()
        area = QRectF(rect)
        painter.fillRect(area, self._theme.colour(self._ground))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), self._theme.colour("line"))
        model = self.model()
        text = str(model.headerData(logical_index, Qt.Orientation.Horizontal) or "")
        wanted = model.headerData(logical_index, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        right = wanted is not None and bool(Qt.AlignmentFlag(wanted) & Qt.AlignmentFlag.AlignRight)
        inner = area.adjusted(
            16 if logical_index == 0 else PADDING, 0, -16 if logical_index == model.columnCount() - 1 else -PADDING, 0
        )
        painter.setFont(self._theme.font(tokens.SMALL, QFont.Weight.Medium))
        painter.setPen(self._theme.colour("muted"))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()
