"""Product files as rows of text: CSV, TSV and XLSX, plain or gzip, in whatever encoding they came."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.errors import PosError
from pos_app.services.catalog import file_encoding
from pos_app.services.catalog.text_rows import LARGEST_CELL, CellTooLarge, TableRow, csv_rows, tab_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "FileBroken",
    "FileEmpty",
    "FileIsFolder",
    "FileNotATable",
    "FileUnreadable",
    "Reading",
    "TableFile",
    "TableRow",
    "look_at",
]
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_MOST_CONTROLS = 0.01
"""Share of control characters above which a text is none."""
_SHOWN = 200
"""Letters of each cell that are shown of a row with a cell too large."""
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")


class FileUnreadable(PosError):
    """The file is absent or may not be read. Params: path, reason."""


class FileIsFolder(PosError):
    """The path is that of a folder. Params: path."""


class FileEmpty(PosError):
    """There is nothing in the file. Params: path."""


class FileBroken(PosError):
    """The file breaks off or is damaged inside. Params: path."""


class FileNotATable(PosError):
    """The file is no CSV, TSV or XLSX. Params: path."""


class TableFile(Struct, frozen=True):
    """A file that was looked at: how it is to be read."""

    path: Path
    kind: str
    """`csv`, `tsv` or `xlsx`."""
    compressed: bool
    encoding: str
    """Empty for XLSX, which says so itself."""
    guessed: bool
    """True where the encoding is a guess a person should see."""
    delimiter: str = ""

    def hash(self) -> str:
        """Return SHA-256 of the file's bytes, in hex."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @contextmanager
    def rows(self) -> Iterator[Reading]:
        """Read the file from its beginning."""
        with self.path.open("rb") as raw:
            plain = _plain(raw, compressed=self.compressed)
            if self.kind == "xlsx":
                yield Reading(raw, self.path, _sound(_sheet_rows(plain, self.path), self.path))
                return
            # a stray byte must not end the file: its row is told apart by the surrogates it leaves
            text = io.TextIOWrapper(plain, file_encoding.codec(self.encoding), errors="surrogateescape", newline="")
            rows = tab_rows(text) if self.delimiter == "\t" else csv_rows(text, self.delimiter)
            yield Reading(raw, self.path, _sound(rows, self.path))


def _plain(raw: IO[bytes], *, compressed: bool) -> IO[bytes]:
    return gzip.GzipFile(fileobj=raw) if compressed else raw  # type: ignore[return-value]  # it reads alike


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Say of a file that breaks off or is damaged inside that it is."""
    try:
        yield
    except _DAMAGE as error:
        raise FileBroken(path=str(path)) from error


_DAMAGE = (OSError, EOFError, ValueError, SyntaxError, KeyError, IndexError, zlib.error, zipfile.BadZipFile)
"""What reading a damaged file raises; a SyntaxError comes from Python's reader of XML for a sheet that is no XML."""


def _sound(rows: Iterator[TableRow], path: Path) -> Iterator[TableRow]:
    """Give rows as long as the file can be read; one with a cell that is none has its problem."""
    with _whole(path):
        for row in rows:
            if row.cells and len(max(row.cells, key=len)) > LARGEST_CELL:
                yield TableRow(row.line, tuple(cell[:_SHOWN] for cell in row.cells), CellTooLarge())
            else:
                yield row


class Reading:
    """The rows of an open file, with how far it has been read."""

    def __init__(self, raw: IO[bytes], path: Path, rows: Iterator[TableRow]) -> None:
        self._raw = raw
        self._size = max(path.stat().st_size, 1)
        self._rows = rows

    def __iter__(self) -> Iterator[TableRow]:
        """Give the rows in order."""
        return self._rows

    def share(self) -> float:
        """Return how much of the file was read, 0 to 1."""
        return min(self._raw.tell() / self._size, 1.0)


def look_at(path: Path, encoding: str | None = None) -> TableFile:
    """Find out how a file is to be read.

    Raise `FileUnreadable`, `FileIsFolder`, `FileEmpty`, `FileBroken`, `FileNotATable` or `UnknownEncoding`.
    """
    head = _head(path)
    compressed = head.startswith(_GZIP)

    @contextmanager
    def reopened() -> Iterator[IO[bytes]]:
        with _whole(path), path.open("rb") as raw:
            yield _plain(raw, compressed=compressed)

    sample = head
    if compressed:
        with reopened() as file:
            sample = file.read(file_encoding.SAMPLE)
    if not sample:
        raise FileEmpty(path=str(path))
    if sample.startswith(_ZIP):
        with reopened() as file:
            if "xl/workbook.xml" not in zipfile.ZipFile(file).namelist():
                raise FileNotATable(path=str(path))
        return TableFile(path, "xlsx", compressed, "", guessed=False)
    name, guessed = (file_encoding.known(encoding), False) if encoding else file_encoding.guess(sample, reopened)
    text = sample.decode(file_encoding.codec(name), errors="replace")
    if "\0" in text or len(_CONTROLS.findall(text)) > len(text) * _MOST_CONTROLS:
        raise FileNotATable(path=str(path))
    delimiter = _delimiter(text)
    return TableFile(path, "tsv" if delimiter == "\t" else "csv", compressed, name, guessed, delimiter)


def _head(path: Path) -> bytes:
    if path.is_dir():
        raise FileIsFolder(path=str(path))
    if path.exists() and not path.is_file():
        raise FileNotATable(path=str(path))  # a device or a pipe may never end
    try:
        with path.open("rb") as file:
            return file.read(file_encoding.SAMPLE)
    except OSError as error:
        raise FileUnreadable(path=str(path), reason=error.strerror or "") from error


def _delimiter(text: str) -> str:
    """Return what parts the cells of the first lines: the sign they have most evenly."""
    lines = [line for line in text.splitlines()[:50] if line.strip()][:20]
    counts = {sign: [line.count(sign) for line in lines] for sign in "\t,;|"}
    return max(counts, key=lambda sign: (min(counts[sign], default=0) > 0, counts[sign][:1], sign == "\t"))


def _sheet_rows(file: IO[bytes], path: Path) -> Iterator[TableRow]:
    # openpyxl takes a third of a second to import and only sheets need it
    from pos_app.services.catalog.workbook_file import sheet_rows

    return sheet_rows(file if file.seekable() else io.BytesIO(file.read()), path)
