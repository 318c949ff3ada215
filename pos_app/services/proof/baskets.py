"""Baskets: all their steps are there, and each stands where orders, payments and the journal put it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, select

from pos_app.data.sweep import sweep
from pos_app.data.tables.baskets import basket, basket_step
from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import orders
from pos_app.data.tables.payments import payment, payment_state
from pos_app.domain.basket import price_basket
from pos_app.domain.journal import Tag
from pos_app.domain.steps import decode, replay
from pos_app.services.proof.divergence import Divergence, differ
from pos_app.services.proof.groups import Groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from pos_app.domain.steps import Step
    from pos_app.services.proof.marks import Marks

_CHECK = "baskets"
_COUNTS = select(basket_step.c.basket_id, func.count(), func.max(basket_step.c.position)).group_by(
    basket_step.c.basket_id
)
_STEPS = select(basket_step.c.basket_id, basket_step.c.kind, basket_step.c.body)
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
    counts = {key: (count, last) for key, count, last in sweep(connection, _COUNTS)}
    sold = {row[0]: row[1:] for row in sweep(connection, _ORDERS.where(_OF_TILLS))}
    newer = set(connection.execute(select(orders.c.uid).where(_OF_TILLS, marks.newer(orders))).scalars())
    said = {uid: _MOVES[tag] for uid, tag in sweep(connection, _SAID)}
    paying = set(connection.execute(_PAYING).scalars())
    steps = _Steps(connection, marks)
    rows: Select[Any] = select(basket.c.id, basket.c.uid, basket.c.state, basket.c.steps)
    for key, uid, state, count in sweep(connection, rows.order_by(basket.c.id)):
        order, wanted = sold.pop(uid, None), said.pop(uid, "open")
        if order is not None:
            wanted = "paid"
        elif wanted == "open" and uid in paying:
            wanted = "paying"
        if (count, count, state) != (*counts.get(key, (0, 0)), wanted):
            where = f"basket {uid.hex()}"
            for found in counts.get(key, (0, 0)):
                yield from differ(_CHECK, where, count, found)
            yield from differ(_CHECK, where, wanted, state)
        if order is not None and uid in newer:
            total, line_count, rounding = order
            priced = price_basket(replay(uid, steps.of(key)).basket, rounding)
            if (total, line_count) != (priced.total, len(priced.lines)):
                found = (priced.total, len(priced.lines))
                yield from differ(_CHECK, f"basket {uid.hex()}", (total, line_count), found)
    for uid in sold:
        yield Divergence(_CHECK, f"order {uid.hex()}", "a paid basket", "none")
    for uid, state in said.items():
        yield Divergence(_CHECK, f"basket {uid.hex()}", state, "only its journal entry")


class _Steps:
    """The steps of many baskets, read once in their order; from marks on, each basket's where it is asked for."""

    def __init__(self, connection: Connection, marks: Marks) -> None:
        self._connection = connection
        rows = sweep(connection, _STEPS.order_by(basket_step.c.basket_id, basket_step.c.position))
        self._all = None if marks else Groups(rows)

    def of(self, key: int) -> list[Step]:
        """Return the steps of a basket; baskets must be asked for in rising order."""
        if self._all is not None:
            return [decode(kind, body) for _, kind, body in self._all.of(key)]
        own = _STEPS.where(basket_step.c.basket_id == key).order_by(basket_step.c.position)
        return [decode(kind, body) for _, kind, body in self._connection.execute(own)]
