"""A day at the till as its people live it: one window, one file, keys and scans alone, the books true at night."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from sqlalchemy import select

from pos_app.data.tables.orders import orders
from pos_app.data.tables.payments import payment
from pos_app.services.proof.verify_books import verify
from tests.factories.taxes import charge
from tests.ui.hands import CTRL, press, type_text
from tests.ui.shop import APPLES, MILK, SOAP, TEA

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services
    from pos_app.ui.main_window import MainWindow


def scan(text: str) -> None:
    type_text(text)
    press(Qt.Key.Key_Return)


def lines(window: MainWindow) -> list[tuple[str, str]]:
    return [(line.line.item.name, f"{line.amount}") for line in window.sales.basket.sale.priced.lines]


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.tasks.pending == 0)


def pay(qtbot: QtBot, window: MainWindow, *keys: str) -> None:
    """Pay: F12, then an amount and Enter for each part; an empty one takes what is proposed."""
    settle(qtbot, window)
    press(Qt.Key.Key_F12)
    qtbot.waitUntil(window.sales.widget.pay.amount.hasFocus)
    for amount in keys:
        if amount:
            type_text(amount)
        press(Qt.Key.Key_Return)
        settle(qtbot, window)


def test_a_day(qtbot: QtBot, services: Services, open_window: Callable[[], MainWindow]) -> None:
    window = open_window()
    # the first customer buys three of one, apples by weight, and pays with a note
    scan(f"3*{MILK.code}")
    scan(f"0.734*{APPLES.code}")
    pay(qtbot, window, "100")
    assert window.sales.widget.done.isVisible()
    # the second forgets the purse; the basket is held, a third is served
    scan(TEA.code)
    press(Qt.Key.Key_F7)
    type_text("Purse")
    press(Qt.Key.Key_Return)
    settle(qtbot, window)
    scan(SOAP.code)
    scan(SOAP.code)
    press(Qt.Key.Key_Z, CTRL)
    pay(qtbot, window, "")
    # the program is closed in the middle of the fourth; the day goes on where it was
    scan(MILK.code)
    scan(SOAP.code)
    settle(qtbot, window)
    before = lines(window)
    window = open_window()
    assert lines(window) == before
    press(Qt.Key.Key_Delete)
    pay(qtbot, window, "10", "20")
    # the second comes back
    press(Qt.Key.Key_F7)
    settle(qtbot, window)
    press(Qt.Key.Key_Return)
    settle(qtbot, window)
    assert [name for name, _ in lines(window)] == [TEA.name]
    pay(qtbot, window, "")
    assert sold(services) == [
        ("T1-000001", 3 * MILK.cents + 1160),
        ("T1-000002", SOAP.cents),
        ("T1-000003", MILK.cents),
        ("T1-000004", TEA.cents),
    ]
    with services.shop.database.read() as connection:
        parts = list(connection.execute(select(payment.c.amount).order_by(payment.c.id)).scalars())
    assert parts == [5030, 1120, 1000, 290, 6800]
    assert [row.state for row in services.printing.jobs()] == ["done"] * 4
    assert verify(services.shop.database).first is None


def test_a_shop_whose_taxes_come_on_top(
    qtbot: QtBot, services: Services, open_window: Callable[[], MainWindow]
) -> None:
    """What the till shows to be paid is the price and both taxes, and the drawer gets exactly that."""
    charge(services, "13", ("GST", 50_000, False, 1, False), ("PST", 95_000, False, 2, True))
    window = open_window()
    scan(MILK.code)
    totals = window.sales.widget.totals
    assert (totals.subtotal.figure.text(), totals.tax_added.figure.text()) == ("12.90", "1.94")
    assert totals.total.text() == "14.84"
    pay(qtbot, window, "")
    assert sold(services) == [("T1-000001", 1484)]
    assert verify(services.shop.database).first is None


def sold(services: Services) -> list[tuple[str, int]]:
    with services.shop.database.read() as connection:
        rows = connection.execute(select(orders.c.number, orders.c.total + orders.c.rounding).order_by(orders.c.id))
        return [(number, total) for number, total in rows]
