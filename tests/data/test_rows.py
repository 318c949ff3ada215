"""One row in, one key out; and many of the same columns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, select
from sqlalchemy.exc import StatementError

from pos_app.data.ids import new_uid
from pos_app.data.rows import add_row, add_rows
from pos_app.data.tables.shop import location, setting
from pos_app.data.tables.taxes import tax_class

if TYPE_CHECKING:
    from pos_app.data.engine import Database

keyless = Table("keyless", MetaData(), Column("figure", Integer))


def test_a_row_is_given_its_key(shop_database: Database) -> None:
    with shop_database.write() as connection:
        first, second = (add_row(connection, location, uid=new_uid(), name="shop", kind="shop") for _ in range(2))
    assert second == first + 1 > 0


def test_a_row_that_is_given_no_key_is_a_fault(database: Database) -> None:
    with database.write() as connection:
        keyless.create(connection)
        with pytest.raises(LookupError, match="keyless"):
            add_row(connection, keyless, figure=1)


def test_moments_of_a_clock_that_was_turned_back_stay_apart(shop_database: Database) -> None:
    early = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    rows = [(new_uid(), "early", early), (new_uid(), "late", early.replace(fold=1))]
    with shop_database.write() as connection:
        add_rows(connection, tax_class, ("uid", "code", "archived_at"), rows, name="Some")
        found = {row.code: row.archived_at for row in connection.execute(select(tax_class))}
    assert found["late"] - found["early"] == timedelta(hours=1)


def test_many_rows_are_stored_as_their_columns_types_say(shop_database: Database) -> None:
    at = datetime(2026, 11, 25, 23, 30, tzinfo=timezone(timedelta(hours=8)))
    rows = [(new_uid(), f"c{number}", at + timedelta(hours=number)) for number in range(3)]
    with shop_database.write() as connection:
        add_rows(connection, tax_class, ("uid", "code", "archived_at"), rows, name="Some")
        add_rows(connection, tax_class, ("uid", "code"), [(new_uid(), "d")], name="Another", archived_at=at)
        add_rows(connection, tax_class, ("uid", "code"), [], name="None")
    with shop_database.read() as connection:
        found = connection.execute(select(tax_class).order_by(tax_class.c.code)).all()
    assert [(row.uid, row.code, row.archived_at) for row in found][:3] == rows
    assert [(row.name, row.archived_at) for row in found][2:] == [
        ("Some", datetime(2026, 11, 25, 17, 30, tzinfo=UTC)),
        ("Another", at),
    ]


def test_a_moment_without_a_zone_is_refused_among_many_too(shop_database: Database) -> None:
    naive = datetime(2026, 11, 25)  # noqa: DTZ001 - that is the point
    with pytest.raises((ValueError, StatementError), match="time zone"), shop_database.write() as connection:
        add_rows(connection, setting, ("name", "value", "changed_at"), [("x", "1", naive)], scope="shop")
