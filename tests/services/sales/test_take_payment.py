"""Paying: exact, with change, in parts, by card, five times at once; nothing doubled, nothing less than due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from pos_app.data.tables.catalog import variant_sales
from pos_app.data.tables.jobs import job
from pos_app.data.tables.journal import journal, journal_text
from pos_app.data.tables.orders import order_line, orders
from pos_app.data.tables.payments import payment
from pos_app.data.tables.shifts import shift_state
from pos_app.data.tables.stock import level
from pos_app.domain.basket import EmptyBasket
from pos_app.domain.cash import NothingTendered, NotInCoins, UnusualCash
from pos_app.domain.pricing import Discount
from pos_app.services.proof.verify_books import verify
from pos_app.services.sales.keep_step import BasketClosed, MoneyTaken, NotKept
from pos_app.services.sales.take_payment import (
    CardOverpaid,
    Completed,
    PartPaid,
    PaymentGone,
    SlipMissing,
    SlipTooLong,
)
from pos_app.services.stock.count_goods import CountGoods
from tests.factories.shops import APPLES, MILK, SOAP, TEA, keep, scan, sell

if TYPE_CHECKING:
    from pos_app.domain.sale import Sale
    from pos_app.services.services import Services
    from tests.factories.shops import HandClock


def basket(services: Services, *codes: str) -> Sale:
    return scan(services, services.ring_up.begin(), *(codes or (MILK, TEA)))


def take(services: Services, sale: Sale, tender: str, amount: int, **more: object) -> Completed | PartPaid:
    uid = services.take_payment.new_payment_uid()
    return services.take_payment.take(sale, tender, amount, uid, **more)  # type: ignore[arg-type]  # as the test says


def completed(result: Completed | PartPaid) -> Completed:
    assert isinstance(result, Completed)
    return result


def part(result: Completed | PartPaid) -> PartPaid:
    assert isinstance(result, PartPaid)
    return result


def count(services: Services, table: object) -> int:
    with services.shop.database.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]


def cash_in_drawer(services: Services) -> int:
    with services.shop.database.read() as connection:
        return int(connection.execute(select(shift_state.c.cash)).scalar_one())


def test_exact_cash_makes_the_order(services: Services) -> None:
    done = completed(take(services, basket(services), "cash", 8090))
    assert (done.number, done.total, done.change, done.rounding) == ("T1-000001", 8090, 0, 0)
    assert done.changes.orders
    assert done.changes.stock
    assert cash_in_drawer(services) == 8090
    assert count(services, job) == 1


def test_change_is_given_and_the_drawer_keeps_the_rest(services: Services) -> None:
    done = completed(take(services, basket(services), "cash", 10_000))
    assert (done.tendered, done.change) == (10_000, 1910)
    assert cash_in_drawer(services) == 8090


def test_numbers_rise_without_gap_whatever_was_refused(services: Services) -> None:
    assert sell(services, MILK).number == "T1-000001"
    with pytest.raises(NothingTendered):
        take(services, basket(services), "cash", 0)
    assert sell(services, TEA).number == "T1-000002"


def test_the_same_payment_sent_five_times_makes_one_sale(services: Services) -> None:
    sale, uid = basket(services), services.take_payment.new_payment_uid()
    answers = [completed(services.take_payment.take(sale, "cash", 10_000, uid)) for _ in range(5)]
    assert {(a.order_uid, a.number, a.change, a.tendered) for a in answers} == {
        (sale.basket.uid, "T1-000001", 1910, 10_000)
    }
    again = completed(take(services, sale, "cash", 20_000))
    assert again.change == 1910
    assert count(services, orders) == 1
    assert count(services, payment) == 1


def test_a_part_payment_sent_twice_is_taken_once(services: Services) -> None:
    sale, uid = basket(services), services.take_payment.new_payment_uid()
    for _ in range(2):
        taken = part(services.take_payment.take(sale, "card", 5000, uid, reference="A1"))
    assert [payment.amount for payment in taken.payments] == [5000]


def test_split_over_cash_and_card(services: Services) -> None:
    sale = basket(services)
    first = part(take(services, sale, "cash", 3000))
    second = part(take(services, sale, "card", 4000, reference=" 0042 "))
    assert [p.amount for p in second.payments] == [3000, 4000]
    due = services.take_payment.due(sale, second.payments, "card")
    assert (due.total, due.paid, due.open, due.to_pay) == (8090, 7000, 1090, 1090)
    done = completed(take(services, sale, "cash", 2000))
    assert [(p.tender, p.amount, p.reference) for p in done.payments] == [
        ("cash", 3000, ""),
        ("card", 4000, "0042"),
        ("cash", 1090, ""),
    ]
    assert done.change == 910
    assert cash_in_drawer(services) == 4090
    assert first.changes.shift
    assert completed(take(services, sale, "cash", 1)).payments == done.payments


def test_a_payment_half_taken_is_there_after_a_restart(services: Services) -> None:
    sale = basket(services)
    taken = part(take(services, sale, "card", 4000, reference="7"))
    back = services.ring_up.resume()
    assert back is not None
    assert back.sale.basket == sale.basket
    assert back.payments == taken.payments


def test_money_can_be_given_back_before_the_sale_is_finished(services: Services) -> None:
    sale = basket(services)
    cash = part(take(services, sale, "cash", 3000)).payments[0]
    card = part(take(services, sale, "card", 1000, reference="1")).payments[1]
    assert services.take_payment.give_back(sale, cash.uid) == (card,)
    assert cash_in_drawer(services) == 0
    with pytest.raises(PaymentGone):
        services.take_payment.give_back(sale, cash.uid)
    with pytest.raises(PaymentGone):
        services.take_payment.give_back(sale, b"0" * 16)
    completed(take(services, sale, "cash", 8000))
    with pytest.raises(PaymentGone):
        services.take_payment.give_back(sale, card.uid)


@pytest.mark.parametrize(
    ("tender", "amount", "more", "error"),
    [
        ("cash", 0, {}, NothingTendered),
        ("cash", -5, {}, NothingTendered),
        ("cash", 8090 * 100 + 1, {}, UnusualCash),
        ("card", 8091, {"reference": "1"}, CardOverpaid),
        ("card", 0, {"reference": "1"}, NothingTendered),
        ("card", 8090, {"reference": "  "}, SlipMissing),
        ("card", 8090, {"reference": "7" * 65}, SlipTooLong),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_written(
    services: Services, tender: str, amount: int, more: dict[str, str], error: type[Exception]
) -> None:
    sale = basket(services)
    with pytest.raises(error):
        take(services, sale, tender, amount, **more)
    assert count(services, payment) == 0
    assert count(services, orders) == 0


def test_the_slips_number_stands_on_the_payment_and_hashed_in_the_journal(services: Services) -> None:
    number = "红" * 64
    completed(take(services, basket(services), "card", 8090, reference=number))
    with services.shop.database.read() as connection:
        assert connection.execute(select(payment.c.reference)).scalar_one() == number
        bodies = list(connection.execute(select(journal.c.body)).scalars())
        kept = connection.execute(select(journal_text.c.hash).where(journal_text.c.text == number)).scalar_one()
    assert not any("红" in body for body in bodies)
    assert any(kept in body for body in bodies)


def test_a_hundred_times_the_total_is_usual_and_more_when_sure(services: Services) -> None:
    assert completed(take(services, basket(services), "cash", 8090 * 100)).change == 8090 * 99
    assert completed(take(services, basket(services), "cash", 10**9, sure=True)).change == 10**9 - 8090


def test_an_empty_basket_cannot_be_paid(services: Services) -> None:
    with pytest.raises(EmptyBasket):
        take(services, services.ring_up.begin(), "cash", 100)


def test_paying_waits_for_steps_that_are_not_on_disk(services: Services) -> None:
    unkept = services.ring_up.add(services.ring_up.begin(), services.ring_up.look_up(MILK)[0])
    with pytest.raises(NotKept):
        take(services, unkept, "cash", 1290)
    sale = basket(services)
    with pytest.raises(NotKept):
        take(services, services.ring_up.remove(sale, sale.basket.lines[0].uid), "cash", 6800)


def test_a_held_basket_is_not_paid(services: Services) -> None:
    sale = basket(services)
    services.hold.hold(sale)
    with pytest.raises(BasketClosed):
        take(services, sale, "cash", 8090)


def test_free_goods_need_no_money(services: Services) -> None:
    sale = basket(services)
    sale = keep(services, services.ring_up.discount_basket(sale, Discount(rate_ppm=1_000_000)))
    assert sale.priced.total == 0
    assert completed(take(services, sale, "cash", 0)).change == 0


@pytest.mark.parametrize(
    ("codes", "to_pay", "rounding", "tendered", "change"),
    [((SOAP, MILK), 1640, 0, 2000, 360), ((APPLES, MILK), 2870, 0, 2870, 0), (("SCREW", SOAP), 355, 1, 400, 45)],
)
def test_cash_is_rounded_to_coins_and_the_rounding_stands_by_itself(
    services: Services, codes: tuple[str, ...], to_pay: int, rounding: int, tendered: int, change: int
) -> None:
    services.settings.change(cash_rounding=5)
    sale = basket(services, *codes)
    due = services.take_payment.due(sale, (), "cash")
    assert (due.to_pay, due.rounding) == (to_pay, rounding)
    assert services.take_payment.due(sale, (), "card").rounding == 0
    with pytest.raises(NotInCoins):
        take(services, sale, "cash", tendered + 1)
    done = completed(take(services, sale, "cash", tendered))
    assert (done.rounding, done.change) == (rounding, change)
    assert cash_in_drawer(services) == to_pay
    row = services.receipts.last()
    assert row is not None
    assert row.total == to_pay


def test_likely_notes_are_offered(services: Services) -> None:
    assert services.take_payment.suggestions(10_183) == (10_183, 15_000, 20_000, 50_000)
    assert services.take_payment.suggestions(0) == ()


def test_counted_goods_leave_the_stock_and_others_do_not(services: Services) -> None:
    with services.shop.database.read() as connection:
        milk = services.ring_up.look_up(MILK)[0].item.variant_id
    CountGoods(services.shop).count({milk: 10_000})
    sell(services, MILK, MILK, TEA)
    with services.shop.database.read() as connection:
        assert [tuple(row)[2:] for row in connection.execute(select(level))] == [(8000, 0)]
    assert services.ring_up.look_up(MILK)[0].on_hand == 8000


def test_an_order_copies_what_its_lines_were(services: Services) -> None:
    ring_up = services.ring_up
    sale = basket(services, MILK, TEA)
    sale = keep(services, ring_up.discount_line(sale, sale.basket.lines[0].uid, Discount(amount=90, name="Dented")))
    sale = keep(services, ring_up.discount_basket(sale, Discount(rate_ppm=100_000, name="Autumn")))
    completed(take(services, sale, "cash", sale.priced.total))
    with services.shop.database.read() as connection:
        rows = connection.execute(select(order_line).order_by(order_line.c.position)).all()
    assert [(row.gross, row.discount, row.basket_discount, row.amount) for row in rows] == [
        (1290, 90, 120, 1080),
        (6800, 0, 680, 6120),
    ]
    assert [row.tax_included for row in rows] == [124, 704]


def test_the_business_date_and_time_never_run_back(services: Services, clock: HandClock) -> None:
    sell(services, MILK)
    clock.go(days=-3)
    done = sell(services, MILK)
    assert done.changes.clock_behind_seconds > 250_000
    clock.go(days=4)
    sell(services, MILK)
    with services.shop.database.read() as connection:
        rows = connection.execute(select(orders).order_by(orders.c.id)).all()
    assert [str(row.business_date) for row in rows] == ["2026-03-02", "2026-03-02", "2026-03-03"]
    assert rows[0].at <= rows[1].at <= rows[2].at
    assert [row.wall_at is None for row in rows] == [True, False, True]
    assert {row.zone for row in rows} == {"Asia/Shanghai"}


def test_settings_changed_in_the_middle_of_a_basket_leave_the_books_true(services: Services) -> None:
    services.settings.change(merge_lines=False)
    sale = basket(services, *[SOAP] * 9)
    services.settings.change(tax_rounding="order", cash_rounding=5, default_tax_class="9")
    completed(take(services, sale, "cash", services.take_payment.due(sale, (), "cash").to_pay))
    sale = basket(services, *[SOAP] * 9)
    services.settings.change(tax_rounding="line")
    completed(take(services, sale, "cash", services.take_payment.due(sale, (), "cash").to_pay))
    with services.shop.database.read() as connection:
        kept = list(connection.execute(select(orders.c.tax_rounding).order_by(orders.c.id)).scalars())
    assert kept == ["line", "order"]
    assert verify(services.shop.database).first is None


def test_no_step_changes_a_basket_that_money_was_taken_for(services: Services) -> None:
    sale = basket(services)
    paid = part(take(services, sale, "card", 1000, reference="1")).payments[0]
    less = services.ring_up.remove(sale, sale.basket.lines[0].uid)
    assert less.last is not None
    with pytest.raises(MoneyTaken):
        services.ring_up.keep(less.last)
    services.take_payment.give_back(sale, paid.uid)
    services.ring_up.keep(less.last)
    completed(take(services, less, "cash", 6800))


def test_goods_on_two_lines_of_an_order_are_sold_in_one_order(services: Services) -> None:
    services.settings.change(merge_lines=False)
    sell(services, TEA, TEA, MILK)
    sell(services, TEA)
    tea = services.ring_up.look_up(TEA)[0].item.variant_id
    with services.shop.database.read() as connection:
        query = select(variant_sales.c.orders, variant_sales.c.quantity).where(variant_sales.c.variant_id == tea)
        assert tuple(connection.execute(query).one()) == (2, 3000)
