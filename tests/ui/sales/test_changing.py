"""Changing lines at the real till: quantity, price, discount, remove, undo, explain, and what the keys mean when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from pos_app.ui.messages import Place, Tone
from pos_app.ui.sales.entries import plain_quantity
from pos_app.ui.sales.table_model import Column
from pos_app.ui.widgets.rows_model import Role
from tests.ui.hands import CTRL, SHIFT, click, compose, focused, press, type_text
from tests.ui.sales.test_scanning import names, quantities, scan
from tests.ui.shop import APPLES, MILK, SOAP, TEA

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow
    from tests.ui.conftest import Recorder


@pytest.fixture
def till(window: MainWindow) -> MainWindow:
    """Ring up three lines; the last one is lit."""
    for code in (MILK.code, f"1*{APPLES.code}", SOAP.code):
        scan(code)
    return window


def total(window: MainWindow) -> str:
    return window.sales.widget.totals.total.text()


def answer(text: str) -> None:
    (type_text if text.isascii() else compose)(text)
    press(Qt.Key.Key_Return)


def test_quantity_by_key_on_the_lit_line(till: MainWindow) -> None:
    view = till.sales.widget
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_F2)
    assert view.entry.title.text() == f"Quantity of {APPLES.name}"
    assert view.entry.field.selectedText() == "1"
    answer("0.5")
    assert quantities(till) == ["1", "0.500 kg", "1"]
    assert focused() is view.scan
    assert not view.entry.isVisible()
    assert view.lines.lit() == till.sales.basket.sale.basket.lines[1].uid


def test_a_refused_answer_stays_in_the_field(till: MainWindow, recorder: Recorder) -> None:
    note = till.sales.widget.lines.model.index(2, Column.ITEM)
    press(Qt.Key.Key_F2)
    answer("1.5")
    assert (recorder.said[-1].place, recorder.said[-1].tone) == (Place.LINE, Tone.BAD)
    assert "are sold whole" in recorder.take()
    assert "are sold whole" in note.data(Role.NOTE)
    assert note.data(Qt.ItemDataRole.ToolTipRole) == note.data(Role.NOTE)
    assert note.data(Role.NOTE_TOKEN) == "bad"
    assert not till.sales.widget.said.isVisible()
    assert focused() is till.sales.widget.entry.field
    press(Qt.Key.Key_Escape)
    assert note.data(Role.NOTE) == ""
    assert focused() is till.sales.widget.scan
    assert quantities(till)[-1] == "1"


def test_a_refusal_about_a_line_goes_with_the_right_answer(till: MainWindow, recorder: Recorder) -> None:
    note = till.sales.widget.lines.model.index(2, Column.ITEM)
    press(Qt.Key.Key_F3)
    answer("abc")
    assert "no amount" in recorder.take()
    assert "no amount" in note.data(Role.NOTE)
    till.sales.widget.entry.field.selectAll()
    answer("10")
    assert str(note.data(Role.NOTE)).startswith("list price")


def test_a_refusal_about_the_whole_basket_stands_under_the_scan_line(till: MainWindow, recorder: Recorder) -> None:
    press(Qt.Key.Key_F4, SHIFT)
    answer("101%")
    assert recorder.said[-1].place is Place.BASKET
    recorder.take()
    assert till.sales.widget.said.isVisible()


def discount_rows(window: MainWindow) -> list[tuple[str, str]]:
    return [(row.name.text(), row.figure.text()) for row in window.sales.widget.totals.discounts]


def test_a_discount_on_the_whole_basket_is_a_row_of_the_sums(till: MainWindow) -> None:
    assert discount_rows(till) == []
    press(Qt.Key.Key_F4, SHIFT)
    answer("10%")
    (row,) = discount_rows(till)
    assert row == ("Discount 10%", till.sales.widget.totals.saved.figure.text())
    press(Qt.Key.Key_F4, SHIFT)
    answer("0")
    assert discount_rows(till) == []


def test_price_and_discounts_by_key(till: MainWindow) -> None:
    press(Qt.Key.Key_F3)
    answer("10")
    assert total(till) == "38.70"
    press(Qt.Key.Key_F4)
    answer("10%")
    assert total(till) == "37.70"
    press(Qt.Key.Key_F4, SHIFT)
    answer("2.70")
    assert total(till) == "35.00"
    assert till.sales.widget.totals.saved.figure.text() == "\N{MINUS SIGN}3.70"
    assert discount_rows(till) == [("Discount", "\N{MINUS SIGN}2.70")]
    press(Qt.Key.Key_F4, SHIFT)
    assert till.sales.widget.entry.field.text() == "2.70"
    answer("0")
    press(Qt.Key.Key_F4)
    assert till.sales.widget.entry.field.text() == "10%"
    answer("0")
    assert total(till) == "38.70"


def test_del_and_undo_act_on_the_basket_while_the_scan_line_is_empty(till: MainWindow) -> None:
    press(Qt.Key.Key_Delete)
    assert names(till) == [MILK.name, APPLES.name]
    press(Qt.Key.Key_Z, CTRL)
    assert names(till) == [MILK.name, APPLES.name, SOAP.name]
    for _ in range(3):
        press(Qt.Key.Key_Z, CTRL)
    assert names(till) == []


def test_with_text_the_same_keys_act_on_the_text(till: MainWindow) -> None:
    view = till.sales.widget
    type_text("zz")
    press(Qt.Key.Key_Home)
    press(Qt.Key.Key_Delete)
    assert view.scan.text() == "z"
    press(Qt.Key.Key_Z, CTRL)
    assert view.scan.text() == "zz"
    assert len(names(till)) == 3


def test_nothing_to_undo_is_said(window: MainWindow, recorder: Recorder) -> None:
    press(Qt.Key.Key_Z, CTRL)
    assert "nothing to undo" in recorder.take()
    assert focused() is window.sales.widget.scan


def test_arrows_light_lines_and_stop_at_the_ends(till: MainWindow) -> None:
    lit = till.sales.widget.lines.table.row
    assert lit() == 2
    for _ in range(5):
        press(Qt.Key.Key_Up)
    assert lit() == 0
    press(Qt.Key.Key_PageDown)
    assert lit() == 2


def test_f8_explains_and_esc_brings_the_quick_keys_back(till: MainWindow) -> None:
    view = till.sales.widget
    press(Qt.Key.Key_F8)
    assert view.right_panel() is view.explain
    assert view.explain.title.text() == SOAP.name
    press(Qt.Key.Key_Escape)
    assert view.right_panel() is view.quick


def explained(till: MainWindow) -> list[str]:
    return [found.text() for found in till.sales.widget.explain.steps.findChildren(QLabel)]


def test_what_is_explained_stays_true(till: MainWindow) -> None:
    view = till.sales.widget
    press(Qt.Key.Key_F8)
    assert "Discount 10%" not in explained(till)
    press(Qt.Key.Key_F4)
    answer("10%")
    assert "Discount 10%" in explained(till)
    press(Qt.Key.Key_Delete)
    assert view.right_panel() is view.quick


def test_f8_on_another_line_explains_that_one(till: MainWindow) -> None:
    view = till.sales.widget
    press(Qt.Key.Key_F8)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_F8)
    assert view.explain.title.text() == APPLES.name
    press(Qt.Key.Key_F8)
    assert view.right_panel() is view.explain
    assert view.explain.title.text() == APPLES.name


def test_buttons_do_what_their_keys_do(till: MainWindow) -> None:
    view = till.sales.widget
    click(view.buttons["sales.remove"])
    assert len(names(till)) == 2
    click(view.buttons["sales.quantity"])
    assert focused() is view.entry.field
    answer("2")
    assert quantities(till)[-1] == "2.000 kg"


def test_keys_that_make_no_sense_do_nothing(window: MainWindow) -> None:
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F8, Qt.Key.Key_F12, Qt.Key.Key_Delete):
        press(key)
    assert not window.sales.widget.entry.isVisible()
    assert focused() is window.sales.widget.scan


def test_every_step_is_on_disk(qtbot: QtBot, till: MainWindow) -> None:
    press(Qt.Key.Key_F2)
    answer("4")
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: till.tasks.pending == 0)
    model = till.sales.widget.lines.model
    assert [str(model.index(row, 0).data()) for row in range(model.rowCount())] == ["1", "2"]
    resumed = till.services.ring_up.resume()
    assert resumed is not None
    assert resumed.sale.basket == till.sales.basket.sale.basket


def test_a_scan_goes_on_where_a_line_was_lit(till: MainWindow) -> None:
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    scan(TEA.code)
    assert till.sales.widget.lines.table.row() == 3


@pytest.mark.parametrize(("quantity", "text"), [(2000, "2"), (734, "0.734"), (500, "0.5"), (-1500, "-1.5")])
def test_a_quantity_as_a_person_types_it(quantity: int, text: str) -> None:
    assert plain_quantity(quantity) == text


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        (Qt.Key.Key_F2, "0", "“0” is nothing to sell. Type more than 0, or take the line out with Del."),
        (Qt.Key.Key_F2, "-3", "“-3” is nothing to sell. Type more than 0, or take the line out with Del."),
        (Qt.Key.Key_F2, MILK.code, "That was a scan. Type what is asked for here, or press Esc and scan it again."),
        (Qt.Key.Key_F3, "96385074", "That was a scan."),
        (Qt.Key.Key_F4, "500", "“500” takes off more than the goods cost. Type at most 100%, or a smaller amount."),
        (Qt.Key.Key_F4, "150%", "“150%” takes off more than the goods cost."),
        (Qt.Key.Key_F4, "-2", "A discount is typed without a minus: 2.50, or 10%; 0 takes it away."),
        (Qt.Key.Key_F3, "1,234", "“1,234” can be read in two ways. Type 1234 or 1.234."),
    ],
)
def test_a_refusal_says_in_one_sentence_what_to_do(
    till: MainWindow, recorder: Recorder, key: Qt.Key, typed: str, said: str
) -> None:
    press(key)
    answer(typed)
    assert recorder.take().startswith(said)
    assert focused() is till.sales.widget.entry.field


def test_figures_of_an_input_method_and_thousands_are_taken(till: MainWindow) -> None:
    press(Qt.Key.Key_F2)
    answer("１，２００")
    press(Qt.Key.Key_F3)
    answer("1,000.50")
    press(Qt.Key.Key_F4)
    answer("１２．５ ％")
    line = till.sales.basket.sale.basket.lines[-1]
    assert (line.quantity, line.unit_price) == (1_200_000, 1000_500_000)
    assert [discount.rate_ppm for discount in line.discounts] == [125_000]
    press(Qt.Key.Key_F4)
    answer("1,200.50")
    line = till.sales.basket.sale.basket.lines[-1]
    assert [discount.amount for discount in line.discounts] == [120_050]


def test_cash_of_an_input_method_and_thousands_are_taken(qtbot: QtBot, till: MainWindow) -> None:
    press(Qt.Key.Key_F12)
    compose("１，０００．００")
    view = till.sales.widget
    assert view.pay.change.text() == "960.10"
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(view.done.isVisible)
    assert view.done.change.text() == "960.10"
    qtbot.waitUntil(lambda: till.tasks.pending == 0)
