"""Baskets on disk: which is open, which are held, and the steps that make them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from pos_app.data.statements import ask
from pos_app.data.tables.baskets import basket, basket_note, basket_step
from pos_app.data.tables.payments import payment, payment_state
from pos_app.domain.basket import price_basket
from pos_app.domain.rows import HeldBasket, TakenPayment
from pos_app.domain.steps import Sitting, decode, replay

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from pos_app.domain.tax import TaxRounding


class BasketRow(NamedTuple):
    """A basket as stored."""

    id: int
    uid: bytes
    state: str
    steps: int
    changed_at: datetime


_ROW: Select[Any] = select(basket.c.id, basket.c.uid, basket.c.state, basket.c.steps, basket.c.changed_at)
_OPEN = (
    _ROW.where(basket.c.till_id == bindparam("till"), basket.c.state.in_(("open", "paying")))
    .order_by(basket.c.changed_at.desc(), basket.c.id.desc())
    .limit(1)
)
_HELD = _ROW.where(basket.c.state == "held").order_by(basket.c.changed_at.desc(), basket.c.id.desc())
_BY_UID = _ROW.where(basket.c.uid == bindparam("uid_"))
_STEPS = (
    select(basket_step.c.kind, basket_step.c.body)
    .where(basket_step.c.basket_id == bindparam("key"))
    .order_by(basket_step.c.position)
)
_NOTES = select(basket_note.c.basket_id, basket_note.c.note)
_PAYMENTS = (
    select(payment.c.uid, payment.c.tender, payment.c.tendered, payment.c.amount, payment.c.reference)
    .join(payment_state, payment_state.c.payment_id == payment.c.id)
    .where(payment.c.basket_uid == bindparam("uid_"), payment_state.c.state == "taken")
    .order_by(payment.c.id)
)


def open_basket(connection: Connection, till_id: int) -> Row[Any] | None:
    """Return the newest open basket of a till."""
    return connection.execute(_OPEN, {"till": till_id}).first()


def by_uid(connection: Connection, uid: bytes) -> BasketRow | None:
    """Return one basket."""
    found = ask(connection, _BY_UID, {"uid_": uid})
    return BasketRow(*found[0]) if found else None


def sitting(connection: Connection, row: Row[Any] | BasketRow) -> tuple[Sitting, int]:
    """Return the basket its steps made, and how many they are."""
    steps = [decode(kind, body) for kind, body in connection.execute(_STEPS, {"key": row.id})]
    return replay(row.uid, steps), len(steps)


def held(connection: Connection, rounding: TaxRounding) -> tuple[HeldBasket, ...]:
    """Return every held basket, newest first, with totals as the till would show them."""
    rows = []
    notes = {key: note for key, note in connection.execute(_NOTES)}  # noqa: C416 - rows are no pairs
    for row in connection.execute(_HELD).all():
        basket_now = sitting(connection, row)[0].basket
        rows.append(
            HeldBasket(
                uid=row.uid,
                note=notes.get(row.id, ""),
                first_item=basket_now.lines[0].item.name if basket_now.lines else "",
                line_count=len(basket_now.lines),
                total=price_basket(basket_now, rounding).total,
                held_at=row.changed_at,
            )
        )
    return tuple(rows)


def payments(connection: Connection, basket_uid: bytes) -> tuple[TakenPayment, ...]:
    """Return the money that was taken towards a basket and not given back."""
    return tuple(TakenPayment(*row) for row in ask(connection, _PAYMENTS, {"uid_": basket_uid}))
