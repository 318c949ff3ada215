"""Add to kept figures: put a row in, or add to the one that is there, in one statement on every database."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import mysql, postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Table
    from sqlalchemy.sql.dml import Insert


def add_to(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Add each row's figures to the row with the same primary key; all rows have the same columns."""
    if rows:
        connection.execute(_statement(table, connection.dialect.name), list(rows))


@lru_cache(maxsize=32)
def _statement(table: Table, dialect: str) -> Insert:
    keys = list(table.primary_key.columns)
    figures = [column for column in table.columns if not column.primary_key]
    if dialect == "mariadb":
        add = mysql.insert(table)
        return add.on_duplicate_key_update({column.name: column + add.inserted[column.name] for column in figures})
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    sums = {column.name: column + insert.excluded[column.name] for column in figures}
    return insert.on_conflict_do_update(index_elements=keys, set_=sums)
