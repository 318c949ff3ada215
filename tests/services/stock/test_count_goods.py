"""Counting: from the first count on goods are tracked, and the difference is a movement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from pos_app.data.tables.stock import movement
from pos_app.services.stock.count_goods import CountGoods
from tests.factories.shops import MILK, sell

if TYPE_CHECKING:
    from pos_app.services.services import Services


def test_a_count_sets_what_is_on_hand(services: Services) -> None:
    milk = services.ring_up.look_up(MILK)[0].item.variant_id
    counting = CountGoods(services.shop)
    assert services.ring_up.look_up(MILK)[0].on_hand is None
    assert counting.count({milk: 12_000}).stock
    sell(services, MILK)
    counting.count({milk: 10_500})
    assert services.ring_up.look_up(MILK)[0].on_hand == 10_500
    with services.shop.database.read() as connection:
        rows = connection.execute(select(movement.c.reason, movement.c.quantity).order_by(movement.c.id))
        assert [tuple(row) for row in rows] == [("count", 12_000), ("sale", -1000), ("count", -500)]


def test_nothing_counted_moves_nothing(services: Services) -> None:
    CountGoods(services.shop).count({})
    assert services.stock.page("oat", 0, 1)[0].tracked is False
