"""Bring a shop's file to this program's schema: a copy is made before, and put back where the upgrade fails."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy import inspect, select

from pos_app.data import append_only, migrations
from pos_app.data.keys import UNFINISHED
from pos_app.data.problems import problem_of_sqlite, problem_of_writing
from pos_app.data.swap import swap
from pos_app.data.syncing import sync_folder
from pos_app.data.tables.shop import till_head
from pos_app.domain.errors import CodedError
from pos_app.domain.problems import UpgradeFailed

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from pos_app.data.engine import Database


def upgrade_or_put_back(database: Database, path: Path, before: Path) -> None:
    """Bring a file forward; where that fails it is afterwards what it was.

    What went wrong within the upgrade's one transaction is rolled back by SQLite; whatever else happened, the copy
    that is made as `before` is put in the place of `path`. Raise `UpgradeFailed` for a fault, or what the database has.
    """
    back_up(path, before)
    with database.read() as connection:
        stood, heads = migrations.current(connection), _heads(connection)
    try:
        migrations.upgrade(database)
        with database.read() as connection:
            append_only.check(connection)
            _refuse_loss(heads, _heads(connection))
    except Exception as fault:
        database.close()
        if not _stands_at(path, stood):
            _put_back(before, path)
        if isinstance(fault, CodedError):
            raise
        raise UpgradeFailed(path=str(path), reason=(str(fault) or type(fault).__name__).splitlines()[0]) from fault


def _refuse_loss(before: list[tuple[int, str]], after: list[tuple[int, str]]) -> None:
    if before != after:
        raise LookupError("the upgrade lost where the books end")


def _heads(connection: Connection) -> list[tuple[int, str]]:
    """Return where the journal of each till ends; nothing for a file without a till."""
    if not inspect(connection).has_table(till_head.name):
        return []
    query = select(till_head.c.journal_sequence, till_head.c.journal_hash).order_by(till_head.c.till_id)
    return [(sequence, digest) for sequence, digest in connection.execute(query)]


def _stands_at(path: Path, revision: str | None) -> bool:
    """Tell whether a file is sound and of a revision still."""
    try:
        with contextlib.closing(sqlite3.connect(path)) as file:
            sound = file.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
            there = file.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            found = file.execute("SELECT version_num FROM alembic_version").fetchone() if there else None
    except sqlite3.Error:
        return False
    return sound and (found[0] if found else None) == revision


def _put_back(before: Path, path: Path) -> None:
    """Put the backup in the file's place, whole or not at all; the log of what failed goes with what failed."""
    back_again = path.with_name(path.name + UNFINISHED)
    try:
        shutil.copyfile(before, back_again)
        swap(path.parent, back_again, path, None)
    except OSError as error:
        raise problem_of_writing(error)(path=str(path)) from error


def back_up(source: Path, target: Path) -> None:
    """Copy a database as one consistent state, also while it is in use; what is cut off is no backup.

    Raise a problem of the database.
    """
    make_folder(target.parent)
    unfinished = target.with_name(target.name + UNFINISHED)
    try:
        unfinished.unlink(missing_ok=True)
        with (
            contextlib.closing(sqlite3.connect(source)) as old,
            contextlib.closing(sqlite3.connect(unfinished)) as copy,
        ):
            old.backup(copy)
        unfinished.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise problem_of_writing(error)(path=str(target)) from error
    except sqlite3.Error as error:
        problem = problem_of_sqlite(error, unfinished)
        if problem is None:
            raise
        raise problem(path=str(target)) from error


def make_folder(folder: Path) -> None:
    """Make the shop's folder where it is not there, or raise `DatabaseReadOnly`, `DiskFull` or `DiskFault`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise problem_of_writing(error)(path=str(folder)) from error
