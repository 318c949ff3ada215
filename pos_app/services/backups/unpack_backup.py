"""A backup unpacked beside a shop's database for a while: to look at, or to take its place."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from pos_app.data import migrations
from pos_app.data.backup import key_of, read_header, unpack
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.problems import problem_of_writing
from pos_app.data.swap import PARTS, is_begun
from pos_app.data.tables.shop import shop
from pos_app.domain.backups import BackupKeyDamaged, BackupNewer, BackupOfAnotherShop
from pos_app.domain.errors import CodedError
from pos_app.services.backups.shelf import backup_key
from pos_app.services.shop.open_shop import DATABASE_NAME, is_shop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from pos_app.data.backup import BackupKey
    from pos_app.domain.backups import BackupHeader

_T = TypeVar("_T")
UNPACKED = f"{DATABASE_NAME}.restoring"
"""The name beside the database of what is about to take its place."""
LOOKED_AT = f"{DATABASE_NAME}.looking"
"""The name of what is only looked at."""


@contextlib.contextmanager
def unpacked(folder: Path, path: Path, passphrase: str | None, name: str) -> Iterator[tuple[BackupHeader, Path]]:
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


def refuse_other(folder: Path, header: BackupHeader) -> None:
    """Raise `BackupOfAnotherShop` where the folder holds a shop that can be read and is another."""
    uid = shop_uid(folder)
    if uid is not None and uid.hex() != header.shop:
        raise BackupOfAnotherShop(path=str(folder))


def shop_uid(folder: Path) -> bytes | None:
    """Return which shop lies in a folder; None where there is none, or none that can be read."""
    return told_by(folder, lambda connection: connection.execute(select(shop.c.uid)).scalar_one_or_none())


def told_by(folder: Path, read: Callable[[Connection], _T]) -> _T | None:
    """Return what is read of the shop in a folder; None where there is none, or none that can be read."""
    if not is_shop_there(folder):
        return None
    try:
        with (
            contextlib.closing(Database(sqlite_url(folder / DATABASE_NAME))) as database,
            database.read() as connection,
        ):
            return read(connection)
    except (CodedError, DBAPIError):
        return None


def is_shop_there(folder: Path) -> bool:
    """Tell whether there is a shop whose file is there, too: of one that is about to come it may not be."""
    return is_shop(folder) and (folder / DATABASE_NAME).exists()


def bring_forward(place: Path) -> None:
    """Bring what was unpacked to this program's schema."""
    with contextlib.closing(Database(sqlite_url(place))) as database:
        if not migrations.is_current(database):
            migrations.upgrade(database)
