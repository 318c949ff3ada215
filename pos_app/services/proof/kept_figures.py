"""Kept figures are the sums of their ledgers: levels, states, series, cash, counts."""

from __future__ import annotations

import json
from heapq import merge
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, Table, func, select, union_all

from pos_app.data import append_only
from pos_app.data.sweep import sweep
from pos_app.data.tables.catalog import variant_sales
from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import order_event, order_line, order_state, orders
from pos_app.data.tables.payments import payment, payment_allocation, payment_event, payment_state
from pos_app.data.tables.people import person
from pos_app.data.tables.returns import goods_return, goods_return_event, goods_return_state
from pos_app.data.tables.shifts import cash_movement, shift, shift_event, shift_state
from pos_app.data.tables.shipments import shipment, shipment_event, shipment_state
from pos_app.data.tables.shop import series as series_table
from pos_app.data.tables.shop import series_counter, till_head
from pos_app.data.tables.stock import level, movement, reservation
from pos_app.domain.journal import Tag
from pos_app.domain.shift import CLOSED, closing_of
from pos_app.services.books import document_number
from pos_app.services.proof.closings import cash_moves, floats
from pos_app.services.proof.divergence import Divergence, differ

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from pos_app.services.proof.marks import Marks


def levels(connection: Connection) -> Iterator[Divergence]:
    """On hand is the sum of movements, reserved that of reservations; every sale of tracked goods moved them."""
    sums: dict[tuple[int, int], list[int]] = {}
    for place, table in enumerate((movement, reservation)):
        total = select(table.c.variant_id, table.c.location_id, func.sum(table.c.quantity))
        for variant, where, quantity in connection.execute(total.group_by(table.c.variant_id, table.c.location_id)):
            sums.setdefault((variant, where), [0, 0])[place] = int(quantity)
    for row in connection.execute(select(level)):
        wanted = sums.pop((row.variant_id, row.location_id), [0, 0])
        yield from differ("levels", f"variant {row.variant_id}", wanted, [row.on_hand, row.reserved])
    for (variant, _), wanted in sums.items():
        yield from differ("levels", f"variant {variant}", wanted, "no level")
    yield from _moved(connection)


def _moved(connection: Connection) -> Iterator[Divergence]:
    """Hold what each order's lines took against what left the stock, by goods and place."""
    sold = (
        select(orders.c.uid, order_line.c.variant_id, orders.c.location_id, func.sum(order_line.c.quantity))
        .join(order_line, order_line.c.order_id == orders.c.id)
        .where(order_line.c.stock_tracked)
        .group_by(orders.c.uid, order_line.c.variant_id, orders.c.location_id)
    )
    moves = (
        select(movement.c.document_uid, movement.c.variant_id, movement.c.location_id, -func.sum(movement.c.quantity))
        .where(movement.c.document_kind == "order")
        .group_by(movement.c.document_uid, movement.c.variant_id, movement.c.location_id)
    )
    wanted, kept = (
        {(uid, variant, where): int(total) for uid, variant, where, total in connection.execute(query)}
        for query in (sold, moves)
    )
    for key in wanted.keys() | kept.keys():
        uid, variant, _where = key
        where = f"order {uid.hex()} variant {variant}"
        yield from differ("levels", where, wanted.get(key, "none"), kept.get(key, "none"))


def _same(check: str, noun: str, connection: Connection, facts: Select[Any], kept: Select[Any]) -> Iterator[Divergence]:
    """Compare two queries of (key, figure…) rows."""
    wanted = {row[0]: tuple(map(int, row[1:])) for row in sweep(connection, facts)}
    for row in sweep(connection, kept):
        key, figures = row[0], tuple(map(int, row[1:]))
        if wanted.get(key) != figures:
            yield from differ(check, f"{noun} {_shown(key)}", wanted.get(key, "none"), figures)
        wanted.pop(key, None)
    for key, figures in wanted.items():
        yield from differ(check, f"{noun} {_shown(key)}", figures, "none")


def _shown(key: object) -> str:
    return key.hex() if isinstance(key, bytes) else str(key)


def sales_counts(connection: Connection) -> Iterator[Divergence]:
    """Hold what search is ordered by against what was sold."""
    orders_of = func.count(order_line.c.order_id.distinct())
    sold = select(order_line.c.variant_id, orders_of, func.sum(order_line.c.quantity)).group_by(order_line.c.variant_id)
    kept = select(variant_sales.c.variant_id, variant_sales.c.orders, variant_sales.c.quantity)
    yield from _same("sales", "variant", connection, sold, kept)


