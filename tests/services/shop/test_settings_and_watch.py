"""Settings: declared once, kept, journalled, forgiving; and what the status bar says."""

from __future__ import annotations

import json
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, select, update

from pos_app.app import build
from pos_app.data.engine import Database
from pos_app.data.tables.journal import journal, journal_text
from pos_app.data.tables.shifts import shift_state
from pos_app.data.tables.shop import setting
from pos_app.domain.printing import UnknownPrinterAddress
from pos_app.services.shop import watch_shop
from pos_app.services.shop.set_up import NewShop
from pos_app.services.shop.settings import Settings, declared
from pos_app.services.shop.settings_desk import SettingRefused, SettingsDesk
from tests.factories.shops import MILK, TEA, HandClock, scan, sell, stock_up

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.services import Services


def test_every_setting_says_what_it_is() -> None:
    for name, one in declared().items():
        assert one.title, name
        assert one.help, name
        assert one.group in {"Shop", "Prices", "Receipt", "Printer", "Codes", "Scale", "Staff", "Backups", "Screen"}, (
            name
        )
        assert one.widget in {"text", "lines", "choice", "amount", "flag", "path", "tax_class", "model", "port"}, name


def test_a_change_is_kept_and_journalled(services: Services) -> None:
    assert services.settings.change(shop_name="Corner", paper_width=58, merge_lines=False, theme="dark").settings
    assert not services.settings.change(shop_name="Corner").settings
    assert SettingsDesk(services.shop).values.shop_name == "Corner"
    with services.shop.database.read() as connection:
        query = select(journal.c.body).where(journal.c.tag == "setting:shop:changed").order_by(journal.c.sequence)
        name, *rest = (json.loads(body) for body in connection.execute(query).scalars())
        words = {row.hash: row.text for row in connection.execute(select(journal_text))}
    assert [(entry["name"], entry["before"], entry["after"]) for entry in rest] == [
        ("paper_width", 80, 58),
        ("merge_lines", True, False),
        ("theme", "system", "dark"),
    ]
    assert name["name"] == "shop_name"
    assert (words[name["before"]], words[name["after"]]) == ("Countertop", "Corner")


def test_a_bad_value_changes_nothing(services: Services) -> None:
    with pytest.raises(SettingRefused) as caught:
        services.settings.change(shop_name="Corner", cash_rounding=-1)
    assert caught.value.params["name"] == "cash_rounding"
    assert services.settings.values.shop_name == "Countertop"


@pytest.mark.parametrize(
    ("name", "value", "reason", "limit"),
    [
        ("shop_name", "", "too_short", "1"),
        ("shop_name", "x" * 81, "too_long", "80"),
        ("cash_rounding", -1, "too_small", "0"),
        ("cash_rounding", 100_001, "too_large", "100000"),
        ("cash_rounding", "much", "wrong_kind", ""),
        ("paper_width", 60, "not_a_choice", "58, 80"),
    ],
)
def test_why_a_value_is_refused_is_a_code(
    sqlite_shop: Services, name: str, value: object, reason: str, limit: str
) -> None:
    with pytest.raises(SettingRefused) as caught:
        sqlite_shop.settings.change(**{name: value})
    assert caught.value.params == {"name": name, "reason": reason, "limit": limit}


def test_damaged_values_fall_back_to_their_defaults(services: Services) -> None:
    with services.shop.database.write() as connection:
        for name, value in (("paper_width", "99"), ("shop_name", '"Corner"'), ("theme", "{broken"), ("old", "1")):
            row = {"scope": "shop", "name": name, "value": value, "changed_at": services.shop.books.now()}
            connection.execute(insert(setting), row)
    services.settings.reload()
    values = services.settings.values
    assert (values.paper_width, values.shop_name, values.theme) == (80, "Corner", "system")


@pytest.mark.parametrize("written", ["[" * 2000, '"\\ud800"', "not json", '{"a":' * 2000])
def test_whatever_a_bad_disk_wrote_into_settings_the_till_sells(
    sqlite_shop: Services, tmp_path: Path, written: str
) -> None:
    services = sqlite_shop
    with services.shop.database.write() as connection:
        connection.execute(delete(setting).where(setting.c.scope == "shop"))
        at = services.shop.books.now()
        rows = [{"scope": "shop", "name": name, "value": written, "changed_at": at} for name in declared()]
        connection.execute(insert(setting), rows)
    services.settings.reload()
    assert services.settings.values == Settings()
    stock_up(services, tmp_path)
    assert sell(services, MILK).number


