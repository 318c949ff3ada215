"""Statements run on SQLite's own driver, within SQLAlchemy's transaction.

Between `Connection.execute` and the driver lies more time than in most statements of a sale. What runs here is hot; all
else goes SQLAlchemy's way. Errors are the same as there.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from sqlalchemy import Connection

    Hear: TypeAlias = "Callable[[str, Any, bool], None]"

_HEAR = "hear"


def run(connection: Connection, sql: str, values: Sequence[Any]) -> sqlite3.Cursor:
    """Run one statement with values for its question marks."""
    _begin(connection)
    driver = _driver(connection, sql, values, many=False)
    try:
        return driver.execute(sql, values)
    except sqlite3.Error as error:
        raise _told(sql, values, error) from error


def run_first(connection: Connection, sql: str) -> None:
    """Run what begins a transaction; SQLAlchemy takes it as begun already."""
    driver = _driver(connection, sql, (), many=False)
    try:
        driver.execute(sql)
    except sqlite3.Error as error:
        raise _told(sql, (), error) from error


def run_many(connection: Connection, sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run one statement once for each row of values."""
    _begin(connection)
    driver = _driver(connection, sql, rows, many=True)
    try:
        driver.executemany(sql, rows)
    except sqlite3.Error as error:
        raise _told(sql, rows, error) from error


def listen(connection: Connection, hear: Hear | None) -> None:
    """Tell `hear` (statement, values, many) of all that runs here on this connection from now on; None: nobody."""
    connection.info[_HEAR] = hear


def shared(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Make the same of the same value once: what is written at once shares its moments and days."""
    once = lru_cache(maxsize=16)(make)

    def made(value: Any) -> Any:
        # in a zone that turns its clock back, two moments an hour apart are equal
        return once(value) if getattr(value, "tzinfo", UTC) is UTC else make(value)

    return made


def _begin(connection: Connection) -> None:
    if not connection.in_transaction():
        connection.begin()  # as SQLAlchemy does of itself


def _driver(connection: Connection, sql: str, values: Sequence[Any], *, many: bool) -> sqlite3.Connection:
    hear: Hear | None = connection.info.get(_HEAR)
    if hear is not None:
        hear(sql, values, many)
    driver: sqlite3.Connection | None = connection.connection.driver_connection
    if driver is None:
        raise LookupError("the connection was given back")
    return driver


def _told(sql: str, values: Sequence[Any], error: sqlite3.Error) -> BaseException:
    return DBAPIError.instance(sql, values, error, sqlite3.Error, hide_parameters=True)
