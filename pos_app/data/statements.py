"""Changes that are made at every sale, run with as little as possible between them and SQLite's driver."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection, CursorResult, Dialect
    from sqlalchemy.sql.dml import UpdateBase


class _Compiled(NamedTuple):
    sql: str
    names: tuple[str, ...]
    """Of the values, in the order of their places."""
    usual: Mapping[str, Any]
    """Values that the statement has of its own."""
    makers: tuple[Callable[[Any], Any] | None, ...]

    def placed(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        given = {**self.usual, **values}
        return tuple(
            make(given[name]) if make else given[name] for name, make in zip(self.names, self.makers, strict=True)
        )


def change(connection: Connection, statement: UpdateBase, values: Mapping[str, Any]) -> CursorResult[Any]:
    """Run an INSERT, UPDATE or DELETE whose values have names; nothing but `rowcount` is asked of what it returns.

    Raise `KeyError` (SQLite) or `StatementError` where a value is missing.
    """
    if connection.dialect.name != "sqlite":
        return connection.execute(statement, dict(values))
    compiled = _compiled(statement, connection.dialect)
    return connection.exec_driver_sql(compiled.sql, compiled.placed(values))


def change_all(connection: Connection, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run such a statement once for each row."""
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(statement, [dict(row) for row in rows])
        return
    compiled = _compiled(statement, connection.dialect)
    connection.exec_driver_sql(compiled.sql, [compiled.placed(row) for row in rows])


@lru_cache(maxsize=64)
def _compiled(statement: UpdateBase, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    names = tuple(compiled.positiontup or ())
    types = [compiled.binds[name].type for name in names]
    makers = tuple(kind.dialect_impl(dialect).bind_processor(dialect) for kind in types)
    # one that must be given has no value of its own; left out, it is missed as on servers
    usual = {name: value for name, value in compiled.params.items() if not compiled.binds[name].required}
    return _Compiled(str(compiled), names, usual, makers)
