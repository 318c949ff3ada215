"""Scanning and typing at the real till: what a text means, in which order, and what a refusal says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import insert

from pos_app.data.tables.catalog import barcode
from pos_app.domain.barcode import gtin14
from pos_app.domain.formats import Formats
from pos_app.domain.quantity import NotAQuantity
from pos_app.ui.sales import key_filter
from pos_app.ui.sales.found import bold_spans, looks_like_code, split_times
from pos_app.ui.sales.scan_line import ScanLine
from tests.ui.hands import CTRL, PLAIN, click, compose, focused, press, type_text
from tests.ui.shop import APPLES, MILK, SAUCE, SOAP, TEA

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from pos_app.ui.main_window import MainWindow
    from tests.ui.conftest import Recorder


FORMATS = Formats("en", "CNY", 2)


def scan(text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    type_text(text)
    press(end)


def names(window: MainWindow) -> list[str]:
    model = window.sales.widget.lines.model
    return [str(model.index(row, 1).data()) for row in range(model.rowCount())]


def quantities(window: MainWindow) -> list[str]:
    model = window.sales.widget.lines.model
    return [str(model.index(row, 2).data()) for row in range(model.rowCount())]


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_a_scan_is_text_and_an_end(window: MainWindow, end: Qt.Key) -> None:
    scan(MILK.code, end)
    assert names(window) == [MILK.name]
    assert window.sales.widget.scan.text() == ""
    assert focused() is window.sales.widget.scan


def test_cr_lf_is_one_end_and_not_the_print_queue(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_filter, "LINE_FEED_MS", 60_000)  # keys of a test bear no time: a busy machine is no person
    scan(MILK.code)
    press(Qt.Key.Key_J, CTRL)
    assert QApplication.activeModalWidget() is None
    assert names(window) == [MILK.name]


@pytest.mark.parametrize(("later", "taken"), [(20, True), (200, False)])
def test_a_line_feed_is_told_from_a_persons_key_by_when_it_was_pressed(
    window: MainWindow, later: int, *, taken: bool
) -> None:
    """The window system says when; how long the scan took to handle does not matter."""
    line = window.sales.widget.scan
    enter = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, PLAIN)
    enter.setTimestamp(1_000)
    QApplication.sendEvent(line, enter)
    feed = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_J, CTRL)
    feed.setTimestamp(1_000 + later)
    feed.ignore()
    QApplication.sendEvent(line, feed)
    assert feed.isAccepted() is taken


def test_scans_are_taken_in_their_order_however_fast(qtbot: QtBot, window: MainWindow) -> None:
    wanted = [MILK, TEA, SAUCE, SOAP, APPLES]
    for goods in wanted:
        scan(goods.code if goods is not APPLES else f"1*{goods.code}")
    assert names(window) == [goods.name for goods in wanted]
    assert window.sales.widget.last.accessibleName() == "Apples, Fuji, loose 15.80"
    qtbot.waitUntil(lambda: window.tasks.pending == 0)
    resumed = window.services.ring_up.resume()
    assert resumed is not None
    assert [line.item.name for line in resumed.sale.basket.lines] == [goods.name for goods in wanted]


def test_the_same_goods_again_raise_the_quantity(window: MainWindow) -> None:
    for _ in range(3):
        scan(MILK.code)
    assert quantities(window) == ["3"]


def test_times_before_a_scan(window: MainWindow) -> None:
    scan(f"3*{MILK.code}")
    scan(f"0.734*{APPLES.code}")
    assert quantities(window) == ["3", "0.734 kg"]
    scan("2*")
    assert window.sales.widget.scan.text() == "2*"
    scan(TEA.code)
    assert quantities(window)[-1] == "2"


def test_a_refused_quantity_is_said_and_changes_nothing(window: MainWindow, recorder: Recorder) -> None:
    scan(f"0.5*{MILK.code}")
    assert "are sold whole" in recorder.take()
    scan(f"x*{MILK.code}")
    assert "no quantity" in recorder.take()
    assert names(window) == []
    assert window.sales.widget.said.isVisible()


def test_a_misread_or_unknown_code_is_said_under_the_scan_line(window: MainWindow, recorder: Recorder) -> None:
    scan("6901234567890")
    assert "check digit" in recorder.take()
    scan("4006381333900")
    recorder.take()
    scan("AB-1234567")
    assert recorder.take().startswith("Nothing has the code AB-1234567")
    assert focused() is window.sales.widget.scan
    scan(MILK.code)
    assert not window.sales.widget.said.isVisible()


def test_typing_shows_what_is_found_and_enter_takes_the_first(qtbot: QtBot, window: MainWindow) -> None:
    view = window.sales.widget
    type_text("lon")
    qtbot.waitUntil(view.results.isVisible)
    current = view.results.current()
    assert current is not None
    assert (current.name, current.bold) == (TEA.name, ((11, 3),))
    assert focused() is view.scan
    press(Qt.Key.Key_Return)
    assert names(window) == [TEA.name]
    assert not view.results.isVisible()
    assert view.scan.text() == ""


def test_pinyin_finds_chinese_goods(window: MainWindow) -> None:
    scan("laoganma")
    assert names(window) == [SAUCE.name]


def test_arrows_choose_among_the_results(qtbot: QtBot, window: MainWindow) -> None:
    view = window.sales.widget
    type_text("s")
    qtbot.waitUntil(lambda: view.results.model.rowCount() >= 2)
    press(Qt.Key.Key_Down)
    chosen = view.results.current()
    assert chosen is not None
    press(Qt.Key.Key_Return)
    assert names(window) == [chosen.name]


def test_a_click_on_a_result_rings_it_up(qtbot: QtBot, window: MainWindow) -> None:
    view = window.sales.widget
    type_text("oat")
    qtbot.waitUntil(view.results.isVisible)
    view.results.table.clicked.emit(view.results.model.index(0, 0))
    assert names(window) == [MILK.name]
    assert focused() is view.scan


def test_enter_before_the_search_of_the_last_letters_takes_what_was_typed(qtbot: QtBot, window: MainWindow) -> None:
    view = window.sales.widget
    type_text("s")
    qtbot.waitUntil(view.results.isVisible)
    scan("oap")
    assert names(window) == [SOAP.name]


def test_nothing_found_says_what_to_do(qtbot: QtBot, window: MainWindow, recorder: Recorder) -> None:
    view = window.sales.widget
    type_text("zebra")
    qtbot.waitUntil(view.results.isVisible)
    assert view.results.nothing.isVisible()
    press(Qt.Key.Key_Return)
    assert "zebra" in recorder.take()


def test_esc_clears_the_text_then_the_message(qtbot: QtBot, window: MainWindow, recorder: Recorder) -> None:
    view = window.sales.widget
    scan("6901234567890")
    recorder.take()
    type_text("oa")
    qtbot.waitUntil(view.results.isVisible)
    press(Qt.Key.Key_Escape)
    assert view.scan.text() == ""
    assert not view.results.isVisible()
    assert view.said.isVisible()
    press(Qt.Key.Key_Escape)
    assert not view.said.isVisible()


def test_two_goods_with_one_number_are_offered(window: MainWindow, recorder: Recorder) -> None:
    shop = window.services.shop
    keys = {row.sku: row.variant_id for row in window.services.catalog.page("", 0, 50)}
    with shop.database.write() as connection:
        for sku, code in (("TEA-100", "036000291452"), ("SOAP", "0036000291452")):
            row = {"variant_id": keys[sku], "code": code, "gtin14": gtin14(code), "quantity": 1000}
            connection.execute(insert(barcode).values(**row))
    view = window.sales.widget
    scan("00036000291452")
    assert "Several goods" in recorder.take()
    assert view.results.model.rowCount() == 2
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert names(window) == [SOAP.name]


def test_quick_keys_ring_up_by_click_and_by_key(window: MainWindow) -> None:
    view = window.sales.widget
    bag, _ = view.quick.tiles()
    click(bag)
    assert names(window) == ["Paper bag"]
    assert focused() is view.scan
    press(Qt.Key.Key_G, CTRL)
    press(Qt.Key.Key_Return)
    assert quantities(window) == ["2"]


def test_goods_with_an_open_price_ask_for_it(window: MainWindow, recorder: Recorder) -> None:
    view = window.sales.widget
    click(view.quick.tiles()[1])
    assert focused() is view.entry.field
    type_text("abc")
    press(Qt.Key.Key_Return)
    assert "no amount" in recorder.take()
    assert focused() is view.entry.field
    view.entry.field.selectAll()
    scan("-1")
    assert "below" in recorder.take()
    assert names(window) == []
    view.entry.field.selectAll()
    scan("7.50")
    assert names(window) == ["Open price"]
    assert view.totals.total.text() == "7.50"
    assert focused() is view.scan


def test_pasted_lines_are_scans_each(qtbot: QtBot) -> None:
    line = ScanLine(str)
    qtbot.addWidget(line)
    ended: list[str] = []
    line.entered.connect(ended.append)
    QApplication.clipboard().setText("111\r\n222\n33")
    press(Qt.Key.Key_V, CTRL, at=line)
    assert ended == ["111", "222"]
    assert line.text() == "33"


def test_reading_times_and_codes() -> None:
    assert split_times("3*690", FORMATS) == (3000, "690")
    assert split_times("2,5×oat milk", FORMATS) == (2500, "oat milk")
    assert split_times(" 690 ", FORMATS) == (None, "690")
    for nothing in ("a*690", "*690", "3**5", "3* *5", "*"):
        with pytest.raises(NotAQuantity):
            split_times(nothing, FORMATS)
    assert looks_like_code("4011")
    assert looks_like_code("AB-123456")
    assert not looks_like_code("oat milk 1")
    assert not looks_like_code("milk")
    assert not looks_like_code("老干妈")


@pytest.mark.parametrize(
    ("name", "words", "spans"),
    [
        ("Oat milk, barista", "oat ba", ((0, 3), (10, 2))),
        ("Green tea", "ea", ()),
        ("老干妈风味", "干妈", ((1, 2),)),
        ("Tea tea", "te t", ((0, 2),)),
        ("İstanbul", "is", ()),
    ],
)
def test_what_is_bold(name: str, words: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert bold_spans(name, words) == spans


def test_a_number_that_nothing_has_never_sells_what_begins_like_it(
    qtbot: QtBot, window: MainWindow, recorder: Recorder
) -> None:
    type_text("690")
    qtbot.waitUntil(window.sales.widget.results.isVisible)
    press(Qt.Key.Key_Return)
    assert window.sales.basket.sale.basket.lines == ()
    assert "690" in recorder.take()


def test_full_width_signs_of_an_input_method_are_plain_ones(window: MainWindow) -> None:
    wide = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
    for typed in (f"3*{MILK.code}", "GREEN"):
        compose(typed.translate(wide))
        press(Qt.Key.Key_Return)
    assert names(window) == [MILK.name, TEA.name]
    assert quantities(window) == ["3", "1"]
