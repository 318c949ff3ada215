"""Paying at the real till: cash, card, split, asking again, going back; one order however often Enter is pressed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from pos_app.domain.changes import Changes
from pos_app.ui.actions import State
from tests.ui.hands import click, focused, press, type_text
from tests.ui.sales.test_scanning import names, scan
from tests.ui.shop import APPLES, MILK, SOAP, TEA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow


@pytest.fixture
def paying(window: MainWindow) -> MainWindow:
    """Ring up 80.90 and press F12."""
    for goods in (MILK, TEA):
        scan(goods.code)
    press(Qt.Key.Key_F12)
    return window


def pay(qtbot: QtBot, window: MainWindow, amount: str) -> None:
    window.sales.widget.pay.amount.selectAll()
    type_text(amount)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.sales.paying.busy)


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.tasks.pending == 0)


def test_the_panel_says_what_is_due_and_offers_the_next_notes(paying: MainWindow) -> None:
    panel = paying.sales.widget.pay
    assert paying.actions_set.state is State.PAYING
    assert focused() is panel.amount
    assert (panel.total.text(), panel.still.text(), panel.change.text()) == ("80.90", "80.90", "0.00")
    assert [button.text() for button in panel.suggestions][:2] == ["80.90", "85"]
    assert panel.suggestions[0].chosen
    assert paying.sales.widget.scan.isReadOnly()
    assert "Paying" in paying.sales.widget.scan.placeholderText()


def test_enter_at_once_takes_the_exact_amount(qtbot: QtBot, paying: MainWindow) -> None:
    press(Qt.Key.Key_Return)
    view = paying.sales.widget
    qtbot.waitUntil(view.done.isVisible)
    assert view.done.change.text() == "0.00"


def test_change_until_the_next_scan(qtbot: QtBot, paying: MainWindow) -> None:
    view = paying.sales.widget
    type_text("100")
    assert view.pay.change.text() == "19.10"
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(view.done.isVisible)
    assert view.done.change.text() == "19.10"
    assert view.done.title.text() == "Sale T1-000001 is paid"
    assert names(paying) == []
    qtbot.waitUntil(view.done.roll.has_paper)
    qtbot.waitUntil(lambda: view.done.paper.text() == "The receipt is printed.")
    assert view.done.isVisible()
    scan(SOAP.code)
    assert not view.done.isVisible()
    assert names(paying) == [SOAP.name]


def test_cash_pressed_behind_the_figure_keeps_it(qtbot: QtBot, paying: MainWindow) -> None:
    view = paying.sales.widget
    type_text("100")
    press(Qt.Key.Key_F5)
    assert (view.pay.amount.text(), view.pay.change.text()) == ("100", "19.10")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(view.done.isVisible)
    assert view.done.change.text() == "19.10"


def test_five_enters_make_one_sale(qtbot: QtBot, paying: MainWindow) -> None:
    amount = paying.sales.widget.pay.amount
    for _ in range(5):
        press(Qt.Key.Key_Return, at=amount)
    settle(qtbot, paying)
    assert paying.services.status.today().orders == 1
    assert paying.services.status.today().revenue == 8090


@pytest.fixture
def slow_books(paying: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Let no payment be written before the event is set."""
    free, take = threading.Event(), paying.services.take_payment.take

    def wait_and_take(*given: Any, **named: Any) -> Any:
        assert free.wait(60)
        return take(*given, **named)

    monkeypatch.setattr(paying.services.take_payment, "take", wait_and_take)
    yield free
    free.set()


def test_what_is_scanned_while_a_sale_is_written_belongs_to_the_next(
    qtbot: QtBot, paying: MainWindow, slow_books: threading.Event
) -> None:
    for _ in range(3):
        press(Qt.Key.Key_Return)
    assert paying.sales.paying.busy
    scan(SOAP.code)
    scan(f"2*{MILK.code}", Qt.Key.Key_Tab)
    type_text("gren")
    for _ in range(2):
        press(Qt.Key.Key_Backspace)
    type_text("een")
    assert paying.sales.widget.pay.amount.text() == "80.90"
    slow_books.set()
    qtbot.waitUntil(lambda: len(names(paying)) == 2)
    settle(qtbot, paying)
    assert names(paying) == [SOAP.name, MILK.name]
    assert paying.sales.basket.sale.basket.lines[1].quantity == 2000
    assert paying.sales.widget.scan.text() == "green"
    assert focused() is paying.sales.widget.scan
    qtbot.waitUntil(paying.sales.widget.results.isVisible)
    assert paying.services.status.today().orders == 1


def test_what_is_scanned_while_a_part_is_taken_is_said_to_be_lost(
    qtbot: QtBot, paying: MainWindow, slow_books: threading.Event
) -> None:
    panel = paying.sales.widget.pay
    type_text("50")
    press(Qt.Key.Key_Return)
    scan(SOAP.code)
    slow_books.set()
    qtbot.waitUntil(lambda: panel.still.text() == "30.90")
    assert panel.amount.text() == "30.90"
    assert panel.said.text() == "What was typed meanwhile was not taken: this sale is not finished."
    settle(qtbot, paying)
    assert len(names(paying)) == 2


