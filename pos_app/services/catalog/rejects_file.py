"""Rows an import could not take, in a CSV file: line number, reason in words, the row as it stood."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

from pos_app.domain.errors import PosError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.services.catalog.product_file import TableRow


_HEADER = ("line", "reason", "row")


class RejectsUnwritable(PosError):
    """The file for rejected rows cannot be written, or is the file that is read. Params: path."""


class RejectsElsewhere(PosError):
    """The file named for rejected rows holds something else, and would be written over. Params: path."""


class RejectsFile:
    """Takes rejected rows while it is open; what it says of them is put into words by `words`.

    Raise `RejectsUnwritable` where it cannot be opened and `RejectsElsewhere` where it would write over anything but
    rejected rows: before anything is imported.
    """

    def __init__(self, path: Path, words: Callable[[PosError], str], source: Path | None = None) -> None:
        self.path = path
        self.count = 0
        self._words = words
        self._source = source
        self._stack = ExitStack()
        self._writer: Any = None

    def __call__(self, row: TableRow, reason: PosError) -> None:
        """Write one row."""
        self.count += 1
        cells = [cell.encode("utf-8", "replace").decode() for cell in row.cells]
        self._writer.writerow([row.line, self._words(reason), *cells])

    def __enter__(self) -> Self:
        """Open the file, with its header."""
        if self._source is not None and self.path.resolve() == self._source.resolve():
            raise RejectsUnwritable(path=str(self.path))
        if not _is_rejects(self.path):
            raise RejectsElsewhere(path=str(self.path))
        try:
            file = self._stack.enter_context(self.path.open("w", encoding="utf-8-sig", newline=""))
        except OSError as error:
            raise RejectsUnwritable(path=str(self.path)) from error
        self._writer = csv.writer(file)
        self._writer.writerow(_HEADER)
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._stack.close()


def _is_rejects(path: Path) -> bool:
    """Tell whether a file is not there yet, is empty, or holds the rejected rows of an earlier import."""
    if not path.is_file():
        return True
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.read(len(",".join(_HEADER)))
    except (OSError, UnicodeDecodeError):
        return False
    return head in {"", ",".join(_HEADER)}


def free_path(folder: Path, name: str) -> Path:
    """Return where the rejected rows of a file `name` can go without writing over those of another import."""
    stem = name.partition(".")[0] or "import"
    wanted, number = folder / f"{stem} rejected.csv", 2
    while wanted.exists():
        wanted, number = folder / f"{stem} rejected {number}.csv", number + 1
    return wanted
