"""Customers' cards: made, changed, looked at, found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select, update

from pos_app.data.ids import new_uid
from pos_app.data.rows import add_row
from pos_app.data.tables.customers import customer
from pos_app.domain.changes import Changes
from pos_app.domain.customers import CustomerCard, CustomerGone, CustomerRow, email_key, matches, phone_key
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission
from pos_app.services.customers.sealing import SEALED, Sealer

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from pos_app.services.shop.shop import Shop

_SHOWN = 50
_CHANGED = Changes(customers=True)
_HERE = customer.c.erased_at.is_(None) & customer.c.archived_at.is_(None)


class KeepCustomers:
    """The list of customers."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._sealer = Sealer(shop.vault)

    def add(self, card: CustomerCard) -> bytes:
        """Keep a new customer and return the uid. Raise what `CustomerCard.tidy` or `Vault.get_or_make` raises."""
        self._shop.require(Permission.CUSTOMER_KEEP)
        card, uid = card.tidy(), new_uid()
        row = self._row(uid, card)
        with self._shop.posting(Permission.CUSTOMER_KEEP) as posting:
            consent = posting.at if card.consent else None
            add_row(posting.connection, customer, uid=uid, created_at=posting.at, consent_at=consent, **row)
            posting.journal(Tag.CUSTOMER_ADDED, uid, {"consent": card.consent})
        return uid

    def change(self, uid: bytes, card: CustomerCard) -> Changes:
        """Keep what stands on a card now. Raise what `add` raises, or `CustomerGone`."""
        self._shop.require(Permission.CUSTOMER_KEEP)
        card = card.tidy()
        row = self._row(uid, card)
        with self._shop.posting(Permission.CUSTOMER_KEEP) as posting:
            there = row_of(posting.connection, uid)
            row["consent_at"] = _consent(there.consent_at, card, posting.at)
            posting.connection.execute(update(customer).where(customer.c.id == there.id).values(**row))
            posting.journal(Tag.CUSTOMER_CHANGED, uid, {"consent": card.consent})
        return _CHANGED

    def card(self, uid: bytes) -> CustomerCard:
        """Return what stands on a card. Raise `CustomerGone` or what `Vault.get` raises."""
        self._shop.require(Permission.CUSTOMER_KEEP)
        with self._shop.database.read() as connection:
            row = row_of(connection, uid)
        return card_of(row, self._sealer)

    def find(self, typed: str) -> tuple[CustomerRow, ...]:
        """Return the first customers whose name, company, whole phone number or e-mail address is typed, by name."""
        self._shop.require(Permission.CUSTOMER_KEEP)
        index = {"phone_index": self._index("phone", typed), "email_index": self._index("email", typed)}
        known = [customer.c[name] == value for name, value in index.items() if value is not None]
        words = select(customer.c.id, customer.c.name, customer.c.company).where(_HERE)
        with self._shop.database.read() as connection:
            named = [
                (row.name or row.company or "", row.id)
                for row in connection.execute(words)
                if matches(row.name or "", row.company or "", typed)
            ]
            if known:
                found = connection.execute(select(customer.c.id, customer.c.name).where(_HERE, or_(*known)))
                named += [(row.name or "", row.id) for row in found]
            keys = [key for _name, key in sorted(set(named), key=lambda one: one[0].casefold())][:_SHOWN]
            rows = {row.id: row for row in connection.execute(select(customer).where(customer.c.id.in_(keys)))}
        return tuple(self._shown(rows[key]) for key in dict.fromkeys(keys))

    def called(self, uid: bytes) -> str:
        """Return what a customer is called; empty for one whose data was erased."""
        with self._shop.database.read() as connection:
            query = select(customer.c.name, customer.c.company).where(customer.c.uid == uid, _HERE)
            row = connection.execute(query).first()
        return "" if row is None else row.name or row.company or ""

    def _shown(self, row: Row[Any]) -> CustomerRow:
        phone, email = (self._sealer.opened(row.uid, name, getattr(row, name)) for name in ("phone", "email"))
        return CustomerRow(row.uid, row.name or "", row.company or "", phone, email)

    def _index(self, kind: str, typed: str) -> str | None:
        return self._sealer.index(kind, (phone_key if kind == "phone" else email_key)(typed))

    def _row(self, uid: bytes, card: CustomerCard) -> dict[str, Any]:
        """Return the columns of a card; encrypting and the keyring come before any transaction."""
        self._sealer.ready()
        sealed = {name: self._sealer.sealed(uid, name, getattr(card, name)) for name in SEALED}
        return {
            "name": card.name,
            "company": card.company or None,
            "language": card.language or None,
            "phone_index": self._index("phone", card.phone),
            "email_index": self._index("email", card.email),
            **sealed,
        }


def row_of(connection: Connection, uid: bytes) -> Row[Any]:
    """Return a customer's row. Raise `CustomerGone`."""
    row = connection.execute(select(customer).where(customer.c.uid == uid, customer.c.erased_at.is_(None))).first()
    if row is None:
        raise CustomerGone
    return row


def card_of(row: Row[Any], sealer: Sealer) -> CustomerCard:
    """Return what stands on the card of a row. Raise what `Vault.get` raises."""
    opened = {name: sealer.opened(row.uid, name, getattr(row, name)) for name in SEALED}
    return CustomerCard(
        name=row.name or "",
        company=row.company or "",
        language=row.language or "",
        consent=row.consent_at is not None,
        **opened,
    )


def _consent(before: datetime | None, card: CustomerCard, now: datetime) -> datetime | None:
    """Return since when somebody agrees to be written to: saving a card again is no new consent."""
    return (before or now) if card.consent else None
