"""What bringing a backup back would do, and whether its books are true: nothing is changed."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import select

from pos_app.data.engine import Database, sqlite_url
from pos_app.data.keys import KeyUnreadable
from pos_app.data.salvage import is_damaged
from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import orders
from pos_app.data.tables.shifts import shift_event
from pos_app.domain.problems import MarkDamaged
from pos_app.domain.shift import CLOSED
from pos_app.services.backups.prove_backup import refuse_untrue
from pos_app.services.backups.unpack_backup import (
    LOOKED_AT,
    bring_forward,
    is_shop_there,
    refuse_other,
    unpacked,
)
from pos_app.services.shop.bring_forward import make_folder
from pos_app.services.shop.open_shop import DATABASE_NAME, make_whole, read_profile

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from pos_app.domain.backups import BackupHeader
    from pos_app.domain.money import Currency


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


def preview(folder: Path, path: Path, passphrase: str | None = None) -> Preview:
    """Return what bringing `path` back into the shop in `folder` would undo; nothing is changed.

    Raise what is wrong with the file, `BackupOfAnotherShop`, or a problem of the disk.
    """
    make_folder(folder)
    with contextlib.suppress(KeyUnreadable, MarkDamaged):  # bringing it back gets past both
        make_whole(folder)
    with unpacked(folder, path, passphrase, LOOKED_AT) as (header, place):
        refuse_other(folder, header)
        bring_forward(place)
        with contextlib.closing(Database(sqlite_url(place))) as backup, backup.read() as there:
            profile = read_profile(there, folder)
            damaged = is_damaged(folder / DATABASE_NAME)
            known = Preview(header, profile.zone, profile.currency, (), 0, 0, 0, readable=False, damaged=damaged)
            if not is_shop_there(folder):
                return known
            try:
                with contextlib.closing(Database(sqlite_url(folder / DATABASE_NAME))) as now, now.read() as here:
                    return _compared(known, here, there)
            except Exception:  # noqa: BLE001 - what a damaged row makes of the reading is anything
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


def prove(folder: Path, path: Path, passphrase: str | None = None) -> str:
    """Verify all books in a backup that is to take the place of the shop in `folder`; nothing is changed.

    Return what tells `restore` that it need not be done again. Raise what is wrong with it, as `restore` does.
    """
    make_folder(folder)
    with unpacked(folder, path, passphrase, LOOKED_AT) as (header, place):
        refuse_other(folder, header)
        bring_forward(place)
        refuse_untrue(place, folder, path)
    return header.sha256


def _sales(connection: Connection) -> dict[bytes, Any]:
    query = select(orders.c.uid, orders.c.number, orders.c.at, orders.c.total, orders.c.rounding)
    return {row.uid: row for row in connection.execute(query)}


def _closings(connection: Connection) -> set[bytes]:
    return set(connection.execute(select(shift_event.c.uid).where(shift_event.c.kind == CLOSED)).scalars())


def _hashes(connection: Connection) -> set[str]:
    return set(connection.execute(select(journal.c.hash)).scalars())
