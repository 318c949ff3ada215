"""Tables drawn with hairlines only: two-line rows, tabular figures on the right, the lit row in one quiet colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from pos_app.ui import tokens
from pos_app.ui.widgets.row_painter import PADDING, RowPainter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pos_app.ui.theme import Theme
    from pos_app.ui.widgets.row_painter import Place
    from pos_app.ui.widgets.rows_model import RowsModel

_EDGE = 16
"""Room at a table's sides."""


class HairlineTable(QTableView):
    """A table without grid, frame or vertical header, whose rows are chosen as a whole.

    `ground` is the token it lies on: `surface`, or `raised` in what drops over the screen.
    """

    def __init__(self, theme: Theme, name: str, *, till: bool = False, ground: str = "surface") -> None:
        super().__init__()
        height = tokens.TILL_ROW if till else tokens.DESK_ROW
        self._painter = RowPainter(theme, tokens.LINES if till else tokens.BASE, height, _EDGE, ground)
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
        model, place = self._rows(), self.place(self._growing)
        for row in range(first, last + 1):
            height = self._painter.height_of(model.cell(row, self._growing), place)
            if height != self.rowHeight(row):
                self.setRowHeight(row, height)
                self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        """Scroll to the chosen row again: it grew, or the table did not."""
        if self._growing is not None and self.row() >= 0:
            # The scroll bar learns of a grown row only later by itself.
            self.updateGeometries()
            self.scrollTo(self.model().index(self.row(), 0))

    def place(self, column: int) -> Place:
        """Return where a column writes."""
        header, model = self.horizontalHeader(), self._rows()
        left, width = header.sectionViewportPosition(column), header.sectionSize(column)
        return self._painter.place(column, model.columnCount(), left, width, figure=model.is_figure(column))

    def note_rows(self, row: int, column: int) -> tuple[str, ...]:
        """Return the rows that a cell's note is written in."""
        return self._painter.note_rows(self._rows().cell(row, column), self.place(column).width)

    def _rows(self) -> RowsModel[Any]:
        return self.model()  # type: ignore[return-value]  # a hairline table has no other

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows that show; see `row_painter` for why Qt does not."""
        self.executeDelayedItemsLayout()
        model, area = self._rows(), event.rect()
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        if first < 0:
            return
        columns = range(model.columnCount())
        places = [self.place(column) for column in columns]
        width, chosen = self.viewport().width(), self.row()
        painter = QPainter(self.viewport())
        for row in range(first, (last if last >= 0 else model.rowCount() - 1) + 1):
            ground = QRectF(0, self.rowViewportPosition(row), width, self.rowHeight(row))
            cells = [model.cell(row, column) for column in columns]
            self._painter.paint(painter, ground, cells, places, lit=row == chosen)
        painter.end()

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
            _EDGE if logical_index == 0 else PADDING,
            0,
            -_EDGE if logical_index == model.columnCount() - 1 else -PADDING,
            0,
        )
        painter.setFont(self._theme.font(tokens.SMALL, QFont.Weight.Medium))
        painter.setPen(self._theme.colour("muted"))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()
