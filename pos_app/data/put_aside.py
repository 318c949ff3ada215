"""Whole databases that lie beside a shop's: what a backup took the place of, what was there before an upgrade.

They hold what the shop held, people too. So they are cleared away after a while, and at once where they hold somebody
who is erased. Backups are none of them: those come back through a restore, which erases again.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.data.place import ShopLock
from pos_app.data.swap import PARTS
from pos_app.domain.errors import CodedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

FOLDER = "backups"
"""In the shop's folder."""
REPLACED, BEFORE = "replaced-", "before-"
"""What their names begin with."""
KEPT_DAYS = 30
BACKUP_LOCK = "backup.lock"
"""Name of the lock of whoever makes a backup."""
_SCRATCH = ("copy.db", "proof.db")
"""What a backup is made in; of one that was cut off it stays."""
_BESIDE = (".restoring", ".looking", ".wreck", ".overlaid", ".unfinished")
"""Behind the database's name: what a restore that was cut off left."""


def clear_old(folder: Path, now: datetime) -> list[Path]:
    """Remove what was put aside more than `KEPT_DAYS` ago, and return it; what will not go stays."""
    gone = []
    for path in _put_aside(folder):
        with contextlib.suppress(OSError):
            if now - _since(path) > timedelta(days=KEPT_DAYS):
                _remove(path)
                gone.append(path)
    return gone


def holding(folder: Path, database: str, customers: Collection[bytes]) -> list[Path]:
    """Return what was put aside, or left by what was cut off, with one of these customers in it, not erased there.

    `database` is the name of the shop's own. What cannot be read is among it: nobody can tell.
    """
    left = [*_put_aside(folder), *(folder / f"{database}{name}" for name in _BESIDE)]
    lock = ShopLock(folder / FOLDER, BACKUP_LOCK)
    if (folder / FOLDER).is_dir():
        with contextlib.suppress(CodedError):  # a backup that is being made is one from before, and nothing is left
            lock.take()
            left += [folder / FOLDER / name for name in _SCRATCH]
    try:
        return [path for path in left if any(map(Path.exists, _parts(path))) and _holds(path, customers)]
    finally:
        lock.release()


def remove(paths: Collection[Path]) -> None:
    """Remove databases with what SQLite keeps beside them. Raise `OSError`."""
    for path in paths:
        _remove(path)


def _put_aside(folder: Path) -> Iterator[Path]:
    """Give the databases, by the name of the file itself, also where only its log is left."""
    names = {path.name for name in (REPLACED, BEFORE) for path in (folder / FOLDER).glob(f"{name}*.db*")}
    for name in sorted({re.sub("-(wal|shm|journal)$", "", name) for name in names}):
        yield folder / FOLDER / name


def _since(path: Path) -> datetime:
    """Return since when it lies there: what was replaced says so itself, for it has the age of its last sale."""
    found = re.match(rf"{REPLACED}(\d{{8}}-\d{{6}})", path.name)
    if found:
        return datetime.strptime(found[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _holds(path: Path, customers: Collection[bytes]) -> bool:
    """Tell whether a database has one of these customers in it; of a log alone nobody can. Nothing of it is changed."""
    if not path.exists():
        return True
    logs, index = (
        (path.with_name(path.name + part) for part in ("-wal", "-journal")),
        path.with_name(f"{path.name}-shm"),
    )
    # a log is read, but neither played nor removed; without one SQLite needs nothing beside the file
    how = "mode=ro" if any(log.exists() and log.stat().st_size for log in logs) else "mode=ro&immutable=1"
    was_there = index.exists()
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)) as file:
            there = {bytes(row[0]) for row in file.execute("SELECT uid FROM customer WHERE erased_at IS NULL")}
    except (sqlite3.Error, TypeError):
        return True
    finally:
        if not was_there:
            with contextlib.suppress(OSError):
                index.unlink(missing_ok=True)
    return not there.isdisjoint(customers)


def _remove(path: Path) -> None:
    for part in _parts(path):
        part.unlink(missing_ok=True)


def _parts(path: Path) -> list[Path]:
    return [path.with_name(path.name + part) for part in PARTS]
