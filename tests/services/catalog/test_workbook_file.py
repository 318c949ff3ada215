"""Workbooks: read as they show, and refused where a small file unpacks to what no memory holds."""

from __future__ import annotations

import gc
import io
import struct
import tracemalloc
import zipfile
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart

from pos_app.services.catalog.product_file import FileBroken, look_at
from pos_app.services.catalog.workbook_file import SheetTooLarge

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.catalog.text_rows import TableRow

SHEET, TEXTS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ROW = '<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{text}</t></is></c></row>'
MEGA = 1_000_000
SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml"'
    b' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)


def workbook(tmp_path: Path, parts: dict[str, bytes | None], *, sizes: dict[str, int] | None = None) -> Path:
    """Write a plain workbook with some parts replaced, left out (None), or lied about in the archive's directory."""
    plain = io.BytesIO()
    book = Workbook()
    book.worksheets[0].append(["name", "price"])
    book.save(plain)
    path = tmp_path / "goods.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        whole = {name: old.read(name) for name in old.namelist()} | {TEXTS: f"<sst {MAIN}/>".encode()} | parts
        whole["[Content_Types].xml"] = (whole["[Content_Types].xml"] or b"").replace(b"</Types>", SHARED + b"</Types>")
        for name, data in whole.items():
            if data is not None:
                new.writestr(name, data)
    packed = bytearray(path.read_bytes())
    for name, size in (sizes or {}).items():
        at = packed.rindex(name.encode()) - 46  # the entry of the directory: its name stands behind 46 bytes
        packed[at + 24 : at + 28] = struct.pack("<I", size)
    path.write_bytes(packed)
    return path


def sheet(inside: str, before: str = "") -> bytes:
    return f"<?xml version='1.0'?><worksheet {MAIN}>{before}<sheetData>{inside}</sheetData></worksheet>".encode()


def rows(path: Path) -> list[TableRow]:
    with look_at(path).rows() as reading:
        return list(reading)


def test_a_row_keeps_its_number_and_a_cell_its_column(tmp_path: Path) -> None:
    far = '<row r="1000000"><c r="C1000000"><v>4.50</v></c></row>'
    path = workbook(tmp_path, {SHEET: sheet(ROW.format(row=1, text="Tea") + "<row/>" + far)})
    assert [(row.line, row.cells) for row in rows(path)] == [(1, ("Tea",)), (1_000_000, ("", "", "4.5"))]


def test_a_sheet_that_claims_all_cells_is_read_as_it_is(tmp_path: Path) -> None:
    claims = '<dimension ref="A1:XFD1048576"/>'
    path = workbook(tmp_path, {SHEET: sheet(ROW.format(row=1, text="Tea"), claims)})
    assert [row.cells for row in rows(path)] == [("Tea",)]


def test_without_styles_figures_are_read_as_they_stand(tmp_path: Path) -> None:
    path = workbook(tmp_path, {STYLES: None, SHEET: sheet('<row><c s="3"><v>0.13</v></c><c t="b"><v>1</v></c></row>')})
    assert [row.cells for row in rows(path)] == [("0.13", "True")]


def test_texts_that_cells_share(tmp_path: Path) -> None:
    texts = f"<sst {MAIN}><si><t>name</t></si><si><r><t>Kä</t></r><r><t>se</t></r></si></sst>"
    cells = "".join(f'<c t="s"><v>{number}</v></c>' for number in (0, 1, 0))
    path = workbook(tmp_path, {TEXTS: texts.encode(), SHEET: sheet(f"<row>{cells}</row>")})
    assert [row.cells for row in rows(path)] == [("name", "Käse", "name")]


def test_a_percentage_in_a_format_of_its_own_is_what_it_shows(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].cell(1, 1, 0.07).number_format = "0.0 %"
    path = tmp_path / "goods.xlsx"
    book.save(path)
    assert [row.cells for row in rows(path)] == [("7%",)]


def test_a_chart_in_front_is_no_table(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["Tea"])
    book.create_chartsheet("chart", 0).add_chart(BarChart())
    path = tmp_path / "goods.xlsx"
    book.save(path)
    assert [row.cells for row in rows(path)] == [("Tea",)]


