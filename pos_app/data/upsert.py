"""Add to kept figures: put a row in, or add to the one that is there, in one statement on every database."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pos_app.data.statements import change_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Table
    from sqlalchemy.dialects import postgresql, sqlite
    from sqlalchemy.sql.dml import Insert


def add_to(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Add each row's figures to the row with the same primary key; all rows have the same columns."""
    if rows:
        change_all(connection, _statement(table, connection.dialect.name), rows)


@lru_cache(maxsize=32)
def _statement(table: Table, dialect: str) -> Insert:
    keys = list(table.primary_key.columns)
    figures = [column for column in table.columns if not column.primary_key]
    # each dialect is loaded where it is used: three take a tenth of a second
    if dialect == "mariadb":
        from sqlalchemy.dialects import mysql

        add = mysql.insert(table)
        return add.on_duplicate_key_update({column.name: column + add.inserted[column.name] for column in figures})
    insert = _insert(table, dialect)
    sums = {column.name: column + insert.excluded[column.name] for column in figures}
    return insert.on_conflict_do_update(index_elements=keys, set_=sums)


def _insert(table: Table, dialect: str) -> postgresql.Insert | sqlite.Insert:
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)
