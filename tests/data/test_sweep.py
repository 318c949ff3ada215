"""Rows read in stretches are the rows that SQLAlchemy gives, on every database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from pos_app.data import sweep as sweeping
from pos_app.data.sweep import stretches, sweep
from pos_app.data.tables import every_table
from tests.factories.rows import fill

if TYPE_CHECKING:
    import pytest

    from pos_app.data.engine import Database


def test_every_table_gives_the_values_that_sqlalchemy_gives(shop_database: Database) -> None:
    with shop_database.write() as connection:
        fill(connection)
        fill(connection, 2)
    with shop_database.read() as connection:
        for table in every_table().sorted_tables:
            query = select(table).order_by(*table.primary_key.columns)
            wanted = [tuple(row) for row in connection.execute(query)]
            found = list(sweep(connection, query))
            assert found == wanted, table.name
            kinds = [[type(value) for value in row] for row in found]
            assert kinds == [[type(value) for value in row] for row in wanted], table.name


def test_no_row_is_lost_between_two_stretches(shop_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "_STRETCH", 2)
    table = every_table().tables["tax_class"]
    with shop_database.write() as connection:
        for number in range(1, 6):
            fill(connection, number)
    with shop_database.read() as connection:
        query = select(table.c.id, table.c.name).order_by(table.c.id)
        parts = [tuple(columns[0]) for columns in stretches(connection, query)]
        assert [len(part) for part in parts] == [2, 2, 1]
        assert [key for part in parts for key in part] == list(connection.execute(select(table.c.id)).scalars())
        assert list(stretches(connection, query.where(table.c.id < 0))) == []
