"""Rows put in: one, with the key the database gave it, or many of the same columns at once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Dialect, Table


def add_row(connection: Connection, table: Table, **values: Any) -> int:
    """Insert one row and return its key. Raise `LookupError` where the database gave it none."""
    found = connection.execute(insert(table), values).inserted_primary_key
    if not found or found[0] is None:
        raise LookupError(f"a row of {table.name} was given no key")
    return int(found[0])


def add_rows(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]], **same: Any
) -> None:
    """Insert rows whose values stand in the order of `names`, each with what is the `same` in all of them.

    On SQLite they go to the driver as they are, which costs half of what dictionaries do; what a column's type makes
    of a Python value is made of it there too.
    """
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(insert(table), [{**dict(zip(names, row, strict=True)), **same} for row in rows])
        return
    sql, makers = _statement(table, (*names, *same), connection.dialect)
    own, common = makers[: len(names)], makers[len(names) :]
    fixed = tuple(make(value) if make else value for make, value in zip(common, same.values(), strict=True))
    if any(own):
        rows = [tuple(make(value) if make else value for make, value in zip(own, row, strict=True)) for row in rows]
    connection.exec_driver_sql(sql, [(*row, *fixed) for row in rows])


@lru_cache(maxsize=64)
def _statement(
    table: Table, names: tuple[str, ...], dialect: Dialect
) -> tuple[str, tuple[Callable[[Any], Any] | None, ...]]:
    """Return the INSERT of these columns in this order, and what each column's type makes of a value, if anything."""
    places = ", ".join("?" * len(names))
    quote = dialect.identifier_preparer.quote
    sql = f"INSERT INTO {quote(table.name)} ({', '.join(map(quote, names))}) VALUES ({places})"  # noqa: S608 - names of our own
    # bytes are stored as they are: the processor would only wrap each in a memoryview
    types = [table.c[name].type for name in names]
    return sql, tuple(
        None if kind.python_type is bytes else kind.dialect_impl(dialect).bind_processor(dialect) for kind in types
    )
