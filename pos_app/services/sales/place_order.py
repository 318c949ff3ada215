"""Place an order: everything a paid basket becomes, written in the transaction of its last payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import Integer, bindparam, insert, select, update

from pos_app.data import search
from pos_app.data.ids import new_uid
from pos_app.data.queries.sold import sold_among
from pos_app.data.rows import add_row
from pos_app.data.statements import ask, change
from pos_app.data.tables.baskets import basket, basket_note
from pos_app.data.tables.catalog import variant, variant_sales
from pos_app.data.tables.jobs import WAITING, job
from pos_app.data.tables.orders import (
    order_discount,
    order_event,
    order_line,
    order_line_tax,
    order_note,
    order_state,
    orders,
)
from pos_app.data.tables.stock import level, movement
from pos_app.data.upsert import add_to
from pos_app.domain.journal import Tag
from pos_app.domain.money import OWN_RATE

if TYPE_CHECKING:
    from pos_app.domain.basket import PricedBasket, PricedLine
    from pos_app.domain.pricing import Discount
    from pos_app.services.books import Posting

_LINE_KEYS = select(order_line.c.id).where(order_line.c.order_id == bindparam("order")).order_by(order_line.c.position)
_TAKE_NOTE = insert(order_note).from_select(
    ["order_id", "note"],
    select(bindparam("order", type_=Integer), basket_note.c.note)
    .join(basket, basket.c.id == basket_note.c.basket_id)
    .where(basket.c.uid == bindparam("uid_")),
)
_CLOSE_BASKET = (
    update(basket).where(basket.c.uid == bindparam("uid_")).values(state="paid", changed_at=bindparam("now"))
)


class PlacedOrder(Struct, frozen=True):
    """The order as numbered."""

    key: int
    uid: bytes
    number: str


def place_order(posting: Posting, priced: PricedBasket, *, currency: str, rounding: int, head: str) -> PlacedOrder:
    """Write the order with its lines, taxes, discounts, movements, events and its receipt job; close the basket.

    `rounding` is the signed cash rounding in minor units, `head` what its receipt keeps of the paper's head. The
    payments are the caller's.
    """
    series_id, value, number = posting.number("receipt")
    uid = priced.basket.uid
    lines = [_line_row(position, line) for position, line in enumerate(priced.lines, 1)]
    taxes = [_tax_rows(line) for line in priced.lines]
    order: dict[str, Any] = {
        "uid": uid,
        "location_id": posting.duty.location_id,
        "series_id": series_id,
        "number_value": value,
        "number": number,
        "currency": currency,
        "rate": OWN_RATE,
        "situation": "default",
        "tax_rounding": priced.rounding,
        "subtotal": priced.subtotal,
        "discount": sum(priced.taken),
        "tax_included": priced.tax_included,
        "tax_added": priced.tax_added,
        "total": priced.total,
        "rounding": rounding,
        "line_count": len(lines),
    }
    if priced.basket.customer is not None:
        order["customer_id"] = _customer(posting, priced.basket.customer)
    posting.name(variant, [(line.line.item.variant_id, line.line.item.variant_uid) for line in priced.lines])
    key = _insert(posting, order, lines, taxes, _discounts(priced))
    _move_stock(posting, priced, uid)
    _state_and_job(posting, key, order, head)
    body: dict[str, Any] = {"number": number, "total": priced.total, "rounding": rounding, "lines": len(lines)}
    posting.journal(Tag.ORDER_PLACED, uid, body)
    return PlacedOrder(key, uid, number)


def _customer(posting: Posting, uid: bytes) -> int | None:
    """Return the key of whom a basket was given to; None where that person's data was erased meanwhile."""
    from pos_app.data.tables.customers import customer  # most baskets are a walk-in's

    there = select(customer.c.id).where(customer.c.uid == uid, customer.c.erased_at.is_(None))
    key = posting.connection.execute(there).scalar()
    if key is not None:
        posting.name(customer, [(key, uid)])
    return key


def _insert(
    posting: Posting,
    order: dict[str, Any],
    lines: list[dict[str, Any]],
    taxes: list[list[dict[str, Any]]],
    discounts: list[tuple[int | None, dict[str, Any]]],
) -> int:
    key = posting.add(orders, **order)
    posting.add_all(order_line, [{**row, "order_id": key} for row in lines])
    line_keys = [line_key for (line_key,) in ask(posting.connection, _LINE_KEYS, {"order": key})]
    posting.name(order_line, zip(line_keys, (row["uid"] for row in lines), strict=True))
    tax_rows = [{**row, "line_id": line_key} for line_key, rows in zip(line_keys, taxes, strict=True) for row in rows]
    posting.add_all(order_line_tax, tax_rows)
    keys = dict(enumerate(line_keys, 1))
    rows = [{**row, "order_id": key, "line_id": keys[place] if place else None} for place, row in discounts]
    posting.add_all(order_discount, rows)
    change(posting.connection, _TAKE_NOTE, {"order": key, "uid_": order["uid"]})
    return key


