"""Held baskets: put aside with a note, taken up line for line, dropped for good with an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pos_app.domain.basket import EmptyBasket
from pos_app.services.sales.hold_basket import AnotherBasketOpen, BasketGone
from pos_app.services.sales.ring_up import MoneyTaken, NotKept
from tests.factories.shops import MILK, SOAP, TEA, keep, scan
from tests.services.sales.test_ring_up import tags

if TYPE_CHECKING:
    from pos_app.services.services import Services


def test_baskets_are_put_aside_with_a_note_and_taken_up_again(services: Services) -> None:
    first = scan(services, services.ring_up.begin(), MILK, TEA)
    services.hold.hold(first, "  lady with the dog ")
    second = scan(services, services.ring_up.begin(), SOAP)
    services.hold.hold(second)
    assert services.ring_up.resume() is None
    assert [(held.note, held.first_item, held.line_count, held.total) for held in services.hold.held()] == [
        ("", "红豆包", 1, 350),
        ("lady with the dog", "Oat milk, barista, 1 l", 2, 8090),
    ]
    back = services.hold.recall(first.basket.uid)
    assert back.basket.lines == first.basket.lines
    resumed = services.ring_up.resume()
    assert resumed is not None
    assert resumed.sale.basket == back.basket
    with pytest.raises(BasketGone):
        services.hold.recall(first.basket.uid)
    services.hold.hold(back)
    assert services.hold.held()[0].note == "lady with the dog"
    assert tags(services) == ["basket:open:held"] * 2 + ["basket:held:recalled", "basket:open:held"]


def test_one_basket_is_open_on_a_till(services: Services) -> None:
    held = scan(services, services.ring_up.begin(), MILK)
    services.hold.hold(held)
    emptied = scan(services, services.ring_up.begin(), TEA)
    with pytest.raises(AnotherBasketOpen):
        services.hold.recall(held.basket.uid)
    keep(services, services.ring_up.undo(emptied))
    assert services.hold.recall(held.basket.uid).basket.lines == held.basket.lines
    resumed = services.ring_up.resume()
    assert resumed is not None
    assert resumed.sale.basket.uid == held.basket.uid


def test_a_dropped_basket_is_gone_and_the_journal_knows(services: Services) -> None:
    assert not services.hold.drop(services.ring_up.begin()).baskets
    sale = scan(services, services.ring_up.begin(), MILK)
    assert services.hold.drop(sale).baskets
    assert services.ring_up.resume() is None
    assert services.hold.held() == ()
    assert tags(services) == ["basket:open:dropped"]


def test_what_cannot_be_put_aside(services: Services) -> None:
    with pytest.raises(EmptyBasket):
        services.hold.hold(services.ring_up.begin())
    unkept = services.ring_up.add(services.ring_up.begin(), services.ring_up.look_up(MILK)[0])
    with pytest.raises(NotKept):
        services.hold.hold(unkept)
    sale = scan(services, services.ring_up.begin(), TEA)
    services.take_payment.take(sale, "cash", 100, services.take_payment.new_payment_uid())
    with pytest.raises(MoneyTaken):
        services.hold.hold(sale)
    with pytest.raises(MoneyTaken):
        services.hold.drop(sale)
