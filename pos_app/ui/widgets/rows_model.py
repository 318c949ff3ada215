"""What every table of rows tells Qt in the same way: how many there are, its titles, and what its cells show."""

from __future__ import annotations

from enum import IntEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

R = TypeVar("R")
NO_PARENT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Cell(Struct, frozen=True):
    """What one cell shows."""

    text: str
    note: str = ""
    """The second, smaller row."""
    tint: str = "text"
    """A token."""
    bold: tuple[tuple[int, int], ...] = ()
    """(start, length) of what is written bold."""
    sentence: bool = False
    """The note is wrapped and never cut, and its row grows with it."""
    note_tint: str = "muted"
    """The token of the note."""
    small: bool = False
    """Written small, as line numbers are."""


class Role(IntEnum):
    """What a cell says to those who ask beside its text."""

    NOTE = Qt.ItemDataRole.UserRole + 1
    NOTE_TOKEN = Qt.ItemDataRole.UserRole + 2
    TOKEN = Qt.ItemDataRole.UserRole + 3
    BOLD = Qt.ItemDataRole.UserRole + 4
    SENTENCE = Qt.ItemDataRole.UserRole + 5
    ROW = Qt.ItemDataRole.UserRole + 6
    """The frozen row behind the cell."""
    SMALL = Qt.ItemDataRole.UserRole + 7


_READ: dict[int, Callable[[Cell], Any]] = {
    Qt.ItemDataRole.DisplayRole: attrgetter("text"),
    Role.NOTE: attrgetter("note"),
    Role.NOTE_TOKEN: attrgetter("note_tint"),
    Role.TOKEN: attrgetter("tint"),
    Role.BOLD: lambda cell: list(cell.bold),
    Role.SENTENCE: attrgetter("sentence"),
    Role.SMALL: attrgetter("small"),
}


class RowsModel(QAbstractTableModel, Generic[R]):
    """A table without branches. `figures` are the columns that stand at the right."""

    def __init__(self, titles: Sequence[str], figures: Collection[int]) -> None:
        super().__init__()
        self._titles = tuple(titles)
        self._figures = frozenset(figures)
        self._rows: list[R] = []

    def row_at(self, row: int) -> R | None:
        """Return the row at a place."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NO_PARENT) -> int:
        """Return how many rows are here."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = NO_PARENT) -> int:
        """Return the columns."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title and side."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return self.side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def cell(self, row: int, column: int) -> Cell:
        """Return what a cell shows: asked once for each painting, where Qt's roles would be asked seven times."""
        raise NotImplementedError

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says to one role, for whoever does not paint it."""
        read = _READ.get(role)
        if read is not None:
            return read(self.cell(index.row(), index.column()))
        if role == Role.ROW:
            return self._rows[index.row()]
        return self.side(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def is_figure(self, column: int) -> bool:
        """Return whether a column stands at the right."""
        return column in self._figures

    def side(self, column: int) -> Qt.AlignmentFlag | None:
        """Return where a column's cells stand; None for the usual side."""
        return _RIGHT if column in self._figures else None
