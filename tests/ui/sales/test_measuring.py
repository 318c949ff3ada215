"""Goods by weight or length at the real till: nobody sells a kilogram because a code was scanned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import insert, select, update

from pos_app.data.tables.catalog import barcode, variant
from pos_app.data.tables.shop import quick_key
from pos_app.domain.barcode import gtin14
from pos_app.ui.actions import State
from pos_app.ui.sales import key_filter
from tests.ui.hands import CTRL, SHIFT, click, focused, press, type_text
from tests.ui.sales.test_scanning import names, quantities, scan
from tests.ui.shop import APPLES, BAG, MILK, OPEN, SOAP

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.services.services import Services
    from pos_app.ui.main_window import MainWindow
    from tests.ui.conftest import Recorder


def answer(text: str) -> None:
    type_text(text)
    press(Qt.Key.Key_Return)


@pytest.fixture
def asked(window: MainWindow) -> MainWindow:
    """Ring up milk, then scan apples: how much of them is asked."""
    scan(MILK.code)
    scan(APPLES.code)
    assert window.sales.widget.entry.isVisible()
    return window


def state_of(window: MainWindow) -> State:
    return window.sales.state


def measured(services: Services, sku: str, unit: str, decimals: int) -> None:
    with services.shop.database.write() as connection:
        connection.execute(update(variant).where(variant.c.sku == sku).values(unit=unit, decimals=decimals))


def test_the_quantity_is_asked_before_there_is_a_line(qtbot: QtBot, asked: MainWindow) -> None:
    view = asked.sales.widget
    assert names(asked) == [MILK.name]
    assert focused() is view.entry.field
    assert (view.entry.title.text(), view.entry.field.text()) == (f"Quantity of {APPLES.name}", "")
    assert view.entry.hint.text() == "15.80 per kg"
    answer("0.734")
    assert quantities(asked) == ["1", "0.734 kg"]
    assert not view.entry.isVisible()
    assert focused() is view.scan
    qtbot.waitUntil(lambda: asked.tasks.pending == 0)
    resumed = asked.services.ring_up.resume()
    assert resumed is not None
    assert resumed.sale.basket == asked.sales.basket.sale.basket


def test_the_second_half_of_a_scanner_s_end_is_no_answer(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_filter, "LINE_FEED_MS", 60_000)  # keys of a test bear no time: a busy machine is no person
    scan(APPLES.code)
    press(Qt.Key.Key_J, CTRL)
    assert QApplication.activeModalWidget() is None
    assert window.sales.widget.entry.isVisible()
    answer("0.5")
    assert quantities(window) == ["0.500 kg"]


def test_esc_leaves_no_line(asked: MainWindow) -> None:
    press(Qt.Key.Key_Escape)
    assert names(asked) == [MILK.name]
    assert focused() is asked.sales.widget.scan
    scan(SOAP.code)
    assert names(asked) == [MILK.name, SOAP.name]


@pytest.mark.parametrize("text", ["", "0", "x", "0.7345"])
def test_enter_alone_and_what_is_no_weight_is_refused(asked: MainWindow, recorder: Recorder, text: str) -> None:
    answer(text)
    assert f"“{text}”" in recorder.take()
    assert names(asked) == [MILK.name]
    assert asked.sales.widget.entry.isVisible()


@pytest.mark.parametrize("code", [SOAP.code, MILK.code, APPLES.code, "50184385", "0.7" + SOAP.code])
def test_a_scan_while_it_is_asked_is_said_to_be_one(asked: MainWindow, recorder: Recorder, code: str) -> None:
    answer(code)
    assert "That was a scan" in recorder.take()
    assert names(asked) == [MILK.name]
    answer("0.5")
    assert quantities(asked) == ["1", "0.500 kg"], "what was scanned is typed over"


def test_a_quantity_in_front_is_not_asked_again(window: MainWindow) -> None:
    scan(f"0.734*{APPLES.code}")
    scan(f"0.266*{APPLES.code}")
    assert quantities(window) == ["1.000 kg"]
    scan(APPLES.code)
    answer("0.5")
    assert quantities(window) == ["1.500 kg"]


def test_goods_found_by_name_are_asked_about(qtbot: QtBot, window: MainWindow) -> None:
    type_text("apples")
    qtbot.waitUntil(window.sales.widget.results.isVisible)
    press(Qt.Key.Key_Return)
    assert focused() is window.sales.widget.entry.field
    answer("0.2")
    assert quantities(window) == ["0.200 kg"]


def test_a_row_chosen_with_the_mouse_leaves_the_focus_on_the_question(qtbot: QtBot, window: MainWindow) -> None:
    view = window.sales.widget
    type_text("apples")
    qtbot.waitUntil(view.results.isVisible)
    view.results.chosen.emit(view.results.current())
    assert focused() is view.entry.field
    assert names(window) == []


def test_a_tile_asks_too_and_goods_with_an_open_price_ask_both(services: Services, window: MainWindow) -> None:
    measured(services, BAG.sku, "g", 0)
    measured(services, OPEN.sku, "m", 3)
    bag, any_price = window.sales.widget.quick.tiles()
    click(bag)
    answer("250")
    click(any_price)
    answer("2.50")
    assert focused() is window.sales.widget.entry.field
    answer("1.2")
    assert quantities(window) == ["250 g", "1.200 m"]
    assert window.sales.basket.sale.priced.lines[1].amount == 300


def test_a_code_that_says_how_much_is_not_asked_about(services: Services, window: MainWindow) -> None:
    with services.shop.database.write() as connection:
        key = connection.execute(select(variant.c.id).where(variant.c.sku == APPLES.sku)).scalar_one()
        row = {"variant_id": key, "code": "APPLES-2KG", "gtin14": gtin14("APPLES-2KG"), "quantity": 2000}
        connection.execute(insert(barcode).values(**row))
    scan("APPLES-2KG")
    assert quantities(window) == ["2.000 kg"]


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F7, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Delete, CTRL | SHIFT),
    ],
)
def test_no_other_wish_loses_what_is_asked_about(
    asked: MainWindow, recorder: Recorder, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    press(key, modifier)
    assert recorder.take().startswith(f"{APPLES.name} waits for its quantity.")
    assert state_of(asked) is State.SELLING
    assert focused() is asked.sales.widget.entry.field
    answer("0.3")
    assert quantities(asked) == ["1", "0.300 kg"]
    press(Qt.Key.Key_F12)
    assert state_of(asked) is State.PAYING


def test_a_second_tile_waits_until_the_first_is_weighed(
    services: Services, window: MainWindow, recorder: Recorder
) -> None:
    measured(services, BAG.sku, "g", 0)
    with services.shop.database.write() as connection:
        connection.execute(update(quick_key).values(open_price=False))
    window.sales.quick.refresh()
    scan(APPLES.code)
    click(window.sales.widget.quick.tiles()[0])
    assert recorder.take().startswith(APPLES.name)
    answer("0.3")
    assert names(window) == [APPLES.name]


def test_many_grams_are_a_weight_even_where_a_code_is_alike(services: Services, window: MainWindow) -> None:
    measured(services, APPLES.sku, "g", 0)
    scan(APPLES.code)
    answer(APPLES.code)
    assert quantities(window) == ["4,011 g"]


def test_a_weighing_while_a_basket_is_being_held_is_asked_in_its_turn(qtbot: QtBot, asked: MainWindow) -> None:
    answer("0.5")
    press(Qt.Key.Key_F7)
    press(Qt.Key.Key_Return)
    scan(APPLES.code)
    press(Qt.Key.Key_F12)
    qtbot.waitUntil(asked.sales.widget.entry.isVisible)
    assert asked.sales.state is State.SELLING
    answer("0.1")
    assert quantities(asked) == ["0.100 kg"]
