"""The databases' and the system's own errors in the program's words: the one place that knows their numbers."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from pos_app.domain.problems import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DiskFault,
    DiskFull,
    FolderMissing,
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
    sqlite3.SQLITE_IOERR: DiskFault,
    sqlite3.SQLITE_PERM: DatabaseReadOnly,
}
"""By primary result code."""

_SAYS_LITTLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY}
"""Codes that SQLite gives for a full disk as for a broken or write-protected one; the system tells them apart."""
_SYSTEM: dict[int, type[CodedError]] = {
    errno.ENOSPC: DiskFull,
    getattr(errno, "EDQUOT", errno.ENOSPC): DiskFull,
    errno.EFBIG: DiskFull,  # FAT32 has no room for a file of 4 GB
    errno.EIO: DiskFault,
    errno.ENOENT: FolderMissing,
}
_PROBE_BYTES = 65_536

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


def problem_of(error: DBAPIError, dialect: str, path: Path) -> type[CodedError] | None:
    """Return what a person is told of a database's error; None where the fault is the program's own.

    `path` is where the file of a SQLite database lies.
    """
    if dialect == "sqlite":
        return problem_of_sqlite(error.orig, path)
    if error.connection_invalidated:
        return DatabaseUnreachable
    return _postgres(error) if dialect == "postgresql" else _mariadb(error)


def problem_of_sqlite(error: BaseException | None, path: Path) -> type[CodedError] | None:
    """Return what a person is told of an error that SQLite has with the file at `path`; None as of `problem_of`."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    problem = _SQLITE.get(code)
    return (code in _SAYS_LITTLE and _in_the_way(path.parent)) or problem


def problem_of_writing(error: OSError) -> type[CodedError]:
    """Return what a person is told where the system lets nothing be written."""
    return _SYSTEM.get(error.errno or 0, DatabaseReadOnly)


def _in_the_way(folder: Path) -> type[CodedError] | None:
    """Write a little beside a shop's file; return what is in the way of that, None where nothing is."""
    if not folder.is_dir():
        return None
    try:
        handle, name = tempfile.mkstemp(prefix="probe-", dir=folder)
    except OSError as error:
        return problem_of_writing(error)
    try:
        if os.write(handle, bytes(_PROBE_BYTES)) < _PROBE_BYTES:
            return DiskFull
        os.fsync(handle)
    except OSError as error:
        return problem_of_writing(error)
    finally:
        os.close(handle)
        Path(name).unlink()
    return None


def _postgres(error: DBAPIError) -> type[CodedError] | None:
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # it never spoke to the server
        return DatabaseUnreachable if isinstance(error, OperationalError) else None
    return _POSTGRES.get(state) or (DatabaseUnreachable if state.startswith(_POSTGRES_AWAY) else None)


def _mariadb(error: DBAPIError) -> type[CodedError] | None:
    number = error.orig.args[0] if error.orig and error.orig.args else 0
    return DatabaseUnreachable if number in _MARIADB_CLIENT else _MARIADB.get(number)
