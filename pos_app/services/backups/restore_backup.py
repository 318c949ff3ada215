"""Bring a backup back: show what would be undone, keep what is there, and go on with new numbers.

The backup is unpacked beside the shop's database, brought to this program's schema, made to go on, and only then put in
its place, at one stroke. What was there before stays as a file of its own.
"""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from pos_app.data import append_only, migrations
from pos_app.data.backup import key_of, read_header, unpack
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.keys import KeyUnreadable
from pos_app.data.place import IMPORT_LOCK, ShopLock
from pos_app.data.problems import problem_of_sqlite, problem_of_writing
from pos_app.data.put_aside import BACKUP_LOCK, FOLDER, REPLACED
from pos_app.data.salvage import is_damaged
from pos_app.data.swap import PARTS, is_begun, keep_mark_aside, swap
from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import orders
from pos_app.data.tables.shifts import shift_event
from pos_app.data.tables.shop import secret, setting, shop, till, till_head
from pos_app.domain.backups import BackupKeyDamaged, BackupNewer, BackupOfAnotherShop, BackupUnderWay
from pos_app.domain.errors import CodedError
from pos_app.domain.problems import MarkDamaged, ShopInUse
from pos_app.domain.shift import CLOSED
from pos_app.services.backups.continue_shop import RESTORED, Left, WentOn, go_on, newest_mark
from pos_app.services.backups.prove_backup import refuse_untrue
from pos_app.services.backups.salvage import salvage
from pos_app.services.backups.shelf import backup_key, chosen_place
from pos_app.services.customers.erase import carry_erased
from pos_app.services.shop.bring_forward import make_folder
from pos_app.services.shop.home import is_here
from pos_app.services.shop.number_series import last_generation
from pos_app.services.shop.open_shop import DATABASE_NAME, is_shop, make_whole, read_profile, utc_now
from pos_app.services.shop.put_back import NOTES, forget_ends, later, remembered
from pos_app.services.shop.vault import VAULT_SCOPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Select, Table

    from pos_app.data.backup import BackupKey
    from pos_app.domain.backups import BackupHeader
    from pos_app.domain.money import Currency
    from pos_app.domain.ports import Clock
    from pos_app.services.backups.continue_shop import By
    from pos_app.services.backups.salvage import Salvaged

_T = TypeVar("_T")
UNPACKED = f"{DATABASE_NAME}.restoring"
_LOOKED_AT = f"{DATABASE_NAME}.looking"
BACKUP_WAIT_SECONDS = 60.0
"""That a restore waits for a backup to end that is being made."""


class UndoneSale(Struct, frozen=True):
    """A sale that is in the shop and not in the backup."""

    number: str
    at: datetime
    total: int
    """In minor units, what was to be paid."""


class Preview(Struct, frozen=True):
    """What bringing a backup back would do."""

    header: BackupHeader
    zone: str
    currency: Currency
    sales: tuple[UndoneSale, ...]
    """Sales since the backup, in the order they were made."""
    shifts_closed: int
    """Shifts closed since."""
    entries: int
    """Entries of the journal since."""
    comes_back: int
    """Sales that are in the backup and not in the shop."""
    readable: bool
    """False where there is no shop in the folder, or none that can be read: then nothing is known of what would go."""
    damaged: bool = False
    """Whether the shop's file is: then what can be read of the sales since is brought along, or listed."""

    @property
    def total(self) -> int:
        """What the sales since come to, in minor units."""
        return sum(one.total for one in self.sales)


class Restored(Struct, frozen=True):
    """A backup that took the shop's place."""

    header: BackupHeader
    went_on: WentOn
    kept: Path | None
    """The database that was there before; None where there was none."""
    salvaged: Salvaged | None = None
    """What could be read of it behind the backup; None where it was not damaged."""


def preview(folder: Path, path: Path, passphrase: str | None = None) -> Preview:
    """Return what bringing `path` back into the shop in `folder` would undo; nothing is changed.

    Raise what is wrong with the file, `BackupOfAnotherShop`, or a problem of the disk.
    """
    make_folder(folder)
    with contextlib.suppress(KeyUnreadable, MarkDamaged):  # bringing it back gets past both
        make_whole(folder)
    with _unpacked(folder, path, passphrase, _LOOKED_AT) as (header, place):
        _refuse_other(folder, header)
        _bring_forward(place)
        with contextlib.closing(Database(sqlite_url(place))) as backup, backup.read() as there:
            profile = read_profile(there, folder)
            damaged = is_damaged(folder / DATABASE_NAME)
            known = Preview(header, profile.zone, profile.currency, (), 0, 0, 0, readable=False, damaged=damaged)
            if not _is_shop_there(folder):
                return known
            try:
                with contextlib.closing(Database(sqlite_url(folder / DATABASE_NAME))) as now, now.read() as here:
                    return _compared(known, here, there)
            except (CodedError, DBAPIError):
                return known


