"""Prove the books in a backup before it takes a shop's place: its file may have been changed since it was made."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from pos_app.data.engine import Database, sqlite_url
from pos_app.data.tables.shop import till
from pos_app.domain.backups import BackupChanged, BackupOfAnotherKey
from pos_app.domain.errors import CodedError
from pos_app.services.proof.signed_journal import first_key, key_changes
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop.open_shop import DATABASE_NAME, is_shop

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


def refuse_untrue(place: Path, folder: Path, path: Path) -> None:
    """Look at all books in `place`, unpacked from `path`, that are to take the place of the shop's in `folder`.

    A till keeps the key that its journal began with, whatever was brought back since: books that begin with another
    were signed anew by somebody. Where there is no shop that can be read, who began to sign them is not proved.
    Raise `BackupChanged`, `BackupOfAnotherKey`, or a problem of the database.
    """
    here = _here(folder)
    with contextlib.closing(Database(sqlite_url(place))) as database:
        found = verify(database, aside=True).first
        if found is not None:
            raise BackupChanged(path=str(path), check=found.check, where=found.where)
        with database.read() as connection:
            for number, key in _first_keys(connection).items():
                if here.get(number, key) != key:
                    raise BackupOfAnotherKey(path=str(path), till=number)


def _here(folder: Path) -> dict[int, bytes]:
    """Return the keys that the journals in a shop's folder begin with; none where they cannot be read."""
    if not is_shop(folder) or not (folder / DATABASE_NAME).exists():
        return {}
    with (
        contextlib.suppress(CodedError, DBAPIError, ValueError, KeyError),
        contextlib.closing(Database(sqlite_url(folder / DATABASE_NAME))) as database,
        database.read() as connection,
    ):
        return _first_keys(connection)
    return {}


def _first_keys(connection: Connection) -> dict[int, bytes]:
    query = select(till.c.id, till.c.number, till.c.public_key).order_by(till.c.number)
    return {row.number: first_key(row.public_key, key_changes(connection, row.id)) for row in connection.execute(query)}
