"""Open a shop: a new one is set up, an old schema brought forward after a backup, a newer or damaged one refused."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace
from sqlalchemy import inspect, select
from sqlalchemy.exc import DBAPIError, NoResultFound

from pos_app.data import append_only, migrations, put_aside, swap
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.keys import (
    KEYS_ELSEWHERE,
    NEXT,
    NO_KEY,
    TILL_KEY_FILE,
    AbsentKey,
    KeyDamaged,
    KeyMissing,
    KeyUnreadable,
    LaterKey,
    TillKey,
    drop_unfinished,
    take_next,
)
from pos_app.data.place import IMPORT_LOCK, ShopLock, refuse_network_drive
from pos_app.data.problems import problem_of_writing
from pos_app.data.queries.last_shift import last_shift
from pos_app.data.queries.people import first_owner
from pos_app.data.rights import narrow
from pos_app.data.salvage import is_damaged
from pos_app.data.tables.people import person
from pos_app.data.tables.shop import currency, location, shop, till, till_head
from pos_app.domain.errors import EnvironmentProblem
from pos_app.domain.money import Currency
from pos_app.domain.permissions import Permission
from pos_app.domain.problems import (
    DatabaseDamaged,
    KeyOfAnotherTill,
    MarkDamaged,
    ShopInUse,
    ShopLost,
    UpgradeBlocked,
)
from pos_app.domain.shift import OPEN
from pos_app.domain.shop import Duty, ShopProfile
from pos_app.services.books import Books, Stand, zone_info
from pos_app.services.shop.bring_forward import make_folder, upgrade_or_put_back
from pos_app.services.shop.home import refuse_elsewhere, settle_here
from pos_app.services.shop.put_back import refuse_put_back
from pos_app.services.shop.shop import Shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from pos_app.domain.ports import Clock
    from pos_app.services.shop.set_up import NewShop
    from pos_app.services.shop.vault import Vault

DATABASE_NAME = "shop.db"
KEY_NAME = TILL_KEY_FILE


def utc_now() -> datetime:
    """Return the present moment in UTC: the clock of a real shop."""
    return datetime.now(UTC)


def is_shop(folder: Path) -> bool:
    """Tell whether a folder holds a shop that is set up: a file alone is what a set-up that was cut off leaves."""
    if swap.is_begun(folder):  # one that is about to come
        return True
    path = folder / DATABASE_NAME
    if not _has_content(path):
        return False
    try:
        with contextlib.closing(sqlite3.connect(path)) as file:
            return file.execute("SELECT 1 FROM shop").fetchone() is not None
    except sqlite3.Error:  # no such table, no database, or not for us to read: opening it says which
        return False


def make_whole(folder: Path, lock: ShopLock | None = None) -> None:
    """Finish what was begun and cut off: a database that took the shop's place, a key that the books name.

    `lock` is the shop's, where it is held: then what was begun and came to nothing is cleared away, too. Raise
    `ShopInUse` while another program is at it, `MarkDamaged` where it cannot be told what was begun and it matters,
    `KeyUnreadable`, or a problem of the disk.
    """
    try:
        if swap.is_begun(folder):
            with contextlib.ExitStack() as alone:
                if lock is None:
                    alone.enter_context(_held(ShopLock(folder)))
                _finish_swap(folder)
        if lock is not None:  # else somebody may be at work on them
            swap.clear_staged(folder / DATABASE_NAME)
        _take_key(folder, alone=lock is not None)
    except OSError as error:
        raise problem_of_writing(error)(path=str(folder)) from error


def _finish_swap(folder: Path) -> None:
    """Finish what was written down; where nobody can read that, the shop is whole and nothing waits, go on without."""
    try:
        swap.finish(folder)
    except MarkDamaged:
        path = folder / DATABASE_NAME
        if swap.is_staged(path) or not _has_content(path) or is_damaged(path):
            raise
        swap.keep_mark_aside(folder)


def _take_key(folder: Path, *, alone: bool) -> None:
    """Let the next key be the till's where the books name it; drop one that nobody will go on with.

    Where the books cannot be asked it is neither taken nor dropped: it may be the only one.
    """
    path = folder / KEY_NAME
    if not path.with_name(path.name + NEXT).exists():
        return
    if not _has_content(folder / DATABASE_NAME):
        return
    try:
        with contextlib.closing(sqlite3.connect(folder / DATABASE_NAME)) as file:
            row = file.execute("SELECT public_key FROM till ORDER BY number LIMIT 1").fetchone()
    except sqlite3.Error:
        return
    if row is not None:
        take_next(path, bytes(row[0]), alone=alone)


def is_untouched(folder: Path) -> bool:
    """Tell whether a new shop would be set up in a folder, or one whose set-up was cut off.

    Not where a shop was lost, is damaged or cannot be read: opening it says so.
    """
    if swap.is_begun(folder):
        return False
    path = folder / DATABASE_NAME
    if not _has_content(path):
        with contextlib.suppress(ShopLost):
            refuse_lost(folder)
            return True
        return False
    try:
        with contextlib.closing(sqlite3.connect(path)) as file:
            if file.execute("SELECT 1 FROM sqlite_master").fetchone() is None:
                return True
            return file.execute("SELECT 1 FROM shop").fetchone() is None
    except sqlite3.Error:
        return False


def currency_of(folder: Path) -> Currency | None:
    """Return the money of the shop in a folder, whatever else is wrong with it; None where that cannot be told."""
    if not _has_content(folder / DATABASE_NAME):
        return None
    query = "SELECT currency.code, currency.digits FROM shop JOIN currency ON currency.code = shop.currency"
    try:
        with contextlib.closing(sqlite3.connect(folder / DATABASE_NAME)) as file:
            row = file.execute(query).fetchone()
    except sqlite3.Error:
        return None
    return Currency(*row) if row else None


def public_key(folder: Path, database: Database) -> bytes | None:
    """Return the public half of the till's key of a shop; None where there is none that can be read or opened."""
    from pos_app.services.shop.vault import Vault  # most starts need none

    try:
        return Vault(folder, database).till_key().public
    except (*NO_KEY, EnvironmentProblem):
        return None