def shift_cash(connection: Connection, marks: Marks) -> Iterator[Divergence]:
    """Sum a shift's cash from its movements, and see that what moved is what payments and the journal say."""
    sums = select(cash_movement.c.shift_id, func.sum(cash_movement.c.amount)).group_by(cash_movement.c.shift_id)
    wanted = {key: int(total) for key, total in connection.execute(sums)}
    for key, cash in connection.execute(select(shift_state.c.shift_id, shift_state.c.cash)):
        yield from differ("shift cash", f"shift {key}", wanted.pop(key, 0), cash)
    kept = select(payment.c.uid, payment.c.tendered - payment.c.change).where(payment.c.tender == "cash")
    moved = select(cash_movement.c.document_uid, cash_movement.c.amount).where(cash_movement.c.reason == "sale")
    yield from _same("shift cash", "payment", connection, kept, moved)
    paid_back = (
        select(payment.c.uid, -payment.c.amount)
        .join(payment_state, payment_state.c.payment_id == payment.c.id)
        .where(payment.c.tender == "cash", payment_state.c.state == "given_back")
    )
    moved = select(cash_movement.c.document_uid, cash_movement.c.amount).where(cash_movement.c.reason == "given_back")
    yield from _same("shift cash", "payment given back", connection, paid_back, moved)
    yield from cash_moves(connection, marks)


def payments(connection: Connection, marks: Marks) -> Iterator[Divergence]:
    """Each payment's parts add up; each order's allocations are exactly what it came to."""
    parts = payment.c.amount + payment.c.rounding - payment.c.tendered + payment.c.change
    for row in connection.execute(select(payment.c.uid, parts.label("over")).where(parts != 0)):
        yield from differ("payments", f"payment {row.uid.hex()}", 0, row.over)
    paid = (
        select(payment_allocation.c.order_id, func.sum(payment_allocation.c.amount), func.sum(payment.c.rounding))
        .join(payment, payment.c.id == payment_allocation.c.payment_id)
        .join(payment_state, payment_state.c.payment_id == payment.c.id)
        .join(orders, (orders.c.id == payment_allocation.c.order_id) & (orders.c.uid == payment.c.basket_uid))
        .where(payment_state.c.state == "taken", payment_allocation.c.amount == payment.c.amount)
        .group_by(payment_allocation.c.order_id)
    )
    yield from _same("payments", "order", connection, select(orders.c.id, orders.c.total, orders.c.rounding), paid)
    yield from _as_journalled(connection, marks)


def _as_journalled(connection: Connection, marks: Marks) -> Iterator[Divergence]:
    """Hold every payment against what the journal says was taken."""
    entries = select(journal.c.document_uid, journal.c.body).where(journal.c.tag == Tag.PAYMENT_TAKEN.value)
    said = {uid: _as_said(body) for uid, body in sweep(connection, entries.where(marks.newer(journal)))}
    kept = select(payment.c.uid, payment.c.basket_uid, *(payment.c[name] for name in _JOURNALLED))
    for uid, basket_uid, *figures in sweep(connection, kept.where(marks.newer(payment))):
        found, wanted = [*figures, basket_uid.hex()], said.pop(uid, None)
        if found != wanted:
            yield from differ("payments", f"payment {uid.hex()} in the journal", wanted or "no entry", found)
    for uid in said:
        yield Divergence("payments", f"payment {uid.hex()}", "a payment", "only its journal entry")


def _as_said(body: str) -> list[Any]:
    said = json.loads(body)
    return [said.get(name) for name in (*_JOURNALLED, "basket")]


_JOURNALLED = ("tender", "tendered", "amount", "change", "rounding")
"""The reference is free text, and proved with the whole row."""


def states(connection: Connection) -> Iterator[Divergence]:
    """Every document has a state, which is what its last event says; what is paid is what was allocated."""
    for document, state, event, name in (
        (orders, order_state, order_event, "order_id"),
        (payment, payment_state, payment_event, "payment_id"),
        (goods_return, goods_return_state, goods_return_event, "return_id"),
        (shipment, shipment_state, shipment_event, "shipment_id"),
    ):
        yield from _last_events(connection, document, state, event, name)
    opened_or_closed = {"opened": "open", "closed": "closed"}
    yield from _last_events(connection, shift, shift_state, shift_event, "shift_id", opened_or_closed)
    returned = (
        select(orders.c.id, orders.c.total + orders.c.rounding, func.coalesce(func.sum(goods_return.c.total), 0))
        .outerjoin(goods_return, goods_return.c.order_id == orders.c.id)
        .group_by(orders.c.id, orders.c.total, orders.c.rounding)
    )
    kept = select(order_state.c.order_id, order_state.c.paid, order_state.c.returned)
    yield from _same("states", "order", connection, returned, kept)


