"""Shifts: which is the last of a till, and what is counted of one.

The facts of a shift lie along its till's sequence from the event that opened it on, and its entries along the journal
from the one that says so: every sum reads that stretch alone, by the indexes that are there for the sequences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select

from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import order_discount, order_line, order_line_tax, orders
from pos_app.data.tables.payments import payment, payment_event
from pos_app.data.tables.people import person
from pos_app.data.tables.shifts import cash_movement, shift, shift_event
from pos_app.data.tables.shop import till
from pos_app.domain.journal import Tag
from pos_app.domain.shift import (
    CASH,
    CLOSED,
    DROP,
    GIVEN_BACK,
    OPENED,
    PAY_IN,
    PAY_OUT,
    REFUND,
    SALE,
    ClosingRow,
    Figures,
    TaxFigures,
    TenderFigures,
    closing_of,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table
    from sqlalchemy.sql.elements import ColumnElement


class _Stretch(NamedTuple):
    """Where the facts and entries of one shift lie."""

    shift_id: int
    till_id: int
    first_fact: int
    first_entry: int
    last_entry: int

    def holds(self, table: Table) -> ColumnElement[bool]:
        """Say of the rows of a table of facts that they belong to the shift."""
        return (
            (table.c.till_id == self.till_id)
            & (table.c.sequence >= self.first_fact)
            & (table.c.shift_id == self.shift_id)
        )


_OPENER = person.alias("opener")
_CLOSINGS: Select[Any] = (
    select(
        shift.c.id,
        shift.c.uid,
        shift.c.number,
        shift.c.till_id,
        till.c.number.label("till"),
        shift.c.at.label("opened_at"),
        _OPENER.c.name.label("opened_by"),
        shift_event.c.at,
        person.c.name.label("by"),
        shift_event.c.business_date,
        shift_event.c.zone,
        shift_event.c.body,
    )
    .join_from(shift_event, shift, shift.c.id == shift_event.c.shift_id)
    .join(_OPENER, _OPENER.c.id == shift.c.person_id)
    .join(person, person.c.id == shift_event.c.person_id)
    .join(till, till.c.id == shift.c.till_id)
    .where(shift_event.c.kind == CLOSED)
    .order_by(shift_event.c.id.desc())
)
_FIRST_FACT = (
    select(shift_event.c.sequence)
    .where(shift_event.c.shift_id == bindparam("shift"), shift_event.c.kind == OPENED)
    .order_by(shift_event.c.sequence)
    .limit(1)
)
_ENTRIES: Select[Any] = select(journal.c.tag, journal.c.sequence).where(
    journal.c.document_uid == bindparam("shift"), journal.c.tag.in_((Tag.SHIFT_OPENED.value, Tag.SHIFT_CLOSED.value))
)
_PRICES = (Tag.PRICE_CHANGED.value,)
_LINES = (Tag.LINE_REMOVED.value, Tag.LINE_REDUCED.value, Tag.LINE_UNDONE.value)
_DRAWER = (Tag.DRAWER_OPENED.value,)
_NO_END = 2**62


def closings(connection: Connection, limit: int, shift_uid: bytes | None = None) -> tuple[ClosingRow, ...]:
    """Return the last closings, newest first, or the one of a shift."""
    query = _CLOSINGS.limit(limit)
    if shift_uid is not None:
        query = query.where(shift.c.uid == shift_uid)
    rows = connection.execute(query).all()
    return tuple(ClosingRow(*(*row[:-1], closing_of(row.body))) for row in rows)


def read_figures(connection: Connection, shift_id: int) -> Figures:
    """Sum everything that is counted of a shift, open or closed."""
    row = connection.execute(select(shift).where(shift.c.id == shift_id)).one()
    stretch = _stretch(connection, row.id, row.uid, row.till_id)
    moved = _moved(connection, stretch)
    tags = _tags(connection, stretch)
    sales, revenue, rounding, first, last = _sales(connection, stretch)
    given, off = _discounts(connection, stretch)
    return Figures(
        float_amount=row.float_amount,
        cash_taken=moved.get(SALE, 0),
        cash_given_back=-moved.get(GIVEN_BACK, 0) - moved.get(REFUND, 0),
        paid_in=moved.get(PAY_IN, 0),
        paid_out=-moved.get(PAY_OUT, 0),
        dropped=-moved.get(DROP, 0),
        tenders=_tenders(connection, stretch),
        sales=sales,
        revenue=revenue,
        rounding=rounding,
        taxes=_taxes(connection, stretch),
        discounts=given,
        discounted=off,
        price_overrides=sum(tags.get(tag, 0) for tag in _PRICES),
        removed_lines=sum(tags.get(tag, 0) for tag in _LINES),
        drawer_openings=sum(tags.get(tag, 0) for tag in _DRAWER),
        first_receipt=_number(connection, stretch, first),
        last_receipt=_number(connection, stretch, last),
    )


def _stretch(connection: Connection, shift_id: int, uid: bytes, till_id: int) -> _Stretch:
    first = connection.execute(_FIRST_FACT, {"shift": shift_id}).scalar()
    entries = {tag: sequence for tag, sequence in connection.execute(_ENTRIES, {"shift": uid})}  # noqa: C416 - rows are no pairs
    return _Stretch(
        shift_id,
        till_id,
        first or 0,
        entries.get(Tag.SHIFT_OPENED.value, 0),
        entries.get(Tag.SHIFT_CLOSED.value, _NO_END),
    )


def _moved(connection: Connection, stretch: _Stretch) -> dict[str, int]:
    sums = select(cash_movement.c.reason, func.sum(cash_movement.c.amount)).where(stretch.holds(cash_movement))
    return {reason: int(total) for reason, total in connection.execute(sums.group_by(cash_movement.c.reason))}


def _tags(connection: Connection, stretch: _Stretch) -> dict[str, int]:
    counts = select(journal.c.tag, func.count()).where(
        journal.c.till_id == stretch.till_id,
        journal.c.sequence.between(stretch.first_entry, stretch.last_entry),
        journal.c.tag.in_((*_PRICES, *_LINES, *_DRAWER)),
    )
    return {tag: count for tag, count in connection.execute(counts.group_by(journal.c.tag))}  # noqa: C416 - as above


def _sales(connection: Connection, stretch: _Stretch) -> tuple[int, int, int, int | None, int | None]:
    sums = select(
        func.count(),
        func.coalesce(func.sum(orders.c.total), 0),
        func.coalesce(func.sum(orders.c.rounding), 0),
        func.min(orders.c.sequence),
        func.max(orders.c.sequence),
    )
    count, total, rounding, first, last = connection.execute(sums.where(stretch.holds(orders))).one()
    return count, int(total), int(rounding), first, last


def _number(connection: Connection, stretch: _Stretch, sequence: int | None) -> str:
    query = select(orders.c.number).where(orders.c.till_id == stretch.till_id, orders.c.sequence == sequence)
    return str(connection.execute(query).scalar_one()) if sequence else ""


def _tenders(connection: Connection, stretch: _Stretch) -> tuple[TenderFigures, ...]:
    """Sum what each tender brought, cash first."""
    worth = payment.c.amount + payment.c.rounding
    taken = select(payment.c.tender, func.count(), func.sum(worth)).where(stretch.holds(payment))
    back = (
        select(payment.c.tender, func.count(), func.sum(payment.c.amount))
        .join_from(payment_event, payment, payment.c.id == payment_event.c.payment_id)
        .where(stretch.holds(payment_event), payment_event.c.kind == GIVEN_BACK)
    )
    came, went = (
        {tender: (count, int(total)) for tender, count, total in connection.execute(query.group_by(payment.c.tender))}
        for query in (taken, back)
    )
    tenders = sorted(came.keys() | went.keys(), key=lambda tender: (tender != CASH, tender))
    return tuple(TenderFigures(one, *came.get(one, (0, 0)), *went.get(one, (0, 0))) for one in tenders)


def _taxes(connection: Connection, stretch: _Stretch) -> tuple[TaxFigures, ...]:
    tax = order_line_tax.c
    named = (tax.name, tax.rate_ppm, tax.included)
    sums = (
        select(*named, func.sum(tax.base), func.sum(tax.amount))
        .join_from(orders, order_line, order_line.c.order_id == orders.c.id)
        .join(order_line_tax, tax.line_id == order_line.c.id)
        .where(stretch.holds(orders))
        .group_by(*named)
    )
    rows = [
        TaxFigures(name, rate, bool(included), int(base), int(amount))
        for name, rate, included, base, amount in connection.execute(sums)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.rate_ppm, row.name, row.included)))


def _discounts(connection: Connection, stretch: _Stretch) -> tuple[int, int]:
    sums = (
        select(func.count(), func.coalesce(func.sum(order_discount.c.amount), 0))
        .join_from(orders, order_discount, order_discount.c.order_id == orders.c.id)
        .where(stretch.holds(orders))
    )
    count, total = connection.execute(sums).one()
    return count, int(total)