def _compared(known: Preview, here: Connection, there: Connection) -> Preview:
    """Hold the shop against the backup. Raise where the shop cannot be read."""
    mine, its = _sales(here), _sales(there)
    sales = [UndoneSale(row.number, row.at, row.total + row.rounding) for uid, row in mine.items() if uid not in its]
    return Preview(
        known.header,
        known.zone,
        known.currency,
        tuple(sorted(sales, key=lambda one: (one.at, one.number))),
        len(_closings(here) - _closings(there)),
        len(_hashes(here) - _hashes(there)),
        len(its.keys() - mine.keys()),
        readable=True,
        damaged=known.damaged,
    )


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
    with _alone(folder, lock), _unpacked(folder, path, passphrase, UNPACKED) as (header, place):
        _refuse_other(folder, header)
        _bring_forward(place)
        if untrue:
            _protect(place)
        elif header.sha256 != proved:
            refuse_untrue(place, folder, path)
        damaged = is_damaged(folder / DATABASE_NAME)
        salvaged = salvage(folder, place, clock()) if damaged else None
        with contextlib.closing(Database(sqlite_url(place))) as database:
            carry_wrapped(folder / DATABASE_NAME, database)
            places = {str(path.parent), _told_by(folder, chosen_place) or ""}
            went_on = go_on(database, folder, clock, RESTORED, left_behind(folder), by, places=places)
        settle(place)
        carry_erased(path.parent, folder)  # the next start erases them again
        kept = put_in_place(folder, place, clock(), as_it_is=damaged)
    return Restored(header, went_on, kept, salvaged)


def prove(folder: Path, path: Path, passphrase: str | None = None) -> str:
    """Verify all books in a backup that is to take the place of the shop in `folder`; nothing is changed.

    Return what tells `restore` that it need not be done again. Raise what is wrong with it, as `restore` does.
    """
    make_folder(folder)
    with _unpacked(folder, path, passphrase, _LOOKED_AT) as (header, place):
        _refuse_other(folder, header)
        _bring_forward(place)
        refuse_untrue(place, folder, path)
    return header.sha256


def _protect(place: Path) -> None:
    """Make the ledgers' protection anew in books that are not held against anything else: no start does without."""
    with contextlib.closing(Database(sqlite_url(place))) as database, database.write() as connection:
        append_only.install(connection)


def _bring_forward(place: Path) -> None:
    """Bring what was unpacked to this program's schema."""
    with contextlib.closing(Database(sqlite_url(place))) as database:
        if not migrations.is_current(database):
            migrations.upgrade(database)


def left_behind(folder: Path) -> Left | None:
    """Return where the books of the shop in a folder end; None where none can be read."""
    return _told_by(folder, lambda connection: _left(connection, folder))


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


@contextlib.contextmanager
def _unpacked(folder: Path, path: Path, passphrase: str | None, name: str) -> Iterator[tuple[BackupHeader, Path]]:
    """Unpack a backup beside the shop's database for a while. Raise what is wrong with it."""
    header = read_header(path)
    if header.revision not in migrations.REVISIONS:
        raise BackupNewer(path=str(path))
    place = folder / name
    _sweep(place)
    try:
        yield unpack(path, place, key_of(path, passphrase, _own_key(folder))), place
    finally:
        if name != UNPACKED or not is_begun(folder):  # what could not be finished is finished by the next start
            _sweep(place)


def _own_key(folder: Path) -> BackupKey | None:
    """Return what the shop's own passphrase made; one that is damaged asks for the passphrase."""
    try:
        return backup_key(folder)
    except BackupKeyDamaged:
        return None


def _sweep(place: Path) -> None:
    for path in (place.with_name(place.name + part) for part in PARTS):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise problem_of_writing(error)(path=str(path)) from error


def _refuse_other(folder: Path, header: BackupHeader) -> None:
    """Raise `BackupOfAnotherShop` where the folder holds a shop that can be read and is another."""
    uid = shop_uid(folder)
    if uid is not None and uid.hex() != header.shop:
        raise BackupOfAnotherShop(path=str(folder))


def shop_uid(folder: Path) -> bytes | None:
    """Return which shop lies in a folder; None where there is none, or none that can be read."""
    return _told_by(folder, lambda connection: connection.execute(select(shop.c.uid)).scalar_one_or_none())


def _told_by(folder: Path, read: Callable[[Connection], _T]) -> _T | None:
    """Return what is read of the shop in a folder; None where there is none, or none that can be read."""
    if not _is_shop_there(folder):
        return None
    try:
        with (
            contextlib.closing(Database(sqlite_url(folder / DATABASE_NAME))) as database,
            database.read() as connection,
        ):
            return read(connection)
    except (CodedError, DBAPIError):
        return None


def _is_shop_there(folder: Path) -> bool:
    """Tell whether there is a shop whose file is there, too: of one that is about to come it may not be."""
    return is_shop(folder) and (folder / DATABASE_NAME).exists()


def _sales(connection: Connection) -> dict[bytes, Any]:
    query = select(orders.c.uid, orders.c.number, orders.c.at, orders.c.total, orders.c.rounding)
    return {row.uid: row for row in connection.execute(query)}


def _closings(connection: Connection) -> set[bytes]:
    return set(connection.execute(select(shift_event.c.uid).where(shift_event.c.kind == CLOSED)).scalars())


def _hashes(connection: Connection) -> set[str]:
    return set(connection.execute(select(journal.c.hash)).scalars())


__all__ = ["Preview", "Restored", "UndoneSale", "preview", "prove", "restore"]
