"""Every row of a large query, in its order, with as little as possible between it and the database's driver.

On SQLite rows come from the driver as tuples, in stretches; what a column's type makes of a stored value is made of a
whole column of a stretch at once, and of the same moment or day only once: the rows of one transaction share them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date

from pos_app.data.types import UtcTime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection, Dialect, Select
    from sqlalchemy.types import TypeEngine

_STRETCH = 1000
"""Rows that are read at once."""
_ALIKE: dict[str, Callable[[], TypeEngine[Any]]] = {"UtcTime": UtcTime, "Date": Date}
_REMEMBERED = 4096
"""Values of a type that are made anew only when so many others came between."""


def sweep(connection: Connection, query: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """Give the rows of a query as tuples, with the values that SQLAlchemy would give."""
    for columns in stretches(connection, query):
        yield from zip(*columns, strict=True)


def stretches(connection: Connection, query: Select[Any]) -> Iterator[list[Sequence[Any]]]:
    """Give the same rows in stretches, each as the values of its columns."""
    if connection.dialect.name != "sqlite":
        # closed here, too, where whoever asks needs no more: a server keeps a cursor for it
        with connection.execute(query, execution_options={"stream_results": True}) as found:
            for some in found.partitions(_STRETCH):
                yield list(zip(*some, strict=True))
        return
    readers = [
        (place, reader)
        for place, column in enumerate(query.selected_columns)
        if (reader := _reader(column.type, connection.dialect)) is not None
    ]
    result = connection.execute(query)
    driver = result.cursor
    if driver is None:
        raise LookupError("the query gave no rows to read")
    try:
        while rows := driver.fetchmany(_STRETCH):
            columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
            for place, reader in readers:
                columns[place] = tuple(map(reader, columns[place]))
            yield columns
    finally:
        result.close()


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what makes a value of what is stored, where it is not the same."""
    # bytes come as bytes: their processor would copy each
    if kind.python_type is bytes:
        return None
    name = type(kind).__name__
    if name in _ALIKE:
        return _of(name, dialect)
    return kind.dialect_impl(dialect).result_processor(dialect, None)


@lru_cache(maxsize=16)
def _of(name: str, dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return the reader of all columns of a type: tables share their moments, and one transaction has one."""
    made = _ALIKE[name]().dialect_impl(dialect).result_processor(dialect, None)
    return None if made is None else lru_cache(maxsize=_REMEMBERED)(made)
