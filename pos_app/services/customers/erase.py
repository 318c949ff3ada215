"""Erase a customer: no byte of the person stays in the file, and books and chain stay true.

Sales keep the customer's uid, which names nobody any more. Which uids were erased also stands in a file beside the
database, so that a backup from before cannot bring anybody back.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from pos_app.data import put_aside
from pos_app.data.problems import problem_of_writing
from pos_app.data.syncing import sync_file, sync_folder
from pos_app.data.tables.baskets import basket, basket_note, basket_step
from pos_app.data.tables.customers import customer
from pos_app.data.tables.orders import order_note, orders
from pos_app.domain.customers import CustomerGone, Erasure
from pos_app.domain.errors import CodedError
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission
from pos_app.domain.problems import DatabaseBusy
from pos_app.services.customers.keep import row_of
from pos_app.services.customers.sealing import SEALED
from pos_app.services.shop.open_shop import DATABASE_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from pos_app.data.engine import Database
    from pos_app.services.books import Posting
    from pos_app.services.customers.records import CustomerRecords
    from pos_app.services.shop.shop import Shop

ERASED_NAME = "erased"
"""Name of the file that has the uids of everybody who was erased, one a line; a copy lies with the backups."""
UNSWEPT_NAME = "erased.unswept"
"""Name of the file that is there while the database's file may still hold bytes of somebody who was erased."""
CONTACTS_NAME = "erased.contacts"
"""Name of the file that is there while the database's file may still hold how staff was reached that is archived."""
_BLANK = ("number", "name", "company", "language", "consent_at", "phone_index", "email_index", *SEALED)


class EraseCustomer:
    """Erases customers."""

    def __init__(self, shop: Shop, records: CustomerRecords, backup_places: Callable[[], Collection[Path]]) -> None:
        self._shop = shop
        self._records = records
        self._backup_places = backup_places

    def erase(self, uid: bytes) -> Erasure:
        """Erase a person's data for good and return which sales must be kept all the same.

        The file is written anew at once: a second or two for 100 MB. What was put aside with the person in it is
        removed. What is in the way of that, as somebody who reads for long, is told in the outcome: the person is
        erased then, and the next start does the rest. Raise `CustomerGone` or a problem of the disk.
        """
        self._shop.require(Permission.CUSTOMER_ERASE)
        with self._shop.database.read() as connection:
            row_of(connection, uid)
        folder = self._shop.profile.folder
        unswept = folder / UNSWEPT_NAME
        _mark(unswept)  # first: what is blanked and not yet swept is swept at the next start
        aside = len(put_aside.holding(folder, DATABASE_NAME, {uid}))
        with self._shop.posting(Permission.CUSTOMER_ERASE) as posting:
            row = row_of(posting.connection, uid)
            kept = self._records.kept_on(posting.connection, row.id)
            _blank(posting, row.id, uid, aside)
            at = posting.at
        removed, hindrance = _finish(self._shop.database, folder, {uid})
        return Erasure(at, kept, removed, hindrance)

    def hand_out(self) -> tuple[str, ...]:
        """Tell the folders that backups lie in who was erased; return those that cannot be reached.

        It may take as long as a network share does. Each start and each backup does it again.
        """
        return hand_out(self._shop.profile.folder, self._backup_places())


def hand_out(folder: Path, places: Collection[Path]) -> tuple[str, ...]:
    """Bring the list of the erased to where backups lie: a restore from there has to know of all of them.

    Return the places that it could not be brought to.
    """
    missed = []
    for place in places:
        try:
            carry_erased(folder, place)
        except CodedError:
            missed.append(str(place))
    return tuple(missed)


def _finish(database: Database, folder: Path, uids: set[bytes]) -> tuple[int, CodedError | None]:
    """Do all that follows the blanking; return how many databases put aside went, and what was in the way, if anything.

    One thing that cannot be done keeps none of the others from being done: nobody can ask for the same erasure again.
    """
    hindrance: CodedError | None = None
    removed = 0
    try:
        for uid in sorted(uids - _erased(folder / ERASED_NAME)):
            _note_erased(folder, uid)
    except CodedError as error:
        hindrance = error
    try:
        removed = _remove_put_aside(folder, uids)
    except CodedError as error:
        hindrance = hindrance or error
    try:
        sweep(database)
    except CodedError as error:
        hindrance = hindrance or error
    if hindrance is None:
        try:
            (folder / UNSWEPT_NAME).unlink(missing_ok=True)
        except OSError as error:
            hindrance = problem_of_writing(error)(path=str(folder / UNSWEPT_NAME))
    return removed, hindrance


def _remove_put_aside(folder: Path, uids: Collection[bytes]) -> int:
    """Remove the databases put aside that hold somebody who was erased; return how many. Raise a problem of the disk.

    What was in them can be made again from backups; a damaged one that nobody can read goes, too.
    """
    found = put_aside.holding(folder, DATABASE_NAME, uids)
    try:
        put_aside.remove(found)
    except OSError as error:
        raise problem_of_writing(error)(path=str(folder / put_aside.FOLDER)) from error
    return len(found)


