"""The first sheet of an XLSX file, row by row. However large a workbook claims to be, it takes little memory.

openpyxl's own reader is not used as a whole: it keeps what it has read of a sheet, and reads a sheet that does not say
its size twice. This module loads openpyxl, which takes a third of a second; it is imported where a sheet is read.
"""

from __future__ import annotations

import zipfile
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import Stylesheet
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import ARC_STYLE, SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring, iterparse

from pos_app.domain.errors import PosError
from pos_app.services.catalog.text_rows import TableRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LARGEST_SHEET = 2 * 1024**3
"""Bytes of XML: a sheet of 1,048,576 rows, the most there can be, has some 60 bytes a cell, so about 30 columns."""
_LARGEST_TEXTS = 256 * 1024**2
"""Bytes of XML of the texts that cells share, which are held while the sheet is read: 750,000 rows with three texts of
their own, as barcode, SKU and name, come to 100 to 200 MB."""
_LARGEST_PART = 16 * 1024**2
"""Bytes of XML of every other part, styles above all; each becomes a tree some twenty times as large."""
_LARGEST_ROW = 8 * 1024**2
"""Bytes of XML between two rows: a cell may have a million letters."""
_ROWS = 1_048_576
_SHEET_TAG, _TEXTS_TAG, _TEXT_TAG = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("worksheet", "sst", "si"))
_ENTITY = b"<!ENTITY"


class SheetTooLarge(PosError):
    """The file unpacks to more than a table of goods is. Params: path."""


class _Archive(zipfile.ZipFile):
    """An archive that opens no part larger than `largest`. No part gives more bytes than it says it has."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        super().__init__(file)
        self._path = path
        self._largest = _LARGEST_PART

    def open(self, name: str | zipfile.ZipInfo, *how: Any, **more: Any) -> IO[bytes]:
        """Open a part. Raise `SheetTooLarge`."""
        part = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if part.file_size > self._largest:
            raise SheetTooLarge(path=str(self._path))
        return super().open(part, *how, **more)

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        """Read a part as a whole. Raise `SheetTooLarge`, and `ValueError` as `_refuse_entities` does."""
        data = super().read(name, pwd)
        _refuse_entities(data)
        return data

    def stream(self, name: str, largest: int) -> _Part:
        """Open a part that may be larger, to be read bit by bit."""
        self._largest = largest
        try:
            return _Part(self.open(name), self._path)
        finally:
            self._largest = _LARGEST_PART


class _Part:
    """A part that is read bit by bit: where very much comes without a row or text in it, it is refused."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file = file
        self._path = path
        self._unused = 0
        self._tail = b""

    def read(self, size: int = -1, /) -> bytes:
        """Read on. Raise `SheetTooLarge`, and `ValueError` as `_refuse_entities` does."""
        data = self._file.read(size)
        self._unused += len(data)
        if self._unused > _LARGEST_ROW:
            raise SheetTooLarge(path=str(self._path))
        _refuse_entities(self._tail + data)
        self._tail = data[-2 * len(_ENTITY) :]
        return data

    def used(self) -> None:
        """Note that what was read so far is done with."""
        self._unused = 0


def _refuse_entities(data: bytes) -> None:
    """Raise `ValueError` for XML that declares entities, of which few bytes make many; no workbook needs them."""
    if _ENTITY in (data.replace(b"\0", b"") if b"\0" in data else data):
        raise ValueError("entities in a workbook")


def sheet_rows(file: IO[bytes], path: Path) -> Iterator[TableRow]:
    """Read the rows of the first sheet that have something in them.

    Raise `SheetTooLarge` where the file would take more memory or time than a table of goods can, before it does.
    """
    reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
    reader.archive = archive = _Archive(file, path)
    reader.read_manifest()
    texts = _texts(archive, reader.package)
    reader.read_workbook()
    names = set(archive.namelist())
    styles = Stylesheet.from_tree(fromstring(archive.read(ARC_STYLE))) if ARC_STYLE in names else Stylesheet()
    sheets = [link.target for _, link in reader.parser.find_sheets() if "chartsheet" not in link.Type]
    name = next((sheet for sheet in sheets if sheet in names), None)
    if name is None:
        raise ValueError("a workbook without a sheet")
    parser = WorkSheetParser(
        None,
        texts,
        data_only=True,
        epoch=reader.wb.epoch,
        date_formats=styles.date_formats,
        timedelta_formats=styles.timedelta_formats,
    )
    for row in _children(archive.stream(name, _LARGEST_SHEET), (_SHEET_TAG, DATA_TAG, ROW_TAG)):
        line, cells = parser.parse_row(row)
        if line > _ROWS:
            raise SheetTooLarge(path=str(path))
        if any(cell["value"] is not None for cell in cells):
            yield TableRow(line, _row_texts(cells, styles))


def _texts(archive: _Archive, package: Any) -> list[str]:
    """Return the texts that cells share by their number."""
    found = package.find(SHARED_STRINGS)
    if found is None:
        return []
    part = archive.stream(found.PartName.removeprefix("/"), _LARGEST_TEXTS)
    # the letters behind which a text may hide signs that XML cannot write; openpyxl leaves them out too
    return [Text.from_tree(text).content.replace("x005F_", "") for text in _children(part, (_TEXTS_TAG, _TEXT_TAG))]


def _children(part: _Part, path: tuple[str, ...]) -> Iterator[Any]:
    """Give the elements that stand at a path of tags, from the root; each is gone when the next is asked for."""
    above: list[Any] = []
    for event, element in iterparse(part, ("start", "end")):
        if event == "start":
            above.append(element)
            continue
        above.pop()
        if len(above) >= len(path):
            continue
        if element.tag == path[-1] and tuple(one.tag for one in above) == path[:-1]:
            yield element
            part.used()
        if above:
            above[-1].clear()


def _row_texts(cells: list[dict[str, Any]], styles: Any) -> tuple[str, ...]:
    """Return the texts of a row's cells in their columns."""
    texts = [""] * max(cell["column"] for cell in cells)
    for cell in cells:
        texts[cell["column"] - 1] = _cell_text(cell["value"], cell["style_id"], styles)
    return tuple(texts)


def _cell_text(value: Any, style: int, styles: Any) -> str:
    """Return a cell's value as a person sees it: a barcode kept as a number without its point, 0.13 shown as 13%."""
    if value is None:
        return ""
    if isinstance(value, (int, float)) and "%" in _number_format(style, styles):
        percent = Decimal(repr(value)) * 100
        return f"{percent.normalize():f}%"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _number_format(style: int, styles: Any) -> str:
    if style >= len(styles.cell_styles):
        return ""
    number = styles.cell_styles[style].numFmtId
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return str(BUILTIN_FORMATS.get(number, ""))
    return str(styles.number_formats[number - BUILTIN_FORMATS_MAX_SIZE])
