"""The shop's money is chosen while nothing has an amount, and never after."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, update

from pos_app.app import assemble
from pos_app.data.ids import new_uid
from pos_app.data.rows import add_row
from pos_app.data.tables.catalog import price, price_list, variant
from pos_app.data.tables.imports import import_run
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import currency
from pos_app.domain.money import Currency
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.catalog.import_writer import MoneyChanged
from pos_app.services.shop.choose_currency import CurrencyFixed
from pos_app.services.shop.open_shop import open_database
from pos_app.services.shop.set_up import UnknownCurrency
from pos_app.services.stock.count_goods import CountGoods
from tests.factories.shops import MILK, scan, sell, stock_up

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.services import Services
    from tests.factories.shops import HandClock


def test_an_empty_shop_sells_in_the_money_it_chooses(empty: Services, clock: HandClock, tmp_path: Path) -> None:
    assert empty.currency.fixed_by() == ""
    changes = empty.currency.choose(" jpy ")
    assert (changes.currency, changes.settings) == (True, True)
    assert empty.shop.profile.currency == Currency("JPY", 0)
    with empty.shop.database.read() as connection:
        assert connection.execute(select(price_list.c.currency)).scalar_one() == "JPY"
        assert set(connection.execute(select(currency.c.code)).scalars()) == {"CNY", "JPY"}
        body = connection.execute(select(journal.c.body).where(journal.c.tag == "shop:currency:chosen")).scalar_one()
    assert {"before": "CNY", "after": "JPY", "digits": 0}.items() <= json.loads(body).items()
    stock_up(empty, tmp_path, [("MILK", MILK, "Oat milk", "250", "", "")])
    assert sell(empty, MILK).total == 250
    again = open_database(empty.shop.database, tmp_path, clock=clock)
    assert again.profile.currency == Currency("JPY", 0)


def test_it_may_be_chosen_again_and_its_own_is_no_change(empty: Services) -> None:
    for code in ("EUR", "CNY", "EUR"):
        assert empty.currency.choose(code).currency
    assert not empty.currency.choose("eur").currency
    assert empty.shop.profile.currency.code == "EUR"


def test_digits_stay_what_they_were_frozen_at(empty: Services) -> None:
    with empty.shop.database.write() as connection:
        connection.execute(currency.insert(), {"code": "HUF", "digits": 0})
    empty.currency.choose("HUF")
    assert empty.shop.profile.currency.digits == 0


def test_cash_rounding_is_an_amount_and_begins_anew(empty: Services) -> None:
    assert not empty.currency.choose("EUR").cash_rounding_off
    empty.settings.change(cash_rounding=5)
    assert empty.currency.choose("JPY").cash_rounding_off
    assert empty.settings.values.cash_rounding == 0


def test_what_is_no_currency_is_refused(empty: Services) -> None:
    for code in ("XQQ", "", "EURO"):
        with pytest.raises(UnknownCurrency):
            empty.currency.choose(code)
    assert empty.shop.profile.currency.code == "CNY"


def test_any_price_keeps_the_money(services: Services) -> None:
    assert services.currency.fixed_by() == "prices"
    with pytest.raises(CurrencyFixed) as refused:
        services.currency.choose("EUR")
    assert refused.value.params == {"what": "prices", "currency": "CNY"}
    assert services.shop.profile.currency.code == "CNY"
    assert not services.currency.choose("CNY").currency


def test_every_amount_keeps_it_without_any_price_too(services: Services) -> None:
    def forget_prices() -> None:
        with services.shop.database.write() as connection:
            connection.execute(delete(price))

    sale = scan(services, services.ring_up.begin(), MILK)
    with services.shop.database.write() as connection:
        connection.execute(update(variant).values(cost=1))
        key = connection.execute(select(variant.c.id).where(variant.c.sku == "MILK")).scalar_one()
    forget_prices()
    assert services.currency.fixed_by() == "prices", "what goods cost is one"
    with services.shop.database.write() as connection:
        connection.execute(update(variant).values(cost=0))
    assert services.currency.fixed_by() == "baskets"
    CountGoods(services.shop).count({key: 1000})
    assert services.currency.fixed_by() == "stock"
    services.take_payment.take(sale, "cash", 100, services.take_payment.new_payment_uid())
    assert services.currency.fixed_by() == "payments"
    with pytest.raises(CurrencyFixed):
        services.currency.choose("EUR")
    services.take_payment.take(sale, "cash", 1190, services.take_payment.new_payment_uid())
    assert services.currency.fixed_by() == "sales"


def test_an_import_at_work_keeps_it(empty: Services) -> None:
    row = {"kind": "products", "file_name": "a", "file_path": "a", "file_hash": "", "options": "{}"}
    counts = dict.fromkeys(("rows_done", "added", "changed", "unchanged", "rejected"), 0)
    now = empty.shop.books.now()
    with empty.shop.database.write() as connection:
        add_row(connection, import_run, uid=new_uid(), state="running", started_at=now, **row, **counts)
    assert empty.currency.fixed_by() == "import"


def test_an_import_that_read_prices_for_another_money_does_not_begin(
    empty: Services, clock: HandClock, tmp_path: Path
) -> None:
    """Another program opened the shop before the money was chosen here."""
    other = assemble(open_database(empty.shop.database, tmp_path, clock=clock))
    empty.currency.choose("JPY")
    path = tmp_path / "goods.csv"
    path.write_text("sku,name,price\nA,Apple,1.00\n", encoding="utf-8")
    with pytest.raises(MoneyChanged):
        other.imports.run(path, ImportOptions(), rejects=lambda _row, _reason: None)
    assert empty.currency.fixed_by() == ""
