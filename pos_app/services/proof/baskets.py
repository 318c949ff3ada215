"""Baskets: all their steps are there, and each stands where orders, payments and the journal put it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, select

from pos_app.data.queries.baskets import sitting
from pos_app.data.tables.baskets import basket, basket_step
from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import orders
from pos_app.data.tables.payments import payment, payment_state
from pos_app.domain.basket import price_basket
from pos_app.domain.journal import Tag
from pos_app.services.proof.divergence import Divergence, differ

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from pos_app.services.proof.marks import Marks

_CHECK = "baskets"
_STEPS = select(basket_step.c.basket_id, func.count()).group_by(basket_step.c.basket_id)
_LAST_STEPS = select(basket_step.c.basket_id, func.max(basket_step.c.position)).group_by(basket_step.c.basket_id)
_ORDERS = select(orders.c.uid, orders.c.total, orders.c.line_count, orders.c.tax_rounding)
_OF_TILLS = orders.c.channel_id.is_(None)
_MOVES = {Tag.BASKET_HELD.value: "held", Tag.BASKET_RECALLED.value: "open", Tag.BASKET_DROPPED.value: "dropped"}
_SAID = select(journal.c.document_uid, journal.c.tag).where(journal.c.tag.in_(_MOVES)).order_by(journal.c.id)
_PAYING = (
    select(payment.c.basket_uid)
    .join(payment_state, payment_state.c.payment_id == payment.c.id)
    .where(payment_state.c.state == "taken")
)


def baskets(connection: Connection, marks: Marks) -> Iterator[Divergence]:
    """Every basket has all its steps and its state; a paid one is an order of the same total, and every order has one.

    Paid is what has become an order; else the last entry says held, recalled or dropped, and an open one is being
    paid while money taken for it stands. Only those paid after the marks are priced anew.
    """
    steps = {key: count for key, count in connection.execute(_STEPS)}  # noqa: C416 - rows are no pairs
    lasts = {key: last for key, last in connection.execute(_LAST_STEPS)}  # noqa: C416
    sold = {
        row.uid: row
        for row in connection.execute(_ORDERS.add_columns(marks.newer(orders).label("newer")).where(_OF_TILLS))
    }
    said = {uid: _MOVES[tag] for uid, tag in connection.execute(_SAID)}
    paying = set(connection.execute(_PAYING).scalars())
    rows: Select[Any] = select(basket.c.id, basket.c.uid, basket.c.state, basket.c.steps)
    for row in connection.execute(rows).all():
        where = f"basket {row.uid.hex()}"
        yield from differ(_CHECK, where, row.steps, steps.get(row.id, 0))
        yield from differ(_CHECK, where, row.steps, lasts.get(row.id, 0))
        order, wanted = sold.pop(row.uid, None), said.pop(row.uid, "open")
        if wanted == "open" and row.uid in paying:
            wanted = "paying"
        yield from differ(_CHECK, where, "paid" if order is not None else wanted, row.state)
        if order is not None and order.newer:
            priced = price_basket(sitting(connection, row)[0].basket, order.tax_rounding)
            yield from differ(_CHECK, where, (order.total, order.line_count), (priced.total, len(priced.lines)))
    for uid in sold:
        yield Divergence(_CHECK, f"order {uid.hex()}", "a paid basket", "none")
    for uid, state in said.items():
        yield Divergence(_CHECK, f"basket {uid.hex()}", state, "only its journal entry")
