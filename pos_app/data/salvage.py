"""Read out of a damaged SQLite file what can be read, row by row, past what cannot."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from pos_app.data import append_only
from pos_app.data.problems import problem_of_sqlite
from pos_app.data.tables import every_table
from pos_app.domain.problems import DatabaseDamaged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Table

_ROWS = 500
"""Read at a time where all is well."""
_TRIES = 4_000
"""Rows that are looked for one by one behind damage, before a table is given up."""


def is_damaged(path: Path) -> bool:
    """Tell whether a file is there that SQLite cannot read, or finds unsound."""
    if not path.is_file() or path.stat().st_size == 0:
        return False
    try:
        # only read: the log beside it is not played into what is damaged
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            return bool(file.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.DatabaseError as error:
        return problem_of_sqlite(error, path) is DatabaseDamaged


class Wreck:
    """A damaged file. What is read of a table is followed by whether that was all of it."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        # one bad byte of a text hides neither the row nor that something is wrong with it
        self._file.text_factory = lambda content: content.decode("utf-8", "replace")
        with contextlib.suppress(sqlite3.DatabaseError):
            # a damaged page that is only pointed at need not stop the reading of the others
            self._file.execute("PRAGMA cell_size_check = ON")
            self._file.execute("PRAGMA query_only = ON")

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def columns(self, table: str) -> list[str]:
        """Return the columns of a table; none where even that cannot be read."""
        try:
            return [row[1] for row in self._file.execute(f"PRAGMA table_info({table})")]
        except sqlite3.DatabaseError:
            return []

    def rows(self, table: str, columns: list[str]) -> Iterator[tuple[object, ...]]:
        """Give what can be read of a table's rows; nothing of an index is asked."""
        if every_table().tables[table].dialect_options["sqlite"]["with_rowid"]:
            yield from self._along_rowid(table, columns)
        else:
            yield from self._from_both_ends(every_table().tables[table], columns)

    def _along_rowid(self, table: str, columns: list[str]) -> Iterator[tuple[object, ...]]:
        """Read in order; where there is damage row by row, and past it."""
        named, last = ", ".join(columns), -(2**63)
        query = _sql("SELECT rowid,", named, "FROM", table, "NOT INDEXED WHERE rowid > ? ORDER BY rowid LIMIT ?")
        tries, size = _TRIES, _ROWS
        while tries:
            try:
                found = self._file.execute(query, (last, size)).fetchall()
            except sqlite3.DatabaseError:
                tries -= 1
                if size > 1:
                    size = 1
                else:
                    last = max(last, 0) + 1
                continue
            for rowid, *values in found:
                last = rowid
                yield tuple(values)
            if len(found) < size:
                return

    def _from_both_ends(self, table: Table, columns: list[str]) -> Iterator[tuple[object, ...]]:
        """Read up to the damage, and where there is some down to it: such a table has no numbers to jump past it."""
        key = [column.name for column in table.primary_key]
        for direction in ("ASC", "DESC"):
            order = ", ".join(f"{name} {direction}" for name in key)
            try:
                yield from self._file.execute(_sql("SELECT", ", ".join(columns), "FROM", table.name, "ORDER BY", order))
            except sqlite3.DatabaseError:
                continue
            return

    def is_whole(self, table: str) -> bool:
        """Tell whether a table can be read from its first row to its last."""
        try:
            self._file.execute(_sql("SELECT count(*) FROM", table, "NOT INDEXED")).fetchone()
        except sqlite3.DatabaseError:
            return False
        return True


def lay_over(wreck: Wreck, target: Path) -> None:
    """Write what can be read of a wreck into a sound file of the same schema: rows it has not, and newer ones.

    A table of what may change that can be read whole takes the other's place; of facts none is taken away.
    """
    ledgers = {table.name for table in append_only.protected_tables()}
    with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as file:
        file.execute("PRAGMA foreign_keys = OFF")
        file.execute("BEGIN IMMEDIATE")
        protection = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in protection:
            file.execute(f"DROP TRIGGER {name}")
        for table in every_table().sorted_tables:
            _lay_table(wreck, file, table.name, replace=table.name not in ledgers)
        for _name, sql in protection:
            file.execute(sql)
        file.execute("COMMIT")


def _lay_table(wreck: Wreck, file: sqlite3.Connection, table: str, *, replace: bool) -> None:
    known = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
    columns = [name for name in wreck.columns(table) if name in known]
    if not columns:
        return
    if replace and wreck.is_whole(table):
        file.execute(_sql("DELETE FROM", table))
    places = ", ".join("?" * len(columns))
    put = _sql("INSERT OR REPLACE INTO", table, f"({', '.join(columns)}) VALUES ({places})")
    for values in wreck.rows(table, columns):
        with contextlib.suppress(sqlite3.IntegrityError):  # damage made a value of it that cannot be
            file.execute(put, values)


def _sql(*words: str) -> str:
    """Return a statement of names that are the schema's own."""
    return " ".join(words)
