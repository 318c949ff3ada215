"""Hold a shop's books against its backups: what goes on further there was put back to an earlier moment here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
from sqlalchemy import select

from pos_app.data.tables.shop import shop
from pos_app.services.backups.shelf import LastBackup, backups_in, chosen_place, known_places, last_backup, remember
from pos_app.services.proof.divergence import PUT_BACK, Divergence
from pos_app.services.shop.home import is_here
from pos_app.services.shop.put_back import later, remembered

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.data.engine import Database
    from pos_app.services.backups.shelf import Kept


class Ahead(NamedTuple):
    """What goes on further than the books do."""

    divergence: Divergence
    backup: Kept | None
    """The backup that does so; None where it is another file that knows, or the backup is not there any more."""


def ahead(database: Database, folder: Path) -> Ahead | None:
    """Return what goes on further than the books of the shop in a folder, or None.

    A practice shop has no say in it, nor has a copy that was last used elsewhere: the other one goes on, and may. Asked
    are the files beside the database and every backup where backups lie: it may take as long as a network share does.
    """
    with database.read() as connection:
        owner = connection.execute(select(shop.c.uid, shop.c.kind)).first()
        if database.dialect != "sqlite" or owner is None or owner.kind != "real" or not is_here(connection, folder):
            return None
        uid, chosen = bytes(owner.uid).hex(), chosen_place(connection)
    # before the books are looked at: whatever is sold and backed up meanwhile is in them then
    known = list(remembered(folder, uid))
    shelf = [kept for place in known_places(folder, chosen) for kept in backups_in(place, uid)]
    shelf.sort(key=lambda kept: kept.made_at, reverse=True)
    with database.read() as connection:
        for kept in shelf:
            if (end := later(connection, kept.ends)) is not None:
                return Ahead(_divergence(end.till, end.sequence, kept.path), kept)
        end = later(connection, known)
        return Ahead(_divergence(end.till, end.sequence, end.told_by), None) if end is not None else None


def note_ahead(folder: Path, backup: Kept) -> None:
    """Let the next start know of a backup that goes on further: it asks how the shop goes on."""
    place = type(folder)(backup.path)
    before = last_backup(folder) or LastBackup(backup.made_at, str(place.parent))
    remember(
        folder,
        msgspec.structs.replace(
            before,
            shop=backup.shop,
            good=backup.made_at,
            file=place.name,
            good_folder=str(place.parent),
            verified=backup.tills,
            full=None,
        ),
    )


def _divergence(till: int, sequence: int, told_by: str) -> Divergence:
    return Divergence(PUT_BACK, f"till {till} entry {sequence}", "an entry that is not in the books", told_by)
