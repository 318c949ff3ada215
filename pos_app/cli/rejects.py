"""Rows an import could not take: in a file where one is named, and the first few on screen."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from pos_app.cli.words import row_sentence_of
from pos_app.services.catalog.rejects_file import RejectsFile

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.domain.errors import PosError
    from pos_app.services.catalog.product_file import TableRow

_SHOWN_REJECTS = 5


class RejectedRows:
    """Notes rejected rows: in a CSV file where one is named, and the first few for the screen.

    The file is opened before anything is imported. Raise `RejectsUnwritable`.
    """

    def __init__(self, path: Path | None, source: Path | None = None) -> None:
        self._file = None if path is None else RejectsFile(path, row_sentence_of, source)
        self._stack = ExitStack()
        self._count = 0
        self._first: list[str] = []

    def __call__(self, row: TableRow, reason: PosError) -> None:
        """Note one row."""
        self._count += 1
        if len(self._first) < _SHOWN_REJECTS:
            self._first.append(f"  line {row.line}: {row_sentence_of(reason)}")
        if self._file is not None:
            self._file(row, reason)

    def __enter__(self) -> Self:
        """Open the file where one is named."""
        if self._file is not None:
            self._stack.enter_context(self._file)
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._stack.close()

    def summary(self) -> None:
        """Say where the rejected rows are."""
        if not self._count:
            return
        if self._file is not None:
            print(f"Rejected rows with line and reason: {self._file.path}")
            return
        print("\n".join(self._first))
        if self._count > len(self._first):
            print(f"  … and {self._count - len(self._first):,} more; name a file with --rejects to get them all.")
