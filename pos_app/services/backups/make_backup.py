"""Make a backup in a process of its own with low priority: copied, packed, unpacked again and verified.

It counts only when the books in what was unpacked are true; until then it bears another name. The till goes on selling,
and nobody waits for it.
"""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import select

from pos_app.data import migrations
from pos_app.data.backup import copy_online, unpack, write_backup, writing_to
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.keys import UNFINISHED
from pos_app.data.place import ShopLock
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import shop, till, till_head
from pos_app.domain.backups import (
    ENDING,
    UNVERIFIED,
    BackupEnded,
    BackupHeader,
    BackupUnderWay,
    BackupUntrue,
    KeepRule,
    TillEnd,
)
from pos_app.domain.errors import CodedError
from pos_app.domain.problems import DatabaseDamaged, ShopInUse
from pos_app.services.backups.shelf import (
    FOLDER,
    LastBackup,
    backup_key,
    clear,
    clear_unfinished,
    failed,
    last_backup,
    make_room,
    place_of,
    remember,
)
from pos_app.services.beside import Beside, WorkEnded, give_way
from pos_app.services.customers.erase import carry_erased
from pos_app.services.proof.verify_books import file_sound, verify
from pos_app.services.shop.open_shop import DATABASE_NAME, public_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from pos_app.data.backup import BackupKey
    from pos_app.domain.ports import Clock
    from pos_app.services.proof.divergence import Divergence

BACKUP_LOCK = "backup.lock"
NAME = "countertop"
_COPY, _PROOF = "copy.db", "proof.db"


class BackupOrder(Struct, frozen=True):
    """What is to be done, for the process that does it."""

    shop_folder: Path
    place: Path
    chosen: bool
    """Whether somebody chose the place: then it is not made where it is not there."""
    at: datetime
    key: BackupKey | None = None
    rule: KeepRule | None = None
    """Which backups are kept in the place; None: all."""
    zone: str = "UTC"
    verified: tuple[TillEnd, ...] = ()
    """Where the last one that counts ended: what came before is not looked at row by row once more."""


class MadeBackup(Struct, frozen=True):
    """A backup that counts."""

    path: Path
    header: BackupHeader
    size: int
    """Bytes of the file."""
    orders: int
    seconds: float
    """All of it, the check included."""
    check_seconds: float
    in_full: bool
    """Whether everything was looked at row by row; else what came after the last backup, and all sums."""


class MakeBackup:
    """Makes the backups of one shop, one after the other; the caller's thread waits."""

    def __init__(self, shop_folder: Path, clock: Clock) -> None:
        self._folder = shop_folder
        self._clock = clock
        self._process: Beside | None = None
        self._stopped = False

    def make(
        self,
        chosen: str,
        *,
        rule: KeepRule | None,
        zone: str,
        key: BackupKey | None = None,
    ) -> MadeBackup:
        """Make one in the folder that was chosen, else in the shop's own; `key` encrypts it, else the shop's does.

        Raise why there is none: a problem of the place, `BackupUntrue`, `BackupUnderWay` or `BackupEnded`. It is
        remembered either way.
        """
        at, place = self._clock(), place_of(self._folder, chosen)
        last = last_backup(self._folder)
        verified = last.verified if last else ()
        order = BackupOrder(
            self._folder, place, bool(chosen), at, key or backup_key(self._folder), rule, zone, verified
        )
        try:
            made = self._made(order)
        except BackupUnderWay:
            raise
        except CodedError as error:
            remember(self._folder, failed(last, self._clock(), place, error))
            raise
        remember(
            self._folder,
            LastBackup(
                self._clock(), str(place), at, made.path.name, shop=made.header.shop, verified=made.header.tills
            ),
        )
        return made

    def stop(self) -> None:
        """End what is under way and take nothing more, from any thread: the window closes."""
        self._stopped = True
        if self._process is not None:
            self._process.stop()

    def go_on(self) -> None:
        """Take orders again: another window has come."""
        self._stopped = False

    def _made(self, order: BackupOrder) -> MadeBackup:
        made: MadeBackup | None = None
        with Beside(back_up, order) as self._process:
            if self._stopped:
                raise BackupUnderWay
            try:
                for said in self._process.told():
                    made = said
            except WorkEnded as error:
                if self._stopped:
                    raise BackupUnderWay from error
                raise BackupEnded from error
        if made is None:
            raise BackupEnded
        return made


