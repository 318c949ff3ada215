"""Shops as an earlier version of the program left them: with all that was sold, and that version's schema."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config

from pos_app.data import migrations
from pos_app.data.engine import Database, sqlite_url


def made_old(path: Path, revision: str) -> None:
    """Take a shop's file, which nobody has open, back to a revision; what that did not know yet must be empty."""
    schema = path.with_name(f"{path.name}.{revision}")
    _empty(schema, revision)
    wanted = _objects(schema)
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        there = _objects_of(file)
        file.execute("BEGIN IMMEDIATE")
        for name, (kind, _table, _sql) in there.items():
            if kind == "index" and name not in wanted:
                file.execute(f"DROP INDEX IF EXISTS {name}")
        for name, (kind, _table, _sql) in there.items():
            if kind == "table" and wanted.get(name) != there[name]:
                _take_back(file, name, _columns(schema, name))
        for name, (_kind, _table, sql) in sorted(wanted.items(), key=lambda one: one[1][0], reverse=True):
            if name not in _objects_of(file):
                file.execute(sql)
        file.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        file.execute("COMMIT")
        assert _objects_of(file) == wanted
    schema.unlink()


def _take_back(file: sqlite3.Connection, table: str, columns: set[str]) -> None:
    """Drop a table without rows, to be made anew; of one with rows the columns that came later, which are empty."""
    if file.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,):
        file.execute(f"DROP TABLE {table}")
        return
    for row in file.execute(f"PRAGMA table_info({table})").fetchall():
        if row[1] not in columns:
            assert file.execute(f"SELECT count({row[1]}) FROM {table}").fetchone() == (0,), f"{table}.{row[1]}"
            file.execute(f"ALTER TABLE {table} DROP COLUMN {row[1]}")


def _columns(path: Path, table: str) -> set[str]:
    with closing(sqlite3.connect(path)) as file:
        return {row[1] for row in file.execute(f"PRAGMA table_info({table})")}


def revision_of(path: Path) -> str:
    """Return the revision that a shop's file stands at."""
    with closing(sqlite3.connect(path)) as file:
        return str(file.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _empty(path: Path, revision: str) -> None:
    """Make a file with a revision's schema and no rows."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with closing(Database(sqlite_url(path))) as database, database.writer.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def _objects(path: Path) -> dict[str, tuple[str, str, str]]:
    with closing(sqlite3.connect(path)) as file:
        return _objects_of(file)


def _objects_of(file: sqlite3.Connection) -> dict[str, tuple[str, str, str]]:
    """Return tables and indexes, as they were made; those of the search are made anew by whoever looks for them."""
    query = "SELECT name, type, tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
    rows = [row for row in file.execute(query) if not row[2].startswith(("search_", "sqlite_"))]
    # columns that came and went leave their blanks in the statement
    return {name: (kind, table, " ".join(sql.replace(",", " , ").split())) for name, kind, table, sql in rows}
