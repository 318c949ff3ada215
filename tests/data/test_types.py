"""Columns: what goes in comes out, byte by byte and to the microsecond, on every database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import MetaData, String, Table, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from pos_app.data import types
from pos_app.data.tables import every_table

if TYPE_CHECKING:
    from pos_app.data.engine import Database

MOMENT = datetime(2025, 11, 14, 15, 4, 5, 678901, tzinfo=UTC)

sample = Table(
    "sample",
    MetaData(),
    types.key(),
    types.uid(),
    types.code("code", 32, unique=True),
    types.words("name", nullable=True),
    types.long_text("story", nullable=True),
    types.amount("amount", nullable=True),
    types.unit_price("price", nullable=True),
    types.quantity(nullable=True),
    types.number("count", nullable=True, default=3),
    types.flag("yes", nullable=True),
    types.moment("at", nullable=True),
    types.day("on", nullable=True),
    types.blob("data"),
)


@pytest.fixture
def samples(database: Database) -> Database:
    """A database with the one table of every word."""
    with database.write() as connection:
        sample.metadata.create_all(connection)
    return database


def kept(database: Database, **values: object) -> dict[str, object]:
    """Store a row and read it back through another connection."""
    row = {"uid": bytes(range(16)), "code": "A1"} | values
    with database.write() as connection:
        connection.execute(insert(sample), row)
    with database.read() as connection:
        return dict(connection.execute(select(sample)).mappings().one())


def test_what_goes_in_comes_out(samples: Database) -> None:
    values: dict[str, object] = {
        "uid": b"\x00" + b" " * 14 + b"\x00",
        "code": "红豆-ß",
        "name": "Ärger 🫖",
        "story": "ü" * 100_000,
        "amount": 10**15,
        "price": -(10**15),
        "quantity": 2**62,
        "count": 0,
        "yes": True,
        "at": MOMENT,
        "on": date(2025, 11, 14),
        "data": bytes(range(256)) * 300,
    }
    assert kept(samples, **values) == values | {"id": 1}


def test_what_is_not_said_is_null_or_the_default(samples: Database) -> None:
    row = kept(samples)
    assert row["count"] == 3
    assert row["yes"] is row["at"] is row["on"] is row["data"] is row["amount"] is None


def test_a_moment_is_kept_in_utc_to_the_microsecond(samples: Database) -> None:
    away = MOMENT.astimezone(timezone(timedelta(hours=8)))
    found = kept(samples, at=away)["at"]
    assert found == MOMENT
    assert isinstance(found, datetime)
    assert found.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(samples: Database) -> None:
    with pytest.raises(StatementError, match="a moment without a time zone cannot be stored"):
        kept(samples, at=datetime(2025, 11, 14))  # noqa: DTZ001 - what is refused
    with samples.read() as connection:
        assert connection.execute(select(sample)).first() is None


def test_codes_differ_by_any_byte(samples: Database) -> None:
    codes = ["a", "A", "á", "a ", " a", "a\u0301", "ａ", "ss", "ß", "a\t"]
    with samples.write() as connection:
        rows = [{"uid": bytes([number] * 16), "code": code} for number, code in enumerate(codes)]
        connection.execute(insert(sample), rows)
    with samples.read() as connection:
        for code in codes:
            assert list(connection.execute(select(sample.c.code).where(sample.c.code == code)).scalars()) == [code]
        ordered = list(connection.execute(select(sample.c.code).order_by(sample.c.code)).scalars())
    assert ordered == sorted(codes)


@pytest.mark.parametrize("again", [{"uid": bytes(range(16)), "code": "B"}, {"uid": b"\1" * 16, "code": "A1"}])
def test_a_uid_and_a_code_are_unique(samples: Database, again: dict[str, object]) -> None:
    kept(samples)
    with pytest.raises(IntegrityError):
        kept(samples, **again)


def test_every_indexed_text_fits_the_index_of_every_database() -> None:
    lengths = [
        column.type.length
        for table in every_table().tables.values()
        for column in table.columns
        if isinstance(column.type, String) and (column.index or column.unique or column.primary_key)
    ]
    assert max(length or 10**9 for length in lengths) <= types.INDEXED_LENGTH


def test_every_constraint_and_index_has_a_name() -> None:
    """Migrations drop things by name; names differ and none is longer than MariaDB or PostgreSQL take."""
    tables = every_table().tables.values()
    names = [constraint.name for table in tables for constraint in table.constraints]
    names += [index.name for table in tables for index in table.indexes]
    assert None not in names
    assert all(len(str(name)) <= 63 for name in names)


def test_every_fact_says_who_where_in_which_order_and_when() -> None:
    names = [column.name for column in types.fact()]
    assert names == ["till_id", "sequence", "person_id", "shift_id", "at", "wall_at", "business_date", "zone"]
    for name in ("orders", "movement", "payment", "cash_movement", "order_event"):
        assert set(names) <= set(every_table().tables[name].columns.keys()), name


def test_no_column_can_hold_a_float() -> None:
    kinds = {str(column.type).split("(")[0] for table in every_table().tables.values() for column in table.columns}
    assert not {kind for kind in kinds if any(word in kind for word in ("FLOAT", "REAL", "DOUBLE", "NUMERIC"))}