def test_the_status_bar_knows(services: Services, clock: HandClock) -> None:
    status = services.status.status()
    assert (status.unsent_jobs, status.doubtful_jobs, status.held, status.books) == (0, 0, 0, "unchecked")
    sell(services, MILK)
    services.hold.hold(scan(services, services.ring_up.begin(), TEA))
    assert services.status.look_at_books() == "balanced"
    status = services.status.status()
    assert (status.unsent_jobs, status.held, status.books) == (1, 1, "balanced")
    assert status.shift_opened_at == services.shop.duty.shift_opened_at
    today = services.status.today()
    assert (today.orders, today.revenue, str(today.business_date)) == (1, 1290, "2026-03-02")
    clock.go(days=1)
    assert services.status.today().orders == 0
    clock.go(days=-5)
    assert services.status.today().orders == 1


def test_a_shop_knows_whether_it_has_goods(empty: Services, tmp_path: Path) -> None:
    assert not empty.status.has_goods()
    stock_up(empty, tmp_path)
    assert empty.status.has_goods()


def test_broken_books_are_seen_at_a_glance(sqlite_shop: Services) -> None:
    with sqlite_shop.shop.database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER append_only_journal_delete")
    assert sqlite_shop.status.look_at_books() == "broken"


def test_changes_by_others_are_seen(sqlite_shop: Services) -> None:
    status, database = sqlite_shop.status, sqlite_shop.shop.database
    assert not status.changed_elsewhere()
    sell(sqlite_shop, MILK)
    assert not status.changed_elsewhere()
    other = Database(database.url.render_as_string())
    with other.write() as connection:
        connection.execute(update(shift_state).values(changed_at=sqlite_shop.shop.books.now()))
    sell(sqlite_shop, MILK)
    with database.write():
        assert not status.changed_elsewhere()
    assert status.changed_elsewhere()
    sell(sqlite_shop, MILK)
    assert not status.changed_elsewhere()
    other.close()


def test_a_server_is_looked_at_once_a_minute(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    if services.shop.database.dialect == "sqlite":
        pytest.skip("SQLite says what others did")
    later = monotonic() + watch_shop.SERVER_SECONDS
    assert not services.status.changed_elsewhere()
    monkeypatch.setattr(watch_shop, "monotonic", lambda: later)
    assert services.status.changed_elsewhere()
    assert not services.status.changed_elsewhere()


def test_catalog_and_stock_are_shown_page_by_page(services: Services) -> None:
    assert services.catalog.count() == services.stock.count() == 5
    first = services.catalog.page("", 0, 3)
    rest = services.catalog.page("", first[-1].variant_id, 3)
    assert [row.sku for row in (*first, *rest)] == ["MILK", "TEA", "APPLES", "SOAP", "SCREW"]
    assert (first[0].barcodes, first[0].unit_price, first[0].tax_class, first[0].archived) == (
        MILK,
        12_900_000,
        "13 %",
        False,
    )
    assert [row.sku for row in services.catalog.page("long", 0, 10)] == ["TEA"]
    stock = services.stock.page("apples", 0, 10)[0]
    assert (stock.on_hand, stock.reserved, stock.available, stock.tracked) == (0, 0, 0, False)
    assert (stock.unit, stock.decimals, stock.location) == ("kg", 3, "shop")


def test_what_could_never_work_is_refused_when_it_is_set(services: Services) -> None:
    with pytest.raises(UnknownPrinterAddress):
        services.settings.change(printer="usb printer")
    with pytest.raises(UnknownPrinterAddress):
        services.settings.change(printer="tcp://127.0.0.1:99999")
    with pytest.raises(SettingRefused) as refused:
        services.settings.change(default_tax_class="banana")
    assert refused.value.params["limit"] == "0, 13, 6, 9"
    with pytest.raises(SettingRefused) as refused:
        services.settings.change(printer_model="Laser 9000")
    assert "TM-T20II" in str(refused.value.params["limit"])
    services.settings.change(default_tax_class="9", printer="tcp://127.0.0.1:9100", printer_model="TM-T20II")
    services.settings.change(printer_model="default", printer="127.0.0.1:9101")
    assert services.settings.values.printer == "tcp://127.0.0.1:9101"
    assert services.settings.values.default_tax_class == "9"


@pytest.mark.parametrize(("days", "doubted"), [(0, False), (180, False), (181, True), (365, True)])
def test_a_clock_far_ahead_of_the_last_entry_is_doubted(
    services: Services, clock: HandClock, days: int, doubted: bool
) -> None:
    sell(services, MILK)
    last = services.status.today().business_date
    clock.go(days=days)
    doubt = services.status.clock_doubt()
    assert (doubt is not None) is doubted
    if doubt is not None:
        assert doubt.params == {"today": last + timedelta(days=days), "last": last}
    sell(services, MILK)
    assert services.status.clock_doubt() is None, "nothing is refused, and what was told is told once"


def test_a_rehearsal_has_a_clock_of_its_own(tmp_path: Path) -> None:
    clock = HandClock()
    services = build(tmp_path, clock=clock, new=NewShop(kind="rehearsal"))
    clock.go(days=1000)
    assert services.status.clock_doubt() is None
    services.close()
