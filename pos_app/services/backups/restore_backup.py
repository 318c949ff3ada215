"""Bring a backup back: keep what is there, and go on with new numbers.

The backup is unpacked beside the shop's database, brought to this program's schema, made to go on, and only then put in
its place, at one stroke. What was there before stays as a file of its own.
"""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from pos_app.data import append_only
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.keys import KeyUnreadable
from pos_app.data.place import IMPORT_LOCK, ShopLock
from pos_app.data.problems import problem_of_sqlite, problem_of_writing
from pos_app.data.put_aside import BACKUP_LOCK, FOLDER, REPLACED
from pos_app.data.salvage import is_damaged
from pos_app.data.swap import keep_mark_aside, swap
from pos_app.data.tables.shop import secret, setting, shop, till, till_head
from pos_app.domain.backups import BackupUnderWay
from pos_app.domain.errors import CodedError
from pos_app.domain.problems import MarkDamaged, ShopInUse
from pos_app.services.backups.continue_shop import RESTORED, Left, WentOn, go_on, newest_mark
from pos_app.services.backups.prove_backup import refuse_untrue
from pos_app.services.backups.salvage import salvage
from pos_app.services.backups.shelf import chosen_place
from pos_app.services.backups.unpack_backup import UNPACKED, bring_forward, refuse_other, told_by, unpacked
from pos_app.services.customers.erase import carry_erased
from pos_app.services.shop.bring_forward import make_folder
from pos_app.services.shop.home import is_here
from pos_app.services.shop.number_series import last_generation
from pos_app.services.shop.open_shop import DATABASE_NAME, make_whole, utc_now
from pos_app.services.shop.put_back import NOTES, forget_ends, later, remembered
from pos_app.services.shop.vault import VAULT_SCOPE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Select, Table

    from pos_app.domain.backups import BackupHeader
    from pos_app.domain.ports import Clock
    from pos_app.services.backups.continue_shop import By
    from pos_app.services.backups.salvage import Salvaged

BACKUP_WAIT_SECONDS = 60.0
"""That a restore waits for a backup to end that is being made."""


class Restored(Struct, frozen=True):
    """A backup that took the shop's place."""

    header: BackupHeader
    went_on: WentOn
    kept: Path | None
    """The database that was there before; None where there was none."""
    salvaged: Salvaged | None = None
    """What could be read of it behind the backup; None where it was not damaged."""


def restore(
    folder: Path,
    path: Path,
    passphrase: str | None = None,
    by: By | None = None,
    *,
    clock: Clock = utc_now,
    lock: ShopLock | None = None,
    proved: str = "",
    untrue: bool = False,
) -> Restored:
    """Put a backup in the place of the shop in `folder`, which nobody has open. `lock` is the shop's, where held.

    All books in it are verified before, which takes a minute where there are many, but for what `prove` told to be
    `proved`. With `untrue` it comes back as it is: better than none, where there is no other.

    The journal names who does it (`by`); where nobody said who it is, or the backup does not know that one, the system.
    Raise `ShopInUse`, `BackupUnderWay`, what is wrong with the file, `BackupChanged`, `BackupOfAnotherShop`, or a
    problem of the disk; nothing is changed then.
    """
    make_folder(folder)
    with _alone(folder, lock), unpacked(folder, path, passphrase, UNPACKED) as (header, place):
        refuse_other(folder, header)
        bring_forward(place)
        if untrue:
            _protect(place)
        elif header.sha256 != proved:
            refuse_untrue(place, folder, path)
        damaged = is_damaged(folder / DATABASE_NAME)
        salvaged = salvage(folder, place, clock()) if damaged else None
        with contextlib.closing(Database(sqlite_url(place))) as database:
            carry_wrapped(folder / DATABASE_NAME, database)
            places = {str(path.parent), told_by(folder, chosen_place) or ""}
            older = salvaged.older if salvaged else ()
            left = left_behind(folder)
            went_on = go_on(database, folder, clock, RESTORED, left, by, places=places, older=older)
        settle(place)
        carry_erased(path.parent, folder)  # the next start erases them again
        kept = put_in_place(folder, place, clock(), as_it_is=damaged)
    return Restored(header, went_on, kept, salvaged)


def _protect(place: Path) -> None:
    """Make the ledgers' protection anew in books that are not held against anything else: no start does without."""
    with contextlib.closing(Database(sqlite_url(place))) as database, database.write() as connection:
        append_only.install(connection)


def left_behind(folder: Path) -> Left | None:
    """Return where the books of the shop in a folder end; None where none can be read."""
    return told_by(folder, lambda connection: _left(connection, folder))


