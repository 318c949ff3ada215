"""How those who work here are reached: encrypted, as customers' data is, and handed over as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict
from sqlalchemy import func, select, update

from pos_app.data.queries.people import by_uid, staff
from pos_app.data.tables.journal import journal
from pos_app.data.tables.people import person
from pos_app.domain.changes import Changes
from pos_app.domain.customers import LONGEST_LINE, LONGEST_TEXT, CustomerFieldTooLong, refuse_unreachable
from pos_app.domain.journal import Tag
from pos_app.domain.people import Contact
from pos_app.domain.permissions import Permission
from pos_app.services.customers.records import handed_over
from pos_app.services.customers.sealing import Sealer
from pos_app.services.people.sign_in import PersonGone

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from sqlalchemy import Connection, Row

    from pos_app.services.shop.shop import Shop

CONTACT = Contact.__struct_fields__
"""The columns of a person that are encrypted."""


class StaffContacts:
    """Phone, e-mail and address of the staff."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._sealer = Sealer(shop.vault, "person")

    def of(self, person_uid: bytes) -> Contact:
        """Return how somebody is reached. Raise `PersonGone` or what `Vault.get` raises."""
        self._shop.require(Permission.PEOPLE_MANAGE)
        with self._shop.database.read() as connection:
            return self._opened(_known(connection, person_uid))

    def keep(self, person_uid: bytes, contact: Contact) -> Changes:
        """Keep how somebody is reached.

        Raise `PersonGone`, `CustomerPhoneUnfit`, `CustomerEmailUnfit`, `CustomerFieldTooLong` or what `Vault` raises.
        """
        self._shop.require(Permission.PEOPLE_MANAGE)
        typed = fit_contact(contact)
        sealed = {column: self._sealer.sealed(person_uid, column, text) for column, text in typed.items()}
        with self._shop.posting(Permission.PEOPLE_MANAGE) as posting:
            row = _known(posting.connection, person_uid)
            if row.archived_at is not None:  # what was known of them is gone, and stays so
                raise PersonGone
            posting.connection.execute(update(person).where(person.c.id == row.id).values(**sealed))
            posting.journal(Tag.PERSON_CHANGED, person_uid, {"contact": True})
        return Changes(people=True)

    def refuse_unfit(self, contact: Contact) -> None:
        """Raise what of a contact `keep` would refuse, before anything of a person is kept."""
        fit_contact(contact)

    def export(self, person_uid: bytes, path: Path) -> None:
        """Write all that the shop holds on somebody who works here or did into a file, as JSON that people can read.

        Raise `PersonGone`, what `Vault.get` raises, or a problem of the disk.
        """
        self._shop.require(Permission.PEOPLE_MANAGE)
        with self._shop.database.read() as connection:
            held = self._held(connection, person_uid)
        with handed_over(held, path), self._shop.posting(Permission.PEOPLE_MANAGE) as posting:
            posting.journal(Tag.PERSON_EXPORTED, person_uid, {})

    def _held(self, connection: Connection, person_uid: bytes) -> dict[str, Any]:
        row = _known(connection, person_uid)
        found = next(one for one in staff(connection) if one.uid == person_uid)
        done = select(journal.c.tag, func.count(), func.min(journal.c.at), func.max(journal.c.at))
        done = done.where(journal.c.person_uid == person_uid).group_by(journal.c.tag).order_by(journal.c.tag)
        return {
            "uid": person_uid.hex(),
            "login": found.login,
            "name": found.name,
            "language": found.language,
            "roles": list(found.roles),
            **asdict(self._opened(row)),
            "comes_in_by": {"pin": found.has_pin, "password": found.has_password, "badge": found.has_badge},
            "created_at": row.created_at,
            "archived_at": row.archived_at,
            "journal": [
                {"what": tag, "entries": count, "first": first, "last": last}
                for tag, count, first, last in connection.execute(done)
            ],
        }

    def _opened(self, row: Row[Any]) -> Contact:
        return Contact(*(self._sealer.opened(row.uid, column, getattr(row, column)) for column in CONTACT))


def fit_contact(contact: Contact) -> dict[str, str]:
    """Return how somebody is reached as it is kept.

    Raise `CustomerPhoneUnfit`, `CustomerEmailUnfit` or `CustomerFieldTooLong`.
    """
    # half a sign of UTF-16, as a broken clipboard gives, is no text that could be kept
    typed = {column: text.encode(errors="ignore").decode().strip() for column, text in asdict(contact).items()}
    if max(len(typed["phone"]), len(typed["email"])) > LONGEST_LINE:
        raise CustomerFieldTooLong(longest=LONGEST_LINE)
    if len(typed["address"]) > LONGEST_TEXT:
        raise CustomerFieldTooLong(longest=LONGEST_TEXT)
    refuse_unreachable(typed["phone"], typed["email"])
    return typed


def _known(connection: Connection, person_uid: bytes) -> Row[Any]:
    row = by_uid(connection, person_uid)
    if row is None:
        raise PersonGone
    return row
