"""Receipts: finding them, and the frozen rows they are printed from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, select

from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import order_discount, order_line, order_line_tax, orders
from pos_app.data.tables.payments import payment, payment_allocation
from pos_app.data.tables.people import person
from pos_app.data.tables.shop import series, till
from pos_app.domain.journal import Tag
from pos_app.domain.label import Label
from pos_app.domain.receipt import ReceiptDiscount, ReceiptLine, ReceiptPayment, ReceiptTax
from pos_app.domain.rows import ReceiptRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection, Row

_LIST: Select[Any] = select(
    orders.c.id,
    orders.c.uid,
    orders.c.number,
    orders.c.at,
    orders.c.zone,
    orders.c.business_date,
    orders.c.total,
    orders.c.rounding,
    orders.c.line_count,
    person.c.name.label("person"),
).join(person, person.c.id == orders.c.person_id)
_NEWEST = _LIST.order_by(orders.c.id.desc()).limit(bindparam("limit"))
_ORDER: Select[Any] = (
    select(orders, person.c.name.label("person"), till.c.number.label("till"))
    .join(person, person.c.id == orders.c.person_id)
    .join(till, till.c.id == orders.c.till_id)
    .where(orders.c.uid == bindparam("uid_"))
)
_ENTRY = select(journal.c.hash).where(
    journal.c.document_uid == bindparam("uid_"), journal.c.tag == Tag.ORDER_PLACED.value
)
_PREFIXES = (
    select(series.c.till_id, series.c.prefix).where(series.c.kind == "receipt").order_by(series.c.generation.desc())
)
_LINES = select(order_line).where(order_line.c.order_id == bindparam("order")).order_by(order_line.c.position)
_TAXES = (
    select(order_line_tax)
    .join(order_line, order_line.c.id == order_line_tax.c.line_id)
    .where(order_line.c.order_id == bindparam("order"))
    .order_by(order_line.c.position, order_line_tax.c.position)
)
_DISCOUNTS = (
    select(order_discount).where(order_discount.c.order_id == bindparam("order")).order_by(order_discount.c.position)
)
_TENDERS: Select[Any] = (
    select(payment_allocation.c.order_id, payment.c.tender, payment.c.tendered, payment.c.change, payment.c.reference)
    .join(payment, payment.c.id == payment_allocation.c.payment_id)
    .where(payment_allocation.c.order_id.in_(bindparam("orders", expanding=True)))
    .order_by(payment.c.id)
)


def newest(connection: Connection, limit: int) -> tuple[ReceiptRow, ...]:
    """Return the last receipts, newest first."""
    return _rows(connection, connection.execute(_NEWEST, {"limit": limit}).all())


def is_number(connection: Connection, number: str) -> bool:
    """Tell whether a receipt bears this number."""
    return connection.execute(select(orders.c.id).where(orders.c.number == number).limit(1)).first() is not None


def prefixes(connection: Connection) -> list[tuple[int, str]]:
    """Return what receipt numbers begin with: (key of the till, prefix) of every series, newest generation first."""
    return [(till_id, prefix) for till_id, prefix in connection.execute(_PREFIXES)]


def by_number(connection: Connection, numbers: Sequence[str], limit: int) -> tuple[ReceiptRow, ...]:
    """Return the receipts that bear one of the numbers."""
    return _rows(connection, connection.execute(_NEWEST.where(orders.c.number.in_(numbers)), {"limit": limit}).all())


def by_day(connection: Connection, day: date, limit: int) -> tuple[ReceiptRow, ...]:
    """Return the receipts of a business day, newest first."""
    return _rows(connection, connection.execute(_NEWEST.where(orders.c.business_date == day), {"limit": limit}).all())


def by_amount(connection: Connection, amount: int, limit: int) -> tuple[ReceiptRow, ...]:
    """Return the receipts of which exactly `amount` minor units were paid, newest first."""
    query = _NEWEST.where(orders.c.total + orders.c.rounding == amount)
    return _rows(connection, connection.execute(query, {"limit": limit}).all())


def _rows(connection: Connection, found: Sequence[Row[Any]]) -> tuple[ReceiptRow, ...]:
    tenders: dict[int, list[str]] = {}
    for row in connection.execute(_TENDERS, {"orders": [row.id for row in found]}):
        tenders.setdefault(row.order_id, []).append(row.tender)
    return tuple(
        ReceiptRow(
            row.uid,
            row.number,
            row.at.astimezone(ZoneInfo(row.zone)),
            row.business_date,
            row.total + row.rounding,
            row.line_count,
            row.person,
            tuple(dict.fromkeys(tenders.get(row.id, ()))),
        )
        for row in found
    )


def order_row(connection: Connection, uid: bytes) -> Row[Any] | None:
    """Return one order with the names of its till and person."""
    return connection.execute(_ORDER, {"uid_": uid}).first()


def entry_hash(connection: Connection, uid: bytes) -> str:
    """Return the hash of the entry that says that an order was placed, in hex."""
    found: str = connection.execute(_ENTRY, {"uid_": uid}).scalar_one()
    return found


def lines_and_taxes(connection: Connection, order_key: int) -> tuple[tuple[ReceiptLine, ...], tuple[ReceiptTax, ...]]:
    """Return an order's lines as printed, and its taxes summed by rate with the letters the lines refer to."""
    own: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(_TAXES, {"order": order_key}):
        own.setdefault(row.line_id, []).append(row)
    discounts: dict[int, list[ReceiptDiscount]] = {}
    for row in connection.execute(_DISCOUNTS, {"order": order_key}):
        discounts.setdefault(row.line_id or 0, []).append(ReceiptDiscount(row.name, row.rate_ppm, row.amount))
    letters: dict[tuple[Any, ...], str] = {}
    sums: dict[str, ReceiptTax] = {}
    lines = []
    for row in connection.execute(_LINES, {"order": order_key}):
        marks = "".join(_sum_tax(tax, letters, sums) for tax in own.get(row.id, ()))
        lines.append(_line(row, tuple(discounts.get(row.id, ())), marks))
    return tuple(lines), tuple(sums.values())


