"""The journal as an owner reads it: filtered, counted, newest first."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING

import pytest

from pos_app.domain.denominations import CashCount
from pos_app.domain.formats import Formats
from pos_app.domain.journal import Tag
from pos_app.domain.journal_view import GLANCES, Wanted, amount_of
from pos_app.domain.permissions import NotAllowed, Permission
from pos_app.domain.pricing import Discount
from pos_app.domain.problems import RowUnreadable
from pos_app.services.language import translator
from pos_app.services.shop.settings import declared
from pos_app.services.shop.shop import approved
from pos_app.ui.wording import Wording, sentence
from pos_app.ui.wording.journal import details
from pos_app.ui.wording.journal_fields import fields
from tests.factories.shops import MILK, TEA, keep, scan, sell
from tests.services.proof.tampering import tampered

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.domain.journal_view import JournalRow
    from pos_app.services.services import Services
    from tests.factories.shops import HandClock

_FORMATS = Formats("en", "CNY", 2)


def rows(services: Services, **wanted: object) -> tuple[JournalRow, ...]:
    return services.journal.page(Wanted(**wanted), 0, 1000)  # type: ignore[arg-type]


def remove_tea(services: Services) -> None:
    sale = scan(services, services.ring_up.begin(), MILK, TEA)
    sale = keep(services, services.ring_up.remove(sale, sale.basket.lines[1].uid))
    services.take_payment.take(sale, "cash", 10_000, services.take_payment.new_payment_uid())


def test_entries_come_newest_first_with_names_numbers_goods_and_texts(services: Services) -> None:
    done = sell(services, MILK)
    services.drawer.note_opening("change for 红豆")
    remove_tea(services)
    found = rows(services)
    assert [row.sequence for row in found] == sorted((row.sequence for row in found), reverse=True)
    by_tag = {row.tag: row for row in found}  # the oldest of each
    assert by_tag[Tag.ORDER_PLACED].document == done.number
    assert by_tag[Tag.ORDER_PLACED].amount == done.total
    assert by_tag[Tag.DRAWER_OPENED].text == "change for 红豆"
    assert by_tag[Tag.LINE_REMOVED].goods == "Green tea, Longjing"
    assert by_tag[Tag.LINE_REMOVED].amount == -6800
    assert {row.person for row in found} == {services.shop.duty.person_name}


def test_it_is_read_a_page_at_a_time(services: Services) -> None:
    for _ in range(5):
        sell(services, MILK)
    every = rows(services)
    read: list[JournalRow] = []
    while page := services.journal.page(Wanted(), read[-1].sequence if read else 0, 3):
        read += page
    assert tuple(read) == every


def test_days_are_those_of_the_shop(services: Services, clock: HandClock) -> None:
    sell(services, MILK)
    first = services.shop.books.would_book().business_date
    clock.go(days=1)
    sell(services, TEA)
    clock.go(days=3)
    sell(services, MILK)
    last = services.shop.books.would_book().business_date
    sales = frozenset({Tag.ORDER_PLACED.value})
    assert len(rows(services, tags=sales)) == 3
    assert len(rows(services, tags=sales, since=first, until=first)) == 1
    assert len(rows(services, tags=sales, since=first + timedelta(days=1))) == 2
    assert len(rows(services, tags=sales, until=last - timedelta(days=1))) == 2
    assert rows(services, since=last + timedelta(days=1)) == ()
    assert rows(services, until=first - timedelta(days=30)) == ()
    assert rows(services, since=last, until=first) == ()


def test_amounts_are_meant_whatever_their_sign(services: Services) -> None:
    remove_tea(services)
    sell(services, MILK)
    removed = next(row for row in rows(services) if row.tag == Tag.LINE_REMOVED)
    assert removed.amount is not None
    least = rows(services, least=-removed.amount)
    assert removed in least
    assert all(abs(row.amount or 0) >= -removed.amount for row in least)
    assert rows(services, least=-removed.amount + 1, tags=GLANCES["removed"]) == ()


def test_a_person_is_who_did_it_or_allowed_it(services: Services) -> None:
    owner = services.shop.duty.person_uid
    services.staff.set_pin(owner, "1357")
    lee = services.staff.add("lee", "李小明", ("cashier",))
    services.staff.set_pin(lee, "2468")
    services.sign_in.sign_in(lee, "pin", "2468")
    sale = scan(services, services.ring_up.begin(), MILK)
    with pytest.raises(NotAllowed):
        services.ring_up.discount_basket(sale, Discount(rate_ppm=100_000))
    approval = services.sign_in.approve(owner, "1357", Permission.DISCOUNT_BASKET)
    with approved(approval):
        keep(services, services.ring_up.discount_basket(sale, Discount(rate_ppm=100_000)))
    services.sign_in.sign_in(owner, "pin", "1357")
    given = frozenset({Tag.DISCOUNT_GIVEN.value})
    (by_lee,) = rows(services, person_uid=lee, tags=given)
    assert (by_lee.person, by_lee.approved_by) == ("李小明", services.shop.duty.person_name)
    assert rows(services, person_uid=owner, tags=given) == (by_lee,)
    assert (lee, "李小明") in services.journal.people()
    (leave,) = rows(services, tags=frozenset({Tag.APPROVAL_GIVEN.value}))
    assert (leave.person, leave.about) == (services.shop.duty.person_name, "李小明")
    assert details(leave, translator("zh_CN"), _FORMATS).startswith("李小明 · ")


def test_whom_of_the_staff_an_entry_is_about_is_named(services: Services) -> None:
    owner = services.shop.duty.person_uid
    services.staff.set_pin(owner, "1357")
    lee = services.staff.add("lee", "李小明", ("cashier",))
    services.staff.set_pin(lee, "2468")
    services.staff.speak(lee, "zh_CN")
    services.sign_in.sign_in(lee, "pin", "2468")
    services.sign_in.sign_in(owner, "pin", "1357")
    told = {(row.tag, row.about): details(row, translator("zh_CN"), _FORMATS) for row in rows(services)}
    assert told[Tag.PERSON_ADDED.value, "李小明"] == "李小明 · 收银员"
    assert told[Tag.PROOF_SET.value, "李小明"] == "李小明 · PIN"
    assert told[Tag.PERSON_CHANGED.value, "李小明"] == "李小明 · 简体中文"
    assert told[Tag.PROOF_SET.value, ""] == "PIN", "one's own needs no name beside the name"
    assert told[Tag.SIGNED_IN.value, ""] == "PIN"


def test_what_came_of_counts_and_files_is_told_in_words(services: Services) -> None:
    def told(tag: Tag) -> list[str]:
        return [details(row, translator("en"), _FORMATS) for row in rows(services, tags=frozenset({tag.value}))]

    assert told(Tag.IMPORT_FINISHED)[-1].endswith(" added, 0 changed, 0 lines rejected")
    services.settings.change(blind_count=False)
    assert told(Tag.SETTING_CHANGED)[0] == declared()["blind_count"].title
    services.settings.change(shift_needed=False)
    services.close_shift.close(CashCount(1000))
    services.close_shift.close(CashCount(800), note="two missing")
    services.settings.change(shift_needed=True)
    services.close_shift.close(CashCount(800))
    services.open_shift.open(CashCount(900))
    closed = ["¥8.00 counted", "¥8.00 counted · ¥2.00 short · two missing", "¥10.00 counted · ¥10.00 over"]
    assert told(Tag.SHIFT_CLOSED) == closed
    opened = ["¥9.00 as float · ¥1.00 over", "¥8.00 as float", "¥10.00 as float", "¥0.00 as float"]
    assert told(Tag.SHIFT_OPENED) == opened


def test_there_is_no_day_behind_the_last(services: Services) -> None:
    assert rows(services, until=date.max) == rows(services)
    assert services.journal.glance(Wanted(until=date.max)) == services.journal.glance(Wanted())


def test_what_a_bad_disk_wrote_is_shown_as_it_is_or_said_in_a_sentence(sqlite_shop: Services) -> None:
    sell(sqlite_shop, MILK)
    books, last = sqlite_shop.shop.database, rows(sqlite_shop)[0].sequence
    assert tampered(books, f"UPDATE journal SET body = substr(body, 3) WHERE sequence = {last}") == "journal"
    assert str(rows(sqlite_shop)[0].body["body"]).endswith("}")
    assert rows(sqlite_shop)[1].body
    assert tampered(books, "UPDATE journal SET at = '2026-1B-27' WHERE sequence = 1") == "journal"
    with pytest.raises(RowUnreadable) as refused:
        rows(sqlite_shop)
    assert "“2026-1B-27” is nothing that Countertop wrote" in sentence(refused.value, translator("en"), _FORMATS)


def test_every_kind_of_field_has_its_words(services: Services) -> None:
    wording = Wording(translator("en"), _FORMATS, UTC)
    remove_tea(services)
    services.settings.change(blind_count=False)
    owner = services.shop.duty.person_uid
    services.staff.set_pin(owner, "1357")
    services.sign_in.sign_in(owner, "pin", "1357")
    told: dict[str, dict[str, str]] = {}
    for row in rows(services):
        told.setdefault(row.tag, dict(fields(row, wording)))
    assert told[Tag.PAYMENT_TAKEN.value]["Paid with"] == "Cash"
    assert told[Tag.PAYMENT_TAKEN.value]["reference"] == "–"
    assert (told[Tag.LINE_REMOVED.value]["Before"], told[Tag.LINE_REMOVED.value]["After"]) == ("¥68.00", "¥0.00")
    assert told[Tag.ORDER_PLACED.value]["Lines"] == "1"
    assert told[Tag.SETTING_CHANGED.value]["Setting"] == "Count blind"
    assert (told[Tag.SETTING_CHANGED.value]["Before"], told[Tag.SETTING_CHANGED.value]["After"]) == ("yes", "no")
    assert told[Tag.PROOF_SET.value]["What was set"] == "PIN"
    assert told[Tag.SIGNED_IN.value]["By"] == "PIN"
    assert told[Tag.SHOP_OPENED.value]["kind"] == "real"


def test_what_an_owner_looks_for_first_is_counted(services: Services, clock: HandClock) -> None:
    remove_tea(services)
    clock.go(days=1)
    remove_tea(services)
    services.drawer.note_opening("change")
    today = services.shop.books.would_book().business_date
    assert services.journal.glance(Wanted())["removed"] == 2
    counted = services.journal.glance(Wanted(since=today))
    assert (counted["removed"], counted["drawer"], counted["given_back"]) == (1, 1, 0)
    assert counted["all"] == len(rows(services, since=today))
    # the counts stay whatever of them is chosen
    assert services.journal.glance(Wanted(since=today, tags=GLANCES["drawer"])) == counted


def test_an_erased_text_is_gone_and_its_entry_stands(services: Services) -> None:
    services.drawer.note_opening("a name")
    with services.shop.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM journal_text")
    (opened,) = rows(services, tags=GLANCES["drawer"])
    assert opened.text == ""
    assert len(str(opened.body["reason"])) == 64


def test_it_can_be_exported(services: Services, tmp_path: Path) -> None:
    sell(services, MILK)
    count = services.journal.export(tmp_path / "out.jsonl")
    assert len((tmp_path / "out.jsonl").read_text("utf-8").splitlines()) == count + 1 == len(rows(services)) + 1


@pytest.mark.parametrize(
    ("body", "amount"),
    [
        ({"amount": -5}, -5),
        ({"total": 7, "lines": 2}, 7),
        ({"before": 100, "after": 40}, -60),
        ({"name": "cash_rounding", "before": 0, "after": 5}, None),
        ({"before": "a", "after": "b"}, None),
        ({}, None),
    ],
)
def test_which_amount_an_entry_is_about(body: dict[str, int | str | bool | None], amount: int | None) -> None:
    assert amount_of(body) == amount
