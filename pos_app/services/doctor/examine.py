"""Examine a shop for `pos doctor`: what is well, and what to do about the rest.

Each look stands for itself: one that fails is a finding, and the others go on.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import inspect, select

from pos_app.data import append_only, migrations
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.tables import every_table
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import till
from pos_app.documents.fonts import shows
from pos_app.domain.errors import CodedError
from pos_app.domain.printing import READY, UNKNOWN, PrinterOffline
from pos_app.domain.problems import DatabaseDamaged, NewerSchema
from pos_app.services.backups.ahead import ahead
from pos_app.services.proof.verify_books import file_sound
from pos_app.services.shop.open_shop import DATABASE_NAME, is_shop, make_whole, open_shop, refuse_lost
from pos_app.services.shop.vault import DATA, PEPPER, Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pos_app.services.services import Services
    from pos_app.services.shop.shop import Shop

ROOM_WANTED = 1_000_000_000
"""Bytes free below which a shop should make room: a year's sales and a backup of a big catalog."""
_CHINESE, _SIGNS = "收据红豆包", "€¥ß"


class Finding(Struct, frozen=True):
    """One thing looked at."""

    subject: str
    """`database`, `schema`, `protection`, `key`, `shop`, `books`, `file`, `backup`, `printer`, and so on."""
    state: str
    """What was found, as a code."""
    well: bool
    detail: str = ""
    problem: CodedError | None = None
    """What stood in the way of the look, where it has a sentence of its own."""


def examine(folder: Path, assemble: Callable[[Shop], Services]) -> Iterator[Finding]:
    """Look at the shop in a folder, its printer, fonts and disk; change nothing, make nothing.

    What was begun and cut off is finished first, as every start does.
    """
    yield from _guarded("shop", lambda: _whole(folder))
    if (folder / DATABASE_NAME).exists():
        yield from _shop(folder, assemble)
    else:
        yield from _guarded("shop", lambda: _not_set_up(folder))
    yield from _guarded("fonts", _fonts)
    yield from _guarded("room", lambda: _room(folder))


def _shop(folder: Path, assemble: Callable[[Shop], Services]) -> Iterator[Finding]:
    """Look at what lies on the disk and, where the program could work with it, at what is done with it."""
    database = Database(sqlite_url(folder / DATABASE_NAME))
    try:
        ground = [
            *_guarded("database", lambda: _file(database, folder)),
            *_guarded("schema", lambda: _schema(database, folder)),
        ]
        yield from ground
        if not all(finding.well for finding in ground):
            return
        if not is_shop(folder):
            yield from _guarded("shop", lambda: _emptied(database, folder))
            return
        yield from _guarded("protection", lambda: _protection(database))
        yield from _guarded("key", lambda: _key(database, folder))
        for name in (PEPPER, DATA):
            yield from _guarded(f"{name} key", lambda name=name: _other_key(database, folder, name))  # type: ignore[misc]
    finally:
        database.close()
    yield from _guarded("shop", lambda: _opened(folder, assemble))


def _whole(folder: Path) -> Iterator[Finding]:
    make_whole(folder)
    yield from ()


