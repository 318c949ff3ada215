"""Make a backup in a process of its own with low priority: copied, packed, unpacked again and verified.

It counts only when the books in what was unpacked are true; until then it bears another name. The till goes on selling,
and nobody waits for it: where the window closes meanwhile the process goes on to its end, and remembers itself what
came of it.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from sqlalchemy import select

from pos_app import __version__
from pos_app.data import migrations
from pos_app.data.backup import copy_online, unpack, write_backup, writing_to
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.json_text import from_json
from pos_app.data.place import ShopLock
from pos_app.data.problems import problem_of_writing
from pos_app.data.put_aside import FOLDER
from pos_app.data.syncing import sync_folder
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import setting, shop, till, till_head
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
    LastBackup,
    backup_key,
    clear,
    clear_unfinished,
    failed,
    in_full,
    last_backup,
    make_room,
    place_of,
    remember,
    unfinished_of,
)
from pos_app.services.beside import Outliving, WorkEnded
from pos_app.services.customers.erase import carry_erased
from pos_app.services.proof.self_check import found_untrue
from pos_app.services.proof.verify_books import file_sound, verify
from pos_app.services.shop.number_series import receipts_begin
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
PROGRAM = f"{__version__} {migrations.HEAD}"
"""What verifies: another version looks from the beginning once."""
_COPY, _PROOF = "copy.db", "proof.db"
_LOOK_SECONDS = 0.25
"""Between two looks whether another process has ended."""
WAIT_SECONDS = 600.0
"""That one which nobody waits for waits for the one before it."""


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
    in_full: bool = False
    """Whether all books are verified from the beginning, whenever that was done last."""
    shop: str = ""
    """uid in hex, where it is known before the database is read: one that fails is remembered with it."""
    of_the_day: bool = True
    """Whether it is one of those that are made every day, where the settings say; else it is one of somebody's own."""
    patient: bool = False
    """Whether it waits for one that is being made to end, so that it has what was written since that one began."""


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

    def __init__(self, shop_folder: Path, clock: Clock, shop: str = "") -> None:
        """Take the shop's uid in hex as `shop`."""
        self._folder = shop_folder
        self._clock = clock
        self._shop = shop
        self._wake = threading.Event()
        self._stopped = self._left = False

    def make(
        self,
        chosen: str,
        *,
        rule: KeepRule | None,
        zone: str,
        key: BackupKey | None = None,
        of_the_day: bool = True,
        begun: Callable[[], object] = lambda: None,
    ) -> MadeBackup:
        """Make one in the folder that was chosen, else in the shop's own; `key` encrypts it, else the shop's does.

        One that is not `of_the_day` lies where somebody wanted it, and stands for none that is made every day.
        `begun` is called when the process that makes it is there, and has all that is written until then before it.
        Raise why there is none: a problem of the place, `BackupUntrue`, `BackupUnderWay` or `BackupEnded`. It is
        remembered either way.
        """
        if self._is_over():
            raise BackupUnderWay
        order = msgspec.structs.replace(self._order(chosen, rule, zone), of_the_day=of_the_day)
        order = self._with_key(order, key)
        with Outliving(back_up, order) as process:
            begun()
            while not process.is_over():
                self._wake.wait(_LOOK_SECONDS)
                if self._is_over():
                    if self._left:
                        process.leave()
                    raise BackupUnderWay
            try:
                return _outcome(process)
            except BackupEnded as error:  # it had no time to say so itself
                _remember_failure(order, self._clock(), error)
                raise

    def leave_one(self, chosen: str, *, rule: KeepRule | None, zone: str) -> None:
        """Begin one that nobody waits for, behind one that may be under way: it outlives this program."""
        order = self._order(chosen, rule, zone)
        with (
            contextlib.suppress(CodedError),
            Outliving(back_up, msgspec.structs.replace(self._with_key(order, None), patient=True)) as process,
        ):
            process.leave()

    def stop(self) -> None:
        """End what is under way and take nothing more, from any thread: the shop's file is about to be another."""
        self._stopped = True
        self._wake.set()

    def leave(self) -> None:
        """Leave what is under way to itself and take nothing more, from any thread: the window closes."""
        self._left = True
        self._wake.set()

    def go_on(self) -> None:
        """Take orders again: another window has come."""
        self._stopped = self._left = False
        self._wake.clear()

    def _is_over(self) -> bool:
        return self._stopped or self._left

    def _order(self, chosen: str, rule: KeepRule | None, zone: str) -> BackupOrder:
        place = place_of(self._folder, chosen)
        doubted = found_untrue(self._folder)  # by the look beside the till
        return BackupOrder(
            self._folder, place, bool(chosen), self._clock(), None, rule, zone, in_full=doubted, shop=self._shop
        )

    def _with_key(self, order: BackupOrder, key: BackupKey | None) -> BackupOrder:
        """Return an order with what encrypts it. One that cannot be read is remembered: no backup goes out in clear."""
        try:
            return msgspec.structs.replace(order, key=key or backup_key(self._folder))
        except CodedError as error:
            _remember_failure(order, self._clock(), error)
            raise