def test_a_workbook_without_a_sheet_is_broken(tmp_path: Path) -> None:
    with pytest.raises(FileBroken):
        rows(workbook(tmp_path, {SHEET: None}))


@pytest.mark.parametrize(("name", "size"), [(SHEET, 3_000 * MEGA), (TEXTS, 300 * MEGA), (STYLES, 20 * MEGA)])
def test_what_says_that_it_is_huge_is_not_opened(tmp_path: Path, name: str, size: int) -> None:
    with pytest.raises(SheetTooLarge) as refused:
        rows(workbook(tmp_path, {}, sizes={name: size}))
    assert refused.value.params == {"path": str(tmp_path / "goods.xlsx")}


BOMBS = {
    "one cell": ("x", '<row><c t="inlineStr"><is><t>', "</t></is></c></row>"),
    "letters between rows": (" ", ROW.format(row=1, text="Tea"), ""),
}
BUSY_BOMBS = {
    "no rows": ("<a/>", "", ""),
    "one row": ("<c/>", "<row>", "</row>"),
    "no data": ("<a/>", "</sheetData>", "<sheetData>"),
}


def bomb(tmp_path: Path, much: str, before: str, behind: str) -> Path:
    """Write 60 MB of something into a file of less than 1 MB."""
    path = workbook(tmp_path, {SHEET: sheet(before + much * (60 * MEGA // len(much)) + behind)})
    assert path.stat().st_size < MEGA
    return path


@pytest.mark.parametrize("kind", BOMBS)
def test_a_small_file_takes_little_memory_however_large_it_becomes(tmp_path: Path, kind: str) -> None:
    path = bomb(tmp_path, *BOMBS[kind])
    tracemalloc.start()
    with pytest.raises(SheetTooLarge):
        rows(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50 * MEGA


@pytest.mark.no_cover  # being counted it takes three times as long
@pytest.mark.parametrize("kind", BUSY_BOMBS)
def test_a_small_file_gives_no_elements_without_end(tmp_path: Path, kind: str) -> None:
    with pytest.raises(SheetTooLarge):
        rows(bomb(tmp_path, *BUSY_BOMBS[kind]))


def test_texts_that_never_end_are_refused(tmp_path: Path) -> None:
    texts = f"<sst {MAIN}><si><t>{'x' * (50 * MEGA)}</t></si></sst>".encode()
    with pytest.raises(SheetTooLarge):
        rows(workbook(tmp_path, {TEXTS: texts}))


@pytest.mark.no_cover  # as above
def test_what_was_read_of_a_sheet_is_let_go(tmp_path: Path) -> None:
    between = "<a/>" * 10_000
    data = sheet("".join(ROW.format(row=row, text="Tea") + between for row in range(1, 31)))
    gc.collect()  # what other tests have left is none of this one's
    before = sum(type(thing) is Element for thing in gc.get_objects())
    with look_at(workbook(tmp_path, {SHEET: data})).rows() as reading:
        held = [sum(type(thing) is Element for thing in gc.get_objects()) for _row in reading]
    assert len(held) == 30
    assert max(held) - before < 15_000


def test_a_directory_that_lies_gives_no_more_than_it_says(tmp_path: Path) -> None:
    with pytest.raises(FileBroken):
        rows(workbook(tmp_path, {SHEET: sheet(ROW.format(row=1, text="x" * MEGA))}, sizes={SHEET: 1_000}))


@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", [SHEET, TEXTS, STYLES])
def test_entities_are_refused(tmp_path: Path, name: str, coding: str) -> None:
    root = {SHEET: "worksheet", TEXTS: "sst", STYLES: "styleSheet"}[name]
    text = f"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>]><{root} {MAIN}>&a;</{root}>"
    with pytest.raises(FileBroken):
        rows(workbook(tmp_path, {name: text.encode(coding)}))


def test_more_rows_than_a_sheet_can_have_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SheetTooLarge):
        rows(workbook(tmp_path, {SHEET: sheet(ROW.format(row=1_048_577, text="Tea"))}))
