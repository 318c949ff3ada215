"""Rows of CSV and TSV text. What is wrong with one row costs that row, and none behind it."""

from __future__ import annotations

import csv
from collections import deque
from typing import IO, TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.errors import PosError

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_CELL = 1_000_000
"""Letters of a cell; more is no cell of a table of goods."""
_LONGEST_LINE = 4 * LARGEST_CELL
_MOST_LINES = 500
"""Lines of one row: a quote that is open longer was never closed."""
_FEW_ROWS = 3
"""So many lines within a cell that look like rows are rows."""


class UnclosedQuote(PosError):
    """A quote opens in the row and is not closed. Params: line."""


class CellTooLarge(PosError):
    """A cell of the row is too large to be one."""


class TableRow(Struct, frozen=True):
    """One row of a file."""

    line: int
    """Line of a text file or row of a sheet, from 1, where the row begins."""
    cells: tuple[str, ...]
    problem: PosError | None = None
    """What is wrong with the row as a whole; its cells are then only there to be shown."""


class _Unclosed(Exception):
    """The reader asks for more lines than a row can have."""


class _TooLong(Exception):
    """A line has no end in sight."""


def csv_rows(text: IO[str], delimiter: str) -> Iterator[TableRow]:
    """Read rows whose cells may be quoted; blank ones are left out.

    A row over several lines is read strictly. What has a quote that is never closed, or closed where another row's
    quote opens, is one row with a problem, and reading goes on in the line behind the one where it opened.
    """
    csv.field_size_limit(2**31 - 1)  # cells are measured by whoever takes the rows
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    columns = 0
    while True:
        line = lines.begin()
        try:
            cells = _one(reader, lines, delimiter)
            _refuse_swallowed(lines.taken[1:-1], delimiter, columns)
        except StopIteration:
            return
        except _TooLong:
            yield TableRow(line, (), CellTooLarge())
        except _Unclosed:
            yield TableRow(line, (lines.taken[0].rstrip("\r\n"),), UnclosedQuote(line=line))
            lines.give_back()
        else:
            columns = columns or len(cells)
            if cells:
                yield TableRow(line, tuple(cells))


def tab_rows(text: IO[str]) -> Iterator[TableRow]:
    """Read lines parted by tabs, where quotes are letters unless they enclose a whole cell."""
    for line, row in enumerate(_physical(text), 1):
        if row is None:
            yield TableRow(line, (), CellTooLarge())
        elif stripped := row.rstrip("\r\n"):
            yield TableRow(line, tuple(_unquoted(cell) for cell in stripped.split("\t")))


class _Lines:
    """Gives lines to the CSV reader, remembers those of the row at hand and can take them back."""

    def __init__(self, text: IO[str]) -> None:
        self._lines = _physical(text)
        self._again: deque[str] = deque()
        self._before = 0
        self.taken: list[str] = []

    def begin(self) -> int:
        """Begin a row and return the number of its first line."""
        self._before += len(self.taken)
        self.taken = []
        return self._before + 1

    def give_back(self) -> None:
        """Let all lines of the row but the first be read again."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) == _MOST_LINES:
            raise _Unclosed
        try:
            line = self._again.popleft() if self._again else next(self._lines)
        except StopIteration:
            if self.taken:
                raise _Unclosed from None
            raise
        self.taken.append(line or "")
        if line is None:
            raise _TooLong
        return line


def _physical(text: IO[str]) -> Iterator[str | None]:
    """Give line by line; None for one that is too long, so that no file can fill the memory."""
    while line := text.readline(_LONGEST_LINE):
        too_long = False
        while len(line) == _LONGEST_LINE and not line.endswith(("\n", "\r")):
            too_long = True
            line = text.readline(_LONGEST_LINE)
        yield None if too_long else line


def _one(reader: Iterator[list[str]], lines: _Lines, delimiter: str) -> list[str]:
    try:
        return next(reader)
    except csv.Error:
        if len(lines.taken) > 1:
            raise _Unclosed from None
    # a quote within a quoted cell of one line, as in "6" pipe": it harms nobody
    return next(csv.reader(_only(lines.taken[0]), delimiter=delimiter))


def _only(line: str) -> Iterator[str]:
    yield line
    raise _Unclosed


def _refuse_swallowed(within: list[str], delimiter: str, columns: int) -> None:
    """Refuse a row whose inner lines are rows themselves: its quote happened to be closed far below."""
    if len(within) >= _FEW_ROWS and columns > 1 and all(line.count(delimiter) == columns - 1 for line in within):
        raise _Unclosed


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        inner = cell[1:-1]
        if inner.replace('""', "").find('"') < 0:
            return inner.replace('""', '"')
    return cell