def _outcome(process: Outliving) -> MadeBackup:
    """Return what was made. Raise why there is none."""
    try:
        made: MadeBackup | None = None
        for said in process.told():
            made = said
    except WorkEnded as error:
        raise BackupEnded from error
    if made is None:
        raise BackupEnded
    return made


def back_up(tell: Callable[[MadeBackup], None], order: BackupOrder) -> None:
    """Do the work, in whatever process this is; tell what was made. Raise as `MakeBackup.make` does.

    What came of it is remembered here, where it is known even when nobody waits for it any more.
    """
    began = time.monotonic()
    work = order.shop_folder / FOLDER
    try:
        make_room(work, chosen=False)
        make_room(order.place, chosen=order.chosen)
        with _alone(work, WAIT_SECONDS if order.patient else 0), _scratch(work) as places:
            last = last_backup(order.shop_folder)
            made = _made(order, places, last, began)
            remember(order.shop_folder, _good(order, made, last))
    except BackupUnderWay:
        raise
    except CodedError as error:
        _remember_failure(order, order.at + timedelta(seconds=time.monotonic() - began), error)
        raise
    tell(made)


def _made(order: BackupOrder, places: tuple[Path, Path], last: LastBackup | None, began: float) -> MadeBackup:
    copy, proof = places
    copy_online(order.shop_folder / DATABASE_NAME, copy)
    told = _header_of(copy, order.at)
    clear_unfinished(order.place, NAME, told.shop)
    wanted = order.place / f"{NAME}-{order.at.astimezone(ZoneInfo(order.zone)):%Y%m%d-%H%M%S}{ENDING}"
    unfinished = unfinished_of(wanted, told.shop)
    header = write_backup(copy, unfinished, told, order.key)
    copy.unlink()  # the disk need not hold both copies
    before = () if last is None or order.in_full or in_full(last, order.at, PROGRAM) else last.verified
    orders, check_seconds, whole = _checked(unfinished, wanted, proof, order, before)
    path = _name(unfinished, wanted, ENDING)
    carry_erased(order.shop_folder, path.parent)  # of any of them a restore must know
    if order.rule is not None:
        spared = path.name if whole or last is None else last.full_file
        clear(order.place, header.shop, order.rule, ZoneInfo(order.zone), spared, header.tills)
    return MadeBackup(path, header, path.stat().st_size, orders, time.monotonic() - began, check_seconds, whole)


def _good(order: BackupOrder, made: MadeBackup, last: LastBackup | None) -> LastBackup:
    """Return what is remembered of one that counts; of somebody's own only where it lies."""
    if not order.of_the_day:
        before = last or LastBackup(order.at, str(order.shop_folder / FOLDER))
        return msgspec.structs.replace(before, shop=made.header.shop, elsewhere=str(order.place))
    earlier = None if made.in_full else last
    return LastBackup(
        at=order.at + timedelta(seconds=made.seconds),
        folder=str(order.place),
        good_folder=str(order.place),
        elsewhere=last.elsewhere if last else "",
        good=order.at,
        file=made.path.name,
        shop=made.header.shop,
        verified=made.header.tills,
        full=earlier.full if earlier else order.at,
        full_with=earlier.full_with if earlier else PROGRAM,
        full_file=earlier.full_file if earlier else made.path.name,
    )


def _remember_failure(order: BackupOrder, at: datetime, error: CodedError) -> None:
    """Keep why one came to nothing, where it was to be one of those of every day."""
    if order.of_the_day:
        remember(order.shop_folder, failed(last_backup(order.shop_folder), at, order.place, error, order.shop))


