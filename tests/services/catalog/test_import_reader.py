"""The rows of an import, read here or ahead in another process: the same in every way, whatever happens to either."""

from __future__ import annotations

import gzip
import io
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from pos_app.services.beside import Beside
from pos_app.services.catalog import import_reader
from pos_app.services.catalog.import_batches import Batch, FileRows
from pos_app.services.catalog.import_model import ImportOptions, ImportProgress
from pos_app.services.catalog.import_reader import ReaderEnded, read_ahead
from pos_app.services.catalog.import_rows import find_file_columns
from pos_app.services.catalog.product_file import FileBroken, TableRow, look_at
from tests.services.catalog.test_import_products import state_of

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.domain.errors import PosError
    from pos_app.services.services import Services

ROWS = 12_000
"""So many make a file that is read ahead."""
ODD = {
    17: b"A17,,,1.00\n",
    18: b'A18,,"never closed,1.00\n',
    19: "A19,,酱油 Sauce,1.00\n".encode(),
    20: b"A20,,One too many,1.00,cheap,12\n",
    21: b"A3,,Stands there already,1.00\n",
    199: b"A199,,No price,cheap\n",
    200: b"A200,,Stray \xff byte,1.00\n",
    201: b"\xff,,Stray byte as code,1.00\n",
    4_999: b",,,\n",
    5_000: b",,,\n",
    ROWS - 1: b"\n\nA1,6901234500265,Wrong figure,1.00\n",
}
BAD = 20_150
"""Rows before it are good: it stands in a batch that is never full."""
IN_NOTES = 300
"""A row that is taken has a stray byte in a column that nobody asks for."""


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the processes that were started."""
    numbers: list[int] = []
    start = Beside.__init__

    def noted(beside: Beside, *given: Any) -> None:
        start(beside, *given)
        numbers.append(beside.number)

    monkeypatch.setattr(Beside, "__init__", noted)
    return numbers


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.csv"
    path.write_bytes(b"sku,barcode,name,price,notes\n" + b"".join(map(line, range(ROWS))))
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A large file that breaks off behind a row that cannot be taken."""
    path = tmp_path / "broken.csv.gz"
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        file.write(b"sku,name,price\n")
        for number in range(BAD):
            # figures that hardly repeat, or it would be small
            file.write(b"A%d,K\xc3\xa4se %d,1.00\n" % (number, number**7 % 999_999_937))
        file.write(b"A,,1.00\nB,Brot,1.00\n")
        file.flush()
        path.write_bytes(packed.getvalue())
    return path


def line(number: int) -> bytes:
    notes = b"\xff\xfe" if number == IN_NOTES else b"what nobody asked to know"
    return ODD.get(number, b"A%d,,K\xc3\xa4se %d,1.00,%s\n" % (number, number, notes))


def rows_of(path: Path, skip: int = 0) -> FileRows:
    file, options = look_at(path), ImportOptions()
    return FileRows(file, find_file_columns(file, options), options, 2, skip)


def shown(error: PosError | None) -> object:
    return None if error is None else (type(error), error.params)


def seen(row: TableRow) -> object:
    return row.line, row.cells, shown(row.problem)


def content(batch: Batch) -> object:
    """Return all of a batch as values that can be compared: an error is only equal to itself."""
    return (
        [(ready.row, ready.words, ready.skipped, seen(ready.source)) for ready in batch.rows],
        [(seen(row), shown(reason)) for row, reason in batch.refused],
        batch.share,
        batch.skipped,
    )


def read(rows: FileRows) -> list[Batch]:
    with read_ahead(rows) as batches:
        return list(batches)


def read_here(rows: FileRows) -> list[Batch]:
    return list(rows.batches())


@pytest.mark.parametrize("skip", [0, 250])
def test_a_large_file_is_read_elsewhere_and_the_same(large: Path, started: list[int], skip: int) -> None:
    rows = rows_of(large, skip)
    ahead, here = read(rows), read_here(rows)
    assert len(started) == 1
    assert list(map(content, ahead)) == list(map(content, here))
    # what is skipped was still read for what it took
    assert [row.line for batch in ahead for row, reason in batch.refused if reason.code == "twice_in_file"] == (
        [] if skip else [23]
    )


def test_rows_come_with_their_words_and_what_was_skipped_before_them(large: Path) -> None:
    batches = read(rows_of(large))
    ready = {row.row.sku: row for batch in batches for row in batch.rows}
    refused = [(row.line, reason.code) for batch in batches for row, reason in batch.refused]
    assert refused == [
        (19, "name_missing"),
        (20, "unclosed_quote"),
        (22, "row_too_wide"),
        (23, "twice_in_file"),
        (201, "price_unreadable"),
        (202, "name_unreadable"),
        (203, "unreadable_code"),
        (5001, "name_missing"),
        (5002, "name_missing"),
        (ROWS + 3, "wrong_check_digit"),
    ]
    assert ready["A19"].words.startswith("酱 油 sauce jiangyou jy")
    assert (ready["A19"].skipped, ready["A22"].skipped, ready["A202"].skipped, ready["A204"].skipped) == (2, 2, 3, 0)
    assert ready["A300"].source.cells[-1] == "\udcff\udcfe"
    assert batches[-1].share == 1.0