def open_shop(
    folder: Path,
    *,
    clock: Clock = utc_now,
    new: NewShop | None = None,
    checked: bool = True,
    lock: ShopLock | None = None,
    hurried: bool = False,
) -> Shop:
    """Open the shop in a folder; an empty one becomes a shop with the defaults of `new`.

    `checked=False` opens one without its append-only triggers or its till's key too, for the commands that look into
    such damage; without the key nothing can be posted. `lock` is the shop's, where the caller holds it. One that is
    `hurried` looks whose key it has when `Books.look_at_key` is asked, or something is first signed.
    Raise `NetworkDrive`, `NewerSchema`, `UpgradeBlocked`, `ProtectionMissing`, `UnknownZone`, one of `NO_KEY` or a
    problem of the database.
    """
    make_folder(folder)
    refuse_network_drive(folder)
    narrow(folder)
    try:
        make_whole(folder, lock)
    except KeyUnreadable:
        if checked:
            raise
    if not _has_content(folder / DATABASE_NAME):
        refuse_lost(folder)
    database = Database(sqlite_url(folder / DATABASE_NAME))
    try:
        return open_database(database, folder, clock=clock, new=new, checked=checked, lock=lock, hurried=hurried)
    except (DBAPIError, NoResultFound) as error:  # a table or a row that every shop has is gone
        database.close()
        raise DatabaseDamaged(path=str(folder / DATABASE_NAME)) from error
    except BaseException:
        database.close()
        raise


def look_into(folder: Path) -> Database:
    """Open the database of a shop to look into its books, whatever else is wrong with it; no key is needed.

    A folder without a shop, and one of an older version, is opened once as ever. Raise what `open_shop` raises.
    """
    with contextlib.suppress(KeyUnreadable):
        make_whole(folder)
    database = Database(sqlite_url(folder / DATABASE_NAME))
    try:
        if not is_shop(folder) or not migrations.is_current(database):
            open_shop(folder, checked=False).close()
    except BaseException:
        database.close()
        raise
    return database


def open_database(
    database: Database,
    folder: Path,
    *,
    clock: Clock = utc_now,
    new: NewShop | None = None,
    checked: bool = True,
    lock: ShopLock | None = None,
    hurried: bool = False,
) -> Shop:
    """Open the shop in a database of any kind; keys, locks and backups lie in `folder`."""
    if not migrations.is_current(database):
        _bring_forward(database, folder, lock)
    with database.read() as connection:
        found = connection.execute(select(shop.c.id)).first()
    if found is None:
        refuse_lost(folder)
        drop_unfinished(folder / KEY_NAME)
        from pos_app.services.shop.set_up import NewShop, set_up  # once in a shop's life

        set_up(database, folder / KEY_NAME, clock, new or NewShop())
    with database.read() as connection:
        if checked:
            append_only.check(connection)
        profile, duty = read_profile(connection, folder), read_duty(connection)
        real = profile.kind == "real"
        homeless = real and refuse_elsewhere(database, connection, folder)
        if real and database.refusal is None:
            refuse_put_back(database, connection, folder, profile.uid)
        public = connection.execute(select(till.c.public_key).where(till.c.id == duty.till_id)).scalar_one()
        head = select(till_head.c.last_at, till_head.c.business_date).where(till_head.c.till_id == duty.till_id)
        last = Stand(*connection.execute(head).one())
    if homeless and database.refusal is None:
        settle_here(database, folder, clock())
    zone_info(profile.zone)  # without it no business date can be told: refused before anything is rung up
    key, vault = _key(folder, database, public, needed=checked, later=hurried)
    if checked and key.public != public:
        raise KeyOfAnotherTill(path=str(folder / KEY_NAME))
    books = Books(database, key, clock, profile.zone, last)
    # whoever can open the file can do all of it anyway; the window asks who it is, where people have PINs
    return Shop(profile, duty, database, books, frozenset(Permission), vault)


