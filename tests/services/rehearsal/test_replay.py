"""Replaying baskets: exact figures, days by the clock, rehearsal shops only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from pos_app.data.tables.orders import orders
from pos_app.domain.journal import Tag
from pos_app.services.books import zone_info
from pos_app.services.catalog.product_file import FileUnreadable
from pos_app.services.rehearsal.clock import RehearsalClock, opening_before
from pos_app.services.rehearsal.open_rehearsal import open_rehearsal
from pos_app.services.rehearsal.replay import CellRefused, ItemRefused, NotARehearsal, Replay
from pos_app.services.rehearsal.sample_shop import stock_sample_shop
from pos_app.services.shop.open_shop import open_shop, utc_now
from pos_app.services.shop.set_up import NewShop, UnknownCurrency
from tests.factories.shops import FIRST_MORNING, TestPrinter, open_test_shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pos_app.services.services import Services

ZONE = "Asia/Shanghai"
ITEMS = """sku,barcode,name,price,tax_rate,stock
A,6900000000014,Instant food,4.99,13,100
B,6900000000021,UHT-milk,3.49,9,50.5
C,6900000000038,Loose,1.29,13,0
"""


@pytest.fixture
def clock() -> RehearsalClock:
    return RehearsalClock(zone_info(ZONE), opening_before(FIRST_MORNING, zone_info(ZONE), 3))


@pytest.fixture
def rehearsal(tmp_path: Path, clock: RehearsalClock) -> Iterator[Services]:
    opened = open_test_shop(
        f"sqlite:///{tmp_path / 'shop.db'}",
        tmp_path,
        clock,
        TestPrinter(),
        NewShop(kind="rehearsal", zone=ZONE),
    )
    yield opened
    opened.close()


def files(tmp_path: Path, items: str, baskets: str) -> tuple[Path, Path]:
    (tmp_path / "items.csv").write_text(items, encoding="utf-8")
    (tmp_path / "baskets.csv").write_text(baskets, encoding="utf-8")
    return tmp_path / "items.csv", tmp_path / "baskets.csv"


def test_baskets_come_to_the_exact_figures(rehearsal: Services, clock: RehearsalClock, tmp_path: Path) -> None:
    items, baskets = files(tmp_path, ITEMS, "6900000000014,6900000000014,6900000000021\n\n6900000000038\nA,B\n")
    figures = Replay(rehearsal, clock).run(items, baskets, days=3)
    assert (figures.baskets, figures.lines, figures.revenue) == (3, 6, "23.24")
    assert figures.tax == {"13": "1.86", "9": "0.58"}
    assert figures.quantity == {"A": 3, "B": 2, "C": 1}
    with rehearsal.shop.database.read() as connection:
        days = list(connection.execute(select(orders.c.business_date).order_by(orders.c.id)).scalars())
        numbers = list(connection.execute(select(orders.c.number).order_by(orders.c.id)).scalars())
    assert [str(day) for day in days] == ["2026-02-27", "2026-02-28", "2026-03-01"]
    assert numbers == ["R1-000001", "R1-000002", "R1-000003"]
    closed = [(row.closing.figures.sales, row.closing.cash.counted) for row in rehearsal.reprint_z.closings()]
    assert closed == [(1, 2324), (1, 1476), (1, 1347)], "a Z a day, newest first, each with what the drawer then held"
    again = Replay(rehearsal, clock).run(items, baskets)
    assert (again.baskets, again.revenue) == (3, "23.24")
    assert rehearsal.settings.values.merge_lines


def test_a_real_shop_is_no_place_to_rehearse(sqlite_shop: Services, clock: RehearsalClock) -> None:
    with pytest.raises(NotARehearsal):
        Replay(sqlite_shop, clock)


@pytest.mark.parametrize(
    ("items", "baskets", "error"),
    [
        (ITEMS, "6900000000014\n6900000000099\n", CellRefused),
        (ITEMS + "D,036000291452,X,1,13,\nE,0036000291452,Y,1,13,\n", "00036000291452\n", CellRefused),
        (ITEMS + "D,,,1,13,\n", "A\n", ItemRefused),
    ],
)
def test_what_cannot_be_sold_is_named_with_its_line(
    rehearsal: Services, clock: RehearsalClock, tmp_path: Path, items: str, baskets: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as caught:
        Replay(rehearsal, clock).run(*files(tmp_path, items, baskets))
    assert caught.value.params["line"]  # type: ignore[attr-defined]
    assert rehearsal.settings.values.merge_lines


def test_absent_files_are_said(rehearsal: Services, clock: RehearsalClock, tmp_path: Path) -> None:
    items, _ = files(tmp_path, ITEMS, "")
    with pytest.raises(FileUnreadable):
        Replay(rehearsal, clock).run(items, tmp_path / "absent.csv")


@pytest.mark.parametrize("broken", ["items.csv", "baskets.csv"])
def test_what_is_no_utf_8_is_said(rehearsal: Services, clock: RehearsalClock, tmp_path: Path, broken: str) -> None:
    items, baskets = files(tmp_path, ITEMS, "A\n")
    (tmp_path / broken).write_bytes((tmp_path / broken).read_bytes() + b"A\xff\xfe,,x\n")
    with pytest.raises(FileUnreadable):
        Replay(rehearsal, clock).run(items, baskets)


def test_a_rehearsal_goes_on_where_it_ended(tmp_path: Path) -> None:
    shop, clock = open_rehearsal(tmp_path, 3)
    first = clock()
    assert first.date() < utc_now().date()
    with shop.books.posting(shop.duty) as posting:
        posting.journal(Tag.DRAWER_OPENED, None, {})
    shop.close()
    again, clock = open_rehearsal(tmp_path, 3)
    assert (again.profile.kind, clock().date()) == ("rehearsal", first.date())
    assert clock() > first
    again.close()


def test_a_set_up_that_was_cut_off_becomes_a_rehearsal_all_the_same(tmp_path: Path) -> None:
    with pytest.raises(UnknownCurrency):
        open_shop(tmp_path, new=NewShop(kind="rehearsal", currency="XQQ"))
    shop, _ = open_rehearsal(tmp_path, 1)
    assert shop.profile.kind == "rehearsal"
    shop.close()
    open_shop(tmp_path / "real").close()
    with pytest.raises(NotARehearsal):
        open_rehearsal(tmp_path / "real", 1)


def test_the_sample_shop_sells_in_two_languages(rehearsal: Services) -> None:
    stock_sample_shop(rehearsal)
    assert [page.name for page in rehearsal.ring_up.quick_keys()] == ["Bakery", "Fruit", "Drinks", "Bags"]
    assert rehearsal.ring_up.search("hongdou")[0].name == "红豆包"
    assert all(row.tracked for row in rehearsal.stock.page("", 0, 100))