def test_what_is_ready_is_written_now_and_then_and_what_was_skipped_is_counted_once(large: Path) -> None:
    batches = read(rows_of(large))
    assert max(len(batch.rows) for batch in batches) == 200
    assert [batch.skipped for batch in batches if batch.skipped is not None] == [1, 0, 1]
    counted = sum(row.skipped + 1 for batch in batches for row in batch.rows)
    assert counted + sum(batch.skipped or 0 for batch in batches) == ROWS


def test_few_large_rows_are_a_batch_too(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("sku,name,notes\n" + "".join(f"A{n},Thing,{'x' * 400_000}\n" for n in range(5)), encoding="utf-8")
    assert [len(batch.rows) for batch in read(rows_of(path))] == [3, 2]


def test_a_small_file_starts_no_process(sqlite_shop: Services, large: Path, started: list[int], tmp_path: Path) -> None:
    path = tmp_path / "small.csv"
    path.write_bytes(b"".join(large.read_bytes().splitlines(keepends=True)[:2000]))
    sqlite_shop.imports.run(path, ImportOptions(), rejects=lambda _row, _reason: None)
    assert started == []


def test_an_import_does_the_same_either_way(
    sqlite_shop: Services, large: Path, started: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def bring(*, dry_run: bool) -> tuple[tuple[int, ...], list[object], list[float]]:
        refused, shares = list[object](), list[float]()
        report = sqlite_shop.imports.run(
            large,
            ImportOptions(),
            rejects=lambda row, reason: refused.append((seen(row), shown(reason))),
            progress=lambda done: shares.append(done.share),
            dry_run=dry_run,
        )
        assert shares == sorted(shares)
        assert shares[-1] == 1.0
        return (report.rows, report.added, report.changed, report.unchanged, report.rejected), refused, shares

    with monkeypatch.context() as here:
        here.setattr(import_reader, "_LARGE", large.stat().st_size + 1)
        tried, refused_here, _ = bring(dry_run=True)
        assert started == []
    did, refused, _ = bring(dry_run=False)
    assert len(started) == 1
    assert (did, refused) == (tried, refused_here)
    assert did == (ROWS, ROWS - 10, 0, 0, 10)
    assert sqlite_shop.ring_up.search("jiangyou")[0].sku == "A19"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_an_import_whose_reader_is_killed_is_undone(sqlite_shop: Services, large: Path, started: list[int]) -> None:
    before = state_of(sqlite_shop)

    def kill(_progress: ImportProgress) -> None:
        os.kill(started[0], signal.SIGKILL)

    with pytest.raises(ReaderEnded):
        sqlite_shop.imports.run(large, ImportOptions(), rejects=lambda _row, _reason: None, progress=kill)
    assert state_of(sqlite_shop) == before
    assert sqlite_shop.imports.unfinished() is None
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)


def test_a_large_import_that_was_cut_off_is_finished_where_it_stopped(
    sqlite_shop: Services, large: Path, started: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    class CutOffError(Exception):
        pass

    def cut(progress: ImportProgress) -> None:
        if progress.rows > 5_000:
            raise CutOffError

    with monkeypatch.context() as killed:
        killed.setattr("pos_app.services.catalog.import_products.undo_import", lambda *_given: None)
        with pytest.raises(CutOffError):
            sqlite_shop.imports.run(large, ImportOptions(), rejects=lambda _row, _reason: None, progress=cut)
    found = sqlite_shop.imports.unfinished()
    assert found is not None
    assert 5_000 < found.rows_done < ROWS
    report = sqlite_shop.imports.finish(found.uid)
    assert (report.rows, report.added, report.rejected) == (ROWS, ROWS - 10, 10)
    assert len(started) == 2
    for number in started:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


def test_a_file_that_breaks_off_gives_what_stands_before_and_says_so(broken: Path, started: list[int]) -> None:
    rows, came = rows_of(broken), list[list[object]]()
    with read_ahead(rows) as ahead:
        for batches in (ahead, rows.batches()):
            came.append([])
            with pytest.raises(FileBroken) as raised:
                came[-1] += map(content, batches)
            assert raised.value.params == {"path": str(broken)}
    assert len(started) == 1
    assert came[0] == came[1] != []


def test_an_import_of_a_file_that_breaks_off_is_undone(sqlite_shop: Services, broken: Path, started: list[int]) -> None:
    before, refused = state_of(sqlite_shop), list[int]()
    with pytest.raises(FileBroken):
        sqlite_shop.imports.run(broken, ImportOptions(), rejects=lambda row, _reason: refused.append(row.line))
    assert len(started) == 1
    assert state_of(sqlite_shop) == before
    assert refused == [BAD + 2], "it stands in the last rows before the break"


def test_the_reader_loads_neither_qt_nor_sqlalchemy() -> None:
    """They take longer to load than a thousand rows to read."""
    code = (
        "import sys\n"
        "import pos_app.services.beside, pos_app.services.catalog.import_batches\n"
        "import pos_app.services.catalog.import_reader\n"
        "print({'sqlalchemy', 'PySide6', 'openpyxl', 'pypinyin'} & set(sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    assert done.stdout == "set()\n"
