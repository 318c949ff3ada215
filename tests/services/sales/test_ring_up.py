"""Ringing up: finding goods, changing the basket, and getting the same basket back from disk."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from sqlalchemy import select, update

from pos_app.data.queries.goods import NoPrice
from pos_app.data.rows import add_row
from pos_app.data.tables.catalog import price, variant
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import quick_key, quick_page
from pos_app.domain.barcode import UnknownCode, UnreadableCode, WrongCheckDigit
from pos_app.domain.pricing import Discount
from pos_app.domain.quantity import QuantityOutOfRange, TooManyDecimals
from pos_app.domain.sale import NothingToUndo
from pos_app.domain.tax_rules import TaxDraft
from pos_app.services.sales.keep_step import BasketClosed, NotKept
from pos_app.services.sales.ring_up import PriceBelowZero, ReceiptScanned
from pos_app.services.shop.open_shop import open_database
from tests.factories.shops import APPLES, MILK, SOAP, TEA, keep, scan, sell, stock_up
from tests.factories.taxes import class_of

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.services import Services
    from tests.factories.shops import HandClock


def tags(services: Services) -> list[str]:
    """Return the journal's tags about baskets."""
    with services.shop.database.read() as connection:
        query = select(journal.c.tag).where(journal.c.tag.like("basket:%")).order_by(journal.c.sequence)
        return list(connection.execute(query).scalars())


def test_a_scan_finds_a_barcode_and_then_a_sku(services: Services) -> None:
    by_code, by_sku = services.ring_up.look_up(MILK), services.ring_up.look_up("MILK")
    assert by_code[0].item == by_sku[0].item
    assert by_code[0].item.name == "Oat milk, barista, 1 l"
    assert by_code[0].item.list_price == 12_900_000
    assert [tax.rate_ppm for tax in by_code[0].item.taxes] == [130_000]
    assert by_code[0].on_hand is None


def test_a_number_is_found_with_or_without_its_leading_zeros(services: Services, tmp_path: Path) -> None:
    stock_up(services, tmp_path, [("A", "036000291452", "Tissues", "5.00", "13", "")])
    assert services.ring_up.look_up("0036000291452")[0].item.sku == "A"
    assert services.ring_up.look_up("036000291452")[0].item.sku == "A"


