"""One row in every table, made from the tables themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Boolean, Date, LargeBinary, String, insert

from pos_app.data.tables import every_table

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection, Table

MOMENT = datetime(2025, 11, 14, 15, 4, 5, 678901, tzinfo=UTC)


def row(table: Table, number: int = 1) -> dict[str, Any]:
    """Return a row in which every value says `number` and every reference goes to row `number`."""
    return {column.name: _value(column, number) for column in table.columns}


def _value(column: Column[Any], number: int) -> Any:
    if column.foreign_keys:
        return None if column.nullable else number
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, String):
        return str(number)
    if isinstance(column.type, LargeBinary):
        return number.to_bytes(16, "big")
    if isinstance(column.type, Date):
        return date(2025, 11, 14)
    return number if isinstance(column.type, BigInteger) else MOMENT


def fill(connection: Connection, number: int = 1) -> None:
    """Put a row into every table."""
    for table in every_table().sorted_tables:
        connection.execute(insert(table), row(table, number))