def test_a_suggestion_by_click(qtbot: QtBot, paying: MainWindow) -> None:
    panel = paying.sales.widget.pay
    click(panel.suggestions[-1])
    assert panel.suggestions[-1].chosen
    assert focused() is panel.amount
    click(panel.finish)
    qtbot.waitUntil(paying.sales.widget.done.isVisible)


def test_a_card_needs_the_reference_of_its_slip(qtbot: QtBot, paying: MainWindow) -> None:
    panel = paying.sales.widget.pay
    press(Qt.Key.Key_F9)
    assert panel.tenders["card"].chosen
    assert panel.reference.isVisible()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(panel.reference.hasFocus)
    assert "slip" in panel.said.text()
    type_text("0471")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(paying.sales.widget.done.isVisible)
    last = paying.services.receipts.last()
    assert last is not None
    assert last.tenders == ("card",)


def test_more_than_is_open_cannot_go_on_a_card(qtbot: QtBot, paying: MainWindow) -> None:
    panel = paying.sales.widget.pay
    press(Qt.Key.Key_F9)
    panel.reference.setText("1")
    pay(qtbot, paying, "90")
    assert "¥80.90" in panel.said.text()
    assert focused() is panel.amount


def test_split_over_card_and_cash(qtbot: QtBot, paying: MainWindow) -> None:
    panel = paying.sales.widget.pay
    press(Qt.Key.Key_F9)
    type_text("50")
    assert panel.change_name.text() == "Still missing"
    assert panel.finish.text() == "Take this part"
    panel.reference.setText("0471")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.still.text() == "30.90")
    assert panel.tenders["cash"].chosen
    assert panel.amount.text() == "30.90"
    type_text("40")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(paying.sales.widget.done.isVisible)
    assert paying.sales.widget.done.change.text() == "9.10"
    assert paying.sales.widget.done.received.text() == "90.00"


def test_money_taken_is_given_back_only_when_asked_twice(qtbot: QtBot, paying: MainWindow) -> None:
    panel = paying.sales.widget.pay
    pay(qtbot, paying, "50")
    qtbot.waitUntil(lambda: panel.still.text() == "30.90")
    press(Qt.Key.Key_Escape)
    assert "50.00 by Cash was taken" in panel.said.text()
    type_text("3")
    assert panel.said.text() == ""
    press(Qt.Key.Key_Escape)
    with qtbot.waitSignal(paying.sales.announced) as told:
        press(Qt.Key.Key_Escape)
    assert told.args == [Changes(shift=True)]
    qtbot.waitUntil(lambda: panel.still.text() == "80.90")
    press(Qt.Key.Key_Escape)
    assert paying.actions_set.state is State.SELLING
    assert focused() is paying.sales.widget.scan


def test_back_to_the_basket_leaves_it_as_it_was(paying: MainWindow) -> None:
    press(Qt.Key.Key_Escape)
    assert names(paying) == [MILK.name, TEA.name]
    assert focused() is paying.sales.widget.scan
    assert not paying.sales.widget.scan.isReadOnly()
    assert paying.sales.widget.buttons["sales.quantity"].isEnabled()


def test_cash_beyond_a_hundred_times_is_asked_about_once_more(qtbot: QtBot, paying: MainWindow) -> None:
    panel = paying.sales.widget.pay
    pay(qtbot, paying, "9000")
    assert "press Enter again" in panel.said.text()
    assert paying.services.status.today().orders == 0
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(paying.sales.widget.done.isVisible)
    assert paying.sales.widget.done.change.text() == "8,919.10"


def test_a_scan_while_paying_is_refused_and_never_taken_for_money(qtbot: QtBot, paying: MainWindow) -> None:
    panel = paying.sales.widget.pay
    for _ in range(2):
        pay(qtbot, paying, MILK.code)
        assert "scan" in panel.said.text()
        assert panel.amount.text() == "80.90"
    assert paying.services.status.today().orders == 0


def test_a_short_code_scanned_while_paying_is_asked_about(qtbot: QtBot, paying: MainWindow) -> None:
    """The apples' 4011 is no GTIN that could not be money, but 4,011.00 for 80.90 is no usual note either."""
    panel = paying.sales.widget.pay
    pay(qtbot, paying, APPLES.code)
    assert panel.said.text() == "4011 is the code of Apples, Fuji, loose. If it is money, press Enter again."
    assert paying.services.status.today().orders == 0
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(paying.sales.widget.done.isVisible)
    assert paying.sales.widget.done.change.text() == "3,930.10"


def test_cash_taken_in_part_and_given_back_opens_the_drawer(
    qtbot: QtBot, paying: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    kicks: list[str] = []
    monkeypatch.setattr(paying.services.drawer, "kick_after", kicks.append)
    pay(qtbot, paying, "50")
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Escape)
    settle(qtbot, paying)
    assert kicks == ["cash", "cash"]
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(kicks) == 3)


