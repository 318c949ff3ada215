"""Reads a product file for an import: a large one ahead of it, in a process of its own.

Reading, checking and preparing rows takes a third of what storing them does, and storing leaves no time for it.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from pos_app.domain.errors import PosError
from pos_app.services.beside import Beside, WorkEnded
from pos_app.services.garbage import garbage_rarely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pos_app.services.catalog.import_batches import Batch, FileRows
    from pos_app.services.catalog.product_file import TableFile

_LARGE, _LARGE_PACKED = 500_000, 100_000
"""Bytes of a file with some 10,000 rows, as text and compressed: with fewer, starting a process takes longer than what
it saves."""
_NICENESS = 5
"""The till comes first, and the import itself."""


class ReaderEnded(PosError):
    """The process that reads the file was ended from outside."""


@contextlib.contextmanager
def read_ahead(rows: FileRows) -> Iterator[Iterator[Batch]]:
    """Read rows, from now on where they are many. Raise what reading them raises, or `ReaderEnded`."""
    if _is_large(rows.file):
        with Beside(_read, rows) as reader:
            yield _heard(reader)
    else:
        with contextlib.closing(rows.batches()) as batches:
            yield batches


def _is_large(file: TableFile) -> bool:
    packed = file.compressed or file.kind == "xlsx"
    return file.path.stat().st_size >= (_LARGE_PACKED if packed else _LARGE)


def _heard(reader: Beside) -> Iterator[Batch]:
    try:
        yield from reader.told()
    except WorkEnded as error:
        raise ReaderEnded from error


def _read(tell: Callable[[Batch], None], rows: FileRows) -> None:
    """Read rows in the other process, as far ahead as its pipe holds."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(_NICENESS)
    with garbage_rarely():
        for batch in rows.batches():
            tell(batch)
