"""Goods weighed at the counter: a line each, with the container that was taken off, in the books and on the receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from pos_app.data.tables.orders import order_line
from pos_app.domain.quantity import QuantityOutOfRange, TooManyDecimals
from pos_app.services.proof.verify_books import verify
from tests.factories.shops import APPLES, MILK, keep, scan

if TYPE_CHECKING:
    from pos_app.domain.sale import Sale
    from pos_app.services.services import Services


def weigh(services: Services, sale: Sale, quantity: int, tare: int | None) -> Sale:
    hit = services.ring_up.look_up(APPLES)[0]
    assert hit.unmeasured
    return keep(services, services.ring_up.add(sale, hit, quantity, None, tare))


def test_each_weighing_is_a_line_and_goes_into_the_books(services: Services) -> None:
    sale = weigh(services, services.ring_up.begin(), 500, None)
    sale = weigh(services, sale, 480, 20)
    sale = weigh(services, sale, 734, 0)
    sale = weigh(services, sale, 100, None)
    sale = scan(services, sale, MILK)
    assert [(line.quantity, line.tare) for line in sale.basket.lines] == [
        (600, None),
        (480, 20),
        (734, 0),
        (1000, None),
    ]
    resumed = services.ring_up.resume()
    assert resumed is not None
    assert resumed.sale.basket == sale.basket
    due = services.take_payment.due(sale, (), "cash")
    services.take_payment.take(sale, "cash", due.to_pay, services.take_payment.new_payment_uid())
    with services.shop.database.read() as connection:
        rows = connection.execute(
            select(order_line.c.quantity, order_line.c.tare, order_line.c.amount).order_by(order_line.c.position)
        ).all()
    assert [tuple(row) for row in rows] == [(600, None, 948), (480, 20, 758), (734, 0, 1160), (1000, None, 1290)]
    assert verify(services.shop.database).first is None
    receipt = services.receipts.rows(services.receipts.find("")[0].order_uid)
    assert [line.tare for line in receipt.lines] == [0, 20, 0, 0]


def test_a_line_is_weighed_again(services: Services) -> None:
    sale = weigh(services, services.ring_up.begin(), 500, None)
    uid = sale.basket.lines[0].uid
    sale = keep(services, services.ring_up.set_quantity(sale, uid, 480, 20))
    assert (sale.basket.line(uid).quantity, sale.basket.line(uid).tare) == (480, 20)
    with pytest.raises(QuantityOutOfRange):
        services.ring_up.set_quantity(sale, uid, 0, 20)
    sale = keep(services, services.ring_up.undo(sale))
    assert (sale.basket.line(uid).quantity, sale.basket.line(uid).tare) == (500, None)
    with pytest.raises(TooManyDecimals):
        services.ring_up.add(sale, services.ring_up.look_up(MILK)[0], 480, None, 0)