def _last_events(
    connection: Connection,
    document: Table,
    state: Table,
    event: Table,
    name: str,
    meaning: dict[str, str] | None = None,
) -> Iterator[Divergence]:
    """Compare states with the last event of each document; `meaning` names the events that set a state."""
    last = select(func.max(event.c.id)).group_by(event.c[name])
    if meaning:
        last = last.where(event.c.kind.in_(meaning))
    said = sweep(connection, select(event.c[name], event.c.kind).where(event.c.id.in_(last)))
    kinds = {key: (meaning or {}).get(kind, kind) for key, kind in said}
    stateless = set(connection.execute(select(document.c.id)).scalars())
    for key, found in sweep(connection, select(state.c[name], state.c.state)):
        stateless.discard(key)
        if kinds.get(key) != found:
            yield from differ("states", f"{name} {key}", kinds.get(key, "no event"), found)
    for key in sorted(stateless):
        yield Divergence("states", f"{name} {key}", kinds.get(key, "a state"), "no state")


def series(connection: Connection) -> Iterator[Divergence]:
    """Every series counts 1, 2, 3 … without gap or repeat up to its counter."""
    closed = _closing_numbers(connection)
    columns = (series_table.c.id, series_table.c.uid, series_table.c.prefix, series_counter.c.last)
    query = select(*columns).outerjoin(series_counter)
    for row in connection.execute(query).all():
        numbers = union_all(
            *(
                select(table.c.number_value, table.c.number).where(table.c.series_id == row.id)
                for table in (orders, goods_return)
            )
        ).subquery()
        expected = 0
        documents = connection.execute(select(numbers).order_by(numbers.c.number_value))
        for value, number in merge(documents, sorted(closed.pop(row.uid.hex(), [])), key=itemgetter(0)):
            expected += 1
            yield from differ("series", f"{row.prefix} number {value}", expected, value)
            yield from differ("series", number, document_number(row.prefix, str(value)), number)
        yield from differ("series", f"{row.prefix} counter", expected, row.last)
    for uid in closed:
        yield Divergence("series", f"series {uid}", "a series", "only closings with numbers of it")


def _closing_numbers(connection: Connection) -> dict[str, list[tuple[int, str]]]:
    """Return the numbers of closings by the uid of their series; they lie in what the events say."""
    numbers: dict[str, list[tuple[int, str]]] = {}
    for body in connection.execute(select(shift_event.c.body).where(shift_event.c.kind == CLOSED)).scalars():
        closing = closing_of(body)
        numbers.setdefault(closing.series, []).append((closing.number_value, closing.number))
    return numbers


def fact_sequences(connection: Connection, marks: Marks) -> Iterator[Divergence]:
    """Every fact of a till has its own number, none is missing, and time never runs back along them."""
    tables = [
        table for table in append_only.protected_tables() if {"till_id", "sequence", "wall_at"} <= set(table.c.keys())
    ]
    for head in connection.execute(select(till_head)).all():
        mark = marks.of(head.till_id)
        facts = union_all(
            *(
                select(table.c.sequence, table.c.at, table.c.business_date).where(
                    table.c.till_id == head.till_id, table.c.sequence > mark.facts
                )
                for table in tables
            )
        ).subquery()
        query = select(facts).order_by(facts.c.sequence)
        sequence, at, day = mark.facts, mark.at, mark.day
        for own, own_at, own_day in sweep(connection, query):
            sequence += 1
            if sequence != own:
                yield from differ("facts", f"till {head.till_id} fact {own}", sequence, own)
            if at is not None and day is not None and (own_at < at or own_day < day):
                where = f"till {head.till_id} fact {own}"
                yield Divergence("facts", where, f"not before {at} {day}", f"{own_at} {own_day}")
            at, day = own_at, own_day
        yield from differ("facts", f"till {head.till_id} head", sequence, head.fact_sequence)


def shifts(connection: Connection) -> Iterator[Divergence]:
    """Every shift is as the journal says it was opened."""
    entries = select(journal.c.document_uid, journal.c.body, journal.c.person_uid, journal.c.at)
    said = {}
    for row in connection.execute(entries.where(journal.c.tag == Tag.SHIFT_OPENED.value)):
        body = json.loads(row.body)
        said[row.document_uid] = (body["number"], body["float"], row.person_uid.hex(), row.at)
    opened = select(shift, person.c.uid.label("person_uid")).join(person, person.c.id == shift.c.person_id)
    for row in connection.execute(opened):
        found = (row.number, row.float_amount, row.person_uid.hex(), row.at)
        yield from differ("shifts", f"shift {row.number}", said.pop(row.uid, "no entry"), found)
    for uid, entry in said.items():
        yield Divergence("shifts", f"shift {uid.hex()}", str(entry), "only its journal entry")
    yield from floats(connection)
