"""All that a shop holds on one person, as a file; and how long what was sold to a person must be kept."""

from __future__ import annotations

import contextlib
import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict
from sqlalchemy import select

from pos_app.data.keys import keep
from pos_app.data.problems import problem_of_writing
from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import order_line, order_note, orders
from pos_app.data.tables.payments import payment
from pos_app.domain.customers import KeptInvoice, kept_until
from pos_app.domain.journal import Tag
from pos_app.domain.money import plain
from pos_app.domain.permissions import Permission
from pos_app.domain.quantity import QUANTITY_DIGITS
from pos_app.services.customers.keep import card_of, row_of
from pos_app.services.customers.sealing import Sealer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection, Row

    from pos_app.services.shop.settings_desk import SettingsDesk
    from pos_app.services.shop.shop import Shop


class CustomerRecords:
    """What is known of a customer."""

    def __init__(self, shop: Shop, settings: SettingsDesk) -> None:
        self._shop = shop
        self._settings = settings
        self._sealer = Sealer(shop.vault)

    def kept(self, uid: bytes) -> tuple[KeptInvoice, ...]:
        """Return what was sold to a customer and must be kept, newest first, with the day until which."""
        self._shop.require(Permission.CUSTOMER_KEEP)
        with self._shop.database.read() as connection:
            return self.kept_on(connection, row_of(connection, uid).id)

    def kept_on(self, connection: Connection, key: int) -> tuple[KeptInvoice, ...]:
        """Return the same on a connection that is open already."""
        years = self._settings.values.keep_invoices_years
        return tuple(
            KeptInvoice(
                row.number,
                row.business_date,
                row.total + row.rounding,
                row.currency,
                kept_until(row.business_date, years),
            )
            for row in _orders(connection, key)
        )

    def export(self, uid: bytes, path: Path) -> None:
        """Write all that the shop holds on a customer into a file, as JSON that people can read.

        Raise `CustomerGone`, what `Vault.get` raises, or a problem of the disk.
        """
        self._shop.require(Permission.CUSTOMER_EXPORT)
        with self._shop.database.read() as connection:
            held = self._held(connection, row_of(connection, uid))
        with handed_over(held, path), self._shop.posting(Permission.CUSTOMER_EXPORT) as posting:
            posting.journal(Tag.CUSTOMER_EXPORTED, uid, {})

    def _held(self, connection: Connection, row: Row[Any]) -> dict[str, Any]:
        card = asdict(card_of(row, self._sealer))
        entries = select(journal.c.at, journal.c.tag, journal.c.sequence).where(journal.c.document_uid == row.uid)
        return {
            "shop": self._settings.values.shop_name,
            "customer": {
                "uid": row.uid.hex(),
                "number": row.number,
                **card,
                "consent_at": row.consent_at,
                "created_at": row.created_at,
                "archived_at": row.archived_at,
            },
            "sales": [self._sale(connection, one) for one in _orders(connection, row.id)],
            "journal": [{"at": at, "what": tag, "entry": place} for at, tag, place in connection.execute(entries)],
            "keep_invoices_years": self._settings.values.keep_invoices_years,
        }

    def _sale(self, connection: Connection, row: Row[Any]) -> dict[str, Any]:
        digits = self._shop.profile.currency.digits
        lines = select(order_line.c.name, order_line.c.quantity, order_line.c.unit, order_line.c.amount)
        lines = lines.where(order_line.c.order_id == row.id).order_by(order_line.c.position)
        paid = select(payment.c.tender, payment.c.direction, payment.c.amount, payment.c.reference)
        paid = paid.where(payment.c.basket_uid == row.uid).order_by(payment.c.id)
        note = connection.execute(select(order_note.c.note).where(order_note.c.order_id == row.id)).scalar()
        return {
            "number": row.number,
            "at": row.at,
            "business_date": row.business_date,
            "currency": row.currency,
            "total": plain(row.total + row.rounding, digits),
            "note": note or "",
            "keep_until": kept_until(row.business_date, self._settings.values.keep_invoices_years),
            "lines": [
                {
                    "name": line.name,
                    "quantity": plain(line.quantity, QUANTITY_DIGITS),
                    "unit": line.unit,
                    "amount": plain(line.amount, digits),
                }
                for line in connection.execute(lines)
            ],
            "payments": [
                {
                    "tender": one.tender,
                    "direction": one.direction,
                    "amount": plain(one.amount, digits),
                    "reference": one.reference,
                }
                for one in connection.execute(paid)
            ],
        }


@contextlib.contextmanager
def handed_over(held: Mapping[str, Any], path: Path) -> Iterator[None]:
    """Write what is held on somebody into a file, at one stroke and for its owner's eyes alone.

    It goes again where what is done meanwhile fails: nothing is handed over that the journal does not know of. Raise a
    problem of the disk.
    """
    text = json.dumps(held, ensure_ascii=False, indent=2, default=_told) + "\n"
    try:
        keep(path, text.encode())
    except OSError as error:
        raise problem_of_writing(error)(path=str(path)) from error
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        raise


def _orders(connection: Connection, key: int) -> list[Row[Any]]:
    return list(connection.execute(select(orders).where(orders.c.customer_id == key).order_by(orders.c.id.desc())))


def _told(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(type(value))
