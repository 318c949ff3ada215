"""Adding to kept figures: in one statement, whether the row is there or not."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from sqlalchemy import Table, event, select

from pos_app.data.tables.catalog import variant_sales
from pos_app.data.tables.stock import level
from pos_app.data.upsert import add_to
from tests.factories.rows import fill

if TYPE_CHECKING:
    from pos_app.data.engine import Database


def figures(database: Database, table: Table) -> list[tuple[int, ...]]:
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]


def test_a_row_is_put_in_or_added_to(shop_database: Database) -> None:
    with shop_database.write() as connection:
        fill(connection)
        fill(connection, 2)
    with shop_database.write() as connection:
        add_to(connection, variant_sales, [{"variant_id": 1, "orders": 3, "quantity": -500}])
    assert figures(shop_database, variant_sales) == [(1, 4, -499), (2, 2, 2)]
    with shop_database.write() as connection:
        both = [
            {"variant_id": 1, "location_id": 1, "on_hand": 10, "reserved": -1},
            {"variant_id": 1, "location_id": 2, "on_hand": 7, "reserved": 5},
        ]
        add_to(connection, level, both)
        add_to(connection, level, both[1:])
    assert figures(shop_database, level) == [(1, 1, 11, 0), (1, 2, 14, 10), (2, 2, 2, 2)]


def test_the_same_row_twice_in_one_call_counts_twice(shop_database: Database) -> None:
    with shop_database.write() as connection:
        fill(connection)
        add_to(connection, variant_sales, [{"variant_id": 1, "orders": 1, "quantity": 1000}] * 3)
    assert figures(shop_database, variant_sales) == [(1, 4, 3001)]


def test_nothing_to_add_asks_nothing(shop_database: Database) -> None:
    asked: list[str] = []
    with shop_database.write() as connection:
        event.listen(connection, "before_cursor_execute", lambda *args: asked.append(args[2]))
        add_to(connection, level, [])
    assert asked == []


def test_two_at_once_lose_nothing(shop_database: Database) -> None:
    with shop_database.write() as connection:
        fill(connection)

    def work() -> None:
        for _ in range(20):
            with shop_database.write() as connection:
                add_to(connection, level, [{"variant_id": 1, "location_id": 1, "on_hand": 1, "reserved": 0}])

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert figures(shop_database, level) == [(1, 1, 41, 1)]