def _line(row: Row[Any], discounts: tuple[ReceiptDiscount, ...], letters: str) -> ReceiptLine:
    return ReceiptLine(
        name=row.name,
        quantity=row.quantity,
        unit=row.unit,
        decimals=row.decimals,
        unit_price=row.unit_price,
        gross=row.gross,
        amount=row.amount + row.basket_discount,
        discounts=discounts,
        tax_letters=letters,
        label=Label(row.label_weight, row.label_amount, row.lot or "", row.expiry, row.serial or ""),
        tare=row.tare or 0,
    )


def _sum_tax(tax: Row[Any], letters: dict[tuple[Any, ...], str], sums: dict[str, ReceiptTax]) -> str:
    """Add a line's tax to the sum of its rate and return the rate's letter."""
    kind = (tax.tax_uid, tax.name, tax.rate_ppm, tax.included, tax.stack_order)
    letter = letters.setdefault(kind, chr(ord("A") + len(letters)))
    former = sums.get(letter)
    base, amount = (former.base, former.amount) if former else (0, 0)
    sums[letter] = ReceiptTax(letter, tax.name, tax.rate_ppm, tax.included, base + tax.base, amount + tax.amount)
    return letter


def basket_discounts(connection: Connection, order_key: int) -> tuple[ReceiptDiscount, ...]:
    """Return the discounts on the whole basket."""
    rows = connection.execute(_DISCOUNTS.where(order_discount.c.line_id.is_(None)), {"order": order_key})
    return tuple(ReceiptDiscount(row.name, row.rate_ppm, row.amount) for row in rows)


def tenders(connection: Connection, order_key: int) -> tuple[ReceiptPayment, ...]:
    """Return how an order was paid."""
    rows = connection.execute(_TENDERS, {"orders": [order_key]})
    return tuple(ReceiptPayment(row.tender, row.tendered, row.change, row.reference) for row in rows)
