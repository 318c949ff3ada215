"""Who is asked for leave reads what would be done, with its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.money import PRICE_PARTS
from pos_app.domain.pricing import Discount
from pos_app.ui.sales.acts import act_of_step
from tests.ui.hands import press, type_text
from tests.ui.people.proving import prove, scan
from tests.ui.shop import APPLES, MILK

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from pos_app.domain.sale import Sale
    from pos_app.services.sales.ring_up import RingUp
    from pos_app.services.services import Services
    from pos_app.ui.main_window import MainWindow
    from pos_app.ui.people.leave_sheet import LeaveSheet
    from pos_app.ui.wording import Wording

TEN = Discount(rate_ppm=100_000)


def asked(qtbot: QtBot, till: MainWindow) -> LeaveSheet:
    """Return the sheet that asks, when the people are in it."""
    qtbot.waitUntil(lambda: till.leave.sheet is not None and till.leave.sheet.form.model.rowCount() == 2)
    assert till.leave.sheet is not None
    assert till.leave.sheet.act.isVisible()
    return till.leave.sheet


def turned_down(qtbot: QtBot, till: MainWindow) -> None:
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: till.leave.sheet is None)


def in_basket(qtbot: QtBot, till: MainWindow) -> None:
    scan(MILK.code)
    qtbot.waitUntil(lambda: till.tasks.pending == 0)


def test_another_price_is_asked_for_with_both_prices(qtbot: QtBot, till: MainWindow) -> None:
    in_basket(qtbot, till)
    press(Qt.Key.Key_F3)
    type_text("9.90", at=till.sales.widget.entry.field)
    press(Qt.Key.Key_Return, at=till.sales.widget.entry.field)
    sheet = asked(qtbot, till)
    assert sheet.act.text() == f"Price of {MILK.name}: 12.90 → 9.90"
    # it stays there while the PIN is typed
    type_text("wang", at=sheet.form.who)
    press(Qt.Key.Key_Return, at=sheet.form.who)
    assert sheet.act.isVisible()
    press(Qt.Key.Key_Escape, at=sheet.form.secret)
    press(Qt.Key.Key_Escape, at=sheet.form.who)
    qtbot.waitUntil(lambda: till.leave.sheet is None)
    assert till.sales.basket.sale.priced.total == 1290


def test_a_discount_is_asked_for_with_what_is_paid_before_and_after(qtbot: QtBot, till: MainWindow) -> None:
    in_basket(qtbot, till)
    press(Qt.Key.Key_F4)
    type_text("20%", at=till.sales.widget.entry.field)
    press(Qt.Key.Key_Return, at=till.sales.widget.entry.field)
    sheet = asked(qtbot, till)
    assert sheet.act.text() == f"Discount −20% on {MILK.name}: 12.90 → 10.32"
    prove(qtbot, sheet.form, "wang", "3690")
    qtbot.waitUntil(lambda: till.sales.basket.sale.priced.total == 1032)


def test_dropping_a_basket_is_asked_for_with_what_is_in_it(qtbot: QtBot, till: MainWindow) -> None:
    in_basket(qtbot, till)
    till.actions_set.run("sales.drop")
    till.actions_set.run("sales.drop")
    assert asked(qtbot, till).act.text() == "Drop the basket: 1 piece on 1 line, 12.90"
    turned_down(qtbot, till)
    assert till.sales.basket.sale.basket.lines
    qtbot.waitUntil(lambda: till.tasks.pending == 0)


def test_opening_the_drawer_is_asked_for_with_the_reason(qtbot: QtBot, till: MainWindow) -> None:
    till.sales.counter.open_drawer("change for a fifty")
    assert asked(qtbot, till).act.text() == "Open the drawer: change for a fifty"
    turned_down(qtbot, till)


def test_taking_cash_out_is_asked_for_with_amount_and_reason(qtbot: QtBot, till: MainWindow) -> None:
    till.actions_set.run("shift.cash")
    moving = till.shifts.moving
    assert moving is not None
    moving.kind.setCurrentIndex(1)
    type_text("20", at=moving.amount)
    type_text("window cleaner", at=moving.reason)
    press(Qt.Key.Key_Return, at=moving.reason)
    assert asked(qtbot, till).act.text() == "Take out: ¥20.00 (window cleaner)"
    turned_down(qtbot, till)
    qtbot.waitUntil(lambda: bool(moving.said.text()))
    moving.reject()


@pytest.fixture
def sale(services: Services) -> Sale:
    """Two of one and some of another, in a basket that is not kept."""
    ring_up = services.ring_up
    made = ring_up.add(ring_up.begin(), ring_up.look_up(MILK.code)[0], 2000)
    return ring_up.add(made, ring_up.look_up(APPLES.code)[0], 734)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda ring, sale, uid: ring.set_price(sale, uid, 100_00 * PRICE_PARTS), "Price of {milk}: 12.90 → 100.00"),
        (lambda ring, sale, uid: ring.set_quantity(sale, uid, 1000), "Quantity of {milk}: 2 → 1, 25.80 → 12.90"),
        (lambda ring, sale, uid: ring.discount_line(sale, uid, TEN), "Discount −10% on {milk}: 25.80 → 23.22"),
        (
            lambda ring, sale, uid: ring.discount_line(ring.discount_line(sale, uid, TEN), uid, None),
            "No discount on {milk}: 23.22 → 25.80",
        ),
        (lambda ring, sale, uid: ring.remove(sale, uid), "Remove {milk}: 2, 25.80"),
        (lambda ring, sale, _uid: ring.undo(sale), "Take the last step back: {total} → 25.80"),
        (lambda ring, sale, _uid: ring.give_to(sale, bytes(16)), "Give the basket to a customer"),
        (
            lambda ring, sale, _uid: ring.give_to(ring.give_to(sale, bytes(16)), None),
            "Take the basket from its customer",
        ),
        (
            lambda ring, sale, _uid: ring.add(sale, ring.look_up(MILK.code)[0], 1000),
            "Quantity of {milk}: 2 → 3, 25.80 → 38.70",
        ),
    ],
)
def test_each_step_of_a_basket_is_named(
    services: Services, wording: Wording, sale: Sale, change: Callable[[RingUp, Sale, bytes], Sale], said: str
) -> None:
    ring_up, milk = services.ring_up, sale.basket.lines[0].uid
    after = change(ring_up, sale, milk)
    before = ring_up.discount_line(sale, milk, TEN) if said.startswith("No discount on {milk}") else sale
    given = {"milk": MILK.name, "total": wording.formats.amount(sale.priced.total)}
    assert act_of_step(before, after, wording) == said.format(**given)


def test_what_concerns_the_whole_basket_and_a_new_line_are_named(
    services: Services, wording: Wording, sale: Sale
) -> None:
    ring_up, amount = services.ring_up, wording.formats.amount
    less = ring_up.discount_basket(sale, TEN)
    change = f"{amount(sale.priced.total)} → {amount(less.priced.total)}"
    assert act_of_step(sale, less, wording) == f"Discount −10% on the whole basket: {change}"
    back = ring_up.discount_basket(less, None)
    change = f"{amount(less.priced.total)} → {amount(sale.priced.total)}"
    assert act_of_step(less, back, wording) == f"No discount on the whole basket: {change}"
    apples = ring_up.add(ring_up.begin(), ring_up.look_up(APPLES.code)[0], 734)
    assert act_of_step(ring_up.begin(), apples, wording) == f"Sell {APPLES.name}: {amount(apples.priced.total)}"
