"""Schema versions: set a new shop up, bring an old one forward after a backup, refuse a newer one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from pos_app.data import append_only, search
from pos_app.domain.problems import NewerSchema

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pos_app.data.engine import Database

REVISIONS = ("0001", "0002", "0003")
"""Every revision this program knows, oldest first; kept here so that a start need not load alembic."""
HEAD = REVISIONS[-1]


def current(connection: Connection) -> str | None:
    """Return the revision a database stands at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)


def is_current(database: Database) -> bool:
    """Tell whether the database needs no upgrade. Raise `NewerSchema` where a newer program has used it."""
    with database.read() as connection:
        found = current(connection)
    if found is not None and found not in REVISIONS:
        raise NewerSchema(found=found)
    return found == HEAD


def upgrade(database: Database) -> None:
    """Bring the schema to this program's, with the triggers and search tables that belong to it.

    Raise an `EnvironmentProblem` where the database is in the way; on SQLite it is then as it was.
    """
    # alembic costs a quarter of a second to import and is needed once in a shop's version
    from pathlib import Path

    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    try:
        with database.translated(), database.writer.connect() as connection:
            if database.dialect == "sqlite":
                # a changed table is built anew beside the old one; foreign keys would follow the old name
                connection.exec_driver_sql("ROLLBACK")
                connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            append_only.install(connection)
            search.install(connection)
            if database.dialect == "sqlite":
                _refuse_broken_references(connection)
            connection.commit()
    finally:
        database.writer.dispose()  # its connection has foreign keys off
        # a reader that remembers the old schema and is kept from looking again calls the new tables unknown
        database.reader.dispose()


def _refuse_broken_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise RuntimeError(f"the upgrade left a reference to nothing: {tuple(broken)}")


__all__ = ["HEAD", "REVISIONS", "current", "is_current", "upgrade"]
