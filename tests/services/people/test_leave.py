"""Leave: somebody's word allows one thing, once, for whoever asked, and only where signing in has given it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from pos_app.domain.journal import Tag
from pos_app.domain.people import Approval
from pos_app.domain.permissions import NotAllowed, Permission
from pos_app.domain.pricing import Discount
from pos_app.domain.scale_label import USUAL
from pos_app.domain.steps import SetPrice
from pos_app.services.people.sign_in import PIN
from pos_app.services.shop.shop import approved
from tests.factories.shops import MILK, SOAP, keep, scan, stock_up
from tests.services.people.test_staff import entries, hire, last_entry
from tests.services.sales.test_labels import checked

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.domain.sale import Sale
    from pos_app.services.services import Services

TENTH = Discount(rate_ppm=100_000)


@pytest.fixture
def wang(services: Services) -> bytes:
    """A manager who can be asked, beside an owner."""
    services.staff.set_pin(services.shop.duty.person_uid, "1357")
    return hire(services, "Wang", "manager", pin="3690")


@pytest.fixture
def li(services: Services, wang: bytes) -> bytes:
    """A cashier, who is at the till."""
    uid = hire(services)
    services.sign_in.sign_in(uid, PIN, "2468")
    assert uid != wang
    return uid


def line_of(sale: Sale) -> bytes:
    return sale.basket.lines[0].uid


def test_a_word_that_signing_in_did_not_give_is_none(services: Services, li: bytes, wang: bytes) -> None:
    sale = scan(services, services.ring_up.begin(), MILK)
    true = services.sign_in.approve(wang, "3690", Permission.PRICE_OVERRIDE)
    forged = Approval(wang, "Wang", Permission.PRICE_OVERRIDE, true.entry)
    with approved(forged), pytest.raises(NotAllowed):
        services.ring_up.set_price(sale, line_of(sale), 1_000_000)
    with approved(true):
        cheaper = services.ring_up.set_price(sale, line_of(sale), 1_000_000)
    assert cheaper.last is not None
    before = last_entry(services)
    for approval in (None, forged):
        with pytest.raises(NotAllowed):
            services.ring_up.keep(replace(cheaper.last, approval=approval))
    assert last_entry(services) == before
    keep(services, cheaper)
    ((who, body),) = entries(services, Tag.PRICE_CHANGED)
    said = (body["approved_by"], body["approved_for"], body["approval"])
    assert (who, said) == (li, (wang.hex(), "sale.price.override", true.entry))


def test_a_word_counts_once_and_for_the_step_it_was_taken_for(services: Services, li: bytes, wang: bytes) -> None:
    ring_up = services.ring_up
    sale = scan(services, ring_up.begin(), MILK)
    word = services.sign_in.approve(wang, "3690", Permission.PRICE_OVERRIDE)
    with approved(word):
        cheaper = ring_up.set_price(sale, line_of(sale), 1_000_000)
        with pytest.raises(NotAllowed):
            ring_up.set_price(sale, line_of(sale), 2_000_000)
    assert cheaper.last is not None
    step = SetPrice(line_of(sale), 1)
    for another in (replace(cheaper.last, step=step), replace(cheaper.last, position=1)):
        with pytest.raises(NotAllowed):
            ring_up.keep(another)
    ring_up.keep(cheaper.last)
    ring_up.keep(cheaper.last)  # its acknowledgement was lost
    assert [who for who, _ in entries(services, Tag.PRICE_CHANGED)] == [li]
    with approved(word), pytest.raises(NotAllowed):
        ring_up.set_price(cheaper, line_of(sale), 2_000_000)


def test_a_word_for_what_is_written_at_once_counts_once(services: Services, li: bytes, wang: bytes) -> None:
    word = services.sign_in.approve(wang, "3690", Permission.DRAWER_OPEN)
    with approved(word):
        services.drawer.note_opening("change")
    with approved(word), pytest.raises(NotAllowed):
        services.drawer.note_opening("more change")
    ((who, body),) = entries(services, Tag.DRAWER_OPENED)
    assert (who, body["approved_by"], body["approved_for"]) == (li, wang.hex(), "drawer.open")


def test_a_word_stays_where_another_was_lacking(services: Services, li: bytes, wang: bytes) -> None:
    word = services.sign_in.approve(wang, "3690", Permission.DISCOUNT_BASKET)
    sale = scan(services, services.ring_up.begin(), MILK)
    with pytest.raises(NotAllowed), approved(word):
        services.ring_up.set_price(sale, line_of(sale), 1)
    other = services.sign_in.approve(wang, "3690", Permission.PRICE_OVERRIDE)
    with approved(other), approved(word):
        keep(services, services.ring_up.discount_basket(sale, TENTH))
    assert [body["approval"] for _, body in entries(services, Tag.DISCOUNT_GIVEN)] == [word.entry]
    assert li != wang


def test_a_word_is_for_whoever_asked(services: Services, li: bytes, wang: bytes) -> None:
    sale = scan(services, services.ring_up.begin(), MILK)
    word = services.sign_in.approve(wang, "3690", Permission.DISCOUNT_BASKET)
    owner = next(one for one in services.sign_in.people() if one.name == "owner")
    services.sign_in.sign_in(owner.uid, PIN, "1357")
    sun = hire(services, "Sun", pin="4680")
    services.sign_in.sign_in(sun, PIN, "4680")
    with approved(word), pytest.raises(NotAllowed):
        services.ring_up.discount_basket(sale, TENTH)
    assert li != sun


def test_who_may_no_more_when_it_is_written_has_not_allowed_it(services: Services, li: bytes, wang: bytes) -> None:
    sale = scan(services, services.ring_up.begin(), MILK)
    with approved(services.sign_in.approve(wang, "3690", Permission.DISCOUNT_BASKET)):
        cheaper = services.ring_up.discount_basket(sale, TENTH)
    word = services.sign_in.approve(wang, "3690", Permission.DRAWER_OPEN)
    duty, rights = services.shop.duty, services.shop.rights
    services.shop.rights = frozenset(Permission)
    services.staff.change(wang, "wang", "Wang", ("packer",))
    services.shop.duty, services.shop.rights = duty, rights
    with pytest.raises(NotAllowed):
        keep(services, cheaper)
    with approved(word), pytest.raises(NotAllowed):
        services.drawer.note_opening("change")
    assert entries(services, Tag.DISCOUNT_GIVEN) == []
    assert li != wang


def test_priced_goods_are_added_at_another_price_by_leave_alone(services: Services, li: bytes, wang: bytes) -> None:
    ring_up, hit = services.ring_up, services.ring_up.look_up(SOAP)[0]
    with pytest.raises(NotAllowed) as refused:
        ring_up.add(ring_up.begin(), hit, price=10_000)
    assert refused.value.params == {"permission": "sale.price.override"}
    assert ring_up.add(ring_up.begin(), hit, price=hit.item.list_price).priced.total == 350
    with approved(services.sign_in.approve(wang, "3690", Permission.PRICE_OVERRIDE)):
        cheap = ring_up.add(ring_up.begin(), hit, 2_000, price=1_000_000)
    assert cheap.last is not None
    with pytest.raises(NotAllowed):
        ring_up.keep(replace(cheap.last, approval=None))
    keep(services, cheap)
    ((who, body),) = entries(services, Tag.PRICE_CHANGED)
    assert (who, body["approved_by"], body["before"], body["after"]) == (li, wang.hex(), 700, 200)
    assert body["quantity_before"] == body["quantity_after"] == 2_000


def test_goods_with_an_open_price_are_sold_for_any(services: Services, tmp_path: Path, wang: bytes) -> None:
    stock_up(services, tmp_path, [("REPAIR", "", "Repair", "0", "13", "piece")])
    services.sign_in.sign_in(hire(services), PIN, "2468")
    hit = services.ring_up.look_up("REPAIR")[0]
    sale = keep(services, services.ring_up.add(services.ring_up.begin(), hit, price=5_000_000))
    assert sale.priced.total == 500
    assert entries(services, Tag.PRICE_CHANGED) == []
    assert wang in {one.uid for one in services.sign_in.who_may(Permission.PRICE_OVERRIDE)}


def test_a_price_that_a_scales_label_makes_needs_nobodys_leave(services: Services, wang: bytes) -> None:
    services.settings.change(scale_labels="\n".join(USUAL))
    services.sign_in.sign_in(hire(services), PIN, "2468")
    label = checked("200401101159")
    sale = scan(services, services.ring_up.begin(), label, times=3000)
    assert sale.priced.lines[0].line.unit_price != sale.priced.lines[0].line.item.list_price
    hit = services.ring_up.look_up(label)[0]
    with pytest.raises(NotAllowed):
        services.ring_up.add(sale, hit, price=10_000)
    assert entries(services, Tag.PRICE_CHANGED) == []
    assert wang in {one.uid for one in services.sign_in.who_may(Permission.PRICE_OVERRIDE)}
