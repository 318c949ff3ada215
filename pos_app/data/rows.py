"""One row put in, and the key the database gave it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table


def add_row(connection: Connection, table: Table, **values: Any) -> int:
    """Insert one row and return its key. Raise `LookupError` where the database gave it none."""
    found = connection.execute(insert(table), values).inserted_primary_key
    if not found or found[0] is None:
        raise LookupError(f"a row of {table.name} was given no key")
    return int(found[0])
