"""A till's day: opened with counted cash, closed blind, opened again; nothing is sold without a shift."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from sqlalchemy import delete, select

from pos_app.data.tables.baskets import basket
from pos_app.data.tables.jobs import job
from pos_app.data.tables.journal import journal, journal_text
from pos_app.data.tables.people import person
from pos_app.data.tables.shifts import cash_movement, shift, shift_event, shift_state
from pos_app.data.tables.shop import series, series_counter
from pos_app.data.tables.stock import movement
from pos_app.domain.denominations import CountBelowZero, NoSuchPiece, counted, of_sum
from pos_app.domain.journal import Tag
from pos_app.domain.money import LARGEST_AMOUNT, AmountTooLarge
from pos_app.domain.permissions import NotAllowed, Permission
from pos_app.domain.pricing import Discount
from pos_app.domain.shift import ShiftClosed, ShiftIsOpen, TaxFigures, TenderFigures
from pos_app.services.sales.take_payment import Completed, PartPaid
from pos_app.services.shifts.close_shift import PaymentUnfinished
from pos_app.services.shifts.move_cash import MoreThanInDrawer, MoveReasonMissing, NothingMoved
from pos_app.services.shop.open_shop import read_duty
from pos_app.services.stock.count_goods import CountGoods
from tests.factories.shops import APPLES, MILK, SOAP, TEA, keep, scan, sell

if TYPE_CHECKING:
    from typing import Any

    from pos_app.domain.sale import Sale
    from pos_app.services.services import Services
    from tests.factories.shops import HandClock

CASHIER = frozenset({Permission.SELL, Permission.SHIFT_OPEN, Permission.SHIFT_CLOSE})


def pay(services: Services, sale: Sale, tender: str, amount: int, reference: str = "") -> Completed | PartPaid:
    uid = services.take_payment.new_payment_uid()
    return services.take_payment.take(sale, tender, amount, uid, reference=reference)


def on_duty(services: Services) -> int | None:
    """Return the shift that is open on the till, as the next posting takes it."""
    return services.shop.duty.shift_id


def entries(services: Services, *tags: Tag) -> list[dict[str, Any]]:
    """Return what the journal says under some tags, oldest first."""
    with services.shop.database.read() as connection:
        query = select(journal.c.body).where(journal.c.tag.in_(tags)).order_by(journal.c.id)
        return [json.loads(body) for body in connection.execute(query).scalars()]


def moved(services: Services) -> list[tuple[int, str, int]]:
    """Return (shift, reason, amount) of all cash, as it moved."""
    with services.shop.database.read() as connection:
        query = select(cash_movement.c.shift_id, cash_movement.c.reason, cash_movement.c.amount)
        return [tuple(row) for row in connection.execute(query.order_by(cash_movement.c.id))]


def move(services: Services, kind: str, amount: int, reason: str = "change") -> None:
    use = {
        "pay_in": services.move_cash.pay_in,
        "pay_out": services.move_cash.pay_out,
        "drop": services.move_cash.drop,
    }
    use[kind](amount, reason, services.move_cash.new_movement_uid())


def test_a_close_leaves_no_shift_and_the_next_begins_with_what_was_left(services: Services, clock: HandClock) -> None:
    assert on_duty(services) == 1
    sell(services, MILK)
    closed = services.close_shift.close(of_sum(1300))
    assert closed.changes.shift
    assert closed.changes.jobs
    assert (closed.closing.number, closed.closing.cash.expected, closed.closing.cash.difference) == (
        "Z1-000001",
        1290,
        10,
    )
    assert on_duty(services) is None
    assert services.status.status().shift_opened_at is None
    clock.go(days=1)
    services.settings.change(blind_count=False)
    assert services.open_shift.expected() == 1300
    opened = services.open_shift.open(counted({1000: 1, 100: 2}, services.shop.profile.currency))
    assert (opened.expected, opened.counted, opened.difference) == (1300, 1200, -100)
    assert on_duty(services) == 2
    assert services.status.status().shift_opened_at == services.shop.duty.shift_opened_at
    with services.shop.database.read() as connection:
        assert connection.execute(select(shift.c.number, shift.c.float_amount).where(shift.c.id == 2)).one() == (
            2,
            1200,
        )
        states = connection.execute(select(shift_state.c.state, shift_state.c.cash).order_by(shift_state.c.shift_id))
        assert [tuple(row) for row in states] == [("closed", 1300), ("open", 1200)]
    assert moved(services) == [
        (1, "sale", 1290),
        (1, "difference", 10),
        (2, "float", 1300),
        (2, "difference", -100),
    ]
    named = {"number": 2, "float": 1200, "expected": 1300, "difference": -100}
    assert named.items() <= entries(services, Tag.SHIFT_OPENED)[-1].items()


def test_nothing_is_sold_while_no_shift_is_open(services: Services) -> None:
    sale = scan(services, services.ring_up.begin(), MILK)
    services.hold.hold(scan(services, services.ring_up.begin(), TEA), "later")
    shown = services.ring_up.add(sale, services.ring_up.look_up(TEA)[0])
    services.close_shift.close(of_sum(0))
    before = moved(services)
    with pytest.raises(ShiftClosed):
        services.ring_up.add(services.ring_up.begin(), services.ring_up.look_up(SOAP)[0])
    with pytest.raises(ShiftClosed):
        keep(services, shown)
    with pytest.raises(ShiftClosed):
        pay(services, sale, "cash", 5000)
    with pytest.raises(ShiftClosed):
        services.drawer.note_opening("change")
    with pytest.raises(ShiftClosed):
        services.take_payment.give_back(sale, bytes(16))
    for kind in ("pay_in", "pay_out", "drop"):
        with pytest.raises(ShiftClosed):
            move(services, kind, 100)
    for refused in (services.close_shift.expected, services.look_at_shift.look, services.look_at_shift.print):
        with pytest.raises(ShiftClosed):
            refused()
    with pytest.raises(ShiftClosed):
        services.close_shift.close(of_sum(0))
    assert moved(services) == before
    services.open_shift.open(of_sum(0))
    assert isinstance(pay(services, sale, "cash", 1290), Completed)  # what was rung up before the close
    assert [held.note for held in services.hold.held()] == ["later"]


def test_what_needs_no_shift_goes_on_without_one(services: Services) -> None:
    done = sell(services, MILK)
    services.hold.hold(scan(services, services.ring_up.begin(), TEA), "later")
    services.close_shift.close(of_sum(1290))
    milk = services.ring_up.look_up(MILK)[0].item.variant_id
    CountGoods(services.shop).count({milk: 7000})
    services.receipts.print_copy(done.order_uid)
    recalled = services.hold.recall(services.hold.held()[0].uid)
    services.hold.drop(recalled)
    with services.shop.database.read() as connection:
        counts = select(movement.c.shift_id).where(movement.c.reason == "count")
        assert list(connection.execute(counts).scalars()) == [None]
    services.open_shift.open(of_sum(1290))
    assert services.look_at_shift.look().figures.sales == 0


def test_a_paid_basket_gives_its_answer_again_after_the_close(services: Services) -> None:
    sale = scan(services, services.ring_up.begin(), MILK)
    done = pay(services, sale, "cash", 1290)
    services.close_shift.close(of_sum(1290))
    again = pay(services, sale, "cash", 1290)
    assert isinstance(done, Completed)
    assert isinstance(again, Completed)
    assert again.number == done.number


def test_a_shift_is_opened_once(services: Services) -> None:
    with pytest.raises(ShiftIsOpen):
        services.open_shift.open(of_sum(0))
    services.close_shift.close(of_sum(0))
    services.open_shift.open(of_sum(500))
    with pytest.raises(ShiftIsOpen):
        services.open_shift.open(of_sum(500))


def test_a_count_that_cannot_be_changes_nothing(services: Services) -> None:
    negative = replace(of_sum(0), amount=-1)
    odd = replace(of_sum(300), pieces=((300, 1),))
    with pytest.raises(CountBelowZero):
        services.close_shift.close(negative)
    with pytest.raises(NoSuchPiece):
        services.close_shift.close(odd)
    with pytest.raises(CountBelowZero):
        services.close_shift.close(of_sum(0), {"card": -1})
    assert on_duty(services) == 1
    services.close_shift.close(of_sum(0))
    with pytest.raises(CountBelowZero):
        services.open_shift.open(negative)
    assert on_duty(services) is None


def test_cash_comes_and_goes_with_a_reason(services: Services) -> None:
    uid = services.move_cash.new_movement_uid()
    assert services.move_cash.pay_in(20000, "change from the bank", uid).shift
    assert not services.move_cash.pay_in(20000, "change from the bank", uid).shift  # five Enters
    move(services, "pay_out", 1500, "window cleaner 红豆")
    move(services, "drop", 10000, "noon")
    figures = services.look_at_shift.look().figures
    assert (figures.paid_in, figures.paid_out, figures.dropped, figures.expected_cash) == (20000, 1500, 10000, 8500)
    said = entries(services, Tag.CASH_PAID_IN, Tag.CASH_PAID_OUT, Tag.CASH_DROPPED)
    assert [entry["amount"] for entry in said] == [20000, -1500, -10000]
    with services.shop.database.read() as connection:
        texts = dict(connection.execute(select(journal_text.c.hash, journal_text.c.text)).all())
        bodies = " ".join(connection.execute(select(journal.c.body)).scalars())
    assert [texts[entry["reason"]] for entry in said] == ["change from the bank", "window cleaner 红豆", "noon"]
    assert "cleaner" not in bodies


@pytest.mark.parametrize("kind", ["pay_in", "pay_out", "drop"])
def test_no_cash_moves_without_a_reason_or_an_amount(services: Services, kind: str) -> None:
    move(services, "pay_in", 5000)
    for amount in (0, -100):
        with pytest.raises(NothingMoved):
            move(services, kind, amount)
    with pytest.raises(MoveReasonMissing):
        move(services, kind, 100, "  ")
    with pytest.raises(AmountTooLarge):
        move(services, kind, LARGEST_AMOUNT + 1)
    assert moved(services) == [(1, "pay_in", 5000)]


@pytest.mark.parametrize("kind", ["pay_out", "drop"])
def test_no_more_is_taken_out_than_should_be_there(services: Services, kind: str) -> None:
    sell(services, MILK)
    with pytest.raises(MoreThanInDrawer) as refused:
        move(services, kind, 1291)
    assert refused.value.params == {"amount": 1291}  # and not what is there: it may have to be counted blind
    move(services, kind, 1290)
    assert services.look_at_shift.look().figures.expected_cash == 0


def test_the_figures_of_a_shift(services: Services) -> None:
    sell(services, MILK, TEA)
    sale = scan(services, services.ring_up.begin(), MILK, APPLES)
    line = sale.basket.lines[0].uid
    sale = keep(services, services.ring_up.discount_line(sale, line, Discount(rate_ppm=100_000)))
    sale = keep(services, services.ring_up.discount_basket(sale, Discount(amount=50)))
    sale = keep(services, services.ring_up.set_price(sale, sale.basket.lines[1].uid, 15_000_000))
    pay(services, sale, "card", 500, "1")
    pay(services, sale, "cash", 5000)
    sale = scan(services, services.ring_up.begin(), SOAP, SOAP)
    sale = keep(services, services.ring_up.set_quantity(sale, sale.basket.lines[0].uid, 1000))
    paid = pay(services, sale, "cash", 100)
    assert isinstance(paid, PartPaid)
    services.take_payment.give_back(sale, paid.payments[0].uid)
    sale = scan(services, services.ring_up.begin(), TEA)
    keep(services, services.ring_up.remove(sale, sale.basket.lines[0].uid))
    services.settings.change(cash_rounding=5)
    sell(services, "SCREW")
    services.drawer.note_opening("change")
    look = services.look_at_shift.look()
    figures = look.figures
    assert (look.number, look.opened_by) == (1, "owner")
    assert figures.tenders == (TenderFigures("cash", 4, 10306, 1, 100), TenderFigures("card", 1, 500, 0, 0))
    assert (figures.sales, figures.revenue, figures.rounding) == (3, 10705, 1)
    assert (figures.first_receipt, figures.last_receipt) == ("T1-000001", "T1-000003")
    assert (figures.discounts, figures.discounted) == (2, 179)
    assert (figures.price_overrides, figures.removed_lines, figures.drawer_openings) == (1, 2, 1)
    assert [(tax.name, tax.rate_ppm) for tax in figures.taxes] == [("VAT", 130_000), ("VAT", 90_000)]
    assert sum(tax.base + tax.amount for tax in figures.taxes) == figures.revenue
    assert isinstance(figures.taxes[0], TaxFigures)
    assert figures.expected_cash == figures.cash_taken - figures.cash_given_back == 10206
    assert figures.amount_of("cash") + figures.amount_of("card") == figures.revenue + figures.rounding


def test_each_shift_has_its_own_figures(services: Services) -> None:
    sell(services, MILK)
    services.drawer.note_opening("one")
    first = services.close_shift.close(of_sum(1290), {"card": 0}, "all there").closing
    services.open_shift.open(of_sum(1290))
    services.drawer.note_opening("two")
    services.drawer.note_opening("three")
    sell(services, TEA)
    sell(services, SOAP)
    second = services.close_shift.close(of_sum(8400)).closing
    assert (first.figures.sales, first.figures.revenue, first.figures.drawer_openings) == (1, 1290, 1)
    assert (second.figures.sales, second.figures.revenue, second.figures.drawer_openings) == (2, 7150, 2)
    assert (second.figures.float_amount, second.cash.expected, second.cash.difference) == (1290, 8440, -40)
    assert (second.figures.first_receipt, second.figures.last_receipt) == ("T1-000002", "T1-000003")
    assert [first.number, second.number] == ["Z1-000001", "Z1-000002"]
    said = entries(services, Tag.SHIFT_CLOSED)
    assert [(entry["number"], entry["revenue"], entry["difference"]) for entry in said] == [
        ("Z1-000001", 1290, 0),
        ("Z1-000002", 7150, -40),
    ]
    with services.shop.database.read() as connection:
        kinds = connection.execute(select(shift_event.c.shift_id, shift_event.c.kind).order_by(shift_event.c.id))
        assert [tuple(row) for row in kinds] == [
            *((1, kind) for kind in ("opened", "counted", "closed")),
            *((2, kind) for kind in ("opened", "counted", "closed")),
        ]


def test_other_tenders_are_counted_too(services: Services) -> None:
    pay(services, scan(services, services.ring_up.begin(), MILK), "card", 1290, "1")
    counts = services.close_shift.close(of_sum(0), {"card": 1200, "alipay": 5, "cash": 99}).closing.counts
    assert [(one.tender, one.expected, one.counted, one.difference) for one in counts] == [
        ("cash", 0, 0, 0),
        ("alipay", 0, 5, 5),
        ("card", 1290, 1200, -90),
    ]


def test_money_of_an_unfinished_sale_keeps_the_shift_open(services: Services) -> None:
    sale = scan(services, services.ring_up.begin(), MILK, TEA)
    paid = pay(services, sale, "card", 500, "1")
    assert isinstance(paid, PartPaid)
    with pytest.raises(PaymentUnfinished) as refused:
        services.close_shift.close(of_sum(0))
    assert refused.value.params["taken"] == 500
    assert on_duty(services) == 1
    assert entries(services, Tag.SHIFT_CLOSED) == []
    services.take_payment.give_back(sale, paid.payments[0].uid)
    assert services.close_shift.close(of_sum(0)).closing.number == "Z1-000001"


def test_a_basket_without_money_that_says_paying_keeps_nothing_open(services: Services) -> None:
    sale = scan(services, services.ring_up.begin(), MILK)
    with services.shop.database.write() as connection:
        connection.execute(basket.update().where(basket.c.uid == sale.basket.uid).values(state="paying"))
    services.close_shift.close(of_sum(0))
    assert on_duty(services) is None
    with services.shop.database.write() as connection:
        connection.execute(basket.update().where(basket.c.uid == sale.basket.uid).values(state="open"))


def test_held_baskets_and_papers_that_wait_survive_the_close(services: Services) -> None:
    services.hold.hold(scan(services, services.ring_up.begin(), TEA), "later")
    sell(services, MILK)
    services.close_shift.close(of_sum(1290))
    waiting = [row.kind for row in services.printing.jobs() if row.state == "waiting"]
    assert waiting == ["z_report", "receipt"]
    assert services.status.status().held == 1


def test_whoever_counts_blind_learns_nothing_before(services: Services) -> None:
    sell(services, MILK)
    assert services.close_shift.expected() is None
    services.settings.change(blind_count=False)
    assert services.close_shift.expected() == 1290
    services.settings.change(blind_count=True)
    services.shop.rights = CASHIER
    assert services.close_shift.expected() is None
    for look in (services.look_at_shift.look, services.look_at_shift.print, services.reprint_z.closings):
        with pytest.raises(NotAllowed):
            look()
    with pytest.raises(NotAllowed):
        move(services, "pay_in", 100)
    closing = services.close_shift.close(of_sum(1200)).closing
    assert closing.cash.difference == -90
    assert services.open_shift.expected() is None
    assert services.open_shift.open(of_sum(1200)).difference == 0


def test_opening_and_closing_are_permitted(services: Services) -> None:
    services.shop.rights = frozenset(Permission) - {Permission.SHIFT_CLOSE}
    with pytest.raises(NotAllowed):
        services.close_shift.expected()
    with pytest.raises(NotAllowed):
        services.close_shift.close(of_sum(0))
    services.shop.rights = frozenset(Permission) - {Permission.SHIFT_OPEN}
    services.close_shift.close(of_sum(0))
    with pytest.raises(NotAllowed):
        services.open_shift.expected()
    with pytest.raises(NotAllowed):
        services.open_shift.open(of_sum(0))


def test_with_the_setting_off_the_next_shift_begins_at_once(services: Services) -> None:
    services.settings.change(shift_needed=False)
    sell(services, MILK)
    services.close_shift.close(of_sum(1000))
    assert on_duty(services) == 2
    sell(services, TEA)
    figures = services.look_at_shift.look().figures
    assert (figures.float_amount, figures.sales, figures.expected_cash) == (1000, 1, 7800)
    assert [entry["difference"] for entry in entries(services, Tag.SHIFT_OPENED)[1:]] == [0]


def test_a_shift_begins_by_itself_where_the_setting_is_put_off_later(services: Services) -> None:
    sell(services, MILK)
    services.close_shift.close(of_sum(1290))
    services.settings.change(shift_needed=False)
    assert on_duty(services) is None
    sell(services, TEA)
    assert on_duty(services) == 2
    assert services.look_at_shift.look().figures.expected_cash == 8090
    with services.shop.database.read() as connection:
        body = connection.execute(select(shift_event.c.body).order_by(shift_event.c.id.desc()).limit(1)).scalar_one()
    assert json.loads(body)["counted"] is None  # nobody counted


def test_a_shift_that_another_process_closed_is_closed(services: Services) -> None:
    stale = services.shop.duty
    services.close_shift.close(of_sum(0))
    services.shop.duty = stale
    with pytest.raises(ShiftClosed):
        sell(services, MILK)
    services.open_shift.open(of_sum(0))
    now = services.shop.duty
    services.shop.duty = stale
    sell(services, MILK)
    assert services.shop.duty == now
    assert services.look_at_shift.look().figures.sales == 1


def test_the_program_opens_without_a_shift(services: Services) -> None:
    services.close_shift.close(of_sum(0))
    with services.shop.database.read() as connection:
        duty = read_duty(connection)
    assert (duty.shift_id, duty.shift_uid, duty.shift_opened_at) == (None, None, None)
    assert duty == services.shop.duty
    services.open_shift.open(of_sum(0))
    with services.shop.database.read() as connection:
        assert read_duty(connection) == services.shop.duty


def test_a_till_that_never_had_a_shift_is_the_owners(sqlite_shop: Services) -> None:
    with sqlite_shop.shop.database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER append_only_shift_delete")
        connection.exec_driver_sql("DROP TRIGGER append_only_shift_event_delete")
        for table in (shift_state, shift_event, shift):
            connection.execute(delete(table))
    with sqlite_shop.shop.database.read() as connection:
        duty = read_duty(connection)
        owner = connection.execute(select(person.c.uid).where(person.c.login == "owner")).scalar_one()
    assert (duty.person_uid, duty.shift_id) == (owner, None)
    sqlite_shop.shop.duty = duty
    assert sqlite_shop.open_shift.open(of_sum(700)).expected == 0
    assert on_duty(sqlite_shop) is not None


def test_an_older_shop_gets_its_numbers_with_the_first_close(sqlite_shop: Services) -> None:
    with sqlite_shop.shop.database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER append_only_series_delete")
        key = connection.execute(select(series.c.id).where(series.c.kind == "z")).scalar_one()
        connection.execute(delete(series_counter).where(series_counter.c.series_id == key))
        connection.execute(delete(series).where(series.c.id == key))
    assert sqlite_shop.close_shift.close(of_sum(0)).closing.number == "Z1-000001"
    sqlite_shop.open_shift.open(of_sum(0))
    assert sqlite_shop.close_shift.close(of_sum(0)).closing.number == "Z1-000002"


def test_a_failed_close_takes_no_number(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("pos_app.services.shifts.close_shift.closed_entry", fail)
        with pytest.raises(ZeroDivisionError):
            services.close_shift.close(of_sum(5))
    assert on_duty(services) == 1
    assert moved(services) == []
    with services.shop.database.read() as connection:
        assert connection.execute(select(job.c.id).where(job.c.kind == "z_report")).first() is None
    assert services.close_shift.close(of_sum(0)).closing.number == "Z1-000001"
