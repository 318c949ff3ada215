"""Every kind of code that is no goods, or not now: a clear sentence where the person looks, and nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.hands import CTRL, compose, focused, press, type_text
from tests.ui.shop import MILK, TEA

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow
    from tests.ui.conftest import Recorder

WECHAT, ALIPAY, FACE, UNIONPAY = (
    "134567890123456789",
    "288012345678901234",
    "fp" + "a1B" * 11,
    "6212345678901234567",
)
PAYMENT_CODES = (WECHAT, ALIPAY, FACE, UNIONPAY)
GS1 = "]C10106901234567892"
SELLING = {
    "unknown number": ("4006381333900", "Nothing has the code 4006381333900. Type a few letters of the name instead."),
    "unknown own code": ("AB-1234567", "Nothing has the code AB-1234567."),
    "wrong check digit": ("6901234567890", "its check digit is wrong. Scan again"),
    "wrong check digit of eight": ("12345678", "its check digit is wrong. Scan again"),
    "scale label without a layout": ("2100001002503", "looks like a label of a scale. Say in Settings, Codes"),
    "payment code of WeChat": (WECHAT, "a customer's code to pay with. Scan the goods first, then go to the payment"),
    "payment code of Alipay": (ALIPAY, "a customer's code to pay with."),
    "payment code of Alipay by face": (FACE, "a customer's code to pay with."),
    "payment code of UnionPay": (UNIONPAY, "a customer's code to pay with."),
    "payment code in wide figures": (
        WECHAT.translate({ord(sign): ord(sign) + 0xFEE0 for sign in WECHAT}),
        "a customer's code to pay with.",
    ),
    "4,000 figures": ("7" * 4000, "The code cannot be read. Scan again"),
    "4,000 letters": ("x" * 4000, "The code cannot be read. Scan again"),
    "control characters": ("690123\x014567\x07892", "The code cannot be read. Scan again"),
    "a lone surrogate's neighbours": ("690\x85123", "The code cannot be read. Scan again"),
    "emoji": ("🍎", "Nothing has the code 🍎."),
    "emoji in a code": ("6901234567892🍎", "Nothing has the code 6901234567892🍎."),
    "code of GS1 cut off": (f"{GS1}17261", "The GS1 code ]C1010690123456789217261 is not whole."),
    "code of a pallet": ("]C100340123450000000018", "names no goods"),
    "several codes at once": ("69012345678926901234567893", "scan them one by one; nothing was added"),
}
WAYS_IN = ("typed", "pasted", "port")


def lines(window: MainWindow) -> list[tuple[str, int]]:
    return [(line.item.name, line.quantity) for line in window.sales.basket.sale.basket.lines]


def bring(window: MainWindow, text: str, way: str) -> None:
    """Bring a text as scanners do; keys and input methods write no control characters, a port and pasting may."""
    line = window.sales.widget.scan
    if way == "port":
        window.sales.take_code(text)
        return
    if way == "pasted":
        QApplication.clipboard().setText(text)
        press(Qt.Key.Key_V, CTRL, at=line)
    elif text.isascii() and len(text) < 100:
        type_text(text, at=line)
    else:
        compose(text)
    press(Qt.Key.Key_Return, at=line)


@pytest.mark.parametrize("way", WAYS_IN)
def test_while_selling(window: MainWindow, recorder: Recorder, way: str) -> None:
    view, count = window.sales.widget, 0
    bring(window, MILK.code, "typed")
    for name, (text, said) in SELLING.items():
        if way == "typed" and not text.isprintable():
            continue  # no keyboard writes control characters
        bring(window, text, way)
        assert said in recorder.take(), name
        assert said in view.said.text(), name
        assert view.said.isVisible(), name
        assert view.scan.text() == "", name
        assert focused() is view.scan, name
        count += 1
        bring(window, TEA.code, way)
        assert lines(window) == [(MILK.name, 1000), (TEA.name, count * 1000)], name
        assert not view.said.isVisible(), name
    assert count >= len(SELLING) - 2


@pytest.mark.parametrize("code", PAYMENT_CODES)
def test_a_payment_code_stands_nowhere(qtbot: QtBot, window: MainWindow, recorder: Recorder, code: str) -> None:
    searched: list[str] = []
    find = window.services.ring_up.search

    def note(text: str) -> object:
        searched.append(text)
        return find(text)

    object.__setattr__(window.services.ring_up, "search", note)
    for sign in code:
        type_text(sign)
        window.sales.scanning.typed(window.sales.widget.scan.text())  # as after each pause
    searched = [text for text in searched if len(text) > 2]
    press(Qt.Key.Key_Return)
    said = recorder.take()
    assert code not in said
    assert code not in searched
    assert not window.sales.widget.results.isVisible()
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    folder = window.services.shop.profile.folder
    assert [path.name for path in folder.rglob("*") if path.is_file() and code.encode() in path.read_bytes()] == []


PAYING = {
    "goods": (TEA.code, "That was a scan. Finish the sale, or go back with Esc to scan more."),
    "a code of GS1": (GS1, "That was a scan."),
    "goods with wrong check digit": ("69012345678934", "That was a scan."),
    "several codes at once": (TEA.code + MILK.code, "That was a scan."),
    "payment code of WeChat": (WECHAT, "Payment by phone is not set up on this till: take cash or a card."),
    "payment code of Alipay": (ALIPAY, "Payment by phone is not set up on this till"),
    "payment code of Alipay by face": (FACE, "Payment by phone is not set up on this till"),
    "payment code of UnionPay": (UNIONPAY, "Payment by phone is not set up on this till"),
    "4,000 figures": ("7" * 4000, "That was a scan."),
    "a code with letters": ("AB-1234567", "That was a scan."),
}


@pytest.mark.parametrize("way", ["typed", "port"])
def test_while_paying(window: MainWindow, way: str) -> None:
    bring(window, MILK.code, "typed")
    press(Qt.Key.Key_F12)
    pay = window.sales.widget.pay
    for name, (text, said) in PAYING.items():
        if way == "port":
            window.sales.take_code(text)
        else:
            compose(text)
            press(Qt.Key.Key_Return)
        assert said in pay.said.text(), name
        assert text[:10] not in pay.said.text(), name
        assert pay.said.isVisible(), name
        assert pay.amount.text() == "12.90", name
        assert focused() is pay.amount, name
        assert lines(window) == [(MILK.name, 1000)], name
    press(Qt.Key.Key_Escape)
    assert focused() is window.sales.widget.scan
    bring(window, TEA.code, "typed")
    assert lines(window) == [(MILK.name, 1000), (TEA.name, 1000)]


@pytest.mark.parametrize(("text", "said"), [("🍎", "is no amount"), ("x", "is no amount"), ("12.345", "is no amount")])
def test_what_is_no_amount_is_said_to_be_none(window: MainWindow, text: str, said: str) -> None:
    bring(window, MILK.code, "typed")
    press(Qt.Key.Key_F12)
    compose(text)
    press(Qt.Key.Key_Return)
    assert said in window.sales.widget.pay.said.text()


def test_what_a_port_sends_while_a_payment_is_written_waits_for_the_next_sale(qtbot: QtBot, window: MainWindow) -> None:
    bring(window, MILK.code, "typed")
    press(Qt.Key.Key_F12)
    press(Qt.Key.Key_Return)
    assert window.sales.paying.busy
    window.sales.take_code(TEA.code)
    qtbot.waitUntil(lambda: lines(window) == [(TEA.name, 1000)])


def test_an_unknown_short_thing_from_a_port_is_refused_while_paying(window: MainWindow) -> None:
    bring(window, MILK.code, "typed")
    press(Qt.Key.Key_F12)
    window.sales.take_code("4011")
    assert "That was a scan" in window.sales.widget.pay.said.text()
