"""Rows an import could not take: in a file with line number and reason, and the first few on screen."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

from pos_app.cli.words import row_sentence_of
from pos_app.domain.errors import PosError

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.catalog.product_file import TableRow

_SHOWN_REJECTS = 5


class RejectsUnwritable(PosError):
    """The file for rejected rows cannot be written, or is the file that is read. Params: path."""


class RejectsFile:
    """Notes rejected rows: in a CSV file where one is named, and the first few for the screen.

    The file is opened before anything is imported. Raise `RejectsUnwritable`.
    """

    def __init__(self, path: Path | None, source: Path | None = None) -> None:
        self._path = path
        self._source = source
        self._stack = ExitStack()
        self._writer: Any = None
        self._count = 0
        self._first: list[str] = []

    def __call__(self, row: TableRow, reason: PosError) -> None:
        """Note one row."""
        self._count += 1
        words = row_sentence_of(reason)
        if len(self._first) < _SHOWN_REJECTS:
            self._first.append(f"  line {row.line}: {words}")
        if self._path is not None:
            cells = [cell.encode("utf-8", "replace").decode() for cell in row.cells]
            self._writer.writerow([row.line, words, *cells])

    def __enter__(self) -> Self:
        """Open the file where one is named."""
        if self._path is not None:
            self._open(self._path)
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._stack.close()

    def _open(self, path: Path) -> None:
        if self._source is not None and path.resolve() == self._source.resolve():
            raise RejectsUnwritable(path=str(path))
        try:
            file = self._stack.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
        except OSError as error:
            raise RejectsUnwritable(path=str(path)) from error
        self._writer = csv.writer(file)
        self._writer.writerow(["line", "reason", "row"])

    def summary(self) -> None:
        """Say where the rejected rows are."""
        if not self._count:
            return
        if self._path is not None:
            print(f"Rejected rows with line and reason: {self._path}")
            return
        print("\n".join(self._first))
        if self._count > len(self._first):
            print(f"  … and {self._count - len(self._first):,} more; name a file with --rejects to get them all.")
