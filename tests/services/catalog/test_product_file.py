"""Product files as they come: every encoding and shape a shop's supplier can think of."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from pos_app.services.catalog.product_file import FileNotATable, FileUnreadable, UnknownEncoding, look_at

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "barcode,name,price\n"
CHINESE = HEADER + "6901234500158,燕麦奶,12.90\n6901234500257,红豆包,3.50\n"
LATIN = HEADER + "6901234500158,Crème brûlée,12.90\n6901234500257,Süßkram,3.50\n"


def rows(path: Path, encoding: str | None = None) -> list[tuple[int, tuple[str, ...]]]:
    with look_at(path, encoding).rows() as reading:
        return [(row.line, row.cells) for row in reading]


def written(tmp_path: Path, data: bytes, name: str = "goods.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("text", "encoding", "found", "guessed"),
    [
        (CHINESE, "utf-8", "utf-8", False),
        (CHINESE, "utf-8-sig", "utf-8-sig", False),
        (CHINESE, "utf-16", "utf-16", False),
        (LATIN, "utf-16-le", "utf-16-le", True),
        (LATIN, "utf-16-be", "utf-16-be", True),
        (CHINESE, "gb18030", "gb18030", True),
        (LATIN, "latin-1", "latin-1", True),
    ],
)
def test_encodings_are_found_out_and_a_guess_is_said(
    tmp_path: Path, text: str, encoding: str, found: str, guessed: bool
) -> None:
    path = written(tmp_path, text.encode(encoding))
    file = look_at(path)
    assert (file.encoding, file.guessed) == (found, guessed)
    assert [cells[1] for _, cells in rows(path)] == [line.split(",")[1] for line in text.splitlines()]


def test_a_named_encoding_is_taken_and_an_unknown_one_refused(tmp_path: Path) -> None:
    path = written(tmp_path, CHINESE.encode("gb18030"))
    assert rows(path, "GBK")[1][1][1] == "燕麦奶"
    assert rows(path, "latin1")[1][1][0] == "6901234500158"
    with pytest.raises(UnknownEncoding):
        look_at(path, "klingon")


@pytest.mark.parametrize("sign", [",", ";", "|", "\t"])
def test_cells_are_parted_by_what_the_file_uses(tmp_path: Path, sign: str) -> None:
    path = written(tmp_path, LATIN.replace(",", sign).encode())
    assert rows(path)[1] == (2, ("6901234500158", "Crème brûlée", "12.90"))
    assert look_at(path).kind == ("tsv" if sign == "\t" else "csv")


def test_quotes_enclose_commas_line_breaks_and_quotes(tmp_path: Path) -> None:
    path = written(tmp_path, b'code,name\n1,"a, ""b""\nc"\n2,d\n')
    assert rows(path) == [(1, ("code", "name")), (2, ("1", 'a, "b"\nc')), (4, ("2", "d"))]


def test_in_a_tab_file_quotes_are_letters_unless_they_enclose_a_cell(tmp_path: Path) -> None:
    path = written(tmp_path, b'code\tname\n1\t"Le petit" beurre\n2\t"a ""b"""\n3\t5" pizza\n\n4\t"x\n')
    assert [cells[1] for _, cells in rows(path)] == ["name", '"Le petit" beurre', 'a "b"', '5" pizza', '"x']


def test_gzip_is_opened_and_progress_follows_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(CHINESE.encode()), "goods.csv.gz")
    assert len(rows(path)) == 3
    with look_at(path).rows() as reading:
        list(reading)
        assert reading.share() == 1.0


def test_sheets_are_read_with_numbers_as_written(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["barcode", "name", "price"], [6901234500158, "燕麦奶", 12.9], [None, None, None], ["0042", "Tea", 5]):
        sheet.append(row)
    plain = tmp_path / "goods.xlsx"
    book.save(plain)
    expected = [
        (1, ("barcode", "name", "price")),
        (2, ("6901234500158", "燕麦奶", "12.9")),
        (4, ("0042", "Tea", "5")),
    ]
    assert rows(plain) == expected
    packed = written(tmp_path, gzip.compress(plain.read_bytes()), "goods.xlsx.gz")
    assert rows(packed) == expected


def test_what_is_no_table_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        look_at(tmp_path / "absent.csv")
    with pytest.raises(FileUnreadable):
        look_at(tmp_path)
    with pytest.raises(FileUnreadable):
        look_at(written(tmp_path, b"", "empty.csv"))
    with pytest.raises(FileNotATable):
        look_at(written(tmp_path, bytes([1, 2, 3, 0, 255, 254, 0, 9]) * 40, "binary.csv"))
    with pytest.raises(FileNotATable):
        look_at(written(tmp_path, b"PK\x03\x04 no sheet", "broken.xlsx"))
    with pytest.raises(FileNotATable):
        look_at(written(tmp_path, b"\x1f\x8b broken", "broken.gz"))


def test_a_stray_byte_or_a_huge_cell_costs_its_row_only(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER.encode() + b"1,na\xffme,2\n2," + b"x" * 2_000_000 + b",3\n3,ok,4\n")
    found = rows(path, "utf-8")
    assert found[1][1][1] == "na\udcffme"
    assert [cells for _, cells in found[2:]] == [("\udc80",), ("3", "ok", "4")]


def test_a_percentage_in_a_sheet_is_what_it_shows(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["name", "tax"])
    sheet.append(["Tea", 0.13])
    sheet["B2"].number_format = "0%"
    path = tmp_path / "goods.xlsx"
    book.save(path)
    assert rows(path)[1] == (2, ("Tea", "13%"))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (gzip.compress(CHINESE.encode() * 60_000)[:-5000], "cut.csv.gz"),
        (b"\xff\xfe" + CHINESE.encode("utf-16-le") + b"\x01", "odd.csv"),
    ],
)
def test_a_file_that_breaks_off_says_so(tmp_path: Path, data: bytes, name: str) -> None:
    path = written(tmp_path, data, name)
    with pytest.raises(FileUnreadable):
        rows(path)
