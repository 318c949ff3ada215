"""Who works here, what they may do, and how they prove who they are."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, insert, select, update

from pos_app.data.tables.catalog import barcode
from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import orders
from pos_app.data.tables.people import person
from pos_app.data.tables.shop import setting
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import NobodySignedIn, NotAllowed, Permission
from pos_app.domain.pricing import Discount
from pos_app.domain.signing_in import LONGEST_WAIT, PasswordUnfit, PinUnfit, wait_after
from pos_app.services.people.keep_roles import RoleNameTaken
from pos_app.services.people.keep_staff import (
    BadgeMissing,
    BadgeTaken,
    LastOwner,
    LoginTaken,
    LoginUnfit,
    OwnerCannotComeIn,
    PersonNameMissing,
    RoleMissing,
)
from pos_app.services.people.sign_in import (
    PASSWORD,
    PIN,
    NobodyCouldComeIn,
    NoSecretYet,
    PersonGone,
    PersonLocked,
    UnknownBadge,
    WaitBeforeTrying,
    WrongSecret,
)
from pos_app.services.sales.take_payment import CASH
from pos_app.services.shop.open_shop import read_duty
from pos_app.services.shop.shop import approved
from tests.factories.shops import MILK

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from pos_app.domain.sale import Sale
    from pos_app.services.services import Services
    from tests.factories.shops import HandClock


def entries(services: Services, tag: Tag) -> list[tuple[bytes, dict[str, Any]]]:
    """Return who wrote each entry of a tag, and what it says."""
    with services.shop.database.read() as connection:
        rows = connection.execute(select(journal.c.person_uid, journal.c.body).where(journal.c.tag == tag.value))
        return [(uid, json.loads(body)) for uid, body in rows]


def hire(services: Services, name: str = "Li", *roles: str, pin: str = "2468") -> bytes:
    uid = services.staff.add(name.lower(), name, roles or ("cashier",))
    services.staff.set_pin(uid, pin)
    return uid


@pytest.fixture
def owner(services: Services) -> bytes:
    uid = services.shop.duty.person_uid
    services.staff.set_pin(uid, "1357")
    return uid


def test_a_new_shop_has_an_owner_who_may_do_everything_and_the_usual_roles(empty: Services) -> None:
    (one,) = empty.staff.everybody()
    assert (one.login, one.roles, one.active, one.has_pin) == ("owner", ("owner",), True, False)
    assert empty.shop.rights == frozenset(Permission)
    assert empty.staff.roles() == ("owner", "manager", "cashier", "stock", "packer")


def test_a_person_signs_in_with_a_pin_and_is_who_sells(services: Services, owner: bytes) -> None:
    li = hire(services)
    found = services.sign_in.sign_in(li, PIN, "2468")
    assert (found.name, services.shop.duty.person_uid, services.shop.duty.person_name) == ("Li", li, "Li")
    assert [uid for uid, _ in entries(services, Tag.SIGNED_IN)] == [li]
    sell(services)
    assert [uid for uid, _ in entries(services, Tag.ORDER_PLACED)] == [li]
    services.sign_in.sign_in(owner, PIN, "1357")
    assert services.shop.rights == frozenset(Permission)


def test_the_basket_stays_while_another_person_comes(services: Services, owner: bytes) -> None:
    li = hire(services)
    sale = rung_up(services)
    services.sign_in.sign_in(li, PIN, "2468")
    resumed = services.ring_up.resume()
    assert resumed is not None
    assert resumed.sale.basket == sale.basket
    assert owner != li


def test_a_locked_till_refuses_everything_until_somebody_signs_in(services: Services, owner: bytes) -> None:
    sale = rung_up(services)
    services.sign_in.lock()
    services.sign_in.lock()
    assert services.sign_in.is_locked()
    assert len(entries(services, Tag.TILL_LOCKED)) == 1
    with pytest.raises(NobodySignedIn):
        services.ring_up.remove(sale, sale.basket.lines[0].uid)
    with pytest.raises(NobodySignedIn):
        services.take_payment.take(sale, CASH, sale.priced.total, services.take_payment.new_payment_uid())
    services.sign_in.sign_in(owner, PIN, "1357")
    assert not services.sign_in.is_locked()
    services.take_payment.take(sale, CASH, sale.priced.total, services.take_payment.new_payment_uid())


def test_a_till_begins_locked_once_somebody_has_a_pin(services: Services) -> None:
    assert not services.lock_at_start()
    with pytest.raises(NobodyCouldComeIn):
        services.sign_in.lock()
    assert not services.sign_in.is_locked()
    services.staff.set_pin(services.shop.duty.person_uid, "1357")
    assert services.lock_at_start()
    assert services.sign_in.is_locked()


def test_a_cashier_is_refused_what_only_others_may_and_the_books_stay_as_they_were(
    services: Services, owner: bytes
) -> None:
    services.sign_in.sign_in(hire(services), PIN, "2468")
    sale = rung_up(services)
    uid = sale.basket.lines[0].uid
    refused: list[tuple[Permission, Callable[[], object]]] = [
        (Permission.PRICE_OVERRIDE, lambda: services.ring_up.set_price(sale, uid, 1)),
        (Permission.DISCOUNT_LINE, lambda: services.ring_up.discount_line(sale, uid, Discount(rate_ppm=100_000))),
        (Permission.DISCOUNT_BASKET, lambda: services.ring_up.discount_basket(sale, Discount(rate_ppm=100_000))),
        (Permission.SALE_DROP, lambda: services.hold.drop(sale)),
        (Permission.DRAWER_OPEN, lambda: services.drawer.note_opening("change")),
        (Permission.SETTINGS_CHANGE, lambda: services.settings.change(shop_name="Mine")),
        (Permission.PEOPLE_MANAGE, lambda: services.staff.add("me", "Me", ("owner",))),
        (Permission.PEOPLE_MANAGE, lambda: services.staff.set_pin(owner, "9753")),
        # not one's own either: whoever finds the till unlocked could come in as that person from then on
        (Permission.PEOPLE_MANAGE, lambda: services.staff.set_pin(services.shop.duty.person_uid, "8642")),
    ]
    before = last_entry(services)
    for permission, call in refused:
        with pytest.raises(NotAllowed) as caught:
            call()
        assert caught.value.params == {"permission": permission.value}
    assert last_entry(services) == before
    services.settings.change(theme="dark")  # how the screen looks is anybody's own business


def test_what_a_step_needs_is_looked_at_again_where_it_is_written(services: Services, owner: bytes) -> None:
    li = hire(services)
    sale = services.ring_up.set_price(rung_up(services), rung_up_line(services), 1)
    assert sale.last is not None
    services.sign_in.sign_in(li, PIN, "2468")
    with pytest.raises(NotAllowed):
        services.ring_up.keep(sale.last)
    assert owner != li


def test_a_manager_allows_one_thing_and_the_journal_names_both(services: Services, owner: bytes) -> None:
    li, wang = hire(services), hire(services, "Wang", "manager", pin="3690")
    services.sign_in.sign_in(li, PIN, "2468")
    sale = rung_up(services)
    uid = sale.basket.lines[0].uid
    approval = services.sign_in.approve(wang, "3690", Permission.PRICE_OVERRIDE)
    assert (approval.name, services.shop.duty.person_uid) == ("Wang", li)
    with approved(approval):
        cheaper = services.ring_up.set_price(sale, uid, 1_000_000)
        with pytest.raises(NotAllowed):
            services.ring_up.discount_line(sale, uid, Discount(rate_ppm=100_000))
    assert cheaper.last is not None
    services.ring_up.keep(cheaper.last)
    ((who, body),) = entries(services, Tag.PRICE_CHANGED)
    assert (who, body["approved_by"]) == (li, wang.hex())
    ((who, given),) = entries(services, Tag.APPROVAL_GIVEN)
    assert (who, given["permission"], given["person"]) == (wang, "sale.price.override", li.hex())
    with pytest.raises(NotAllowed):
        services.ring_up.set_price(cheaper, uid, 20_000)
    assert owner != wang


def test_a_dearer_price_needs_leave_and_leaves_an_entry_too(services: Services, owner: bytes) -> None:
    li, wang = hire(services), hire(services, "Wang", "manager", pin="3690")
    services.sign_in.sign_in(li, PIN, "2468")
    sale = rung_up(services)
    with approved(services.sign_in.approve(wang, "3690", Permission.PRICE_OVERRIDE)):
        dearer = services.ring_up.set_price(sale, sale.basket.lines[0].uid, 19_900_000)
    assert dearer.last is not None
    services.ring_up.keep(dearer.last)
    ((_, body),) = entries(services, Tag.PRICE_CHANGED)
    assert body["approved_by"] == wang.hex()
    assert body["after"] > body["before"]
    assert owner != wang


def test_the_word_of_one_who_may_not_either_is_none(services: Services, owner: bytes) -> None:
    hire(services)
    chen = hire(services, "Chen", pin="4680")
    services.sign_in.sign_in(owner, PIN, "1357")
    with pytest.raises(NotAllowed):
        services.sign_in.approve(chen, "4680", Permission.PRICE_OVERRIDE)
    assert len(entries(services, Tag.APPROVAL_REFUSED)) == 1
    assert [one.name for one in services.sign_in.who_may(Permission.PRICE_OVERRIDE)] == ["owner"]


def test_wrong_pins_cost_more_and_more_time_and_are_told_in_the_journal(
    services: Services, owner: bytes, clock: HandClock
) -> None:
    li = hire(services)
    waits = []
    for _ in range(4):
        with pytest.raises(WrongSecret) as caught:
            services.sign_in.sign_in(li, PIN, "0000")
        waits.append(caught.value.params["wait"])
        clock.go(seconds=int(str(waits[-1])))
    assert waits == [0, 0, 2, 4]
    with pytest.raises(WrongSecret):
        services.sign_in.sign_in(li, PIN, "0000")
    with pytest.raises(WaitBeforeTrying):
        services.sign_in.sign_in(li, PIN, "2468")
    with pytest.raises(WaitBeforeTrying):  # whoever it is at this till
        services.sign_in.sign_in(owner, PIN, "1357")
    clock.go(seconds=8)
    services.sign_in.sign_in(li, PIN, "2468")
    assert [body["failures"] for _, body in entries(services, Tag.SIGN_IN_REFUSED)] == [1, 2, 3, 4, 5]
    with pytest.raises(WrongSecret) as caught:
        services.sign_in.sign_in(li, PIN, "0000")
    assert caught.value.params == {"wait": 0}


def test_after_so_many_wrong_ones_only_an_owner_lets_a_person_in_again(
    services: Services, owner: bytes, clock: HandClock
) -> None:
    services.settings.change(lock_after=5)
    li = hire(services)
    for _ in range(4):
        with pytest.raises(WrongSecret):
            services.sign_in.sign_in(li, PIN, "0000")
        clock.go(seconds=400)
    with pytest.raises(PersonLocked):
        services.sign_in.sign_in(li, PIN, "0000")
    clock.go(seconds=int(timedelta(days=400).total_seconds()))
    with pytest.raises(PersonLocked) as caught:
        services.sign_in.sign_in(li, PIN, "2468")
    assert caught.value.params == {"name": "Li"}
    services.sign_in.sign_in(owner, PIN, "1357")
    services.staff.unlock(li)
    assert services.sign_in.sign_in(li, PIN, "2468").name == "Li"


def test_a_badge_brings_its_owner_in_and_belongs_to_one_person(services: Services, owner: bytes) -> None:
    li = hire(services)
    services.staff.set_badge(li, " 04A1B2C3 ")
    assert services.sign_in.sign_in_by_badge("04A1B2C3").uid == li
    services.sign_in.sign_in(owner, PIN, "1357")
    with pytest.raises(BadgeTaken) as caught:
        services.staff.set_badge(owner, "04A1B2C3")
    assert caught.value.params == {"name": "Li"}
    with pytest.raises(BadgeMissing):
        services.staff.set_badge(owner, " 12 ")
    with pytest.raises(UnknownBadge):
        services.sign_in.sign_in_by_badge("04FFFFFF")
    services.staff.set_badge(owner, "04FFFFFF")
    services.sign_in.sign_in(li, PIN, "2468")
    approval = services.sign_in.approve_by_badge("04FFFFFF", Permission.DRAWER_OPEN)
    with approved(approval):
        services.drawer.note_opening("change for the bakery")
    ((who, body),) = entries(services, Tag.DRAWER_OPENED)
    assert (who, body["approved_by"]) == (li, owner.hex())


def test_a_try_that_is_nobodys_costs_time_and_is_told_without_its_code(
    services: Services, owner: bytes, clock: HandClock
) -> None:
    li, gone = hire(services), hire(services, "Wu")
    services.staff.set_badge(li, "04A1B2C3")
    services.staff.archive(gone)
    bare = services.staff.add("sun", "Sun", ("cashier",))
    tries: list[tuple[type[Exception], Callable[[], object]]] = [
        (PersonGone, lambda: services.sign_in.sign_in(gone, PIN, "97531")),
        (NoSecretYet, lambda: services.sign_in.sign_in(bare, PASSWORD, "04EEEEEE")),
        (PersonGone, lambda: services.sign_in.sign_in(b"?" * 16, PIN, "97531")),
        (NoSecretYet, lambda: services.sign_in.sign_in(bare, PIN, "97531")),
    ]
    for count, (refusal, call) in enumerate(tries, 1):
        with pytest.raises(refusal):
            call()
        if wait := wait_after(count).total_seconds():
            for again in (call, lambda: services.sign_in.sign_in_by_badge("04A1B2C3")):
                with pytest.raises(WaitBeforeTrying) as told:
                    again()
                assert wait - 1 <= int(str(told.value.params["seconds"])) <= wait
            clock.go(seconds=wait)
    told_of = [(body["by"], body["failures"], body["unknown"]) for _, body in entries(services, Tag.SIGN_IN_REFUSED)]
    assert told_of == [("pin", 1, True), ("password", 2, True), ("pin", 3, True), ("pin", 4, True)]
    with services.shop.database.read() as connection:
        said = " ".join(connection.execute(select(journal.c.body)).scalars())
    for code in ("04EEEEEE", "97531"):
        assert code not in said
    assert services.sign_in.sign_in_by_badge("04A1B2C3").uid == li  # and the tries are forgotten
    with pytest.raises(PersonGone):
        services.sign_in.sign_in(gone, PIN, "97531")
    assert entries(services, Tag.SIGN_IN_REFUSED)[-1][1]["failures"] == 1
    assert owner != li


def test_a_badge_that_is_nobodys_lets_badges_wait_and_no_pin(
    services: Services, owner: bytes, clock: HandClock
) -> None:
    services.staff.set_badge(owner, "04A1B2C3")
    li = hire(services)
    calls: list[Callable[[], object]] = [
        lambda: services.sign_in.sign_in_by_badge("04FFFFFF"),
        lambda: services.sign_in.approve_by_badge("04FFFFFF", Permission.DRAWER_OPEN),
    ]
    for count in range(1, 7):
        with pytest.raises(UnknownBadge):
            calls[count % 2]()
        wait = wait_after(count).total_seconds()
        if wait:
            with pytest.raises(WaitBeforeTrying) as told:
                services.sign_in.sign_in_by_badge("04A1B2C3")
            assert wait - 1 <= int(str(told.value.params["seconds"])) <= wait
        clock.go(seconds=wait)
    told_of = [(body["by"], body["failures"], body["unknown"]) for _, body in entries(services, Tag.SIGN_IN_REFUSED)]
    assert told_of == [("badge", count, True) for count in range(1, 7)]
    with services.shop.database.read() as connection:
        assert "04FFFFFF" not in " ".join(connection.execute(select(journal.c.body)).scalars())
    with pytest.raises(UnknownBadge):
        calls[0]()
    assert services.sign_in.sign_in(li, PIN, "2468").uid == li, "whoever has a PIN need not wait for it"
    assert services.sign_in.sign_in_by_badge("04A1B2C3").uid == owner


def test_goods_scanned_at_a_locked_till_are_nobodys_try(services: Services, owner: bytes) -> None:
    sell(services)
    services.staff.set_badge(owner, "04A1B2C3")
    with services.shop.database.read() as connection:
        codes = connection.execute(select(barcode.c.code, barcode.c.gtin14).where(barcode.c.gtin14.is_not(None))).all()
        number = connection.execute(select(orders.c.number)).scalars().first()
    services.sign_in.lock()
    scans = [codes[0].code, codes[0].gtin14, f"]C101{codes[0].gtin14}10A7", "134567890123456789", number or ""]
    for scan in scans * 4:
        with pytest.raises(UnknownBadge):
            services.sign_in.sign_in_by_badge(scan)
    assert services.sign_in.sign_in_by_badge("04A1B2C3").uid == owner
    assert entries(services, Tag.SIGN_IN_REFUSED) == []


def test_passwords_too(services: Services, owner: bytes) -> None:
    services.staff.set_password(owner, "correct horse")
    assert services.sign_in.sign_in(owner, PASSWORD, "correct horse").has_password
    with pytest.raises(WrongSecret):
        services.sign_in.sign_in(owner, PASSWORD, "correct hors")


def test_nobody_has_a_pin_before_an_owner_could_come_in(services: Services) -> None:
    li = services.staff.add("li", "Li", ("cashier",))
    given: list[Callable[[], object]] = [
        lambda: services.staff.set_pin(li, "2468"),
        lambda: services.staff.set_badge(li, "04A1B2C3"),
        lambda: services.staff.set_password(li, "long enough"),
    ]
    for give in given:
        with pytest.raises(OwnerCannotComeIn):
            give()
    assert not services.lock_at_start()
    second = services.staff.add("zhao", "Zhao", ("owner",))
    services.staff.set_pin(second, "1357")
    services.staff.set_pin(li, "2468")
    with pytest.raises(OwnerCannotComeIn):  # the first owner has none
        services.staff.change(second, "zhao", "Zhao", ("manager",))
    with pytest.raises(OwnerCannotComeIn):
        services.staff.archive(second)


def test_the_only_owner_waits_and_is_never_locked_out_of_the_shop(
    services: Services, owner: bytes, clock: HandClock
) -> None:
    services.settings.change(lock_after=5)
    for _ in range(7):
        with pytest.raises(WrongSecret):
            services.sign_in.sign_in(owner, PIN, "0000")
        clock.go(seconds=400)
    assert services.sign_in.sign_in(owner, PIN, "1357").locked_until is None


@pytest.mark.parametrize("pin", ["123", "1" * 13, "1111", "12a4", "", "１２３４", "12 34"])
def test_what_is_no_pin_is_refused(services: Services, pin: str) -> None:
    with pytest.raises(PinUnfit):
        services.staff.set_pin(services.shop.duty.person_uid, pin)


@pytest.mark.parametrize("password", ["", "short12", "x" * 201])
def test_what_is_no_password_is_refused(services: Services, password: str) -> None:
    with pytest.raises(PasswordUnfit):
        services.staff.set_password(services.shop.duty.person_uid, password)


def test_the_last_owner_stays_one(services: Services, owner: bytes) -> None:
    with pytest.raises(LastOwner):
        services.staff.change(owner, "owner", "Owner", ("manager",))
    with pytest.raises(LastOwner):
        services.staff.archive(owner)
    second = hire(services, "Zhao", "owner")
    services.staff.change(owner, "boss", "Boss", ("manager",))
    assert services.shop.rights == frozenset(Permission) - {
        Permission.PEOPLE_MANAGE,
        Permission.RECOVERY_CODE,
        Permission.SETTINGS_CHANGE,
        Permission.TAXES_CHANGE,
        Permission.JOURNAL_READ,
    }
    assert services.shop.duty.person_name == "Boss"
    services.sign_in.sign_in(second, PIN, "2468")
    with pytest.raises(LastOwner):
        services.staff.archive(second)


def test_who_works_here_no_more_cannot_come_in_and_what_was_done_stays(services: Services, owner: bytes) -> None:
    li = hire(services)
    services.sign_in.sign_in(li, PIN, "2468")
    sell(services)
    services.sign_in.sign_in(owner, PIN, "1357")
    services.staff.archive(li)
    with pytest.raises(PersonGone):
        services.sign_in.sign_in(li, PIN, "2468")
    assert [one.name for one in services.sign_in.people()] == ["owner"]
    assert {one.name: one.active for one in services.staff.everybody()} == {"Li": False, "owner": True}
    with pytest.raises(PersonGone):
        services.staff.set_pin(li, "2468")


@pytest.mark.parametrize(
    ("login", "name", "roles", "refusal"),
    [
        ("", "Li", ("cashier",), LoginUnfit),
        ("a b", "Li", ("cashier",), LoginUnfit),
        ("x" * 65, "Li", ("cashier",), LoginUnfit),
        ("OWNER", "Li", ("cashier",), LoginTaken),
        ("Owner\u200b", "Li", ("cashier",), LoginTaken),
        ("li", " ", ("cashier",), PersonNameMissing),
        ("li", "\u200b\n", ("cashier",), PersonNameMissing),
        ("li", "x" * 81, ("cashier",), PersonNameMissing),
        ("li", "Li", (), RoleMissing),
        ("li", "Li", ("king",), RoleMissing),
    ],
)
def test_who_cannot_be_added_is_not(
    services: Services, login: str, name: str, roles: tuple[str, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        services.staff.add(login, name, roles)
    assert len(services.staff.everybody()) == 1


def test_a_login_is_the_same_in_capitals_of_any_language(services: Services) -> None:
    services.staff.add("ÉMILE", "Émile", ("cashier",))
    services.roles.add("ÉQUIPE", ())
    for login in ("ÉMILE", "émile", "e\u0301mile"):
        with pytest.raises(LoginTaken):
            services.staff.add(login, "Another", ("cashier",))
    for name in ("ÉQUIPE", "équipe"):
        with pytest.raises(RoleNameTaken):
            services.roles.add(name, ())
    emile = next(one for one in services.staff.everybody() if one.name == "Émile")
    services.staff.change(emile.uid, "émile", "Émile", ("cashier",))


@pytest.mark.parametrize("count", [48, 49, 1_000, 10**6])
def test_after_however_many_wrong_ones_the_longest_wait_is_the_longest(
    services: Services, owner: bytes, clock: HandClock, count: int
) -> None:
    with services.shop.database.write() as connection:
        connection.execute(update(person).where(person.c.uid == owner).values(failures=count))
        keep_tries(connection, json.dumps({"count": count, "until": 0.0}))
    for _time in range(2):
        with pytest.raises(WrongSecret) as refused:
            services.sign_in.sign_in(owner, PIN, "9999")
        assert refused.value.params["wait"] == LONGEST_WAIT.total_seconds()
        clock.go(minutes=6)
    services.sign_in.sign_in(owner, PIN, "1357")


@pytest.mark.parametrize(
    "written", ["not json", "null", "[]", "-1", "NaN", '{"count":-3,"until":0}', '{"count":1,"until":NaN}', "[" * 2000]
)
def test_a_count_of_tries_that_nobody_can_read_keeps_nobody_out(services: Services, owner: bytes, written: str) -> None:
    with services.shop.database.write() as connection:
        keep_tries(connection, written)
    services.sign_in.lock()
    assert services.sign_in.sign_in(owner, PIN, "1357").uid == owner
    assert not services.sign_in.is_locked()


def keep_tries(connection: Connection, value: str) -> None:
    connection.execute(delete(setting).where(setting.c.name == "sign_in_tries"))
    row = {"scope": "till:1", "name": "sign_in_tries", "value": value, "changed_at": datetime(2026, 1, 1, tzinfo=UTC)}
    connection.execute(insert(setting), row)


def test_tries_at_the_same_time_are_each_counted_or_wait(services: Services, owner: bytes) -> None:
    li, together = hire(services), Barrier(8)

    def guess(number: int) -> str:
        together.wait()
        try:
            services.sign_in.sign_in(li, PIN, f"9{number}99")
        except (WrongSecret, WaitBeforeTrying, PersonLocked) as refused:
            return type(refused).__name__
        return "came in"

    with ThreadPoolExecutor(8) as threads:
        said = Counter(threads.map(guess, range(8)))
    tried, refused = said["WrongSecret"] + said["PersonLocked"], entries(services, Tag.SIGN_IN_REFUSED)
    assert "came in" not in said
    assert len(refused) == said["WrongSecret"]
    assert tried < 8, "after some the till waits, whoever was first"
    with services.shop.database.read() as connection:
        failures = connection.execute(select(person.c.failures).where(person.c.uid == li)).scalar_one()
    assert failures == said["WrongSecret"]
    assert owner != li


def test_a_name_is_kept_as_it_is_seen(services: Services) -> None:
    uid = services.staff.add("li", " Li\u200b\n Ming ", ("cashier",))
    assert [one.name for one in services.staff.everybody() if one.uid == uid] == ["Li Ming"]
    role = services.roles.add("ca\u200bshier of\nnight", ())
    assert [one.name for one in services.roles.all() if one.uid == role] == ["cashier of night"]


def test_a_person_without_a_pin_cannot_come_in_by_one(services: Services, owner: bytes) -> None:
    uid = services.staff.add("sun", "Sun", ("cashier",))
    with pytest.raises(NoSecretYet):
        services.sign_in.sign_in(uid, PIN, "1234")
    assert owner != uid


def last_entry(services: Services) -> int:
    with services.shop.database.read() as connection:
        return int(connection.execute(select(journal.c.sequence).order_by(journal.c.id.desc()).limit(1)).scalar_one())


def rung_up(services: Services) -> Sale:
    sale = services.ring_up.add(services.ring_up.begin(), services.ring_up.look_up(MILK)[0])
    assert sale.last is not None
    services.ring_up.keep(sale.last)
    return sale


def rung_up_line(services: Services) -> bytes:
    resumed = services.ring_up.resume()
    assert resumed is not None
    return resumed.sale.basket.lines[0].uid


def sell(services: Services) -> None:
    sale = rung_up(services)
    services.take_payment.take(sale, CASH, sale.priced.total, services.take_payment.new_payment_uid())


def test_a_badge_read_where_a_pin_is_asked_for_is_its_owners(services: Services, owner: bytes) -> None:
    li, wang = hire(services), hire(services, "Wang", "manager", pin="3690")
    services.staff.set_badge(li, "0012345678")  # as readers that type write it
    services.staff.set_badge(wang, "2468")  # no badge is longer than a PIN may be
    assert services.sign_in.sign_in(wang, PIN, "0012345678").name == "Li"
    assert services.sign_in.sign_in(wang, PASSWORD, "0012345678").name == "Li"
    assert services.sign_in.sign_in(li, PIN, "2468").name == "Li", "one's own PIN comes first"
    assert services.sign_in.sign_in(owner, PIN, "2468").name == "Wang"
    assert entries(services, Tag.SIGN_IN_REFUSED) == []
    assert [body["by"] for _, body in entries(services, Tag.SIGNED_IN)] == ["badge", "badge", "pin", "badge"]
    with pytest.raises(WrongSecret):
        services.sign_in.sign_in(li, PIN, "0012345679")


def test_of_two_owners_the_last_one_who_is_not_locked_only_waits(
    services: Services, owner: bytes, clock: HandClock
) -> None:
    services.staff.set_pin(owner, "1357")
    mei = hire(services, "Mei", "owner", pin="8642")
    for uid in (mei, owner):
        for _ in range(30):
            with contextlib.suppress(WrongSecret, WaitBeforeTrying, PersonLocked):
                services.sign_in.sign_in(uid, PIN, "0000")
            clock.go(minutes=6)
    with pytest.raises(PersonLocked):
        services.sign_in.sign_in(mei, PIN, "8642")
    assert services.sign_in.sign_in(owner, PIN, "1357").uid == owner
    services.staff.unlock(mei)
    assert services.sign_in.sign_in(mei, PIN, "8642").uid == mei


def test_where_nobody_signs_in_whoever_goes_leaves_the_till_open_to_who_is_left(services: Services) -> None:
    """No lock nobody could open: an owner who is left is at the till, and may everything."""
    me = services.shop.duty.person_uid
    lee = services.staff.add("lee", "Lee", ("owner",))
    services.staff.change(me, "owner", "Owner", ("cashier",))
    assert services.shop.rights == frozenset(Permission)
    services.roles.change(role_uid(services, "cashier"), "cashier", {Permission.SELL})
    assert services.shop.rights == frozenset(Permission)
    services.staff.archive(me)
    assert (services.shop.rights, services.shop.duty.person_uid) == (frozenset(Permission), lee)
    sell(services)
    assert entries(services, Tag.ORDER_PLACED)[-1][0] == lee
    with services.shop.database.read() as connection:
        duty = read_duty(connection)
    assert (duty.person_uid, duty.shift_uid) == (lee, services.shop.duty.shift_uid), "the next start, too"
    services.staff.set_pin(lee, "1357")
    services.sign_in.lock()


def role_uid(services: Services, name: str) -> bytes:
    return next(one.uid for one in services.roles.all() if one.name == name)
