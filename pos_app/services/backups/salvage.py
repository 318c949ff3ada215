"""What a damaged database still holds behind the last backup: brought along whole where it proves true, else listed.

The backup is the ground. Whatever can be read of the damaged file is laid over a copy of it, and the books of that copy
are verified in full, hashes and signatures: true, it takes the backup's place, and nothing that could be read is lost.
If not, the backup stays alone, and the sales that can be read are listed in a file for a person to enter again.

Of whom of the staff nothing can be read, the backup's own PIN counts again, though another was given since: no sale is
left behind for that, and `continue_shop.go_on` journals it.
"""

from __future__ import annotations

import contextlib
import csv
import shutil
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from pos_app.data.engine import Database, sqlite_url
from pos_app.data.put_aside import FOLDER
from pos_app.data.queries.people import keepers, somebody_signs_in
from pos_app.data.salvage import Wreck, lay_over
from pos_app.data.tables.catalog import variant
from pos_app.data.tables.orders import orders
from pos_app.data.tables.people import PROOFS, person
from pos_app.data.tables.shop import till
from pos_app.domain.errors import CodedError
from pos_app.domain.money import plain
from pos_app.services.catalog.import_changes import refresh_words
from pos_app.services.proof.staff import unfit_proofs
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop.open_shop import DATABASE_NAME, read_profile
from pos_app.services.shop.pepper_check import is_anothers, knows_pepper, note_pepper
from pos_app.services.shop.vault import PEPPER, Vault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from pos_app.domain.staff_record import Proof

_WRECK, _OVERLAID = f"{DATABASE_NAME}.wreck", f"{DATABASE_NAME}.overlaid"
_PARTS = ("", "-wal", "-shm", "-journal")
_READ = ["number", "at", "business_date", "total", "rounding", "uid"]
_WORDS = 500
"""Variants whose search text is made anew in one go."""


class Salvaged(Struct, frozen=True):
    """What came of it."""

    sales: int
    """Sales behind the backup that could be read."""
    whole: bool
    """Whether they are in the shop; else they are only listed."""
    listing: Path | None
    """The file that lists them; None where there are none, or they are in the shop."""
    older: frozenset[Proof] = frozenset()
    """What counts again as it was in the backup: entries that were brought along tell of another since."""


def salvage(folder: Path, place: Path, now: datetime) -> Salvaged:
    """Bring what the damaged database in `folder` holds behind the backup unpacked in `place` along; see above.

    Nothing of the damaged file is changed. Raise a problem of the disk.
    """
    wreck, overlaid = folder / _WRECK, folder / _OVERLAID
    try:
        for part in _PARTS[:2]:
            there = folder / f"{DATABASE_NAME}{part}"
            if there.exists():
                shutil.copyfile(there, wreck.with_name(wreck.name + part))
        with contextlib.closing(Wreck(wreck)) as source:
            sales = _sales(source, place)
            shutil.copyfile(place, overlaid)
            older = _laid(source, place, overlaid, now)
        whole = older is not None
        if whole:
            overlaid.replace(place)
        # what was brought along is in no list: somebody would ring it up again
        listing = _listed(folder, sales, place, now) if sales and not whole else None
        return Salvaged(len(sales), whole, listing, older or frozenset())
    finally:
        for path in (wreck, overlaid):
            for part in _PARTS:
                path.with_name(path.name + part).unlink(missing_ok=True)


def _laid(source: Wreck, place: Path, overlaid: Path, now: datetime) -> frozenset[Proof] | None:
    """Lay the wreck over a copy of the backup, and verify the books in it, which are signed with the backup's key.

    Return the proofs that are the backup's and not the last that were given; None where the books are not true.
    """
    lay_over(source, overlaid)
    with contextlib.closing(Database(sqlite_url(place))) as backup, backup.read() as there:
        key: bytes = there.execute(select(till.c.public_key).order_by(till.c.number).limit(1)).scalar_one()
        known, proofs = set(there.execute(select(variant.c.id)).scalars()), _proofs(there)
        pepper = _pepper(place.parent, backup, there)
    with contextlib.closing(Database(sqlite_url(overlaid))) as database:
        try:
            older = _older(database, proofs)
            if older is None or verify(database, key, older=older).first is not None:
                return None
            with database.write() as connection:
                if pepper is not None:
                    note_pepper(connection, pepper, now)
                added = sorted(set(connection.execute(select(variant.c.id)).scalars()) - known)
                for begin in range(0, len(added), _WORDS):
                    refresh_words(connection, added[begin : begin + _WORDS])
        except (CodedError, DBAPIError):
            return None
    with contextlib.closing(Database(sqlite_url(overlaid))) as database, database.writer.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
    return older


def _pepper(folder: Path, backup: Database, there: Connection) -> bytes | None:
    """Return the pepper in the shop's folder where it is the one that the backup knows.

    A bad byte in what the wreck knows of it would take everybody's PIN off.
    """
    vault = Vault(folder, backup)
    if not vault.opens(PEPPER):
        return None
    pepper = vault.get(PEPPER)
    return None if is_anothers(there, pepper) or not knows_pepper(there) else pepper


def _older(database: Database, proofs: Mapping[Proof, bytes | None]) -> frozenset[Proof] | None:
    """Return which proofs are the backup's `proofs` and not the last that were given.

    None where the staff cannot be read, or could never have been so: rows of two moments lie side by side.
    """
    with database.read() as laid:
        try:
            now = _proofs(laid)
            older = frozenset(one for one in unfit_proofs(laid) if now[one] == proofs.get(one))
        except Exception:  # noqa: BLE001 - what a damaged row makes of the reading is anything
            return None
        badges = list(laid.execute(select(person.c.badge_index).where(person.c.badge_index.is_not(None))).scalars())
        ownerless = somebody_signs_in(laid) and not keepers(laid)
    return None if older and (ownerless or len(badges) > len(set(badges))) else older


def _proofs(connection: Connection) -> dict[Proof, bytes | None]:
    """Return what is kept of all that people come in by."""
    rows = connection.execute(select(person)).all()
    return {(row.uid, kind): getattr(row, column) for row in rows for kind, column in PROOFS.items()}


def _sales(source: Wreck, place: Path) -> list[dict[str, object]]:
    """Return what can be read of sales that the backup has not."""
    with contextlib.closing(Database(sqlite_url(place))) as backup, backup.read() as there:
        known = set(there.execute(select(orders.c.uid)).scalars())
    rows = (dict(zip(_READ, values, strict=True)) for values in source.rows(orders.name, _READ))
    return [row for row in rows if row["uid"] not in known]


def _listed(folder: Path, sales: list[dict[str, object]], place: Path, now: datetime) -> Path:
    """Write the sales into a file that a person can open; amounts as plain decimals."""
    with contextlib.closing(Database(sqlite_url(place))) as backup, backup.read() as there:
        money = read_profile(there, folder).currency
    path = folder / FOLDER / f"salvaged-{now:%Y%m%d-%H%M%S}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "at (UTC)", "business date", "paid", "currency"])
        for row in sales:
            total, rounding = row["total"], row["rounding"]
            paid = total + rounding if isinstance(total, int) and isinstance(rounding, int) else None
            shown = "" if paid is None else plain(paid, money.digits)
            writer.writerow([row["number"], row["at"], row["business_date"], shown, money.code])
    path.chmod(0o600)
    return path
