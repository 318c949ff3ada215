"""Product files as rows of text: CSV, TSV and XLSX, plain or gzip, in whatever encoding they came."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from pos_app.domain.errors import PosError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "latin-1")
"""What `--encoding` takes and what is guessed."""
_SAMPLE = 262_144
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_LARGEST_CELL = 1_000_000
_MANY_ZEROS = 0.2
"""Share of zero bytes above which a text without mark is UTF-16, where they stand in every other place."""


class FileUnreadable(PosError):
    """The file is absent, empty or may not be read. Params: path, reason."""


class FileNotATable(PosError):
    """The file is no CSV, TSV or XLSX. Params: path."""


class UnknownEncoding(PosError):
    """No such encoding. Params: name."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a file."""

    line: int
    """Line of a text file or row of a sheet, from 1, where the row begins."""
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableFile:
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
            plain: IO[bytes] = gzip.GzipFile(fileobj=raw) if self.compressed else raw  # type: ignore[assignment]  # it reads alike
            if self.kind == "xlsx":
                yield Reading(raw, self.path, _sound(_sheet_rows(plain), self.path))
                return
            # a stray byte must not end the file: its row is told apart by the surrogates it leaves
            text = io.TextIOWrapper(plain, self.encoding, errors="surrogateescape", newline="")
            rows = _tab_rows(text) if self.delimiter == "\t" else _csv_rows(text, self.delimiter)
            yield Reading(raw, self.path, _sound(rows, self.path))


def _sound(rows: Iterator[TableRow], path: Path) -> Iterator[TableRow]:
    """Give rows as long as the file can be read: one that breaks off or is damaged inside says so."""
    try:
        yield from rows
    except (OSError, EOFError, UnicodeError, SyntaxError, KeyError, zlib.error, zipfile.BadZipFile) as error:
        # a SyntaxError is what Python's reader of XML raises for a sheet that is no XML
        raise FileUnreadable(path=str(path), reason="") from error


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
    """Find out how a file is to be read. Raise `FileUnreadable`, `FileNotATable` or `UnknownEncoding`."""
    head = _head(path)
    compressed = head.startswith(_GZIP)
    sample = _unpacked(path) if compressed else head
    if sample.startswith(_ZIP):
        if not _is_sheet(path, compressed=compressed):
            raise FileNotATable(path=str(path))
        return TableFile(path, "xlsx", compressed, "", guessed=False)
    name, guessed = (_known(encoding), False) if encoding else _guess(sample)
    text = sample.decode(name, errors="replace")
    if not name.startswith("utf-16") and b"\0" in sample:
        raise FileNotATable(path=str(path))
    delimiter = _delimiter(text)
    return TableFile(path, "tsv" if delimiter == "\t" else "csv", compressed, name, guessed, delimiter)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(_SAMPLE)
    except OSError as error:
        raise FileUnreadable(path=str(path), reason=error.strerror or "") from error
    if not head:
        raise FileUnreadable(path=str(path), reason="")
    return head


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path) as file:
            return file.read(_SAMPLE)
    except (OSError, EOFError) as error:
        raise FileNotATable(path=str(path)) from error


def _is_sheet(path: Path, *, compressed: bool) -> bool:
    with path.open("rb") as raw:
        source: IO[bytes] = gzip.GzipFile(fileobj=raw) if compressed else raw  # type: ignore[assignment]  # it reads alike
        try:
            return "xl/workbook.xml" in zipfile.ZipFile(source).namelist()
        except (zipfile.BadZipFile, OSError):
            return False


def _known(name: str) -> str:
    wanted = name.lower().replace("_", "-")
    wanted = {"utf8": "utf-8", "utf16": "utf-16", "gbk": "gb18030", "gb2312": "gb18030", "latin1": "latin-1"}.get(
        wanted, wanted
    )
    if wanted not in ENCODINGS:
        raise UnknownEncoding(name=name)
    return wanted


def _guess(sample: bytes) -> tuple[str, bool]:
    """Return the encoding of a text and whether it is a guess: marks and valid UTF-8 are certain."""
    if sample.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig", False
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", False
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    if odd + even > len(sample) * _MANY_ZEROS and min(odd, even) * 10 < max(odd, even):
        return ("utf-16-le" if odd > even else "utf-16-be"), True
    if _decodes(sample, "utf-8"):
        return "utf-8", False
    if not _decodes(sample, "gb18030"):
        return "latin-1", True
    return _chinese_or_latin(sample), True


def _decodes(sample: bytes, encoding: str) -> bool:
    """Tell whether a sample, which may end inside a letter, is valid."""
    for cut in range(4):
        try:
            sample[: len(sample) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _chinese_or_latin(sample: bytes) -> str:
    """Tell GB18030 from Latin-1, both of which decode: Chinese letters come in pairs of high bytes, accents alone."""
    high = [place for place, byte in enumerate(sample) if byte > 0x7F]  # noqa: PLR2004 - ASCII ends there
    places = set(high)
    alone = sum(1 for place in high if place - 1 not in places and place + 1 not in places)
    return "latin-1" if alone * 2 > len(high) else "gb18030"


def _delimiter(text: str) -> str:
    """Return what parts the cells of the first lines: the sign they have most evenly."""
    lines = [line for line in text.splitlines()[:50] if line.strip()][:20]
    counts = {sign: [line.count(sign) for line in lines] for sign in "\t,;|"}
    return max(counts, key=lambda sign: (min(counts[sign], default=0) > 0, counts[sign][:1], sign == "\t"))


def _csv_rows(text: IO[str], delimiter: str) -> Iterator[TableRow]:
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(text, delimiter=delimiter)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # a cell too large to be one: the row is given as unreadable, the file goes on
            yield TableRow(line, ("\udc80",))
            line = reader.line_num + 1
            continue
        if cells:
            yield TableRow(line, tuple(cells))
        line = reader.line_num + 1


def _tab_rows(text: IO[str]) -> Iterator[TableRow]:
    """Read lines parted by tabs, where quotes are letters unless they enclose a whole cell."""
    for line, row in enumerate(text, 1):
        stripped = row.rstrip("\r\n")
        if stripped:
            yield TableRow(line, tuple(_unquoted(cell) for cell in stripped.split("\t")))


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        inner = cell[1:-1]
        if inner.replace('""', "").find('"') < 0:
            return inner.replace('""', '"')
    return cell


def _sheet_rows(file: IO[bytes]) -> Iterator[TableRow]:
    # openpyxl takes a third of a second to import and only sheets need it
    from openpyxl import load_workbook

    source = file if file.seekable() else io.BytesIO(file.read())
    book = load_workbook(source, read_only=True, data_only=True)
    sheet = book.worksheets[0]
    for line, row in enumerate(sheet.iter_rows(), 1):
        if any(cell.value is not None for cell in row):
            yield TableRow(line, tuple(_cell_text(cell) for cell in row))


def _cell_text(cell: Any) -> str:
    """Return a cell's value as a person sees it: a barcode kept as a number without its point, 0.13 shown as 13%."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, (int, float)) and "%" in str(cell.number_format):
        percent = Decimal(repr(value)) * 100
        return f"{percent.normalize():f}%"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
