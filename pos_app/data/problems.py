"""The databases' own errors in the program's words: the one place that knows their numbers."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from pos_app.domain.problems import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DiskFull,
)

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

    from pos_app.domain.errors import CodedError

_SQLITE: dict[int, type[CodedError]] = {
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CORRUPT: DatabaseDamaged,
    sqlite3.SQLITE_NOTADB: DatabaseDamaged,
    sqlite3.SQLITE_CANTOPEN: DatabaseUnreachable,
    sqlite3.SQLITE_IOERR: DatabaseUnreachable,
    sqlite3.SQLITE_PERM: DatabaseReadOnly,
}
"""By primary result code."""

_POSTGRES: dict[str, type[CodedError]] = {
    "40001": DatabaseBusy,  # serialization failure
    "40P01": DatabaseBusy,  # deadlock
    "55P03": DatabaseBusy,  # lock not available
    "57014": DatabaseBusy,  # statement timeout
    "53100": DiskFull,
    "25006": DatabaseReadOnly,
    "XX001": DatabaseDamaged,
    "XX002": DatabaseDamaged,
}
"""By SQLSTATE."""
_POSTGRES_AWAY = ("08", "28", "3D", "53", "57P", "58")
"""Beginnings of SQLSTATEs: no connection, not let in, no such database, too many, shutting down, its own disk."""

_MARIADB: dict[int, type[CodedError]] = {
    1205: DatabaseBusy,  # lock wait timeout
    1213: DatabaseBusy,  # deadlock
    1021: DiskFull,
    1114: DiskFull,
    1290: DatabaseReadOnly,
    1792: DatabaseReadOnly,
    1836: DatabaseReadOnly,
    1034: DatabaseDamaged,
    1194: DatabaseDamaged,
    1195: DatabaseDamaged,
    **dict.fromkeys((1040, 1042, 1044, 1045, 1049, 1053, 1129, 1130, 1203, 1226, 1698, 1927), DatabaseUnreachable),
}
"""By error number."""
_MARIADB_CLIENT = range(2000, 3000)
"""Numbers of the client's own errors: no connection, or lost on the way."""


def problem_of(error: DBAPIError, dialect: str) -> type[CodedError] | None:
    """Return what a person is told of a database's error; None where the fault is the program's own."""
    if dialect == "sqlite":
        return _SQLITE.get(getattr(error.orig, "sqlite_errorcode", 0) & 0xFF)
    if error.connection_invalidated:
        return DatabaseUnreachable
    return _postgres(error) if dialect == "postgresql" else _mariadb(error)


def _postgres(error: DBAPIError) -> type[CodedError] | None:
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # it never spoke to the server
        return DatabaseUnreachable if isinstance(error, OperationalError) else None
    return _POSTGRES.get(state) or (DatabaseUnreachable if state.startswith(_POSTGRES_AWAY) else None)


def _mariadb(error: DBAPIError) -> type[CodedError] | None:
    number = error.orig.args[0] if error.orig and error.orig.args else 0
    return DatabaseUnreachable if number in _MARIADB_CLIENT else _MARIADB.get(number)
