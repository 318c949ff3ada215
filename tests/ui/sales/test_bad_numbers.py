"""Numbers typed at the till that cannot be meant: a sentence where the person looks, and nothing changed or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from pos_app.ui.messages import Place, Tone
from tests.ui.hands import PLAIN, SHIFT, compose, focused, press, type_text
from tests.ui.sales.test_scanning import scan
from tests.ui.shop import MILK

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow
    from tests.ui.conftest import Recorder

QUANTITY, PRICE, DISCOUNT, ALL = Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4, "basket"
REFUSED = [
    (QUANTITY, "0", "nothing to sell"),
    (QUANTITY, "-1", "nothing to sell"),
    (QUANTITY, "1000000000001", "more than a line can hold"),
    (QUANTITY, "1000000000000", "That was a scan"),  # as it happens, its check digit is right
    (QUANTITY, "1.5", "are sold whole"),
    (QUANTITY, "0.0004", "are sold whole"),
    (QUANTITY, "1e3", "no quantity"),
    (QUANTITY, "three", "no quantity"),
    (QUANTITY, "👍", "no quantity"),
    (QUANTITY, "9" * 4000, "more than a line can hold"),
    (QUANTITY, MILK.code, "That was a scan"),
    (PRICE, "-5", "below zero"),
    (PRICE, "1.2345678", "at most 6 decimals"),
    (PRICE, "99999999999999", "more than any till can hold"),
    (PRICE, "1e3", "no amount"),
    (PRICE, "cheap", "no amount"),
    (PRICE, "9" * 4000, "more than any till can hold"),
    (PRICE, MILK.code, "That was a scan"),
    (DISCOUNT, "101%", "takes off more than"),
    (DISCOUNT, "-5%", "without a minus"),
    (DISCOUNT, "50000", "takes off more than"),
    (DISCOUNT, "5%%", "no amount"),
    (DISCOUNT, "much", "no amount"),
    (DISCOUNT, "1.234", "at most 2 decimals"),
    (ALL, "100.01%", "takes off more than"),
    (ALL, "1000000000001", "takes off more than"),
    (ALL, "half", "no amount"),
]


def write(text: str) -> None:
    (type_text if text.isascii() and len(text) < 100 else compose)(text)


@pytest.mark.parametrize(("about", "text", "sentence"), REFUSED)
def test_what_cannot_be_meant_is_said_and_changes_nothing(
    window: MainWindow, recorder: Recorder, about: Qt.Key | str, text: str, sentence: str
) -> None:
    scan(MILK.code)
    sales = window.sales
    before = sales.basket.sale.basket
    press(*((about, PLAIN) if isinstance(about, Qt.Key) else (DISCOUNT, SHIFT)))
    write(text)
    press(Qt.Key.Key_Return)
    said = recorder.said[-1]
    recorder.said.clear()
    assert sentence in said.text
    assert len(said.text) < 200, "a sentence, not what was typed all over again"
    assert (said.place, said.tone) == (Place.BASKET if about == ALL else Place.LINE, Tone.BAD)
    assert focused() is sales.widget.entry.field, "it can be corrected where it stands"
    assert sales.basket.sale.basket == before
    press(Qt.Key.Key_Escape)
    assert focused() is sales.widget.scan
    assert sales.basket.sale.basket == before


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0", "nothing to sell"),
        ("-2", "nothing to sell"),
        ("999999999999", "more than a line can hold"),
        ("1.5", "are sold whole"),
        ("x", "no quantity"),
    ],
)
def test_a_quantity_before_a_scan_that_cannot_be_meant(
    window: MainWindow, recorder: Recorder, text: str, sentence: str
) -> None:
    scan(f"{text}*{MILK.code}")
    assert sentence in recorder.take()
    assert window.sales.basket.sale.basket.lines == ()
    assert focused() is window.sales.widget.scan


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("-5", "No money was entered"),
        ("0", "No money was entered"),
        ("abc", "no amount"),
        ("12.345", "at most 2 decimals"),
        ("10000000.01", "more than 100 times"),
        ("99999999999999.00", "more than any till can hold"),
        (MILK.code, "That was a scan"),
    ],
)
def test_money_that_nobody_gives_is_not_taken(qtbot: QtBot, window: MainWindow, text: str, sentence: str) -> None:
    scan(MILK.code)
    qtbot.waitUntil(window.sales.widget.pay_button.isEnabled)
    press(Qt.Key.Key_F12)
    pay = window.sales.widget.pay
    qtbot.waitUntil(pay.amount.hasFocus)
    pay.amount.selectAll()
    write(text)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sentence in pay.said.text())
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    assert not window.sales.widget.done.isVisible()
    assert pay.amount.hasFocus()
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(window.sales.widget.scan.hasFocus)
    assert len(window.sales.basket.sale.basket.lines) == 1