def _bring_forward(database: Database, folder: Path, lock: ShopLock | None) -> None:
    """Bring the schema to this program's, after a backup, while no other program is at work in the shop."""
    with contextlib.ExitStack() as alone:
        try:
            if lock is None:
                alone.enter_context(_held(ShopLock(folder)))
            if (folder / IMPORT_LOCK).exists():  # an import may run without the window
                alone.enter_context(_held(ShopLock(folder, IMPORT_LOCK)))
        except ShopInUse as error:
            raise UpgradeBlocked(**error.params) from error
        _refuse_foreign(database, folder)
        path = folder / DATABASE_NAME
        if database.dialect == "sqlite" and _has_content(path):
            upgrade_or_put_back(database, path, folder / put_aside.FOLDER / f"{put_aside.BEFORE}{migrations.HEAD}.db")
        else:
            migrations.upgrade(database)


@contextlib.contextmanager
def _held(lock: ShopLock) -> Iterator[None]:
    lock.take()
    try:
        yield
    finally:
        lock.release()


def _refuse_foreign(database: Database, folder: Path) -> None:
    """Raise `DatabaseDamaged` for a file with tables of another program."""
    with database.read() as connection:
        if migrations.current(connection) is None and inspect(connection).get_table_names():
            raise DatabaseDamaged(path=str(folder / DATABASE_NAME))


def refuse_lost(folder: Path) -> None:
    """Raise `ShopLost` where a shop was in use and its database is gone: a new one in its place would hide the loss."""
    used = any((folder / trace).exists() for trace in ("papers", "window.ini", "backups", IMPORT_LOCK))
    if used and any((folder / key).exists() for key in (KEY_NAME, KEYS_ELSEWHERE)):
        raise ShopLost(path=str(folder / DATABASE_NAME))


def _has_content(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _key(folder: Path, database: Database, public: bytes, *, needed: bool, later: bool) -> tuple[TillKey, Vault | None]:
    """Return the till's key, and where it is in no file, but wrapped, what opens it when something is signed."""
    path = folder / KEY_NAME
    try:
        return (LaterKey.in_file(path, public) if later else TillKey.load(path)), None
    except NO_KEY as why:
        if isinstance(why, (KeyMissing, KeyDamaged)):  # what is cut off is as good as gone
            from pos_app.services.shop.vault import TILL, Vault  # a till whose key is in its file

            vault = Vault(folder, database)
            if vault.is_wrapped(TILL):
                return LaterKey(vault.till_key, public, path), vault
        if needed:
            raise
        return AbsentKey(why), None


def read_profile(connection: Connection, folder: Path) -> ShopProfile:
    """Return what the shop is."""
    row = connection.execute(select(shop, currency.c.digits).join(currency, currency.c.code == shop.c.currency)).one()
    return ShopProfile(row.uid, row.kind, Currency(row.currency, row.digits), row.zone, row.language, folder)


def read_duty(connection: Connection) -> Duty:
    """Return the till of this PC, who opened its last shift, and that shift where it is open.

    Where that person works here no more, or there was no shift, it is the first owner.
    """
    row = connection.execute(
        select(
            till.c.id,
            till.c.uid,
            till.c.number,
            till.c.name,
            till.c.location_id,
            location.c.uid.label("location_uid"),
        )
        .join(location, location.c.id == till.c.location_id)
        .order_by(till.c.number)
        .limit(1)
    ).one()
    last = last_shift(connection, row.id)
    works_here = select(person.c.id, person.c.uid, person.c.name).where(person.c.archived_at.is_(None))
    opened_it = connection.execute(works_here.where(person.c.id == last.person_id)).first() if last else None
    duty = Duty(*row, *(opened_it or first_owner(connection)))
    if last is None or last.state != OPEN:
        return duty
    return replace(duty, shift_id=last.id, shift_uid=last.uid, shift_opened_at=last.at)
