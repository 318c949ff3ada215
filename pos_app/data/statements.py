"""Statements that are run at every sale, with as little as possible between them and SQLite's driver.

A value may stand for a list of numbers or texts, where the statement says `expanding`: SQLite takes it as one text in
JSON, so that one statement serves for lists of any length.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Select
from sqlalchemy.exc import NoResultFound

from pos_app.data.driver import run, run_many, shared

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection, Dialect
    from sqlalchemy.sql.dml import UpdateBase


class _Compiled(NamedTuple):
    sql: str
    names: tuple[str, ...]
    """Of the values, in the order of their places."""
    usual: Mapping[str, Any]
    """Values that the statement has of its own."""
    makers: tuple[Callable[[Any], Any] | None, ...]
    """What each value's type makes of it before it is stored."""
    readers: tuple[tuple[int, Callable[[Any], Any]], ...]
    """Columns of a result whose type makes something of what was stored."""

    def placed(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        given = {**self.usual, **values}
        return tuple(
            make(given[name]) if make else given[name] for name, make in zip(self.names, self.makers, strict=True)
        )

    def read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        if not self.readers:
            return tuple(row)
        made = list(row)
        for place, reader in self.readers:
            made[place] = reader(made[place])
        return tuple(made)


def change(connection: Connection, statement: UpdateBase, values: Mapping[str, Any]) -> int:
    """Run an INSERT, UPDATE or DELETE whose values have names; return how many rows it concerned.

    Raise `KeyError` (SQLite) or `StatementError` where a value is missing.
    """
    if connection.dialect.name != "sqlite":
        return connection.execute(statement, dict(values)).rowcount
    compiled = _compiled(statement, connection.dialect)
    return run(connection, compiled.sql, compiled.placed(values)).rowcount


def change_all(connection: Connection, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run such a statement once for each row."""
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(statement, [dict(row) for row in rows])
        return
    compiled = _compiled(statement, connection.dialect)
    run_many(connection, compiled.sql, [compiled.placed(row) for row in rows])


def ask(connection: Connection, query: Select[Any], values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return every row that a query with named values finds."""
    if connection.dialect.name != "sqlite":
        return [tuple(row) for row in connection.execute(query, dict(values))]
    compiled = _compiled(query, connection.dialect)
    return [compiled.read(row) for row in run(connection, compiled.sql, compiled.placed(values))]


def ask_one(connection: Connection, query: Select[Any], values: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the one row that must be there. Raise `NoResultFound`."""
    rows = ask(connection, query, values)
    if not rows:
        raise NoResultFound
    return rows[0]


@lru_cache(maxsize=128)
def _compiled(statement: UpdateBase | Select[Any], dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    names = tuple(compiled.positiontup or ())
    types = [compiled.binds[name].type for name in names]
    lists = [name for name in names if compiled.binds[name].expanding]
    processors = [kind.dialect_impl(dialect).bind_processor(dialect) for kind in types]
    makers = tuple(
        json.dumps if name in lists else make and shared(make) for name, make in zip(names, processors, strict=True)
    )
    # one that must be given has no value of its own; left out, it is missed as on servers
    usual = {name: value for name, value in compiled.params.items() if not compiled.binds[name].required}
    found = [column.type for column in statement.selected_columns] if isinstance(statement, Select) else []
    made = [kind.dialect_impl(dialect).result_processor(dialect, None) for kind in found]
    readers = tuple((place, reader) for place, reader in enumerate(made) if reader is not None)
    sql = str(compiled)
    for name in lists:
        sql = sql.replace(f"__[POSTCOMPILE_{name}]", "SELECT value FROM json_each(?)")
    return _Compiled(sql, names, usual, makers, readers)
