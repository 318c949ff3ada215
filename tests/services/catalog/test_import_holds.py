"""What an import does while it holds the writer: little, found by key, and nothing with its file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, select

from pos_app.data.driver import listen
from pos_app.data.engine import Database
from pos_app.data.ids import new_uid
from pos_app.data.tables.catalog import variant, variant_sales
from pos_app.data.tables.taxes import tax_class
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.catalog.import_upkeep import Upkeep
from pos_app.services.catalog.product_file import TableFile
from pos_app.services.pace import AIM_SECONDS, Held, Pace

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pos_app.services.services import Services

ROWS = 600
MOST = 400
"""Rows of one kind that a transaction may write, however fast the machine is."""
SMALL = ("tax", "anon_1", "import_run", "setting", "(subquery", "CONSTANT", "search_rest_parts")
"""Tables that hold a few rows in any shop, and what is made of them: reading them whole costs nothing."""


class Transactions:
    """Watches the writer: how many rows each transaction writes, and with which statements."""

    def __init__(self, services: Services) -> None:
        self.open = False
        self.most_rows = 0
        self.statements: dict[str, Any] = {}
        self._services = services
        writer = services.shop.database.writer
        event.listen(writer, "begin", self._begin)
        event.listen(writer, "commit", self._end)
        event.listen(writer, "rollback", self._end)
        event.listen(writer, "before_cursor_execute", self._note_by_cursor)
        with writer.connect() as connection:
            listen(connection, self._note)

    def _begin(self, _connection: Connection) -> None:
        self.open = True

    def _end(self, _connection: Connection) -> None:
        self.open = False

    def _note_by_cursor(self, _connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        self._note(sql, values, many)

    def _note(self, sql: str, values: Any, many: bool) -> None:
        assert self.open or sql.startswith("BEGIN")
        self.most_rows = max(self.most_rows, len(values) if many else 1)
        if sql.startswith(("SELECT", "UPDATE", "DELETE", "INSERT", "\n")):
            self.statements[sql] = values[0] if many else values

    def scans(self) -> list[str]:
        """Return the steps of those statements that read a whole table."""
        found = []
        with self._services.shop.database.read() as connection:
            for sql, values in self.statements.items():
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values):
                    step = str(row[-1])
                    by_key = "VIRTUAL TABLE INDEX" in step and not step.endswith("INDEX 0:")
                    if step.startswith("SCAN ") and not by_key and not step.split()[1].startswith(SMALL):
                        found.append(f"{step}: {sql}")
        return found


@pytest.fixture
def watched(sqlite_shop: Services, monkeypatch: pytest.MonkeyPatch) -> Transactions:
    """Watch a shop's writer; its files may only be hashed while it is free."""
    made, usual = Transactions(sqlite_shop), TableFile.hash

    def hashed(file: TableFile) -> str:
        assert not made.open
        return usual(file)

    monkeypatch.setattr(TableFile, "hash", hashed)
    return made


def bring(services: Services, path: Path, name: str, *, dry_run: bool = False) -> bytes:
    lines = "".join(f"X{n},C{n},{name} {n},1.00,9\n" for n in range(ROWS))
    path.write_text("sku,barcode,name,price,tax\n" + lines, encoding="utf-8")
    return services.imports.run(path, ImportOptions(), rejects=lambda _row, _reason: None, dry_run=dry_run).uid


def test_no_transaction_writes_many_rows_or_reads_a_whole_table(
    sqlite_shop: Services, watched: Transactions, tmp_path: Path
) -> None:
    services, path = sqlite_shop, tmp_path / "goods.csv"
    path.write_text("sku,name,price\n" + "".join(f"X{n},Old {n},0.50\n" for n in range(ROWS)), encoding="utf-8")
    services.imports.run(path, ImportOptions(), rejects=lambda _row, _reason: None)
    with services.shop.database.write() as connection:
        keys = connection.execute(select(variant.c.id).where(variant.c.sku.like("X%"))).scalars().all()
        connection.execute(
            variant_sales.insert(), [{"variant_id": key, "orders": key, "quantity": 1000} for key in keys]
        )
    watched.statements.clear()
    watched.most_rows = 0
    services.ring_up.refresh_search()
    bring(services, path, "Old", dry_run=True)
    renamed = bring(services, path, "New")
    assert services.ring_up.search(f"new {ROWS - 1}")[0].sku == f"X{ROWS - 1}"
    assert services.ring_up.search("new")[0].sku == f"X{ROWS - 1}", "what sells most keeps its place"
    services.imports.undo(renamed)
    assert services.ring_up.search("new") == ()
    assert services.ring_up.search("old")[0].sku == f"X{ROWS - 1}"
    assert watched.most_rows <= MOST
    assert watched.scans() == []


def test_the_log_of_an_import_is_copied_before_it_ends(sqlite_shop: Services, tmp_path: Path) -> None:
    database = sqlite_shop.shop.database
    held = Held()
    with Upkeep(database, held).taken_over(), held.write(database) as connection:
        connection.execute(tax_class.insert(), {"uid": new_uid(), "code": "logged", "name": "Logged"})
    # without its log beside it the file holds what was copied
    (tmp_path / "alone.db").write_bytes(Path(database.url.database or "").read_bytes())
    with closing(sqlite3.connect(tmp_path / "alone.db")) as alone:
        assert alone.execute("SELECT name FROM tax_class WHERE code = 'logged'").fetchall() == [("Logged",)]


def test_a_pace_follows_what_it_measures() -> None:
    pace = Pace(100, 10, 400)
    pace.learn(100, AIM_SECONDS * 2)
    assert pace.size == 50
    pace.learn(20, AIM_SECONDS / 2)
    assert pace.size == 50, "a short one says nothing"
    for _ in range(20):
        pace.learn(pace.size, AIM_SECONDS / 100)
    assert pace.size == 400
    pace.learn(400, 60.0)
    assert pace.size == 10


def test_there_is_room_between_transactions_and_more_while_another_program_writes(
    sqlite_shop: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = sqlite_shop.shop.database
    pauses: list[float] = []
    now = [1000.0]
    monkeypatch.setattr("pos_app.services.pace.time.perf_counter", lambda: now[0])
    monkeypatch.setattr("pos_app.services.pace.time.sleep", pauses.append)
    held = Held()

    def hold(seconds: float) -> None:
        with held.write(database) as connection:
            connection.exec_driver_sql("UPDATE till SET name = name || 'x'")
            now[0] += seconds

    hold(0.25)
    hold(0.25)
    now[0] += 0.015625
    hold(0.25)
    assert pauses == [0.0, 0.03125, 0.015625]
    assert (held.last, held.longest) == (0.25, 0.25)
    another = Database(database.url.render_as_string())
    with another.write() as connection:
        connection.exec_driver_sql("UPDATE till SET name = name || 'x'")
    another.close()
    hold(0.25)
    hold(0.25)
    now[0] += 120
    hold(0.25)
    hold(0.25)
    assert pauses[3:] == [0.03125, 0.5, 0.0, 0.03125]