def test_two_goods_with_one_number_open_a_choice_and_the_exact_text_decides(services: Services, tmp_path: Path) -> None:
    stock_up(
        services,
        tmp_path,
        [("A", "036000291452", "Tissues", "5.00", "13", ""), ("B", "0036000291452", "Paper", "6.00", "13", "")],
    )
    assert [hit.item.sku for hit in services.ring_up.look_up("00036000291452")] == ["A", "B"]
    assert [hit.item.sku for hit in services.ring_up.look_up("0036000291452")] == ["B"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("6901234500159", WrongCheckDigit),
        ("6901234599996", WrongCheckDigit),
        ("nothing", UnknownCode),
        ("", UnreadableCode),
        ("9" * 4000, UnreadableCode),
        ("12\x0034", UnreadableCode),
        ("🍎", UnknownCode),
    ],
)
def test_a_code_that_finds_nothing_says_why(services: Services, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        services.ring_up.look_up(text)


def test_a_receipt_scanned_while_selling_is_known_as_one(services: Services) -> None:
    number = sell(services, MILK).number
    for text in (number, f"{number} 2026-03-02T09:00 CNY 12.90"):
        with pytest.raises(ReceiptScanned) as caught:
            services.ring_up.look_up(text)
        assert caught.value.params["number"] == number


def test_goods_that_are_archived_are_not_sold(services: Services) -> None:
    with services.shop.database.write() as connection:
        connection.execute(update(variant).where(variant.c.sku == "TEA").values(archived_at=services.shop.books.now()))
        key = connection.execute(select(variant.c.id).where(variant.c.sku == "TEA")).scalar_one()
    with pytest.raises(UnknownCode):
        services.ring_up.look_up(TEA)
    with pytest.raises(UnknownCode):
        services.ring_up.hit(key)
    assert services.ring_up.search("longjing") == ()


def test_goods_without_a_price_say_so(services: Services) -> None:
    with services.shop.database.write() as connection:
        key = connection.execute(select(variant.c.id).where(variant.c.sku == "TEA")).scalar_one()
        connection.execute(update(price).where(price.c.variant_id == key).values(valid_until=services.shop.books.now()))
    with pytest.raises(NoPrice):
        services.ring_up.hit(key)


def test_a_clock_that_went_back_takes_the_tax_and_price_of_the_day_that_is_booked(
    services: Services, clock: HandClock
) -> None:
    with services.shop.database.write() as connection:
        goods = connection.execute(select(variant.c.id).where(variant.c.sku == "TEA")).one()
        connection.execute(update(price).where(price.c.variant_id == goods.id).values(valid_from=clock.now))
    own = class_of(services, "13")
    later = TaxDraft("VAT", 160_000, included=True)
    services.tax_class.change(own.uid, own.code, own.name, day=date(2026, 3, 3), taxes=[later])

    def rates() -> list[int]:
        return [part.rate_ppm for part in services.ring_up.look_up(TEA)[0].item.taxes]

    assert rates() == [130_000]
    clock.go(days=1)
    sell(services, MILK)
    clock.go(days=-5)
    assert rates() == [160_000]
    assert [part.rate_ppm for part in services.ring_up.hit(goods.id).item.taxes] == [160_000]
    again = open_database(services.shop.database, services.shop.profile.folder, clock=clock)
    assert again.books.would_book().business_date == date(2026, 3, 3)


def test_search_finds_by_words_pinyin_and_codes(services: Services) -> None:
    for typed in ("oat", "BARI oat", "6901234500158"[:9], "hdb", "hongdou", "红包", "TEA"):
        assert services.ring_up.search(typed), typed
    found = services.ring_up.search("oat")[0]
    assert (found.sku, found.unit_price, found.on_hand) == ("MILK", 12_900_000, None)
    assert services.ring_up.hit(found.variant_id).item.sku == "MILK"


def test_the_same_goods_merge_or_not_by_setting(services: Services) -> None:
    sale = scan(services, services.ring_up.begin(), MILK, TEA, MILK)
    assert [line.quantity for line in sale.basket.lines] == [2000, 1000]
    services.settings.change(merge_lines=False)
    sale = scan(services, sale, MILK)
    assert [line.quantity for line in sale.basket.lines] == [2000, 1000, 1000]


def test_a_changed_price_or_a_discount_keeps_lines_apart(services: Services) -> None:
    ring_up = services.ring_up
    sale = scan(services, ring_up.begin(), MILK)
    sale = keep(services, ring_up.set_price(sale, sale.basket.lines[0].uid, 10_000_000))
    sale = scan(services, sale, MILK)
    sale = keep(services, ring_up.discount_line(sale, sale.basket.lines[1].uid, Discount(rate_ppm=100_000)))
    sale = scan(services, sale, MILK)
    assert [line.net_of_own for line in sale.priced.lines] == [1000, 1161, 1290]


def test_three_of_it_and_a_weight(services: Services) -> None:
    ring_up = services.ring_up
    sale = scan(services, ring_up.begin(), SOAP, times=3000)
    sale = scan(services, sale, APPLES, times=734)
    assert [line.net_of_own for line in sale.priced.lines] == [1050, 1160]
    with pytest.raises(TooManyDecimals):
        ring_up.add(sale, ring_up.look_up(SOAP)[0], 1500)


def test_an_open_price_is_charged(services: Services) -> None:
    hit = services.ring_up.look_up(SOAP)[0]
    sale = keep(services, services.ring_up.add(services.ring_up.begin(), hit, price=5_000_000))
    assert sale.priced.total == 500
    with pytest.raises(PriceBelowZero):
        services.ring_up.set_price(sale, sale.basket.lines[0].uid, -1)


def test_the_same_basket_comes_back_from_disk(services: Services) -> None:
    ring_up = services.ring_up
    assert ring_up.resume() is None
    sale = scan(services, ring_up.begin(), MILK, TEA, SOAP)
    first, second = sale.basket.lines[0].uid, sale.basket.lines[1].uid
    sale = keep(services, ring_up.set_quantity(sale, first, 5000))
    sale = keep(services, ring_up.discount_line(sale, second, Discount(amount=500, name="Scratched")))
    sale = keep(services, ring_up.discount_basket(sale, Discount(rate_ppm=50_000)))
    sale = keep(services, ring_up.remove(sale, first))
    sale = keep(services, ring_up.undo(sale))
    back = ring_up.resume()
    assert back is not None
    assert back.sale.basket == sale.basket
    assert back.sale.priced.total == sale.priced.total
    assert back.sale.steps == sale.steps
    assert back.payments == ()
    sale = keep(services, ring_up.undo(back.sale))
    assert sale.basket.discounts == ()


def test_what_makes_a_shown_line_smaller_leaves_one_entry(services: Services) -> None:
    ring_up = services.ring_up
    sale = scan(services, ring_up.begin(), MILK, MILK, TEA)
    milk, tea = (line.uid for line in sale.basket.lines)
    sale = keep(services, ring_up.set_quantity(sale, milk, 3000))
    assert tags(services) == []
    sale = keep(services, ring_up.set_quantity(sale, milk, 1000))
    sale = keep(services, ring_up.set_price(sale, tea, 60_000_000))
    sale = keep(services, ring_up.discount_line(sale, tea, Discount(rate_ppm=100_000)))
    sale = keep(services, ring_up.remove(sale, milk))
    sale = scan(services, sale, SOAP)
    sale = keep(services, ring_up.undo(sale))
    keep(services, ring_up.undo(sale))
    assert tags(services) == [
        "basket:line:reduced",
        "basket:price:changed",
        "basket:discount:given",
        "basket:line:removed",
        "basket:line:undone",
    ]


def test_undo_ends_where_the_basket_began(services: Services) -> None:
    sale = scan(services, services.ring_up.begin(), MILK)
    sale = keep(services, services.ring_up.undo(sale))
    assert sale.basket.lines == ()
    with pytest.raises(NothingToUndo):
        services.ring_up.undo(sale)


def test_no_step_follows_a_paid_basket_and_none_is_kept_twice(services: Services) -> None:
    sale = scan(services, services.ring_up.begin(), MILK)
    late = services.ring_up.add(sale, services.ring_up.look_up(TEA)[0])
    services.take_payment.take(sale, "cash", 1290, services.take_payment.new_payment_uid())
    assert late.last is not None
    with pytest.raises(BasketClosed):
        services.ring_up.keep(late.last)


def test_quick_keys_show_goods_that_are_still_sold(services: Services) -> None:
    with services.shop.database.write() as connection:
        keys = {sku: key for key, sku in connection.execute(select(variant.c.id, variant.c.sku))}
        page = add_row(connection, quick_page, uid=b"1" * 16, position=1, name="Drinks")
        for place, sku in enumerate(("MILK", "TEA")):
            add_row(
                connection,
                quick_key,
                page_id=page,
                position=place,
                variant_id=keys[sku],
                colour="violet",
                label="" if place else "Milk",
                open_price=False,
            )
        connection.execute(update(variant).where(variant.c.sku == "TEA").values(archived_at=services.shop.books.now()))
    pages = services.ring_up.quick_keys()
    assert [(page.name, [(key.label, key.unit_price, key.colour) for key in page.keys]) for page in pages] == [
        ("Drinks", [("Milk", 12_900_000, "violet")])
    ]


def test_the_same_step_again_is_kept_once(services: Services) -> None:
    sale = scan(services, services.ring_up.begin(), MILK)
    assert sale.last is not None
    services.ring_up.keep(sale.last)
    back = services.ring_up.resume()
    assert back is not None
    assert back.sale.basket == sale.basket
    other = services.ring_up.add(services.ring_up.begin(), services.ring_up.look_up(TEA)[0])
    assert other.last is not None
    with pytest.raises(BasketClosed):
        services.ring_up.keep(replace(other.last, basket_uid=sale.basket.uid))


def test_no_step_is_kept_before_the_one_before_it(services: Services) -> None:
    first = services.ring_up.add(services.ring_up.begin(), services.ring_up.look_up(MILK)[0])
    second = services.ring_up.add(first, services.ring_up.look_up(TEA)[0])
    assert first.last is not None
    assert second.last is not None
    with pytest.raises(NotKept):
        services.ring_up.keep(second.last)
    services.ring_up.keep(first.last)
    services.ring_up.keep(second.last)


@pytest.mark.parametrize("quantity", [0, -1000, 1500])
def test_a_quantity_that_is_not_sold_is_refused(services: Services, quantity: int) -> None:
    sale = scan(services, services.ring_up.begin(), SOAP)
    with pytest.raises((QuantityOutOfRange, TooManyDecimals)):
        services.ring_up.set_quantity(sale, sale.basket.lines[0].uid, quantity)


def test_what_was_sold_is_found_first_and_what_sells_most_first_of_all(services: Services, tmp_path: Path) -> None:
    goods = [(f"P{n}", "", f"Apple pie {n}", "1.00", "13", "") for n in range(60)]
    stock_up(services, tmp_path, goods)
    assert [row.sku for row in services.ring_up.search("apple pie")][:2] == ["P0", "P1"]
    sell(services, "P58")
    for _ in range(2):
        sell(services, "P59")
    assert {row.sku for row in services.ring_up.search("apple pie")[:2]} == {"P58", "P59"}
    services.ring_up.refresh_search()
    found = [row.sku for row in services.ring_up.search("apple pie")]
    assert found[:3] == ["P59", "P58", "P0"]
    assert len(found) == len(set(found)) == 50
