"""An empty shop begins with the taxes of a place, and its money, in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from pos_app.data.tables.catalog import variant
from pos_app.domain.tax_templates import filled, template_of
from pos_app.services.shop.choose_currency import CurrencyFixed
from pos_app.services.taxes.use_template import GoodsAreTaxed
from tests.factories.shops import MILK, sell, stock_up

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.domain.tax_templates import FilledClass
    from pos_app.services.services import Services


def of(key: str, *rates: int) -> tuple[FilledClass, ...]:
    return filled(template_of(key), rates)


def kept(services: Services) -> list[tuple[str, bool, list[int]]]:
    return [(one.code, one.usual, [each.rate_ppm for each in one.taxes]) for one in services.taxes.classes()]


def test_a_shop_in_germany(empty: Services, tmp_path: Path) -> None:
    assert empty.tax_template.goods() == 0
    changes = empty.tax_template.use(of("germany"), "EUR")
    assert (changes.settings, changes.catalog, changes.currency) == (True, True, True)
    assert kept(empty) == [("19", True, [190_000]), ("0", False, [0]), ("7", False, [70_000])], "the usual one first"
    assert empty.shop.profile.currency.code == "EUR"
    stock_up(empty, tmp_path, [("MILK", MILK, "Hafermilch", "1.19", "", "")])
    done = sell(empty, MILK)
    receipt = empty.receipts.rows(done.order_uid)
    assert (receipt.currency, receipt.total) == ("EUR", 119)
    assert [(tax.name, tax.base, tax.amount) for tax in receipt.taxes] == [("MwSt.", 100, 19)]


def test_a_shop_in_the_united_states(empty: Services, tmp_path: Path) -> None:
    empty.tax_template.use(of("united_states", 82_500), "USD")
    stock_up(empty, tmp_path, [("MILK", MILK, "Oat milk", "4.00", "", "")])
    done = sell(empty, MILK)
    assert done.total == 433
    assert empty.receipts.rows(done.order_uid).tax_added == 33


def test_a_rate_in_a_file_stands_on_the_side_of_the_price_that_is_usual(empty: Services, tmp_path: Path) -> None:
    empty.tax_template.use(of("quebec"), "CAD")
    rates = {"BOTH": "14.975", "GST": "5", "NONE": "0", "OTHER": "9.975"}
    stock_up(empty, tmp_path, [(sku, "", f"Goods {sku}", "1.00", rate, "") for sku, rate in rates.items()])
    taxes = {sku: empty.ring_up.look_up(sku)[0].item.taxes for sku in rates}
    assert {sku: [(tax.name, tax.rate_ppm) for tax in own] for sku, own in taxes.items()} == {
        "BOTH": [("GST", 50_000), ("QST", 99_750)],
        "GST": [("GST", 50_000)],
        "NONE": [],
        "OTHER": [("GST", 99_750)],  # made, and called as the usual class's first tax: nothing else is known of it
    }
    assert not any(tax.included for own in taxes.values() for tax in own)
    assert [code for code, _, _ in kept(empty)] == ["gst-qst", "gst", "none", "9.975"]


def test_where_the_usual_class_has_no_taxes_the_others_tell_the_side(empty: Services, tmp_path: Path) -> None:
    empty.tax_template.use(of("united_states", 82_500), "USD")
    empty.settings.change(default_tax_class="none")
    stock_up(empty, tmp_path, [("A", "", "Apple", "1.00", "8.25", ""), ("B", "", "Bread", "1.00", "", "")])
    (apple,), (bread,) = (empty.ring_up.look_up(sku) for sku in ("A", "B"))
    assert [(tax.name, tax.included) for tax in apple.item.taxes] == [("Sales tax", False)]
    assert bread.item.taxes == ()
    assert [code for code, _, _ in kept(empty)] == ["none", "taxed"]


def test_a_tax_of_nothing_is_not_the_same_as_none(empty: Services, tmp_path: Path) -> None:
    empty.tax_class.add("exempt", "Exempt", empty.taxes.today(), ())
    stock_up(empty, tmp_path, [("A", "", "Apple", "1.00", "0", "")])
    assert [tax.rate_ppm for tax in empty.ring_up.look_up("A")[0].item.taxes] == [0]


def test_a_place_may_be_chosen_again(empty: Services) -> None:
    for key in ("germany", "china", "quebec", "china"):
        assert not empty.tax_template.use(of(key)).currency
    assert kept(empty) == [
        ("13", True, [130_000]),
        ("9", False, [90_000]),
        ("6", False, [60_000]),
        ("0", False, [0]),
    ]


def test_goods_keep_their_classes(services: Services) -> None:
    before = kept(services)
    with pytest.raises(GoodsAreTaxed) as refused:
        services.tax_template.use(of("germany"))
    assert refused.value.params == {"goods": 5}
    assert kept(services) == before


def test_all_of_it_or_nothing(empty: Services, tmp_path: Path) -> None:
    before = kept(empty)
    stock_up(empty, tmp_path, [("MILK", MILK, "Oat milk", "4.00", "", "")])
    with empty.shop.database.write() as connection:
        connection.execute(update(variant).values(archived_at=empty.shop.books.now()))
    with pytest.raises(CurrencyFixed) as refused:
        empty.tax_template.use(of("germany"), "EUR")
    assert refused.value.params == {"what": "prices", "currency": "CNY"}
    assert kept(empty) == before
    assert empty.settings.values.default_tax_class == "13"
    assert not empty.tax_template.use(of("germany"), "CNY").currency


def test_the_preview_of_a_receipt_bears_the_shops_own_taxes(empty: Services) -> None:
    def shown() -> tuple[list[tuple[str, int]], int, int, int]:
        rows = empty.paper._sample_rows(empty.settings.values)
        return [(tax.name, tax.amount) for tax in rows.taxes], rows.tax_added, rows.total, rows.change

    assert shown() == ([("VAT", 102)], 0, 884, 116)
    empty.tax_template.use(of("quebec"))
    assert shown() == ([("GST", 44), ("QST", 88)], 132, 1016, 984)
    empty.tax_template.use(filled(template_of("quebec"))[2:])
    assert shown() == ([], 0, 884, 116)
