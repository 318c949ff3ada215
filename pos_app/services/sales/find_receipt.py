"""Find a receipt by number, date, amount or its own barcode; give the rows it is printed from; print it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from pos_app.data.queries import receipts
from pos_app.data.tables.jobs import job
from pos_app.domain.changes import Changes
from pos_app.domain.errors import PosError
from pos_app.domain.fingerprint import short_head
from pos_app.domain.journal import Tag
from pos_app.domain.money import parse_amount
from pos_app.domain.numbers import typed_day
from pos_app.domain.permissions import Permission
from pos_app.domain.printing import receipt_number_of
from pos_app.domain.receipt import Receipt
from pos_app.services.books import document_number, zone_info
from pos_app.services.sales import receipt_head
from pos_app.services.sales.place_order import receipt_job

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pos_app.domain.rows import ReceiptRow
    from pos_app.services.sales.counter import Counter

SHOWN = 200
"""Receipts a list shows at most."""


class ReceiptNotFound(PosError):
    """No receipt has this number, date or amount. Params: text."""


class FindReceipt:
    """The shop's receipts."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._shop = counter.shop

    def find(self, text: str) -> tuple[ReceiptRow, ...]:
        """Return the last receipts for an empty text, else those with the number, then of the date or amount paid.

        Raise `ReceiptNotFound`.
        """
        typed = text.strip()
        with self._shop.database.read() as connection:
            if not typed:
                return receipts.newest(connection, SHOWN)
            rows = list(receipts.by_number(connection, self._numbers(connection, typed), SHOWN))
            day, amount = typed_day(typed), self._amount(typed)
            if day:
                rows += receipts.by_day(connection, day, SHOWN)
            if amount is not None:
                rows += receipts.by_amount(connection, amount, SHOWN)
        if not rows:
            raise ReceiptNotFound(text=typed[:40])
        return tuple({row.order_uid: row for row in rows}.values())[:SHOWN]

    def last(self) -> ReceiptRow | None:
        """Return the last receipt."""
        with self._shop.database.read() as connection:
            found = receipts.newest(connection, 1)
        return found[0] if found else None

    def rows(self, order_uid: bytes, *, copy: bool = False) -> Receipt:
        """Return everything on one receipt, from the order's frozen rows and the head it was first made with.

        Raise `ReceiptNotFound`.
        """
        settings = self._counter.settings
        folder = self._shop.profile.folder
        with self._shop.database.read() as connection:
            order = receipts.order_row(connection, order_uid)
            if order is None:
                raise ReceiptNotFound(text=order_uid.hex())
            lines, taxes = receipts.lines_and_taxes(connection, order.id)
            payments = receipts.tenders(connection, order.id)
            kept = receipt_head.frozen(connection, folder, order_uid)
            head, language = kept or (receipt_head.receipt_shop(settings), settings.receipt_language)
            return Receipt(
                shop=head,
                number=order.number,
                business_date=order.business_date,
                placed_at=order.at.astimezone(zone_info(order.zone)),
                till=str(order.till),
                person=order.person,
                currency=order.currency,
                digits=self._shop.profile.currency.digits,
                language=language,
                lines=lines,
                discounts=receipts.basket_discounts(connection, order.id),
                taxes=taxes,
                subtotal=order.subtotal,
                tax_added=order.tax_added,
                rounding=order.rounding,
                total=order.total + order.rounding,
                payments=payments,
                change=sum(payment.change for payment in payments),
                copy=copy,
                practice=self._shop.profile.kind != "real",
                journal_head=short_head(receipts.entry_hash(connection, order_uid)),
            )

    def print_copy(self, order_uid: bytes) -> Changes:
        """Queue a receipt marked COPY; the journal says who printed it again."""
        with self._shop.posting(Permission.RECEIPT_COPY) as posting:
            posting.connection.execute(insert(job), receipt_job(posting, "receipt_copy", order_uid, "{}"))
            posting.journal(Tag.RECEIPT_COPIED, order_uid, {})
        return Changes(jobs=True)

    def _numbers(self, connection: Connection, typed: str) -> list[str]:
        """Return the numbers a text may mean: in a receipt's own code, in any case, or the bare count on this till."""
        number = receipt_number_of(typed)
        numbers = [number]
        for till_id, prefix in receipts.prefixes(connection):
            if number.lower().startswith(prefix.lower()):
                numbers.append(document_number(prefix, number[len(prefix) :]))
            elif till_id == self._shop.duty.till_id and number.isascii() and number.isdigit():
                numbers.append(document_number(prefix, number))
        return numbers

    def _amount(self, typed: str) -> int | None:
        try:
            return parse_amount(typed, self._shop.profile.currency.digits)
        except PosError:
            return None