def _left(connection: Connection, folder: Path) -> Left | None:
    query = select(till_head.c.journal_sequence, till_head.c.journal_hash).join(till).order_by(till.c.number)
    row = connection.execute(query).first()
    if not is_here(connection, folder):  # what it was used for elsewhere since is not known
        return None
    uid = connection.execute(select(shop.c.uid)).scalar_one()
    if later(connection, remembered(folder, bytes(uid).hex())) is not None:  # it was put back: nor is that
        return None
    if row is None:
        return None
    generation, mark = last_generation(connection), newest_mark(connection)
    return Left(row.journal_sequence, row.journal_hash, generation, mark)


def put_in_place(folder: Path, place: Path, now: datetime, *, as_it_is: bool = False) -> Path | None:
    """Let a database take the place of the shop's; return where the former one is kept.

    One that is damaged is kept as it is, with its log beside it. A kill or a power cut leaves the one or the other,
    whole: the next start finishes what was begun. Raise a problem of the disk.
    """
    target = folder / DATABASE_NAME
    kept = folder / FOLDER / f"{REPLACED}{now.astimezone(UTC):%Y%m%d-%H%M%S-%f}.db"
    try:
        there_was = target.exists()
        if there_was and not as_it_is:
            settle(target)
        # up to where other books were found true goes with them
        swap(folder, place, target, kept, NOTES)
        with contextlib.suppress(KeyUnreadable):  # the backup has the shop's place; the next start says it
            make_whole(folder)
        forget_ends(folder)
    except OSError as error:
        raise problem_of_writing(error)(path=str(folder)) from error
    return kept if there_was else None


def carry_wrapped(former: Path, restored: Database) -> None:
    """Let the restored books have the wrapped keys of those they replace: a code made since is the one that is valid.

    Nothing where there are none, or none that can be read.
    """
    if not former.exists():
        return
    told: list[tuple[Table, list[dict[str, Any]]]] = []
    with (
        contextlib.suppress(CodedError, DBAPIError),
        contextlib.closing(Database(sqlite_url(former))) as database,
        database.read() as here,
        restored.read() as there,
    ):
        made = select(setting).where(setting.c.scope == VAULT_SCOPE)
        if _ends(here) >= _ends(there):
            told = [(secret, _rows(here, select(secret))), (setting, _rows(here, made))]
    if not told or not told[0][1]:
        return
    with restored.write() as connection:
        connection.execute(delete(secret))
        connection.execute(delete(setting).where(setting.c.scope == VAULT_SCOPE))
        for table, rows in told:
            if rows:
                connection.execute(insert(table), rows)


def _ends(connection: Connection) -> int:
    return int(connection.execute(select(func.max(till_head.c.journal_sequence))).scalar_one() or 0)


def _rows(connection: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    """Return rows as they are to be inserted elsewhere: without their keys."""
    return [
        {name: value for name, value in row.items() if name != "id"} for row in connection.execute(query).mappings()
    ]


def settle(path: Path) -> None:
    """Bring all that was written to a database into its one file. Raise a problem of the database."""
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as file:
            file.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        problem = problem_of_sqlite(error, path)
        if problem is None:
            raise
        raise problem(path=str(path)) from error


@contextlib.contextmanager
def _alone(folder: Path, lock: ShopLock | None) -> Iterator[None]:
    """Work in a shop that is whole, while no window and no import does, and leave it so.

    Raise `ShopInUse`, or `BackupUnderWay` where a backup goes on and on that outlived its window.
    """
    with contextlib.ExitStack() as held:
        mine = lock or ShopLock(folder)
        names = [] if lock is not None else [mine]
        if (folder / IMPORT_LOCK).exists():
            names.append(ShopLock(folder, IMPORT_LOCK))
        for name in names:
            name.take()
            held.callback(name.release)
        if (folder / FOLDER).is_dir():  # else none was ever made
            backup = ShopLock(folder / FOLDER, BACKUP_LOCK)
            _take_behind(backup, BACKUP_WAIT_SECONDS)
            held.callback(backup.release)
        _make_whole(folder, mine)
        try:
            yield
        finally:
            with contextlib.suppress(CodedError):  # the next start does what the disk does not let be done
                make_whole(folder, mine)


def _take_behind(lock: ShopLock, wait: float) -> None:
    """Take the lock of backups behind whoever makes one, for so many seconds: the file is read as long as it copies."""
    try:
        lock.take_behind(wait)
    except ShopInUse as error:
        raise BackupUnderWay from error


def _make_whole(folder: Path, lock: ShopLock) -> None:
    """Finish what was begun; what nobody can read is laid aside, for the backup takes the place of all of it."""
    with contextlib.suppress(KeyUnreadable):  # the one that is made or found to go on with decides
        try:
            make_whole(folder, lock)
        except MarkDamaged:
            try:
                keep_mark_aside(folder)
            except OSError as error:
                raise problem_of_writing(error)(path=str(folder)) from error
            make_whole(folder, lock)