def _guarded(subject: str, look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    found: list[Finding] = []
    try:
        found.extend(look())
    except CodedError as problem:
        found.append(Finding(subject, "in_the_way", False, problem=problem))
    except Exception as fault:  # noqa: BLE001 - whatever damage does, the other looks go on
        found.append(Finding(subject, "damaged", False, (str(fault) or type(fault).__name__).splitlines()[0]))
    return found


def _file(database: Database, folder: Path) -> Iterator[Finding]:
    with database.read() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    yield Finding("database", "opened", True, str(folder / DATABASE_NAME))


def _schema(database: Database, folder: Path) -> Iterator[Finding]:
    with database.read() as connection:
        revision = migrations.current(connection)
        if revision is not None and revision not in migrations.REVISIONS:
            raise NewerSchema(found=revision)
        there = {
            f"{table}.{column['name']}"
            for (_, table), columns in inspect(connection).get_multi_columns().items()
            for column in columns
        }
    if revision is None:
        if there:  # tables of another program, or of a shop that lost its version: opening refuses both
            raise DatabaseDamaged(path=str(folder / DATABASE_NAME))
        yield from _not_set_up(folder)
        return
    wanted = {f"{table.name}.{column.name}" for table in every_table().tables.values() for column in table.columns}
    missing = sorted(wanted - there)
    if revision == migrations.HEAD and missing:
        yield Finding("schema", "incomplete", False, f"revision {revision}, without {', '.join(missing[:5])}")
    else:
        state = "current" if revision == migrations.HEAD else "older"
        yield Finding("schema", state, state == "current", f"revision {revision}")


def _emptied(database: Database, folder: Path) -> Iterator[Finding]:
    """Look at a database with tables in which no shop is: a set-up that was cut off has written nothing else either."""
    with database.read() as connection:
        used = connection.execute(select(journal.c.hash).limit(1)).first() is not None
    if used:
        raise DatabaseDamaged(path=str(folder / DATABASE_NAME))
    yield from _not_set_up(folder)


def _not_set_up(folder: Path) -> Iterator[Finding]:
    """Find that there is no shop in the folder. Raise `ShopLost` where there was one."""
    refuse_lost(folder)
    yield Finding("shop", "not_set_up", False, str(folder))


def _protection(database: Database) -> Iterator[Finding]:
    with database.read() as connection:
        append_only.check(connection)
    yield Finding("protection", "in_place", True)


def _key(database: Database, folder: Path) -> Iterator[Finding]:
    key = Vault(folder, database).till_key()
    with database.read() as connection:
        public = connection.execute(select(till.c.public_key).order_by(till.c.number).limit(1)).scalar_one()
    yield Finding("key", "fits" if key.public == public else "another", key.public == public)


def _other_key(database: Database, folder: Path, name: str) -> Iterator[Finding]:
    """Look at the key of PINs, or of personal data, where this shop needs it."""
    vault = Vault(folder, database)
    if vault.is_wrapped(name) or vault.is_used(name):
        vault.get(name)
        yield Finding(f"{name} key", "there", True)


def _opened(folder: Path, assemble: Callable[[Shop], Services]) -> Iterator[Finding]:
    shop = open_shop(folder, checked=False)
    try:
        services = assemble(shop)
    except BaseException:
        shop.close()
        raise
    try:
        yield from _guarded("books", lambda: _books(services))
        yield from _guarded("backup", lambda: _backup(services))
        yield from _guarded("printer", lambda: _printer(services))
        yield from _guarded("jobs", lambda: _jobs(services))
        yield from _guarded("import", lambda: _import(services))
    finally:
        services.close()


def _books(services: Services) -> Iterator[Finding]:
    books = services.status.look_at_books()
    yield Finding("books", books, books == "balanced")
    with services.shop.database.read() as connection:
        unsound = next(file_sound(connection), None)
    further = ahead(services.shop.database, services.shop.profile.folder)
    if further is not None:
        yield Finding("books", "put_back", False, further.divergence.found)
    yield Finding("file", "sound" if unsound is None else "damaged", unsound is None, unsound.found if unsound else "")


def _backup(services: Services) -> Iterator[Finding]:
    state = services.backups.state()
    if state.last is not None and state.last.code:
        yield Finding("backup", "failed", False, state.last.code.replace("_", " "))
    elif state.last is not None and state.last.good is not None:
        yield Finding("backup", "made", True, f"{state.last.good.astimezone():%Y-%m-%d %H:%M}")


def _printer(services: Services) -> Iterator[Finding]:
    look = services.printer_desk.look()
    # that it is off is known to the list of advice; what else stands in the way has a sentence of its own
    problem = None if type(look.trouble) is PrinterOffline else look.trouble
    yield Finding("printer", look.state, look.state in {READY, UNKNOWN}, look.address, problem)


def _jobs(services: Services) -> Iterator[Finding]:
    unsent = services.printing.counts()
    doubtful = unsent.get("doubtful", 0)
    yield Finding("jobs", "doubtful" if doubtful else "settled", not doubtful, str(sum(unsent.values())))


def _import(services: Services) -> Iterator[Finding]:
    unfinished = services.imports.unfinished()
    if unfinished is not None:
        yield Finding("import", "cut_off", False, unfinished.file_name)


def _fonts() -> Iterator[Finding]:
    complete = all(shows(sign) for sign in _CHINESE + _SIGNS)
    yield Finding("fonts", "complete" if complete else "no_chinese", complete)


def _room(folder: Path) -> Iterator[Finding]:
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    free = shutil.disk_usage(there).free
    yield Finding("room", "enough" if free > ROOM_WANTED else "little", free > ROOM_WANTED, f"{free // 10**6:,} MB")
