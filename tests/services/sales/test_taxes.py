"""Taxes inside and on top, several and stacked, rounded on the line or the order: from the rule to the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from pos_app.data.tables.orders import order_line, order_line_tax, orders
from tests.factories.shops import APPLES, MILK, SOAP, TEA, scan, sell
from tests.factories.taxes import charge

if TYPE_CHECKING:
    from pos_app.services.services import Services

GST = ("GST", 50_000, False, 1, False)
PST = ("PST", 95_000, False, 2, True)
"""Charged on the price and the GST, as Quebec's was once."""
CITY = ("City", 10_000, True, 0, False)


def taxes_of(services: Services) -> list[tuple[str, int, int]]:
    """Return (name, base, amount) of every tax of the last order, in order."""
    with services.shop.database.read() as connection:
        last = connection.execute(select(orders.c.id).order_by(orders.c.id.desc()).limit(1)).scalar_one()
        rows = connection.execute(
            select(order_line_tax.c.name, order_line_tax.c.base, order_line_tax.c.amount)
            .join(order_line, order_line.c.id == order_line_tax.c.line_id)
            .where(order_line.c.order_id == last)
            .order_by(order_line.c.position, order_line_tax.c.position)
        )
        return [tuple(row) for row in rows]


def test_stacked_taxes_on_top_are_paid_and_stand_as_rows(services: Services) -> None:
    charge(services, "13", GST, PST)
    done = sell(services, MILK)
    # 12.90 + 5 % = 0.65, and 9.5 % on 12.90 + 5 % = 1.286775
    assert taxes_of(services) == [("GST", 1290, 65), ("PST", 1355, 129)]
    assert done.total == 1290 + 65 + 129
    receipt = services.receipts.rows(done.order_uid)
    assert (receipt.subtotal, receipt.tax_added, receipt.total) == (1290, 194, 1484)
    assert [(tax.letter, tax.name, tax.included, tax.base, tax.amount) for tax in receipt.taxes] == [
        ("A", "GST", False, 1290, 65),
        ("B", "PST", False, 1355, 129),
    ]
    assert receipt.lines[0].tax_letters == "AB"


def test_taxes_inside_and_on_top_stand_side_by_side(services: Services) -> None:
    charge(services, "13", CITY, GST)
    done = sell(services, TEA)
    # of 68.00 the gross of 1 % is 0.67; 5 % on top of the net of 67.33 is 3.37
    assert taxes_of(services) == [("City", 6733, 67), ("GST", 6733, 337)]
    with services.shop.database.read() as connection:
        row = connection.execute(select(orders)).one()
    assert (row.tax_included, row.tax_added, row.total) == (67, 337, 7137)
    assert done.total == 7137


def test_classes_are_taxed_apart_on_one_order(services: Services) -> None:
    charge(services, "13", GST)
    done = sell(services, MILK, APPLES)
    # apples keep 9 % inside their 15.80
    assert taxes_of(services) == [("GST", 1290, 65), ("VAT", 1450, 130)]
    assert done.total == 1290 + 65 + 1580


@pytest.mark.parametrize(("rounding", "added"), [("line", 54), ("order", 53)])
def test_tax_is_rounded_where_the_shop_says(services: Services, rounding: str, added: int) -> None:
    """Three lines of 3.50 at 5 %: 17.5 each, 52.5 together."""
    services.settings.change(merge_lines=False, tax_rounding=rounding)
    charge(services, "13", GST)
    done = sell(services, SOAP, SOAP, SOAP)
    assert done.total == 1050 + added
    assert sum(amount for _, _, amount in taxes_of(services)) == added


def test_cash_is_rounded_after_the_taxes(services: Services) -> None:
    services.settings.change(cash_rounding=5)
    charge(services, "13", GST, PST)
    sale = scan(services, services.ring_up.begin(), MILK)
    due = services.take_payment.due(sale, (), "cash")
    assert (due.total, due.rounding, due.to_pay) == (1484, 1, 1485)
    assert services.take_payment.due(sale, (), "card").to_pay == 1484


def test_the_steps_to_a_price_name_each_tax(services: Services) -> None:
    charge(services, "13", GST, PST)
    sale = scan(services, services.ring_up.begin(), MILK)
    steps = [(step.kind, step.name, step.amount) for step in sale.priced.steps(sale.priced.lines[0].line.uid)]
    assert [step for step in steps if step[0] != "rounding"][-2:] == [("tax", "GST", 65), ("tax", "PST", 129)]


def test_a_rate_of_nothing_is_a_row_too(services: Services) -> None:
    charge(services, "9", ("Zero", 0, True, 0, False))
    done = sell(services, APPLES)
    assert done.total == 1580
    assert taxes_of(services) == [("Zero", 1580, 0)]
