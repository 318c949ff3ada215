"""A clock that somebody sets: whatever it says, numbers, moments, business dates and the journal stay in order."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import orders
from pos_app.data.tables.shifts import shift, shift_event
from pos_app.data.tables.shop import till_head
from pos_app.domain.denominations import of_sum
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import NotAllowed, Permission
from pos_app.services.people.sign_in import PIN, SignIn, UnknownBadge, WaitBeforeTrying, WrongSecret
from pos_app.services.proof.verify_books import verify
from pos_app.services.sales.take_payment import CASH, PartPaid
from pos_app.services.shop.shop import approved
from tests.factories.shops import MILK, TEA, TestPrinter, open_test_shop, scan, sell

if TYPE_CHECKING:
    from pos_app.services.services import Services
    from tests.factories.shops import HandClock

HOUR, YEAR = timedelta(hours=1), timedelta(days=365)


def in_order(services: Services, sales: int) -> None:
    """See that numbers rise by one, and that neither moments nor days ever run back."""
    with services.shop.database.read() as connection:
        sold = connection.execute(select(orders).order_by(orders.c.sequence)).all()
        entries = connection.execute(select(journal.c.at, journal.c.sequence).order_by(journal.c.sequence)).all()
        head = connection.execute(select(till_head)).one()
    assert [row.number for row in sold] == [f"T1-{count:06}" for count in range(1, sales + 1)]
    for rows in ([(row.at, row.business_date) for row in sold], [tuple(row) for row in entries]):
        assert rows == sorted(rows)
    assert (head.last_at, head.business_date) == (sold[-1].at, sold[-1].business_date)
    assert verify(services.shop.database).first is None


@pytest.mark.parametrize(
    "jumps",
    [
        [-HOUR],
        [-YEAR],
        [YEAR],
        [-HOUR, HOUR + timedelta(minutes=1)],
        [-YEAR, YEAR + timedelta(days=1)],
        [YEAR, -YEAR, timedelta(days=1)],
        [-HOUR, -YEAR, YEAR, HOUR, YEAR],
    ],
)
def test_the_clock_is_set_between_sales(services: Services, clock: HandClock, jumps: list[timedelta]) -> None:
    sell(services, MILK)
    highest = clock.now
    for jump in jumps:
        clock.now += jump
        behind = (highest - clock.now).total_seconds()
        for code in (MILK, TEA):
            told = sell(services, code).changes.clock_behind_seconds
            assert told == pytest.approx(max(behind, 0), abs=1), "and the person is told"
        highest = max(highest, clock.now)
    in_order(services, 1 + 2 * len(jumps))


@pytest.mark.parametrize("jump", [-HOUR, -YEAR, YEAR])
def test_the_clock_is_set_while_the_till_is_closed(services: Services, clock: HandClock, jump: timedelta) -> None:
    sell(services, MILK)
    clock.now += jump
    shop = services.shop
    url = shop.database.url.render_as_string(hide_password=False)
    again = open_test_shop(url, shop.profile.folder, clock, TestPrinter())
    doubt = again.status.clock_doubt()
    assert (doubt is not None) is (jump > HOUR), "before anything is dated"
    assert (sell(again, MILK).changes.clock_behind_seconds > 0) is (jump < -timedelta())
    in_order(again, 2)
    again.shop.close()


@pytest.mark.parametrize("jump", [-HOUR, -YEAR, YEAR])
def test_the_clock_is_set_in_the_middle_of_a_sale(services: Services, clock: HandClock, jump: timedelta) -> None:
    sell(services, MILK)
    sale = services.ring_up.begin()
    for code in (MILK, TEA):
        sale = services.ring_up.add(sale, services.ring_up.look_up(code)[0])
        assert sale.last is not None
        services.ring_up.keep(sale.last)
        clock.now += jump
    taking = services.take_payment
    part = taking.take(sale, "card", 500, taking.new_payment_uid(), reference="slip")
    clock.now -= jump
    taking.take(sale, "cash", taking.due(sale, part.payments, "cash").to_pay, taking.new_payment_uid())
    in_order(services, 2)


@pytest.mark.parametrize("jumps", [[-HOUR], [-YEAR], [YEAR], [YEAR, -YEAR], [-HOUR, YEAR, -YEAR]])
def test_the_clock_is_set_between_the_acts_of_a_shift(
    services: Services, clock: HandClock, jumps: list[timedelta]
) -> None:
    sell(services, MILK)
    highest, number = clock.now, 1
    for jump in jumps:
        clock.now += jump
        behind = (highest - clock.now).total_seconds()
        told = [services.move_cash.pay_in(500, "change", services.move_cash.new_movement_uid()).clock_behind_seconds]
        closed = services.close_shift.close(of_sum(0))
        told += [closed.changes.clock_behind_seconds]
        told += [services.open_shift.open(of_sum(0)).changes.clock_behind_seconds]
        assert told == pytest.approx([max(behind, 0)] * 3, abs=1), "and the person is told"
        assert closed.closing.number == f"Z1-{number:06}"
        number += 1
        highest = max(highest, clock.now)
    with services.shop.database.read() as connection:
        shifts = connection.execute(select(shift.c.at, shift.c.business_date).order_by(shift.c.number)).all()
        events = connection.execute(select(shift_event.c.at).order_by(shift_event.c.sequence)).scalars().all()
    assert [tuple(row) for row in shifts] == sorted(tuple(row) for row in shifts)
    assert events == sorted(events)
    sell(services, MILK)
    in_order(services, 2)


def _wrong(services: Services, times: int) -> None:
    owner = services.shop.duty.person_uid
    for _ in range(times):
        with pytest.raises(WrongSecret):
            services.sign_in.sign_in(owner, PIN, "9753")


@pytest.mark.parametrize("jump", [-HOUR, -YEAR, HOUR, YEAR])
def test_a_wait_lasts_its_time_whatever_the_clock_is_set_to(
    services: Services, clock: HandClock, jump: timedelta
) -> None:
    """Setting the clock forward ends no wait, and setting it back makes none longer."""
    services.staff.set_pin(services.shop.duty.person_uid, "8642")
    _wrong(services, 3)
    with pytest.raises(WaitBeforeTrying) as told:
        services.sign_in.sign_in(services.shop.duty.person_uid, PIN, "8642")
    assert told.value.params == {"seconds": 2}
    clock.now += jump
    clock.go(seconds=1)
    with pytest.raises(WaitBeforeTrying) as told:
        services.sign_in.sign_in(services.shop.duty.person_uid, PIN, "8642")
    assert told.value.params == {"seconds": 1}
    clock.go(seconds=1)
    services.sign_in.sign_in(services.shop.duty.person_uid, PIN, "8642")
    _wrong(services, 3)
    with pytest.raises(WaitBeforeTrying):
        services.sign_in.sign_in(services.shop.duty.person_uid, PIN, "8642")
    assert verify(services.shop.database).first is None


@pytest.mark.parametrize(
    ("jump", "waits"), [(timedelta(), 2), (timedelta(seconds=1), 1), (-HOUR, 2), (-YEAR, 2), (HOUR, 0)]
)
def test_what_is_left_of_a_wait_is_waited_behind_a_new_start(
    services: Services, clock: HandClock, jump: timedelta, waits: int
) -> None:
    """What is kept says by the wall clock how much is left: all of it at most."""
    owner = services.shop.duty.person_uid
    services.staff.set_pin(owner, "8642")
    _wrong(services, 3)
    clock.now += jump
    again = SignIn(
        services.shop, services.settings, services.ring_up.is_of_trade
    )  # of a program that was started again
    if waits:
        with pytest.raises(WaitBeforeTrying) as told:
            again.sign_in(owner, PIN, "8642")
        assert told.value.params == {"seconds": waits}
        clock.now += YEAR  # while it runs the clock says nothing
        with pytest.raises(WaitBeforeTrying):
            again.sign_in(owner, PIN, "8642")
        clock.go(seconds=waits)
    assert again.sign_in(owner, PIN, "8642").uid == owner


def test_a_wait_at_the_till_alone_goes_by_what_only_goes_on(services: Services, clock: HandClock) -> None:
    services.staff.set_pin(services.shop.duty.person_uid, "8642")
    for _ in range(3):
        with pytest.raises(UnknownBadge):
            services.sign_in.sign_in_by_badge("04FFFFFF")
    clock.now += YEAR
    with pytest.raises(WaitBeforeTrying) as told:
        services.sign_in.sign_in_by_badge("04FFFFFF")
    assert told.value.params == {"seconds": 2}
    clock.now -= 2 * YEAR
    clock.go(seconds=2)
    with pytest.raises(UnknownBadge):
        services.sign_in.sign_in_by_badge("04FFFFFF")


def accepted(services: Services) -> list[tuple[bytes, int, str | None]]:
    """Return who went on with a clock that was behind, by how many seconds, and who gave leave for it."""
    with services.shop.database.read() as connection:
        query = select(journal.c.person_uid, journal.c.body).where(journal.c.tag == Tag.CLOCK_ACCEPTED.value)
        bodies = [(uid, json.loads(body)) for uid, body in connection.execute(query)]
    return [(uid, body["behind_seconds"], body.get("approved_by")) for uid, body in bodies]


def test_a_clock_far_behind_asks_for_one_who_may(services: Services, clock: HandClock) -> None:
    owner = services.shop.duty.person_uid
    services.staff.set_pin(owner, "1357")
    li, wang = services.staff.add("li", "Li", ("cashier",)), services.staff.add("wang", "Wang", ("manager",))
    services.staff.set_pin(li, "2468")
    services.staff.set_pin(wang, "3690")
    services.sign_in.sign_in(li, PIN, "2468")
    sell(services, MILK)
    clock.now -= timedelta(minutes=9)
    sell(services, MILK)  # told, and no more
    assert accepted(services) == []
    part = services.take_payment.take(
        scan(services, services.ring_up.begin(), TEA),
        "card",
        500,
        services.take_payment.new_payment_uid(),
        reference="1",
    )
    assert isinstance(part, PartPaid)
    paying = services.ring_up.resume()
    assert paying is not None
    clock.now -= timedelta(minutes=3)
    with pytest.raises(NotAllowed) as refused:
        services.take_payment.give_back(paying.sale, part.payments[0].uid)
    assert refused.value.params == {"permission": Permission.CLOCK_BEHIND.value}
    begun = scan(services, services.ring_up.begin(), TEA)  # nothing that is rung up waits

    def pay() -> None:
        services.take_payment.take(begun, CASH, begun.priced.total, services.take_payment.new_payment_uid())

    with pytest.raises(NotAllowed) as refused:
        pay()
    assert refused.value.params == {"permission": Permission.CLOCK_BEHIND.value}
    with pytest.raises(NotAllowed):
        services.close_shift.close(of_sum(0))
    with pytest.raises(NotAllowed):
        services.sign_in.approve(li, "2468", Permission.CLOCK_BEHIND)
    word = services.sign_in.approve(wang, "3690", Permission.CLOCK_BEHIND)
    with approved(word):
        pay()
    assert [(who, by) for who, _, by in accepted(services)] == [(li, wang.hex())]
    assert accepted(services)[0][1] == pytest.approx(720, abs=2)
    sell(services, TEA)  # nobody is asked again
    assert len(accepted(services)) == 1
    clock.now += HOUR
    sell(services, TEA)
    clock.now -= HOUR
    with pytest.raises(NotAllowed):  # it went wrong once more
        sell(services, TEA)
    services.sign_in.sign_in(wang, PIN, "3690")
    sell(services, TEA)
    assert [(who, by) for who, _, by in accepted(services)][1:] == [(wang, None)]
    assert verify(services.shop.database).first is None