def back_up(tell: Callable[[MadeBackup], None], order: BackupOrder) -> None:
    """Do the work, in whatever process this is; tell what was made. Raise as `MakeBackup.make` does."""
    give_way()
    began = time.monotonic()
    work = order.shop_folder / FOLDER
    make_room(work, chosen=False)
    make_room(order.place, chosen=order.chosen)
    with _alone(work), _scratch(work) as (copy, proof):
        copy_online(order.shop_folder / DATABASE_NAME, copy)
        told = _header_of(copy, order.at)
        clear_unfinished(order.place, NAME)
        path = order.place / f"{NAME}-{order.at.astimezone(ZoneInfo(order.zone)):%Y%m%d-%H%M%S}{ENDING}"
        unfinished = path.with_name(path.name + UNFINISHED)
        header = write_backup(copy, unfinished, told, order.key)
        copy.unlink()  # the disk need not hold both copies
        orders, check_seconds, in_full = _checked(unfinished, path, proof, order)
        _name(unfinished, path)
    carry_erased(order.shop_folder, path.parent)  # of any of them a restore must know
    if order.rule is not None:
        clear(order.place, header.shop, order.rule, ZoneInfo(order.zone))
    tell(MadeBackup(path, header, path.stat().st_size, orders, time.monotonic() - began, check_seconds, in_full))


def _checked(unfinished: Path, path: Path, proof: Path, order: BackupOrder) -> tuple[int, float, bool]:
    """Unpack what was written and verify the books in it; return their orders, how long it took, whether in full.

    Raise `BackupUntrue`: the file is kept then under a name that does not count.
    """
    began = time.monotonic()
    try:
        unpack(unfinished, proof, order.key)
    except CodedError:
        _drop(unfinished)
        raise
    database = Database(sqlite_url(proof))
    try:
        since = _since(database, order.verified)
        verdict = verify(database, public_key(order.shop_folder, database), since)
        first = verdict.first or (_damage(database) if since else None)
    except CodedError:
        _drop(unfinished)
        raise
    finally:
        database.close()
    if first is not None:
        kept = path.with_name(path.name.removesuffix(ENDING) + UNVERIFIED)
        _name(unfinished, kept)
        raise BackupUntrue(path=str(kept), check=first.check, where=first.where)
    return verdict.orders, time.monotonic() - began, not since


def _since(database: Database, verified: tuple[TillEnd, ...]) -> dict[int, int]:
    """Return the entry of each till up to which the same books were verified before; of another branch, none."""
    with database.read() as connection:
        query = select(till.c.uid, till.c.number, journal.c.sequence, journal.c.hash)
        query = query.join(journal, journal.c.till_id == till.c.id)
        since = {}
        for end in verified:
            found = query.where(till.c.uid == bytes.fromhex(end.uid), journal.c.sequence == end.sequence)
            row = connection.execute(found).first()
            if row is not None and row.hash == end.hash:
                since[row.number] = row.sequence
    return since


def _damage(database: Database) -> Divergence | None:
    """Return what SQLite itself has against its file: a look from a mark on leaves that out."""
    with database.read() as connection:
        return next(file_sound(connection), None)


def _header_of(copy: Path, at: datetime) -> BackupHeader:
    """Return what a copy of a database says of itself. Raise `DatabaseDamaged` where there is no shop in it."""
    database = Database(sqlite_url(copy))
    try:
        with database.read() as connection:
            row = connection.execute(select(shop.c.uid, shop.c.kind)).first()
            revision = migrations.current(connection)
            if row is None or revision is None:
                raise DatabaseDamaged(path=str(copy))
            ends = connection.execute(select(till.c.uid, till.c.number, till_head).join(till_head)).all()
    finally:
        database.close()
    tills = tuple(
        TillEnd(one.uid.hex(), one.number, one.journal_sequence, one.journal_hash, one.fact_sequence) for one in ends
    )
    return BackupHeader(
        shop=row.uid.hex(), kind=row.kind, revision=revision, made_at=at, tills=tills, size=0, sha256=""
    )


def _name(unfinished: Path, path: Path) -> None:
    """Give a file its name, so that it survives a power cut."""
    with writing_to(path):
        unfinished.replace(path)
        if os.name == "posix":
            handle = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _drop(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


@contextlib.contextmanager
def _alone(work: Path) -> Iterator[None]:
    lock = ShopLock(work, BACKUP_LOCK)
    try:
        lock.take()
    except ShopInUse as error:
        raise BackupUnderWay from error
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def _scratch(work: Path) -> Iterator[tuple[Path, Path]]:
    """Give two places for databases of our own that nothing is left of, not even by one that was cut off."""
    places = work / _COPY, work / _PROOF
    _sweep(places)
    try:
        yield places
    finally:
        _sweep(places)


def _sweep(places: tuple[Path, Path]) -> None:
    for place in places:
        for ending in ("", "-wal", "-shm", "-journal"):
            place.with_name(place.name + ending).unlink(missing_ok=True)