def sweep(database: Database) -> None:
    """Write the database's file anew, without what was deleted in it, and empty its log. Only SQLite needs it.

    Nothing else is written meanwhile. Raise a problem of the database.
    """
    if database.dialect != "sqlite":
        return
    with database.translated(), database.writer.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")  # within a transaction neither is possible
        connection.exec_driver_sql("VACUUM")
        still_read = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
    if still_read:  # somebody looks at an older state, for longer than the database waits
        raise DatabaseBusy


def erase_again(shop: Shop, listed: Path | None = None) -> int:
    """Erase again whom a restored database brought back, and return how many they were.

    A restore calls it once the shop is open. `listed` is another list than the one in the shop's folder: that beside
    the backup. Nobody is asked for leave: it was given for the erasure. Raise a problem of the disk or the database.
    """
    folder = shop.profile.folder
    ours = _erased(folder / ERASED_NAME)
    wanted = ours | (_erased(listed) if listed is not None else set())
    unswept = folder / UNSWEPT_NAME
    with shop.database.read() as connection:
        known = set(connection.execute(select(customer.c.uid).where(customer.c.erased_at.is_not(None))).scalars())
        wanted |= known
        query = select(customer.c.id, customer.c.uid).where(customer.c.erased_at.is_(None))
        back = [(row.id, row.uid) for row in connection.execute(query) if row.uid in wanted]
    if back or known - ours:  # who is erased and not on the list: what follows the blanking was cut off
        _mark(unswept)
    for uid in sorted(wanted - ours):
        _note_erased(folder, uid)
    if back:
        aside = {uid: len(put_aside.holding(folder, DATABASE_NAME, {uid})) for _, uid in back}
        with shop.posting(None) as posting:
            for key, uid in back:
                _blank(posting, key, uid, aside[uid])
    if unswept.exists():
        _, hindrance = _finish(shop.database, folder, wanted)
        if hindrance is not None:
            raise hindrance
    elif (folder / CONTACTS_NAME).exists():
        sweep(shop.database)
    (folder / CONTACTS_NAME).unlink(missing_ok=True)
    return len(back)


def sweep_at_next_start(folder: Path) -> None:
    """Have the file swept, and nothing else done, by the next start: what was deleted is encrypted and can wait.

    Raise a problem of the disk.
    """
    _mark(folder / CONTACTS_NAME)


def carry_erased(source: Path, target: Path) -> None:
    """Bring the list of the erased from one folder to another, behind what is there. Raise a problem of the disk."""
    for uid in sorted(_erased(source / ERASED_NAME) - _erased(target / ERASED_NAME)):
        _note_erased(target, uid)


def _blank(posting: Posting, key: int, uid: bytes, aside: int) -> None:
    """Take a person out of every row that may change, and say so in the journal.

    `aside` is how many databases put aside go with it.
    """
    connection = posting.connection
    values = {**dict.fromkeys(_BLANK), "erased_at": posting.at, "archived_at": posting.at}
    found = connection.execute(update(customer).where(customer.c.id == key).values(**values))
    if found.rowcount != 1:
        raise CustomerGone
    theirs = select(orders.c.id, orders.c.uid).where(orders.c.customer_id == key)
    sold = connection.execute(theirs).all()
    for order_key, order_uid in sold:  # what was written on a basket may name the person
        connection.execute(delete(order_note).where(order_note.c.order_id == order_key))
        baskets = select(basket.c.id).where(basket.c.uid == order_uid).scalar_subquery()
        connection.execute(delete(basket_note).where(basket_note.c.basket_id == baskets))
    given = select(basket_step.c.basket_id).where(
        basket_step.c.kind == "customer", basket_step.c.body.contains(uid.hex())
    )
    connection.execute(delete(basket_note).where(basket_note.c.basket_id.in_(given)))  # held or dropped ones, too
    posting.journal(Tag.CUSTOMER_ERASED, uid, {"orders": len(sold), "put_aside": aside})


def _erased(path: Path) -> set[bytes]:
    """Return who is on a list; what is no uid, as the end of a line that a power cut took, is left out."""
    if not path.is_file():
        return set()
    try:
        # whatever stands in it: no shop is kept from coming back by a file beside it
        lines = path.read_text("ascii", "replace").splitlines()
    except OSError as error:
        raise problem_of_writing(error)(path=str(path)) from error
    found = set()
    for line in lines:
        with contextlib.suppress(ValueError):
            found.add(bytes.fromhex(line.strip()))
    return {uid for uid in found if len(uid) == 16}  # noqa: PLR2004 - a uid's length


def _mark(path: Path) -> None:
    """Make a file that survives a power cut, before anything follows that it speaks of."""
    try:
        path.touch()
        sync_file(path)
        sync_folder(path.parent)
    except OSError as error:
        raise problem_of_writing(error)(path=str(path)) from error


def _note_erased(folder: Path, uid: bytes) -> None:
    path = folder / ERASED_NAME
    try:
        is_new = not path.exists()
        with path.open("a", encoding="ascii") as file:
            file.write(f"\n{uid.hex()}\n")  # behind a line that was cut off, too
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync_folder(folder)
    except OSError as error:
        raise problem_of_writing(error)(path=str(path)) from error
