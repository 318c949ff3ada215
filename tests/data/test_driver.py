"""Statements that go to SQLite's driver: in SQLAlchemy's transaction, with SQLAlchemy's errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from pos_app.data.driver import listen, run, run_many
from pos_app.data.tables.shop import setting
from pos_app.domain.problems import DiskFull

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pos_app.data.engine import Database

_PUT = "INSERT INTO setting (scope, name, value, changed_at) VALUES (?, ?, ?, '2026-03-02 01:00:00.000000')"


def count(connection: Connection) -> int:
    found: int = connection.execute(select(func.count()).select_from(setting)).scalar_one()
    return found


def break_off(database: Database) -> None:
    with database.write() as connection:
        run(connection, _PUT, ("shop", "a", "1"))
        run_many(connection, _PUT, [("shop", "b", "1"), ("shop", "c", "1")])
        assert count(connection) == 3
        raise ZeroDivisionError


def test_what_is_run_belongs_to_the_transaction(shop_file: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        break_off(shop_file)
    with shop_file.read() as connection:
        assert count(connection) == 0


def test_a_connection_without_a_transaction_begins_one(shop_file: Database) -> None:
    with shop_file.writer.connect() as connection:
        run(connection, _PUT, ("shop", "a", "1"))
        assert connection.in_transaction()
        connection.rollback()
        assert count(connection) == 0


def test_errors_are_those_of_sqlalchemy_and_are_told_apart(shop_file: Database) -> None:
    with shop_file.write() as connection:
        with pytest.raises(IntegrityError):
            run_many(connection, _PUT, [("shop", "a", "1"), ("shop", "a", "2")])
        with pytest.raises(OperationalError):
            run(connection, "SELECT nothing FROM nowhere", ())
    with pytest.raises(DiskFull):
        fill(shop_file)


def fill(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # SQLite takes as few as there are
        run_many(connection, _PUT, [("shop", str(place), "x" * 2000) for place in range(200)])


def test_who_listens_hears_everything_until_it_is_asked_no_more(shop_file: Database) -> None:
    heard: list[tuple[str, bool]] = []
    with shop_file.write() as connection:
        listen(connection, lambda text, _values, many: heard.append((text, many)))
        run(connection, _PUT, ("shop", "a", "1"))
        run_many(connection, _PUT, [("shop", "b", "1")])
        listen(connection, None)
        run(connection, _PUT, ("shop", "c", "1"))
    assert heard == [(_PUT, False), (_PUT, True)]
