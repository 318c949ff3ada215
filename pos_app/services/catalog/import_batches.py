"""A product file's rows by the hundred: those that can be stored with everything that can be computed beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.errors import PosError
from pos_app.services.catalog.import_rows import ProductRows
from pos_app.services.catalog.prepared_row import Prepared, prepare
from pos_app.services.catalog.product_file import TableRow

if TYPE_CHECKING:
    from collections.abc import Generator

    from pos_app.services.catalog.import_model import ImportOptions
    from pos_app.services.catalog.product_file import TableFile
    from pos_app.services.catalog.product_rows import Columns

_ROWS, _LETTERS = 200, 1_000_000
"""Of a batch at most, but for its last row: two of usual rows are in a pipe on their way."""
_ROWS_A_STEP = 5000
"""Rows after which progress is shown and what is ready is written, however little it is."""


class Batch(Struct, frozen=True):
    """Rows of a file that follow each other."""

    rows: list[Prepared]
    refused: list[tuple[TableRow, PosError]]
    """Those that could not be read, with the reasons."""
    share: float
    """How much of the file was read by then, 0 to 1."""
    skipped: int | None
    """Rows behind the last one that could not be read, where all that is ready is to be written; else None, and they
    are counted with the next row."""


class FileRows(Struct, frozen=True):
    """The rows of a file from some row on, and how they are taken: all it needs to read them anywhere."""

    file: TableFile
    columns: Columns
    options: ImportOptions
    digits: int
    """Of the currency."""
    skip: int = 0
    """Rows behind the header that are read for what they took only."""

    def batches(self) -> Generator[Batch, None, None]:
        """Read the file. Where it breaks off, the rows before come first."""
        rows = ProductRows(self.columns, self.options, self.digits)
        ready, refused, skipped, letters = list[Prepared](), list[tuple[TableRow, PosError]](), 0, 0
        with self.file.rows() as reading:
            try:
                for number, (row, product, reason) in enumerate(rows.read(reading, self.skip), 1):
                    if reason is not None:
                        refused.append((row, reason))
                        skipped += 1
                    if product is not None:
                        ready.append(prepare(product, skipped, row))
                        skipped = 0
                    letters += sum(map(len, row.cells))
                    if number % _ROWS == 0 or letters >= _LETTERS:
                        step = number % _ROWS_A_STEP == 0
                        yield Batch(ready, refused, reading.share(), skipped if step else None)
                        ready, refused, skipped, letters = [], [], 0 if step else skipped, 0
            except PosError:
                yield Batch(ready, refused, reading.share(), None)
                raise
            yield Batch(ready, refused, reading.share(), skipped)
