"""Files that are no table of goods, given to `pos import products`: one clear sentence, exit code 1, nothing lost."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from pos_app.app import build
from pos_app.cli import main
from pos_app.services.catalog.import_model import FileRewritten, ImportOptions
from pos_app.services.catalog.product_rows import CodeMissing
from pos_app.services.proof.verify_books import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.domain.errors import PosError
    from pos_app.services.catalog.product_file import TableRow

HEADER = "sku,name,price\n"
ONE = HEADER + "A,Milk,1.00\n"


def bomb() -> bytes:
    """Return a workbook of a quarter of a megabyte that unpacks to a quarter of a gigabyte."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(256):
                sheet.write(b"0" * 1_000_000)
    return packed.getvalue()


WIDE = ",".join(f"c{number}" for number in range(1000))

WHOLE: list[tuple[str, Callable[[], bytes], str]] = [
    ("absent.csv", bytes, "cannot be read. Check its name"),
    ("folder.csv", bytes, "is a folder. Name the file in it."),
    ("empty.csv", bytes, "is empty."),
    ("blank.csv", lambda: b"\n\n\n", "is empty."),
    ("random.csv", lambda: random.Random(1).randbytes(200_000), "is no table. Give a CSV, TSV or XLSX file."),
    ("program.csv", lambda: b"MZ\x90\x00" + bytes(range(256)) * 500, "is no table."),
    ("picture.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(1000), "is no table."),
    ("zeros.csv", lambda: ONE.replace("Mi", "Mi\0").encode(), "is no table."),
    ("document.pdf", lambda: b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n", "No column holds the name."),
    ("cut.csv.gz", lambda: gzip.compress(ONE.encode() * 1000)[:60], "breaks off or is damaged inside."),
    ("cut.xlsx", lambda: b"PK\x03\x04 and no more", "breaks off or is damaged inside."),
    ("bomb.xlsx", bomb, "breaks off or is damaged inside."),
    ("numbers.csv", lambda: b"6901234567892,Milk,1.00\n", "number them: --map name=2."),
    ("wide.csv", WIDE.encode, "No column holds the name."),
]


@pytest.mark.parametrize(("name", "made", "sentence"), WHOLE, ids=[row[0] for row in WHOLE])
def test_what_is_no_table_of_goods_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, made: Callable[[], bytes], sentence: str
) -> None:
    path = tmp_path / name
    if name.startswith("folder"):
        path.mkdir()
    elif not name.startswith("absent"):
        path.write_bytes(made())
    assert main(["--data", str(tmp_path / "shop"), "import", "products", str(path)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert sentence in said.err
    assert said.err.count("\n") == 1, "one sentence, no traceback"
    assert len(said.err) < 600


ROWS = [
    ("a cell of ten megabytes", "A," + "x" * 10_000_000 + ",1.00\nB,Bread,2.00\n", (), "A cell is too large"),
    ("a thousand columns", "A,Milk,1.00" + ",x" * 1000 + "\nB,Bread,2.00\n", (), "1003 instead of 3"),
    ("no name", "A,,1.00\nB,Bread,2.00\n", (), "name"),
    ("a wrong check digit", "6901234567893,Milk,1.00\nB,Bread,2.00\n", ("--map", "barcode=sku"), "check digit"),
    ("a price of words", "A,Milk,cheap\nB,Bread,2.00\n", (), "cheap"),
]


@pytest.mark.parametrize(("rows", "more", "reason"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_row_that_cannot_be_taken_does_not_stop_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: str, more: tuple[str, ...], reason: str
) -> None:
    goods, rejects = tmp_path / "goods.csv", tmp_path / "rejects.csv"
    goods.write_text(HEADER + rows, "utf-8")
    command = ["--data", str(tmp_path / "shop"), "import", "products", str(goods), "--rejects", str(rejects), *more]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "1 added" in said
    assert "1 rejected" in said
    assert reason in rejects.read_text("utf-8-sig")


def test_a_file_that_is_written_while_it_is_read_leaves_nothing(tmp_path: Path) -> None:
    goods = tmp_path / "goods.csv"
    goods.write_text(ONE + ",Nameless,1.00\nB,Bread,2.00\n", "utf-8")

    def another_program(row: TableRow, reason: PosError) -> None:
        del row
        assert isinstance(reason, CodeMissing)
        with goods.open("a", encoding="utf-8") as file:
            file.write(f"C{goods.stat().st_size},Cake,3.00\n")

    with closing(build(tmp_path / "shop")) as services:
        with pytest.raises(FileRewritten):
            services.imports.run(goods, ImportOptions(), rejects=another_program)
        assert services.imports.unfinished() is None
        assert services.catalog.count() == 0
        assert verify(services.shop.database).first is None
        with pytest.raises(FileRewritten):
            services.imports.run(goods, ImportOptions(), rejects=another_program, dry_run=True)
        services.imports.run(goods, ImportOptions(), rejects=lambda _row, _reason: None)
        assert services.catalog.count() == 4, "both cakes are there now"
