"""Held baskets: put aside with a note, taken up line for line, dropped for good with an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from pos_app.data.queries import baskets as basket_queries
from pos_app.data.tables.baskets import basket
from pos_app.domain.basket import EmptyBasket
from pos_app.services.sales.hold_basket import AnotherBasketOpen, BasketGone
from pos_app.services.sales.keep_step import MoneyTaken, NotKept
from tests.factories.shops import MILK, SOAP, TEA, keep, scan
from tests.services.sales.test_ring_up import tags

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sqlalchemy import Connection

    from pos_app.domain.sale import Sale
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
    assert tags(services)[-2:] == ["basket:open:dropped", "basket:held:recalled"]


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


@pytest.mark.parametrize("shop_url", ["postgresql", "mariadb"], indirect=True)
@pytest.mark.parametrize(
    ("start", "act"),
    [
        ("held", lambda services, sale: services.hold.recall(sale.basket.uid)),
        ("open", lambda services, sale: services.hold.hold(sale)),
        ("open", lambda services, sale: services.hold.drop(sale)),
    ],
    ids=["recall", "hold", "drop"],
)
def test_of_two_tills_of_a_server_one_takes_a_basket(
    services: Services, monkeypatch: pytest.MonkeyPatch, start: str, act: Callable[[Services, Sale], object]
) -> None:
    """The other till is faster between the look at the basket and the write; on SQLite no other can be."""
    sale = scan(services, services.ring_up.begin(), MILK)
    if start == "held":
        services.hold.hold(sale)
    before = tags(services)

    def put(state: str) -> None:
        with services.shop.database.write() as other:
            other.execute(update(basket).where(basket.c.uid == sale.basket.uid).values(state=state))

    def looked_at(connection: Connection, uid: bytes) -> Any:
        found = real(connection, uid)
        put("dropped")
        return found

    real = basket_queries.by_uid
    with monkeypatch.context() as patched:
        patched.setattr(basket_queries, "by_uid", looked_at)
        with pytest.raises(BasketGone):
            act(services, sale)
    assert tags(services) == before
    put(start)