def _line_row(position: int, priced: PricedLine) -> dict[str, Any]:
    line = priced.line
    return {
        "uid": line.uid,
        "position": position,
        "variant_id": line.item.variant_id,
        "sku": line.item.sku,
        "code": line.code,
        "name": line.item.name,
        "unit": line.item.unit,
        "decimals": line.item.decimals,
        "quantity": line.quantity,
        "list_price": line.item.list_price,
        "unit_price": line.unit_price,
        "unit_cost": line.item.unit_cost,
        "gross": priced.gross,
        "discount": sum(priced.taken),
        "basket_discount": priced.basket_share,
        "amount": priced.amount,
        "tax_included": priced.tax_included,
        "tax_added": priced.tax_added,
        "stock_tracked": line.item.stock_tracked,
        "label_weight": line.label.weight,
        "label_amount": line.label.amount,
        "lot": line.label.lot or None,
        "expiry": line.label.expiry,
        "serial": line.label.serial or None,
        "tare": line.tare,
    }


def _tax_rows(priced: PricedLine) -> list[dict[str, Any]]:
    return [
        {
            "position": position,
            "tax_uid": part.tax.uid,
            "name": part.tax.name,
            "rate_ppm": part.tax.rate_ppm,
            "included": part.tax.included,
            "stack_order": part.tax.order,
            "compound": part.tax.compound,
            "base": part.base,
            "amount": part.amount,
        }
        for position, part in enumerate(priced.taxes, 1)
    ]


def _discounts(priced: PricedBasket) -> list[tuple[int | None, dict[str, Any]]]:
    """Return every discount with the position of its line, None for one on the whole basket."""
    given: list[tuple[int | None, Discount, int]] = [
        (place, discount, off)
        for place, line in enumerate(priced.lines, 1)
        for discount, off in zip(line.line.discounts, line.taken, strict=True)
    ]
    given += [(None, discount, off) for discount, off in zip(priced.basket.discounts, priced.taken, strict=True)]
    return [
        (place, {"position": position, "name": discount.name, "rate_ppm": discount.rate_ppm, "amount": off})
        for position, (place, discount, off) in enumerate(given, 1)
    ]


def _move_stock(posting: Posting, priced: PricedBasket, order_uid: bytes) -> None:
    """Take tracked goods from the shop's stock, and count what sells."""
    location = posting.duty.location_id
    rows = [
        {
            "variant_id": line.line.item.variant_id,
            "location_id": location,
            "quantity": -line.line.quantity,
            "reason": "sale",
            "unit_cost": line.line.item.unit_cost,
            "document_kind": "order",
            "document_uid": order_uid,
        }
        for line in priced.lines
        if line.line.item.stock_tracked
    ]
    posting.add_all(movement, rows)
    moves = [
        {"variant_id": row["variant_id"], "location_id": location, "on_hand": row["quantity"], "reserved": 0}
        for row in rows
    ]
    add_to(posting.connection, level, moves)
    sold: dict[int, int] = {}
    for line in priced.lines:
        sold[line.line.item.variant_id] = sold.get(line.line.item.variant_id, 0) + line.line.quantity
    sales = [{"variant_id": key, "orders": 1, "quantity": quantity} for key, quantity in sold.items()]
    sold_before = sold_among(posting.connection, sold)
    add_to(posting.connection, variant_sales, sales)
    search.place_sold(posting.connection, sorted(set(sold) - sold_before))


def _state_and_job(posting: Posting, key: int, order: dict[str, Any], head: str) -> None:
    connection, at = posting.connection, posting.at
    posting.add(order_event, order_id=key, kind="paid", body="{}")
    paid = order["total"] + order["rounding"]
    add_row(connection, order_state, order_id=key, state="paid", paid=paid, returned=0, changed_at=at)
    add_row(connection, job, **receipt_job(posting, "receipt", order["uid"], head))
    change(connection, _CLOSE_BASKET, {"uid_": order["uid"], "now": at})


def receipt_job(posting: Posting, kind: str, order_uid: bytes, body: str) -> dict[str, Any]:
    """Return the row of a job that prints an order's receipt; `body` is JSON."""
    return {
        "uid": new_uid(),
        "till_id": posting.duty.till_id,
        "kind": kind,
        "document_uid": order_uid,
        "body": body,
        "state": WAITING,
        "attempts": 0,
        "created_at": posting.at,
        "changed_at": posting.at,
    }