def sweep_left_over(shop_folder: Path) -> None:
    """Remove the copies that a backup left that was cut off: they are in the clear. Not while one is being made."""
    work = shop_folder / FOLDER
    if not any(place.exists() for place in _parts(_places(work))):
        return
    with contextlib.suppress(CodedError, OSError), _alone(work, 0):
        _sweep(_places(work))


def _checked(
    unfinished: Path, wanted: Path, proof: Path, order: BackupOrder, verified: tuple[TillEnd, ...]
) -> tuple[int, float, bool]:
    """Unpack what was written and verify the books in it; return their orders, how long it took, whether in full.

    What came before the ends that were `verified` is not looked at row by row once more, but the sums of it are.
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
        since = _since(database, verified)
        verdict = verify(database, public_key(order.shop_folder, database), since, aside=True)
        first = verdict.first or (_damage(database) if since else None)
    except CodedError:
        _drop(unfinished)
        raise
    finally:
        database.close()
    if first is not None:
        kept = _name(unfinished, wanted.with_name(wanted.name.removesuffix(ENDING) + UNVERIFIED), UNVERIFIED)
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
            row = connection.execute(select(shop.c.uid, shop.c.kind, shop.c.zone)).first()
            revision = migrations.current(connection)
            if row is None or revision is None:
                raise DatabaseDamaged(path=str(copy))
            said = select(setting.c.value).where(setting.c.scope == "shop", setting.c.name == "shop_name")
            name = connection.execute(said).scalar_one_or_none()
            ends = connection.execute(select(till.c.uid, till.c.number, till_head).join(till_head)).all()
            begin = receipts_begin(connection)
    finally:
        database.close()
    tills = tuple(
        TillEnd(
            one.uid.hex(),
            one.number,
            one.journal_sequence,
            one.journal_hash,
            one.fact_sequence,
            *begin.get(one.number, (0, "")),
        )
        for one in ends
    )
    return BackupHeader(
        shop=row.uid.hex(),
        name=str(from_json(name) or ""),
        kind=row.kind,
        zone=row.zone,
        revision=revision,
        made_at=at,
        tills=tills,
        size=0,
        sha256="",
    )


def _name(unfinished: Path, wanted: Path, ending: str) -> Path:
    """Give a file its name, so that it survives a power cut, and return it.

    It is one that no other file has, with a number where it must be: another shop, on another computer perhaps, may
    have given the same to its own in the same second, at whatever instant.
    """
    with writing_to(wanted):
        for number in itertools.count(1):
            path = wanted if number == 1 else wanted.with_name(f"{wanted.name.removesuffix(ending)}-{number}{ending}")
            with contextlib.suppress(FileExistsError):
                _name_free(unfinished, path)
                break
        sync_folder(path.parent)
    return path


def _name_free(unfinished: Path, path: Path) -> None:
    """Give a file a name. Raise `FileExistsError` where another has it: looking first would be too early."""
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without second names, as most sticks have: the name is taken first
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            unfinished.replace(path)
        except OSError:
            _drop(path)
            raise
    else:
        unfinished.unlink()


def _drop(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


@contextlib.contextmanager
def _alone(work: Path, wait: float) -> Iterator[None]:
    """Be the only one at it, behind whoever is for so many seconds. Raise `BackupUnderWay`."""
    lock = ShopLock(work, BACKUP_LOCK)
    try:
        lock.take_behind(wait)
    except ShopInUse as error:
        raise BackupUnderWay from error
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def _scratch(work: Path) -> Iterator[tuple[Path, Path]]:
    """Give two places for databases of our own that nothing is left of, not even by one that was cut off."""
    places = _places(work)
    _sweep(places)
    try:
        yield places
    finally:
        _sweep(places)


def _places(work: Path) -> tuple[Path, Path]:
    return work / _COPY, work / _PROOF


def _parts(places: tuple[Path, Path]) -> list[Path]:
    """Return the files that lie there where databases do, or did."""
    return [place.with_name(place.name + ending) for place in places for ending in ("", "-wal", "-shm", "-journal")]


def _sweep(places: tuple[Path, Path]) -> None:
    """Remove what lies there. Raise a problem of the disk."""
    for path in _parts(places):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise problem_of_writing(error)(path=str(path)) from error
