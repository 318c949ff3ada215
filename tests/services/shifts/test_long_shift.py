"""A shift of 10,000 sales is looked at and closed in less time than a person waits."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from pos_app.data.tables.journal import journal
from pos_app.data.tables.orders import orders
from pos_app.data.tables.payments import payment
from pos_app.data.tables.shifts import cash_movement
from pos_app.data.tables.shop import till_head
from pos_app.domain.denominations import of_sum
from tests.factories.shops import APPLES, MILK, SOAP, TEA, sell
from tests.services.shifts.long_shift import repeat_sales

if TYPE_CHECKING:
    from pos_app.services.services import Services

SALES = 10_000
LONGEST_SECONDS = 1.0


def test_a_shift_of_ten_thousand_sales_closes_in_a_second(sqlite_shop: Services) -> None:
    done = sell(sqlite_shop, MILK, TEA, SOAP, APPLES)
    repeat_sales(sqlite_shop, SALES - 1)
    _put_head_behind(sqlite_shop)
    began = time.perf_counter()
    figures = sqlite_shop.look_at_shift.look().figures
    looked = time.perf_counter() - began
    assert (figures.sales, figures.revenue) == (SALES, SALES * done.total)
    assert figures.tenders[0].count == SALES
    assert sum(tax.base + tax.amount for tax in figures.taxes) == figures.revenue
    began = time.perf_counter()
    closing = sqlite_shop.close_shift.close(of_sum(figures.expected_cash - 100)).closing
    closed = time.perf_counter() - began
    assert (closing.figures, closing.cash.difference) == (figures, -100)
    assert looked < LONGEST_SECONDS, looked
    assert closed < LONGEST_SECONDS, closed


def _put_head_behind(services: Services) -> None:
    """Let the till go on behind the facts and entries that were put in."""
    with services.shop.database.write() as connection:
        facts = max(
            connection.execute(select(func.max(table.c.sequence))).scalar_one()
            for table in (orders, payment, cash_movement)
        )
        entries = connection.execute(select(func.max(journal.c.sequence))).scalar_one()
        connection.execute(update(till_head).values(fact_sequence=facts + 10, journal_sequence=entries))
