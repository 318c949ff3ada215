"""Rows put in: one, with the key the database gave it, or many of the same columns at once.

On SQLite they go to the driver as tuples, which costs a fifth of what SQLAlchemy's dictionaries do; what a column's
type makes of a Python value is made of it there too.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import insert

from pos_app.data.driver import run, run_many, shared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Connection, Dialect, Table


_INSERT = "INSERT INTO {table} ({names}) VALUES ({places})"


class _Insert(NamedTuple):
    sql: str
    makers: tuple[tuple[int, Callable[[Any], Any]], ...]
    """Places of the columns whose type makes something of a value before it is stored."""

    def made(self, row: Iterable[Any]) -> tuple[Any, ...]:
        if not self.makers:
            return tuple(row)
        stored = list(row)
        for place, make in self.makers:
            stored[place] = make(stored[place])
        return tuple(stored)


def add_row(connection: Connection, table: Table, **values: Any) -> int:
    """Insert one row and return its key. Raise `LookupError` where the database gave it none."""
    if connection.dialect.name != "sqlite":
        found = connection.execute(insert(table), values).inserted_primary_key
        key = found[0] if found else None
    else:
        statement = _insert(table, tuple(values), connection.dialect)
        done = run(connection, statement.sql, statement.made(values.values()))
        key = done.lastrowid if table.primary_key else None
    if key is None:
        raise LookupError(f"a row of {table.name} was given no key")
    return int(key)


def add_rows(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[Sequence[Any]], **same: Any
) -> None:
    """Insert rows whose values stand in the order of `names`, each with what is the `same` in all of them."""
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(insert(table), [{**dict(zip(names, row, strict=True)), **same} for row in rows])
        return
    common = _insert(table, tuple(same), connection.dialect).made(same.values())
    own = _insert(table, names, connection.dialect)
    sql = _insert(table, (*names, *same), connection.dialect).sql
    made = [own.made(row) for row in rows] if own.makers else rows
    run_many(connection, sql, [(*row, *common) for row in made] if common else made)


@lru_cache(maxsize=256)
def _insert(table: Table, names: tuple[str, ...], dialect: Dialect) -> _Insert:
    """Return the INSERT of these columns in this order."""
    quote = dialect.identifier_preparer.quote
    places = ", ".join("?" * len(names))
    sql = _INSERT.format(table=quote(table.name), names=", ".join(map(quote, names)), places=places)
    types = [table.c[name].type for name in names]
    # bytes are stored as they are: their processor would only wrap each in a memoryview
    made = [None if kind.python_type is bytes else kind.dialect_impl(dialect).bind_processor(dialect) for kind in types]
    return _Insert(sql, tuple((place, shared(make)) for place, make in enumerate(made) if make is not None))