def test_typing_on_forgets_the_question(qtbot: QtBot, paying: MainWindow) -> None:
    panel = paying.sales.widget.pay
    for _ in range(2):
        pay(qtbot, paying, "9000")
        assert "100 times" in panel.said.text()
    assert paying.services.status.today().orders == 0


def test_a_figure_too_wide_is_written_smaller_and_whole(qtbot: QtBot, paying: MainWindow) -> None:
    label = paying.sales.widget.pay.still
    label.resize(120, label.height())
    label.set("6,900,000,000,014.00")
    whole = QFontMetricsF(label._figure_font()).horizontalAdvance(label.text())
    assert QFontMetricsF(label._fitting_font()).horizontalAdvance(label.text()) < whole


@pytest.mark.parametrize("text", ["abc", "1.234", "0"])
def test_what_is_no_amount_is_refused_in_words(qtbot: QtBot, paying: MainWindow, text: str) -> None:
    pay(qtbot, paying, text)
    assert paying.sales.widget.pay.said.text()
    assert focused() is paying.sales.widget.pay.amount
    assert paying.services.status.today().orders == 0


def test_a_payment_half_taken_is_shown_after_a_restart(qtbot: QtBot, open_window: Callable[[], MainWindow]) -> None:
    window = open_window()
    scan(MILK.code)
    press(Qt.Key.Key_F12)
    pay(qtbot, window, "5")
    settle(qtbot, window)
    again = open_window()
    panel = again.sales.widget.pay
    assert again.actions_set.state is State.PAYING
    assert panel.still.text() == "7.90"
    assert names(again) == [MILK.name]
    press(Qt.Key.Key_Return, at=panel.amount)
    qtbot.waitUntil(again.sales.widget.done.isVisible)


def test_a_basket_is_there_again_after_a_restart(qtbot: QtBot, open_window: Callable[[], MainWindow]) -> None:
    window = open_window()
    scan(f"3*{MILK.code}")
    scan(TEA.code)
    before = window.sales.basket.sale.basket
    settle(qtbot, window)
    again = open_window()
    assert again.sales.basket.sale.basket == before
    assert again.sales.widget.pay_button.text() == "Pay ¥ 106.70"


def test_the_day_is_told_on_the_empty_till(qtbot: QtBot, paying: MainWindow) -> None:
    today = paying.sales.widget.lines.empty.today
    assert today.text() == "No sale yet today"
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: today.text() == "Today: ¥80.90 from one sale")


def test_a_fault_while_paying_leaves_the_panel_usable(
    qtbot: QtBot, paying: MainWindow, crashes: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    service, panel = paying.services.take_payment, paying.sales.widget.pay

    def stumble(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(service, "take", stumble)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(crashes) == 1)
    assert not paying.sales.paying.busy
    assert panel.finish.isEnabled()
    monkeypatch.undo()
    pay(qtbot, paying, "50")
    monkeypatch.setattr(service, "give_back", stumble)
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(crashes) == 2)
    assert not paying.sales.paying.busy
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(paying.sales.widget.done.isVisible)
    assert paying.services.status.today().orders == 1
    crashes.clear()


def test_the_drawer_opens_before_the_paper_is_begun(
    qtbot: QtBot, paying: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = threading.Event()
    waited: list[bool] = []
    printing = paying.services.printing
    run = printing.run

    def slow_printer() -> Changes:
        # With one thread for both, paper that came first would never see the drawer opened.
        waited.append(opened.wait(0))
        return run()

    settle(qtbot, paying)
    monkeypatch.setattr(paying.services.drawer, "kick_after", lambda _completed: opened.set())
    monkeypatch.setattr(printing, "run", slow_printer)
    with ThreadPoolExecutor(1) as one:
        monkeypatch.setattr(paying.tasks, "_pool", one)
        press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(waited))
        settle(qtbot, paying)
        monkeypatch.undo()
    assert waited[0]


def test_no_dialog_is_in_the_way_of_a_sale(qtbot: QtBot, paying: MainWindow) -> None:
    press(Qt.Key.Key_Return)
    settle(qtbot, paying)
    assert QApplication.activeModalWidget() is None
    assert focused() is paying.sales.widget.scan


def test_the_likely_notes_are_offered_at_once_after_a_restart(
    qtbot: QtBot, open_window: Callable[[], MainWindow]
) -> None:
    window = open_window()
    scan(MILK.code)
    press(Qt.Key.Key_F12)
    pay(qtbot, window, "5")
    settle(qtbot, window)
    again = open_window()
    panel = again.sales.widget.pay
    # As at the start: nothing lets the window's events run between showing the payment and looking at it.
    again.sales.paying.choose("card")
    again.sales.paying.choose("cash")
    assert [button.text() for button in panel.suggestions] == ["7.90", "8", "10", "20"]
    for button in panel.suggestions:
        assert button.isVisible()
        assert panel.rect().contains(button.mapTo(panel, button.rect().bottomRight()))
    click(panel.suggestions[2])
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(again.sales.widget.done.isVisible)
    assert again.sales.widget.done.change.text() == "2.10"
