"""Product files as they come: every encoding and shape a shop's supplier can think of."""

from __future__ import annotations

import gzip
import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from pos_app.services.catalog.file_encoding import SAMPLE, UnknownEncoding
from pos_app.services.catalog.product_file import (
    FileBroken,
    FileEmpty,
    FileIsFolder,
    FileNotATable,
    FileUnreadable,
    look_at,
)

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
    with pytest.raises(FileIsFolder):
        look_at(tmp_path)
    for number, data in enumerate((b"", gzip.compress(b""))):
        with pytest.raises(FileEmpty):
            look_at(written(tmp_path, data, f"empty{number}.csv"))
    with pytest.raises(FileNotATable):
        look_at(written(tmp_path, bytes([1, 2, 3, 0, 255, 254, 0, 9]) * 40, "binary.csv"))
    with pytest.raises(FileNotATable):
        look_at(written(tmp_path, bytes(range(1, 256)) * 40, "no_zero.csv"))
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "letter")
    with pytest.raises(FileNotATable):
        look_at(written(tmp_path, other.getvalue(), "letter.docx"))
    whole = gzip.compress(CHINESE.encode())
    broken = (b"PK\x03\x04 no sheet", b"\x1f\x8b broken", whole[:5], whole[:-9], whole[:20] + b"\xff" + whole[21:])
    for number, data in enumerate(broken):
        with pytest.raises(FileBroken):
            look_at(written(tmp_path, data, f"broken{number}"))


@pytest.mark.parametrize("sign", [b",", b"\t"])
@pytest.mark.parametrize("size", [2_000_000, 10_000_000])
def test_a_stray_byte_or_a_huge_cell_costs_its_row_only(tmp_path: Path, sign: bytes, size: int) -> None:
    data = HEADER.encode() + b"1,na\xffme,2\n2," + b"x" * size + b",3\n3,ok,4\n"
    path = written(tmp_path, data.replace(b",", sign))
    with look_at(path, "utf-8").rows() as reading:
        found = list(reading)
    assert found[1].cells[1] == "na\udcffme"
    assert [(row.line, row.problem and row.problem.code) for row in found[2:]] == [(3, "cell_too_large"), (4, None)]
    assert max(len(cell) for cell in found[2].cells or ("",)) <= 200
    assert found[3].cells == ("3", "ok", "4")


def test_a_quote_that_is_never_closed_costs_its_row_only(tmp_path: Path) -> None:
    rest = "".join(f"{number},Thing {number},1.00\n" for number in range(4, 2000))
    for last in ("", '2000,Tube 6",3.00\n', '2000,"Tube",3.00\n2001,"Lamp,4.00'):
        data = f'{HEADER}1,"a\nb",1.00\n2,"Bulb,1.00\n{rest}{last}'
        with look_at(written(tmp_path, data.encode())).rows() as reading:
            found = list(reading)
        wrong = [(row.line, row.problem.code, row.problem.params) for row in found if row.problem]
        lamp = [(2002, "unclosed_quote", {"line": 2002})] if "Lamp" in last else []
        assert wrong == [(4, "unclosed_quote", {"line": 4}), *lamp]
        assert found[1].cells == ("1", "a\nb", "1.00")
        assert found[2].cells == ('2,"Bulb,1.00',)
        assert [row.line for row in found[3:1999]] == list(range(5, 2001))


def test_a_quote_closed_by_the_next_rows_quote_costs_its_row_only(tmp_path: Path) -> None:
    path = written(tmp_path, f'{HEADER}1,"Bulb,1.00\n2,"Lamp",2.00\n3,Tube,3.00\n'.encode())
    with look_at(path).rows() as reading:
        assert [(row.line, bool(row.problem)) for row in reading] == [(1, False), (2, True), (3, False), (4, False)]
    few = written(tmp_path, f'{HEADER}1,"Bulb,1.00\n2,A,1\n3,B,1\n4,C,1\n5,Tube 6",3.00\n'.encode(), "few.csv")
    with look_at(few).rows() as reading:
        assert [(row.line, bool(row.problem)) for row in reading][1:] == [
            (2, True),
            (3, False),
            (4, False),
            (5, False),
            (6, False),
        ]


def test_a_quote_within_a_cell_of_one_line_is_taken(tmp_path: Path) -> None:
    path = written(tmp_path, f'{HEADER}1,"6" pipe",1.00\n2,8" pipe,2.00\n3,"6" pipe","x\n4,ok,1.00\n'.encode())
    with look_at(path).rows() as reading:
        found = list(reading)
    assert [row.cells[1] for row in found[1:3]] == ['6 pipe"', '8" pipe']
    assert [bool(row.problem) for row in found] == [False, False, False, True, False]


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize(
    ("text", "encoding", "found", "guessed"),
    [
        ("红豆包", "gb18030", "gb18030", True),
        ("Crème brûlée", "latin-1", "latin-1", True),
        ("红豆包", "utf-8", "utf-8", False),
        ("plain", "ascii", "utf-8", False),
    ],
)
def test_letters_far_into_a_file_tell_its_encoding(
    tmp_path: Path, compressed: bool, text: str, encoding: str, found: str, guessed: bool
) -> None:
    filler = HEADER.encode() + b"1,Tea,2.00\n" * (2 * SAMPLE // 11)
    data = filler + f"2,{text},3.00\n".encode(encoding)
    path = written(tmp_path, gzip.compress(data) if compressed else data)
    file = look_at(path)
    assert (file.encoding, file.guessed) == (found, guessed)
    assert rows(path)[-1][1][1] == text


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
    with pytest.raises(FileBroken):
        rows(path)
