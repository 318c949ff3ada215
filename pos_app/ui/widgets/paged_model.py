"""A table model that loads what is seen: pages come from a slow read and are put on at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Signal

from pos_app.ui.tasks import Operation
from pos_app.ui.widgets.rows_model import NO_PARENT, Cell, RowsModel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pos_app.domain.errors import CodedError
    from pos_app.ui.tasks import Tasks

R = TypeVar("R")
PAGE = 100


class Column(Struct, Generic[R], frozen=True):
    """One column: its title, what it shows of a row, and how."""

    title: str
    text: Callable[[R], str]
    figure: bool = False
    """True: figures, aligned to the right."""
    tint: Callable[[R], str] | None = None
    """A token's name for the text; None for the usual one."""


class PagedTableModel(RowsModel[R]):
    """Rows of one kind, read page by page.

    `fetch(text, after, limit)` runs on the pool. Without a text it pages on from `after`, the key of the last row
    (0 for the top); with one it brings the best matches once.
    """

    loaded = Signal()
    """A page has come, perhaps an empty one."""
    counted = Signal(int)
    """How many rows there are in all, without a text."""
    failed = Signal(object)
    """The `CodedError` of a page that could not be read."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        fetch: Callable[[str, int, int], Sequence[R]],
        key: Callable[[R], int],
        count: Callable[[], int],
        tasks: Tasks,
    ) -> None:
        figures = [place for place, column in enumerate(columns) if column.figure]
        super().__init__([column.title for column in columns], figures)
        self._columns = tuple(columns)
        self._fetch = fetch
        self._key = key
        self._count = count
        self._tasks = tasks
        self._text = ""
        self._asked = 0
        self._loading = False
        self._complete = True

    @property
    def text(self) -> str:
        """What the list is filtered by."""
        return self._text

    @property
    def loading(self) -> bool:
        """Whether a page is on its way."""
        return self._loading

    def search(self, text: str) -> None:
        """Show what a text finds, from the top; the former rows stay until the new ones are here."""
        self._text = text
        self._asked += 1
        self._ask(0)
        if not text:
            # Counting a large catalog takes longer than a frame.
            self._tasks.slow(Operation(self._count).on_success(self._on_counted).on_failure(self._on_not_counted))

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        """Return whether more rows are likely."""
        return not parent.isValid() and not self._complete and not self._loading

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        """Ask for the next page; it comes later."""
        if self.canFetchMore(parent):
            self._ask(len(self._rows))

    def cell(self, row: int, column: int) -> Cell:
        """Return what a cell shows."""
        shown, kind = self._rows[row], self._columns[column]
        return Cell(kind.text(shown), tint="text" if kind.tint is None else kind.tint(shown))

    def _ask(self, after: int) -> None:
        asked, text = self._asked, self._text
        key = self._key(self._rows[after - 1]) if after else 0
        self._loading = True
        operation = Operation(lambda: self._fetch(text, key, PAGE))
        operation.on_success(lambda rows: self._on_page(asked, after, rows))
        operation.on_failure(lambda problem: self._on_failed(asked, problem))
        self._tasks.slow(operation.on_stray(lambda: self._stop_loading(asked)))

    def _on_page(self, asked: int, after: int, rows: Sequence[R]) -> None:
        if asked != self._asked:
            # The person typed on: a page of an older text must not overwrite a newer one.
            return
        self._loading = False
        self._complete = len(rows) < PAGE or bool(self._text)
        if after == 0:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
        elif rows:
            self.beginInsertRows(NO_PARENT, after, after + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()
        self.loaded.emit()

    def _on_counted(self, total: int) -> None:
        self.counted.emit(total)

    def _on_not_counted(self, problem: CodedError) -> None:
        self.failed.emit(problem)

    def _on_failed(self, asked: int, problem: CodedError) -> None:
        if self._stop_loading(asked):
            self.failed.emit(problem)

    def _stop_loading(self, asked: int) -> bool:
        """Ask for no further page of this search; return whether it is the one that is shown."""
        if asked != self._asked:
            return False
        self._loading = False
        self._complete = True
        return True
